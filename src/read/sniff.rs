//! What a file is, by its first bytes and by how much of it is no text.

/// A PDF may begin with other bytes, but its header stands within these (PDF 1.7, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;
/// How far into a package its members are looked for to tell which office format it is.
const PACKAGE_SAMPLE: usize = 1 << 16;
/// How far into a text its header is looked for.
pub(super) const TEXT_SAMPLE: usize = 4096;

/// Whether this is a PDF.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    holds(bytes, PDF_HEADER_WITHIN, b"%PDF-")
}

/// Whether a word stands within so many first bytes.
pub(super) fn holds(bytes: &[u8], within: usize, word: &[u8]) -> bool {
    memchr::memmem::find(&bytes[..bytes.len().min(within)], word).is_some()
}

/// A known format that is neither PDF nor text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    /// What a file of it is: `a PNG image`.
    pub(super) name: &'static str,
    /// What a user can do about it.
    pub(super) advice: &'static str,
}

const EXPORT: &str = "export it to PDF and extract that";
const RECOGNIZE: &str = "have its text recognized (OCR) and extract that";
const UNPACK: &str = "unpack it and extract what is in it";
const LOOK_INTO: &str = "`yusuan extract` reads what is in it";
const LEAVE_OUT: &str = "leave it out";

/// The known format of a file that is neither PDF nor text.
pub(super) fn binary_format(bytes: &[u8]) -> Option<Format> {
    const SIGNATURES: &[(&[u8], &str, &str)] = &[
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            "a Word or Excel file of the old format (.doc, .xls, .wps, .et)",
            EXPORT,
        ),
        (b"{\\rtf", "a rich text file (.rtf)", EXPORT),
        (b"\x89PNG", "a PNG image", RECOGNIZE),
        (b"\xFF\xD8\xFF", "a JPEG image", RECOGNIZE),
        (b"GIF87a", "a GIF image", RECOGNIZE),
        (b"GIF89a", "a GIF image", RECOGNIZE),
        (b"II*\0", "a TIFF image", RECOGNIZE),
        (b"MM\0*", "a TIFF image", RECOGNIZE),
        (b"\x1F\x8B", "a gzip archive", LOOK_INTO),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
        (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
        (b"\xFD7zXZ\0", "an xz archive (.xz)", UNPACK),
        (b"%!PS", "a PostScript file", EXPORT),
        (b"\x7FELF", "a program", LEAVE_OUT),
        (b"SQLite format 3\0", "a database", LEAVE_OUT),
    ];
    let format = |name, advice| Some(Format { name, advice });
    if bytes.starts_with(b"PK\x03\x04") {
        let holds = |member: &[u8]| holds(bytes, PACKAGE_SAMPLE, member);
        return match () {
            () if holds(b"word/") => format("a Word document (.docx)", EXPORT),
            () if holds(b"xl/") => format("an Excel workbook (.xlsx)", EXPORT),
            () if holds(b"ppt/") => format("a PowerPoint presentation (.pptx)", EXPORT),
            () if holds(b"OFD.xml") => format("an OFD document", EXPORT),
            () if holds(b"mimetypeapplication/vnd.oasis") => format("an OpenDocument file", EXPORT),
            () => format("a ZIP archive", LOOK_INTO),
        };
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return format("a WebP image", RECOGNIZE);
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return format("a BMP image", RECOGNIZE);
    }
    if bytes.starts_with(b"BZh") && bytes.get(4..10) == Some(b"1AY&SY") {
        return format("a bzip2 archive (.bz2)", UNPACK);
    }
    if bytes.starts_with(b"<?xml") && holds(bytes, TEXT_SAMPLE, b"<?mso-application") {
        return format("a Word or Excel file in XML", EXPORT);
    }
    let known = SIGNATURES.iter().find(|(signature, ..)| bytes.starts_with(signature));
    known.and_then(|(_, name, advice)| format(name, advice))
}

/// Whether a decoded file is no text after all: more than one in fifty characters is a control, or more than one in
/// four could not be decoded.
pub(super) fn is_binary(text: &str, undecodable: usize) -> bool {
    let is_stray =
        |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
    let (mut characters, mut stray) = (0_usize, 0_usize);
    for character in text.chars() {
        characters += 1;
        stray += usize::from(is_stray(&character));
    }
    stray * 50 > characters || undecodable * 4 > characters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        assert!(is_pdf(b"\n%PDF-1.7") && !is_pdf("云溪市 PDF".as_bytes()));
        let name = |bytes: &[u8]| binary_format(bytes).map(|format| format.name);
        assert_eq!(name(b"PK\x03\x04\0\0\0word/document.xml"), Some("a Word document (.docx)"));
        assert_eq!(name(b"PK\x03\x04\0\0\0xl/workbook.xml"), Some("an Excel workbook (.xlsx)"));
        assert_eq!(name(b"PK\x03\x04"), Some("a ZIP archive"));
        assert_eq!(name(b"\x89PNG\r\n"), Some("a PNG image"));
        let workbook = b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>";
        assert_eq!(name(workbook), Some("a Word or Excel file in XML"));
        assert_eq!(name(b"BZh91AY&SY\x84"), Some("a bzip2 archive (.bz2)"));
        assert_eq!(name(b"\xFD7zXZ\0\0\x04"), Some("an xz archive (.xz)"));
        assert_eq!(name("BM 部门预算".as_bytes()), None);
        assert_eq!(name(b""), None);
    }

    #[test]
    fn a_few_stray_characters_leave_a_text() {
        assert!(!is_binary(&format!("{}\0", "预算".repeat(50)), 0));
        assert!(is_binary("预\0算\u{1}表", 0));
        assert!(is_binary("\u{fffd}\u{fffd}预算", 2));
    }
}
