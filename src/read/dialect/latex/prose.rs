//! The lines around tables of LaTeX: quotes, signs and type as their commands mean them.
//!
//! ```text
//! \subsubsection{3.
//! ``三公''经费 \textbf{20\%}}\label{ux4e00}        3. “三公”经费 20%
//! ```
//!
//! Mathematics and unknown commands stay as they are written.

use std::borrow::Cow;

use super::commands::{character, typeset};
use crate::read::lines::Line;

/// A command goes on over no more lines.
const MOST_LINES: usize = 4;
/// A word that is an argument has no more bytes.
const LONGEST_WORD: usize = 512;

/// A text without the commands that it holds.
pub(in crate::read) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '{']) {
        return typeset(text);
    }
    let mut plain = String::with_capacity(text.len());
    // Whether each open group belongs to a command that is left out.
    let mut groups: Vec<bool> = Vec::new();
    // Whether a command that stays as it is stands directly before.
    let mut follows_command = false;
    let has_mathematics = text.contains('$');
    let mut rest = text;
    while let Some(mark) = rest.find(['\\', '{', '}']) {
        plain.push_str(&typeset(&rest[..mark]));
        follows_command &= mark == 0;
        rest = &rest[mark..];
        // A group prints no brackets, but that of a command that stays.
        if rest.starts_with('{')
            && !has_mathematics
            && !(follows_command || rest.starts_with("{[}") || rest.starts_with("{]}"))
        {
            groups.push(true);
            rest = &rest[1..];
            continue;
        }
        let (printed, length) = sign(rest, &mut groups);
        follows_command = printed.starts_with('\\');
        plain.push_str(printed);
        rest = &rest[length..];
    }
    plain.push_str(&typeset(rest));
    Cow::Owned(plain)
}

/// What the sign at the start of a text prints, and how many bytes it has.
fn sign<'a>(text: &'a str, groups: &mut Vec<bool>) -> (&'a str, usize) {
    if let Some(bracket) = ["{[}", "{]}"].iter().find(|bracket| text.starts_with(**bracket)) {
        return (&text[1..2], bracket.len());
    }
    let Some(command) = text.strip_prefix('\\') else {
        let is_kept = if text.starts_with('{') {
            groups.push(false);
            true
        } else {
            !groups.pop().unwrap_or(false)
        };
        return (if is_kept { &text[..1] } else { "" }, 1);
    };
    let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = match letters {
        0 => command.get(..1).unwrap_or(""),
        _ => &command[..letters],
    };
    let length = 1 + name.len();
    let rest = &text[length..];
    match (character(name), name) {
        (_, "$" | "(" | ")") | (None, "") => (&text[..length], length),
        (Some(printed), _) => (printed, length + if rest.starts_with("{}") { 2 } else { 0 }),
        (None, "/") => ("", length),
        (None, "textbf" | "textit" | "emph" | "underline" | "ul") if rest.starts_with('{') => {
            groups.push(true);
            ("", length + 1)
        }
        (None, "label" | "href" | "hypertarget") if rest.starts_with('{') => {
            let end = rest.bytes().take(LONGEST_WORD).position(|byte| byte == b'}').map_or(0, |at| at + 1);
            let opens = name != "label" && rest[end..].starts_with('{');
            groups.extend(opens.then_some(true));
            ("", length + end + usize::from(opens))
        }
        _ => (&text[..length], length),
    }
}

/// A command that goes on over several lines, as one line, and how many it takes.
pub(in crate::read) fn over_lines(lines: &[Line<'_>]) -> Option<(String, usize)> {
    let first = lines.first().filter(|line| line.text.starts_with('\\'))?;
    let (mut text, mut depth) = (String::new(), 0_usize);
    for (at, line) in lines.iter().enumerate().take(MOST_LINES) {
        if !line.is_text_of(first.page) || line.is_blank() {
            return None;
        }
        for byte in line.text.bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if at > 0 {
            text.push(' ');
        }
        text.push_str(line.text);
        if depth == 0 {
            return (at > 0).then_some((text, at + 1));
        }
    }
    None
}
