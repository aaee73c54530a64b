//! The header of a table whose cells are parted by blanks: pieces of lines become heads, and heads become rows.
//!
//! ```text
//! 项目 ⇥收入预算                              项目         │ 收入预算
//! 功能分类科目编码                            功能分类科目编码 │ 功能分类科目名称 │ 合计 │ 事业单位经营收入
//! 功能分类科目名称 ⇥合计 ⇥事业单位      →     类           │ 款               │ 项
//! 经营收入
//! 类 ⇥款 ⇥项
//! ```
//!
//! Which pieces are one head the vocabulary tells: of all ways to join them that one is taken which makes the fewest heads
//! and the most known ones.

use super::centred;
use super::tokens::{Gap, LEVELS, Token, tokens};
use crate::read::lines::Line;
use crate::vocab::canonical::Vocabulary;
use crate::vocab::division::{self, Stand};
use crate::vocab::headers;

/// A head is broken over at most so many lines.
const MOST_PIECES: usize = 6;
/// What a head costs, and what it costs more if the vocabulary does not know it.
const HEAD: usize = 2;
const UNKNOWN: usize = 5;
/// Heads of the parts that lie side by side.
const SIDES: [&str; 4] = ["收入", "支出", "本年收入", "本年支出"];
/// What the heads of codes and names end with.
const NAME_ENDS: [&str; 3] = ["编码", "代码", "名称"];
/// Heads of sums.
const SUMS: [&str; 3] = ["小计", "合计", "总计"];

/// The columns of a table, or of one of the parts that lie side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Side {
    /// Columns of codes.
    pub(super) codes: usize,
    /// Columns of names.
    pub(super) names: usize,
    /// Columns of figures, where the header tells.
    pub(super) figures: Option<usize>,
}

impl Side {
    /// How many columns it has.
    pub(super) fn width(self) -> usize {
        self.codes + self.names + self.figures.unwrap_or(0)
    }
}

/// A header.
pub(super) struct Head {
    /// Its rows, from their first head on.
    pub(super) rows: Vec<Vec<Token>>,
    pub(super) sides: Vec<Side>,
}

impl Head {
    /// The header that consists of these pieces, if they are one.
    pub(super) fn of(pieces: &[Token]) -> Option<Self> {
        let vocabulary = Vocabulary::built_in();
        let heads = heads(pieces, &vocabulary);
        let known = heads.iter().filter(|head| is_known(&head.text, &vocabulary)).count();
        if heads.len() < 2 || known * 2 < heads.len() || !is_known(&heads.first()?.text, &vocabulary) {
            return None;
        }
        let rows = rows(heads);
        let sides = sides(&rows)?;
        Some(Self { rows, sides })
    }

    /// In which column each head of each row begins, over rows that print so many figures at most; heads whose place is not
    /// certain stand side by side.
    pub(super) fn columns(&self, figures: usize) -> Vec<Vec<usize>> {
        let mut columns: Vec<Vec<usize>> = self.rows.iter().map(|row| (0..row.len()).collect()).collect();
        match &self.sides[..] {
            [side] if figures == 0 && self.rows.iter().any(|row| is_levels(row)) => {
                self.columns_over_levels(*side, &mut columns);
            }
            [side] => {
                let width = side.codes + side.names + figures;
                columns = self.divided(width).unwrap_or(columns);
            }
            sides => {
                let starts = sides.iter().scan(0, |next, side| {
                    *next += side.width();
                    Some(*next - side.width())
                });
                let starts: Vec<usize> = starts.collect();
                columns
                    .iter_mut()
                    .filter(|row| row.len() == sides.len())
                    .for_each(|row| row.clone_from(&starts));
            }
        }
        columns
    }

    /// How many columns of figures each side has, as far as that is certain of rows that print so many at most.
    pub(super) fn figures(&self, most: usize) -> Vec<Option<usize>> {
        match &self.sides[..] {
            [side] => {
                if let Some(heads) = self.flat() {
                    return vec![Some(heads.len())];
                }
                let is_certain = self.divided(side.codes + side.names + most).is_some();
                vec![Some(most).filter(|_| is_certain)]
            }
            sides => sides.iter().map(|side| side.figures).collect(),
        }
    }

    /// The heads of figures of a table of one part, where all of them stand in its first row.
    pub(super) fn flat(&self) -> Option<Vec<&Token>> {
        let is_figure = |head: &&Token| !names_rows(head) && !head.is_level();
        let ([_], [first, below @ ..]) = (&self.sides[..], &self.rows[..]) else { return None };
        let is_flat = !below.iter().flatten().any(|head| is_figure(&head));
        is_flat.then(|| first.iter().filter(is_figure).collect())
    }

    /// Moves what stands beside the head of a code behind the levels of that, where no row tells how wide the table is.
    fn columns_over_levels(&self, side: Side, columns: &mut [Vec<usize>]) {
        let others = self.rows.iter().zip(columns).filter(|(row, _)| !is_levels(row));
        for (row, columns) in others {
            let named = row.iter().take_while(|head| names_rows(head)).count().max(1);
            let moved = (side.codes + side.names).saturating_sub(named);
            columns.iter_mut().skip(named).for_each(|column| *column += moved);
            columns.iter_mut().take(named).skip(1).for_each(|column| *column += side.codes - 1);
        }
    }

    /// Whether it is certain what so many figures stand under: only rows without a name leave that open.
    pub(super) fn fits(&self, figures: usize) -> bool {
        let is_named = self.sides.iter().any(|side| side.codes + side.names > 0);
        let is_flat = || self.rows.len() == 1 && self.rows.iter().all(|row| row.len() == figures);
        is_named || figures == 0 || is_flat() || self.divided(figures).is_some()
    }

    /// The columns of heads that divide those above them so that they are this wide.
    fn divided(&self, width: usize) -> Option<Vec<Vec<usize>>> {
        if self.rows.len() < 2 || self.rows.iter().any(|row| is_levels(row)) {
            return None;
        }
        let head = |token: &'_ Token| token.text.clone();
        let texts: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(head).collect()).collect();
        let readings = texts.windows(2).map(|pair| {
            let heads: Vec<division::Head> = pair[0]
                .iter()
                .map(|text| division::Head { text, children: 0..=usize::MAX, column: None })
                .collect();
            let below: Vec<(&str, Option<usize>)> =
                pair[1].iter().map(|text| (text.as_str(), None)).collect();
            division::divisions(&heads, &below, Stand::First)
        });
        let spans = || texts.iter().map(|row| vec![1; row.len()]).collect();
        division::together(readings.collect())
            .into_iter()
            .flatten()
            .map(|divisions| division::lay(spans(), &divisions))
            .find(|(_, found)| *found == width)
            .map(|(columns, _)| columns)
    }
}

/// Whether a line begins with a head.
pub(super) fn begins(line: &Line<'_>) -> bool {
    tokens(line).first().is_some_and(|first| is_known(&first.text, &Vocabulary::built_in()))
}

/// Whether the vocabulary knows a head.
pub(super) fn is_known(text: &str, vocabulary: &Vocabulary) -> bool {
    headers::is_telling(text) || vocabulary.names_column(text) || SIDES.contains(&text)
}

/// The heads that pieces are; those that are written around others where so fewer are open.
fn heads(pieces: &[Token], vocabulary: &Vocabulary) -> Vec<Token> {
    let open = |heads: &[Token]| heads.iter().filter(|head| is_open(head, vocabulary)).count();
    let names_rows = |heads: &[Token]| heads.first().is_some_and(names_rows);
    let heads = joined(pieces, vocabulary);
    if open(&heads) == 0 && names_rows(&heads) {
        return heads;
    }
    let others = centred::together(pieces, vocabulary).map(|pieces| joined(&pieces, vocabulary));
    let are_better =
        |others: &Vec<Token>| (open(others), !names_rows(others)) < (open(&heads), !names_rows(&heads));
    others.filter(are_better).unwrap_or(heads)
}

/// Whether a piece may be a part of a head: the vocabulary does not know it, or as the begin or the end of others as well.
pub(super) fn is_open(piece: &Token, vocabulary: &Vocabulary) -> bool {
    NAME_ENDS.contains(&&*piece.text) || piece.text.ends_with("分类") || !is_known(&piece.text, vocabulary)
}

/// Joins the pieces of each head.
fn joined(pieces: &[Token], vocabulary: &Vocabulary) -> Vec<Token> {
    let level = |piece: &Token| LEVELS.iter().position(|level| *level == piece.text);
    let follow = |at: usize| {
        let pair = pieces.get(at).zip(pieces.get(at + 1));
        pair.and_then(|(piece, next)| Some(level(piece)? + 1 == level(next)?)).unwrap_or(false)
    };
    let are_levels: Vec<bool> =
        (0..pieces.len()).map(|at| follow(at) || at.checked_sub(1).is_some_and(follow)).collect();
    let are_known: Vec<bool> = pieces.iter().map(|piece| is_known(&piece.text, vocabulary)).collect();
    // The least cost of the first pieces, and how many of them the last head has.
    let mut best: Vec<(usize, usize)> = vec![(0, 0)];
    for end in 1..=pieces.len() {
        let mut found = (usize::MAX, 1);
        let mut text = String::new();
        let (mut is_torn, mut heads) = (false, 0);
        for start in (end.saturating_sub(MOST_PIECES)..end).rev() {
            // The levels of a code are heads of their own.
            if start + 1 < end && (are_levels[start] || are_levels[start + 1]) {
                break;
            }
            text.insert_str(0, &pieces[start].text);
            let is_known = is_known(&text, vocabulary);
            // Heads that are known by themselves are no parts of one that is not.
            heads += usize::from(are_known[start]);
            let cost = best[start].0 + HEAD + if is_known { 0 } else { UNKNOWN + HEAD * heads };
            if cost < found.0 && (is_known || !is_torn) && !are_two(&pieces[start..end], vocabulary) {
                found = (cost, end - start);
            }
            match pieces[start].gap {
                Gap::Line => {}
                // What stood below may have come behind with a blank: only what is known is one.
                Gap::Blank => is_torn = true,
                _ => break,
            }
        }
        best.push(found);
    }
    let mut heads = Vec::new();
    let mut end = pieces.len();
    while end > 0 {
        let start = end - best[end].1.clamp(1, end);
        heads.extend(super::tokens::joined(pieces[start..end].iter().cloned()));
        end = start;
    }
    heads.reverse();
    heads
}

/// Whether pieces are a head and one of another row, of codes or names or a sum (支出预算 over 科目编码, 项目支出 over 小计),
/// and not one that is broken (经济分类 and 科目编码). A sum is a head of its own, but for its unit: 合计 │ （万元）.
fn are_two(pieces: &[Token], vocabulary: &Vocabulary) -> bool {
    let text = |pieces: &[Token]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let is_sum = |piece: &Token| SUMS.contains(&&*piece.text);
    let has_unit = |sum: &[Token]| sum.get(1).is_some_and(|next| next.text.starts_with(['(', '（']));
    let holds_sum = match pieces {
        [first, rest @ ..] if !rest.is_empty() => {
            rest.iter().any(is_sum) || is_sum(first) && !has_unit(pieces)
        }
        _ => false,
    };
    holds_sum
        || (1..pieces.len()).any(|end| are_apart(&text(&pieces[..end]), &text(&pieces[end..]), vocabulary))
}

/// Whether one text is a head, and the other one that of codes or names behind it.
fn are_apart(head: &str, below: &str, vocabulary: &Vocabulary) -> bool {
    let ends = |words: &[&str]| words.iter().any(|end| head.ends_with(end));
    let is_broken = ends(&["分类", "科目", "单位", "部门"]);
    let are_known = || is_known(head, vocabulary) && is_known(below, vocabulary);
    let is_whole = ends(&NAME_ENDS) || head.trim_end_matches(['：', ':']) == "其中";
    let is_money = ends(&["支出", "收入", "预算", "拨款"]);
    // No head says twice what it begins with: 功能分类科目 and 功能分类科目名称.
    let begin: String = head.chars().take(4).collect();
    is_whole
        || begin.chars().count() == 4 && below.starts_with(&begin)
        || is_money && headers::heads_codes_or_names(below)
        || !is_broken
            && (headers::heads_codes_or_names(below) || headers::heads_codes_or_names(head))
            && are_known()
}

/// Whether a head stands over codes or names.
fn names_rows(head: &Token) -> bool {
    headers::heads_codes_or_names(&head.text)
}

/// Parts the heads into rows.
fn rows(heads: Vec<Token>) -> Vec<Vec<Token>> {
    let mut rows: Vec<Vec<Token>> = Vec::new();
    // Codes and names alone at the end are what a head before those of the figures stands over: 项目.
    let last = heads.iter().rposition(|head| !names_rows(head)).map_or(0, |last| last + 1);
    for (index, head) in heads.into_iter().enumerate() {
        let is_last = index == last && index > 0 && headers::heads_codes(&head.text);
        let begins = rows.last().is_none_or(|row| {
            (is_last || matches!(head.gap, Gap::Line | Gap::Turn)) && begins_row(row, &head)
                || head.text == LEVELS[0] && !row.iter().any(Token::is_level)
        });
        match rows.last_mut().filter(|_| !begins) {
            Some(row) => row.push(head),
            None => rows.push(vec![head]),
        }
    }
    rows
}

/// Whether a head at the begin of a line is the first of a row below this one.
fn begins_row(row: &[Token], head: &Token) -> bool {
    let is_sum = |head: &Token| head.text == "小计" || head.text.starts_with("其中");
    let divides = || {
        row.last()
            .is_some_and(|last| !SUMS.contains(&&*last.text) && headers::is_member(&last.text, &head.text))
    };
    let others = row.iter().any(|head| !names_rows(head));
    if names_rows(head) {
        // The same head again is that of the part beside.
        return others
            && (headers::heads_codes(&head.text) || row.first().is_none_or(|first| first.text != head.text));
    }
    is_sum(head) && !row.iter().any(is_sum) && row.len() > 1
        || headers::is_total(&head.text) && row.last().is_some_and(|last| !names_rows(last))
        || divides()
}

/// Whether a row is that of the levels of a code.
fn is_levels(row: &[Token]) -> bool {
    row.iter().all(Token::is_level)
}

/// The columns of each part, by the heads of its codes and names.
fn sides(rows: &[Vec<Token>]) -> Option<Vec<Side>> {
    let named = |row: &&Vec<Token>| row.iter().filter(|head| names_rows(head)).count();
    let levels = rows.iter().find(|row| is_levels(row)).map(Vec::len);
    let row = rows.iter().filter(|row| !is_levels(row)).rev().max_by_key(named)?;
    let mut sides: Vec<Side> = Vec::new();
    let mut was_name = false;
    for head in row {
        let is_name = names_rows(head);
        if is_name && !was_name || sides.is_empty() {
            sides.push(Side { codes: 0, names: 0, figures: Some(0) });
        }
        let side = sides.last_mut()?;
        if headers::heads_codes(&head.text) {
            side.codes += 1;
        } else if is_name {
            side.names += 1;
        } else {
            side.figures = side.figures.map(|count| count + 1);
        }
        was_name = is_name;
    }
    if let [side] = &mut sides[..] {
        // Rows below divide heads of this one, and heads of figures may stand above codes.
        side.figures = side.figures.filter(|count| *count > 0 && (rows.len() == 1 || levels.is_some()));
        side.codes = levels.unwrap_or(side.codes);
    }
    // Which of several codes a row prints is not certain, but for the levels of one.
    let are_certain = levels.is_some() || sides.iter().all(|side| side.codes < 2);
    // What is no table of figures has other heads in between.
    (are_certain && sides.iter().all(|side| side.figures != Some(0))).then_some(sides)
}
