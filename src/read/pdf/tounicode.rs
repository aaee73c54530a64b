//! ToUnicode: what a font says its codes mean, read leniently.
//!
//! The stream is a small program (`2 beginbfchar <0003> <9884> <0004> <7B97> endbfchar`). Real ones are
//! cut, have wrong counts, map a code to nothing, to U+FFFD or to half a surrogate pair; such entries
//! are left out, so that the next source of Unicode answers for their codes.

use rustc_hash::FxHashMap;

use super::lexer::{Lexer, Operand, Operands};
use super::names;

/// No font has more codes than this; a map that claims more is cut.
const MOST_ENTRIES: usize = 1 << 17;
/// Longer texts for one code are no ligatures but an attack or an accident.
const LONGEST_TEXT: usize = 16;

/// Codes and the text that each stands for.
#[derive(Debug, Default)]
pub(super) struct ToUnicode {
    entries: FxHashMap<u32, Target>,
    texts: Vec<String>,
    /// How many mappings were read, also of one code.
    read: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Character(char),
    Text(usize),
}

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    /// One character.
    Character(char),
    /// A ligature.
    Text(&'a str),
}

impl ToUnicode {
    /// Reads the decoded stream of a font that may belong to a family of symbols.
    pub(super) fn parse(data: &[u8], family: Option<&'static str>) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(data);
        let mut operands = Operands::default();
        while let Some(operator) = lexer.next(&mut operands) {
            match operator {
                b"endbfchar" | b"beginbfrange" => map.characters(&operands),
                b"endbfrange" => map.ranges(&operands),
                _ => {}
            }
            if map.read >= MOST_ENTRIES {
                break;
            }
        }
        if map.is_constant() {
            return Self::default();
        }
        map.entries.retain(|_, target| match target {
            Target::Character(character) => {
                *character = names::fold(*character, family);
                !character.is_control() || *character == '\t'
            }
            Target::Text(_) => true,
        });
        map
    }

    /// What a code stands for, if the map says something usable; a control character says nothing.
    pub(super) fn get(&self, code: u32) -> Option<Meaning<'_>> {
        match *self.entries.get(&code)? {
            Target::Character(character) => Some(Meaning::Character(character)),
            Target::Text(text) => self.texts.get(text).map(|text| Meaning::Text(text)),
        }
    }

    /// Whether every code means the same: then the map was written by a producer that knew nothing.
    fn is_constant(&self) -> bool {
        let mut targets = self.entries.values();
        let first = targets.next();
        self.entries.len() > 8 && targets.all(|target| Some(target) == first)
    }

    fn characters(&mut self, operands: &Operands) {
        for pair in operands.list().chunks_exact(2) {
            if let [Operand::Text(code), Operand::Text(text)] = pair {
                self.add(number(operands.bytes(code)), operands.bytes(text), 0);
            }
        }
    }

    fn ranges(&mut self, operands: &Operands) {
        let mut list = operands.list().iter();
        while let (Some(Operand::Text(first)), Some(Operand::Text(last))) = (list.next(), list.next()) {
            let (first, last) = (number(operands.bytes(first)), number(operands.bytes(last)));
            let last = last.min(first.saturating_add(0xFFFF));
            match list.next() {
                Some(Operand::Text(text)) => {
                    for code in first..=last {
                        if self.read >= MOST_ENTRIES {
                            return;
                        }
                        self.add(code, operands.bytes(text), code - first);
                    }
                }
                Some(Operand::Open) => {
                    let mut code = first;
                    for operand in list.by_ref() {
                        let Operand::Text(text) = operand else { break };
                        if code <= last {
                            self.add(code, operands.bytes(text), 0);
                        }
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    /// Adds a mapping to the text (UTF-16BE) whose last unit is `offset` further on. The last mapping of a code wins, as
    /// in a program that is run.
    fn add(&mut self, code: u32, text: &[u8], offset: u32) {
        self.read += 1;
        let unit = match *text {
            // One byte is no UTF-16, but what some producers write for ASCII.
            [single] => Some(u16::from(single)),
            [high, low] => Some(u16::from_be_bytes([high, low])),
            _ => None,
        };
        let target = match unit {
            Some(unit) => shifted(unit, offset).and_then(|unit| single(char::from_u32(unit.into())?)),
            None => self.text(text, offset),
        };
        if let Some(target) = target {
            self.entries.insert(code, target);
        }
    }

    fn text(&mut self, text: &[u8], offset: u32) -> Option<Target> {
        let (pairs, _) = text.as_chunks();
        let mut units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        let last = units.last_mut()?;
        *last = shifted(*last, offset)?;
        let text = String::from_utf16(&units).ok()?;
        let text = text.trim_end_matches('\0');
        let mut characters = text.chars();
        match (characters.next()?, characters.next()) {
            (character, None) => single(character),
            _ if text.chars().count() > LONGEST_TEXT => None,
            _ => {
                self.texts.push(text.to_owned());
                Some(Target::Text(self.texts.len() - 1))
            }
        }
    }
}

fn shifted(unit: u16, offset: u32) -> Option<u16> {
    unit.checked_add(u16::try_from(offset).ok()?)
}

/// One character, if it says anything.
fn single(character: char) -> Option<Target> {
    let usable = !matches!(character, '\0' | '\u{FFFD}'..='\u{FFFF}');
    usable.then_some(Target::Character(character))
}

/// The number that a code's bytes spell.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, &byte| number << 8 | u32::from(byte))
}
