//! Strings become glyphs: where each stands on the page, and whether it can be seen.

use std::sync::Arc;

use lopdf::Dictionary;
use unicode_normalization::char::decompose_compatible;

use crate::page::{Glyph, Writing};

use super::font::{Font, Fonts};
use super::interpret::{Frame, Interpreter, UsedFont};
use super::lexer::{Operand, Operands};
use super::matrix::{Bounds, Matrix};
use super::names;
use super::state::State;
use super::tounicode::Meaning;

/// The middle of a Chinese glyph lies this far above its baseline, in ems.
pub(super) const MIDDLE: f64 = 0.38;
/// The middle of a line that a clip cuts lies at most this far outside it, in ems: then a quarter of its height is left.
const MOST_CUT: f64 = 0.25;
/// Such a line is seen this far within the clip, in ems.
const INSET: f64 = 0.1;
/// Smaller glyphs, in points, are no print.
const SMALLEST: f64 = 0.1;
/// Lines rise by at most this share of their length: about 14 degrees.
const STEEPEST: f64 = 0.25;
/// Coordinates beyond this are overflow, not layout.
const FARTHEST: f64 = 1e6;

impl<'a> Interpreter<'a> {
    /// Obeys a text operator.
    pub(super) fn text(&mut self, operator: &[u8], operands: &Operands, frame: &mut Frame<'a>) {
        let state = &mut frame.state;
        match operator {
            b"BT" => {
                frame.text = Matrix::IDENTITY;
                frame.line = Matrix::IDENTITY;
            }
            b"Tf" => {
                operands.set(&mut state.size);
                frame.state.font = operands.name().and_then(|name| self.named_font(name, frame));
            }
            b"Tc" => operands.set(&mut state.character_spacing),
            b"Tw" => operands.set(&mut state.word_spacing),
            b"Tz" => {
                if let Some([percent]) = operands.numbers() {
                    state.scale = percent / 100.0;
                }
            }
            b"TL" => operands.set(&mut state.leading),
            b"Ts" => operands.set(&mut state.rise),
            b"Tr" => {
                if let Some([mode]) = operands.numbers() {
                    state.mode = mode.clamp(0.0, 7.0) as u8;
                }
            }
            b"Td" | b"TD" => {
                if let Some([x, y]) = operands.numbers() {
                    if operator == b"TD" {
                        state.leading = -y;
                    }
                    frame.next_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(numbers) = operands.numbers() {
                    frame.line = Matrix::new(numbers);
                    frame.text = frame.line;
                }
            }
            b"T*" => frame.next_line(0.0, -frame.state.leading),
            b"Tj" | b"TJ" => self.show_list(operands.list(), operands, frame),
            b"'" => {
                frame.next_line(0.0, -frame.state.leading);
                self.show_list(operands.list(), operands, frame);
            }
            b"\"" => {
                if let [Operand::Number(word), Operand::Number(character), ..] = operands.list() {
                    state.word_spacing = *word;
                    state.character_spacing = *character;
                }
                frame.next_line(0.0, -frame.state.leading);
                if let Some(text @ Operand::Text(_)) = operands.list().last() {
                    self.show_list(std::slice::from_ref(text), operands, frame);
                }
            }
            _ => {}
        }
    }

    /// The place of a font among those that the page uses.
    pub(super) fn font_index(&mut self, dictionary: &'a Dictionary) -> usize {
        let key = Fonts::key(dictionary);
        self.fonts.iter().position(|(_, used)| used.key == key).unwrap_or_else(|| {
            let font = self.source.font(dictionary);
            let name = font.name.clone();
            self.fonts.push((font, UsedFont { key, name, unknown: 0 }));
            self.fonts.len() - 1
        })
    }

    /// The font of a name in the resources.
    fn named_font(&mut self, name: &[u8], frame: &mut Frame<'a>) -> Option<usize> {
        if let Some(font) = frame.named_fonts.get(name) {
            return font;
        }
        let file = self.file;
        let fonts = frame.resources.and_then(|resources| file.dictionary(resources, b"Font"));
        let font = fonts.and_then(|fonts| file.dictionary(fonts, name)).map(|font| self.font_index(font));
        frame.named_fonts.remember(name, font)
    }

    /// Shows a character that is known without a font, in an em square of the page.
    pub(super) fn write(
        &mut self,
        character: char,
        advance: f64,
        font: Option<usize>,
        square: Matrix,
        state: &State,
    ) {
        let run = Run::new(square, false);
        let font = font.and_then(|font| u16::try_from(font).ok()).unwrap_or(u16::MAX);
        if let Some((x, y)) = run.seen(state.clip, square.e, square.f, advance) {
            let glyph = run.glyph(x, y, advance, font);
            push(&mut self.glyphs, glyph, names::fold(character, None));
        }
    }

    /// Shows the strings of a list (`[(预) -120 (算)] TJ`), its numbers moving the pen back in thousandths of an em.
    fn show_list(&mut self, list: &[Operand], operands: &Operands, frame: &mut Frame<'a>) {
        let Some(index) = frame.state.font else {
            if frame.hidden == 0 && frame.state.mode != 3 {
                self.unlettered += list.iter().map(|operand| ink(operand, operands)).sum::<usize>();
            }
            return;
        };
        let Some(font) = self.fonts.get(index).map(|(font, _)| Arc::clone(font)) else { return };
        for operand in list {
            match operand {
                Operand::Text(range) => self.show_text(operands.bytes(range), index, &font, frame),
                Operand::Number(shift) => {
                    let shift = -shift / 1000.0 * frame.state.size;
                    let (x, y) = if font.vertical { (0.0, shift) } else { (shift * frame.state.scale, 0.0) };
                    frame.text = Matrix::translation(x, y).then(frame.text);
                }
                _ => {}
            }
        }
    }

    fn show_text(&mut self, mut text: &[u8], index: usize, font: &Font<'a>, frame: &mut Frame<'a>) {
        let state = &frame.state;
        let em = Matrix::new([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise]);
        let text_to_page = frame.text.then(state.matrix);
        // Along a string only the pen moves: the em square has the same shape for every glyph.
        let square = em.then(text_to_page);
        let run = Run::new(square, font.vertical);
        let (mut x, mut y) = (square.e, square.f);
        let mut walked = 0.0;
        let paint = if matches!(state.mode, 1 | 5) { state.stroke } else { state.fill };
        let visible = state.mode != 3 && paint.is_visible();
        let bold = font.bold || matches!(state.mode, 2 | 6);
        while !text.is_empty() {
            let shape = font.next(text);
            let code = text.first().copied().unwrap_or_default();
            text = text.get(shape.length.max(1)..).unwrap_or_default();
            let advance = shape.advance * font.unit;
            let exists = frame.hidden == 0 && !run.oblique;
            let seen = if exists { run.seen(state.clip, x, y, advance) } else { None };
            if let Some((seen_x, seen_y)) = seen {
                let mut drawn = || {
                    let procedures = font.procedures(code)?;
                    Some(self.draw(procedures, code, Matrix { e: x, f: y, ..square }, state, frame.resources))
                };
                if drawn() != Some(true) {
                    let glyph = Glyph { bold, ..run.glyph(seen_x, seen_y, advance, index as u16) };
                    let list = if visible { &mut self.glyphs } else { &mut self.invisible };
                    match shape.meaning {
                        Some(Meaning::Character(character)) => push(list, glyph, character),
                        Some(Meaning::Text(text)) => push_ligature(list, glyph, text),
                        None => list.push(glyph),
                    }
                }
            }
            let spacing = state.character_spacing + if shape.blank { state.word_spacing } else { 0.0 };
            let step = advance * state.size + spacing;
            if font.vertical {
                x -= step * text_to_page.c;
                y -= step * text_to_page.d;
                walked -= step;
            } else {
                x += step * state.scale * text_to_page.a;
                y += step * state.scale * text_to_page.b;
                walked += step * state.scale;
            }
        }
        let (walked_x, walked_y) = if font.vertical { (0.0, walked) } else { (walked, 0.0) };
        frame.text = Matrix::translation(walked_x, walked_y).then(frame.text);
    }
}

/// How many bytes of a string are no blanks, whatever its font may be.
fn ink(operand: &Operand, operands: &Operands) -> usize {
    match operand {
        Operand::Text(range) => operands.bytes(range).iter().filter(|byte| !matches!(byte, 0 | b' ')).count(),
        _ => 0,
    }
}

impl Frame<'_> {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.text = self.line;
    }
}

/// What the glyphs of one string have in common on the page.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// From the pen to where the pen is after a glyph one em wide.
    ahead: (f64, f64),
    /// From the pen to the middle line of the glyphs.
    aside: (f64, f64),
    /// How long one em of advance is on the page.
    along: f64,
    /// The size of the em on the page.
    size: f64,
    direction: Writing,
    vertical: bool,
    /// Whether it is set aslant, as a watermark or a stamp across the page; a scan is never that crooked.
    oblique: bool,
}

impl Run {
    fn new(square: Matrix, vertical: bool) -> Self {
        let Matrix { a, b, c, d, .. } = square;
        let size = c.hypot(d);
        // In vertical writing the pen goes down the middle of the glyphs.
        let (ahead, aside, along) = if vertical {
            ((-c, -d), (0.0, 0.0), size)
        } else {
            ((a, b), (c * MIDDLE, d * MIDDLE), a.hypot(b))
        };
        let (x, y) = (ahead.0.abs(), ahead.1.abs());
        let oblique = x.min(y) > x.max(y) * STEEPEST;
        Self { ahead, aside, along, size, direction: direction(ahead.0, ahead.1), vertical, oblique }
    }

    /// Where a glyph with its pen here is seen, if its middle lies within the clip. A line that the clip cuts lengthwise
    /// (the first and the last of a text that is too high for its cell) is seen well within the clip, if enough is left.
    fn seen(&self, clip: Bounds, x: f64, y: f64, advance: f64) -> Option<(f64, f64)> {
        let half = advance / 2.0;
        let middle = (x + self.ahead.0 * half + self.aside.0, y + self.ahead.1 * half + self.aside.1);
        let sane = x.abs() < FARTHEST && y.abs() < FARTHEST && (SMALLEST..FARTHEST).contains(&self.size);
        if !sane || clip.is_empty() {
            return None;
        }
        let shift = |from: f64, to: f64, value: f64| {
            let inset = (self.size * INSET).min((to - from) / 2.0);
            value.max(from + inset).min(to - inset) - value
        };
        let (right, down) = match self.direction {
            Writing::Right | Writing::Left => (0.0, shift(clip.y0, clip.y1, middle.1)),
            Writing::Down | Writing::Up => (shift(clip.x0, clip.x1, middle.0), 0.0),
        };
        let enough = right.abs().max(down.abs()) <= self.size * (MOST_CUT + INSET);
        (enough && clip.contains((middle.0 + right, middle.1 + down))).then_some((x + right, y + down))
    }

    /// A glyph with its pen here.
    fn glyph(&self, x: f64, y: f64, advance: f64, font: u16) -> Glyph {
        let (x, y) = self.baseline(x, y);
        Glyph {
            character: '\u{FFFD}',
            x: x as f32,
            y: y as f32,
            advance: (advance * self.along) as f32,
            size: self.size as f32,
            direction: self.direction,
            font,
            bold: false,
        }
    }

    /// The baseline origin. A vertical run gets the baseline of a turned horizontal one with the same middle line,
    /// so that layout reads both alike.
    fn baseline(&self, x: f64, y: f64) -> (f64, f64) {
        let below = if self.vertical { MIDDLE * self.size } else { 0.0 };
        match self.direction {
            Writing::Right => (x, y + below),
            Writing::Down => (x - below, y),
            Writing::Left => (x, y - below),
            Writing::Up => (x + below, y),
        }
    }
}

/// The direction of the page that a vector points in most.
fn direction(x: f64, y: f64) -> Writing {
    match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => Writing::Right,
        (true, false, _) => Writing::Left,
        (false, _, true) => Writing::Down,
        (false, _, false) => Writing::Up,
    }
}

fn push(list: &mut Vec<Glyph>, glyph: Glyph, character: char) {
    match character {
        '\t' => list.push(Glyph { character: ' ', ..glyph }),
        '\u{AD}' => list.push(Glyph { character: '-', ..glyph }),
        // The ligatures that have a code of their own: ﬀ to ﬆ.
        '\u{FB00}'..='\u{FB06}' => {
            let mut letters = String::new();
            decompose_compatible(character, |letter| letters.push(letter));
            push_ligature(list, glyph, &letters);
        }
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => {}
        character => list.push(Glyph { character, ..glyph }),
    }
}

/// The characters of a ligature share its advance.
fn push_ligature(list: &mut Vec<Glyph>, glyph: Glyph, text: &str) {
    let parts = glyph.divided(glyph.advance, text.chars().count());
    parts.zip(text.chars()).for_each(|(part, character)| push(list, part, character));
}
