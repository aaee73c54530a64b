//! The pieces of a line between its blanks, and what parts each from the one before:
//!
//! ```text
//! 201 ⇥29 ⇥群众团体事务 ⇥422,900      four pieces, all but the first after a tab
//! 1. 农林水支出                       one piece: a number alone is no cell
//! 12,250.0017,881.12                  two amounts
//! ```

use std::sync::LazyLock;

use regex::Regex;

use crate::error::Place;
use crate::read::dialect::measure::Measure;
use crate::read::dialect::{is_figure, is_of_figure};
use crate::read::lines::{Line, is_blank};
use crate::read::markup;
use crate::text::{fold, numbering};
use crate::vocab::canonical::Vocabulary;
use crate::vocab::headers;

/// Amounts with their decimals, one behind the other without a blank.
static GLUED: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"^(?:-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{2}|-?[0-9]+\.[0-9]{2})"));

/// No word is set apart that has more characters.
const LONGEST_WORD: usize = 8;
/// No number of a paragraph has more bytes.
const LONGEST_NUMBER: usize = 48;

/// The levels of a code.
pub(super) const LEVELS: [&str; 3] = ["类", "款", "项"];

/// What stands before a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks: nearly always the next cell.
    Blank,
    /// A blank and a tab: the next cell.
    Tab,
    /// A tab alone: the next cell, of another row.
    Turn,
    /// The end of a line: the next cell, or more of the same one.
    Line,
}

/// A piece of a line.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) gap: Gap,
    pub(super) place: Option<Place>,
    /// The first and the last place it covers on a screen, on which an ideograph is as wide as two letters.
    pub(super) shown: (usize, usize),
}

impl Token {
    /// Whether it is an amount, a count or a share.
    pub(super) fn is_figure(&self) -> bool {
        is_figure(&self.text)
    }

    /// Whether it heads a level of a code.
    pub(super) fn is_level(&self) -> bool {
        LEVELS.contains(&self.text.as_str())
    }

    /// Whether it is digits alone, as codes are.
    pub(super) fn is_digits(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// One piece of all its parts.
pub(super) fn joined(parts: impl IntoIterator<Item = Token>) -> Option<Token> {
    parts.into_iter().reduce(|mut piece, part| {
        piece.text.push_str(&part.text);
        piece
    })
}

/// The pieces of a line.
pub(super) fn tokens(line: &Line<'_>) -> Vec<Token> {
    let text = line.text;
    let mut columns = line.columns();
    let mut shown = 0;
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c| !is_blank(c)).map(|offset| at + offset) {
        let end = text[start..].find(is_blank).map_or(text.len(), |offset| start + offset);
        let gap = match &text[at..start] {
            "\t" => Gap::Turn,
            _ if at == 0 => Gap::Line,
            blanks if blanks.contains('\t') => Gap::Tab,
            _ => Gap::Blank,
        };
        covered(&mut shown, &text[at..start]);
        let figure =
            end - text[start..end].bytes().rev().take_while(|byte| is_of_figure((*byte).into())).count();
        let mut from = start;
        while let Some(amount) = GLUED.find(&text[from..end]).filter(|found| from + found.end() < end) {
            let rest = from + amount.end()..end;
            if rest.start < figure || !GLUED.is_match(&text[rest]) {
                break;
            }
            let place = columns.place(from..from + amount.end());
            let gap = if from == start { gap } else { Gap::Tab };
            tokens.push(Token {
                text: amount.as_str().to_owned(),
                gap,
                place,
                shown: covered(&mut shown, amount.as_str()),
            });
            from += amount.end();
        }
        let place = columns.place(from..end);
        let piece = &text[from..end];
        let shown = covered(&mut shown, piece);
        match tokens.last_mut().filter(|last| gap != Gap::Turn && numbers(&last.text)) {
            Some(last) => last.text.push_str(piece),
            None => {
                let gap = if from == start { gap } else { Gap::Tab };
                tokens.push(Token { text: piece.to_owned(), gap, place, shown });
            }
        }
        at = end;
    }
    close_up(tokens)
}

/// The places on a screen that a text covers behind so many others, to which it is added.
fn covered(before: &mut usize, text: &str) -> (usize, usize) {
    let first = *before + 1;
    *before += text.chars().map(|character| Measure::Display.width(character)).sum::<usize>();
    (first, first.max(*before))
}

/// Whether a piece is a number that the next one goes on with: 1. │ 农林水支出.
fn numbers(text: &str) -> bool {
    text.len() <= LONGEST_NUMBER && numbering::split(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// The pieces with the words whose characters are set apart, 合 │ 计, as one each.
fn close_up(tokens: Vec<Token>) -> Vec<Token> {
    let is_one = |token: &Token| {
        let mut characters = token.text.chars();
        characters.next().is_some_and(fold::is_ideograph) && characters.next().is_none()
    };
    if !tokens.windows(2).any(|pair| pair.iter().all(is_one)) {
        return tokens;
    }
    let words = tokens.chunk_by(|token, next| next.gap == Gap::Blank && is_one(token) && is_one(next));
    words.flat_map(|word| set_apart(word).map_or_else(|| word.to_vec(), |whole| vec![whole])).collect()
}

/// The word that characters set apart are, if the vocabulary has it.
fn set_apart(characters: &[Token]) -> Option<Token> {
    if !(2..=LONGEST_WORD).contains(&characters.len()) {
        return None;
    }
    joined(characters.iter().cloned()).filter(|Token { text, .. }| {
        headers::role(text).is_some() || headers::is_total(text) || Vocabulary::built_in().names_column(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pieces a line has, and how many bytes its last one.
    fn shape(text: &str) -> (usize, usize) {
        let tokens = tokens(&Line { text, number: 1, before: 0, page: 1, table: None });
        (tokens.len(), tokens.last().map_or(0, |last| last.text.len()))
    }

    /// Each piece was held against all behind it, and each character against all before it.
    #[test]
    fn long_lines_are_parted_in_one_pass() {
        const MANY: usize = 50_000;
        assert_eq!(shape(&"1.00".repeat(MANY)), (MANY, 4));
        assert_eq!(shape(&format!("{}年", "1.00".repeat(MANY))), (1, 4 * MANY + 3));
        assert_eq!(shape(&"一 ".repeat(MANY)), (MANY, 3));
    }
}
