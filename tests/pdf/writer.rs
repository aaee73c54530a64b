//! Writes small PDF files by hand, so that every fixture says what is special about it.

/// The objects of a file in the making; the first is number 1.
#[derive(Default, Clone)]
pub struct Writer {
    objects: Vec<Vec<u8>>,
}

impl Writer {
    /// Adds an object and returns its number.
    pub fn add(&mut self, body: impl AsRef<[u8]>) -> u32 {
        self.objects.push(body.as_ref().to_vec());
        self.objects.len() as u32
    }

    /// Adds a stream with these entries besides its length, and returns its number.
    pub fn stream(&mut self, entries: &str, data: impl AsRef<[u8]>) -> u32 {
        let data = data.as_ref();
        let mut body = format!("<<{entries}/Length {}>>stream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.add(body)
    }

    /// Adds a catalog over these pages and writes the file.
    pub fn finish(self, pages: &[u32]) -> Vec<u8> {
        self.finish_with(pages, "")
    }

    /// The same, with more entries in the catalog.
    pub fn finish_with(mut self, pages: &[u32], catalog: &str) -> Vec<u8> {
        let kids: String = pages.iter().map(|page| format!("{page} 0 R ")).collect();
        let root = self.add(format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()));
        let root = self.add(format!("<</Type/Catalog/Pages {root} 0 R{catalog}>>"));
        self.write(root)
    }

    /// Writes the objects with a cross-reference table.
    pub fn write(&self, root: u32) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n".to_vec();
        let mut offsets = Vec::new();
        for (body, number) in self.objects.iter().zip(1..) {
            offsets.push(file.len());
            file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            file.extend_from_slice(body);
            file.extend_from_slice(b"\nendobj\n");
        }
        let start = file.len();
        file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let size = offsets.len() + 1;
        file.extend_from_slice(
            format!("trailer<</Root {root} 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
        );
        file
    }
}

/// A file of one A4 page with this content and these entries of its resources (`/Font<</F1 …>>`).
pub fn page(content: impl AsRef<[u8]>, resources: &str) -> Vec<u8> {
    page_in(Writer::default(), content, resources)
}

/// The same over objects that exist already.
pub fn page_in(mut writer: Writer, content: impl AsRef<[u8]>, resources: &str) -> Vec<u8> {
    let page = add_page(&mut writer, content, resources, "");
    writer.finish(&[page])
}

/// Adds an A4 page with more entries of its own.
pub fn add_page(writer: &mut Writer, content: impl AsRef<[u8]>, resources: &str, entries: &str) -> u32 {
    let content = writer.stream("", content);
    writer.add(format!(
        "<</Type/Page/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<<{resources}>>{entries}>>"
    ))
}

/// A composite font of a character collection that is not embedded.
pub fn composite(encoding: &str, ordering: &str) -> String {
    format!(
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 2>>\
         /DW 1000/W[1 95 500 814 907 500]>>]>>"
    )
}

/// The bytes in hexadecimal, as a string operand.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("<{digits}>")
}

/// Content that shows one string at (100, 700), 12 points.
pub fn show(bytes: &[u8]) -> String {
    format!("BT /F1 12 Tf 100 700 Td {} Tj ET", hexadecimal(bytes))
}

/// The bytes in zlib format.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
