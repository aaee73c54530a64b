//! Painted paths become rules and areas.
//!
//! Table rules are drawn in every way there is: as strokes (Excel, LibreOffice), as filled rectangles half a
//! point thin (Word, WPS: `72 700 450 0.48 re f*`), as stroked boxes. All become centre lines with a width.
//! A filled box that is thicker is an area: shading, or a background. Whatever is neither horizontal nor vertical
//! is a drawing; of that the box is handed on.

use crate::page::{Area, Drawing, Rule};

use super::matrix::{Bounds, Matrix};

/// A filled box up to this thickness is a rule: the thickest printed rules are 2¼ or 3 points.
const THICKEST_RULE: f64 = 3.0;
/// A line may lean by this many points, and by [`MOST_SLOPE`] of its length, and still count as straight.
const MOST_LEAN: f64 = 0.6;
/// See [`MOST_LEAN`].
const MOST_SLOPE: f64 = 0.02;
/// A thin filled outline that is no rectangle must be this many times longer than thick: the stroke of a drawn letter
/// is not, a table border with mitred ends is.
const LEAST_ELONGATION: f64 = 12.0;
/// Smaller drawings are dots, arrowheads and letters.
const LEAST_DRAWING: f64 = 12.0;
/// A page with more drawings than this is one drawing.
const MOST_DRAWINGS: usize = 2_000;
/// A page with more path points than this between two painting operators is a drawing.
const MOST_POINTS: usize = 1 << 20;

/// A path under construction, in page coordinates.
#[derive(Debug, Default)]
pub(super) struct Path {
    points: Vec<(f64, f64)>,
    subpaths: Vec<Subpath>,
    start: (f64, f64),
}

#[derive(Debug, Clone, Copy)]
struct Subpath {
    first: usize,
    closed: bool,
    curved: bool,
}

/// How a path is stroked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    /// The line width before the transformation.
    pub(super) width: f64,
    /// The transformation at the time of painting.
    pub(super) matrix: Matrix,
    /// The luminance of the stroke.
    pub(super) luminance: f32,
}

/// Rules and areas of a page, as they are painted.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) rules: Vec<Rule>,
    pub(super) areas: Vec<Area>,
    /// The boxes of what is neither, where they are large.
    pub(super) drawings: Vec<Drawing>,
    /// How many filled outlines are neither.
    pub(super) shapes: u32,
}

impl Path {
    /// `m`
    pub(super) fn move_to(&mut self, point: (f64, f64)) {
        self.start = point;
        if self.points.len() < MOST_POINTS {
            self.subpaths.push(Subpath { first: self.points.len(), closed: false, curved: false });
            self.points.push(point);
        }
    }

    /// `l`
    pub(super) fn line_to(&mut self, point: (f64, f64)) {
        match self.subpaths.last() {
            None => self.move_to(point),
            Some(last) if last.closed => {
                let start = self.start;
                self.move_to(start);
                self.points.push(point);
            }
            Some(_) if self.points.len() < MOST_POINTS => self.points.push(point),
            Some(_) => {}
        }
    }

    /// `c`, `v` and `y`: only the end is kept, and that the subpath is no polygon.
    pub(super) fn curve_to(&mut self, point: (f64, f64)) {
        self.line_to(point);
        if let Some(last) = self.subpaths.last_mut() {
            last.curved = true;
        }
    }

    /// `h`
    pub(super) fn close(&mut self) {
        if let Some(last) = self.subpaths.last_mut() {
            last.closed = true;
        }
    }

    /// `re`
    pub(super) fn rectangle(&mut self, matrix: Matrix, [x, y, width, height]: [f64; 4]) {
        self.move_to(matrix.apply(x, y));
        self.line_to(matrix.apply(x + width, y));
        self.line_to(matrix.apply(x + width, y + height));
        self.line_to(matrix.apply(x, y + height));
        self.close();
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.subpaths.clear();
    }

    /// Whether it is drawn in one piece.
    pub(super) fn is_one(&self) -> bool {
        self.subpaths.len() == 1
    }

    /// Whether it is drawn in one piece as boxes are that run along the page.
    pub(super) fn is_box(&self) -> bool {
        let is_straight = self.subpaths.first().is_some_and(|subpath| !subpath.curved);
        let is_upright = self.points.get(..2).is_some_and(|side| !is_slanted(side));
        self.is_one() && is_straight && is_upright && matches!(self.points.len(), 4 | 5)
    }

    /// The box around the whole path, `None` without one.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        let mut bounds = Bounds::NOTHING;
        self.points.iter().for_each(|point| bounds.include(*point));
        (!bounds.is_empty()).then_some(bounds)
    }

    fn each(&self) -> impl Iterator<Item = (Subpath, &[(f64, f64)])> {
        let ends = self.subpaths.iter().skip(1).map(|next| next.first).chain([self.points.len()]);
        self.subpaths
            .iter()
            .zip(ends)
            .filter_map(|(subpath, end)| Some((*subpath, self.points.get(subpath.first..end)?)))
    }

    /// Paints the inside of every rectangle, and of every long thin outline. What lies between two boxes, one just
    /// within the other, is a frame, whichever is painted first.
    pub(super) fn fill(&self, even_odd: bool, clip: Bounds, luminance: f32, marks: &mut Marks) {
        let mut before: Option<(Bounds, bool)> = None;
        for (subpath, points) in self.each() {
            let mut bounds = Bounds::NOTHING;
            points.iter().for_each(|point| bounds.include(*point));
            let (thin, long) = (bounds.width().min(bounds.height()), bounds.width().max(bounds.height()));
            let rectangular = !subpath.curved && is_rectangle(points, bounds);
            let elongated = thin <= THICKEST_RULE && long >= LEAST_ELONGATION * thin;
            if !(rectangular || elongated) {
                marks.shapes = marks.shapes.saturating_add(1);
                marks.draw(bounds.intersect(clip), true);
                continue;
            }
            let turn = is_clockwise(points);
            let nested = |(other, way): (Bounds, bool)| {
                let frame = [(other, bounds), (bounds, other)].into_iter().find(|(a, b)| is_frame(*a, *b));
                frame.filter(|_| rectangular && (even_odd || way != turn))
            };
            if let Some((around, within)) = before.and_then(nested) {
                marks.frame(around, within, clip, luminance);
                before = None;
            } else if let Some((other, _)) = before.replace((bounds, turn)) {
                marks.fill(other.intersect(clip), luminance);
            }
        }
        if let Some((last, _)) = before {
            marks.fill(last.intersect(clip), luminance);
        }
    }

    /// Paints every straight line.
    pub(super) fn stroke(&self, clip: Bounds, pen: Pen, marks: &mut Marks) {
        for (subpath, points) in self.each() {
            // Curves are flattened to their chords, which are not painted: a subpath with one is no table rule.
            if subpath.curved || points.windows(2).any(is_slanted) {
                let mut bounds = Bounds::NOTHING;
                points.iter().for_each(|point| bounds.include(*point));
                marks.draw(bounds.intersect(clip), false);
            }
            if subpath.curved {
                continue;
            }
            let closing = match points {
                [first, .., last] if subpath.closed && points.len() > 2 => Some((*last, *first)),
                _ => None,
            };
            let lines = points.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
            for (from, to) in lines.chain(closing) {
                marks.stroke(from, to, clip, pen);
            }
        }
    }
}

/// Whether a line runs along neither side of the page.
fn is_slanted(line: &[(f64, f64)]) -> bool {
    let [from, to] = line else { return false };
    let (run, rise) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    run.min(rise) > MOST_LEAN
}

/// Whether the points go round their own box and nothing else. The pen may begin in the middle of a side.
fn is_rectangle(points: &[(f64, f64)], bounds: Bounds) -> bool {
    let points = match points {
        [first, rest @ ..] if rest.len() >= 3 && near(rest.last().copied().unwrap_or_default(), *first) => {
            rest
        }
        all => all,
    };
    let meet = |a: f64, b: f64| (a - b).abs() < MOST_LEAN;
    let sides = |&(x, y): &(f64, f64)| {
        usize::from(meet(x, bounds.x0) || meet(x, bounds.x1))
            + usize::from(meet(y, bounds.y0) || meet(y, bounds.y1))
    };
    let points = match points {
        [corners @ .., middle] | [middle, corners @ ..] if corners.len() == 4 && sides(middle) == 1 => {
            corners
        }
        all => all,
    };
    matches!(points.len(), 2 | 4)
        && points.iter().all(|point| sides(point) == 2)
        && (points.len() == 4 || bounds.width().min(bounds.height()) < MOST_LEAN)
}

/// Whether the second box lies within the first and leaves a border as thin as a rule all around.
fn is_frame(outer: Bounds, inner: Bounds) -> bool {
    [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1]
        .iter()
        .all(|border| (0.0..=THICKEST_RULE).contains(border))
        && inner.width().min(inner.height()) > 0.0
}

/// The sense in which the points go round, on a page whose y points down.
fn is_clockwise(points: &[(f64, f64)]) -> bool {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(from, to)| from.0 * to.1 - to.0 * from.1).sum::<f64>() > 0.0
}

fn near(one: (f64, f64), other: (f64, f64)) -> bool {
    (one.0 - other.0).abs() < 1e-3 && (one.1 - other.1).abs() < 1e-3
}

impl Marks {
    /// A drawing in this box, if it is large.
    fn draw(&mut self, bounds: Bounds, filled: bool) {
        let is_large = bounds.width().max(bounds.height()) >= LEAST_DRAWING;
        if bounds.is_visible() && is_large && self.drawings.len() < MOST_DRAWINGS {
            let [x0, y0, x1, y1] = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|edge| edge as f32);
            self.drawings.push(Drawing { x0, y0, x1, y1, filled });
        }
    }

    /// A filled box: a rule if it is thin, else an area.
    fn fill(&mut self, bounds: Bounds, luminance: f32) {
        if !bounds.is_visible() {
            return;
        }
        let Bounds { x0, y0, x1, y1 } = bounds;
        let (width, height) = (bounds.width(), bounds.height());
        if width.min(height) > THICKEST_RULE {
            let (x0, y0, x1, y1) = (x0 as f32, y0 as f32, x1 as f32, y1 as f32);
            self.areas.push(Area { x0, y0, x1, y1, luminance });
        } else if height <= width {
            let y = (y0 + y1) / 2.0;
            self.rule((x0, y), (x1, y), height, luminance);
        } else {
            let x = (x0 + x1) / 2.0;
            self.rule((x, y0), (x, y1), width, luminance);
        }
    }

    /// The sides of a frame that have a border.
    fn frame(&mut self, outer: Bounds, inner: Bounds, clip: Bounds, luminance: f32) {
        let sides = [
            Bounds { y1: inner.y0, ..outer },
            Bounds { y0: inner.y1, ..outer },
            Bounds { x1: inner.x0, ..outer },
            Bounds { x0: inner.x1, ..outer },
        ];
        let has_border = |side: &Bounds| side.width().min(side.height()) > 0.0;
        sides.into_iter().filter(has_border).for_each(|side| self.fill(side.intersect(clip), luminance));
    }

    /// A stroked line, if it is straight along the page and not only a dot.
    fn stroke(&mut self, from: (f64, f64), to: (f64, f64), clip: Bounds, pen: Pen) {
        let (run, rise) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
        let (long, lean) = (run.max(rise), run.min(rise));
        if !long.is_finite() || long <= 0.0 || lean > MOST_LEAN || (lean > 0.05 && lean > MOST_SLOPE * long) {
            return;
        }
        let horizontal = run >= rise;
        let Matrix { a, b, c, d, .. } = pen.matrix;
        // The pen is a circle in user space; across a line of the page it is as wide as its image in that direction.
        let half = if horizontal { b.hypot(d) } else { a.hypot(c) } * pen.width.abs() / 2.0;
        let mut line = Bounds::NOTHING;
        line.include(from);
        line.include(to);
        let painted = if horizontal {
            let y = (from.1 + to.1) / 2.0;
            Bounds { y0: y - half, y1: y + half, ..line }
        } else {
            let x = (from.0 + to.0) / 2.0;
            Bounds { x0: x - half, x1: x + half, ..line }
        };
        let visible = painted.intersect(clip);
        if visible.is_empty() {
            return;
        }
        if 2.0 * half > THICKEST_RULE {
            self.fill(visible, pen.luminance);
        } else if horizontal {
            let y = ((painted.y0 + painted.y1) / 2.0).clamp(clip.y0, clip.y1);
            self.rule((visible.x0, y), (visible.x1, y), 2.0 * half, pen.luminance);
        } else {
            let x = ((painted.x0 + painted.x1) / 2.0).clamp(clip.x0, clip.x1);
            self.rule((x, visible.y0), (x, visible.y1), 2.0 * half, pen.luminance);
        }
    }

    fn rule(&mut self, from: (f64, f64), to: (f64, f64), width: f64, luminance: f32) {
        self.rules.push(Rule {
            x0: from.0 as f32,
            y0: from.1 as f32,
            x1: to.0 as f32,
            y1: to.1 as f32,
            width: width as f32,
            luminance,
        });
    }
}
