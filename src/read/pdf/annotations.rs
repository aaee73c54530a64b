//! Annotations: text and fields that stand on a page without being in its content.
//!
//! A figure typed over a form, a stamp or the value of a form field is drawn by its appearance stream, a form XObject
//! that the viewer scales into the annotation's box. It is seen, so it is read; of what has no appearance (links) only
//! the fields of a form are, whose value the viewer writes ([`super::fields`]).

use lopdf::{Dictionary, Object, Stream};

use super::file::{File, PageNode, as_dictionary};
use super::interpret::Interpreter;
use super::matrix::Matrix;
use super::state::State;

/// The flags of an annotation that no viewer shows: hidden, not for the screen.
const UNSEEN: i64 = 1 << 1 | 1 << 5;

impl<'a> Interpreter<'a> {
    /// Shows the annotations of a page over its content.
    pub(super) fn annotations(&mut self, page: &PageNode<'a>, state: &State) {
        let file = self.file;
        let form = file.catalog().and_then(|catalog| file.dictionary(catalog, b"AcroForm"));
        let anew =
            form.is_some_and(|form| matches!(file.value(form, b"NeedAppearances"), Object::Boolean(true)));
        let resources = form.and_then(|form| file.dictionary(form, b"DR"));
        for annotation in file.array(page.dictionary, b"Annots").unwrap_or_default() {
            let Some(annotation) = as_dictionary(file.resolve(annotation)) else { continue };
            let flags = file.number(annotation, b"F").unwrap_or(0.0) as i64;
            if flags & UNSEEN != 0
                || file.name(annotation, b"Subtype") == Some(b"Popup")
                || self.layers.hides_object(file, annotation)
            {
                continue;
            }
            let shown = self.glyphs.len();
            if let Some((stream, placed)) = appearance(file, annotation) {
                let matrix = placed.then(state.matrix);
                // Viewers let through what is highlighted, whatever the stream says.
                let blends = file.name(annotation, b"Subtype") == Some(b"Highlight");
                self.form(stream, resources, State { matrix, blends, ..state.clone() });
            }
            let is_drawn = file.dictionary(annotation, b"AP").is_some() && !anew;
            if file.name(annotation, b"Subtype") == Some(b"Widget") && !is_drawn && self.glyphs.len() == shown
            {
                self.fill_in(form, annotation, state);
            }
        }
    }
}

/// The stream that draws an annotation as it is now, and the way from the stream's space to that of the page: its
/// box, turned by its matrix, goes into the box of the annotation.
fn appearance<'a>(file: &'a File, annotation: &'a Dictionary) -> Option<(&'a Stream, Matrix)> {
    let normal = file.value(file.dictionary(annotation, b"AP")?, b"N");
    let stream = match normal {
        Object::Stream(stream) => stream,
        Object::Dictionary(states) => file.value(states, file.name(annotation, b"AS")?).as_stream().ok()?,
        _ => return None,
    };
    let own = file.numbers(&stream.dict, b"Matrix").map_or(Matrix::IDENTITY, Matrix::new);
    let from = own.apply_box(file.numbers(&stream.dict, b"BBox")?);
    let to = Matrix::IDENTITY.apply_box(file.numbers(annotation, b"Rect")?);
    let (x, y) = (to.width() / from.width(), to.height() / from.height());
    (x.is_finite() && y.is_finite())
        .then(|| (stream, Matrix::new([x, 0.0, 0.0, y, to.x0 - from.x0 * x, to.y0 - from.y0 * y])))
}
