//! The texts of one row of an indicator grid by attribute, and how well they suit what they stand under.
//!
//! ```text
//! │ 一级指标 │ 二级指标 │ 三级指标 │ 指标值   │
//! │ 产出指标 │ 数量指标 │ 清淤长度 │ ≥12公里  │   fits: every text is what its header says
//! │ 数量指标 │ 清淤长度 │ ≥12公里  │          │   shifted: a second level stands under the first
//! ```

use super::Token;
use crate::document::{Indicator, Value};
use crate::error::Place;
use crate::normalize::{indicator, number};
use crate::tables::matrix::Slot;
use crate::text::fold;
use crate::vocab::indicators::{self as words, Attribute};

/// The texts of a row by attribute.
#[derive(Debug, Default, Clone)]
pub struct Reading {
    pub level1: Option<String>,
    /// Second levels from left to right: OCR may run two rows' words together.
    pub level2: Vec<String>,
    pub level3: Option<String>,
    /// Whether the name stands where the levels would, of which it has none (预算执行率).
    pub is_apart: bool,
    /// Where the third level, the indicator's name, is printed.
    pub place: Option<Place>,
    pub detail: String,
    pub direction: String,
    pub operator: String,
    pub target: String,
    pub unit: String,
    pub deadline: String,
    pub basis: String,
    pub weight: String,
    pub actual: String,
    pub score: String,
    pub reason: String,
}

impl Reading {
    /// Takes a text that stands under the head of an attribute; `false` where another one stands there already, which tells
    /// that the row is shifted.
    pub fn put(&mut self, attribute: Attribute, token: &Token) -> bool {
        let text = token.text();
        // The same text again is that of a merged cell which is written out.
        let append = |slot: &mut String| {
            let fresh = slot.is_empty() || slot == text;
            if slot != text {
                slot.push_str(text);
            }
            fresh
        };
        // Several texts beside the target are no sign that the row is shifted.
        let beside = |slot: &mut String| {
            append(slot);
            true
        };
        match attribute {
            Attribute::Level1 => self.level1.replace(text.to_owned()).is_none(),
            Attribute::Level2 => {
                self.level2.push(text.to_owned());
                self.level2.len() == 1
            }
            Attribute::Level3 => self.name(token),
            Attribute::Detail => append(&mut self.detail),
            Attribute::Direction if words::operator(text).is_some() => append(&mut self.operator),
            Attribute::Direction => append(&mut self.direction),
            Attribute::Operator => append(&mut self.operator),
            Attribute::Target => append(&mut self.target),
            Attribute::Unit => append(&mut self.unit),
            Attribute::Deadline => append(&mut self.deadline),
            Attribute::Basis => append(&mut self.basis),
            Attribute::Weight => beside(&mut self.weight),
            Attribute::Actual => beside(&mut self.actual),
            Attribute::Score => beside(&mut self.score),
            Attribute::Reason => beside(&mut self.reason),
            Attribute::Level4 | Attribute::Standard | Attribute::Other => true,
        }
    }

    /// Whether the column of an attribute holds what belongs there, as far as the row is told by it: remarks may be left blank.
    pub fn holds(&self, attribute: Attribute) -> bool {
        let is_name = |text: &String| !indicator::is_plain_quantity(text);
        match attribute {
            Attribute::Level1 => self.level1.is_some(),
            Attribute::Level2 => self.level2.len() == 1,
            Attribute::Level3 => self.level3.as_ref().is_some_and(is_name),
            Attribute::Detail => !self.detail.is_empty(),
            Attribute::Direction => !self.direction.is_empty(),
            Attribute::Operator => !self.operator.is_empty(),
            Attribute::Target => !self.target.is_empty(),
            Attribute::Unit => !self.unit.is_empty(),
            Attribute::Deadline => !self.deadline.is_empty(),
            Attribute::Basis => !self.basis.is_empty(),
            Attribute::Actual => !self.actual.is_empty(),
            Attribute::Weight => number::is_numeric(&self.weight),
            Attribute::Score => number::is_numeric(&self.score),
            Attribute::Level4 | Attribute::Reason | Attribute::Standard | Attribute::Other => true,
        }
    }

    /// Takes the indicator's name; `false` where it had one.
    pub fn name(&mut self, token: &Token) -> bool {
        self.place = token.slot.place;
        self.level3.replace(token.text().to_owned()).is_none()
    }

    /// A text under the head of the first level that is no level, before a quantity and without a name, is the name.
    pub fn name_by_level(&mut self) {
        let is_name = |text: &mut String| !words::is_level(text);
        if self.level3.is_none() && self.level2.is_empty() && indicator::is_quantity(&self.target) {
            self.level3 = self.level1.take_if(is_name);
            self.is_apart = self.level3.is_some();
        }
    }

    /// How well the texts suit their columns.
    pub fn score(&self) -> i32 {
        let known = |level: Option<&String>, is: fn(&str) -> bool| {
            level.map_or(0, |text| if is(text) { 2 } else { -2 })
        };
        let target = indicator::is_quantity(&self.target);
        known(self.level1.as_ref(), words::is_level1)
            + known(self.level2.first(), words::is_level2)
            + i32::from(self.level3.is_some())
            + i32::from(target)
            + if self.fits() { 1 } else { -2 }
    }

    /// Whether the whole row stands too far left, as where a page break cut a merged cell that was not printed again: without a
    /// target, a second level under the head of the first and a quantity under that of the name, a target under the head of
    /// a level, or a second level under that of the name before other texts.
    pub fn is_shifted(&self) -> bool {
        let levels = || self.level1.iter().chain(&self.level2);
        let is_quantity = |text: &String| indicator::is_plain_quantity(text);
        let name = self.level3.as_ref();
        self.target.is_empty()
            && (self.level1.as_deref().is_some_and(words::is_only_level2) && name.is_some_and(is_quantity)
                || levels().any(|text| indicator::is_target(text))
                || name.is_some_and(|name| words::is_only_level2(name))
                    && levels().count() > 1
                    && !levels().any(|text| words::is_level(text)))
    }

    /// Whether a level under its head, or else an operator or a quantity that is aimed at, says that the texts stand under theirs.
    pub fn is_anchored(&self) -> bool {
        let level1 = self.level1.as_deref().map(words::is_level1);
        let level2 = self.level2.first().map(|word| words::is_level2(word));
        level1.or(level2).unwrap_or(!self.operator.is_empty() || indicator::is_quantity(&self.target))
            && level1 != Some(false)
            && level2 != Some(false)
            && self.level3.is_some()
            && !self.target.is_empty()
            && self.fits()
    }

    /// Whether no text contradicts its column.
    pub fn fits(&self) -> bool {
        let level1 =
            self.level1.as_deref().is_none_or(|text| !words::is_level2(text) || words::is_level1(text));
        // 预算执行 is no first level behind one that no list has (执行).
        let is_unknown = |text: &String| !words::is_level(text);
        let level2 = self.level1.as_ref().is_some_and(is_unknown)
            || self.level2.first().is_none_or(|text| !words::is_level1(text) || words::is_level2(text));
        let only_levels = self.target.is_empty()
            && self.detail.is_empty()
            && self.operator.is_empty()
            && self.unit.is_empty()
            && self.deadline.is_empty();
        let level3 = match &self.level3 {
            Some(text) if indicator::is_plain_quantity(text) && self.target.is_empty() => false,
            Some(text) if indicator::is_target(text) && !indicator::is_quantity(&self.target) => false,
            Some(text) => {
                let has_points = !self.weight.is_empty() && !self.score.is_empty();
                !(words::is_level2(text)
                    && (fold::key(text).ends_with("指标")
                        || self.level2.is_empty() && only_levels && !has_points))
            }
            None => only_levels && self.level2.iter().all(|text| words::is_level2(text)),
        };
        let operator = self.operator.is_empty() || words::operator(&self.operator).is_some();
        let target = words::operator(&self.target).is_none() || self.target.is_empty();
        let dated = !indicator::is_date(&self.unit)
            && (self.deadline.is_empty()
                || !number::is_numeric(&self.deadline) && !words::is_measure_unit(&self.deadline));
        // A target in words may stand where the others have their unit (单位（文字描述）), before what it is based on.
        let in_words = || {
            self.operator.is_empty()
                && !self.basis.is_empty()
                && !words::is_measure_unit(&self.unit)
                && !indicator::is_quantity(&self.unit)
        };
        // 定性 says in any column what a target is.
        let unit = self.unit.is_empty()
            || !matches!(words::operator(&self.unit), Some(Some(_)))
                && !number::is_numeric(&self.unit)
                && (!self.target.is_empty() || in_words());
        let direction = self.direction.is_empty()
            || self.direction.contains('向')
            || words::operator(&self.direction).is_some();
        // A quantity is no explanation of an indicator that has no other target.
        let stray = indicator::is_plain_quantity(&self.detail) || indicator::is_damaged(&self.detail);
        let detail = !stray || indicator::is_quantity(&self.target);
        level1 && level2 && level3 && operator && target && dated && unit && direction && detail
    }

    /// States everything but the levels.
    pub fn state(&self, indicator: &mut Indicator) {
        let some = |text: &str| {
            let text = fold::compact(text);
            (!text.is_empty() && !number::is_dash(&text)).then_some(text)
        };
        indicator.detail = some(&self.detail);
        indicator.direction = indicator::direction(&self.direction);
        indicator.deadline = some(&self.deadline);
        indicator.basis = some(&self.basis);
        indicator.weight = points(&self.weight);
        indicator.actual_value = some(&self.actual);
        indicator.score = points(&self.score);
        indicator.deviation_reason = some(&self.reason);
        indicator::read_target(indicator, &self.operator, &self.target, &self.unit);
    }
}

/// What an indicator counts for, or is given: `20`, `20分`, `40%`; a text (优) where it is no number.
fn points(printed: &str) -> Value {
    let text = fold::compact(printed);
    if text.is_empty() || number::is_nothing(&text) {
        return Value::Blank;
    }
    number::parse(text.trim_end_matches(['分', '%', '％'])).map_or(Value::Text(text), Value::Number)
}

/// A cell that prints a level and an indicator (`质量指标 合格率`), taken apart.
pub fn taken_apart(slot: &Slot) -> Vec<Slot> {
    match slot.text.trim().split_once(char::is_whitespace) {
        Some((level, name))
            if !words::is_level(&slot.text)
                && fold::key(level).ends_with("指标")
                && words::is_level(level) =>
        {
            [level, name].map(|text| Slot { text: text.trim().to_owned(), ..slot.clone() }).to_vec()
        }
        _ => vec![slot.clone()],
    }
}

/// Whether a text prints a name again: the same name, or one of two that are run together in it.
pub fn repeats(name: &str, again: &str) -> bool {
    let again = fold::key(again);
    fold::key(name) == again || name.split_whitespace().any(|part| fold::key(part) == again)
}

/// Two halves of a word that a page break cut, characters that stand in both counted once.
pub fn overlapped(before: &str, after: &str) -> String {
    let starts = (0..=after.len()).rev().filter(|&end| after.is_char_boundary(end));
    let common = starts.into_iter().find(|&end| before.ends_with(&after[..end])).unwrap_or(0);
    format!("{before}{}", &after[common..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of amounts (资金总额 │ 5,480) was moved under the heads of levels.
    #[test]
    fn a_row_is_shifted_where_a_target_stands_under_a_level() {
        for (level1, level2, level3, shifted) in [
            ("苗木数量", "≥9000株", "", true),
            ("≥9000株", "", "", true),
            ("质量指标", "", "90%", true),
            ("苗木成活率", "较高", "质量指标", true),
            ("资金总额", "5,480", "", false),
            ("产出指标", "数量指标", "苗木数量", false),
        ] {
            let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let reading = Reading {
                level1: text(level1),
                level2: text(level2).into_iter().collect(),
                level3: text(level3),
                ..Reading::default()
            };
            assert_eq!(reading.is_shifted(), shifted, "{level1} {level2} {level3}");
        }
    }
}
