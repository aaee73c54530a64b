//! Runs the content of a page for the sake of its glyphs and rules.
//!
//! Only text, path, state, XObject, marked-content and inline-image operators mean anything here. What cannot be
//! seen does not exist: glyphs outside the clip or the visible box, of hidden layers, and of render mode 3,
//! unless that is all the page has, but for the number of the page: then it is the text layer of a scan. Watermarks, set aslant across the page, are no
//! part of what the page says.

use std::sync::Arc;

use lopdf::{Dictionary, Object, Stream};

use crate::page::{Glyph, Sheet};

use super::actual_text::{self, Replacement};
use super::covered::Covers;
use super::file::{File, PageNode};
use super::font::{Font, Fonts};
use super::layers::Layers;
use super::lexer::{Lexer, Operands};
use super::matrix::{Bounds, Matrix};
use super::named::Named;
use super::path::{Marks, Path, Pen};
use super::pictures::Pictures;
use super::scan::{self, Images};
use super::state::{Parameters, State};
use super::{Limits, SCAN, is_bare, is_blank};

/// What a page shows.
#[derive(Debug)]
pub(super) struct Shown {
    /// The page without its number; glyphs have indices into `fonts` for fonts.
    pub(super) sheet: Sheet,
    /// The fonts used, in the order of their first use.
    pub(super) fonts: Vec<UsedFont>,
    /// Whether a limit cut the page.
    pub(super) cut: bool,
    /// Whether its text is what OCR laid over its picture.
    pub(super) recognized: bool,
    /// Whether that picture has more pixels than are searched for rules.
    pub(super) oversized: bool,
    /// How many of its glyphs lie under boxes and are not read.
    pub(super) covered: usize,
    /// How many bytes of its text are in no font that the file has, and are not read.
    pub(super) unlettered: usize,
    /// The share of the page that pictures without text are painted on, 0 to 1.
    pub(super) unread: f32,
    /// Whether nothing of the page is seen, though it is not written as a blank one.
    pub(super) lost: bool,
}

impl Shown {
    fn is_blank(&self) -> bool {
        let Sheet { glyphs, rules, areas, images, shapes, .. } = &self.sheet;
        glyphs.is_empty() && rules.is_empty() && areas.is_empty() && *images == 0 && *shapes == 0
    }
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
    let content = file.content(page, limits.page_bytes);
    let mut interpreter = Interpreter {
        file,
        layers,
        source: fonts,
        limits,
        fonts: Vec::new(),
        glyphs: Vec::new(),
        invisible: Vec::new(),
        marks: Marks::default(),
        covers: Covers::new(view.width(), view.height()),
        view,
        pictures: Pictures::default(),
        scans: Images::default(),
        operators: limits.operators,
        bytes: limits.page_bytes.saturating_sub(content.len()),
        forms: limits.forms,
        open_forms: Vec::new(),
        unlettered: 0,
        cut: false,
    };
    interpreter.run(&content, page.resources, State::new(matrix, view));
    interpreter.annotations(page, &State::new(matrix, view));
    let shown = interpreter.finish();
    let lost = shown.is_blank() && (page.dictionary.has(b"Annots") || !only_prepares(&content));
    Shown { lost, ..shown }
}

/// Whether a content is that of a blank page: word processors set up a page (`q 0 0 595 842 re W n Q`), and that is all.
fn only_prepares(content: &[u8]) -> bool {
    const PREPARE: &[&str] = &[
        "q", "Q", "cm", "w", "J", "j", "M", "d", "i", "ri", "gs", "m", "l", "c", "v", "y", "re", "h", "W",
        "W*", "n", "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "BMC", "BDC", "EMC",
        "BT", "ET",
    ];
    let (mut lexer, mut operands) = (Lexer::new(content), Operands::default());
    let mut operators = std::iter::from_fn(|| lexer.next(&mut operands)).peekable();
    operators.peek().is_some()
        && operators.all(|operator| PREPARE.iter().any(|prepares| prepares.as_bytes() == operator))
}

/// What a page has shown so far, and what it may still cost.
pub(super) struct Interpreter<'a> {
    pub(super) file: &'a File,
    pub(super) layers: &'a Layers,
    pub(super) source: &'a Fonts<'a>,
    limits: &'a Limits,
    pub(super) fonts: Vec<(Arc<Font<'a>>, UsedFont)>,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) invisible: Vec<Glyph>,
    marks: Marks,
    covers: Covers,
    pictures: Pictures,
    view: Bounds,
    scans: Images<'a>,
    operators: usize,
    bytes: usize,
    forms: usize,
    open_forms: Vec<*const Stream>,
    pub(super) unlettered: usize,
    cut: bool,
}

/// The part of the interpreter's work that belongs to one content stream.
pub(super) struct Frame<'a> {
    pub(super) resources: Option<&'a Dictionary>,
    pub(super) state: State,
    /// The places of fonts among those of the page.
    pub(super) named_fonts: Named<Option<usize>>,
    named_parameters: Named<Parameters>,
    saved: Vec<State>,
    path: Path,
    clip_pending: bool,
    pub(super) text: Matrix,
    pub(super) line: Matrix,
    marked: Vec<Marked>,
    /// How much of the open marked content hides what is in it.
    pub(super) hidden: usize,
}

impl Frame<'_> {
    /// Whether what is shown now is replaced by another text.
    fn replaces(&self) -> bool {
        self.marked.iter().any(|marked| matches!(marked, Marked::Replaced(_)))
    }
}

/// Marked content that is open.
enum Marked {
    Plain,
    Hidden,
    Replaced(Replacement),
}

impl<'a> Interpreter<'a> {
    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>, state: State) {
        let mut frame = Frame {
            resources,
            state,
            named_fonts: Named::default(),
            named_parameters: Named::default(),
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
            b"w" => operands.set(&mut frame.state.line_width),
            b"gs" => self.graphics_state(operands, frame),
            b"Do" => self.object(operands, frame),
            b"EI" if frame.hidden == 0 => self.image(None, &frame.state),
            b"BDC" | b"BMC" if frame.marked.len() < self.limits.nesting => {
                let marked = if operator == b"BDC" { self.mark(operands, frame) } else { Marked::Plain };
                frame.hidden += usize::from(matches!(marked, Marked::Hidden));
                frame.marked.push(marked);
            }
            b"q" | b"BDC" | b"BMC" => self.cut = true,
            b"EMC" => match frame.marked.pop() {
                Some(Marked::Hidden) => frame.hidden -= 1,
                Some(Marked::Replaced(replacement)) => {
                    replacement.apply([&mut self.glyphs, &mut self.invisible]);
                }
                _ => {}
            },
            b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" => build(operator, operands, frame),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                self.paint(operator, frame)
            }
            b"W" | b"W*" => frame.clip_pending = true,
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"cs" | b"CS" | b"sc" | b"SC" | b"scn" | b"SCN" => {
                frame.state.colour(operator, operands, self.file, frame.resources);
            }
            _ => self.text(operator, operands, frame),
        }
    }

    fn mark(&self, operands: &Operands, frame: &Frame<'a>) -> Marked {
        if self.layers.hides(self.file, frame.resources, operands) {
            return Marked::Hidden;
        }
        // What stands within a text that is replaced is replaced with it.
        match actual_text::of(self.file, frame.resources, operands).filter(|_| !frame.replaces()) {
            Some(text) => Marked::Replaced(Replacement::new(text, [&self.glyphs, &self.invisible])),
            None => Marked::Plain,
        }
    }

    fn graphics_state(&mut self, operands: &Operands, frame: &mut Frame<'a>) {
        let Some(name) = operands.name() else { return };
        let parameters = frame.named_parameters.get(name).unwrap_or_else(|| {
            let parameters = self.parameters(name, frame.resources);
            frame.named_parameters.remember(name, parameters)
        });
        frame.state.set(parameters);
    }

    /// What the graphics state of a name in the resources sets.
    fn parameters(&mut self, name: &[u8], resources: Option<&'a Dictionary>) -> Parameters {
        let file = self.file;
        let states = resources.and_then(|resources| file.dictionary(resources, b"ExtGState"));
        let Some(found) = states.and_then(|states| file.dictionary(states, name)) else {
            return Parameters::default();
        };
        let font = match file.array(found, b"Font") {
            Some([font, size]) => file.resolve(font).as_dict().ok().map(|font| (font, file.as_number(size))),
            _ => None,
        };
        Parameters {
            line_width: file.number(found, b"LW"),
            fill_alpha: file.number(found, b"ca"),
            stroke_alpha: file.number(found, b"CA"),
            blends: blends(file, found),
            font: font.map(|(font, size)| (self.font_index(font), size)),
        }
    }

    fn paint(&mut self, operator: &[u8], frame: &mut Frame<'a>) {
        let state = &frame.state;
        if matches!(operator, b"s" | b"b" | b"b*") {
            frame.path.close();
        }
        if frame.hidden == 0 {
            if matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*")
                && state.fill.is_visible()
            {
                let even_odd = operator.ends_with(b"*");
                let areas = self.marks.areas.len();
                frame.path.fill(even_odd, state.clip, state.fill.luminance, &mut self.marks);
                if frame.path.is_one() && state.covers() && !frame.replaces() {
                    let painted = self.marks.areas.iter().skip(areas);
                    painted.for_each(|area| self.covers.paint(*area, &self.glyphs));
                }
            }
            if matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*") && state.stroke.is_visible() {
                let pen =
                    Pen { width: state.line_width, matrix: state.matrix, luminance: state.stroke.luminance };
                frame.path.stroke(state.clip, pen, &mut self.marks);
            }
        }
        if std::mem::take(&mut frame.clip_pending)
            && let Some(bounds) = frame.path.bounds()
        {
            frame.state.clip = frame.state.clip.intersect(bounds);
            frame.state.is_cut_out |= !frame.path.is_box();
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
            Some(b"Image") => self.image(Some(stream), &frame.state),
            Some(b"Form") => self.form(stream, frame.resources, frame.state.clone()),
            _ if file.array(&stream.dict, b"BBox").is_some() => {
                self.form(stream, frame.resources, frame.state.clone());
            }
            _ => {}
        }
    }

    /// Shows a form; it may use the resources around it where it has none of its own.
    pub(super) fn form(&mut self, stream: &'a Stream, around: Option<&'a Dictionary>, mut state: State) {
        if self.forms == 0 || !self.may_open(stream) {
            self.cut |= self.forms == 0;
            return;
        }
        self.forms -= 1;
        let file = self.file;
        if let Some(numbers) = file.numbers(&stream.dict, b"Matrix") {
            state.matrix = Matrix::new(numbers).then(state.matrix);
        }
        if let Some(bounds) = file.numbers(&stream.dict, b"BBox") {
            state.clip = state.clip.intersect(state.matrix.apply_box(bounds));
        }
        if state.clip.is_empty() {
            return;
        }
        let content = file.decode(stream, self.bytes);
        let resources = file.dictionary(&stream.dict, b"Resources").or(around);
        self.within(stream, &content, resources, state);
    }

    /// Whether the content of a stream may be run: it is not open already, and no limit is reached.
    pub(super) fn may_open(&mut self, stream: &'a Stream) -> bool {
        let is_open = self.open_forms.contains(&std::ptr::from_ref(stream));
        let is_limit = self.open_forms.len() >= self.limits.form_depth || self.bytes == 0;
        self.cut |= is_limit && !is_open;
        !is_open && !is_limit
    }

    /// Runs the content of a stream that may be opened.
    pub(super) fn within(
        &mut self,
        stream: &'a Stream,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        state: State,
    ) {
        self.bytes = self.bytes.saturating_sub(content.len());
        self.open_forms.push(std::ptr::from_ref(stream));
        self.run(content, resources, state);
        self.open_forms.pop();
    }

    /// Paints an image; one within the content has no stream.
    fn image(&mut self, stream: Option<&'a Stream>, state: &State) {
        let visible = state.matrix.apply_box([0.0, 0.0, 1.0, 1.0]).intersect(state.clip);
        if !visible.is_empty() {
            self.pictures.push(visible, self.view);
            if let Some(stream) = stream {
                self.scans.push(stream, state.matrix);
            }
        }
    }

    fn finish(mut self) -> Shown {
        let view = self.view;
        let (seen, covered) = self.covers.part(self.glyphs);
        self.glyphs = seen;
        let hidden = covered.iter().filter(|glyph| !glyph.character.is_whitespace()).count();
        self.invisible.extend(covered);
        let pictured = self.pictures.share(view);
        let says_nothing = || is_blank(&self.glyphs) || pictured >= SCAN && is_bare(&self.glyphs);
        let recognized = !is_blank(&self.invisible) && says_nothing();
        let glyphs = if recognized { [self.invisible, self.glyphs].concat() } else { self.glyphs };
        let mut glyphs = super::overprint::merge(glyphs);
        let mut oversized = false;
        if recognized {
            let found = scan::look(self.file, self.limits, &self.scans, view, &mut glyphs);
            self.marks.rules.extend(found.rules);
            oversized = found.is_cut;
        }
        let unread = if recognized { 0.0 } else { self.pictures.share_without_text(view, &glyphs) };
        let mut unknown = 0;
        for glyph in glyphs.iter().filter(|glyph| glyph.character == '\u{FFFD}') {
            unknown += 1;
            if let Some((_, used)) = self.fonts.get_mut(usize::from(glyph.font)) {
                used.unknown += 1;
            }
        }
        let sheet = Sheet {
            number: 0,
            width: view.width() as f32,
            height: view.height() as f32,
            glyphs,
            rules: self.marks.rules,
            areas: self.marks.areas,
            drawings: self.marks.drawings,
            images: self.pictures.count,
            pictured,
            shapes: self.marks.shapes,
            unknown,
        };
        Shown {
            sheet,
            fonts: self.fonts.into_iter().map(|(_, used)| used).collect(),
            cut: self.cut,
            recognized,
            oversized,
            covered: if recognized { 0 } else { hidden },
            unlettered: self.unlettered,
            unread,
            lost: false,
        }
    }
}

/// Whether a named graphics state lets through what is below; `None` where it says nothing of that.
fn blends(file: &File, state: &Dictionary) -> Option<bool> {
    let is_soft = state.has(b"SMask").then(|| file.name(state, b"SMask") != Some(b"None"));
    let mixes = file.name(state, b"BM").map(|mode| !matches!(mode, b"Normal" | b"Compatible"));
    let mixes = mixes.or_else(|| file.array(state, b"BM").map(|_| true));
    [is_soft, mixes].into_iter().flatten().reduce(|soft, mixes| soft || mixes)
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
