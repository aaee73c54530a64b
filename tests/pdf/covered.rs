//! Text under boxes that were painted over it, and boxes that cover nothing.

use crate::writer::{Writer, add_page, page};
use crate::{sheet, sheets, text};

const FONT: &str = "/Font<</F2<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>";
const OLD: &str = "BT /F2 10 Tf 100 700 Td (1250.00) Tj ET";
const NEW: &str = "BT /F2 10 Tf 100 700 Td (1205.00) Tj ET";
const AROUND: &str = "90 690 100 25 re f";

fn read(content: &str, resources: &str) -> String {
    text(&sheet(&page(content, &format!("{FONT}{resources}"))))
}

#[test]
fn text_under_a_box_is_not_printed() {
    let states = "/ExtGState<</Plain<</ca 1/BM/Normal/SMask/None>>>>";
    for (name, over) in [
        ("white", format!("1 g {AROUND} 0 g")),
        ("black", AROUND.to_owned()),
        ("drawn", "90 690 m 190 690 l 190 715 l 90 715 l h f".to_owned()),
        ("stroked as well", "1 g 90 690 100 25 re B 0 g".to_owned()),
        ("solid", format!("q /Plain gs {AROUND} Q")),
        ("clipped to a box", format!("q 80 680 200 50 re W n {AROUND} Q")),
        ("in two steps", "90 690 60 25 re f 140 690 60 25 re f".to_owned()),
    ] {
        assert_eq!(read(&format!("{OLD} {over} {NEW}"), states), "1205.00", "{name}");
    }
}

#[test]
fn text_under_boxes_is_reported() {
    let mut writer = Writer::default();
    let first = add_page(&mut writer, format!("{OLD} {NEW}"), FONT, "");
    let second = add_page(&mut writer, format!("{OLD} {AROUND} {NEW}"), FONT, "");
    let (_, warnings) = sheets(&writer.finish(&[first, second]));
    let found: Vec<_> =
        warnings.iter().map(|w| (w.code.as_str(), w.page, w.message.split(' ').next().unwrap())).collect();
    assert_eq!(found, [("covered_text", Some(2), "7")]);
}

#[test]
fn a_box_hides_no_text_that_is_seen() {
    let resources =
        "/ExtGState<</Thin<</ca 0.5>>/Mix<</BM/Multiply>>/Mask<</SMask<</S/Alpha>>>>>>/Pattern<</P<<>>>>";
    for (name, content) in [
        ("painted before the text", format!("{AROUND} {OLD}")),
        ("transparent", format!("{OLD} q /Thin gs {AROUND} Q")),
        ("multiplied", format!("{OLD} q /Mix gs {AROUND} Q")),
        ("masked", format!("{OLD} q /Mask gs {AROUND} Q")),
        ("a pattern", format!("{OLD} /Pattern cs /P scn {AROUND}")),
        ("clipped to a triangle", format!("{OLD} q 90 690 m 190 690 l 140 715 l h W n {AROUND} Q")),
        ("clipped to a rhombus", format!("{OLD} q 140 680 m 200 702 l 140 725 l 80 702 l h W n {AROUND} Q")),
        ("clipped to two boxes", format!("{OLD} q 90 690 9 9 re 180 690 9 9 re W n {AROUND} Q")),
        ("with a hole", format!("{OLD} 80 680 200 60 re 90 690 100 25 re f*")),
        ("only its lower half", format!("{OLD} 90 690 100 12 re f")),
        ("beside it", format!("{OLD} 150 690 100 25 re f")),
    ] {
        assert_eq!(read(&content, resources), "1250.00", "{name}");
    }
}

#[test]
fn what_is_left_of_a_page_that_is_covered_all_over_is_read() {
    // Letters as outlines over the text that is searched for.
    let outline = "100 700 m 105 700 l 102 708 l h f ";
    let content = format!("{OLD} 1 g 0 0 595 842 re f 0 g {}", outline.repeat(60));
    let (sheets, warnings) = sheets(&{
        let mut writer = Writer::default();
        let page = add_page(&mut writer, content, FONT, "");
        writer.finish(&[page])
    });
    assert_eq!(text(&sheets[0]), "1250.00");
    assert_eq!(warnings[0].code, "recognized_text");
}

#[test]
fn a_page_full_of_boxes_over_text_ends() {
    let boxed = |at: u32| {
        let (x, y) = (20 + 40 * (at % 14), 10 + 4 * (at / 14));
        format!("BT /F2 3 Tf {x} {y} Td ({at}) Tj ET {x} {} 30 6 re f ", y - 2)
    };
    let shown = read(&(0..2_800).map(boxed).collect::<String>(), "");
    // More boxes lie over texts than are looked at: what is under the first of them is hidden, the rest is not.
    assert!((5_000..10_000).contains(&shown.len()), "{} of 10090 digits", shown.len());
}
