//! Pages as a person sees them: rasterized by the PDF engine's renderer, or drawn from what the reader saw.
//!
//! ```text
//! bytes ─render→ PNG ┐
//!   └─read→ sheets ──┴ draw → SVG, where the renderer gives nothing → one Picture per page
//! ```
//!
//! A renderer meets more of a hostile file than the reader does, so this runs in a process of its own (`batch`), which
//! goes on behind a page that ended it. The coordinates of both pictures are those of the output's places.

mod draw;
#[cfg(feature = "review")]
mod render;

use serde::{Deserialize, Serialize};

use crate::Options;
use crate::error::Error;
use crate::page::Sheet;
use crate::read::{self, Content};

/// A page as a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The page, from 1.
    pub page: u32,
    /// Width of the visible page in tenths of a point.
    pub width: i32,
    /// Height of the visible page in tenths of a point.
    pub height: i32,
    /// What its bytes are.
    pub format: Format,
    /// Why it is no image of the page, where it is drawn.
    pub note: Option<String>,
}

/// The format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Rasterized by the renderer.
    Png,
    /// Drawn from the glyphs, rules and areas that the reader saw.
    Svg,
}

/// Which pages to picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The first page, from 1.
    pub from: u32,
    /// So many pages from there on are drawn, never given to the renderer.
    pub drawn: u32,
}

/// A file, open to be pictured.
pub struct Album {
    sheets: Vec<Sheet>,
    renderer: Result<Renderer, &'static str>,
}

impl Album {
    /// Opens a file; a text has no pages.
    ///
    /// # Errors
    /// Where the file cannot be read, as [`crate::process`] says.
    pub fn open(bytes: &[u8], options: &Options) -> Result<Self, Error> {
        let sheets = match read::read(bytes, &options.limits())? {
            Content::Pages(sheets, _) => sheets,
            Content::Text(_) => Vec::new(),
        };
        Ok(Self { sheets, renderer: Renderer::new(bytes, options.password.as_deref()) })
    }

    /// The pictures of these pages with their bytes, each made when it is asked for.
    pub fn pictures(&self, range: Range) -> impl Iterator<Item = (Picture, Vec<u8>)> {
        let asked = self.sheets.iter().filter(move |sheet| sheet.number >= range.from);
        asked.map(move |sheet| self.picture(sheet, sheet.number - range.from < range.drawn))
    }

    fn picture(&self, sheet: &Sheet, is_drawn: bool) -> (Picture, Vec<u8>) {
        let rendered = match &self.renderer {
            _ if is_drawn => Err("the renderer fails at it"),
            Ok(renderer) => renderer.page(sheet),
            Err(why) => Err(*why),
        };
        let (bytes, format, note) = match rendered {
            Ok(png) => (png, Format::Png, None),
            Err(why) => (draw::svg(sheet).into_bytes(), Format::Svg, Some(why.to_owned())),
        };
        let [width, height] = [sheet.width, sheet.height].map(|points| (points * 10.0).round() as i32);
        (Picture { page: sheet.number, width, height, format, note }, bytes)
    }
}

#[cfg(feature = "review")]
use render::Renderer;

/// What stands in for the renderer where it is not built in.
#[cfg(not(feature = "review"))]
struct Renderer;

#[cfg(not(feature = "review"))]
impl Renderer {
    fn new(_: &[u8], _: Option<&str>) -> Result<Self, &'static str> {
        Err("this yusuan is built without the renderer (feature `review`)")
    }

    fn page(&self, _: &crate::page::Sheet) -> Result<Vec<u8>, &'static str> {
        Err("it cannot be rendered")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = include_bytes!("../../samples/yunxi-two-tables.pdf");

    fn all(range: Range) -> Vec<(Picture, Vec<u8>)> {
        Album::open(SAMPLE, &Options::default()).unwrap().pictures(range).collect()
    }

    #[test]
    #[cfg(feature = "review")]
    fn pages_are_rendered_in_black_on_white() {
        for (picture, bytes) in all(Range { from: 1, drawn: 0 }) {
            assert_eq!((picture.format, &picture.note), (Format::Png, &None));
            let mut image = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
            let mut pixels = vec![0; image.output_buffer_size().unwrap()];
            image.next_frame(&mut pixels).unwrap();
            let dark = pixels.iter().filter(|pixel| **pixel < 100).count();
            assert!(pixels[0] == 255 && dark > 500, "page {}: {dark} dark pixels", picture.page);
            let width = image.info().width as i32;
            assert!((width * 5 - picture.width).abs() <= 10, "two pixels a point: {width}, {picture:?}");
        }
    }

    #[test]
    fn pages_are_drawn_where_the_renderer_is_not_asked() {
        let drawn = all(Range { from: 2, drawn: u32::MAX });
        assert!(!drawn.is_empty() && drawn.iter().all(|(picture, _)| picture.format == Format::Svg));
        let (picture, bytes) = &drawn[0];
        let svg = String::from_utf8_lossy(bytes);
        assert!(picture.page == 2 && picture.note.is_some());
        assert!(svg.starts_with("<svg xmlns") && svg.contains("合") && svg.contains("<path"), "{svg}");
    }
}
