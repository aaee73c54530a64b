//! Glyphs of Type 3 fonts that show text: a glyph is content of its own, and that may write with another font.
//!
//! ```text
//! /Differences[1/g1] /CharProcs<</g1 7 0 R>>      7 0 obj: 1000 0 d0 BT /F2 1000 Tf (a) Tj ET      <01> Tj shows a
//! ```
//!
//! Programs that turn fonts into pictures of them keep such glyphs. Where neither ToUnicode nor anything else says what
//! the glyph means, what it shows does; a glyph that only draws shapes stays unknown.

use lopdf::{Dictionary, Object, Stream};
use rustc_hash::FxHashMap;

use super::file::File;
use super::interpret::Interpreter;
use super::lexer::{Lexer, Operands};
use super::matrix::Matrix;
use super::state::State;

/// All glyphs of a font together are no longer than this.
const LONGEST: usize = 4 << 20;

/// The glyphs of a font that show text.
pub(super) struct Procedures<'a> {
    matrix: Matrix,
    resources: Option<&'a Dictionary>,
    glyphs: FxHashMap<u8, Procedure<'a>>,
}

/// What draws a glyph.
struct Procedure<'a> {
    stream: &'a Stream,
    content: Vec<u8>,
}

impl<'a> Procedures<'a> {
    /// The glyphs of a Type 3 font that its encoding names and that show text.
    pub(super) fn load(file: &'a File, font: &'a Dictionary) -> Self {
        let resources = file.dictionary(font, b"Resources");
        let encoding = file.dictionary(font, b"Encoding");
        let named = file.dictionary(font, b"CharProcs");
        let mut glyphs = FxHashMap::default();
        let (mut code, mut left) = (0_usize, LONGEST);
        for entry in encoding.and_then(|encoding| file.array(encoding, b"Differences")).unwrap_or_default() {
            match file.resolve(entry) {
                Object::Name(name) => {
                    if let (Some(named), Ok(code)) = (named, u8::try_from(code))
                        && let Object::Stream(stream) = file.value(named, name)
                    {
                        let content = file.decode(stream, left);
                        left = left.saturating_sub(content.len());
                        if shows_text(file, &content, resources) {
                            glyphs.insert(code, Procedure { stream, content });
                        }
                    }
                    code += 1;
                }
                number => code = file.as_number(number).unwrap_or(0.0).clamp(0.0, 256.0) as usize,
            }
        }
        let matrix = file.numbers(font, b"FontMatrix").unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
        Self { matrix: Matrix::new(matrix), resources, glyphs }
    }
}

/// Whether a glyph writes with a font, itself or in a form.
fn shows_text(file: &File, content: &[u8], resources: Option<&Dictionary>) -> bool {
    let forms = resources.and_then(|resources| file.dictionary(resources, b"XObject"));
    let (mut lexer, mut operands) = (Lexer::new(content), Operands::default());
    while let Some(operator) = lexer.next(&mut operands) {
        let is_form = || {
            let form = file.value(forms?, operands.name()?).as_stream().ok()?;
            Some(file.name(&form.dict, b"Subtype") == Some(b"Form"))
        };
        match operator {
            b"Tj" | b"TJ" | b"'" | b"\"" => return true,
            b"Do" if is_form() == Some(true) => return true,
            _ => {}
        }
    }
    false
}

impl<'a> Interpreter<'a> {
    /// Shows what the glyph of a code writes, in an em square of the page; whether that was anything.
    pub(super) fn draw(
        &mut self,
        procedures: &Procedures<'a>,
        code: u8,
        square: Matrix,
        state: &State,
        around: Option<&'a Dictionary>,
    ) -> bool {
        let Some(Procedure { stream, content }) = procedures.glyphs.get(&code) else { return false };
        if !self.may_open(stream) {
            return false;
        }
        let shown = |interpreter: &Self| interpreter.glyphs.len() + interpreter.invisible.len();
        let before = shown(self);
        let state = State { matrix: procedures.matrix.then(square), ..state.upright() };
        self.within(stream, content, procedures.resources.or(around), state);
        shown(self) > before
    }
}
