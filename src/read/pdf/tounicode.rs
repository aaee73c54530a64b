//! ToUnicode: what a font says its codes mean, read leniently.
//!
//! The stream is a small program (`2 beginbfchar <0003> <9884> <0004> <7B97> endbfchar`). Real ones are
//! cut, have wrong counts, map a code to nothing, to U+FFFD or to half a surrogate pair; such entries
//! are left out, so that the next source of Unicode answers for their codes.

use super::lexer::{Lexer, Operand, Operands};

/// No font has more codes than this; a map that claims more is cut.
const MOST_ENTRIES: usize = 1 << 17;
/// Longer texts for one code are no ligatures but an attack or an accident.
const LONGEST_TEXT: usize = 16;

/// Codes and the text that each stands for.
#[derive(Debug, Default)]
pub(super) struct ToUnicode {
    /// Sorted by code.
    entries: Vec<(u32, Target)>,
    texts: Vec<String>,
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
    /// Reads the decoded stream.
    pub(super) fn parse(data: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(data);
        let mut operands = Operands::default();
        while let Some(operator) = lexer.next(&mut operands) {
            match operator {
                b"endbfchar" | b"beginbfrange" => map.characters(&operands),
                b"endbfrange" => map.ranges(&operands),
                _ => {}
            }
            if map.entries.len() >= MOST_ENTRIES {
                break;
            }
        }
        // The last mapping of a code wins, as in a program that is run.
        map.entries.reverse();
        map.entries.sort_by_key(|(code, _)| *code);
        map.entries.dedup_by_key(|(code, _)| *code);
        map
    }

    /// What a code stands for, if the map says something usable.
    pub(super) fn get(&self, code: u32) -> Option<Meaning<'_>> {
        let index = self.entries.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        match self.entries.get(index)?.1 {
            Target::Character(character) => Some(Meaning::Character(character)),
            Target::Text(text) => self.texts.get(text).map(|text| Meaning::Text(text)),
        }
    }

    /// Whether every code means the same: then the map was written by a producer that knew nothing.
    pub(super) fn is_constant(&self) -> bool {
        let mut targets = self.entries.iter().map(|(_, target)| target);
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
                        if self.entries.len() >= MOST_ENTRIES {
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

    /// Adds a mapping to the text (UTF-16BE) whose last unit is `offset` further on.
    fn add(&mut self, code: u32, text: &[u8], offset: u32) {
        let mut units: Vec<u16> = match text {
            // One byte is no UTF-16, but what some producers write for ASCII.
            [single] => vec![u16::from(*single)],
            _ => text.chunks_exact(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect(),
        };
        let Some(last) = units.last_mut() else { return };
        let Some(shifted) = u16::try_from(offset).ok().and_then(|offset| last.checked_add(offset)) else {
            return;
        };
        *last = shifted;
        let Ok(text) = String::from_utf16(&units) else { return };
        let text = text.trim_end_matches('\0');
        let mut characters = text.chars();
        let target = match (characters.next(), characters.next()) {
            (None, _) => return,
            (Some('\u{FFFD}' | '\u{FFFF}' | '\u{FFFE}'), None) => return,
            (Some(character), None) => Target::Character(character),
            _ if text.chars().count() > LONGEST_TEXT => return,
            _ => {
                self.texts.push(text.to_owned());
                Target::Text(self.texts.len() - 1)
            }
        };
        self.entries.push((code, target));
    }
}

/// The number that a code's bytes spell.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, &byte| number << 8 | u32::from(byte))
}
