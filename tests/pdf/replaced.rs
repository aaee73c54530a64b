//! Text that stands elsewhere than in the strings of the content: ActualText and annotations.

use yusuan::page::Sheet;

use crate::writer::{Writer, add_page, page};
use crate::{sheet, text};

const FONT: &str = "/Font<</F2<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>";

/// Glyphs with their rounded places.
fn places(sheet: &Sheet) -> Vec<(char, i32, i32)> {
    let round = |value: f32| value.round() as i32;
    sheet.glyphs.iter().map(|glyph| (glyph.character, round(glyph.x), round(glyph.y))).collect()
}

#[test]
fn actual_text_takes_the_place_of_glyphs() {
    let at = "BT /F2 10 Tf 100 700 Td";
    let cases = [
        ("one for one", "/Span<</ActualText<FEFF98847B97>>>BDC (xy) Tj EMC", "预算"),
        ("longer", "/Span<</MCID 0/ActualText<FEFF9884>/Lang(zh)>>BDC (x) Tj (y) Tj EMC", "预"),
        ("ligature", "/Span<</ActualText(ffi)>>BDC (x) Tj EMC", "ffi"),
        ("UTF-8", "/Span<</ActualText<EFBBBFE9A284>>>BDC (x) Tj EMC", "预"),
        ("in the resources", "/Span /P BDC (x) Tj EMC", "预"),
        (
            "the outer one counts",
            "/Span<</ActualText<FEFF9884>>>BDC /Span<</ActualText(b)>>BDC (x) Tj EMC EMC",
            "预",
        ),
        ("only what is within", "(a) Tj /Span<</ActualText(b)>>BDC (x) Tj EMC (c) Tj", "abc"),
        ("a radical", "/Span<</ActualText<FEFF2F42>>>BDC (x) Tj EMC", "文"),
        ("says nothing", "/Span<</ActualText()>>BDC (x) Tj EMC", "x"),
        ("broken", "/Span<</ActualText<FEFFD840>>>BDC (x) Tj EMC", "x"),
        ("no text within", "/Span<</ActualText(b)>>BDC EMC (x) Tj", "x"),
        ("more lines than one", "/Span<</ActualText(abc)>>BDC (x) Tj 0 -20 Td (y) Tj EMC", "xy"),
        ("never closed", "/Span<</ActualText(b)>>BDC (x) Tj", "x"),
    ];
    for (name, content, expected) in cases {
        let resources = format!("{FONT}/Properties<</P<</ActualText<FEFF9884>>>>>>");
        assert_eq!(text(&sheet(&page(format!("{at} {content} ET"), &resources))), expected, "{name}");
    }
}

#[test]
fn actual_text_stands_where_its_glyphs_do() {
    let shown = |content: &str| sheet(&page(format!("BT /F2 10 Tf {content} ET"), FONT));
    let spread = shown("100 700 Td /Span<</ActualText(abc)>>BDC (xxxxxx) Tj EMC");
    assert_eq!(places(&spread), [('a', 100, 142), ('b', 112, 142), ('c', 124, 142)]);
    assert_eq!(spread.glyphs[0].advance, 12.0);
    let upward = shown("0 1 -1 0 100 700 Tm /Span<</ActualText(ab)>>BDC (x) Tj EMC");
    assert_eq!(places(&upward), [('a', 100, 142), ('b', 100, 139)]);
    // A text that differs by its blanks only leaves the glyphs where they are.
    let same = shown("100 700 Td /Span<</ActualText(a b)>>BDC [(a) -2000 (b)] TJ EMC");
    assert_eq!(places(&same), [('a', 100, 142), ('b', 126, 142)]);
}

/// A page that says z, with an annotation that these entries describe; its appearance, object 1, says a.
fn annotated(appearance: &str, entries: &str) -> Sheet {
    let mut writer = Writer::default();
    writer.stream(
        &format!("/Type/XObject/Subtype/Form{appearance}/Resources<<{FONT}>>"),
        "BT /F2 10 Tf 10 5 Td (a) Tj ET",
    );
    writer.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]", "");
    let layer = writer.add("<</Type/OCG/Name(draft)>>");
    let entries = entries.replace("LAYER", &format!("{layer} 0 R"));
    let annotation = format!("/Annots[<</Type/Annot/Rect[100 690 200 710]{entries}>>]");
    let page = add_page(&mut writer, "BT /F2 10 Tf 9 9 Td (z) Tj ET", FONT, &annotation);
    sheet(
        &writer.finish_with(&[page], &format!("/OCProperties<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]>>>>")),
    )
}

#[test]
fn annotations_are_read_where_they_are_drawn() {
    let plain = "/BBox[0 0 100 20]";
    let cases = [
        ("free text", plain, "/Subtype/FreeText/AP<</N 1 0 R>>", Some((110, 147))),
        ("field", plain, "/Subtype/Widget/AP<</N<</On 1 0 R/Off 2 0 R>>>>/AS/On", Some((110, 147))),
        ("another state", plain, "/Subtype/Widget/AP<</N<</On 1 0 R/Off 2 0 R>>>>/AS/Off", None),
        ("scaled", "/BBox[0 0 50 10]", "/Subtype/Stamp/AP<</N 1 0 R>>", Some((120, 142))),
        (
            "moved",
            "/BBox[0 0 100 20]/Matrix[1 0 0 1 70 80]",
            "/Subtype/Stamp/AP<</N 1 0 R>>",
            Some((110, 147)),
        ),
        (
            "turned",
            "/BBox[0 0 20 100]/Matrix[0 1 -1 0 0 0]",
            "/Subtype/Stamp/AP<</N 1 0 R>>",
            Some((195, 142)),
        ),
        ("hidden", plain, "/Subtype/FreeText/F 2/AP<</N 1 0 R>>", None),
        ("not on the screen", plain, "/Subtype/FreeText/F 32/AP<</N 1 0 R>>", None),
        ("to be printed", plain, "/Subtype/FreeText/F 4/AP<</N 1 0 R>>", Some((110, 147))),
        ("on a hidden layer", plain, "/Subtype/FreeText/OC LAYER/AP<</N 1 0 R>>", None),
        ("popup", plain, "/Subtype/Popup/AP<</N 1 0 R>>", None),
        ("without appearance", plain, "/Subtype/FreeText/Contents(a)", None),
        ("without extent", "/BBox[0 0 0 0]", "/Subtype/FreeText/AP<</N 1 0 R>>", None),
    ];
    for (name, appearance, entries, place) in cases {
        let found = places(&annotated(appearance, entries));
        let expected: Vec<_> = [('z', 9, 833)].into_iter().chain(place.map(|(x, y)| ('a', x, y))).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_field_may_use_the_fonts_of_its_form() {
    let mut writer = Writer::default();
    writer.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]", "BT /F2 10 Tf 10 5 Td (a) Tj ET");
    let annotation = "/Annots[<</Subtype/Widget/Rect[100 690 200 710]/AP<</N 1 0 R>>>>]";
    let page = add_page(&mut writer, "", "", annotation);
    let file = writer.finish_with(&[page], &format!("/AcroForm<</DR<<{FONT}>>>>"));
    assert_eq!(text(&sheet(&file)), "a");
}

#[test]
fn annotations_end_at_the_limits_of_forms() {
    let mut writer = Writer::default();
    writer.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</XObject<</X 1 0 R>>>>", "/X Do");
    let annotation = "<</Subtype/Stamp/Rect[100 690 200 710]/AP<</N 1 0 R>>>>".repeat(3_000);
    let page = add_page(&mut writer, "", "", &format!("/Annots[{annotation} 99 0 R (text)]"));
    let (_, warnings) = crate::sheets(&writer.finish(&[page]));
    assert_eq!(warnings[0].code, "limit");
}
