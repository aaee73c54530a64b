//! The objects of a PDF file: pages with what they inherit, dictionaries, decoded streams.
//!
//! Everything after this sees one object graph, [`lopdf::Document`], whichever reader built it
//! ([`super::repair`] builds it from damaged files). Every access follows references and takes a
//! missing or wrong object for an absent one: a damaged file gives less, and never an error.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{DecompressError, Dictionary, Document, Object, Stream, dictionary};

use super::Limits;
use super::matrix::{Bounds, Matrix};

/// A zlib stream begins with this many bytes before its deflated data.
const HEADER: usize = 2;
/// Content unpacks to about this many times its size; more room is made where that is too little.
const USUAL_RATIO: usize = 8;
/// The filters that make pixels.
const IMAGE_FILTERS: [&[u8]; 4] = [b"DCTDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"JPXDecode"];
/// More filters behind each other are an attack.
const MOST_FILTERS: usize = 16;
/// The page size that a page without a usable box gets: A4.
const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];
/// Deeper page trees are cut: no producer nests its pages more than a few levels.
pub(super) const DEEPEST_TREE: usize = 64;

/// A PDF file as a graph of objects.
pub(super) struct File {
    document: Document,
    stream_bytes: usize,
    damaged: AtomicBool,
    cut: AtomicBool,
}

/// What makes pixels of the bytes of an image.
pub(super) struct Codec<'a> {
    /// Its name as a filter.
    pub(super) name: &'a [u8],
    /// What the image says about how it was used, without references.
    pub(super) parameters: Option<Dictionary>,
}

/// One page with everything that it inherits.
#[derive(Clone, Copy)]
pub(super) struct PageNode<'a> {
    /// The page dictionary.
    pub(super) dictionary: &'a Dictionary,
    /// Its resources, own or inherited.
    pub(super) resources: Option<&'a Dictionary>,
    media_box: Option<[f64; 4]>,
    crop_box: Option<[f64; 4]>,
    rotation: i64,
}

impl PageNode<'_> {
    /// The transformation from the page's own space to points from the top left of the visible page, and its size.
    pub(super) fn view(&self) -> (Matrix, Bounds) {
        let media = self.media_box.unwrap_or(A4);
        let [x0, y0, x1, y1] = self.crop_box.map_or(media, |crop| {
            let cut =
                [media[0].max(crop[0]), media[1].max(crop[1]), media[2].min(crop[2]), media[3].min(crop[3])];
            if cut[2] - cut[0] >= 1.0 && cut[3] - cut[1] >= 1.0 { cut } else { media }
        });
        let (width, height) = (x1 - x0, y1 - y0);
        let (numbers, width, height) = match self.rotation {
            90 => ([0.0, 1.0, 1.0, 0.0, -y0, -x0], height, width),
            180 => ([-1.0, 0.0, 0.0, 1.0, x1, -y0], width, height),
            270 => ([0.0, -1.0, -1.0, 0.0, y1, x1], height, width),
            _ => ([1.0, 0.0, 0.0, -1.0, -x0, y1], width, height),
        };
        (Matrix::new(numbers), Bounds { x0: 0.0, y0: 0.0, x1: width, y1: height })
    }
}

impl File {
    /// Wraps a graph of objects; streams are decoded within the limits.
    pub(super) fn new(document: Document, limits: &Limits) -> Self {
        Self {
            document,
            stream_bytes: limits.stream_bytes,
            damaged: AtomicBool::new(false),
            cut: AtomicBool::new(false),
        }
    }

    /// Whether something that the file refers to could not be had, so that another reader may find more.
    pub(super) fn is_damaged(&self) -> bool {
        self.document.xref_recovery.is_some() || self.damaged.load(Ordering::Relaxed)
    }

    /// Whether a stream was cut at a limit.
    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }

    /// The object itself, through any references; null if there is none.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    /// The value of a key; null if there is none.
    pub(super) fn value<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
        dictionary.get(key).map_or(&Object::Null, |object| self.resolve(object))
    }

    /// The value of a key that must be a dictionary (or a stream, whose dictionary is meant).
    pub(super) fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dictionary(self.value(dictionary, key))
    }

    /// The value of a key that must be an array.
    pub(super) fn array<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        self.value(dictionary, key).as_array().ok().map(Vec::as_slice)
    }

    /// The value of a key that must be a name.
    pub(super) fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.value(dictionary, key).as_name().ok()
    }

    /// The value of a key that must be a number.
    pub(super) fn number(&self, dictionary: &Dictionary, key: &[u8]) -> Option<f64> {
        self.as_number(self.value(dictionary, key))
    }

    /// An object that must be a number.
    pub(super) fn as_number(&self, object: &Object) -> Option<f64> {
        match self.resolve(object) {
            Object::Integer(number) => Some(*number as f64),
            Object::Real(number) if number.is_finite() => Some(f64::from(*number)),
            _ => None,
        }
    }

    /// The value of a key that must be an array of `N` numbers.
    pub(super) fn numbers<const N: usize>(&self, dictionary: &Dictionary, key: &[u8]) -> Option<[f64; N]> {
        let array = self.array(dictionary, key)?;
        let mut numbers = [0.0; N];
        for (index, number) in numbers.iter_mut().enumerate() {
            *number = self.as_number(array.get(index)?)?;
        }
        Some(numbers)
    }

    /// A box with its corners in order.
    fn rectangle(&self, dictionary: &Dictionary, key: &[u8]) -> Option<[f64; 4]> {
        let [x0, y0, x1, y1] = self.numbers(dictionary, key)?;
        let sorted = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)];
        (sorted[2] - sorted[0] >= 1.0 && sorted[3] - sorted[1] >= 1.0).then_some(sorted)
    }

    /// The catalog, the root of the graph.
    pub(super) fn catalog(&self) -> Option<&Dictionary> {
        self.document.catalog().ok()
    }

    /// The pages in order, at most `most`. Every node is visited once, however the tree is tied.
    pub(super) fn pages(&self, most: usize) -> Vec<PageNode<'_>> {
        let mut pages = Vec::new();
        let mut seen = HashSet::new();
        let root = self.catalog().and_then(|catalog| catalog.get(b"Pages").ok());
        let mut stack: Vec<(&Object, Option<PageNode<'_>>, usize)> =
            root.map(|root| (root, None, 0)).into_iter().collect();
        while let Some((object, parent, depth)) = stack.pop() {
            if pages.len() >= most {
                break;
            }
            if let Ok(id) = object.as_reference()
                && !seen.insert(id)
            {
                continue;
            }
            let Some(dictionary) = as_dictionary(self.resolve(object)) else {
                self.note_damage();
                continue;
            };
            let node = self.inherit(dictionary, parent);
            match self.array(dictionary, b"Kids") {
                Some(kids) if depth < DEEPEST_TREE && self.name(dictionary, b"Type") != Some(b"Page") => {
                    stack.extend(kids.iter().rev().map(|kid| (kid, Some(node), depth + 1)));
                }
                None if self.name(dictionary, b"Type") != Some(b"Pages") => pages.push(node),
                _ => {}
            }
        }
        pages
    }

    /// A node of the page tree with what it inherits.
    fn inherit<'a>(&'a self, dictionary: &'a Dictionary, parent: Option<PageNode<'a>>) -> PageNode<'a> {
        PageNode {
            dictionary,
            resources: self
                .dictionary(dictionary, b"Resources")
                .or(parent.and_then(|parent| parent.resources)),
            media_box: self.rectangle(dictionary, b"MediaBox").or(parent.and_then(|parent| parent.media_box)),
            crop_box: self.rectangle(dictionary, b"CropBox").or(parent.and_then(|parent| parent.crop_box)),
            rotation: self
                .number(dictionary, b"Rotate")
                .map(|degrees| (degrees as i64).rem_euclid(360))
                .unwrap_or(parent.map_or(0, |parent| parent.rotation)),
        }
    }

    /// The content of a page: its streams in order, with a blank between them, at most `limit` bytes.
    pub(super) fn content(&self, page: &PageNode<'_>, limit: usize) -> Vec<u8> {
        let Ok(contents) = page.dictionary.get(b"Contents") else { return Vec::new() };
        let parts = match self.resolve(contents) {
            Object::Array(parts) => parts.iter().map(|part| self.resolve(part)).collect(),
            single => vec![single],
        };
        let mut content = Vec::new();
        for part in parts {
            match part {
                Object::Stream(stream) if content.is_empty() => content = self.decode(stream, limit),
                Object::Stream(stream) => {
                    content.push(b' ');
                    content.extend(self.decode(stream, limit.saturating_sub(content.len())));
                }
                _ => self.note_damage(),
            }
        }
        content
    }

    /// The decoded bytes of a stream, at most `limit`: as much as can be had of a damaged one.
    pub(super) fn decode(&self, stream: &Stream, limit: usize) -> Vec<u8> {
        self.unpack(stream, self.filters(stream), limit)
    }

    /// The bytes of an image, and the codec that makes pixels of them with what it says of itself; plain samples have none.
    pub(super) fn image<'a>(&'a self, stream: &'a Stream) -> (Vec<u8>, Option<Codec<'a>>) {
        let mut filters = self.filters(stream);
        let at = filters.iter().position(|filter| IMAGE_FILTERS.contains(filter));
        let codec = at.map(|at| Codec { name: filters[at], parameters: self.parameters(stream, at) });
        filters.truncate(at.unwrap_or(filters.len()));
        (self.unpack(stream, filters, self.stream_bytes), codec)
    }

    /// The names of the filters that a stream goes through, in full.
    fn filters<'a>(&'a self, stream: &'a Stream) -> Vec<&'a [u8]> {
        match self.value(&stream.dict, b"Filter") {
            Object::Name(name) => vec![full_filter_name(name)],
            Object::Array(names) => {
                let names = names.iter().filter_map(|name| self.resolve(name).as_name().ok());
                names.map(full_filter_name).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Undoes these first filters of a stream.
    fn unpack(&self, stream: &Stream, filters: Vec<&[u8]>, limit: usize) -> Vec<u8> {
        let limit = limit.min(self.stream_bytes);
        if filters.len() > MOST_FILTERS {
            self.note_damage();
            return Vec::new();
        }
        let mut data = Cow::Borrowed(stream.content.as_slice());
        for (index, filter) in filters.into_iter().enumerate() {
            let decoded = match (filter, self.parameters(stream, index)) {
                (b"FlateDecode", None) => {
                    let (decoded, whole) = inflate(&data, limit);
                    self.note(whole, decoded.len() >= limit);
                    decoded
                }
                (filter, parameters) => self.unfilter(data.into_owned(), filter, parameters, limit),
            };
            data = Cow::Owned(decoded);
        }
        match data {
            Cow::Borrowed(plain) => plain.get(..plain.len().min(limit)).unwrap_or_default().to_vec(),
            Cow::Owned(decoded) => decoded,
        }
    }

    /// What a stream says about how one of its filters was used, without references.
    fn parameters(&self, stream: &Stream, filter: usize) -> Option<Dictionary> {
        let parameters = match self.value(&stream.dict, b"DecodeParms") {
            Object::Array(list) => self.resolve(list.get(filter)?).as_dict().ok()?,
            single if filter == 0 => single.as_dict().ok()?,
            _ => return None,
        };
        Some(parameters.iter().map(|(key, value)| (key.clone(), self.resolve(value).clone())).collect())
    }

    /// Undoes one filter through lopdf.
    fn unfilter(
        &self,
        data: Vec<u8>,
        filter: &[u8],
        parameters: Option<Dictionary>,
        limit: usize,
    ) -> Vec<u8> {
        let mut dictionary = dictionary! { "Filter" => Object::Name(filter.to_vec()) };
        if let Some(parameters) = parameters {
            dictionary.set("DecodeParms", parameters);
        }
        Stream::new(dictionary, data).get_plain_content_with_limit(limit).unwrap_or_else(|error| {
            let exceeded =
                matches!(error, lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }));
            self.note(false, exceeded);
            Vec::new()
        })
    }

    fn note(&self, whole: bool, exceeded: bool) {
        match (whole, exceeded) {
            (true, _) => {}
            (false, true) => self.cut.store(true, Ordering::Relaxed),
            (false, false) => self.note_damage(),
        }
    }

    fn note_damage(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }
}

/// The dictionary that an object is or, for a stream, has.
pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn full_filter_name(name: &[u8]) -> &[u8] {
    match name {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        b"DCT" => b"DCTDecode",
        b"CCF" => b"CCITTFaxDecode",
        other => other,
    }
}

/// Inflates zlib data, or raw deflate data where the header is broken: what could be read, at most `limit`
/// bytes, and whether that was all.
pub(super) fn inflate(data: &[u8], limit: usize) -> (Vec<u8>, bool) {
    // A decoder has tables and a window to set up: more work than many a page has to unpack.
    thread_local!(static DECODER: RefCell<Decompress> = RefCell::new(Decompress::new(true)));
    DECODER.with_borrow_mut(|decoder| {
        decoder.reset(true);
        let (decoded, whole) = unpack(decoder, data, limit);
        if decoded.is_empty() && !whole && data.len() > HEADER {
            decoder.reset(false);
            let (raw, _) = unpack(decoder, data.get(HEADER..).unwrap_or_default(), limit);
            return (raw, false);
        }
        (decoded, whole)
    })
}

fn unpack(decoder: &mut Decompress, data: &[u8], limit: usize) -> (Vec<u8>, bool) {
    let most = limit.saturating_add(1);
    let mut decoded = Vec::with_capacity(data.len().saturating_mul(USUAL_RATIO).min(most));
    let whole = loop {
        let rest = usize::try_from(decoder.total_in()).ok().and_then(|start| data.get(start..));
        match decoder.decompress_vec(rest.unwrap_or_default(), &mut decoded, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => break true,
            // Room is left: the data ended before the stream did.
            Ok(_) if decoded.len() < decoded.capacity() => break false,
            Ok(_) if decoded.len() < most => {
                decoded.reserve_exact(decoded.len().clamp(1, most - decoded.len()))
            }
            _ => break false,
        }
    };
    let within = decoded.len() <= limit;
    decoded.truncate(limit);
    (decoded, whole && within)
}
