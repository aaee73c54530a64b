//! The rows of an indicator grid (contract §5).
//!
//! A row is read by the columns of its header where every text fits its column. OCR shifts columns; then the row is read
//! by what its texts are: 产出指标 is a first level, 数量指标 a second, `≥` an operator, `2024-12` a date, and the order
//! of the rest is that of the form. First and second levels are filled down.

use super::reading::{Reading, overlapped, repeats, taken_apart};
use super::{Token, tokens};
use crate::document::Indicator;
use crate::error::Warning;
use crate::normalize::{indicator, number};
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::forms::{self, Label};
use crate::vocab::headers;
use crate::vocab::indicators::{self as words, Attribute};

/// Reads the rows of an indicator grid.
pub struct Reader {
    columns: Vec<(usize, Attribute)>,
    /// The key of the group label merged down at the left.
    group: Option<String>,
    printed: bool,
    level1: Option<String>,
    level2: Option<String>,
    indicators: Vec<Indicator>,
    /// The third level of the last indicator as printed, blanks kept: two names may be run together in it.
    last_name: String,
    /// Whether parts may be shifted as a whole.
    shifts: bool,
    /// Whether the last first level was found under another header than its own.
    strayed: bool,
    /// How far OCR shifted the columns of the part that is being read.
    offset: isize,
    /// How many indicators stand before each page break.
    cuts: Vec<usize>,
    /// The indicators that print a second level of another first level than the one above them.
    astray: Vec<usize>,
    warnings: Vec<Warning>,
}

/// How far the columns of a part may be shifted, the likelier first.
const OFFSETS: [isize; 5] = [0, -1, 1, -2, 2];
/// How far left of their columns texts stand where the cells before them were merged down: a group, a first and a second level.
const SLIDES: [isize; 3] = [1, 2, 3];
/// So many rows of a part tell how far its columns are shifted.
const SAMPLED_ROWS: usize = 30;

impl Reader {
    /// The reader of the rows under these columns; `group` is the key of what is merged down left of them, `printed` tells
    /// whether merged cells are known.
    pub fn new(columns: Vec<(usize, Attribute)>, group: Option<String>, printed: bool) -> Self {
        Self {
            columns,
            group,
            printed,
            level1: None,
            level2: None,
            indicators: Vec::new(),
            last_name: String::new(),
            offset: 0,
            strayed: false,
            shifts: !printed,
            cuts: Vec::new(),
            astray: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Goes on under the header of another page.
    pub fn set_columns(&mut self, columns: Vec<(usize, Attribute)>, printed: bool) {
        self.columns = columns;
        self.printed = printed;
    }

    /// The reader of a grid with other columns left of the indicators: its parts are not shifted as a whole.
    pub fn beside_fields(mut self) -> Self {
        self.shifts = false;
        self
    }

    /// Whether no indicator is read yet.
    pub fn is_empty(&self) -> bool {
        self.indicators.is_empty()
    }

    fn has(&self, attribute: Attribute) -> bool {
        self.columns.iter().any(|(_, a)| *a == attribute)
    }

    /// Reads a row: `tokens` are those of its texts that belong to the grid.
    pub fn row(&mut self, tokens: &[Token], matrix: &Matrix, row: usize) {
        let first = self.columns.first().map_or(0, |(column, _)| *column);
        // The name of a target (年度绩效目标1) before a first level that stands under its own head, or the number of a row.
        let is_own = |token: &Token| token.column == first && words::is_level1(token.text());
        let has_own = tokens.iter().any(is_own);
        let is_name =
            |token: &Token| has_own && !words::is_level(token.text()) || number::is_numeric(token.text());
        let tokens: Vec<Token> = tokens
            .iter()
            .filter(|token| {
                let group = self.group.as_deref() == Some(fold::key(token.text()).as_str())
                    || forms::is(token.text(), Label::Indicators);
                let labels = group && token.column <= first && !words::is_level1(token.text());
                let left = token.column < first && (self.printed || is_name(token));
                !labels && !left
            })
            .copied()
            .collect();
        let split: Vec<Slot> = tokens.iter().flat_map(|token| taken_apart(token.slot)).collect();
        let tokens: Vec<Token> = if split.len() == tokens.len() {
            tokens
        } else {
            split
                .iter()
                .enumerate()
                .map(|(at, slot)| Token { column: tokens[at.min(tokens.len() - 1)].column, slot })
                .collect()
        };
        // 总分 closes the grid of an evaluation, 小计 a part of it.
        let sums = |first: &Token| {
            headers::is_total(first.text())
                || headers::is_sum(first.text()) && tokens[1..].iter().all(Token::is_figure)
        };
        if tokens.first().is_none_or(sums) {
            return;
        }
        if matrix.breaks.contains(&row) {
            self.cuts.push(self.indicators.len());
            self.offset = if self.shifts { self.best_offset(matrix, row) } else { 0 };
            if self.joins_cut_row(&tokens) {
                return;
            }
        }
        let reading = match self.in_place(&tokens) {
            Some(mut reading) => {
                self.strayed &= reading.level1.is_none();
                self.fill_target_down(&mut reading, matrix, row);
                reading
            }
            None => {
                let reading = self.slid(&tokens).unwrap_or_else(|| self.in_sequence(&tokens));
                let own =
                    self.columns.iter().find(|(_, a)| *a == Attribute::Level1).map(|(column, _)| *column);
                if reading.level1.is_some() {
                    self.strayed = Some(tokens[0].column) > own;
                }
                self.warnings.push(
                    Warning::new(
                        "columns_shifted",
                        "the texts of this row are not under their headers and are read by what they say",
                    )
                    .at(tokens[0].slot.place),
                );
                reading
            }
        };
        self.take(reading);
    }

    /// Gives a named indicator the target that is merged down over its row, with what is printed apart of it.
    fn fill_target_down(&self, reading: &mut Reading, matrix: &Matrix, row: usize) {
        if !self.printed || reading.level3.is_none() || !reading.target.is_empty() {
            return;
        }
        let of_target = [Attribute::Target, Attribute::Operator, Attribute::Unit];
        for (column, attribute) in self.columns.iter().filter(|(_, of)| of_target.contains(of)) {
            let slot = matrix.origin(row, *column);
            if matrix.rows[row][*column].cover.0 > 0 && !slot.is_blank() {
                reading.put(*attribute, &Token { column: *column, slot });
            }
        }
    }

    /// The shift under which the texts of a part that begins at `row` suit the columns of the header best.
    fn best_offset(&self, matrix: &Matrix, row: usize) -> isize {
        let end = matrix
            .breaks
            .range(row + 1..)
            .next()
            .copied()
            .unwrap_or(matrix.rows.len())
            .min(row + SAMPLED_ROWS);
        let score = |offset: isize| -> i32 {
            (row..end)
                .map(|row| {
                    let mut tokens = tokens(matrix, row);
                    tokens.retain(|token| !forms::is(token.text(), Label::Indicators));
                    self.in_columns(&tokens, offset).map_or(-4, |reading| reading.score())
                })
                .sum()
        };
        OFFSETS.into_iter().rev().max_by_key(|&offset| score(offset)).unwrap_or(0)
    }

    /// The row by the columns of the header, `None` where a text contradicts its column.
    fn in_place(&self, tokens: &[Token]) -> Option<Reading> {
        let level1_strays = |reading: &Reading| {
            self.strayed
                && reading.level1.is_none()
                && reading.level2.first().is_some_and(|word| words::is_level1(word))
        };
        // A name that lost the blanks before it: no first level where the one that holds is known, and nothing to reach.
        let name_slid = |reading: &Reading| {
            let unknown = |text: &String| !words::is_level(text);
            self.level1.as_deref().is_some_and(words::is_level1)
                && reading.level1.as_ref().is_some_and(unknown)
                && reading.target.is_empty()
                && tokens.len() > 1
        };
        self.in_columns(tokens, self.offset).filter(|reading| {
            if self.printed {
                !reading.is_shifted()
            } else {
                let fits = reading.fits() && !reading.is_shifted();
                self.fills(reading) || fits && !level1_strays(reading) && !name_slid(reading)
            }
        })
    }

    /// Whether a row of an evaluation has a text in every column, figures where points stand: nothing of it is shifted.
    fn fills(&self, reading: &Reading) -> bool {
        self.columns.iter().all(|(_, attribute)| reading.holds(*attribute))
            && (self.has(Attribute::Weight) || self.has(Attribute::Score))
    }

    /// The row of an evaluation as far left of its columns as levels before it are merged down and were not printed again, where
    /// its texts suit them so: what was reached and scored, only its column tells.
    fn slid(&self, tokens: &[Token]) -> Option<Reading> {
        let is_evaluation = [Attribute::Actual, Attribute::Weight, Attribute::Score];
        is_evaluation.into_iter().any(|attribute| self.has(attribute)).then_some(())?;
        SLIDES.into_iter().filter_map(|offset| self.in_columns(tokens, offset)).find(Reading::is_anchored)
    }

    /// The row by the columns of the header, shifted by `offset`; `None` where two texts share a column.
    fn in_columns(&self, tokens: &[Token], offset: isize) -> Option<Reading> {
        let mut reading = Reading::default();
        for token in tokens {
            let column = token.column.checked_add_signed(offset)?;
            let at = self.columns.partition_point(|(first, _)| *first <= column).checked_sub(1)?;
            let (_, mut attribute) = self.columns[at];
            // One column of levels alone may print those that are second ones (指标类型: 数量指标).
            let is_second = || words::is_only_level2(token.text());
            if attribute == Attribute::Level1 && !self.has(Attribute::Level2) && is_second() {
                attribute = Attribute::Level2;
            }
            // A name merged over the column of the second level and its own.
            let reaches = |(first, of): &(usize, Attribute)| {
                *of == Attribute::Level3 && *first < column + token.slot.span.1
            };
            if attribute == Attribute::Level2
                && self.columns.get(at + 1).is_some_and(reaches)
                && !words::is_level(token.text())
            {
                attribute = Attribute::Level3;
            }
            if !reading.put(attribute, token) && !self.printed {
                return None;
            }
            reading.is_apart |= attribute == Attribute::Level3 && self.is_left_of_levels(at);
        }
        reading.name_by_level();
        Some(reading)
    }

    /// Whether the column stands left of that of the first level.
    fn is_left_of_levels(&self, at: usize) -> bool {
        self.columns[at..].iter().any(|(_, attribute)| *attribute == Attribute::Level1)
    }

    /// The row by what its texts are.
    fn in_sequence(&self, tokens: &[Token]) -> Reading {
        let mut reading = Reading::default();
        let is_tail = |text: &str| {
            indicator::is_plain_quantity(text)
                || indicator::is_damaged(text)
                || words::operator(text).is_some()
                || indicator::is_date(text)
                || words::is_measure_unit(text)
        };
        let mut index = 0;
        let text = |index: usize| tokens.get(index).map(|token| token.text());
        let name_follows = |index: usize| text(index + 1).is_some_and(|next| !is_tail(next));
        while let Some(word) = text(index) {
            // A word of both levels (成本指标) is a second level where it belongs under the first that holds.
            let second = words::is_level2(word)
                && !text(index + 1).is_some_and(words::is_level2)
                && !self.strayed
                && self
                    .level1
                    .as_deref()
                    .is_some_and(|level1| words::belongs(word, level1) && words::is_level1(level1));
            if words::is_level1(word)
                && !second
                && reading.level1.is_none()
                && reading.level2.is_empty()
                && (name_follows(index) || tokens.len() == 1)
            {
                reading.level1 = Some(word.to_owned());
            } else if self.has(Attribute::Level2)
                && words::is_level2(word)
                && (name_follows(index) || index + 1 == tokens.len())
            {
                reading.level2.push(word.to_owned());
            } else {
                break;
            }
            index += 1;
        }
        let name_at = |index: usize| tokens.get(index).filter(|token| !is_tail(token.text()));
        if let Some(mut name) = name_at(index) {
            index += 1;
            // A name printed again, or run together with another one before it stands alone.
            while let Some(again) = name_at(index).filter(|again| repeats(name.text(), again.text())) {
                name = again;
                index += 1;
            }
            reading.name(name);
        }
        let tail = &tokens[index.min(tokens.len())..];
        let deadline = tail
            .iter()
            .rposition(|token| indicator::is_date(token.text()))
            .filter(|_| self.has(Attribute::Deadline));
        let mut rest: Vec<&Token> = Vec::new();
        for (at, token) in tail.iter().enumerate() {
            let text = token.text();
            if self.has(Attribute::Direction)
                && reading.direction.is_empty()
                && indicator::direction(text).is_some()
            {
                reading.direction = text.to_owned();
            } else if words::operator(text).is_some() && reading.operator.is_empty() {
                reading.operator = text.to_owned();
            } else if Some(at) == deadline {
                reading.deadline = text.to_owned();
            } else {
                rest.push(token);
            }
        }
        self.distribute(&rest, &mut reading);
        reading
    }

    /// Gives the texts after the name to explanation, target, unit and basis.
    fn distribute(&self, rest: &[&Token], reading: &mut Reading) {
        let is_target = |text: &str| indicator::is_quantity(text) || indicator::is_damaged(text);
        let quantity = rest.iter().position(|token| is_target(token.text()));
        let explained = self.has(Attribute::Detail) && reading.operator.is_empty();
        let target = match quantity {
            Some(at) if at == 0 || explained || !reading.operator.is_empty() => at,
            _ if explained && rest.len() > 1 => 1,
            _ => 0,
        };
        for (index, token) in rest.iter().enumerate() {
            let attribute = match index.cmp(&target) {
                std::cmp::Ordering::Less => Attribute::Detail,
                std::cmp::Ordering::Equal => Attribute::Target,
                std::cmp::Ordering::Greater if self.has(Attribute::Unit) && reading.unit.is_empty() => {
                    Attribute::Unit
                }
                std::cmp::Ordering::Greater if self.has(Attribute::Basis) => Attribute::Basis,
                std::cmp::Ordering::Greater => Attribute::Other,
            };
            reading.put(attribute, token);
        }
    }

    /// Joins the first row of a page to the last row of the page before, where the page break cut its cells.
    fn joins_cut_row(&mut self, tokens: &[Token]) -> bool {
        let [token] = tokens else { return false };
        let text = token.text();
        if indicator::is_quantity(text) || words::is_level(text) {
            return false;
        }
        let Some(last) = self.indicators.last() else { return false };
        let Some(before) = self.level2.clone().or_else(|| last.level2.clone()) else { return false };
        let joined = overlapped(&before, &fold::compact(text));
        if words::is_level2(&joined) {
            for indicator in
                self.indicators.iter_mut().rev().take_while(|i| i.level2.as_deref() == Some(before.as_str()))
            {
                indicator.level2 = Some(joined.clone());
            }
            self.level2 = Some(joined);
            return true;
        }
        let attribute =
            self.columns.iter().rev().find(|(column, _)| *column <= token.column).map(|(_, a)| *a);
        let Some(last) = self.indicators.last_mut() else { return false };
        let slot = match attribute {
            Some(Attribute::Level3) => &mut last.level3,
            Some(Attribute::Detail) => &mut last.detail,
            Some(Attribute::Basis) => &mut last.basis,
            _ => return false,
        };
        match slot {
            Some(stated) => stated.push_str(&fold::compact(text)),
            None => *slot = Some(fold::compact(text)),
        }
        true
    }

    /// Fills the levels down and states the indicator.
    fn take(&mut self, mut reading: Reading) {
        if reading.is_apart {
            (self.level1, self.level2) = (None, None);
        }
        let own1 = reading.level1.as_deref().map(fold::compact);
        let words2: Vec<String> = reading.level2.iter().map(|text| fold::compact(text)).collect();
        let carried = self.level1.clone();
        if let Some(level1) = &own1 {
            if self.level1.as_ref() != Some(level1) || words2.is_empty() {
                self.level2 = None;
            }
            self.level1 = Some(level1.clone());
        }
        // Of two second levels on one row the last is this row's; the first is that of the rows below.
        let (mut level1, mut level2) = (self.level1.clone(), self.level2.clone());
        if let Some(word) = words2.last() {
            level2 = Some(word.clone());
            self.level2 = words2.first().cloned();
            if words2.len() > 1
                && level1.as_deref().is_some_and(|l| !words::belongs(word, l))
                && carried.as_deref().is_some_and(|l| words::belongs(word, l))
            {
                level1 = carried;
            }
            if own1.is_none() && level1.as_deref().is_some_and(|level1| !words::belongs(word, level1)) {
                self.astray.push(self.indicators.len());
            }
        }
        let Some(name) = reading.level3.take() else {
            if !reading.target.is_empty() {
                self.split_last(&reading, level1, level2);
            }
            return;
        };
        let mut indicator = Indicator {
            level1,
            level2,
            level3: Some(fold::compact(&name)),
            place: reading.place,
            ..Indicator::default()
        };
        reading.state(&mut indicator);
        self.last_name = name;
        self.indicators.push(indicator);
    }

    /// Gives an indicator without a second level that of the rows below it: it is printed in the middle of its merged
    /// cell, or at its end.
    fn fill_up_level2(&mut self) {
        if !self.has(Attribute::Level2) {
            return;
        }
        for index in (1..self.indicators.len()).rev() {
            let (before, after) = self.indicators.split_at_mut(index);
            if let (Some(above), Some(below)) = (before.last_mut(), after.first()) {
                let known = below.level2.as_deref().is_some_and(words::is_level2);
                let is_of_both = above.level1 == below.level1 && (above.level1.is_some() || !self.printed);
                if above.level2.is_none() && known && is_of_both {
                    above.level2.clone_from(&below.level2);
                }
            }
        }
    }

    /// Takes two names apart that OCR ran together in the row above this one, which has only a target; a target without such
    /// a name belongs to no indicator.
    fn split_last(&mut self, reading: &Reading, level1: Option<String>, level2: Option<String>) {
        let Some(last) = self.indicators.last_mut() else { return };
        let breaks: Vec<usize> =
            self.last_name.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(i, _)| i).collect();
        // The blank nearest to the middle parts the two names.
        let middle = self.last_name.len() / 2;
        let Some(at) = breaks.into_iter().min_by_key(|&at| (at.abs_diff(middle), at)) else {
            self.warnings.push(
                Warning::new(
                    "orphaned_target",
                    format!("the target “{}” belongs to no indicator", reading.target),
                )
                .at(last.place),
            );
            return;
        };
        let (first, second) = self.last_name.split_at(at);
        last.level3 = Some(fold::compact(first));
        let mut indicator = Indicator {
            level1,
            level2,
            level3: Some(fold::compact(second)),
            place: last.place,
            ..Indicator::default()
        };
        reading.state(&mut indicator);
        self.warnings.push(
            Warning::new(
                "indicators_taken_apart",
                format!("two indicators in one cell are taken apart: {} | {}", first.trim(), second.trim()),
            )
            .at(last.place),
        );
        self.last_name = second.trim().to_owned();
        self.indicators.push(indicator);
    }

    /// The indicators, and what was repaired or lost in them.
    pub fn finish(mut self) -> (Vec<Indicator>, Vec<Warning>) {
        self.fill_up_level2();
        // Rows above a printed first level belong to it where their second level does and to none above them; a blank cell of
        // their own says that they do not, unless a page break parts it from the text.
        let mut below: Option<usize> = None; // The next indicator that has a first level.
        for index in (0..self.indicators.len()).rev() {
            let Indicator { level1, level2, .. } = &self.indicators[index];
            let belongs = |to: &String| level2.as_ref().is_none_or(|level2| words::belongs(level2, to));
            let is_cut =
                self.cuts.binary_search(&(index + 1)).is_ok() && !level1.as_ref().is_some_and(belongs);
            let strays = || self.astray.binary_search(&index).is_ok();
            if is_cut || (level1.is_none() || strays()) && !self.printed {
                let next = below.and_then(|below| self.indicators[below].level1.as_ref());
                let is_known = level2.as_deref().is_some_and(words::is_level2);
                if let Some(next) = next.filter(|next| is_known && belongs(next)).cloned() {
                    self.indicators[index].level1 = Some(next);
                }
            }
            below = if self.indicators[index].level1.is_some() { Some(index) } else { below };
        }
        self.indicators.retain(|indicator| !is_slot(indicator));
        for indicator in &self.indicators {
            if let Some(target) = indicator.target.as_deref().filter(|target| indicator::is_damaged(target)) {
                let message = format!("the target “{target}” is no number");
                self.warnings.push(Warning::new("unreadable_number", message).at(indicator.place));
            }
        }
        (self.indicators, self.warnings)
    }
}

/// Whether a row is a slot of the form that is not filled in: neither a name nor a target.
fn is_slot(indicator: &Indicator) -> bool {
    let blank = indicator.target.as_deref().is_none_or(words::names_nothing);
    blank && indicator.level3.as_deref().is_none_or(words::names_nothing)
}
