//! The graphics state: what `q` saves and `Q` brings back.

use lopdf::Dictionary;

use super::colour::{self, Space};
use super::file::File;
use super::lexer::{Operand, Operands};
use super::matrix::{Bounds, Matrix};

/// A paint this transparent is invisible.
const INVISIBLE: f64 = 0.01;
/// A paint less transparent than this hides what is below it.
const SOLID: f64 = 0.99;

/// The parameters that text and paths are shown with.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    pub(super) clip: Bounds,
    /// Whether the clip is less than its box.
    pub(super) is_cut_out: bool,
    /// Whether paint lets through what is below it: by a blend mode, or a soft mask.
    pub(super) blends: bool,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    pub(super) line_width: f64,
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) character_spacing: f64,
    pub(super) word_spacing: f64,
    pub(super) scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: u8,
}

/// What a named graphics state sets.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parameters {
    pub(super) line_width: Option<f64>,
    pub(super) fill_alpha: Option<f64>,
    pub(super) stroke_alpha: Option<f64>,
    pub(super) blends: Option<bool>,
    /// The font, and its size where that is known.
    pub(super) font: Option<(usize, Option<f64>)>,
}

/// A colour space and a colour in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    space: Space,
    pub(super) luminance: f32,
    pub(super) alpha: f64,
}

impl Paint {
    /// Whether anything painted with it can be seen.
    pub(super) fn is_visible(self) -> bool {
        self.alpha > INVISIBLE
    }
}

impl State {
    /// The state that a page begins with.
    pub(super) fn new(matrix: Matrix, clip: Bounds) -> Self {
        let black = Paint { space: Space::Gray, luminance: 0.0, alpha: 1.0 };
        Self {
            matrix,
            clip,
            is_cut_out: false,
            blends: false,
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

    /// The same with the spacing and the scale that text begins with.
    pub(super) fn upright(&self) -> Self {
        let Self { matrix, clip, is_cut_out, blends, .. } = *self;
        let Self { fill, stroke, line_width, mode, .. } = *self;
        Self { is_cut_out, blends, fill, stroke, line_width, mode, ..Self::new(matrix, clip) }
    }

    /// Whether a filled box hides what it is painted on.
    pub(super) fn covers(&self) -> bool {
        !self.is_cut_out && !self.blends && self.fill.alpha > SOLID && self.fill.space != Space::Other
    }

    /// Takes over what a named graphics state sets.
    pub(super) fn set(&mut self, parameters: Parameters) {
        self.line_width = parameters.line_width.unwrap_or(self.line_width);
        self.fill.alpha = parameters.fill_alpha.unwrap_or(self.fill.alpha);
        self.stroke.alpha = parameters.stroke_alpha.unwrap_or(self.stroke.alpha);
        self.blends = parameters.blends.unwrap_or(self.blends);
        if let Some((font, size)) = parameters.font {
            self.font = Some(font);
            self.size = size.unwrap_or(self.size);
        }
    }

    /// Obeys a colour operator.
    pub(super) fn colour(
        &mut self,
        operator: &[u8],
        operands: &Operands,
        file: &File,
        resources: Option<&Dictionary>,
    ) {
        let strokes = operator.first().is_some_and(u8::is_ascii_uppercase);
        let paint = if strokes { &mut self.stroke } else { &mut self.fill };
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
                paint.space = Space::named(file, resources, operands.name().unwrap_or_default());
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
}
