//! Labels and values of one row of a form.
//!
//! A row reads `group? (label value)+`. Which texts are labels is told by the vocabulary, by a trailing colon and by
//! shape (a number or a sentence is no label); the reading with the best score holds.

use super::{Form, Token, tokens as tokens_of, unit_in_label};
use crate::document::{Field, Role, Value};
use crate::error::{Place, Warning};
use crate::normalize::number;
use crate::tables::matrix::Matrix;
use crate::tables::rows::{number_repaired, unreadable_number};
use crate::text::{fold, numbering};
use crate::vocab::forms::{self, Label};
use crate::vocab::headers;
use crate::vocab::preamble::{self, Part};
use crate::vocab::unit;
use crate::vocab::words::{self, Use};

/// Longer texts are no labels.
const LONGEST_LABEL: usize = 20;

/// Reads a row into the form's fields and returns the group label that stays merged over the rows below.
pub fn read(
    tokens: &[Token],
    matrix: &Matrix,
    row: usize,
    group: Option<String>,
    form: &mut Form,
) -> Option<String> {
    let Some(first) = tokens.first() else { return group };
    if let Some(unit) =
        tokens.iter().find_map(|token| unit_in_label(token.text())).filter(|_| form.unit.is_none())
    {
        form.unit = Some(unit);
    }
    let under = first.column > 0 && group.is_some();
    // 项目负责人：李某 beside 财务负责人：周某 closes a form.
    let stated: Option<Vec<Vec<Field>>> = tokens.iter().map(stated_fields).collect();
    if let Some(fields) = stated.filter(|_| !under) {
        form.fields.extend(fields.into_iter().flatten());
        return None;
    }
    if let [only] = tokens {
        return single(*only, under, group, form);
    }
    let mut rest = tokens;
    let mut group = if under { group } else { None };
    if !under && is_group(tokens, matrix, row) {
        group = Some(fold::compact(first.text()));
        rest = &tokens[1..];
    }
    // 其中 beside its first field heads the ones below it as well, and is none itself.
    let without_of_which: Vec<Token> =
        rest.iter().copied().filter(|token| fold::keyed(token.text()) != "其中").collect();
    if without_of_which.len() > 1 {
        rest = &without_of_which;
    }
    // Of two cells that are merged down the outer one is the group; the other one heads a part of it.
    while let [outer, inner, _, ..] = rest
        && matrix.printed
        && outer.slot.span.0 > inner.slot.span.0
    {
        rest = &rest[1..];
    }
    if stand_over_texts(rest, matrix, row) {
        rest.iter().for_each(|label| push(form, *label, None));
        return group;
    }
    // 按收入性质分 and 按支出性质分 stand side by side over their fields.
    if tokens.len() > 1 && rest.iter().all(|token| forms::is(token.text(), Label::Group)) {
        return group;
    }
    for texts in rest.split_inclusive(states_figures) {
        let (texts, whole) = match texts.split_last() {
            Some((last, before)) if states_figures(last) => (before, Some(last)),
            _ => (texts, None),
        };
        // 按收入性质分 │ 财政拨款 │ 680.00 │ 按支出性质分 │ …: a group beside its first field is none itself.
        let heads = |label: &Token| {
            texts.len() > 2 && (forms::is(label.text(), Label::Group) || is_beside_pairs(label, texts))
        };
        for (label, value) in best_pairs(texts) {
            if value.is_some() || !heads(&label) {
                push(form, label, value);
            }
        }
        form.fields.extend(whole.and_then(stated_figures).into_iter().flatten());
    }
    group
}

/// A label and what stands behind its colon, which is not the one of 其中: `其中：基本支出：80.00`.
fn split_label(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let behind = numbering::strip(text);
    let at = behind.find(['：', ':'])? + (text.len() - behind.len());
    let (label, rest) = text.split_at(at);
    Some((label, rest.trim_start_matches(['：', ':'])))
}

/// The fields that a cell prints by itself: its figures, or a known label and its value.
fn stated_fields(token: &Token) -> Option<Vec<Field>> {
    stated_figures(token).or_else(|| {
        let (label, text) = split_label(token.text())?;
        let (label, place) = (fold::label(label), token.slot.place);
        let known = forms::is_label_or_group(&label) && !text.trim().is_empty();
        known.then(|| vec![Field { value: value(&label, text.trim()), label, place, corrected: None }])
    })
}

/// The fields of a cell that holds nothing but labels and figures, also behind the label of their group: `资金总额：120.00`,
/// `项目资金：资金总额120.00万元，其中：财政拨款100.00万元`.
fn stated_figures(token: &Token) -> Option<Vec<Field>> {
    let split = split_label(token.text());
    let is_alone = |(label, figure): &(&str, &str)| forms::is_label(label) && number::is_numeric(figure);
    let of_group = || split.filter(|(label, _)| forms::is(label, Label::Group));
    let parts = match split.filter(is_alone) {
        Some(part) => vec![part],
        None => labels_and_figures(token.text()).or_else(|| labels_and_figures(of_group()?.1))?,
    };
    let field = |(label, figure): (&str, &str)| {
        let (label, place) = (fold::label(label), token.slot.place);
        Field { value: value(&label, figure), label, place, corrected: None }
    };
    Some(parts.into_iter().map(field).collect())
}

/// Known labels and their figures, one behind the other, which have their units where no colon parts them:
/// `财政拨款：100.00其他资金：20.00`, `财政拨款100.00万元，其他资金20.00万元`.
fn labels_and_figures(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let numbered = rest.len() - numbering::strip(rest).len();
        let start = numbered + rest[numbered..].find(|c: char| c.is_ascii_digit())?;
        let (label, behind) = rest.split_at(start);
        let end =
            behind.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(behind.len());
        let digits = behind[..end].trim_end_matches(['.', ',']);
        let unit = unit::at_start(&behind[digits.len()..]).unwrap_or_default();
        let is_parted = !unit.is_empty() || label.trim_end().ends_with(['：', ':']);
        if !is_parted || !forms::is_label(label) || !number::is_numeric(digits) {
            return None;
        }
        let (figure, after) = behind.split_at(digits.len() + unit.len());
        parts.push((label, figure));
        rest = after
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '，' | ',' | '；' | ';' | '。'));
    }
    (!parts.is_empty()).then_some(parts)
}

/// Whether a cell prints labels and their figures.
fn states_figures(token: &Token) -> bool {
    stated_figures(token).is_some()
}

/// Gives a row of values to the labels that stand over them, each in its column (预期目标 and 实际完成情况 over their
/// texts); `false` where the row above holds other than labels still without values.
pub fn fill_above(tokens: &[Token], matrix: &Matrix, row: usize, form: &mut Form) -> bool {
    let Some(above) = row.checked_sub(1) else { return false };
    let above = tokens_of(matrix, above);
    let is_waiting = |(label, field): &(&Token, &Field)| {
        field.value == Value::Blank && field.label == fold::label(label.text())
    };
    let waiting = above.iter().rev().zip(form.fields.iter().rev()).take_while(is_waiting).count();
    let (labels, first) = (&above[above.len() - waiting..], form.fields.len() - waiting);
    let are_labels = || labels.iter().all(|label| forms::is_label(label.text()));
    if waiting < 2 || !are_labels() && !stand_over_texts(labels, matrix, row - 1) {
        return false;
    }
    let places: Option<Vec<usize>> = tokens
        .iter()
        .map(|token| {
            let place = labels.iter().position(|label| label.column == token.column);
            place.filter(|_| !forms::is_label(token.text()))
        })
        .collect();
    let Some(places) = places else { return false };
    for (token, place) in tokens.iter().zip(places) {
        let field = &mut form.fields[first + place];
        field.value = value(&field.label, token.text());
        field.place = token.slot.place;
    }
    true
}

/// A row of one text: the group's own value, a label without a value, or the rest of a value that a page break cut.
fn single(token: Token, under: bool, group: Option<String>, form: &mut Form) -> Option<String> {
    let text = token.text();
    if let (true, Some(label)) = (under, &group) {
        if let Some(fields) = stated_figures(&token) {
            form.fields.extend(fields);
        } else if forms::is_label(text) {
            push(form, token, None);
        } else {
            let field = Field {
                label: fold::label(label),
                value: value(label, text),
                place: token.slot.place,
                corrected: None,
            };
            form.fields.push(field);
        }
        return group;
    }
    // 三、部门整体支出绩效指标 stands over the heads of the indicators.
    if forms::is(text, Label::Indicators) && !forms::is_label(text) {
        return None;
    }
    if is_labelish(text) > 0 {
        push(form, token, None);
        return None;
    }
    match form.fields.last_mut() {
        // The year under the title that a form prints in its first cells.
        None if preamble::part(text) == Some(Part::Date) => {}
        Some(Field { value: Value::Text(before), .. }) => {
            before.push_str(&fold::paragraphs(text));
        }
        Some(field @ Field { value: Value::Blank, .. }) => {
            field.value = value(&field.label, text);
            field.place = token.slot.place;
        }
        _ => form.fields.push(Field {
            label: String::new(),
            value: Value::Text(fold::paragraphs(text)),
            place: token.slot.place,
            corrected: None,
        }),
    }
    None
}

/// Whether labels stand each over its text in the row below (实施期总目标 │ 年度目标): the cells of both rows are the same, no
/// text is a label itself, and where a value would stand beside its label is a known one. Figures but for rates (总体完成率) stand
/// below the heads of a grid, but where merged cells are lost only their group would tell it.
pub fn stand_over_texts(labels: &[Token], matrix: &Matrix, row: usize) -> bool {
    let [first, second, ..] = labels else { return false };
    if row + 1 >= matrix.rows.len() || matrix.breaks.contains(&(row + 1)) || !forms::is_label(second.text()) {
        return false;
    }
    let mut below = tokens_of(matrix, row + 1);
    below.retain(|token| token.column >= first.column);
    let is_same = |(label, text): (&Token, &Token)| {
        label.column == text.column
            && label.slot.span.1 == text.slot.span.1
            && label.slot.may_be_head()
            && !forms::is_label_or_group(text.text())
            && (!matrix.printed || !text.is_figure() || headers::role(label.text()) == Some(Role::Percent))
    };
    labels.len() == below.len() && labels.iter().zip(&below).all(is_same)
}

/// Whether a label stands right before pairs of labels and values, and is none of them: 年度目标完成情况 │ 年初目标 │ … │ 完成情况
/// │ ….
fn is_beside_pairs(label: &Token, texts: &[Token]) -> bool {
    let [first, second, value, ..] = texts else { return false };
    texts.len() % 2 == 1
        && !forms::is_label(value.text())
        && first.column == label.column
        && first.column + first.slot.span.1.max(1) == second.column
        && is_labelish(second.text()) > 0
}

fn push(form: &mut Form, label: Token, text: Option<Token>) {
    let stated = fold::label(label.text());
    let read = text.map_or(Value::Blank, |token| {
        value_or_repaired(&stated, token.text(), token.slot.place, &mut form.warnings)
    });
    if let Some(token) = text.filter(|token| read.text().is_some() && number::is_damaged(token.text())) {
        form.warnings.push(unreadable_number(token.text(), token.slot.place));
    }
    form.fields.push(Field {
        label: stated,
        value: read,
        place: text.and_then(|token| token.slot.place),
        corrected: None,
    });
}

/// The value of a field: a number where it prints one and the label does not name a code, a date or a number of
/// another kind.
pub fn value(label: &str, text: &str) -> Value {
    if number::is_dash(text) {
        return Value::Blank;
    }
    match number::parse(text) {
        Some(number) if !names_no_amount(label) => Value::Number(number),
        _ => Value::Text(fold::paragraphs(text)),
    }
}

/// The [`value`] of a field, or its amount where the marks in it are printed as others, of which it warns.
pub fn value_or_repaired(
    label: &str,
    text: &str,
    place: Option<Place>,
    warnings: &mut Vec<Warning>,
) -> Value {
    match number::repaired(text).filter(|_| !names_no_amount(label)) {
        Some(number) => {
            warnings.push(number_repaired(text, number, place));
            Value::Number(number)
        }
        None => value(label, text),
    }
}

/// Whether a label names a code, a date or a number of another kind.
pub fn names_no_amount(label: &str) -> bool {
    words::holds(label, Use::Codes) || words::ends(label, Use::OtherNumbers)
}

/// Whether the first text is merged over the rows of several labels.
fn is_group(tokens: &[Token], matrix: &Matrix, row: usize) -> bool {
    let (Some(first), Some(second)) = (tokens.first(), tokens.get(1)) else { return false };
    let text = first.text();
    if states_figures(first) {
        return false;
    }
    let known = forms::is(text, Label::Group) || forms::is(text, Label::Indicators);
    if matrix.printed && first.slot.span.0 > 1 && first.slot.span.0 > second.slot.span.0 && tokens.len() > 2 {
        return true;
    }
    if forms::is_label(text) && !known && tokens.len() == 2 {
        return false;
    }
    // 总体目标 over 中期目标 and 年度目标, whose texts stand in the next row.
    if tokens.len() > 2
        && blank_below(matrix, row, first)
        && (tokens[1..].iter().all(|t| forms::is_label(t.text()))
            || stand_over_texts(&tokens[1..], matrix, row))
    {
        return true;
    }
    let labelled = forms::is_label(second.text())
        || second.text().trim_end().ends_with(['：', ':'])
        || states_figures(second);
    labelled && (known || !forms::is_label(text))
        || tokens.len() == 3
            && blank_below(matrix, row, first)
            && is_labelish(second.text()) > 0
            && (known || !forms::is_label(text))
}

fn blank_below(matrix: &Matrix, row: usize, token: &Token) -> bool {
    row + 1 < matrix.rows.len() && matrix.rows[row + 1][token.column].is_blank()
}

/// How much a text looks like a label: known words most, numbers and sentences not at all.
fn is_labelish(text: &str) -> i32 {
    let compact = fold::compact(text);
    let length = compact.chars().count();
    if forms::is_label(&compact) {
        return 5;
    }
    if number::is_numeric(&compact)
        || number::is_dash(&compact)
        || length > LONGEST_LABEL
        || compact.contains(['。', '；', '，'])
    {
        return -4;
    }
    if compact.ends_with(['：', ':']) {
        return 3;
    }
    if compact.chars().any(|c| c.is_ascii_digit()) || length > 12 { -1 } else { 1 }
}

/// The best reading of a row as pairs of label and value; a label may lack its value.
fn best_pairs<'a>(tokens: &[Token<'a>]) -> Vec<(Token<'a>, Option<Token<'a>>)> {
    // score[i]: the best score of tokens[i..] and whether tokens[i] takes tokens[i + 1] as its value.
    let count = tokens.len();
    let mut best: Vec<(i32, bool)> = vec![(0, false); count + 2];
    for index in (0..count).rev() {
        let label = is_labelish(tokens[index].text());
        let alone = (label - 3 + best[index + 1].0, false);
        best[index] = match tokens.get(index + 1) {
            Some(next) => {
                let as_value = -is_labelish(next.text()).max(0) + 2;
                let paired = (label + as_value + best[index + 2].0, true);
                if paired.0 >= alone.0 { paired } else { alone }
            }
            None => alone,
        };
    }
    let mut pairs = Vec::new();
    let mut index = 0;
    while index < count {
        let paired = best[index].1;
        pairs.push((tokens[index], if paired { tokens.get(index + 1).copied() } else { None }));
        index += if paired { 2 } else { 1 };
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::matrix::Slot;

    fn pairs(texts: &[&str]) -> String {
        let slots: Vec<Slot> =
            texts.iter().map(|text| Slot { text: (*text).to_owned(), ..Slot::default() }).collect();
        let tokens: Vec<Token> =
            slots.iter().enumerate().map(|(column, slot)| Token { column, slot }).collect();
        best_pairs(&tokens)
            .iter()
            .map(|(label, value)| {
                format!("{}={}", label.text(), value.map_or(String::new(), |v| v.text().to_owned()))
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn rows_of_labels_and_values() {
        for (texts, expected) in [
            (&["项目名称", "河道清淤"][..], "项目名称=河道清淤"),
            (
                &["主管部门", "临江县水务局", "实施单位", "临江县河道所"],
                "主管部门=临江县水务局 实施单位=临江县河道所",
            ),
            (
                &["预算数", "120.00", "其中：财政资金", "120.00", "其他资金"],
                "预算数=120.00 其中：财政资金=120.00 其他资金=",
            ),
            (&["主管部门", "实施单位", "临江县河道所"], "主管部门= 实施单位=临江县河道所"),
            (&["财政资金", "单位资金", "其他资金"], "财政资金= 单位资金= 其他资金="),
        ] {
            assert_eq!(pairs(texts), expected, "{texts:?}");
        }
    }
}
