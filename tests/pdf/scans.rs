//! Scanned pages: the rules of a table that stands in a picture, for every way in which a picture is written.
//!
//! All show the same table of two rows and two columns, a pixel of two points (`scans/make.py`).

use yusuan::error::Warning;
use yusuan::page::{Rule, Sheet};
use yusuan::read::pdf::{Limits, read};

use crate::writer::{Writer, add_page, composite, deflate};

const WIDTH: usize = 297;
const HEIGHT: usize = 421;
const JPEG: &[u8] = include_bytes!("scans/table.jpg");
const JPEG_2000: &[u8] = include_bytes!("scans/table.jp2");
const FAX: &[u8] = include_bytes!("scans/table.g4");

/// Text as OCR lays it over a picture.
const LAID_OVER: &str = "BT /F1 20 Tf 3 Tr 70 700 Td <D4A4CBE3> Tj ET";

/// Whether a pixel of the table is dark.
fn is_dark(x: usize, y: usize) -> bool {
    let (within_x, within_y) = ((30..=270).contains(&x), (40..=160).contains(&y));
    [30, 120, 270].contains(&x) && within_y || [40, 100, 160].contains(&y) && within_x
}

/// The table in samples of one byte, or of one bit.
fn samples(dark: u8, light: u8) -> Vec<u8> {
    let pixel = |at: usize| if is_dark(at % WIDTH, at / WIDTH) { dark } else { light };
    (0..WIDTH * HEIGHT).map(pixel).collect()
}

fn bits(dark: bool) -> Vec<u8> {
    let bit = |x: usize, y: usize| u8::from(x < WIDTH && is_dark(x, y) == dark);
    let byte = |y: usize, first: usize| (0..8).fold(0, |byte, x| byte << 1 | bit(first + x, y));
    (0..HEIGHT).flat_map(|y| (0..WIDTH).step_by(8).map(move |first| byte(y, first))).collect()
}

/// The fax as a JBIG2 image: a page and one region on it.
fn jbig2() -> Vec<u8> {
    let sides = [(WIDTH as u32).to_be_bytes(), (HEIGHT as u32).to_be_bytes()].concat();
    let page = [&sides[..], &[0; 11]].concat();
    let region = [&sides[..], &[0; 9], &[1], FAX].concat();
    let segment = |number: u8, kind: u8, data: &[u8]| {
        [&[0, 0, 0, number, kind, 0, 1][..], &(data.len() as u32).to_be_bytes(), data].concat()
    };
    [segment(0, 48, &page), segment(1, 38, &region)].concat()
}

/// A page with text over an image that fills it, in the file that has these objects.
fn scan(mut writer: Writer, entries: &str, data: &[u8], content: &str) -> (Sheet, Vec<Warning>) {
    let image =
        writer.stream(&format!("/Type/XObject/Subtype/Image/Width {WIDTH}/Height {HEIGHT}{entries}"), data);
    let resources = format!("/Font<</F1 {}>>/XObject<</I {image} 0 R>>", composite("GBK-EUC-H", "GB1"));
    let page = add_page(&mut writer, content, &resources, "");
    let (mut sheets, warnings) = read(&writer.finish(&[page]), &Limits::default()).unwrap();
    (sheets.remove(0), warnings)
}

/// The picture over the whole page, and the text.
fn laid_over() -> String {
    format!("q 594 0 0 842 0 0 cm /I Do Q {LAID_OVER}")
}

/// The table's rules, each with its ends, in whole points.
fn ends(sheet: &Sheet) -> Vec<[i32; 4]> {
    let round = |rule: &Rule| [rule.x0, rule.y0, rule.x1, rule.y1].map(|place| place.round() as i32);
    let mut ends: Vec<_> = sheet.rules.iter().map(round).collect();
    ends.sort_unstable_by_key(|[x0, y0, _, y1]| (y1 > y0, *x0, *y0));
    ends
}

fn assert_table(name: &str, sheet: &Sheet) {
    let expected = [
        [60, 81, 542, 81],
        [60, 201, 542, 201],
        [60, 321, 542, 321],
        [61, 80, 61, 322],
        [241, 80, 241, 322],
        [541, 80, 541, 322],
    ];
    let found = ends(sheet);
    let is_near = |(a, b): (&[i32; 4], &[i32; 4])| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 2);
    assert!(found.len() == expected.len() && found.iter().zip(&expected).all(is_near), "{name}: {found:?}");
}

#[test]
fn the_rules_of_a_scan_stand_in_its_picture() {
    let gray = "/ColorSpace/DeviceGray/BitsPerComponent";
    let fax = format!("/CCITTFaxDecode/DecodeParms<</K -1/Columns {WIDTH}/Rows {HEIGHT}");
    let palette = "/ColorSpace[/Indexed/DeviceRGB 1<FFFFFF000000>]/BitsPerComponent 1";
    let rgb: Vec<u8> = samples(20, 240).into_iter().flat_map(|shade| [shade; 3]).collect();
    let cases: Vec<(&str, String, Vec<u8>)> = vec![
        ("gray", format!("{gray} 8/Filter/FlateDecode"), deflate(&samples(20, 240))),
        ("colour", "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode".to_owned(), deflate(&rgb)),
        ("a bit", format!("{gray} 1"), bits(false)),
        ("negative", format!("{gray} 1/Decode[1 0]"), bits(true)),
        ("palette", palette.to_owned(), bits(true)),
        ("stencil", "/ImageMask true/BitsPerComponent 1".to_owned(), bits(false)),
        ("JPEG", format!("{gray} 8/Filter/DCTDecode"), JPEG.to_vec()),
        ("packed JPEG", format!("{gray} 8/Filter[/FlateDecode/DCTDecode]"), deflate(JPEG)),
        ("JPEG 2000", "/Filter/JPXDecode".to_owned(), JPEG_2000.to_vec()),
        ("fax", format!("{gray} 1/Filter{fax}>>"), FAX.to_vec()),
        ("negative fax", format!("{gray} 1/Filter{fax}/BlackIs1 true>>/Decode[1 0]"), FAX.to_vec()),
        ("JBIG2", format!("{gray} 1/Filter/JBIG2Decode"), jbig2()),
    ];
    for (name, entries, data) in cases {
        let (sheet, warnings) = scan(Writer::default(), &entries, &data, &laid_over());
        assert_table(name, &sheet);
        assert_eq!(sheet.glyphs.len(), 2, "{name}");
        assert!(warnings.iter().all(|warning| warning.code == "recognized_text"), "{name}: {warnings:?}");
    }
}

#[test]
fn the_print_of_a_layered_scan_is_its_mask() {
    let colour = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode";
    for (key, entries, mask) in [
        ("SMask", "/ColorSpace/DeviceGray/BitsPerComponent 8", samples(255, 0)),
        ("Mask", "/ImageMask true/BitsPerComponent 1", bits(false)),
    ] {
        let mut writer = Writer::default();
        let size = format!("/Type/XObject/Subtype/Image/Width {WIDTH}/Height {HEIGHT}");
        let mask = writer.stream(&format!("{size}{entries}"), mask);
        let black = deflate(&vec![0; WIDTH * HEIGHT]);
        let (sheet, _) = scan(writer, &format!("{colour}/{key} {mask} 0 R"), &black, &laid_over());
        assert_table(key, &sheet);
    }
}

#[test]
fn a_scan_that_lies_askew_is_set_straight_with_its_text() {
    // A turn by half a degree about the lower left corner, which the text takes part in.
    let (sine, cosine) = 0.5_f64.to_radians().sin_cos();
    let turn = format!("{cosine:.6} {sine:.6} {:.6} {cosine:.6} 0 0 cm", -sine);
    let content = format!("q {turn} q 594 0 0 842 0 0 cm /I Do Q {LAID_OVER} Q");
    let (sheet, _) =
        scan(Writer::default(), "/ColorSpace/DeviceGray/BitsPerComponent 1", &bits(false), &content);
    assert!(
        sheet.rules.len() == 6 && sheet.rules.iter().all(|rule| rule.x0 == rule.x1 || rule.y0 == rule.y1)
    );
    let [first, second] = sheet.glyphs[..] else { panic!("{:?}", sheet.glyphs) };
    assert!((first.y - second.y).abs() < 0.05, "{:?}", sheet.glyphs);
    let top = ends(&sheet)[0][1] as f32;
    assert!((first.y - top - (842.0 - 700.0 - 81.0)).abs() < 1.0, "{:?} {first:?}", ends(&sheet));
}

#[test]
fn the_number_printed_on_a_scan_stands_beside_its_recognized_text() {
    let gray = "/ColorSpace/DeviceGray/BitsPerComponent 1";
    let number = "BT /F1 9 Tf 0 Tr 290 20 Td <2D20342D> Tj ET";
    let (sheet, _) = scan(Writer::default(), gray, &bits(false), &format!("{} {number}", laid_over()));
    assert_table("numbered", &sheet);
    let text: String = sheet.glyphs.iter().map(|glyph| glyph.character).collect();
    assert_eq!(text, "预算- 4-");
    // A word that is seen says that what is not seen is none of the page's.
    let word = "BT /F1 9 Tf 0 Tr 290 20 Td <B1ED> Tj ET";
    let (sheet, _) = scan(Writer::default(), gray, &bits(false), &format!("{} {word}", laid_over()));
    assert_eq!((sheet.glyphs.len(), sheet.rules.len()), (1, 0));
}

#[test]
fn texts_of_a_line_that_were_recognized_by_themselves_stand_on_one_baseline() {
    let line = "BT /F1 20 Tf 3 Tr 70 700 Td <D4A4> Tj /F1 21.5 Tf 100 1.6 Td <CBE3> Tj /F1 20 Tf 100 -0.8 Td <B1ED> Tj 0 -26 Td <B5A5> Tj ET";
    let content = format!("q 594 0 0 842 0 0 cm /I Do Q {line}");
    let (sheet, _) =
        scan(Writer::default(), "/ColorSpace/DeviceGray/BitsPerComponent 1", &bits(false), &content);
    let places: Vec<_> = sheet.glyphs.iter().map(|glyph| ((glyph.y * 10.0).round(), glyph.size)).collect();
    assert_eq!(places, [(1412.0, 20.0), (1412.0, 20.0), (1412.0, 20.0), (1672.0, 20.0)]);
}

#[test]
fn the_picture_of_a_page_with_text_of_its_own_is_not_looked_into() {
    let visible = laid_over().replace("3 Tr", "0 Tr");
    let (sheet, warnings) =
        scan(Writer::default(), "/ColorSpace/DeviceGray/BitsPerComponent 1", &bits(false), &visible);
    assert!(sheet.rules.is_empty() && warnings.is_empty());
}

#[test]
fn a_picture_that_is_clipped_away_is_not_looked_into() {
    let content = format!("q 600 900 9 9 re W n 594 0 0 842 0 0 cm /I Do Q {LAID_OVER}");
    let (sheet, _) =
        scan(Writer::default(), "/ColorSpace/DeviceGray/BitsPerComponent 1", &bits(false), &content);
    assert_eq!((sheet.rules.len(), sheet.glyphs.len(), sheet.images), (0, 2, 0));
}

#[test]
fn a_picture_that_cannot_be_decoded_has_no_rules() {
    let gray = "/ColorSpace/DeviceGray/BitsPerComponent";
    for (name, entries, data) in [
        ("JPEG", format!("{gray} 8/Filter/DCTDecode"), &JPEG[..JPEG.len() / 8]),
        ("JPEG 2000", "/Filter/JPXDecode".to_owned(), &JPEG_2000[..90]),
        ("JBIG2", format!("{gray} 1/Filter/JBIG2Decode"), &jbig2()[..40]),
        ("fax", format!("{gray} 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 99999999>>"), FAX),
        ("nothing", format!("{gray} 1"), &[]),
        ("depth", format!("{gray} 7"), &[0; 99]),
        ("space", "/ColorSpace/Lab/BitsPerComponent 8".to_owned(), &[0; 99]),
    ] {
        let (sheet, _) = scan(Writer::default(), &entries, data, &laid_over());
        assert_eq!((sheet.rules.len(), sheet.glyphs.len()), (0, 2), "{name}");
    }
}

#[test]
fn pictures_with_more_pixels_than_the_limit_are_left_out() {
    let mut writer = Writer::default();
    let claims =
        "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1";
    let image = writer.stream(claims, [0; 9]);
    let resources = format!("/Font<</F1 {}>>/XObject<</I {image} 0 R>>", composite("GBK-EUC-H", "GB1"));
    let page = add_page(&mut writer, laid_over(), &resources, "");
    let (sheets, warnings) = read(&writer.finish(&[page]), &Limits::default()).unwrap();
    assert!(sheets[0].rules.is_empty() && sheets[0].glyphs.len() == 2);
    assert!(warnings.iter().any(|warning| warning.code == "limit"), "{warnings:?}");
}
