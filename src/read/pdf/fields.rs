//! Fields that are filled in and drawn by nobody: a viewer writes their value into their box.
//!
//! ```text
//! /FT/Tx /V(92.50) /DA(/Helv 10 Tf) /Rect[100 690 200 710]   │ 92.50           │
//! ```
//!
//! A field states its value, its font and its flags itself, or those above it in the form do. Where each character
//! stands is a guess as good as any viewer's: Chinese ones are an em wide, others half an em, and all within the box.

use lopdf::{Dictionary, Object, decode_text_string};
use unicode_width::UnicodeWidthChar;

use super::file::File;
use super::interpret::Interpreter;
use super::lexer::{Lexer, Operands};
use super::matrix::Matrix;
use super::state::State;
use super::text::MIDDLE;

/// The flags of a text field: several lines, a password, a box for every character.
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
const COMB: i64 = 1 << 24;

/// Fields stand in each other no deeper than this.
const DEEPEST: usize = 32;
/// A longer value is no field of a budget.
const LONGEST: usize = 1 << 20;
/// Between the box of a field and its text, in points.
const MARGIN: f64 = 2.0;
/// The size of text that its field leaves to the viewer, at most, and its share of the height of the box.
const USUAL_SIZE: f64 = 12.0;
const SHARE: f64 = 2.0 / 3.0;
/// From line to line, in ems.
const LEADING: f64 = 1.2;

/// A field that holds text.
struct Field<'a> {
    value: String,
    font: Option<&'a Dictionary>,
    /// 0 where the viewer may choose.
    size: f64,
    /// 0 at the left, 1 in the middle, 2 at the right.
    alignment: f64,
    multiline: bool,
    /// Into how many boxes it is divided, one for each character.
    boxes: Option<usize>,
}

impl<'a> Field<'a> {
    /// The text or the choice that an annotation is the box of.
    fn of(file: &'a File, form: Option<&'a Dictionary>, annotation: &'a Dictionary) -> Option<Self> {
        let own = |key: &[u8]| inherited(file, annotation, key);
        let entry = |key: &[u8]| own(key).or_else(|| form.map(|form| file.value(form, key)));
        let flags = own(b"Ff").and_then(|flags| file.as_number(flags)).unwrap_or(0.0) as i64;
        let value = match own(b"FT")?.as_name().ok()? {
            b"Tx" if flags & PASSWORD == 0 => text(file, own(b"V")?)?,
            b"Ch" => chosen(file, own(b"V")?, own(b"Opt")),
            _ => return None,
        };
        let appearance = entry(b"DA").and_then(|appearance| appearance.as_str().ok()).unwrap_or_default();
        let (mut lexer, mut operands) = (Lexer::new(appearance), Operands::default());
        let (mut font, mut size) = (None, 0.0);
        while let Some(operator) = lexer.next(&mut operands) {
            if operator == b"Tf" {
                operands.set(&mut size);
                let fonts = form.and_then(|form| file.dictionary(file.dictionary(form, b"DR")?, b"Font"));
                font = fonts.and_then(|fonts| file.dictionary(fonts, operands.name()?));
            }
        }
        let number = |key| entry(key).and_then(|number| file.as_number(number));
        let boxes = number(b"MaxLen").filter(|most| flags & COMB != 0 && *most >= 1.0);
        Some(Self {
            value,
            font,
            size: size.abs(),
            alignment: number(b"Q").unwrap_or(0.0).clamp(0.0, 2.0),
            multiline: flags & MULTILINE != 0,
            boxes: boxes.map(|most| most as usize),
        })
    }

    /// The lines of the value in a box of this width and height, the size that they are written in, and their distance.
    fn lines(&self, width: f64, height: f64) -> (Vec<String>, f64, f64) {
        if !self.multiline {
            let line: String = self.value.chars().filter(|character| !character.is_control()).collect();
            let size = if self.size > 0.0 { self.size } else { (height * SHARE).min(USUAL_SIZE) };
            return (vec![line], size, 0.0);
        }
        let size = if self.size > 0.0 { self.size } else { USUAL_SIZE };
        let lines: Vec<String> = self
            .value
            .replace("\r\n", "\n")
            .split(['\r', '\n'])
            .flat_map(|paragraph| wrapped(paragraph, width / size))
            .collect();
        // What does not fit is set closer, in smaller letters if need be.
        let leading = (height / lines.len() as f64).min(size * LEADING);
        (lines, size.min(leading), leading)
    }
}

/// The value of a key, or that of the nearest field above.
fn inherited<'a>(file: &'a File, field: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let above = |field: &&'a Dictionary| file.dictionary(field, b"Parent");
    let fields = std::iter::successors(Some(field), above).take(DEEPEST);
    fields.map(|field| file.value(field, key)).find(|value| !value.is_null())
}

/// A text string, written out or in a stream.
fn text(file: &File, value: &Object) -> Option<String> {
    match value {
        Object::Stream(stream) => Some(String::from_utf8_lossy(&file.decode(stream, LONGEST)).into_owned()),
        string => decode_text_string(string).ok().filter(|text| text.len() <= LONGEST),
    }
}

/// What a choice shows: its options may name what they stand for and what they show.
fn chosen(file: &File, value: &Object, options: Option<&Object>) -> String {
    let options = options.and_then(|options| options.as_array().ok()).map(Vec::as_slice).unwrap_or_default();
    let shown = |chosen: &Object| {
        let chosen = text(file, file.resolve(chosen))?;
        let named = options.iter().find_map(|option| match file.resolve(option) {
            Object::Array(pair) => match pair.as_slice() {
                [meant, shown] if text(file, file.resolve(meant)).as_ref() == Some(&chosen) => {
                    text(file, file.resolve(shown))
                }
                _ => None,
            },
            _ => None,
        });
        Some(named.unwrap_or(chosen))
    };
    match value {
        Object::Array(several) => several.iter().filter_map(shown).collect::<Vec<_>>().join("\n"),
        one => shown(one).unwrap_or_default(),
    }
}

/// How wide a character is, in ems.
fn width(character: char) -> f64 {
    character.width().unwrap_or(0) as f64 / 2.0
}

fn width_of(text: &str) -> f64 {
    text.chars().map(width).sum()
}

/// A paragraph in lines of at most so many ems, broken behind a blank or between Chinese characters.
fn wrapped(paragraph: &str, most: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut word, mut at) = (String::new(), String::new(), 0.0);
    for character in paragraph.chars().filter(|character| !character.is_control()) {
        let ends = character == ' ' || width(character) >= 1.0;
        word.push(character);
        at += width(character);
        if at > most && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            at = width_of(&word);
        }
        if ends {
            line.push_str(&std::mem::take(&mut word));
        }
    }
    line.push_str(&word);
    lines.push(line);
    lines
}

impl<'a> Interpreter<'a> {
    /// Writes the value of a field into its box.
    pub(super) fn fill_in(
        &mut self,
        form: Option<&'a Dictionary>,
        annotation: &'a Dictionary,
        state: &State,
    ) {
        let file = self.file;
        let (Some(field), Some(corners)) =
            (Field::of(file, form, annotation), file.numbers::<4>(annotation, b"Rect"))
        else {
            return;
        };
        let frame = Matrix::IDENTITY.apply_box(corners);
        let turned =
            file.dictionary(annotation, b"MK").and_then(|look| file.number(look, b"R")).unwrap_or(0.0);
        let (turn, across) = match (turned as i64).rem_euclid(360) {
            90 => ([0.0, 1.0, -1.0, 0.0, frame.x1, frame.y0], true),
            180 => ([-1.0, 0.0, 0.0, -1.0, frame.x1, frame.y1], false),
            270 => ([0.0, -1.0, 1.0, 0.0, frame.x0, frame.y1], true),
            _ => ([1.0, 0.0, 0.0, 1.0, frame.x0, frame.y0], false),
        };
        let (mut wide, mut high) = (frame.width() - 2.0 * MARGIN, frame.height() - 2.0 * MARGIN);
        if across {
            std::mem::swap(&mut wide, &mut high);
        }
        if !(wide > 0.0 && high > 0.0) {
            return;
        }
        let to_page = Matrix::new(turn).then(state.matrix);
        let font = field.font.map(|font| self.font_index(font));
        let (lines, size, leading) = field.lines(wide, high);
        let mut baseline = match field.multiline {
            true => MARGIN + high - leading / 2.0 - MIDDLE * size,
            false => MARGIN + high / 2.0 - MIDDLE * size,
        };
        for line in lines {
            let natural = width_of(&line) * size;
            // A line that is too long for its box stays within it.
            let squeezed = if natural > wide { wide / natural } else { 1.0 };
            let mut x = MARGIN + (wide - natural * squeezed) * field.alignment / 2.0;
            for (index, character) in line.chars().enumerate() {
                let step = width(character) * size * squeezed;
                if let Some(boxes) = field.boxes {
                    let each = wide / boxes as f64;
                    x = MARGIN + each * index as f64 + (each - step) / 2.0;
                }
                let square = Matrix::new([size * squeezed, 0.0, 0.0, size, x, baseline]).then(to_page);
                self.write(character, width(character), font, square, state);
                x += step;
            }
            baseline -= leading;
        }
    }
}
