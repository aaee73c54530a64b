//! Runs the content of a page for the sake of its glyphs and rules.
//!
//! Only text, path, state, XObject, marked-content and inline-image operators mean anything here. What cannot be
//! seen does not exist: glyphs outside the clip or the visible box, of hidden layers, and of render mode 3,
//! unless that is all the page has: then it is the text layer of a scan.

use std::sync::Arc;

use lopdf::{Dictionary, Object, Stream};

use crate::page::{Glyph, Sheet};

use super::Limits;
use super::colour::{self, Space};
use super::file::{File, PageNode};
use super::font::{Font, Fonts};
use super::layers::Layers;
use super::lexer::{Lexer, Operand, Operands};
use super::matrix::{Bounds, Matrix};
use super::path::{Marks, Path, Pen};

/// A paint this transparent is invisible.
pub(super) const INVISIBLE: f64 = 0.01;

/// What a page shows.
#[derive(Debug)]
pub(super) struct Shown {
    /// The page without its number; glyphs have indices into `fonts` for fonts.
    pub(super) sheet: Sheet,
    /// The fonts used, in the order of their first use.
    pub(super) fonts: Vec<UsedFont>,
    /// Whether a limit cut the page.
    pub(super) cut: bool,
}

/// A font on a page.
#[derive(Debug)]
pub(super) struct UsedFont {
    /// The same for the same font of the file.
    pub(super) key: usize,
    /// Its name.
    pub(super) name: String,
    /// How many of its glyphs have no known meaning.
    pub(super) unknown: u32,
}

/// Runs a page.
pub(super) fn show<'a>(
    file: &'a File,
    layers: &'a Layers,
    fonts: &'a Fonts<'a>,
    limits: &'a Limits,
    page: &PageNode<'a>,
) -> Shown {
    let (matrix, view) = page.view();
    let mut interpreter = Interpreter {
        file,
        layers,
        source: fonts,
        limits,
        fonts: Vec::new(),
        glyphs: Vec::new(),
        invisible: Vec::new(),
        marks: Marks::default(),
        images: 0,
        operators: limits.operators,
        forms: limits.forms,
        open_forms: Vec::new(),
        cut: false,
    };
    let content = file.content(page);
    interpreter.run(&content, page.resources, State::new(matrix, view));
    interpreter.finish(view)
}

/// The graphics state.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    pub(super) clip: Bounds,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    line_width: f64,
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) character_spacing: f64,
    pub(super) word_spacing: f64,
    pub(super) scale: f64,
    leading: f64,
    pub(super) rise: f64,
    pub(super) mode: u8,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    space: Space,
    luminance: f32,
    pub(super) alpha: f64,
}

impl State {
    fn new(matrix: Matrix, clip: Bounds) -> Self {
        let black = Paint { space: Space::Gray, luminance: 0.0, alpha: 1.0 };
        Self {
            matrix,
            clip,
            fill: black,
            stroke: black,
            line_width: 1.0,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}

pub(super) struct Interpreter<'a> {
    file: &'a File,
    layers: &'a Layers,
    source: &'a Fonts<'a>,
    limits: &'a Limits,
    pub(super) fonts: Vec<(Arc<Font<'a>>, UsedFont)>,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) invisible: Vec<Glyph>,
    marks: Marks,
    images: u32,
    operators: usize,
    forms: usize,
    open_forms: Vec<*const Stream>,
    cut: bool,
}

/// The part of the interpreter's work that belongs to one content stream.
pub(super) struct Frame<'a> {
    resources: Option<&'a Dictionary>,
    pub(super) state: State,
    saved: Vec<State>,
    path: Path,
    clip_pending: bool,
    pub(super) text: Matrix,
    line: Matrix,
    /// Marked content that is open, and whether each hides what is in it.
    marked: Vec<bool>,
    pub(super) hidden: usize,
}

impl<'a> Interpreter<'a> {
    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>, state: State) {
        let mut frame = Frame {
            resources,
            state,
            saved: Vec::new(),
            path: Path::default(),
            clip_pending: false,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            marked: Vec::new(),
            hidden: 0,
        };
        let mut lexer = Lexer::new(content);
        let mut operands = Operands::default();
        while let Some(operator) = lexer.next(&mut operands) {
            if self.operators == 0 {
                self.cut = true;
                return;
            }
            self.operators -= 1;
            self.operator(operator, &operands, &mut frame);
        }
    }

    fn operator(&mut self, operator: &[u8], operands: &Operands, frame: &mut Frame<'a>) {
        match operator {
            b"q" if frame.saved.len() < self.limits.nesting => frame.saved.push(frame.state.clone()),
            b"Q" => {
                if let Some(state) = frame.saved.pop() {
                    frame.state = state;
                }
            }
            b"cm" => {
                if let Some(numbers) = operands.numbers() {
                    frame.state.matrix = Matrix::new(numbers).then(frame.state.matrix);
                }
            }
            b"w" => set(&mut frame.state.line_width, operands),
            b"gs" => self.graphics_state(operands, frame),
            b"Do" => self.object(operands, frame),
            b"EI" if frame.hidden == 0 => self.image(&frame.state),
            b"BDC" | b"BMC" => {
                let hides = operator == b"BDC" && self.layers.hides(self.file, frame.resources, operands);
                if frame.marked.len() < self.limits.nesting {
                    frame.marked.push(hides);
                    frame.hidden += usize::from(hides);
                }
            }
            b"EMC" => frame.hidden -= usize::from(frame.marked.pop() == Some(true)),
            b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" => build(operator, operands, frame),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                self.paint(operator, frame)
            }
            b"W" | b"W*" => frame.clip_pending = true,
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"cs" | b"CS" | b"sc" | b"SC" | b"scn" | b"SCN" => {
                self.colour(operator, operands, frame);
            }
            _ => self.text(operator, operands, frame),
        }
    }

    fn graphics_state(&mut self, operands: &Operands, frame: &mut Frame<'a>) {
        let file = self.file;
        let Some(parameters) = operands.name().and_then(|name| {
            let states = file.dictionary(frame.resources?, b"ExtGState")?;
            file.dictionary(states, name)
        }) else {
            return;
        };
        if let Some(width) = file.number(parameters, b"LW") {
            frame.state.line_width = width;
        }
        if let Some(alpha) = file.number(parameters, b"ca") {
            frame.state.fill.alpha = alpha;
        }
        if let Some(alpha) = file.number(parameters, b"CA") {
            frame.state.stroke.alpha = alpha;
        }
        if let Some([font, size]) = file.array(parameters, b"Font")
            && let Ok(font) = file.resolve(font).as_dict()
        {
            frame.state.font = Some(self.font_index(font));
            frame.state.size = file.as_number(size).unwrap_or(frame.state.size);
        }
    }

    fn colour(&mut self, operator: &[u8], operands: &Operands, frame: &mut Frame<'a>) {
        let resources = frame.resources;
        let strokes = operator.first().is_some_and(u8::is_ascii_uppercase);
        let paint = if strokes { &mut frame.state.stroke } else { &mut frame.state.fill };
        let mut numbers = [0.0; 4];
        let mut count = 0;
        for operand in operands.list() {
            if let (Operand::Number(value), Some(slot)) = (operand, numbers.get_mut(count)) {
                *slot = *value;
                count += 1;
            }
        }
        let numbers = numbers.get(..count).unwrap_or_default();
        match operator {
            b"cs" | b"CS" => {
                paint.space = Space::named(self.file, resources, operands.name().unwrap_or_default());
                paint.luminance = paint.space.initial();
            }
            b"g" | b"G" => {
                *paint = Paint { space: Space::Gray, luminance: Space::Gray.luminance(numbers), ..*paint }
            }
            b"rg" | b"RG" => {
                *paint = Paint { space: Space::Rgb, luminance: Space::Rgb.luminance(numbers), ..*paint }
            }
            b"k" | b"K" => {
                *paint = Paint { space: Space::Cmyk, luminance: Space::Cmyk.luminance(numbers), ..*paint }
            }
            _ if operands.name().is_some() => paint.luminance = colour::UNKNOWN,
            _ => paint.luminance = paint.space.luminance(numbers),
        }
    }

    fn paint(&mut self, operator: &[u8], frame: &mut Frame<'a>) {
        let state = &frame.state;
        if matches!(operator, b"s" | b"b" | b"b*") {
            frame.path.close();
        }
        if frame.hidden == 0 {
            if matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*")
                && state.fill.alpha > INVISIBLE
            {
                let even_odd = operator.ends_with(b"*");
                frame.path.fill(even_odd, state.clip, state.fill.luminance, &mut self.marks);
            }
            if matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*") && state.stroke.alpha > INVISIBLE
            {
                let pen =
                    Pen { width: state.line_width, matrix: state.matrix, luminance: state.stroke.luminance };
                frame.path.stroke(state.clip, pen, &mut self.marks);
            }
        }
        if std::mem::take(&mut frame.clip_pending)
            && let Some(bounds) = frame.path.bounds()
        {
            frame.state.clip = frame.state.clip.intersect(bounds);
        }
        frame.path.clear();
    }

    fn object(&mut self, operands: &Operands, frame: &mut Frame<'a>) {
        let file = self.file;
        let Some(Object::Stream(stream)) = operands.name().and_then(|name| {
            let objects = file.dictionary(frame.resources?, b"XObject")?;
            Some(file.value(objects, name))
        }) else {
            return;
        };
        if frame.hidden > 0 || self.layers.hides_object(file, &stream.dict) {
            return;
        }
        match file.name(&stream.dict, b"Subtype") {
            Some(b"Image") => self.image(&frame.state),
            Some(b"Form") => self.form(stream, frame),
            _ if file.array(&stream.dict, b"BBox").is_some() => self.form(stream, frame),
            _ => {}
        }
    }

    fn form(&mut self, stream: &'a Stream, frame: &Frame<'a>) {
        let address = std::ptr::from_ref(stream);
        if self.open_forms.contains(&address) {
            return;
        }
        if self.open_forms.len() >= self.limits.form_depth || self.forms == 0 {
            self.cut = true;
            return;
        }
        self.forms -= 1;
        let file = self.file;
        let mut state = frame.state.clone();
        if let Some(numbers) = file.numbers(&stream.dict, b"Matrix") {
            state.matrix = Matrix::new(numbers).then(state.matrix);
        }
        if let Some(bounds) = file.numbers(&stream.dict, b"BBox") {
            state.clip = state.clip.intersect(state.matrix.apply_box(bounds));
        }
        if state.clip.is_empty() {
            return;
        }
        let content = file.decode(stream);
        let resources = file.dictionary(&stream.dict, b"Resources").or(frame.resources);
        self.open_forms.push(address);
        self.run(&content, resources, state);
        self.open_forms.pop();
    }

    fn image(&mut self, state: &State) {
        let visible = state.matrix.apply_box([0.0, 0.0, 1.0, 1.0]).intersect(state.clip);
        if !visible.is_empty() {
            self.images = self.images.saturating_add(1);
        }
    }

    fn text(&mut self, operator: &[u8], operands: &Operands, frame: &mut Frame<'a>) {
        let state = &mut frame.state;
        match operator {
            b"BT" => {
                frame.text = Matrix::IDENTITY;
                frame.line = Matrix::IDENTITY;
            }
            b"Tf" => {
                set(&mut state.size, operands);
                let file = self.file;
                let font = operands.name().and_then(|name| {
                    let fonts = file.dictionary(frame.resources?, b"Font")?;
                    file.dictionary(fonts, name)
                });
                frame.state.font = font.map(|font| self.font_index(font));
            }
            b"Tc" => set(&mut state.character_spacing, operands),
            b"Tw" => set(&mut state.word_spacing, operands),
            b"Tz" => {
                if let Some([percent]) = operands.numbers() {
                    state.scale = percent / 100.0;
                }
            }
            b"TL" => set(&mut state.leading, operands),
            b"Ts" => set(&mut state.rise, operands),
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

    fn font_index(&mut self, dictionary: &'a Dictionary) -> usize {
        let (key, font) = self.source.font(dictionary);
        self.fonts.iter().position(|(_, used)| used.key == key).unwrap_or_else(|| {
            let name = font.name.clone();
            self.fonts.push((font, UsedFont { key, name, unknown: 0 }));
            self.fonts.len() - 1
        })
    }

    fn finish(self, view: Bounds) -> Shown {
        let blank = |glyphs: &[Glyph]| glyphs.iter().all(|glyph| glyph.character.is_whitespace());
        let glyphs =
            if blank(&self.glyphs) && !blank(&self.invisible) { self.invisible } else { self.glyphs };
        let glyphs = super::overprint::merge(glyphs);
        let unknown = glyphs.iter().filter(|glyph| glyph.character == '\u{FFFD}').count();
        let sheet = Sheet {
            number: 0,
            width: view.width() as f32,
            height: view.height() as f32,
            glyphs,
            rules: self.marks.rules,
            areas: self.marks.areas,
            images: self.images,
            unknown: u32::try_from(unknown).unwrap_or(u32::MAX),
        };
        Shown { sheet, fonts: self.fonts.into_iter().map(|(_, used)| used).collect(), cut: self.cut }
    }
}

impl Frame<'_> {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.text = self.line;
    }
}

fn set(value: &mut f64, operands: &Operands) {
    if let Some([number]) = operands.numbers() {
        *value = number;
    }
}

fn build(operator: &[u8], operands: &Operands, frame: &mut Frame<'_>) {
    let matrix = frame.state.matrix;
    let path = &mut frame.path;
    match operator {
        b"m" => operands.numbers().into_iter().for_each(|[x, y]| path.move_to(matrix.apply(x, y))),
        b"l" => operands.numbers().into_iter().for_each(|[x, y]| path.line_to(matrix.apply(x, y))),
        b"c" | b"v" | b"y" => {
            operands.numbers().into_iter().for_each(|[x, y]| path.curve_to(matrix.apply(x, y)))
        }
        b"re" => operands.numbers().into_iter().for_each(|numbers| path.rectangle(matrix, numbers)),
        _ => path.close(),
    }
}
