//! Heads whose lines stand around the line of the others:
//!
//! ```text
//! 功能分类科目 事业收 事业单位经营
//! 功能分类科目名称 合计 财政拨款收入      →  功能分类科目编码 功能分类科目名称 合计 财政拨款收入 事业收入 事业单位经营收入
//! 编码 入 收入
//! ```
//!
//! Two lines hold the begins and the ends of the same heads if the vocabulary knows each of them together. Among the heads of the
//! line between they take their place in the order in which budgets print their columns; where that is open nothing is joined.

use std::ops::RangeInclusive;

use crate::read::dialect::blanks::head::{is_known, is_open};
use crate::read::dialect::blanks::tokens::{Gap, Token};
use crate::vocab::canonical::Vocabulary;
use crate::vocab::headers;
use crate::vocab::wording;

/// Measures in the order in which budgets print their columns; those that stand here and there are not among them.
const ORDER: [&[&str]; 14] = [
    &["sum", "total", "current"],
    &["appropriation", "general_public"],
    &["government_fund"],
    &["state_capital"],
    &["fiscal_account"],
    &["business_income"],
    &["basic"],
    &["personnel"],
    &["operating"],
    &["project"],
    &["paid_to_superior"],
    &["unit_business"],
    &["subordinate_remittance", "subordinate_subsidy"],
    &["other"],
];

/// The begin and the end of a head have no more lines between them but one.
const MOST_APART: usize = 3;
/// What heads of codes and names end with.
const NAMES: [&str; 6] = ["编码", "代码", "名称", "科目编码", "科目代码", "科目名称"];
/// What heads end with that are known by themselves as well.
const ENDS: [&str; 3] = ["收入", "支出", "预算"];

/// The pieces of a header with the heads that stand around others at their places among them, if there are any.
pub(in crate::read::dialect::blanks) fn together(
    pieces: &[Token],
    vocabulary: &Vocabulary,
) -> Option<Vec<Token>> {
    let mut lines: Vec<Vec<Token>> = Vec::new();
    for piece in pieces {
        match lines.last_mut().filter(|_| piece.gap != Gap::Line) {
            Some(line) => line.push(piece.clone()),
            None => lines.push(vec![piece.clone()]),
        }
    }
    let mut is_joined = false;
    while let Some((found, rows)) = joined(&lines, vocabulary).or_else(|| grouped(&lines, vocabulary)) {
        lines.splice(found, rows.into_iter().filter(|row| !row.is_empty()));
        is_joined = true;
    }
    is_joined.then(|| lines.into_iter().flat_map(of_one_line).collect())
}

/// The pieces of a line, of which the first begins it and the others go on.
fn of_one_line(line: Vec<Token>) -> impl Iterator<Item = Token> {
    let gap = |at| if at == 0 { Gap::Line } else { Gap::Tab };
    line.into_iter().enumerate().map(move |(at, piece)| Token { gap: gap(at), ..piece })
}

/// Lines of a header, and the rows of heads that they are.
type Found = (RangeInclusive<usize>, Vec<Vec<Token>>);

/// The next lines that hold begins and ends of the same heads, and the rows of heads that they are.
fn joined(lines: &[Vec<Token>], vocabulary: &Vocabulary) -> Option<Found> {
    let pairs = (1..=MOST_APART).flat_map(|apart| (0..lines.len()).map(move |at| (at, at + apart)));
    pairs.filter(|(_, under)| *under < lines.len()).find_map(|(over, under)| {
        let [first, between @ .., last] = &lines[over..=under] else { return None };
        if let [line] = between
            && let Some(row) = around(first, line, last, vocabulary)
        {
            return Some((over..=under, vec![row]));
        }
        let (heads, [above, below]) = heads(first, last, vocabulary)?;
        let Some((at, line)) = between.iter().enumerate().max_by_key(|(_, line)| line.len()) else {
            return (above.is_empty() && below.is_empty()).then(|| (over..=under, vec![heads]));
        };
        let mut rows = between.to_vec();
        rows[at] = among(line.clone(), heads, vocabulary)?;
        Some((over..=under, [above].into_iter().chain(rows).chain([below]).collect()))
    })
}

/// Rows of heads whose groups are centred beside the heads of codes and names and not above their members.
///
/// ```text
/// 基本支出                                科目编码 科目名称 合计 基本支出 项目支出
/// 科目编码 科目名称 合计 项目支出       →  小计 人员经费
/// 小计 人员经费
/// ```
fn grouped(lines: &[Vec<Token>], vocabulary: &Vocabulary) -> Option<Found> {
    let names_rows = |line: &[Token]| line.iter().any(|head| headers::heads_codes_or_names(&head.text));
    if let [over, names, _, ..] = lines
        && !names_rows(over)
        && names.iter().any(|head| headers::heads_codes(&head.text))
        && names.iter().all(|head| headers::heads_codes_or_names(&head.text))
    {
        return Some((0..=1, vec![names.iter().chain(over).cloned().collect()]));
    }
    lines.windows(3).enumerate().find_map(|(at, lines)| {
        let [over, between, under] = lines else { return None };
        let (group, others) = over.split_last()?;
        let divides = |head: &Token| head.text == "小计" || headers::is_member(&group.text, &head.text);
        let is_group = under.iter().all(divides) && !headers::heads_codes_or_names(&group.text);
        // Beside the names, or beside the sum of what the group is a part of.
        let is_beside =
            names_rows(between) || names_rows(others) && between.iter().any(|head| head.text == "合计");
        if !is_group || !is_beside {
            return None;
        }
        let row = among(between.clone(), vec![group.clone()], vocabulary)?;
        Some((at..=at + 1, vec![others.to_vec(), row]))
    })
}

/// The heads that begin in one line and end in another, one part at least being none by itself, and what else stands in both;
/// no part of a head is left in one of them.
fn heads(over: &[Token], under: &[Token], vocabulary: &Vocabulary) -> Option<(Vec<Token>, [Vec<Token>; 2])> {
    let part = |piece: &Token| is_open(piece, vocabulary);
    let both = |begin: &Token, end: &Token| format!("{}{}", begin.text, end.text);
    // Where one of as many is broken, all are, if they are heads then: 政府性基金预算 │ 财政拨款 beside 一般公共预算财 │ 政拨款.
    let are_all = over.len() == under.len()
        && over.iter().chain(under).any(part)
        && over.iter().zip(under).all(|(begin, end)| is_head(begin, &both(begin, end), vocabulary));
    let whole = |begin: &Token, end: &Token| {
        let text = both(begin, end);
        let is_classified = begin.text.ends_with("分类科目");
        let is_broken = are_all
            || part(begin)
            || part(end)
            || ENDS.contains(&&*end.text)
            || is_classified && NAMES.contains(&&*end.text);
        (is_broken && is_head(begin, &text, vocabulary)).then_some(text)
    };
    // How many heads the pieces from here on are at most.
    let mut most = vec![vec![0_usize; under.len() + 1]; over.len() + 1];
    for (i, begin) in over.iter().enumerate().rev() {
        for (j, end) in under.iter().enumerate().rev() {
            let both = if whole(begin, end).is_some() { 1 + most[i + 1][j + 1] } else { 0 };
            most[i][j] = both.max(most[i + 1][j]).max(most[i][j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut heads, mut rests) = (Vec::new(), [Vec::new(), Vec::new()]);
    while let (Some(begin), Some(end)) = (over.get(i), under.get(j)) {
        let text = whole(begin, end).filter(|_| most[i][j] == 1 + most[i + 1][j + 1]);
        if let Some(text) = text {
            heads.push(Token { text, ..begin.clone() });
            (i, j) = (i + 1, j + 1);
        } else if most[i][j] == most[i + 1][j] {
            rests[0].push(begin.clone());
            i += 1;
        } else {
            rests[1].push(end.clone());
            j += 1;
        }
    }
    rests[0].extend_from_slice(&over[i..]);
    rests[1].extend_from_slice(&under[j..]);
    let is_whole = |rest: &Vec<Token>| !rest.iter().any(part);
    // What is left of both lines may be a head as well.
    let is_certain = rests.iter().any(Vec::is_empty) && rests.iter().any(is_whole);
    (!heads.is_empty() && is_certain).then_some((heads, rests))
}

/// Whether a text that begins so is a head: that of codes or names ends with a word for these, once.
fn is_head(begin: &Token, text: &str, vocabulary: &Vocabulary) -> bool {
    let end = text.strip_prefix(begin.text.as_str()).unwrap_or_default();
    let names_rows = headers::heads_codes_or_names(text) || NAMES.iter().any(|name| text.ends_with(name));
    let ends = || NAMES.contains(&end) && headers::heads_codes_or_names(&begin.text);
    let is_whole = NAMES.iter().any(|name| begin.text.ends_with(name));
    is_known(text, vocabulary) && !is_whole && (!names_rows || ends())
}

/// The line between with the heads whose middles it holds.
fn around(over: &[Token], between: &[Token], under: &[Token], vocabulary: &Vocabulary) -> Option<Vec<Token>> {
    let mut row = between.to_vec();
    let mut next = 0;
    for (begin, end) in over.iter().zip(under).filter(|_| over.len() == under.len()) {
        let whole = |middle: &Token| format!("{}{}{}", begin.text, middle.text, end.text);
        let at = (next..between.len()).find(|at| {
            is_open(&between[*at], vocabulary) && is_head(begin, &whole(&between[*at]), vocabulary)
        })?;
        row[at].text = whole(&between[at]);
        next = at + 1;
    }
    (next > 0).then_some(row)
}

/// A row of heads with others at their places among them, on each of the parts that lie side by side as many if they are the
/// same.
fn among(row: Vec<Token>, heads: Vec<Token>, vocabulary: &Vocabulary) -> Option<Vec<Token>> {
    let names_rows = |head: &Token| headers::heads_codes_or_names(&head.text);
    let sides: Vec<&[Token]> = row.chunk_by(|head, next| names_rows(head) || !names_rows(next)).collect();
    let (most, rest) = (heads.len() / sides.len(), heads.len() % sides.len());
    let ranks = |heads: &[Token]| heads.iter().map(|head| rank(head, vocabulary)).collect::<Vec<_>>();
    if sides.len() > 1 && rest == 0 && heads.chunks(most).all(|own| ranks(own) == ranks(&heads[..most])) {
        let sides = sides.into_iter().zip(heads.chunks(most));
        let sides: Vec<Vec<Token>> = sides
            .map(|(side, own)| among_side(side.to_vec(), own.to_vec(), vocabulary))
            .collect::<Option<_>>()?;
        return Some(sides.concat());
    }
    among_side(row, heads, vocabulary)
}

/// A row of heads with others at their places among them.
fn among_side(row: Vec<Token>, heads: Vec<Token>, vocabulary: &Vocabulary) -> Option<Vec<Token>> {
    let ranks: Vec<Option<usize>> = row.iter().map(|head| rank(head, vocabulary)).collect();
    // Behind the last head of the row that it follows; `None` where two of them have the same place in the order.
    let place = |rank: usize| {
        let Some(before) = ranks.iter().flatten().filter(|before| **before <= rank).max() else {
            return Some(0);
        };
        let mut found = (0..row.len()).filter(|at| ranks[*at] == Some(*before));
        found.next().filter(|_| found.next().is_none()).map(|at| at + 1)
    };
    let known: Vec<Option<usize>> = heads
        .iter()
        .map(|head| rank(head, vocabulary).map_or(Some(None), |rank| place(rank).map(Some)))
        .collect::<Option<_>>()?;
    // One without a place in the order stands where those before and behind it leave no choice.
    let places = (0..heads.len()).map(|at| {
        let before = known[..at].iter().flatten().next_back().copied().unwrap_or(0);
        let behind = known[at..].iter().flatten().next().copied().unwrap_or(row.len());
        (before == behind || known[at].is_some() && before < behind).then_some(behind)
    });
    let places: Vec<usize> = places.collect::<Option<_>>()?;
    let mut heads = heads.into_iter().zip(places).peekable();
    let mut all = Vec::new();
    for (at, own) in row.into_iter().enumerate() {
        while let Some((head, _)) = heads.next_if(|(_, place)| *place <= at) {
            all.push(head);
        }
        all.push(own);
    }
    all.extend(heads.map(|(head, _)| head));
    Some(all)
}

/// The place of a head in the order of columns: codes, names, then figures.
fn rank(head: &Token, vocabulary: &Vocabulary) -> Option<usize> {
    if headers::heads_codes(&head.text) {
        return Some(0);
    }
    if headers::heads_codes_or_names(&head.text) {
        return Some(1);
    }
    let scopes = ["revenue", "expenditure"];
    let (measure, _) = vocabulary.column(&wording::key(&head.text), &scopes)?;
    ORDER.iter().position(|measures| measures.contains(&measure)).map(|at| at + 2)
}
