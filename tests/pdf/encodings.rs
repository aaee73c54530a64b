//! Every way in which a font may say, or fail to say, what its codes mean.

use yusuan::page::Writing;

use crate::program::{cid_keyed_cff, cmap, named_cff, sfnt, truetype};
use crate::writer::{Writer, add_page, composite, deflate, hexadecimal, page, page_in, show};
use crate::{sheet, sheets, text};

const TEXT: &str = "2024年度部门预算123.45万元";

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect()
}

fn encode(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text} cannot be written in {}", encoding.name());
    bytes.into_owned()
}

/// Shows a string in a font that is not embedded and has no ToUnicode, and reads it back.
fn predefined(encoding: &str, ordering: &str, bytes: &[u8]) -> yusuan::page::Sheet {
    sheet(&page(show(bytes), &format!("/Font<</F1 {}>>", composite(encoding, ordering))))
}

#[test]
fn predefined_encodings_need_no_to_unicode() {
    let simplified = [
        ("GB-EUC", encode(encoding_rs::GBK, TEXT)),
        ("GBpc-EUC", encode(encoding_rs::GBK, TEXT)),
        ("GBK-EUC", encode(encoding_rs::GBK, TEXT)),
        ("GBKp-EUC", encode(encoding_rs::GBK, TEXT)),
        ("GBK2K", encode(encoding_rs::GB18030, TEXT)),
        ("UniGB-UCS2", utf16(TEXT)),
        ("UniGB-UTF16", utf16(TEXT)),
        ("UniGB-UTF32", utf32(TEXT)),
        ("UniGB-UTF8", TEXT.as_bytes().to_vec()),
    ];
    let traditional_text = "2024年度部門預算123.45萬元";
    let big5 = encode(encoding_rs::BIG5, traditional_text);
    let traditional = [
        ("ETen-B5", big5.clone()),
        ("ETenms-B5", big5.clone()),
        ("B5pc", big5.clone()),
        ("HKscs-B5", big5),
        ("UniCNS-UCS2", utf16(traditional_text)),
        ("UniCNS-UTF16", utf16(traditional_text)),
        ("UniCNS-UTF32", utf32(traditional_text)),
    ];
    let japanese_text = "2024年度予算ひらカナ";
    let japanese = [
        ("90ms-RKSJ", encode(encoding_rs::SHIFT_JIS, japanese_text)),
        ("EUC", encode(encoding_rs::EUC_JP, japanese_text)),
        ("UniJIS-UCS2", utf16(japanese_text)),
        ("UniJIS-UTF16", utf16(japanese_text)),
        ("UniJIS-UTF32", utf32(japanese_text)),
    ];
    let korean_text = "2024년도 예산";
    let korean = [
        ("KSCms-UHC", encode(encoding_rs::EUC_KR, korean_text)),
        ("KSC-EUC", encode(encoding_rs::EUC_KR, korean_text)),
        ("UniKS-UCS2", utf16(korean_text)),
        ("UniKS-UTF16", utf16(korean_text)),
        ("UniKS-UTF32", utf32(korean_text)),
    ];
    type Group<'a> = (&'a str, &'a str, &'a [(&'a str, Vec<u8>)]);
    let groups: [Group; 4] = [
        ("GB1", TEXT, &simplified),
        ("CNS1", traditional_text, &traditional),
        ("Japan1", japanese_text, &japanese),
        ("Korea1", korean_text, &korean),
    ];
    for (ordering, expected, encodings) in groups {
        for (encoding, bytes) in encodings {
            let horizontal = predefined(&format!("{encoding}-H"), ordering, bytes);
            assert_eq!(text(&horizontal), expected, "{encoding}-H");
            assert!(horizontal.glyphs.iter().all(|glyph| glyph.direction == Writing::Right), "{encoding}-H");
            assert_eq!(horizontal.unknown, 0, "{encoding}-H");
            let vertical = predefined(&format!("{encoding}-V"), ordering, bytes);
            assert_eq!(text(&vertical), expected, "{encoding}-V");
            assert!(vertical.glyphs.iter().all(|glyph| glyph.direction == Writing::Down), "{encoding}-V");
        }
    }
}

#[test]
fn gbk2k_has_four_byte_codes() {
    let sheet = predefined("GBK2K-H", "GB1", &encode(encoding_rs::GB18030, "㐀预䶵1"));
    assert_eq!(text(&sheet), "㐀预䶵1");
}

#[test]
fn utf16_has_surrogates() {
    let sheet = predefined("UniGB-UTF16-H", "GB1", &utf16("𠀡预"));
    assert_eq!(text(&sheet), "𠀡预");
}

#[test]
fn widths_follow_the_glyph_number() {
    // In GBK-EUC digits are half an em wide, which the font says for CIDs 814 to 907.
    let sheet = predefined("GBK-EUC-H", "GB1", &encode(encoding_rs::GBK, "12年"));
    let places: Vec<(f32, f32)> = sheet.glyphs.iter().map(|glyph| (glyph.x, glyph.advance)).collect();
    assert_eq!(places, [(100.0, 6.0), (106.0, 6.0), (112.0, 12.0)]);
    let sheet = predefined("UniGB-UTF32-H", "GB1", &utf32("12年"));
    assert_eq!(sheet.glyphs.last().unwrap().x, 112.0);
}

#[test]
fn vertical_text_runs_down() {
    let sheet = predefined("UniGB-UCS2-V", "GB1", &utf16("收入"));
    let [first, second] = sheet.glyphs[..] else { panic!("two glyphs") };
    assert_eq!((first.y, second.y, first.advance), (142.0, 154.0, 12.0));
    assert_eq!(first.x, second.x);
}

#[test]
fn vertical_steps_are_those_of_the_font() {
    let cases = [
        ("", [142.0, 154.0, 166.0]),
        ("/DW2[880 -500]", [142.0, 148.0, 154.0]),
        ("/W2[4327[-2000 500 880]]", [142.0, 166.0, 178.0]),
        ("/DW2[880 -500]/W2[4000 4400 -1500 500 880]", [142.0, 160.0, 166.0]),
    ];
    for (metrics, expected) in cases {
        let mut writer = Writer::default();
        let font = custom(&mut writer, "/GBK-EUC-V", "GB1", "", metrics);
        let sheet = sheet(&page_in(writer, show(&encode(encoding_rs::GBK, "预算收")), &font));
        let steps: Vec<f32> = sheet.glyphs.iter().map(|glyph| glyph.y).collect();
        assert_eq!(steps, expected, "{metrics}");
    }
}

#[test]
fn literal_strings_may_hold_any_trail_byte() {
    // 功 is A5 5C in Big5: its second byte is a backslash, which a literal string doubles.
    let bytes = encode(encoding_rs::BIG5, "功能");
    let mut content = b"BT /F1 12 Tf 100 700 Td (".to_vec();
    for byte in bytes {
        if matches!(byte, b'\\' | b'(' | b')') {
            content.push(b'\\');
        }
        content.push(byte);
    }
    content.extend_from_slice(b") Tj ET");
    let font = format!("/Font<</F1 {}>>", composite("ETen-B5-H", "CNS1"));
    assert_eq!(text(&sheet(&page(content, &font))), "功能");
}

#[test]
fn names_may_be_escaped() {
    let font = format!("/Font<</F1 {}>>", composite("GBK#2DEUC#2DH", "GB1"));
    let content =
        format!("BT /F#31 12 Tf 100 700 Td {} Tj ET", hexadecimal(&encode(encoding_rs::GBK, "预算")));
    assert_eq!(text(&sheet(&page(content, &font))), "预算");
}

#[test]
fn identity_of_a_character_collection() {
    // 预 is 4327 and 算 is 3544 in Adobe-GB1 (their place in the GBK-EUC-H table).
    let sheet = predefined("Identity-H", "GB1", &[0x10, 0xE7, 0x0D, 0xD8]);
    assert_eq!(text(&sheet), "预算");
    let vertical = predefined("Identity-V", "GB1", &[0x10, 0xE7, 0x0D, 0xD8]);
    assert_eq!(text(&vertical), text(&sheet));
    assert_eq!(vertical.glyphs[0].direction, Writing::Down);
}

/// A composite font with these extra entries and an encoding that is an object.
fn custom(writer: &mut Writer, encoding: &str, ordering: &str, entries: &str, descendant: &str) -> String {
    let font = writer.add(format!(
        "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+SimSun/Encoding {encoding}{entries}/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType2/BaseFont/ABCDEF+SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})\
         /Supplement 0>>/DW 1000{descendant}>>]>>"
    ));
    format!("/Font<</F1 {font} 0 R>>")
}

#[test]
fn embedded_cmap_builds_on_a_predefined_one() {
    for use_in_program in [true, false] {
        let mut writer = Writer::default();
        let program = format!(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap {} /CMapName /Own-H def \
             1 begincodespacerange <00> <80> endcodespacerange 1 begincidchar <7E> 4162 endcidchar \
             endcmap end end",
            if use_in_program { "/GBK-EUC-H usecmap" } else { "" }
        );
        let entries = if use_in_program { "/Type/CMap" } else { "/Type/CMap/UseCMap/GBK-EUC-H" };
        let cmap = writer.stream(entries, program);
        let font = custom(&mut writer, &format!("{cmap} 0 R"), "GB1", "", "");
        let file = page_in(writer, show(&encode(encoding_rs::GBK, "12年")), &font);
        assert_eq!(text(&sheet(&file)), "12年", "usecmap in the program: {use_in_program}");
    }
}

/// Shows two-byte codes in an Identity-H font with this ToUnicode program.
fn with_to_unicode(program: &str, codes: &[u8]) -> yusuan::page::Sheet {
    let mut writer = Writer::default();
    let map = writer.stream("/Filter/FlateDecode", deflate(program.as_bytes()));
    let font = custom(&mut writer, "/Identity-H", "Identity", &format!("/ToUnicode {map} 0 R"), "");
    sheet(&page_in(writer, show(codes), &font))
}

#[test]
fn to_unicode_in_all_its_forms() {
    let cases: [(&str, &str, &[u8], &str); 9] = [
        ("bfchar", "2 beginbfchar <0003> <9884> <0004> <7B97> endbfchar", &[0, 3, 0, 4], "预算"),
        ("bfrange", "1 beginbfrange <0003> <0005> <0031> endbfrange", &[0, 3, 0, 5], "13"),
        ("array", "1 beginbfrange <0003> <0004> [<6536> <5165>] endbfrange", &[0, 3, 0, 4], "收入"),
        ("surrogates", "1 beginbfchar <0003> <D840DC21> endbfchar", &[0, 3], "𠀡"),
        ("ligature", "1 beginbfchar <0003> <00660069> endbfchar", &[0, 3], "fi"),
        ("last wins", "2 beginbfchar <0003> <0041> <0003> <0042> endbfchar", &[0, 3], "B"),
        ("wrong count", "1 beginbfchar <0003> <9884> <0004> <7B97> endbfchar", &[0, 3, 0, 4], "预算"),
        ("one byte", "1 beginbfchar <0003> <41> endbfchar", &[0, 3], "A"),
        ("carry", "1 beginbfrange <00FE> <0100> <4E00> endbfrange", &[0, 0xFE, 1, 0], "一丂"),
    ];
    for (name, program, codes, expected) in cases {
        assert_eq!(text(&with_to_unicode(program, codes)), expected, "{name}");
    }
}

#[test]
fn a_ligature_with_a_code_of_its_own_is_its_letters() {
    assert_eq!(text(&with_to_unicode("1 beginbfchar <0003> <FB03> endbfchar", &[0, 3])), "ffi");
}

#[test]
fn a_ligature_shares_its_advance() {
    let sheet = with_to_unicode("1 beginbfchar <0003> <00660069> endbfchar", &[0, 3]);
    let places: Vec<(f32, f32)> = sheet.glyphs.iter().map(|glyph| (glyph.x, glyph.advance)).collect();
    assert_eq!(places, [(100.0, 6.0), (106.0, 6.0)]);
}

#[test]
fn broken_to_unicode_is_repaired_from_the_next_source() {
    // Each program says nothing usable about the codes; the character collection does.
    let broken = [
        "1 beginbfchar <1042> <FFFD> endbfchar",
        "1 beginbfchar <1042> <0000> endbfchar",
        "1 beginbfchar <1042> <D840> endbfchar",
        "1 beginbfchar <1042> <> endbfchar",
        "1 beginbfrange <1042> <1043> endbfrange",
        "1 beginbfchar <1042",
        "/CIDInit /ProcSet findresource begin >> ) ] endbfchar",
    ];
    let expected = text(&predefined("Identity-H", "GB1", &[0x10, 0x42]));
    for program in broken {
        let mut writer = Writer::default();
        let map = writer.stream("", program);
        let font = custom(&mut writer, "/Identity-H", "GB1", &format!("/ToUnicode {map} 0 R"), "");
        let sheet = sheet(&page_in(writer, show(&[0x10, 0x42]), &font));
        assert_eq!(text(&sheet), expected, "{program}");
        assert_eq!(sheet.unknown, 0, "{program}");
    }
}

#[test]
fn a_private_code_gives_way_to_what_the_font_knows() {
    let mut writer = Writer::default();
    let map = writer.stream("", "1 beginbfchar <10E7> <E123> endbfchar");
    let entries = format!("/ToUnicode {map} 0 R");
    let mut alone = writer.clone();
    let known = custom(&mut writer, "/Identity-H", "GB1", &entries, "");
    assert_eq!(text(&sheet(&page_in(writer, show(&[0x10, 0xE7]), &known))), "预");
    let unknown = custom(&mut alone, "/Identity-H", "Identity", &entries, "");
    assert_eq!(text(&sheet(&page_in(alone, show(&[0x10, 0xE7]), &unknown))), "\u{E123}");
}

#[test]
fn to_unicode_that_maps_everything_to_one_character_says_nothing() {
    let entries: String = (0..20).map(|index| format!("<{:04X}> <0020> ", 0x1042 + index)).collect();
    let mut writer = Writer::default();
    let map = writer.stream("", format!("20 beginbfchar {entries} endbfchar"));
    let font = custom(&mut writer, "/Identity-H", "GB1", &format!("/ToUnicode {map} 0 R"), "");
    let sheet = sheet(&page_in(writer, show(&[0x10, 0x42]), &font));
    assert_ne!(text(&sheet), " ");
}

#[test]
fn embedded_truetype_is_read_backwards() {
    // The same glyph for a radical and its ideograph: the ideograph is meant.
    let program = truetype(&[(3, 10, &[(0x2F2F, 5), ('工' as u32, 5), ('资' as u32, 6)])]);
    let mut writer = Writer::default();
    let program = writer.stream("/Filter/FlateDecode", deflate(&program));
    let descriptor = format!("/FontDescriptor<</Type/FontDescriptor/Flags 4/FontFile2 {program} 0 R>>");
    let font = custom(&mut writer, "/Identity-H", "Identity", "", &descriptor);
    let mut mapped = writer.clone();
    assert_eq!(text(&sheet(&page_in(writer, show(&[0, 5, 0, 6]), &font))), "工资");
    // The same through a table from CIDs to glyphs: CID 1 is glyph 6, CID 2 is glyph 5.
    let map = mapped.stream("", [0, 0, 0, 6, 0, 5]);
    let font =
        custom(&mut mapped, "/Identity-H", "Identity", "", &format!("{descriptor}/CIDToGIDMap {map} 0 R"));
    assert_eq!(text(&sheet(&page_in(mapped, show(&[0, 2, 0, 1]), &font))), "工资");
}

#[test]
fn embedded_cff_is_read_backwards_by_its_names() {
    let mut writer = Writer::default();
    let program = writer.stream("/Subtype/CIDFontType0C", named_cff(&["uni652F", "uni51FA"]));
    let descriptor = format!("/FontDescriptor<</Type/FontDescriptor/Flags 4/FontFile3 {program} 0 R>>");
    let font = custom(&mut writer, "/Identity-H", "Identity", "", &descriptor);
    assert_eq!(text(&sheet(&page_in(writer, show(&[0, 1, 0, 2]), &font))), "支出");
}

#[test]
fn embedded_opentype_may_number_its_glyphs_by_cid() {
    // Glyphs 1 and 2 have the CIDs 700 and 900; the table from characters names glyphs, the content CIDs.
    let tables = [
        (b"CFF ", cid_keyed_cff(&[700, 900])),
        (b"cmap", cmap(&[(3, 10, &[('出' as u32, 2), ('支' as u32, 1)])])),
    ];
    let mut writer = Writer::default();
    let program = writer.stream("/Subtype/OpenType", sfnt(&tables));
    let descriptor = format!("/FontDescriptor<</Type/FontDescriptor/Flags 4/FontFile3 {program} 0 R>>");
    let font = custom(&mut writer, "/Identity-H", "Identity", "", &descriptor);
    let codes: Vec<u8> = [700_u16, 900].into_iter().flat_map(u16::to_be_bytes).collect();
    assert_eq!(text(&sheet(&page_in(writer, show(&codes), &font))), "支出");
}

/// Shows one-byte codes in a simple font with these entries.
fn simple(writer: Writer, subtype: &str, entries: &str, codes: &[u8]) -> yusuan::page::Sheet {
    let font = format!("/Font<</F1<</Type/Font/Subtype/{subtype}{entries}>>>>");
    sheet(&page_in(writer, show(codes), &font))
}

#[test]
fn simple_fonts() {
    let widths = "/FirstChar 0/LastChar 255";
    let cases: [(&str, &str, &str, &[u8], &str); 7] = [
        ("WinAnsi", "TrueType", "/BaseFont/Arial/Encoding/WinAnsiEncoding", b"1\x93a\x94\x80", "1“a”€"),
        ("MacRoman", "TrueType", "/BaseFont/Arial/Encoding/MacRomanEncoding", b"1\xD2a\xD3", "1“a”"),
        ("standard font", "Type1", "/BaseFont/Helvetica", b"12.5%", "12.5%"),
        (
            "Differences",
            "Type1",
            "/BaseFont/X/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/one/uni9884 65/B]>>",
            b"\x01\x02AB",
            "1预BB",
        ),
        ("Symbol", "Type1", "/BaseFont/Symbol", b"\xB3\xA3", "≥≤"),
        ("Wingdings", "TrueType", "/BaseFont/Wingdings-Regular", b"\xA7\xFC", "▪✓"),
        (
            "Type 3",
            "Type3",
            "/FontBBox[0 0 1 1]/FontMatrix[.01 0 0 .01 0 0]/CharProcs<<>>/Encoding<</Differences[7/two/five/period]>>",
            &[7, 9, 8],
            "2.5",
        ),
    ];
    for (name, subtype, entries, codes, expected) in cases {
        let sheet = simple(Writer::default(), subtype, &format!("{entries}{widths}"), codes);
        assert_eq!(text(&sheet), expected, "{name}");
        assert_eq!(sheet.unknown, 0, "{name}");
    }
}

/// Shows the codes 1 and 2 of a Type 3 font with these entries, 20 points high, and z in Courier.
fn drawn(procedure: &str, entries: &str) -> (String, Vec<(i32, i32)>, u32) {
    let mut writer = Writer::default();
    let courier = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>";
    let glyph = writer.stream("", procedure);
    let form = writer.stream("/Subtype/Form/BBox[0 0 100 100]", "BT /C 100 Tf (a) Tj ET");
    let map = writer.stream("", "1 beginbfchar <01> <9884> endbfchar");
    let entries = entries.replace("MAP", &format!("{map} 0 R"));
    let font = format!(
        "<</Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/FirstChar 1/Widths[100 100]\
         /CharProcs<</g1 {glyph} 0 R/one {glyph} 0 R>>/Resources<</Font<</C {courier}>>/XObject<</X {form} 0 R>>>>\
         {entries}>>"
    );
    let content = "BT /F1 20 Tf 3 Tc 100 700 Td <0102> Tj ET BT /C 10 Tf 9 9 Td (z) Tj ET";
    let sheet = sheet(&page_in(writer, content, &format!("/Font<</F1 {font}/C {courier}>>")));
    let places = sheet.glyphs.iter().map(|glyph| (glyph.x.round() as i32, glyph.size.round() as i32));
    (text(&sheet), places.collect(), sheet.unknown)
}

#[test]
fn glyphs_that_show_text_are_what_they_show() {
    let unnamed = "/Encoding<</Differences[1/g1/g1]>>";
    let text = "100 0 d0 BT /C 100 Tf 10 0 Td (a) Tj ET";
    for (name, procedure, entries, expected) in [
        ("text", text, unnamed, "aaz"),
        ("several letters", "BT /C 40 Tf (ab) Tj ET", unnamed, "ababz"),
        ("a form", "/X Do", unnamed, "aaz"),
        ("a name that says less", text, "/Encoding<</Differences[1/one/g1]>>", "aaz"),
        ("ToUnicode says more", text, "/Encoding<</Differences[1/g1]>>/ToUnicode MAP", "预\u{FFFD}z"),
        ("shapes only", "0 0 50 50 re f", unnamed, "\u{FFFD}\u{FFFD}z"),
        ("nothing to see", "BT /C 100 Tf 9999 0 Td (a) Tj ET", unnamed, "\u{FFFD}\u{FFFD}z"),
    ] {
        assert_eq!(drawn(procedure, entries).0, expected, "{name}");
    }
    // 20 points wide each, 3 between them, and the letter a tenth of that to the right.
    assert_eq!(drawn(text, unnamed).1, [(102, 20), (125, 20), (9, 10)]);
}

#[test]
fn a_glyph_that_shows_itself_ends() {
    let mut writer = Writer::default();
    let glyph = writer.stream("", "BT /F1 100 Tf <0101> Tj ET");
    writer.add(format!(
        "<</Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/FirstChar 1/Widths[100]/CharProcs<</g1 {glyph} 0 R>>\
         /Encoding<</Differences[1/g1]>>/Resources<</Font<</F1 2 0 R>>>>>>"
    ));
    assert_eq!(text(&sheet(&page_in(writer, show(&[1]), "/Font<</F1 2 0 R>>"))), "\u{FFFD}\u{FFFD}");
}

#[test]
fn symbolic_truetype_goes_through_its_own_tables() {
    // Codes from U+F000 on in a symbol table, and the characters of the glyphs in a Unicode table.
    let program =
        truetype(&[(3, 0, &[(0xF041, 5), (0xF042, 6)]), (3, 10, &[('万' as u32, 5), ('元' as u32, 6)])]);
    let mut writer = Writer::default();
    let program = writer.stream("", program);
    let entries = format!("/BaseFont/A/FontDescriptor<</Flags 4/FontFile2 {program} 0 R>>");
    assert_eq!(text(&simple(writer, "TrueType", &entries, b"AB")), "万元");
}

#[test]
fn a_type1_program_has_its_encoding_in_clear() {
    let mut writer = Writer::default();
    let program = writer.stream(
        "",
        "%!PS-AdobeFont-1.0: A\n/Encoding 256 array\ndup 33 /three put\ndup 34 /four put\ncurrentfile eexec",
    );
    let entries = format!("/BaseFont/A/FontDescriptor<</Flags 4/FontFile {program} 0 R>>");
    assert_eq!(text(&simple(writer, "Type1", &entries, b"!\"")), "34");
}

#[test]
fn standard_fonts_without_widths_have_their_own() {
    let sheet = simple(Writer::default(), "Type1", "/BaseFont/Helvetica/Encoding/WinAnsiEncoding", b"i1W");
    let places: Vec<i32> = sheet.glyphs.iter().map(|glyph| (glyph.x * 100.0).round() as i32).collect();
    assert_eq!(places, [10000, 10266, 10934]);
}

#[test]
fn text_without_a_font_is_said_to_be_lost() {
    let mut writer = Writer::default();
    let font = custom(&mut writer, "/Identity-H", "Identity", "", "");
    let invisible = format!("3 Tr {}", show(&[0, 5, 0, 6]));
    let pages = [
        (show(&[0, 5, 0, 6]), ""),
        (show(&[0, 5, 0, 6]), "/Font<</F2 null>>"),
        (show(b"  "), ""),
        (invisible, ""),
        (String::new(), font.as_str()),
    ]
    .map(|(content, resources)| add_page(&mut writer, content, resources, ""));
    let (_, warnings) = sheets(&writer.finish(&pages));
    let [warning] = &warnings[..] else { panic!("one warning for all pages: {warnings:?}") };
    assert_eq!((warning.code.as_str(), warning.page), ("unknown_glyphs", Some(1)));
    let expected =
        "4 bytes of text on page 1 and 1 more are in fonts that the file does not have, and are not read";
    assert_eq!(warning.message, expected);
}

#[test]
fn a_glyph_that_nobody_knows_is_counted() {
    let mut writer = Writer::default();
    let font = custom(&mut writer, "/Identity-H", "Identity", "", "");
    let one = add_page(&mut writer, show(&[0, 5, 0, 6]), &font, "");
    let two = add_page(&mut writer, show(&[0, 7]), &font, "");
    let (sheets, warnings) = sheets(&writer.finish(&[one, two]));
    assert_eq!(text(&sheets[0]), "\u{FFFD}\u{FFFD}");
    assert_eq!((sheets[0].unknown, sheets[1].unknown), (2, 1));
    let [warning] = &warnings[..] else { panic!("one warning per font: {warnings:?}") };
    assert_eq!((warning.code.as_str(), warning.page), ("unknown_glyphs", Some(1)));
    assert_eq!(warning.message, "3 glyphs of the font SimSun have no known character and are read as U+FFFD");
}

#[test]
fn a_glyph_that_its_content_explains_is_no_unknown_one() {
    let mut writer = Writer::default();
    let font = custom(&mut writer, "/Identity-H", "Identity", "", "");
    let content = format!("/Span<</ActualText<FEFF9884>>>BDC {} EMC", show(&[0, 5]));
    let (sheets, warnings) = sheets(&page_in(writer, content, &font));
    assert_eq!((text(&sheets[0]).as_str(), sheets[0].unknown, warnings.len()), ("预", 0, 0));
}

#[test]
fn fonts_of_one_name_have_one_warning() {
    let mut writer = Writer::default();
    let unnamed = "<</Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/CharProcs<<>>/Encoding<</Differences[1/a1]>>\
                   /FirstChar 1/Widths[50]>>";
    let pages: Vec<u32> =
        (0..3).map(|_| add_page(&mut writer, show(&[1]), &format!("/Font<</F1 {unnamed}>>"), "")).collect();
    let (_, warnings) = sheets(&writer.finish(&pages));
    let messages: Vec<&str> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(
        messages,
        ["3 glyphs of the font without a name have no known character and are read as U+FFFD"]
    );
}

#[test]
fn radicals_and_private_codes_become_characters() {
    let program =
        "5 beginbfchar <0001> <2F00> <0002> <2F42> <0003> <2EA0> <0004> <F900> <0005> <2EC5> endbfchar";
    assert_eq!(text(&with_to_unicode(program, &[0, 1, 0, 2, 0, 3, 0, 4, 0, 5])), "一文民豈见");
    // U+E863 is where GBK fonts kept 䶮, U+F035 the code 5 of a font that counts its own way.
    let program = "3 beginbfchar <0001> <E863> <0002> <F035> <0003> <00A0> endbfchar";
    assert_eq!(text(&with_to_unicode(program, &[0, 1, 0, 2, 0, 3])), "䶮5 ");
    let mut writer = Writer::default();
    let map = writer.stream("", "1 beginbfchar <B7> <F0B7> endbfchar");
    let entries = format!("/BaseFont/ABCDEF+SymbolMT/ToUnicode {map} 0 R");
    assert_eq!(text(&simple(writer, "TrueType", &entries, b"\xB7")), "•");
}
