//! Forms of goals and indicators: labels with their values, then indicators, whose cells break over lines.
//!
//! ```text
//! 项目名称 ⇥古籍修复                    项目名称 │ 古籍修复
//! 一级指标 ⇥二级指标 ⇥三级指标 ⇥指标值    一级指标 │ 二级指标 │ 三级指标 │ 指标值
//! 产出指标                       →
//! 数量指标 修复古籍                       产出指标 │ 数量指标 │ 修复古籍册数 │ ≥200册
//! 册数 ⇥≥200册                           │ │ 培训人次 │ ≥60人次
//! 培训人次 ⇥≥60人次
//! ```
//!
//! Levels the vocabulary knows, a row ends with its target, and what stands between is the name. A form whose indicators
//! have more texts of any length than their name (指标解释) is left: where one ends and the next begins no one can tell.

use super::tokens::{Gap, Token, tokens};
use super::{Grid, Rows, is_caption, turns};
use crate::read::dialect::{BOUNDS, is_figure};
use crate::read::lines::Line;
use crate::vocab::forms::{self, Label};
use crate::vocab::indicators::{self, Attribute};
use crate::vocab::preamble;

/// No form has more lines over its indicators, nor its head more lines.
const MOST_FIELDS: usize = 96;
const MOST_HEADS: usize = 4;
/// A form has no more lines of indicators.
const MOST_LINES: usize = 192;
/// A target in words that is longer may go on in the next line.
const LONGEST_WORDS: usize = 8;
/// The directions of indicators.
const DIRECTIONS: [&str; 2] = ["正向指标", "反向指标"];

/// Reads the form that begins at `lines[0]`, and how many lines it takes.
pub(super) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let first = lines.first()?;
    let begins = tokens(first)
        .first()
        .is_some_and(|first| forms::is_label_or_group(&first.text) || first.text.starts_with("一级指"));
    if !begins {
        return None;
    }
    let is_head = |line: &Line<'_>| line.text.trim_start().starts_with("一级指");
    let is_over = |line: &&Line<'_>| line.is_text_of(first.page) && !line.is_blank() && !is_caption(line);
    let over = lines.iter().take(MOST_FIELDS).take_while(is_over).take_while(|line| !is_head(line)).count();
    let (heads, below) = heads(lines.get(over..)?)?;
    let fields = fields(&lines[..over])?;
    let (indicators, taken) = Indicators::of(&heads)?.read(&lines[over + below..])?;
    let mut grid = Rows::begin(first);
    for row in fields.into_iter().chain([heads]).chain(indicators) {
        row.into_iter().for_each(|cell| grid.push(cell.text, 0, cell.place));
        grid.end_row();
    }
    Some((grid.finish(), over + below + taken))
}

/// The heads of the indicators, and how many lines they take.
fn heads(lines: &[Line<'_>]) -> Option<(Vec<Token>, usize)> {
    let mut heads: Vec<Token> = Vec::new();
    for (at, line) in lines.iter().enumerate().take(MOST_HEADS) {
        let tokens = tokens(line);
        if tokens.is_empty() || tokens.first().is_some_and(|first| indicators::is_level(&first.text)) {
            return (at > 0).then_some((heads, at));
        }
        for token in tokens {
            let is_known = |text: &str| indicators::attribute(text).is_some();
            match heads.last_mut().filter(|last| {
                token.gap == Gap::Line
                    && !is_known(&token.text)
                    && is_known(&format!("{}{}", last.text, token.text))
            }) {
                Some(last) => last.text.push_str(&token.text),
                None => heads.push(token),
            }
        }
    }
    None
}

/// The labels over the indicators with their values, and the rows of grids between them.
fn fields(lines: &[Line<'_>]) -> Option<Vec<Vec<Token>>> {
    let mut rows: Vec<Vec<Token>> = Vec::new();
    let mut is_grid = false;
    let is_label = |token: &Token| forms::is_label_or_group(&token.text);
    for line in lines {
        let mut tokens = tokens(line);
        // 其中：财政资 │ 金: a label goes on.
        if let ([.., last], Some(first)) = (&mut rows[..], tokens.first_mut())
            && let [label] = &mut last[..]
            && !is_label(label)
            && forms::is_label_or_group(&format!("{}{}", label.text, first.text))
        {
            label.text.push_str(&first.text);
            last.extend(tokens.drain(1..));
            continue;
        }
        let is_text = tokens.len() == 1 || !tokens.last().is_some_and(Token::is_figure) && !is_grid;
        let label = rows.last().filter(|last| last.len() == 1).map(|last| &last[0]);
        let heads_grid = label.is_some_and(|label| forms::is(&label.text, Label::Group)) && tokens.len() > 1;
        if tokens.first().is_some_and(is_label) {
            is_grid = false;
            rows.push(parted(tokens, is_label));
        } else if tokens.len() > 1 && (heads_grid || is_grid || tokens.iter().any(is_inner)) {
            is_grid = true;
            rows.push(tokens);
        } else if is_grid || !is_text && label.is_none() {
            return None;
        } else {
            let last = rows.last_mut()?;
            let text = joined(tokens)?;
            match last.get_mut(1..).and_then(<[Token]>::last_mut) {
                Some(value) => value.text.push_str(&text.text),
                None => last.push(text),
            }
        }
    }
    Some(rows)
}

/// Whether a piece heads a column of a grid inside a form.
fn is_inner(token: &Token) -> bool {
    forms::is(&token.text, Label::Inner)
}

/// Labels and their values, each value one cell.
fn parted(tokens: Vec<Token>, is_label: impl Fn(&Token) -> bool) -> Vec<Token> {
    let mut cells: Vec<Token> = Vec::new();
    for token in tokens {
        let is_next = cells.len() == 1 || is_label(&token) || cells.last().is_some_and(&is_label);
        match cells.last_mut().filter(|_| !is_next) {
            Some(value) => {
                value.text.push(' ');
                value.text.push_str(&token.text);
            }
            None => cells.push(token),
        }
    }
    cells
}

/// Pieces of one text.
fn joined(tokens: Vec<Token>) -> Option<Token> {
    tokens.into_iter().reduce(|mut text, token| {
        text.text.push(' ');
        text.text.push_str(&token.text);
        text
    })
}

/// The indicators of a form while they are read.
struct Indicators {
    /// Whether there is a column of the second level.
    has_level2: bool,
    /// What stands behind the name.
    behind: Vec<Attribute>,
    levels: [Option<Token>; 2],
    /// What has been read of the next name.
    name: Option<Token>,
    rows: Vec<Vec<Token>>,
}

impl Indicators {
    /// The reader of indicators with these heads, if a row can be told by them: levels, name, target, and what is short.
    fn of(heads: &[Token]) -> Option<Self> {
        let attributes: Vec<Attribute> =
            heads.iter().map(|head| indicators::attribute(&head.text)).collect::<Option<_>>()?;
        let has_level2 = attributes.get(1) == Some(&Attribute::Level2);
        let [Attribute::Level1, .., Attribute::Level3] = attributes.get(..2 + usize::from(has_level2))?
        else {
            return None;
        };
        let behind = &attributes[2 + usize::from(has_level2)..];
        let is_told = matches!(
            behind,
            [Attribute::Target]
                | [Attribute::Target, Attribute::Deadline]
                | [Attribute::Direction, Attribute::Target]
        );
        is_told.then(|| Self {
            has_level2,
            behind: behind.to_vec(),
            levels: [None, None],
            name: None,
            rows: Vec::new(),
        })
    }

    /// Reads all rows from here on, and how many lines they take.
    fn read(mut self, lines: &[Line<'_>]) -> Option<(Vec<Vec<Token>>, usize)> {
        let (mut at, mut end) = (0, 0);
        while let Some(line) = lines.get(at).filter(|_| at < MOST_LINES) {
            let turns = at > 0 && turns(&lines[at - 1], line);
            let is_preamble = self.name.is_none() && preamble::part(line.text).is_some();
            let mut line = tokens(line);
            if line.is_empty() {
                at += 1;
                continue;
            }
            let is_title = self.name.is_none() && line.len() == 1 && line[0].text.ends_with('表');
            let is_other = forms::is(&line[0].text, Label::Start) || turns || !self.ends(&line);
            let begins_other = forms::is_label_or_group(&line[0].text)
                && !indicators::is_level(&line[0].text)
                && self.name.is_none()
                && is_other;
            // What stands on the next page goes on with the form only where that is certain.
            let is_certain =
                self.name.is_some() || indicators::is_level(&line[0].text) || line.len() > self.behind.len();
            if is_title
                || is_preamble
                || begins_other
                || preamble::is_note(lines[at].text)
                || is_caption(&lines[at])
                || turns && !is_certain
            {
                break;
            }
            at += 1;
            while let Some(rest) = lines.get(at).map(|next| tokens(next)).filter(|rest| is_cut(&line, rest)) {
                let mut rest = rest.into_iter();
                if let (Some(last), Some(first)) = (line.last_mut(), rest.next()) {
                    last.text.push_str(&first.text);
                }
                line.extend(rest);
                at += 1;
            }
            self.add(line)?;
            end = at;
        }
        (self.name.is_none() && !self.rows.is_empty()).then_some((self.rows, end))
    }

    /// Adds a line; `None` where it does not tell what it is.
    fn add(&mut self, mut line: Vec<Token>) -> Option<()> {
        // The target of the row before is not there, or stands alone.
        let ends_name = line.len() == self.behind.len() + 1 && self.ends(&line);
        let begins_level = line.first().is_some_and(|first| indicators::is_level(&first.text));
        if self.name.is_some() && begins_level && !ends_name {
            self.complete(Vec::new())?;
        }
        if let ([target], None) = (&line[..], &self.name)
            && is_target(&target.text)
            && let Some(blank) =
                self.rows.last_mut().and_then(|row| row.last_mut()).filter(|last| last.text.is_empty())
        {
            *blank = target.clone();
            return Some(());
        }
        if self.name.is_none() {
            let levels = self.levels_of(&line);
            line.drain(..levels).for_each(drop);
        }
        if let [.., direction] = &line[..]
            && self.behind.first() == Some(&Attribute::Direction)
            && is_direction(&direction.text)
            && line.len() <= 2
        {
            line.push(blank());
        }
        let completes = match line.len().checked_sub(self.behind.len()) {
            Some(0) => self.name.is_some() && self.ends(&line),
            Some(1) => self.behind.len() == 1 || self.ends(&line),
            _ => false,
        };
        if !completes && line.len() > 1 {
            return None;
        }
        let behind = if completes { line.split_off(line.len() - self.behind.len()) } else { Vec::new() };
        if let Some(part) = line.pop() {
            self.name = match self.name.take() {
                Some(name) => Some(Token { text: name.text + &part.text, ..name }),
                None if !completes && self.last_may_go_on() => return None,
                None => Some(part),
            };
        }
        if completes { self.complete(behind) } else { Some(()) }
    }

    /// Completes a row with what stands behind its name; `None` where its levels are not before it: a text that is written
    /// line by line has them in the middle of their rows.
    fn complete(&mut self, mut behind: Vec<Token>) -> Option<()> {
        let first = self.levels[0].as_ref()?;
        if self.levels[1].as_ref().is_some_and(|second| !indicators::belongs(&second.text, &first.text)) {
            return None;
        }
        let levels = self.levels.iter().take(1 + usize::from(self.has_level2));
        let mut row: Vec<Token> = levels.map(|level| level.clone().unwrap_or_else(blank)).collect();
        behind.resize_with(self.behind.len(), blank);
        row.push(self.name.take()?);
        row.extend(behind);
        self.rows.push(row);
        Some(())
    }

    /// Takes over the levels that a line begins with, and tells how many they are. A level before a target is a name
    /// (服务对象满意度 ⇥≥90%).
    fn levels_of(&mut self, line: &[Token]) -> usize {
        for (at, level) in line.iter().enumerate() {
            let (is_first, is_second) =
                (indicators::is_level1(&level.text), indicators::is_level2(&level.text));
            let next = line.get(at + 1);
            let is_name = line.len() - at == self.behind.len() + 1 && self.ends(line);
            if !is_first && !is_second || is_name {
                return at;
            }
            let heads_second = next.is_some_and(|next| indicators::is_only_level2(&next.text));
            let belongs = |first: &Token| {
                indicators::belongs(&level.text, &first.text) && !self.is_without_second(first)
            };
            let may_be_second = !is_first || !heads_second && self.levels[0].as_ref().is_some_and(belongs);
            if self.has_level2 && is_second && may_be_second {
                self.levels[1] = Some(level.clone());
            } else {
                self.levels = [Some(level.clone()), None];
            }
        }
        line.len()
    }

    /// Whether this first level has a row without a second level.
    fn is_without_second(&self, first: &Token) -> bool {
        let last = self.rows.last().filter(|_| self.has_level2 && self.levels[1].is_none());
        last.and_then(|row| row.first()).is_some_and(|level| level.text == first.text)
    }

    /// Whether the last pieces of a line are what stands behind a name.
    fn ends(&self, line: &[Token]) -> bool {
        let is_only = self.behind.len() == 1;
        let fits = |(attribute, token): (&Attribute, &Token)| match attribute {
            Attribute::Direction => is_direction(&token.text),
            Attribute::Deadline => token.text.starts_with(|c: char| c.is_ascii_digit()),
            _ => !is_only || is_target(&token.text),
        };
        let pieces = line.len().checked_sub(self.behind.len()).and_then(|first| line.get(first..));
        pieces.is_some_and(|pieces| self.behind.iter().zip(pieces).all(fits))
    }

    /// Whether the target of the last row may not be at its end: it is made of many words.
    fn last_may_go_on(&self) -> bool {
        let words = |token: &Token| !is_target(&token.text) && token.text.chars().count() > LONGEST_WORDS;
        self.rows.last().and_then(|row| row.last()).is_some_and(words)
    }
}

/// A blank cell.
fn blank() -> Token {
    Token { text: String::new(), gap: Gap::Tab, place: None, shown: (0, 0) }
}

/// Whether a line ends in a level or a direction that the next one goes on with: 社会效益指 │ 标.
fn is_cut(line: &[Token], next: &[Token]) -> bool {
    let (Some(last), Some(first)) = (line.last(), next.first()) else { return false };
    let whole = || format!("{}{}", last.text, first.text);
    ["标", "指标"].contains(&first.text.as_str())
        && (indicators::is_level(&whole()) || is_direction(&whole()))
}

/// Whether a text is the direction of an indicator.
fn is_direction(text: &str) -> bool {
    DIRECTIONS.contains(&text)
}

/// Whether a text is a target by its number: ≥60人次, 大于等于95%, 3天.
fn is_target(text: &str) -> bool {
    let bare = text.trim_start_matches(BOUNDS);
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    is_figure(text) || begins(bare) || indicators::operator_prefix(text).is_some_and(|(_, rest)| begins(rest))
}
