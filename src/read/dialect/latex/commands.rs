//! What the commands and environments of LaTeX mean, as far as tables hold them.

use std::borrow::Cow;

/// How many arguments stand before the rows of a table, `None` if this is none.
pub(super) fn columns_of(environment: &str) -> Option<usize> {
    match environment {
        "tabular" | "longtable" | "longtable*" | "supertabular" | "array" | "NiceTabular" | "tblr"
        | "longtblr" => Some(1),
        "tabular*" | "tabularx" | "tabulary" | "xltabular" => Some(2),
        _ => None,
    }
}

/// How many arguments a ruling between rows has, `None` if this is none.
pub(super) fn rulings(command: &str) -> Option<usize> {
    match command {
        "hline" | "toprule" | "midrule" | "bottomrule" | "addlinespace" | "endhead" | "endfirsthead"
        | "endfoot" | "endlastfoot" => Some(0),
        "cline" | "cmidrule" | "hhline" | "Xhline" | "noalign" => Some(1),
        "specialrule" => Some(3),
        _ => None,
    }
}

/// How many arguments of a command or an environment are no text, `None` if all are.
pub(super) fn arguments(name: &str) -> Option<usize> {
    match name {
        "cellcolor" | "rowcolor" | "columncolor" | "color" | "textcolor" | "colorbox" | "vspace"
        | "hspace" | "label" | "ref" | "rotatebox" | "scalebox" | "parbox" | "includegraphics"
        | "raisebox" | "captionsetup" | "minipage" | "adjustbox" => Some(1),
        "rule" | "resizebox" | "setlength" | "renewcommand" | "fontsize" => Some(2),
        _ => None,
    }
}

/// The character that a command prints, `None` if it is no name of one.
pub(super) fn character(command: &str) -> Option<&str> {
    Some(match command {
        "%" | "&" | "_" | "#" | "{" | "}" | "$" => command,
        "(" | ")" => "$",
        "textasciitilde" => "~",
        "textgreater" => ">",
        "textless" => "<",
        "textbar" => "|",
        "textbackslash" => "\\",
        "textasciicircum" => "^",
        "textquotesingle" => "'",
        "ldots" | "dots" | "textellipsis" => "…",
        _ => return None,
    })
}

/// A text with the quotes and dashes that its signs stand for.
pub(super) fn typeset(text: &str) -> Cow<'_, str> {
    let is_plain = [b'`', b'\'', b'-'].iter().all(|sign| memchr::memchr(*sign, text.as_bytes()).is_none());
    match is_plain {
        true => Cow::Borrowed(text),
        false => text.replace("``", "“").replace("''", "”").replace("---", "—").into(),
    }
}

/// The pieces of a text, and whether a blank line ends the paragraph with each.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (mut end, mut is_ended) = (0, false);
        for line in rest.split_inclusive('\n') {
            let is_blank = line.trim().is_empty();
            if is_ended && !is_blank {
                break;
            }
            // The first line is the rest of one.
            is_ended |= is_blank && end > 0;
            end += line.len();
        }
        let (piece, next) = rest.split_at(end);
        rest = next;
        (end > 0).then_some((piece, is_ended))
    })
}

/// How many bytes the mathematics that begins a text has, `None` if it does not end within its cell.
pub(super) fn mathematics(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'$' => return (at > 1).then_some(at + 1),
            b'&' => return None,
            b'\\' if bytes.next()?.1 == b'\\' => return None,
            _ => {}
        }
    }
    None
}

/// Where a line ends.
pub(super) fn end_of_line(text: &str) -> usize {
    memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len())
}
