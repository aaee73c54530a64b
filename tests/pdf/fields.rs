//! Fields of forms: their value is read where a viewer writes it.

use yusuan::page::{Sheet, Writing};

use crate::writer::{Writer, add_page, composite, hexadecimal};
use crate::{sheet, text};

const FONT: &str = "/Font<</F2<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>";

/// A page that says z, with a field in a box 100 points wide and 20 high, in a form with these entries.
fn filled(field: &str, form: &str) -> Sheet {
    let mut writer = Writer::default();
    writer.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]", "BT /F2 10 Tf 10 5 Td (a) Tj ET");
    writer.add("<</FT/Tx/V(above)/DA(/F2 8 Tf)/Q 2>>");
    writer.add("<</Parent 2 0 R>>");
    writer.stream("", "streamed");
    let annotation = format!("/Annots[<</Type/Annot/Subtype/Widget/Rect[100 690 200 710]{field}>>]");
    let page = add_page(&mut writer, "BT /F2 10 Tf 9 9 Td (z) Tj ET", FONT, &annotation);
    sheet(&writer.finish_with(&[page], &format!("/AcroForm<</DR<<{FONT}>>{form}>>")))
}

/// What a field says: its characters but for the z.
fn said(field: &str, form: &str) -> String {
    let said = text(&filled(field, form));
    said.strip_prefix('z').unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[test]
fn the_value_of_a_field_is_read_without_an_appearance() {
    for (name, field, expected) in [
        ("text", "/FT/Tx/V(92.50)", "92.50"),
        ("Chinese", "/FT/Tx/V<FEFF98847B97>", "预算"),
        ("UTF-8", "/FT/Tx/V<EFBBBFE9A284>", "预"),
        ("a stream", "/FT/Tx/V 4 0 R", "streamed"),
        ("without a value", "/FT/Tx", ""),
        ("only a default", "/FT/Tx/DV(1.00)", ""),
        ("inherited", "/Parent 3 0 R", "above"),
        ("its own value counts", "/Parent 3 0 R/V(own)", "own"),
        ("choice", "/FT/Ch/V(b)/Opt[(a)(b)]", "b"),
        ("choice that shows other words", "/FT/Ch/Ff 131072/V(2)/Opt[[(1)<FEFF6536>][(2)<FEFF652F>]]", "支"),
        ("several choices", "/FT/Ch/V[(1)(2)]/Opt[[(1)(a)][(2)(b)]]", "ab"),
        ("password", "/FT/Tx/Ff 8192/V(a)", ""),
        ("button", "/FT/Btn/V/Yes", ""),
        ("hidden", "/FT/Tx/F 2/V(a)", ""),
        ("not on the screen", "/FT/Tx/F 32/V(a)", ""),
        ("drawn", "/FT/Tx/V(b)/AP<</N 1 0 R>>", "a"),
        ("drawn in another state", "/FT/Tx/V(b)/AP<</N<</On 1 0 R>>>>/AS/Off", ""),
        ("a form of its own parent", "/FT/Tx/Parent<</Parent 3 0 R>>/V(a)", "a"),
        ("no box", "/FT/Tx/V(a)/Rect[0 0 0 0]", ""),
    ] {
        assert_eq!(said(field, ""), expected, "{name}");
    }
    assert_eq!(said("/FT/Tx/V(b)/AP<</N<</On 1 0 R>>>>/AS/Off", "/NeedAppearances true"), "b");
    assert_eq!(said("/FT/Tx/V(b)/AP<</N 1 0 R>>", "/NeedAppearances true"), "a");
}

/// The place, size and direction of the first glyph of a field, and where the last begins.
fn placed(field: &str, form: &str) -> ((i32, i32), f32, Writing, (i32, i32)) {
    let sheet = filled(field, form);
    let (first, last) = (sheet.glyphs[1], sheet.glyphs[sheet.glyphs.len() - 1]);
    let at = |x: f32, y: f32| (x.round() as i32, y.round() as i32);
    (at(first.x, first.y), first.size, first.direction, at(last.x, last.y))
}

#[test]
fn the_value_of_a_field_stands_in_its_box() {
    use Writing::{Down, Left, Right, Up};
    // The box reaches from 132 to 152 points below the top of the page, its middle is at 142.
    for (name, field, form, expected) in [
        ("left", "/FT/Tx/V(abc)/DA(/F2 10 Tf)", "", ((102, 146), 10.0, Right, (112, 146))),
        ("right", "/FT/Tx/V(abc)/DA(/F2 10 Tf)/Q 2", "", ((183, 146), 10.0, Right, (193, 146))),
        ("middle", "/FT/Tx/V(abc)", "/DA(/F2 10 Tf)/Q 1", ((143, 146), 10.0, Right, (153, 146))),
        ("inherited", "/Parent 3 0 R/V(abc)", "", ((186, 145), 8.0, Right, (194, 145))),
        ("as the viewer likes", "/FT/Tx/V(a)/DA(/F2 0 Tf)", "", ((102, 146), 32.0 / 3.0, Right, (102, 146))),
        (
            "comb",
            "/FT/Tx/Ff 16777216/MaxLen 4/V(abc)/DA(/F2 10 Tf)",
            "",
            ((112, 146), 10.0, Right, (160, 146)),
        ),
        ("lines", "/FT/Tx/Ff 4096/V(a\\rb)/DA(/F2 6 Tf)", "", ((102, 140), 6.0, Right, (102, 147))),
        ("upside down", "/FT/Tx/V(a)/DA(/F2 10 Tf)/MK<</R 180>>", "", ((198, 138), 10.0, Left, (198, 138))),
    ] {
        assert_eq!(placed(field, form), expected, "{name}");
    }
    let tall = "/FT/Tx/V(ab)/DA(/F2 10 Tf)/Rect[100 600 120 700]";
    assert_eq!(placed(&format!("{tall}/MK<</R 90>>"), ""), ((114, 240), 10.0, Up, (114, 235)));
    assert_eq!(placed(&format!("{tall}/MK<</R 270>>"), ""), ((106, 144), 10.0, Down, (106, 149)));
}

#[test]
fn a_long_value_stays_in_its_box() {
    let narrow = filled(&format!("/FT/Tx/V({})/DA(/F2 10 Tf)", "1".repeat(50)), "");
    let last = narrow.glyphs[narrow.glyphs.len() - 1];
    assert!(last.x + last.advance <= 198.5, "{}", last.x);
    let field = format!("/FT/Tx/Ff 4096/V<FEFF{}>/DA(/F2 9 Tf)", "6C34".repeat(60));
    let wrapped = filled(&field, "");
    let heights: std::collections::BTreeSet<i32> =
        wrapped.glyphs[1..].iter().map(|glyph| glyph.y.round() as i32).collect();
    assert_eq!((wrapped.glyphs.len(), heights.len()), (61, 6));
    assert!(heights.iter().all(|y| (132..=152).contains(y)), "{heights:?}");
}

#[test]
fn a_form_that_was_filled_in_is_a_table() {
    let mut writer = Writer::default();
    let font = format!("/Font<</F1 {}>>", composite("GBK-EUC-H", "GB1"));
    let say = |x: u32, y: u32, text: &str| {
        let (bytes, _, _) = encoding_rs::GBK.encode(text);
        format!("BT /F1 10 Tf {x} {y} Td {} Tj ET ", hexadecimal(&bytes))
    };
    let rules: String = [600, 620, 640, 660].map(|y| format!("100 {y} m 300 {y} l S ")).concat()
        + &[100, 200, 300].map(|x| format!("{x} 600 m {x} 660 l S ")).concat();
    let printed = [
        say(150, 700, "支出预算总表"),
        say(220, 680, "单位：万元"),
        say(110, 645, "项目"),
        say(210, 645, "合计"),
        say(110, 605, "合计"),
    ];
    let field = |x: u32, y: u32, value: &str| {
        let box_ = format!("[{} {} {} {}]", x + 1, y + 1, x + 99, y + 19);
        format!("<</Subtype/Widget/FT/Tx/DA(/F1 10 Tf)/Rect{box_}/V{value}>>")
    };
    let name: String = "行政运行".encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let fields =
        [field(100, 620, &format!("<FEFF{name}>")), field(200, 620, "(92.50)"), field(200, 600, "(92.50)")];
    let content = rules + &printed.concat();
    let page = add_page(&mut writer, content, &font, &format!("/Annots[{}]", fields.concat()));
    let file = writer.finish(&[page]);
    let document = yusuan::process("form.pdf", &file, &yusuan::Options::default()).unwrap();
    let rows = document.tables[0].rows.iter();
    let read: Vec<_> =
        rows.map(|row| (row.label.as_str(), row.cells[1].number().unwrap().to_string())).collect();
    assert_eq!(read, [("行政运行", "92.50".to_owned()), ("合计", "92.50".to_owned())]);
}
