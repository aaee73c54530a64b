//! The one place where text from documents becomes part of a page.

use serde::Serialize;

/// Text as the content of an element: markup is text, and characters that reorder or hide text are left out.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ if is_unseen(character) => {}
            other => out.push(other),
        }
    }
    out
}

/// Data as JSON that may stand in a script: nothing in it ends the script or a line of it.
pub fn json(data: &impl Serialize) -> String {
    // What is written here are plain structures, which always serialize.
    let json = serde_json::to_string(data).unwrap_or_default();
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ if is_unseen(character) => out.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => out.push(other),
        }
    }
    out
}

/// Controls, marks of direction and characters of no width.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(html("</title><b a='1'>\u{202e}&"), "&lt;/title&gt;&lt;b a=&#39;1&#39;&gt;&amp;");
    }

    #[test]
    fn nothing_ends_the_script_and_the_data_is_the_same() {
        let text = "</script><!--\u{2028}\u{202e}\u{0}&'\"\\";
        let written = json(&text);
        assert!(written.bytes().all(|byte| !b"<>&".contains(&byte) && byte.is_ascii()), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
