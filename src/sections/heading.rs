//! Headings: lines that name a section (`第二部分`, `一、收支预算总表`, `## 有关情况说明`).

use crate::page::TextLine;
use crate::text::{fold, numbering};

/// A longer line is a sentence.
const LONGEST: usize = 45;

/// The heading that a line states, without its numbering; `None` where it is prose.
pub fn of(line: &TextLine) -> Option<String> {
    let text = fold::compact(&line.text);
    if text.chars().count() > LONGEST
        || text.ends_with(['。', '；', ';', '，', ',', '、', '：', ':'])
        || text.contains('。')
    {
        return None;
    }
    if super::caption::is_bracketed(&text) {
        return None;
    }
    let numbered = numbering::split(&text).is_some_and(|(style, _)| style != numbering::Numbering::OfWhich);
    if line.heading == 0 && !numbered {
        return None;
    }
    let (_, name) = super::caption::split_number(&text);
    (name.chars().any(fold::is_ideograph)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    #[test]
    fn headings_and_prose() {
        for (text, heading) in [
            ("一、收支预算总表", Some("收支预算总表")),
            ("第二部分 预算表", Some("预算表")),
            ("一、表1-1 收支预算总表", Some("收支预算总表")),
            ("（一）加强管理。", None),
            ("1、因公出国费用，", None),
            ("收支预算总表", None),
        ] {
            let line = TextLine {
                text: text.to_owned(),
                place: Place::Line { line: 1, first: 1, last: 1 },
                page: 1,
                heading: 0,
                emphasized: false,
                gap: false,
            };
            assert_eq!(of(&line).as_deref(), heading, "{text}");
        }
    }
}
