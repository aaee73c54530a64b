//! Long thin dark lines in a picture.
//!
//! Every row of pixels is searched for runs that are darker than what lies above and below, longer than the stroke of a
//! character; runs of neighbouring rows that touch are one stroke, however it leans; a stroke that is thin for its length is a
//! line. Lines from top to bottom are found in the picture turned over its diagonal.

use super::samples::Shades;

/// A run of dark pixels has at least this many points: the widest stroke of a character in print of 12 points or less.
const LEAST_RUN: f64 = 9.0;
/// A line that falls steeply in a picture has shorter runs, and across the page a cell may be this low.
const LEAST_LINE: f64 = 10.0;
/// A gap of so many points within a line is dirt.
const GAP: f64 = 0.4;
/// The thickest line, in points: the thickest printed rules have 3, and a scan makes them thicker.
const THICKEST: f64 = 3.5;
/// A line is at least this many times as long as thick.
const LEAST_ELONGATION: f64 = 6.0;
/// Print is this much darker than the paper, and the shading of cells is not.
const BLACK: u8 = 64;
/// A hairline is less dark, but by so much darker than what lies at both its sides.
const FAINT: u8 = 14;
/// So far beside it, in points: there may be characters close to it.
const BESIDE: [f64; 2] = [1.0, 2.2];
/// A picture with more strokes than this is a photograph.
const MOST_STROKES: usize = 20_000;

/// A line between two points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
    /// Its thickness in points.
    pub(super) width: f64,
}

impl Line {
    pub(super) fn length(&self) -> f64 {
        (self.to.0 - self.from.0).hypot(self.to.1 - self.from.1)
    }

    /// How far it is from lying along an edge of the page, in radians, clockwise where y points down.
    pub(super) fn lean(&self) -> f64 {
        let (x, y) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        if x.abs() >= y.abs() { (y / x).atan() } else { -(x / y).atan() }
    }
}

/// Every line of a picture, between pixels; `points` are the width and the height of a pixel.
pub(super) fn find(shades: &Shades, points: (f64, f64)) -> Vec<Line> {
    let black = paper(&shades.samples).saturating_sub(BLACK);
    let flat = Dark::of(shades, black, 1.0 / points.1).lines(points);
    let turned = Dark::of(&turned(shades), black, 1.0 / points.0).lines((points.1, points.0));
    let turn = |line: Line| Line { from: (line.from.1, line.from.0), to: (line.to.1, line.to.0), ..line };
    flat.into_iter().chain(turned.into_iter().map(turn)).collect()
}

/// The pixels that may be of lines along the rows: 1, others 0.
struct Dark {
    width: usize,
    pixels: Vec<u8>,
}

impl Dark {
    /// What is darker than `black` is print; `point` is how many pixels high a point is.
    fn of(shades: &Shades, black: u8, point: f64) -> Self {
        let row = |y: usize| &shades.samples[y * shades.width..][..shades.width];
        let distances = BESIDE.map(|points| ((points * point).round() as usize).clamp(1, shades.height));
        let mut pixels = Vec::with_capacity(shades.samples.len());
        for y in 0..shades.height {
            let [above_near, above_far] = distances.map(|distance| row(y.saturating_sub(distance)));
            let [below_near, below_far] =
                distances.map(|distance| row((y + distance).min(shades.height - 1)));
            let above = above_near.iter().zip(above_far).map(|(near, far)| near.max(far));
            let below = below_near.iter().zip(below_far).map(|(near, far)| near.max(far));
            let beside = above.zip(below).map(|(above, below)| above.min(below));
            pixels.extend(
                row(y).iter().zip(beside).map(|(shade, beside)| {
                    u8::from((*shade < black) | (beside.saturating_sub(FAINT) > *shade))
                }),
            );
        }
        Self { width: shades.width, pixels }
    }

    /// The lines along the rows.
    fn lines(&self, points: (f64, f64)) -> Vec<Line> {
        let least_run = (LEAST_RUN / points.0).ceil() as usize;
        let gap = ((GAP / points.0) as usize).clamp(1, self.width.max(1));
        let mut strokes = Strokes::default();
        // The runs of the row before, from left to right, and the strokes that they are of.
        let mut before: Vec<(Run, usize)> = Vec::new();
        for (y, row) in self.pixels.chunks_exact(self.width.max(1)).enumerate() {
            let runs = runs(row, least_run, gap);
            let mut own = Vec::with_capacity(runs.len());
            let mut rest = &before[..];
            for run in runs {
                rest = &rest[rest.partition_point(|(other, _)| other.end + gap < run.start)..];
                let touched = &rest[..rest.partition_point(|(other, _)| other.start <= run.end + gap)];
                own.push((run, strokes.add(run, y, touched)));
            }
            before = own;
            if strokes.0.len() > MOST_STROKES {
                return Vec::new();
            }
        }
        strokes.0.iter().filter_map(|stroke| stroke.line(points)).collect()
    }
}

/// Dark pixels of a row, `start..end`.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
}

/// The long dark runs of a row.
fn runs(row: &[u8], least: usize, gap: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(1, &row[at..]).map(|next| at + next) {
        let mut end = start;
        loop {
            end += memchr::memchr(0, &row[end..]).unwrap_or(row.len() - end);
            match memchr::memchr(1, &row[end..row.len().min(end + gap + 1)]) {
                Some(next) => end += next,
                None => break,
            }
        }
        if end - start >= least {
            runs.push(Run { start, end });
        }
        at = end;
    }
    runs
}

/// The shade of the paper: the commonest of the lighter half.
fn paper(samples: &[u8]) -> u8 {
    let mut counts = [0_u32; 256];
    samples.iter().for_each(|shade| counts[usize::from(*shade)] += 1);
    (128..=255_u8).max_by_key(|shade| counts[usize::from(*shade)]).unwrap_or(u8::MAX)
}

/// A picture turned over its diagonal.
fn turned(shades: &Shades) -> Shades {
    /// Rows and columns that are turned together stay near the processor.
    const BLOCK: usize = 64;
    let Shades { width, height, .. } = *shades;
    let mut samples = vec![0; width * height];
    for top in (0..height).step_by(BLOCK) {
        for left in (0..width).step_by(BLOCK) {
            for y in top..height.min(top + BLOCK) {
                for x in left..width.min(left + BLOCK) {
                    samples[x * height + y] = shades.samples[y * width + x];
                }
            }
        }
    }
    Shades { width: height, height: width, samples }
}

/// The strokes of a picture; what a run joins to another is empty.
#[derive(Debug, Default)]
struct Strokes(Vec<Stroke>);

impl Strokes {
    /// Adds a run to the strokes that the runs it touches are of, which become one; which one that is.
    fn add(&mut self, run: Run, row: usize, touched: &[(Run, usize)]) -> usize {
        let Some(((_, first), others)) = touched.split_first() else {
            self.0.push(Stroke::of(run, row));
            return self.0.len() - 1;
        };
        let own = self.joined(*first);
        self.0[own].join(&Stroke::of(run, row));
        for (_, other) in others {
            let other = self.joined(*other);
            if other != own {
                let joined =
                    std::mem::replace(&mut self.0[other], Stroke { into: Some(own), ..Stroke::default() });
                self.0[own].join(&joined);
            }
        }
        own
    }

    /// The stroke that this one was joined to in the end.
    fn joined(&self, mut stroke: usize) -> usize {
        while let Some(into) = self.0[stroke].into {
            stroke = into;
        }
        stroke
    }
}

/// Runs of neighbouring rows that touch: what a line through them is fitted by.
#[derive(Debug, Default)]
struct Stroke {
    /// The stroke that it was joined to.
    into: Option<usize>,
    ends: Option<Run>,
    pixels: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl Stroke {
    fn of(run: Run, row: usize) -> Self {
        let (start, end, y) = (run.start as f64, run.end as f64, row as f64 + 0.5);
        let (count, middle) = (end - start, (start + end) / 2.0);
        Self {
            into: None,
            ends: Some(run),
            pixels: count,
            x: count * middle,
            y: count * y,
            xx: (end.powi(3) - start.powi(3)) / 3.0,
            xy: count * middle * y,
        }
    }

    fn join(&mut self, other: &Self) {
        self.ends = match (self.ends, other.ends) {
            (Some(own), Some(other)) => {
                Some(Run { start: own.start.min(other.start), end: own.end.max(other.end) })
            }
            (own, other) => own.or(other),
        };
        self.pixels += other.pixels;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.xy += other.xy;
    }

    /// The line, if it is long and thin.
    fn line(&self, points: (f64, f64)) -> Option<Line> {
        let ends = self.ends?;
        let (start, end) = (ends.start as f64, ends.end as f64);
        let length = (end - start) * points.0;
        let width = self.pixels / (end - start) * points.1;
        if length < LEAST_LINE || width > THICKEST || length < width * LEAST_ELONGATION {
            return None;
        }
        let (x, y) = (self.x / self.pixels, self.y / self.pixels);
        let slope = (self.xy / self.pixels - x * y) / (self.xx / self.pixels - x * x);
        let at = |place: f64| (place, y + slope * (place - x));
        Some(Line { from: at(start), to: at(end), width })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White paper with dark boxes on it: left, top, right and bottom pixel.
    fn paper(width: usize, height: usize, boxes: &[[usize; 4]]) -> Shades {
        let mut samples = vec![250; width * height];
        for &[x0, y0, x1, y1] in boxes {
            for y in y0..y1 {
                samples[y * width + x0..y * width + x1].fill(20);
            }
        }
        Shades { width, height, samples }
    }

    fn found(shades: &Shades) -> Vec<[i64; 4]> {
        let round = |place: f64| (place * 2.0).round() as i64;
        let lines = find(shades, (0.5, 0.5));
        lines.iter().map(|line| [line.from.0, line.from.1, line.to.0, line.to.1].map(round)).collect()
    }

    #[test]
    fn thin_lines_are_found_and_characters_and_bars_are_not() {
        let line = [10, 20, 190, 22];
        let post = [10, 20, 12, 120];
        let stroke = [30, 40, 44, 42];
        let bar = [30, 60, 150, 80];
        assert_eq!(
            found(&paper(200, 140, &[line, post, stroke, bar])),
            [[20, 42, 380, 42], [22, 40, 22, 240]]
        );
    }

    #[test]
    fn a_line_with_a_gap_of_a_pixel_is_one_and_with_a_gap_of_ten_is_two() {
        let boxes = [[10, 20, 100, 22], [101, 20, 150, 22], [160, 20, 190, 22]];
        assert_eq!(found(&paper(200, 60, &boxes)), [[20, 42, 300, 42], [320, 42, 380, 42]]);
    }

    #[test]
    fn a_line_that_falls_is_one_line() {
        let steps: Vec<[usize; 4]> =
            (0..6).map(|step| [10 + 30 * step, 20 + step, 40 + 30 * step, 22 + step]).collect();
        let shades = paper(200, 60, &steps);
        let lines = find(&shades, (0.5, 0.5));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!((lines[0].lean() - 1.0 / 30.0).abs() < 0.002, "{lines:?}");
    }

    #[test]
    fn a_line_with_ragged_edges_is_one_line() {
        // Its first row of pixels is dark here and there only.
        let boxes = [[10, 21, 190, 23], [30, 20, 60, 21], [90, 20, 160, 21], [20, 23, 50, 24]];
        assert_eq!(found(&paper(200, 60, &boxes)).len(), 1);
    }

    #[test]
    fn pixels_of_any_size_end() {
        let shades = paper(100, 80, &[[10, 20, 90, 22]]);
        for size in [f64::MIN_POSITIVE, 1e-12, 1e12, f64::MAX] {
            find(&shades, (size, 0.5));
            find(&shades, (0.5, size));
        }
    }

    #[test]
    fn a_photograph_has_no_lines() {
        let boxes: Vec<[usize; 4]> = (0..500)
            .flat_map(|row| (0..50).map(move |column| [column * 40, row * 4, column * 40 + 30, row * 4 + 2]))
            .collect();
        assert_eq!(find(&paper(2_000, 2_000, &boxes), (0.5, 0.5)).len(), 0);
    }
}
