//! Where glyphs, rules and areas come to stand, and which of them exist at all.

use yusuan::page::{Area, Drawing, Rule, Sheet, Writing};

use crate::writer::{Writer, add_page, composite, page, page_in, show};
use crate::{sheet, sheets, text};

fn font() -> String {
    format!("/Font<</F1 {}/F2<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>", composite("GBK-EUC-H", "GB1"))
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn shown(content: &str) -> Sheet {
    sheet(&page(content, &font()))
}

/// Glyphs with their rounded places.
fn places(sheet: &Sheet) -> Vec<(char, i32, i32)> {
    let round = |value: f32| value.round() as i32;
    sheet.glyphs.iter().map(|glyph| (glyph.character, round(glyph.x), round(glyph.y))).collect()
}

#[test]
fn text_operators_move_the_pen() {
    // Courier's glyphs are 0.6 em wide.
    type Case<'a> = (&'a str, &'a [(char, i32, i32)]);
    let cases: [Case; 10] = [
        ("100 700 Td (ab) Tj", &[('a', 100, 142), ('b', 106, 142)]),
        ("2 0 0 2 100 700 Tm (ab) Tj", &[('a', 100, 142), ('b', 112, 142)]),
        ("100 700 Td [(a) -400 (b)] TJ", &[('a', 100, 142), ('b', 110, 142)]),
        ("100 700 Td 4 Tc (ab) Tj", &[('a', 100, 142), ('b', 110, 142)]),
        ("100 700 Td 4 Tw (a b) Tj", &[('a', 100, 142), (' ', 106, 142), ('b', 116, 142)]),
        ("100 700 Td 50 Tz (ab) Tj", &[('a', 100, 142), ('b', 103, 142)]),
        ("100 700 Td 3 Ts (a) Tj", &[('a', 100, 139)]),
        ("100 700 TD 14 TL (a) Tj T* (b) Tj", &[('a', 100, 142), ('b', 100, 156)]),
        ("100 700 Td 14 TL (a) Tj (b) '", &[('a', 100, 142), ('b', 100, 156)]),
        ("100 700 Td 14 TL 0 2 (ab) \"", &[('a', 100, 156), ('b', 108, 156)]),
    ];
    for (content, expected) in cases {
        let sheet = shown(&format!("BT /F2 10 Tf {content} ET"));
        assert_eq!(places(&sheet), expected, "{content}");
    }
}

#[test]
fn a_glyph_has_size_advance_and_direction_on_the_page() {
    let cases = [
        ("1 0 0 1 100 700 Tm", Writing::Right),
        ("0 -1 1 0 100 700 Tm", Writing::Down),
        ("-1 0 0 -1 100 700 Tm", Writing::Left),
        ("0 1 -1 0 100 700 Tm", Writing::Up),
    ];
    for (matrix, direction) in cases {
        let sheet = shown(&format!("2 0 0 2 0 0 cm 0.5 0 0 0.5 0 0 cm BT /F2 10 Tf {matrix} (a) Tj ET"));
        let glyph = sheet.glyphs[0];
        assert_eq!((glyph.size, glyph.advance, glyph.direction), (10.0, 6.0, direction), "{matrix}");
        assert_eq!((glyph.x, glyph.y), (100.0, 142.0), "{matrix}");
    }
}

#[test]
fn a_watermark_is_not_read_and_a_crooked_scan_is() {
    let shown = |matrix: &str| {
        let content = format!("BT /F2 10 Tf 1 0 0 1 100 600 Tm (b) Tj {matrix} Tm (a) Tj ET");
        text(&sheet(&page(content, &font())))
    };
    for aslant in
        ["0.707 0.707 -0.707 0.707 100 700", "0.866 -0.5 0.5 0.866 100 700", "-0.5 0.866 -0.866 -0.5 100 700"]
    {
        assert_eq!(shown(aslant), "b", "{aslant}");
    }
    // Slightly turned, and italics, which lean without rising.
    for upright in ["0.995 0.0998 -0.0998 0.995 100 700", "0 1 -1 0 100 700", "1 0 0.5 1 100 700"] {
        assert_eq!(shown(upright), "ba", "{upright}");
    }
}

#[test]
fn the_page_is_turned_and_cut_as_a_viewer_shows_it() {
    let cases = [
        ("", (595.0, 842.0), (100, 142), Writing::Right),
        ("/Rotate 90", (842.0, 595.0), (700, 100), Writing::Down),
        ("/Rotate 180", (595.0, 842.0), (495, 700), Writing::Left),
        ("/Rotate -90", (842.0, 595.0), (142, 495), Writing::Up),
        ("/CropBox[50 60 550 800]", (500.0, 740.0), (50, 100), Writing::Right),
        ("/CropBox[50 60 550 800]/Rotate 90", (740.0, 500.0), (640, 50), Writing::Down),
        ("/CropBox[-50 -60 5500 8000]", (595.0, 842.0), (100, 142), Writing::Right),
        ("/CropBox[0 0 0 0]", (595.0, 842.0), (100, 142), Writing::Right),
    ];
    for (entries, size, (x, y), direction) in cases {
        let mut writer = Writer::default();
        let page = add_page(&mut writer, show(&gbk("预")), &font(), entries);
        let sheet = sheet(&writer.finish(&[page]));
        assert_eq!((sheet.width, sheet.height), size, "{entries}");
        assert_eq!(places(&sheet), [('预', x, y)], "{entries}");
        assert_eq!(sheet.glyphs[0].direction, direction, "{entries}");
    }
}

#[test]
fn forms_stand_where_their_matrices_put_them() {
    let mut writer = Writer::default();
    let entries = "/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Matrix[1 0 0 1 10 20]";
    let inner = writer.stream(&format!("{entries}/Resources<<{}>>", font()), "BT /F2 10 Tf 5 5 Td (a) Tj ET");
    writer.stream(&format!("{entries}/Resources<</XObject<</X {inner} 0 R>>>>"), "2 0 0 2 0 0 cm /X Do");
    let file = page_in(writer, "q 1 0 0 1 100 600 cm /Y Do Q", "/XObject<</Y 2 0 R>>");
    // 100 + 10 + 2 × (10 + 5) and 600 + 20 + 2 × (20 + 5)
    assert_eq!(places(&sheet(&file)), [('a', 140, 842 - 670)]);
}

#[test]
fn what_cannot_be_seen_does_not_exist() {
    let cases = [
        ("off the page", "BT /F2 10 Tf 700 700 Td (a) Tj ET"),
        ("above the page", "BT /F2 10 Tf 100 900 Td (a) Tj ET"),
        ("clipped away", "q 0 0 50 50 re W n BT /F2 10 Tf 100 700 Td (a) Tj ET Q"),
        ("clipped twice", "q 90 690 50 50 re W n 0 0 50 50 re W n BT /F2 10 Tf 100 700 Td (a) Tj ET Q"),
        ("without a size", "BT /F2 0 Tf 100 700 Td (a) Tj ET"),
        ("beyond all measure", "BT /F2 10 Tf 999999999 0 0 999999999 100 700 Tm (a) Tj ET"),
        ("transparent", "/G gs BT /F2 10 Tf 100 700 Td (a) Tj ET"),
        ("invisible", "BT /F2 10 Tf 3 Tr 100 700 Td (a) Tj ET"),
        ("hidden layer", "/OC /L BDC BT /F2 10 Tf 100 700 Td (a) Tj ET EMC"),
        ("within a hidden layer", "/OC /L BDC /P BMC BT /F2 10 Tf 100 700 Td (a) Tj ET EMC EMC"),
        ("hidden membership", "/OC /M BDC BT /F2 10 Tf 100 700 Td (a) Tj ET EMC"),
    ];
    for (name, content) in cases {
        let mut writer = Writer::default();
        let layer = writer.add("<</Type/OCG/Name(draft)>>");
        let resources = format!(
            "{}/ExtGState<</G<</ca 0>>>>/Properties<</L {layer} 0 R/M<</Type/OCMD/OCGs[{layer} 0 R]>>>>",
            font()
        );
        let content = format!("q {content} Q BT /F2 10 Tf 100 600 Td (z) Tj ET");
        let page = add_page(&mut writer, content, &resources, "");
        let layers = format!("/OCProperties<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]>>>>");
        assert_eq!(text(&sheet(&writer.clone().finish_with(&[page], &layers))), "z", "{name}");
        if name.contains("hidden") {
            // The same layer, switched on.
            assert_eq!(text(&sheet(&writer.finish(&[page]))), "az", "{name}");
        }
    }
}

#[test]
fn a_clip_that_only_touches_keeps_the_text() {
    let sheet = shown("q 98 697 30 10 re W n BT /F2 10 Tf 100 700 Td (abcdefgh) Tj ET Q");
    assert_eq!(text(&sheet), "abcde");
}

/// A text of two lines in the middle of a cell that is as high as one: the clip of the cell leaves half of each.
#[test]
fn a_line_that_a_clip_cuts_lengthwise_is_seen_within_it() {
    let lines = "BT /F2 10 Tf 100 706 Td (a) Tj 0 -12 Td (b) Tj ET";
    let cases = [
        ("q 98 698 30 12 re W n", "ab"),
        ("q 98 699 30 9 re W n", "ab"),
        // Of the first line a tenth is left.
        ("q 98 690 30 12 re W n", "b"),
        ("q 98 717 30 12 re W n", ""),
        // Whoever is cut across is cut off.
        ("q 90 698 12 12 re W n", ""),
    ];
    for (clip, expected) in cases {
        let sheet = shown(&format!("{clip} {lines} Q"));
        assert_eq!(text(&sheet), expected, "{clip}");
        for glyph in &sheet.glyphs {
            let middle = 842.0 - glyph.y + 0.38 * glyph.size;
            assert!((690.0..711.0).contains(&middle), "{clip}: {glyph:?}");
        }
    }
    // Turned by a quarter, the clip cuts at the sides.
    for (x, expected) in [(214, "a"), (218, "")] {
        let sheet = shown(&format!("q 198 98 12 30 re W n BT /F2 10 Tf 0 1 -1 0 {x} 100 Tm (a) Tj ET Q"));
        assert_eq!(text(&sheet), expected, "{x}");
    }
}

#[test]
fn invisible_text_that_is_all_there_is_belongs_to_a_scan() {
    let mut writer = Writer::default();
    let image = writer
        .stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", [0]);
    let resources = format!("{}/XObject<</I {image} 0 R>>", font());
    let content = "q 595 0 0 842 0 0 cm /I Do Q BT /F2 10 Tf 3 Tr 100 700 Td (a) Tj ET";
    let page = add_page(&mut writer, content, &resources, "");
    let (sheets, warnings) = sheets(&writer.finish(&[page]));
    assert_eq!((text(&sheets[0]).as_str(), sheets[0].images), ("a", 1));
    let found: Vec<_> = warnings.iter().map(|warning| (warning.code.as_str(), warning.page)).collect();
    assert_eq!(found, [("recognized_text", Some(1))]);
}

#[test]
fn a_picture_without_text_is_reported() {
    let mut writer = Writer::default();
    let image = writer
        .stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", [0]);
    let resources = format!("{}/XObject<</I {image} 0 R>>", font());
    let picture = "q 595 0 0 842 0 0 cm /I Do Q";
    let number = "BT /F2 9 Tf 290 20 Td (- 4 -) Tj ET";
    let first = add_page(&mut writer, show(&gbk("预")), &resources, "");
    let second = add_page(&mut writer, picture, &resources, "");
    let third =
        add_page(&mut writer, "q 9 0 0 9 9 9 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \x45\x49 EI Q", &resources, "");
    let numbered = add_page(&mut writer, format!("{picture} {number}"), &resources, "");
    let small = add_page(&mut writer, format!("q 9 0 0 9 9 9 cm /I Do Q {number}"), &resources, "");
    let (sheets, warnings) = sheets(&writer.finish(&[first, second, third, numbered, small]));
    assert_eq!(sheets.iter().map(|sheet| sheet.images).collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
    let found: Vec<_> = warnings.iter().map(|warning| (warning.code.as_str(), warning.page)).collect();
    assert_eq!(found, [2, 3, 4].map(|page| ("scanned_page", Some(page))));
}

#[test]
fn a_page_whose_letters_are_outlines_is_reported() {
    let letter = "100 700 m 110 700 l 105 720 l h f ";
    let mut writer = Writer::default();
    let first = add_page(&mut writer, letter.repeat(60), &font(), "");
    let second = add_page(&mut writer, letter, &font(), "");
    let (sheets, warnings) = sheets(&writer.finish(&[first, second]));
    assert_eq!(sheets.iter().map(|sheet| sheet.shapes).collect::<Vec<_>>(), [60, 1]);
    let found: Vec<_> = warnings.iter().map(|warning| (warning.code.as_str(), warning.page)).collect();
    assert_eq!(found, [("scanned_page", Some(1))]);
}

#[test]
fn inline_images_may_hold_anything() {
    // The second image is packed: its end is where EI stands between blanks before content.
    for image in [
        "BI /W 8 /H 1 /BPC 8 /CS /G ID (Tj EI ) EI",
        "BI /W 9 /H 9 /F /Fl ID \u{1}\u{2} EIQ ( BT\u{3} EI",
        "BI ID EI",
    ] {
        let sheet = shown(&format!("q 10 0 0 10 0 0 cm {image} Q {}", show(&gbk("预算"))));
        assert_eq!((text(&sheet).as_str(), sheet.images), ("预算", 1), "{image}");
    }
}

#[test]
fn fake_bold_counts_once() {
    let cases = [
        ("fill and stroke", "BT /F2 10 Tf 2 Tr 100 700 Td (ab) Tj ET"),
        ("printed twice", "BT /F2 10 Tf 100 700 Td (ab) Tj ET BT /F2 10 Tf 100 700 Td (ab) Tj ET"),
        (
            "filled, then stroked",
            "BT /F2 10 Tf 100 700 Td (ab) Tj ET BT 1 Tr /F2 10 Tf 100 700 Td (ab) Tj ET",
        ),
        (
            "printed at a small offset",
            "BT /F2 10 Tf 100 700 Td (ab) Tj ET BT /F2 10 Tf 100.3 700 Td (ab) Tj ET BT /F2 10 Tf 100.6 699.8 Td (ab) Tj ET",
        ),
    ];
    for (name, content) in cases {
        let sheet = shown(content);
        assert_eq!(text(&sheet), "ab", "{name}");
        assert!(sheet.glyphs.iter().all(|glyph| glyph.bold), "{name}");
    }
    let plain = shown("BT /F2 10 Tf 100 700 Td (11) Tj ET BT /F2 10 Tf 100 690 Td (11) Tj ET");
    assert_eq!(text(&plain), "1111");
    assert!(plain.glyphs.iter().all(|glyph| !glyph.bold));
}

/// Amounts too wide for their cells run into each other, and a digit came to stand on the same digit.
#[test]
fn a_digit_on_a_digit_of_another_number_is_no_fake_bold() {
    for (first, second, x) in [("12.50", "2.75", 105), ("150.00", "0", 105), ("41528.12", "1", 105)] {
        let content =
            format!("BT /F2 10 Tf 100 700 Td ({first}) Tj ET BT /F2 10 Tf {x} 700 Td ({second}) Tj ET");
        assert_eq!(text(&shown(&content)), format!("{first}{second}"));
    }
}

#[test]
fn bold_fonts_are_bold() {
    for (entries, bold) in [
        ("/BaseFont/Arial,Bold", true),
        ("/BaseFont/SourceHanSansCN-Heavy", true),
        ("/BaseFont/A/FontDescriptor<</Flags 262148>>", true),
        ("/BaseFont/A/FontDescriptor<</FontWeight 700>>", true),
        ("/BaseFont/SimSun/FontDescriptor<</Flags 4>>", false),
    ] {
        let font = format!("/Font<</F1<</Type/Font/Subtype/TrueType/Encoding/WinAnsiEncoding{entries}>>>>");
        let sheet = sheet(&page(show(b"a"), &font));
        assert_eq!(sheet.glyphs[0].bold, bold, "{entries}");
    }
}

fn rule(x0: f32, y0: f32, x1: f32, y1: f32, width: f32, luminance: f32) -> Rule {
    Rule { x0, y0, x1, y1, width, luminance }
}

/// Rules with numbers rounded to hundredths.
fn rules(sheet: &Sheet) -> Vec<Rule> {
    let round = |value: f32| (value * 100.0).round() / 100.0;
    let round_all = |line: &Rule| Rule {
        x0: round(line.x0),
        y0: round(line.y0),
        x1: round(line.x1),
        y1: round(line.y1),
        width: round(line.width),
        luminance: round(line.luminance),
    };
    sheet.rules.iter().map(round_all).collect()
}

#[test]
fn rules_are_drawn_in_many_ways() {
    let across = rule(50.0, 142.0, 250.0, 142.0, 0.5, 0.0);
    let cases = [
        ("stroke", "0.5 w 50 700 m 250 700 l S", vec![across]),
        ("stroke backwards", "0.5 w 250 700 m 50 700 l S", vec![across]),
        ("scaled stroke", "2 0 0 2 0 0 cm 0.25 w 25 350 m 125 350 l S", vec![across]),
        ("dashed stroke", "[3 1] 0 d 0.5 w 50 700 m 250 700 l S", vec![across]),
        ("thin filled box", "50 699.75 200 0.5 re f", vec![across]),
        ("thin filled box of even-odd", "50 699.75 200 0.5 re f*", vec![across]),
        ("thin box with negative sides", "250 700.25 -200 -0.5 re f", vec![across]),
        ("thin polygon", "50 699.75 m 250 699.75 l 250 700.25 l 50 700.25 l h f", vec![across]),
        ("mitred border", "50 699.75 m 250 699.75 l 249.5 700.25 l 50.5 700.25 l f", vec![across]),
        ("box clipped to a line", "q 50 699.75 200 0.5 re W n 0 0 500 800 re f Q", vec![across]),
        ("grey", "0.6 g 50 699.75 200 0.5 re f", vec![Rule { luminance: 0.6, ..across }]),
        ("red", "1 0 0 RG 0.5 w 50 700 m 250 700 l S", vec![Rule { luminance: 0.3, ..across }]),
        ("no ink", "0 0 0 0 k 50 699.75 200 0.5 re f", vec![Rule { luminance: 1.0, ..across }]),
        ("upright", "0.5 w 50 700 m 50 500 l S", vec![rule(50.0, 142.0, 50.0, 342.0, 0.5, 0.0)]),
        (
            "stroked box",
            "1 w 50 600 200 100 re S",
            vec![
                rule(50.0, 242.0, 250.0, 242.0, 1.0, 0.0),
                rule(250.0, 142.0, 250.0, 242.0, 1.0, 0.0),
                rule(50.0, 142.0, 250.0, 142.0, 1.0, 0.0),
                rule(50.0, 142.0, 50.0, 242.0, 1.0, 0.0),
            ],
        ),
        (
            "closed polygon",
            "1 w 50 700 m 250 700 l 250 600 l s",
            vec![rule(50.0, 142.0, 250.0, 142.0, 1.0, 0.0), rule(250.0, 142.0, 250.0, 242.0, 1.0, 0.0)],
        ),
        (
            "clipped stroke",
            "q 100 0 100 842 re W n 0.5 w 50 700 m 250 700 l S Q",
            vec![Rule { x0: 100.0, x1: 200.0, ..across }],
        ),
        ("off the page", "0.5 w 50 900 m 250 900 l S", vec![]),
        ("oblique", "0.5 w 50 700 m 250 650 l S", vec![]),
        ("curve", "0.5 w 50 700 m 100 700 200 700 250 700 c S", vec![]),
        ("not painted", "0.5 w 50 700 m 250 700 l n", vec![]),
        ("line width through gs", "/G gs 50 700 m 250 700 l S", vec![across]),
    ];
    for (name, content, expected) in cases {
        let sheet = sheet(&page(content, "/ExtGState<</G<</LW 0.5>>>>"));
        assert_eq!(rules(&sheet), expected, "{name}");
        assert!(sheet.areas.is_empty(), "{name}: {:?}", sheet.areas);
    }
}

#[test]
fn a_frame_filled_between_two_boxes_is_four_rules() {
    for content in [
        "50 600 200 100 re 51 601 198 98 re f*",
        "51 601 198 98 re 50 600 200 100 re f*",
        "50 600 m 250 600 l 250 700 l 50 700 l h 51 601 m 51 699 l 249 699 l 249 601 l h f",
    ] {
        let sheet = shown(content);
        let expected = [
            rule(50.0, 142.5, 250.0, 142.5, 1.0, 0.0),
            rule(50.0, 241.5, 250.0, 241.5, 1.0, 0.0),
            rule(50.5, 142.0, 50.5, 242.0, 1.0, 0.0),
            rule(249.5, 142.0, 249.5, 242.0, 1.0, 0.0),
        ];
        assert_eq!(rules(&sheet), expected, "{content}");
        assert!(sheet.areas.is_empty(), "{content}");
    }
}

#[test]
fn what_is_neither_rule_nor_area_is_a_drawing() {
    let drawn = |filled| Drawing { x0: 50.0, y0: 142.0, x1: 250.0, y1: 242.0, filled };
    let cases = [
        ("slice", "50 600 m 250 600 l 250 650 150 700 50 700 c h f", vec![drawn(true)]),
        ("line of a chart", "50 600 m 150 700 l 250 650 l S", vec![drawn(false)]),
        ("curve", "50 600 m 50 700 250 700 250 700 c S", vec![drawn(false)]),
        ("letter", "50 600 m 58 600 l 54 610 l h f", vec![]),
        ("beyond the page", "50 900 m 250 950 l S", vec![]),
        ("cut by the clip", "q 50 600 200 100 re W n 0 500 m 300 800 l S Q", vec![drawn(false)]),
        ("rule", "50 700 m 250 700 l S", vec![]),
        ("box", "50 600 200 100 re f", vec![]),
        (
            "box from the middle of a side",
            "150 600 m 50 600 l 50 700 l 250 700 l 250 600 l 150 600 l f",
            vec![],
        ),
        ("box from the middle, closed", "150 600 m 50 600 l 50 700 l 250 700 l 250 600 l h f", vec![]),
    ];
    for (name, content, expected) in cases {
        let sheet = shown(content);
        assert_eq!(sheet.drawings, expected, "{name}");
        assert_eq!(sheet.areas.len(), usize::from(name.starts_with("box")), "{name}");
    }
}

#[test]
fn a_side_of_a_frame_without_a_border_is_no_rule() {
    let sheet = shown("50 601 200 99 re 50 600 200 100 re f*");
    assert_eq!(rules(&sheet), [rule(50.0, 241.5, 250.0, 241.5, 1.0, 0.0)]);
    assert!(sheet.areas.is_empty());
}

#[test]
fn shading_is_an_area() {
    let cases = [
        ("0.9 g 50 600 200 100 re f", 0.9),
        ("/S cs 0.25 scn 50 600 200 100 re f", 0.75),
        ("/I cs 1 1 1 sc 50 600 200 100 re f", 1.0),
        ("/Pattern cs /P scn 50 600 200 100 re f", 0.5),
        ("0.8 G 100 w 50 650 m 250 650 l S", 0.8),
    ];
    for (content, luminance) in cases {
        let mut writer = Writer::default();
        let profile = writer.stream("/N 3", b"");
        let spaces = format!(
            "/ColorSpace<</S[/Separation/Black/DeviceGray 9 0 R]/I[/ICCBased {profile} 0 R]>>/Pattern<</P<<>>>>"
        );
        let sheet = sheet(&page_in(writer, content, &spaces));
        assert_eq!(sheet.areas, [Area { x0: 50.0, y0: 142.0, x1: 250.0, y1: 242.0, luminance }], "{content}");
        assert!(sheet.rules.is_empty(), "{content}");
    }
}

#[test]
fn hidden_layers_hide_rules_and_forms() {
    let mut writer = Writer::default();
    let layer = writer.add("<</Type/OCG/Name(draft)>>");
    let form = writer
        .stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/OC {layer} 0 R"), "9 9 100 1 re f");
    let resources = format!("/XObject<</X {form} 0 R>>/Properties<</L {layer} 0 R>>");
    let page = add_page(&mut writer, "/X Do /OC /L BDC 9 99 100 1 re f EMC 9 200 100 1 re f", &resources, "");
    let layers = format!("/OCProperties<</OCGs[{layer} 0 R]/D<</BaseState/OFF/ON[]>>>>");
    assert_eq!(sheet(&writer.clone().finish_with(&[page], &layers)).rules.len(), 1);
    assert_eq!(sheet(&writer.finish(&[page])).rules.len(), 3);
}

#[test]
fn fonts_have_the_same_number_on_every_page() {
    let mut writer = Writer::default();
    let one = writer.add(composite("GBK-EUC-H", "GB1"));
    let two = writer.add("<</Type/Font/Subtype/Type1/BaseFont/Courier>>");
    let first = add_page(&mut writer, "BT /A 9 Tf 9 9 Td (a) Tj ET", &format!("/Font<</A {one} 0 R>>"), "");
    let content = "BT /A 9 Tf 9 9 Td (b) Tj /B 9 Tf (a) Tj ET";
    let second = add_page(&mut writer, content, &format!("/Font<</A {two} 0 R/B {one} 0 R>>"), "");
    let (sheets, _) = sheets(&writer.finish(&[first, second]));
    let fonts: Vec<u16> = sheets.iter().flat_map(|sheet| &sheet.glyphs).map(|glyph| glyph.font).collect();
    assert_eq!(fonts, [0, 1, 0]);
}
