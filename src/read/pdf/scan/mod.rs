//! The rules of a scanned page, which stand in its picture alone.
//!
//! Whoever recognized a scan laid the text invisibly over the picture: the figures are text, and the table around them
//! is pixels. The long thin dark lines of the picture become rules like those that a program draws. A page that was laid
//! askew on the scanner is set straight, its glyphs with it, texts of one line get one baseline, and words of one text no white.
//!
//! ```text
//! image stream ─samples→ shades of grey ─lines→ dark lines ─straight→ rules, and glyphs that stand upright with them
//! ```

mod lines;
mod samples;
mod settle;
mod words;

use lopdf::Stream;

use crate::page::{Glyph, Rule};

use super::Limits;
use super::file::File;
use super::matrix::{Bounds, Matrix};

use lines::Line;
use samples::{Room, Shades};

/// More images of one page are not looked into: scanners cut a page into some dozens of strips.
const MOST_IMAGES: usize = 256;
/// A page with more lines is a drawing: none of them is a rule.
const MOST_LINES: usize = 10_000;
/// Pages are laid on a scanner no more askew than this, in radians; lines that lean more, against the page, are strokes.
const MOST_SKEW: f64 = 0.05;
/// A page this little askew (less than half a point from edge to edge) is straight.
const LEAST_SKEW: f64 = 0.000_5;
/// Lines of this many points or more say how far a page is askew.
const TELLING: f64 = 90.0;
/// A line shorter than this (in points) is a rule only from one rule across it to another: it may be the stroke of a character.
const ALONE: f32 = 60.0;
/// A line that ends within this many points of another meets it; the characters of a tight row keep more distance.
const MEETS: f32 = 1.5;

/// An image as it is painted.
pub(super) struct Image<'a> {
    pub(super) stream: &'a Stream,
    /// From the unit square to the page.
    pub(super) matrix: Matrix,
}

/// The images of a page, in painting order, as many as are looked into.
#[derive(Default)]
pub(super) struct Images<'a>(Vec<Image<'a>>);

impl<'a> Images<'a> {
    pub(super) fn push(&mut self, stream: &'a Stream, matrix: Matrix) {
        if self.0.len() < MOST_IMAGES {
            self.0.push(Image { stream, matrix });
        }
    }
}

/// What the images of a page show.
pub(super) struct Scan {
    pub(super) rules: Vec<Rule>,
    /// Whether an image has more pixels than are looked into.
    pub(super) is_cut: bool,
}

/// Looks for rules in the images of a page; `glyphs` are set straight with them.
pub(super) fn look(
    file: &File,
    limits: &Limits,
    images: &Images,
    view: Bounds,
    glyphs: &mut [Glyph],
) -> Scan {
    let mut room = Room { pixels: limits.pixels, is_exceeded: false };
    let mut lines = Vec::new();
    for image in &images.0 {
        for shades in samples::of(file, image.stream, &mut room) {
            lines.extend(on_page(&shades, image.matrix));
        }
    }
    if lines.len() > MOST_LINES {
        lines.clear();
    }
    let skew = skew(&lines);
    let turn = turn(skew, view);
    if skew != 0.0 {
        for glyph in glyphs.iter_mut() {
            let (x, y) = turn.apply(f64::from(glyph.x), f64::from(glyph.y));
            (glyph.x, glyph.y) = (x as f32, y as f32);
        }
    }
    settle::settle(glyphs);
    let rules = lines.iter().filter_map(|line| straight(line, skew, turn));
    let (flat, upright) = rules.partition(|rule| rule.y0 == rule.y1);
    let rules = joined(flat, upright);
    words::clean(glyphs, &rules);
    Scan { rules, is_cut: room.is_exceeded }
}

/// The lines of a picture, in points on the page.
fn on_page(shades: &Shades, matrix: Matrix) -> Vec<Line> {
    let to_page = Matrix::new([1.0 / shades.width as f64, 0.0, 0.0, -1.0 / shades.height as f64, 0.0, 1.0])
        .then(matrix);
    let points = (to_page.a.hypot(to_page.b), to_page.c.hypot(to_page.d));
    if !(points.0 > 0.0 && points.1 > 0.0 && points.0.max(points.1).is_finite()) {
        return Vec::new();
    }
    lines::find(shades, points)
        .into_iter()
        .map(|line| Line {
            from: to_page.apply(line.from.0, line.from.1),
            to: to_page.apply(line.to.0, line.to.1),
            width: line.width,
        })
        .collect()
}

/// By how much the lines of a page fall to the right, in radians: 0 for a straight one.
fn skew(lines: &[Line]) -> f64 {
    let mut leans: Vec<(f64, f64)> = lines
        .iter()
        .filter(|line| line.length() >= TELLING)
        .map(|line| (line.lean(), line.length()))
        .collect();
    leans.retain(|(lean, _)| lean.abs() <= MOST_SKEW);
    leans.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let half = leans.iter().map(|(_, length)| length).sum::<f64>() / 2.0;
    let mut length = 0.0;
    let middle = leans.iter().find(|(_, own)| {
        length += own;
        length >= half
    });
    middle.map(|(lean, _)| *lean).filter(|lean| lean.abs() >= LEAST_SKEW).unwrap_or_default()
}

/// What sets straight a page that is askew: a turn about its middle.
fn turn(skew: f64, view: Bounds) -> Matrix {
    let (x, y) = ((view.x0 + view.x1) / 2.0, (view.y0 + view.y1) / 2.0);
    let (sine, cosine) = (-skew).sin_cos();
    Matrix::translation(-x, -y)
        .then(Matrix::new([cosine, sine, -sine, cosine, 0.0, 0.0]))
        .then(Matrix::translation(x, y))
}

/// A line as a rule; none where it leans against the page.
fn straight(line: &Line, skew: f64, turn: Matrix) -> Option<Rule> {
    /// A short line may lean this much more than the page does: its ends are a pixel off.
    const ROUGH: f64 = 1.0;
    if (line.lean() - skew).abs() * line.length() > ROUGH.max(line.length() * MOST_SKEW / 5.0) {
        return None;
    }
    let ((x0, y0), (x1, y1)) = (turn.apply(line.from.0, line.from.1), turn.apply(line.to.0, line.to.1));
    let (x, y) = ((x0 + x1) as f32 / 2.0, (y0 + y1) as f32 / 2.0);
    let [x0, y0, x1, y1] = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)].map(|edge| edge as f32);
    let rule = Rule { x0, y0, x1, y1, width: line.width as f32, luminance: 0.0 };
    Some(if x1 - x0 > y1 - y0 { Rule { y0: y, y1: y, ..rule } } else { Rule { x0: x, x1: x, ..rule } })
}

/// The rules that are long, or go from one rule across them to another: strokes of characters meet only each other.
fn joined(mut flat: Vec<Rule>, mut upright: Vec<Rule>) -> Vec<Rule> {
    let is_long = |rule: &Rule| (rule.x1 - rule.x0).max(rule.y1 - rule.y0) >= ALONE;
    flat.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    upright.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let across: Vec<Rule> = flat.iter().copied().filter(is_long).collect();
    // What lies across is looked up by its place, from `end - MEETS` on.
    let meets_flat = |x: f32, end: f32| {
        let near = &across[across.partition_point(|other| other.y0 < end - MEETS)..];
        let mut near = near.iter().take_while(|other| other.y0 <= end + MEETS);
        near.any(|other| other.x0 - MEETS <= x && x <= other.x1 + MEETS)
    };
    upright.retain(|rule| is_long(rule) || [rule.y0, rule.y1].iter().all(|end| meets_flat(rule.x0, *end)));
    let meets_upright = |y: f32, end: f32| {
        let near = &upright[upright.partition_point(|other| other.x0 < end - MEETS)..];
        let mut near = near.iter().take_while(|other| other.x0 <= end + MEETS);
        near.any(|other| other.y0 - MEETS <= y && y <= other.y1 + MEETS)
    };
    flat.retain(|rule| is_long(rule) || [rule.x0, rule.x1].iter().all(|end| meets_upright(rule.y0, *end)));
    flat.extend(upright);
    flat
}
