//! The pixels of an image as shades of grey.
//!
//! What scanners write: JPEG, fax (CCITT) and JBIG2 images, JPEG 2000, and plain samples. The picture of a page may lie in layers, of
//! which one is a mask that the print is painted through; it counts as dark where it lets paint through.

use hayro_ccitt::{DecoderContext, EncodingMode};
use lopdf::{Dictionary, Object, Stream};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::read::pdf::colour::Space;
use crate::read::pdf::file::{Codec, File};

/// A smaller image is no part of a page's picture.
const LEAST_SIDE: usize = 64;
/// A JPEG 2000 image is decoded to about this many pixels a side.
const ENOUGH: u32 = 2_000;

/// How many pixels of a page may still be looked into.
pub(super) struct Room {
    pub(super) pixels: usize,
    /// Whether an image had more.
    pub(super) is_exceeded: bool,
}

impl Room {
    fn holds(&mut self, pixels: usize) -> bool {
        let rest = self.pixels.checked_sub(pixels);
        self.pixels = rest.unwrap_or(self.pixels);
        self.is_exceeded |= rest.is_none();
        rest.is_some()
    }
}

/// Pixels from the top left, row by row: 0 black, 255 white.
pub(super) struct Shades {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) samples: Vec<u8>,
}

impl Shades {
    fn new(width: usize, height: usize, mut samples: Vec<u8>) -> Option<Self> {
        samples.resize(width.checked_mul(height)?, u8::MAX);
        Some(Self { width, height, samples })
    }

    fn inverted(mut self) -> Self {
        self.samples.iter_mut().for_each(|shade| *shade = !*shade);
        self
    }
}

/// An image and the mask that it is painted through, as far as both can be read and there is room.
pub(super) fn of(file: &File, stream: &Stream, room: &mut Room) -> Vec<Shades> {
    let part = |key: &[u8]| match file.value(&stream.dict, key) {
        Object::Stream(stream) => Some(stream),
        _ => None,
    };
    let image = shades(file, stream, room);
    // A soft mask is light where it lets paint through, an explicit one dark.
    let soft = part(b"SMask").and_then(|mask| shades(file, mask, room)).map(Shades::inverted);
    let mask = part(b"Mask").and_then(|mask| shades(file, mask, room));
    [image, soft, mask].into_iter().flatten().collect()
}

fn shades(file: &File, stream: &Stream, room: &mut Room) -> Option<Shades> {
    let side = |key| file.number(&stream.dict, key).map(|side| side as usize);
    let (width, height) = (side(b"Width")?, side(b"Height")?);
    if width < LEAST_SIDE || height < LEAST_SIDE || !room.holds(width.saturating_mul(height)) {
        return None;
    }
    let limits = (width, height);
    let is_negative = file.numbers(&stream.dict, b"Decode") == Some([1.0]);
    let as_printed = |shades: Shades| if is_negative { shades.inverted() } else { shades };
    let (data, codec) = file.image(stream);
    let Some(Codec { name, parameters }) = codec else {
        return plain(file, &stream.dict, limits, &data).map(as_printed);
    };
    let shades = match name {
        b"DCTDecode" => jpeg(&data, limits),
        b"CCITTFaxDecode" => fax(&data, parameters.as_ref(), limits),
        b"JBIG2Decode" => jbig2(file, &data, parameters.as_ref(), limits),
        _ => jpeg2000(&data, limits),
    };
    shades.map(as_printed)
}

/// Plain samples.
fn plain(file: &File, image: &Dictionary, (width, height): (usize, usize), data: &[u8]) -> Option<Shades> {
    let is_mask = matches!(file.value(image, b"ImageMask"), Object::Boolean(true));
    let bits = if is_mask { 1 } else { file.number(image, b"BitsPerComponent")? as usize };
    let palette = palette(file, image);
    let space = match &palette {
        _ if is_mask => Space::Gray,
        Some(_) => Space::Other,
        None => Space::of(file, file.value(image, b"ColorSpace")),
    };
    let components = if palette.is_some() { 1 } else { space.components()? };
    if !matches!(bits, 1 | 2 | 4 | 8 | 16) {
        return None;
    }
    let row_bytes = (width * components * bits).div_ceil(8);
    let mut samples = Vec::with_capacity(width * height);
    let shade = |row: &[u8], x: usize| match &palette {
        Some(palette) => palette.get(sample(row, x, bits)).copied().unwrap_or_default(),
        None => {
            let most = ((1_usize << bits.min(8)) - 1) as f64;
            let parts: [f64; 4] = std::array::from_fn(|part| match part < components {
                true => sample(row, x * components + part, bits) as f64 / most,
                false => 0.0,
            });
            to_shade(space, &parts)
        }
    };
    for row in data.chunks_exact(row_bytes.max(1)).take(height) {
        match (space, bits) {
            (Space::Gray, 8) => samples.extend_from_slice(row),
            _ => samples.extend((0..width).map(|x| shade(row, x))),
        }
    }
    Shades::new(width, height, samples)
}

/// A sample of a row; the upper half of one of 16 bits.
fn sample(row: &[u8], index: usize, bits: usize) -> usize {
    let value = |byte: usize| usize::from(row.get(byte).copied().unwrap_or_default());
    match bits {
        8 => value(index),
        16 => value(2 * index),
        _ => value(index * bits / 8) >> (8 - bits - index * bits % 8) & ((1 << bits) - 1),
    }
}

/// The shades that the samples of an image stand for, if it has a palette.
fn palette(file: &File, image: &Dictionary) -> Option<Vec<u8>> {
    let [family, base, _, colours] = file.array(image, b"ColorSpace")? else { return None };
    if !matches!(file.resolve(family).as_name(), Ok(b"Indexed" | b"I")) {
        return None;
    }
    let space = Space::of(file, file.resolve(base));
    let components = space.components().unwrap_or(1);
    let colours = match file.resolve(colours) {
        Object::String(colours, _) => colours.clone(),
        Object::Stream(colours) => file.decode(colours, 4 * 256),
        _ => return None,
    };
    let shade = |colour: &[u8]| {
        let parts: Vec<f64> = colour.iter().map(|part| f64::from(*part) / 255.0).collect();
        to_shade(space, &parts)
    };
    Some(colours.chunks_exact(components).map(shade).collect())
}

fn to_shade(space: Space, parts: &[f64]) -> u8 {
    (space.luminance(parts) * 255.0).round() as u8
}

fn jpeg(data: &[u8], (width, height): (usize, usize)) -> Option<Shades> {
    let options = DecoderOptions::default().set_max_width(width).set_max_height(height);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode_headers().ok()?;
    let space = match decoder.input_colorspace()? {
        ColorSpace::YCbCr | ColorSpace::Luma => ColorSpace::Luma,
        ColorSpace::RGB => ColorSpace::RGB,
        _ => return None,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let decoded = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    coloured(width, height, space.num_components(), decoded)
}

/// Samples of 8 bits of one or three components.
fn coloured(width: usize, height: usize, components: usize, samples: Vec<u8>) -> Option<Shades> {
    let shade = |&[red, green, blue]: &[u8; 3]| {
        to_shade(Space::Rgb, &[red, green, blue].map(|part| f64::from(part) / 255.0))
    };
    let samples = match components {
        1 => samples,
        3 => samples.as_chunks::<3>().0.iter().map(shade).collect(),
        _ => return None,
    };
    Shades::new(width, height, samples)
}

fn jpeg2000(data: &[u8], (width, height): (usize, usize)) -> Option<Shades> {
    let settings = hayro_jpeg2000::DecodeSettings {
        target_resolution: Some((ENOUGH, ENOUGH)),
        ..hayro_jpeg2000::DecodeSettings::default()
    };
    let image = hayro_jpeg2000::Image::new(data, &settings).ok()?;
    let sides = (image.width() as usize, image.height() as usize);
    if sides.0 > width || sides.1 > height || image.has_alpha() {
        return None;
    }
    let components = usize::from(image.color_space().num_channels());
    let mut context = hayro_jpeg2000::DecoderContext::default();
    let decoded = image.decode(&mut context).ok()?.data_u8();
    coloured(sides.0, sides.1, components, decoded)
}

fn fax(data: &[u8], parameters: Option<&Dictionary>, (width, height): (usize, usize)) -> Option<Shades> {
    struct Rows(Shades);

    impl hayro_ccitt::Decoder for Rows {
        fn push_row(&mut self, changes: &[u32]) {
            let start = self.0.samples.len();
            self.0.samples.resize(start + self.0.width, u8::MAX);
            for black in changes.chunks(2) {
                let end = black.get(1).map_or(self.0.width, |end| *end as usize);
                if let Some(black) = self.0.samples[start..].get_mut(black[0] as usize..end) {
                    black.fill(0);
                }
            }
        }
    }

    let number = |key: &[u8]| parameters?.get(key).ok()?.as_i64().ok();
    let is = |key: &[u8]| parameters?.get(key).ok()?.as_bool().ok();
    let columns = number(b"Columns").map_or(Some(1_728), |columns| usize::try_from(columns).ok())?;
    if columns > width {
        return None;
    }
    let settings = hayro_ccitt::DecodeSettings {
        columns: columns as u32,
        rows: height as u32,
        end_of_block: is(b"EndOfBlock").unwrap_or(true),
        end_of_line: is(b"EndOfLine").unwrap_or(false),
        rows_are_byte_aligned: is(b"EncodedByteAlign").unwrap_or(false),
        encoding: match number(b"K").unwrap_or_default() {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            _ => EncodingMode::Group3_2D,
        },
        strict: false,
    };
    let mut rows = Rows(Shades { width: columns, height, samples: Vec::new() });
    // What could be read of a damaged one is of use.
    let _ = hayro_ccitt::decode(data, &mut rows, &mut DecoderContext::new(settings));
    let shades = Shades::new(columns, height, rows.0.samples)?;
    Some(if is(b"BlackIs1") == Some(true) { shades.inverted() } else { shades })
}

fn jbig2(
    file: &File,
    data: &[u8],
    parameters: Option<&Dictionary>,
    (width, height): (usize, usize),
) -> Option<Shades> {
    struct Pixels(Vec<u8>);

    impl hayro_jbig2::Decoder for Pixels {
        fn push_pixel(&mut self, black: bool) {
            self.0.push(if black { 0 } else { u8::MAX });
        }

        fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
            let end = self.0.len() + 8 * chunk_count as usize;
            self.0.resize(end, if black { 0 } else { u8::MAX });
        }

        fn next_line(&mut self) {}
    }

    let settings = hayro_jbig2::DecodeSettings::default();
    let shared = match parameters.and_then(|parameters| parameters.get(b"JBIG2Globals").ok()) {
        Some(Object::Stream(shared)) => Some(file.decode(shared, usize::MAX)),
        _ => None,
    };
    let globals = shared.as_deref().map(|shared| hayro_jbig2::Globals::new(shared, &settings));
    let globals = globals.transpose().ok()?;
    let page = hayro_jbig2::Page::new_embedded(data, globals.as_ref(), &settings).ok()?;
    let sides = (page.width() as usize, page.height() as usize);
    if sides.0 > width || sides.1 > height {
        return None;
    }
    let mut pixels = Pixels(Vec::with_capacity(sides.0 * sides.1));
    page.decode(&mut pixels).ok()?;
    Shades::new(sides.0, sides.1, pixels.0)
}
