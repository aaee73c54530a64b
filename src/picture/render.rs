//! The renderer: hayro, of the family that the second reader is of.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use crate::page::Sheet;

/// Pixels per point: small print stays readable at the width of half a screen.
const SCALE: f32 = 2.0;
/// No picture is wider or higher than this, whatever the page claims.
const MOST_PIXELS: f32 = 4000.0;

/// A PDF, ready to be rendered page by page.
pub(super) struct Renderer {
    pdf: Pdf,
}

impl Renderer {
    /// Opens the PDF; `Err` says why none of its pages can be rendered.
    pub fn new(bytes: &[u8], password: Option<&str>) -> Result<Self, &'static str> {
        let pdf = Pdf::new_with_password(bytes.to_vec(), password.unwrap_or_default());
        pdf.map(|pdf| Self { pdf }).map_err(|_| "the renderer cannot open the file")
    }

    /// A page as PNG; `Err` says why there is none.
    pub fn page(&self, sheet: &Sheet) -> Result<Vec<u8>, &'static str> {
        let page = (sheet.number as usize).checked_sub(1).and_then(|index| self.pdf.pages().get(index));
        let page = page.ok_or("the renderer does not find the page")?;
        let (width, height) = page.render_dimensions();
        if (width - sheet.width).abs() > 1.0 || (height - sheet.height).abs() > 1.0 {
            return Err("the renderer sees another part of the page");
        }
        let scale = SCALE.min(MOST_PIXELS / width.max(height).max(1.0));
        // Chinese text in a font that the file does not carry would be missing from the picture.
        let lacks_font = Arc::new(AtomicBool::new(false));
        let missed = Arc::clone(&lacks_font);
        let settings = InterpreterSettings {
            font_resolver: Arc::new(move |query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => {
                    missed.fetch_or(font.character_collection.is_some(), Ordering::Relaxed);
                    Some(font.pick_standard_font().get_font_data())
                }
            }),
            ..InterpreterSettings::default()
        };
        let target = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixmap = render(page, &RenderCache::new(), &settings, &RenderSettings::default(), &target);
        if lacks_font.load(Ordering::Relaxed) {
            return Err("a Chinese font of the page is not embedded in the file");
        }
        png(u32::from(pixmap.width()), u32::from(pixmap.height()), pixmap.data_as_u8_slice())
            .map_err(|_| "its picture cannot be written")
    }
}

/// Opaque RGBA pixels as PNG: in shades of grey where there is no colour, which most pages are.
fn png(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let (pixels, _) = pixels.as_chunks::<4>();
    let is_grey = pixels.iter().all(|[red, green, blue, _]| red == green && green == blue);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(if is_grey { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    let mut writer = encoder.write_header()?;
    let samples: Vec<u8> = match is_grey {
        true => pixels.iter().map(|[grey, ..]| *grey).collect(),
        false => pixels.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect(),
    };
    writer.write_image_data(&samples)?;
    writer.finish()?;
    Ok(bytes)
}
