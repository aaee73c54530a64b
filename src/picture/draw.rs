//! A page drawn from what the reader saw of it: areas, rules and every glyph where it stands.

use std::fmt::Write as _;

use crate::page::{Sheet, Writing};

/// More glyphs or rules are not drawn: no page that a person reads has as many.
const MOST: usize = 20_000;

/// The page as SVG, its coordinates in points.
pub(super) fn svg(sheet: &Sheet) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = draw(sheet, &mut out);
    out
}

fn draw(sheet: &Sheet, out: &mut String) -> std::fmt::Result {
    let Sheet { width, height, .. } = *sheet;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
         width=\"{width:.1}\" height=\"{height:.1}\" font-family=\"serif\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    )?;
    for area in sheet.areas.iter().take(MOST) {
        let (w, h, grey) = (area.x1 - area.x0, area.y1 - area.y0, shade(area.luminance));
        let (x, y) = (area.x0, area.y0);
        writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"{grey}\"/>"
        )?;
    }
    for rule in sheet.rules.iter().take(MOST) {
        let (grey, thick) = (shade(rule.luminance), rule.width.max(0.3));
        let (x0, y0, x1, y1) = (rule.x0, rule.y0, rule.x1, rule.y1);
        writeln!(
            out,
            "<path d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\" stroke=\"{grey}\" stroke-width=\"{thick:.1}\"/>"
        )?;
    }
    for glyph in sheet.glyphs.iter().filter(|glyph| is_visible(glyph.character)).take(MOST) {
        let (x, y, size) = (glyph.x, glyph.y, glyph.size);
        let turn = match glyph.direction {
            Writing::Right => 0,
            Writing::Down => 90,
            Writing::Left => 180,
            Writing::Up => 270,
        };
        write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\"")?;
        if turn != 0 {
            write!(out, " transform=\"rotate({turn} {x:.1} {y:.1})\"")?;
        }
        writeln!(out, ">{}</text>", escaped(glyph.character))?;
    }
    out.push_str("</svg>\n");
    Ok(())
}

/// Whether a character leaves ink and may stand in XML.
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !matches!(character, '\u{fffe}' | '\u{ffff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escaped(character: char) -> String {
    match character {
        '<' => "&lt;".to_owned(),
        '&' => "&amp;".to_owned(),
        other => other.to_string(),
    }
}

/// A luminance as a shade of grey.
fn shade(luminance: f32) -> String {
    let level = (luminance.clamp(0.0, 1.0) * 255.0) as u8;
    format!("#{level:02x}{level:02x}{level:02x}")
}
