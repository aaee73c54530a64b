//! What a file is, by its first bytes and by how much of it is no text.

/// A PDF may begin with other bytes, but its header stands within these (PDF 1.7, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;
/// How far into a package its members are looked for to tell which office format it is.
const PACKAGE_SAMPLE: usize = 1 << 16;

/// Whether this is a PDF.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    memchr::memmem::find(&bytes[..bytes.len().min(PDF_HEADER_WITHIN)], b"%PDF-").is_some()
}

/// The name of a known format that is neither PDF nor text.
pub(super) fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            "a Word or Excel file of the old format (.doc, .xls, .wps, .et)",
        ),
        (b"{\\rtf", "a rich text file (.rtf)"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"Rar!\x1A\x07", "a RAR archive"),
        (b"%!PS", "a PostScript file"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3\0", "a database"),
    ];
    if bytes.starts_with(b"PK\x03\x04") {
        let sample = &bytes[..bytes.len().min(PACKAGE_SAMPLE)];
        let holds = |member: &[u8]| memchr::memmem::find(sample, member).is_some();
        return Some(match () {
            () if holds(b"word/") => "a Word document (.docx)",
            () if holds(b"xl/") => "an Excel workbook (.xlsx)",
            () if holds(b"ppt/") => "a PowerPoint presentation (.pptx)",
            () if holds(b"OFD.xml") => "an OFD document",
            () if holds(b"mimetypeapplication/vnd.oasis") => "an OpenDocument file",
            () => "a ZIP archive",
        });
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("a WebP image");
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some("a BMP image");
    }
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| *name)
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
        assert_eq!(binary_format(b"PK\x03\x04\0\0\0word/document.xml"), Some("a Word document (.docx)"));
        assert_eq!(binary_format(b"PK\x03\x04\0\0\0xl/workbook.xml"), Some("an Excel workbook (.xlsx)"));
        assert_eq!(binary_format(b"PK\x03\x04"), Some("a ZIP archive"));
        assert_eq!(binary_format(b"\x89PNG\r\n"), Some("a PNG image"));
        assert_eq!(binary_format("BM 部门预算".as_bytes()), None);
        assert_eq!(binary_format(b""), None);
    }

    #[test]
    fn a_few_stray_characters_leave_a_text() {
        assert!(!is_binary(&format!("{}\0", "预算".repeat(50)), 0));
        assert!(is_binary("预\0算\u{1}表", 0));
        assert!(is_binary("\u{fffd}\u{fffd}预算", 2));
    }
}
