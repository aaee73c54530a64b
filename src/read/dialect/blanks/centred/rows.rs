//! Rows whose names are broken over lines and whose figures stand between these.
//!
//! ```text
//! 机关事业单位基本养老
//! 2080505 6.18 6.18                      →  2080505 机关事业单位基本养老保险缴费支出 6.18 6.18
//! 保险缴费支出
//!
//! 一、一般公共 一、一般公共服务
//! 12.50 10.50 10.50                      →  一、一般公共预算资金 12.50 一、一般公共服务支出 10.50 10.50
//! 预算资金 支出
//! ```
//!
//! As many lines stand below the figures as above them. Which figures are whose, where parts lie side by side, their sums tell.

use rust_decimal::Decimal;

use crate::read::dialect::blanks::body::WHOLE;
use crate::read::dialect::blanks::head::Side;
use crate::read::dialect::blanks::tokens::{Token, joined, tokens};
use crate::read::dialect::numbering;
use crate::read::lines::Line;
use crate::vocab::codes;
use crate::vocab::headers;
use crate::vocab::preamble;

/// No name has more lines above its figures.
pub(super) const MOST_LINES: usize = 4;
/// No part of a name is longer.
const LONGEST_PART: usize = 40;

/// The row that begins at `lines[0]` and whose name is broken around its figures, as one line of pieces, and how many lines
/// it takes; `None` where no such row begins.
pub(in crate::read::dialect::blanks) fn row(
    lines: &[Line<'_>],
    sides: &[Side],
) -> Option<(Vec<Token>, usize)> {
    let first = lines.first()?;
    let over: Vec<Vec<Token>> = lines
        .iter()
        .take(MOST_LINES + 1)
        .take_while(|line| line.is_text_of(first.page))
        .map(tokens)
        .take_while(|line| is_part(line))
        .collect();
    let depth = over.len();
    if depth == 0 || depth > MOST_LINES {
        return None;
    }
    let figures = tokens(lines.get(depth).filter(|line| line.is_text_of(first.page))?);
    let under: Vec<Vec<Token>> = lines.get(depth + 1..=2 * depth)?.iter().map(tokens).collect();
    let goes_on = lines[depth + 1..=2 * depth]
        .iter()
        .zip(&under)
        .all(|(line, parts)| line.is_text_of(first.page) && is_part(parts) && !begins(parts));
    // What follows has a name of its own.
    let is_next = lines.get(2 * depth + 1).is_none_or(|next| !lacks_name(&tokens(next)));
    if !goes_on || !is_next || !figures.last().is_some_and(Token::is_figure) {
        return None;
    }
    // A name between two names is a row of its own, unless a code or a number tells that it is not.
    let is_one = figures[0].is_figure() || over.first().is_some_and(|line| begins(line));
    let lines = over.into_iter().chain([figures]).chain(under).collect();
    let row = match sides {
        [side] if is_one => whole(lines, *side),
        [left, right] if is_one => abreast(lines, *left, *right),
        _ => None,
    };
    Some((row?, 2 * depth + 1))
}

/// Whether a line holds parts of names, and of the code before one, and nothing else.
fn is_part(line: &[Token]) -> bool {
    let is_text = |token: &Token| {
        !token.is_figure()
            && token.text.chars().count() <= LONGEST_PART
            && !token.text.contains(['：', ':', '。', '；'])
    };
    let is_code = |token: &Token| token.is_digits() && token.text.len() <= 7;
    match line {
        [code, name] if is_code(code) => is_text(name),
        [_, ..] => line.iter().all(is_text) && !line.iter().any(|token| preamble::is_note(&token.text)),
        [] => false,
    }
}

/// Whether a row begins with a line: its name is numbered, or that of a total.
fn begins(line: &[Token]) -> bool {
    line.first().is_some_and(|first| numbering(&first.text).is_some() || headers::is_total(&first.text))
}

/// Whether a line is figures and nothing else.
fn lacks_name(line: &[Token]) -> bool {
    !line.is_empty() && line.iter().all(Token::is_figure) && line.iter().any(|token| !token.is_digits())
}

/// The row of a table of one part. Its code may be broken as well.
fn whole(lines: Vec<Vec<Token>>, side: Side) -> Option<Vec<Token>> {
    let (mut codes, mut names, mut figures) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        let leading = line.iter().take(side.codes).take_while(|token| token.is_digits()).count();
        for (at, token) in line.into_iter().enumerate() {
            match token.is_figure() {
                true if at < leading => codes.push(token),
                true => figures.push(token),
                false => names.push(token),
            }
        }
    }
    let is_whole = codes.is_empty() || WHOLE.contains(&codes.iter().map(|code| code.text.len()).sum());
    let codes = if side.codes > 1 { codes } else { joined(codes).into_iter().collect() };
    is_whole.then(|| codes.into_iter().chain(joined(names)).chain(figures).collect())
}

/// The row of a table of two parts side by side, one or both of whose names are broken over two lines.
fn abreast(lines: Vec<Vec<Token>>, left: Side, right: Side) -> Option<Vec<Token>> {
    let [over, figures, under] = <[_; 3]>::try_from(lines).ok()?;
    if over.len() != under.len() {
        return None;
    }
    let mut names = over.into_iter().zip(under).filter_map(|(part, rest)| joined(vec![part, rest]));
    if left.codes > 0 {
        return behind_codes(figures, names);
    }
    let is_text = |token: &Token| !token.is_figure();
    let (first, figures, second) = match figures.iter().filter(|token| is_text(token)).count() {
        0 => (names.next()?, figures, names.next()?),
        1 if is_text(&figures[0]) => {
            let mut figures = figures.into_iter();
            (figures.next()?, figures.collect(), names.next()?)
        }
        1 => {
            let row = names.next().into_iter().chain(figures).collect();
            return names.next().is_none().then_some(row);
        }
        _ => return None,
    };
    let split = split(&figures, left, right).filter(|_| names.next().is_none())?;
    let mut figures = figures.into_iter();
    let row: Vec<Token> = [first].into_iter().chain(figures.by_ref().take(split)).collect();
    Some(row.into_iter().chain([second]).chain(figures).collect())
}

/// How many of the figures stand on the left side: those on the right add up to their total.
fn split(figures: &[Token], left: Side, right: Side) -> Option<usize> {
    let amounts: Vec<Decimal> = figures.iter().map(|figure| amount(&figure.text)).collect::<Option<_>>()?;
    let adds_up = |amounts: &[Decimal]| match amounts {
        [] => true,
        [_] => right.figures == Some(1),
        [total, parts @ ..] => *total == parts.iter().sum(),
    };
    let mut splits = (0..=left.figures?.min(amounts.len())).filter(|split| adds_up(&amounts[*split..]));
    splits.next().filter(|_| splits.next().is_none())
}

/// A line of codes and figures with the names that its codes lack.
fn behind_codes(line: Vec<Token>, names: impl Iterator<Item = Token>) -> Option<Vec<Token>> {
    let mut names = names.peekable();
    let mut row = Vec::new();
    let mut line = line.into_iter().peekable();
    while let Some(token) = line.next() {
        let is_code = token.is_digits() && !codes::names(&token.text).is_empty();
        row.push(token);
        if is_code && line.peek().is_some_and(Token::is_figure) {
            row.push(names.next()?);
        }
    }
    names.peek().is_none().then_some(row)
}

/// The amount of a figure.
fn amount(figure: &str) -> Option<Decimal> {
    figure.replace(',', "").parse().ok()
}
