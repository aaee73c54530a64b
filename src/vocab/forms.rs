//! The labels of performance forms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::entries;
use crate::text::{fold, numbering};

/// What a label does in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Names what the form is about.
    Start,
    /// Stands before a value.
    Value,
    /// Stands over labels.
    Group,
    /// Heads a column of a grid inside the form.
    Inner,
    /// Heads the indicators.
    Indicators,
}

static LABELS: LazyLock<BTreeMap<String, BTreeSet<Label>>> = LazyLock::new(|| {
    let mut labels: BTreeMap<String, BTreeSet<Label>> = BTreeMap::new();
    for columns in entries(include_str!("form_labels.tsv")) {
        if let [class, word] = columns[..]
            && let Some(label) = named(class)
        {
            labels.entry(bare(word)).or_default().insert(label);
        }
    }
    labels
});

fn named(class: &str) -> Option<Label> {
    Some(match class {
        "start" => Label::Start,
        "label" => Label::Value,
        "group" => Label::Group,
        "inner" => Label::Inner,
        "indicators" => Label::Indicators,
        _ => return None,
    })
}

/// The key of a label without numbering, colon, months and a unit, years, points or letters in brackets: `1.资金总额：`,
/// `专项资金情况（万元）（20分）`, `中期目标（2024年—2026年）`, `1-7月执行率（B/A）`.
fn bare(text: &str) -> String {
    let key = fold::key(numbering::strip(&fold::compact(text)));
    let mut bare = without_months(key.trim_end_matches(':'));
    while let Some(open) = bare.rfind('(').filter(|open| bare.ends_with(')') && is_remark(&bare[open + 1..]))
    {
        bare = &bare[..open];
    }
    bare.to_owned()
}

/// A folded text without the span of months that it begins with: `1-7月执行数`.
pub(super) fn without_months(key: &str) -> &str {
    let is_digit = |c: char| c.is_ascii_digit();
    let dash = key.trim_start_matches(is_digit);
    let last = dash.strip_prefix(['-', '~', '—', '至']).filter(|last| last.starts_with(is_digit));
    let behind = last.and_then(|last| last.trim_start_matches(is_digit).strip_prefix('月'));
    behind.filter(|behind| !behind.is_empty() && dash.len() < key.len()).unwrap_or(key)
}

/// Whether what stands in brackets after a label is a unit, years, points (`20分*执行率`), the place of a seal, or the letters
/// that columns are reckoned with.
fn is_remark(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let points = || {
        text == "分)" || digits > 0 && text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('分')
    };
    let letters =
        || text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '/' | ')' | '*' | '-' | '='));
    let is_seal = || ["盖章)", "公章)", "签章)", "签字)"].contains(&text);
    text.contains(['元', '%']) || digits >= 4 && text.contains("20") || is_seal() || letters() || points()
}

/// Whether the text is known as such a label.
pub fn is(text: &str, label: Label) -> bool {
    if text.chars().count() > 24 {
        return false;
    }
    LABELS.get(&bare(text)).is_some_and(|known| known.contains(&label))
}

/// Whether the text is known as any label before a value.
pub fn is_label(text: &str) -> bool {
    is(text, Label::Value) || is(text, Label::Start)
}

/// Whether the text is known as a label before a value, or as one of a group of them.
pub fn is_label_or_group(text: &str) -> bool {
    is_label(text) || is(text, Label::Group)
}

/// Whether a label stands before the name of a project, a policy or funds, if only in brackets or beside that of its unit
/// (项目单位（项目名称）, 单位（专项）名称); 项目实施单位名称 does not.
pub fn names_project(label: &str) -> bool {
    let key = fold::key(label);
    let is_of_project = |text: &str| {
        ["项目", "专项", "政策", "资金", "转移支付"].iter().any(|word| text.contains(word))
            && !["单位", "部门"].iter().any(|unit| text.ends_with(unit))
    };
    key.match_indices("名称").any(|(at, _)| {
        let before = &key[..at];
        let remark = before.strip_suffix(')').and_then(|open| open.rsplit_once('('));
        remark.map_or(is_of_project(before), |(outer, inner)| is_of_project(outer) || is_of_project(inner))
    })
}

/// The name of the project that a text states behind the label or the number of one: 项目名称：河道清淤, 项目一：河道清淤.
pub fn project_stated(text: &str) -> Option<&str> {
    let (label, name) = text.trim().split_once(['：', ':'])?;
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let number = label.trim().strip_prefix("项目").map(str::trim).filter(|number| !number.is_empty());
    let is_numbered = number.is_some_and(|number| number.chars().all(is_numeral));
    let name = name.trim();
    ((is_numbered || is(label, Label::Start) && names_project(label)) && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_tidy() {
        crate::vocab::assert_tidy("form_labels", include_str!("form_labels.tsv"), 2, 2);
        assert!(entries(include_str!("form_labels.tsv")).all(|columns| named(columns[0]).is_some()));
    }

    #[test]
    fn labels_as_printed() {
        assert!(is("项目（政策）名称", Label::Start));
        assert!(is("专项资金情 况（万元）", Label::Group));
        assert!(is_label("实施单位（盖章）") && !is_label("实施单位（二）"));
        assert!(is_label("中期目标（2024年—2026年）") && is_label("长期目标（截止2026年）"));
        assert!(is("全年执行数（B）", Label::Inner) && is("执行率（B/A）", Label::Inner));
        assert!(is("预算执行情况（万元）（20分）", Label::Group) && is("得分（20分*执行率）", Label::Inner));
        assert!(is("1—7月执行数", Label::Inner) && is("1至7月执行率（%）", Label::Inner));
        for label in
            ["项目名称", "单位名称、项目名称", "项目单位（项目名称）", "单位（专项）名称", "项目（单位）名称"]
        {
            assert!(names_project(label), "{label}");
        }
        assert!(["项目实施单位名称", "单位名称", "项目"].into_iter().all(|label| !names_project(label)));
        assert!(is("6月底", Label::Inner) && !is("7月执行数", Label::Inner) && !is("", Label::Inner));
        assert!(is_label("资金总额：") && is_label("1.资金总额") && !is_label("青石区图书馆"));
    }
}
