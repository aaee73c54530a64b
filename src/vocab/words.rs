//! Words of one use each, too few for a file of their own: a line of `words.tsv` where a province has another one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::entries;

/// What a word is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// Heads a group of columns of what is bought or owned (采购目录 over 编码 and 名称).
    ArticleGroups,
    /// Says before a table which attachment it is (附件3).
    Attachments,
    /// Is part of the label of a code (项目编码).
    Codes,
    /// Stands over a table of contents (目录).
    Contents,
    /// Ends the name that a document has for itself (部门预算).
    Documents,
    /// Says which figure of its item is stated (预算数), and nothing of the item.
    Figures,
    /// Ends the title of a form behind the name of its project (绩效目标表).
    FormTitles,
    /// Stands before the end of such a title and names no project (部门预算).
    General,
    /// Says in the lowest row of a header which part it is of what it divides (名称 under 一级指标).
    HeadParts,
    /// Names a half of a summary (收入).
    Halves,
    /// Ends the head of what stands in groups of its own (采购品目).
    Items,
    /// Is part of a text that leads to the table below it and is no caption of it (下表为…：, 见附表：).
    Leads,
    /// Is part of the head of amounts inside a form (预算金额).
    Money,
    /// Begins with a numeral and is a word of captions (一般公共预算), so that none of it is of a number before it.
    Numbered,
    /// Says under a head of targets that they are of another period than the budget (半年).
    OtherPeriods,
    /// Says so of the budget's own (全年), also around its year (预计实现).
    OwnPeriods,
    /// Names money that is no appropriation (事业收入).
    OtherMoney,
    /// Ends the label of a number that is no amount (联系电话).
    OtherNumbers,
    /// Ends the head of columns that count people (实有人数).
    People,
    /// Ends the title of a publication (预算公开).
    Published,
    /// Ends the head of columns that say how much there is of anything but money (数量).
    Quantities,
    /// Ends the label of a remark that closes a form (改进措施).
    Remarks,
    /// Heads the numbers of the rows of a form (序号).
    RowNumbers,
    /// Names a sheet of a workbook that holds no table (封面).
    Sheets,
    /// Heads what lists of units say of each (单位性质).
    UnitHeads,
}

fn named(name: &str) -> Option<Use> {
    Some(match name {
        "article_groups" => Use::ArticleGroups,
        "attachments" => Use::Attachments,
        "codes" => Use::Codes,
        "contents" => Use::Contents,
        "documents" => Use::Documents,
        "figures" => Use::Figures,
        "form_titles" => Use::FormTitles,
        "general" => Use::General,
        "head_parts" => Use::HeadParts,
        "halves" => Use::Halves,
        "items" => Use::Items,
        "leads" => Use::Leads,
        "money" => Use::Money,
        "numbered" => Use::Numbered,
        "other_money" => Use::OtherMoney,
        "other_numbers" => Use::OtherNumbers,
        "other_periods" => Use::OtherPeriods,
        "own_periods" => Use::OwnPeriods,
        "people" => Use::People,
        "published" => Use::Published,
        "quantities" => Use::Quantities,
        "remarks" => Use::Remarks,
        "row_numbers" => Use::RowNumbers,
        "sheets" => Use::Sheets,
        "unit_heads" => Use::UnitHeads,
        _ => return None,
    })
}

static WORDS: LazyLock<BTreeMap<Use, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<Use, Vec<&str>> = BTreeMap::new();
    for columns in entries(include_str!("words.tsv")) {
        if let [name, word] = columns[..]
            && let Some(of) = named(name)
        {
            words.entry(of).or_default().push(word);
        }
    }
    words
});

/// The words of one use.
pub(crate) fn of(of: Use) -> &'static [&'static str] {
    WORDS.get(&of).map_or(&[], Vec::as_slice)
}

/// Whether a text is such a word.
pub(crate) fn is(text: &str, of: Use) -> bool {
    self::of(of).contains(&text)
}

/// Whether a text begins with such a word.
pub(crate) fn begins(text: &str, of: Use) -> bool {
    self::of(of).iter().any(|word| text.starts_with(word))
}

/// Whether a text ends with such a word.
pub(crate) fn ends(text: &str, of: Use) -> bool {
    self::of(of).iter().any(|word| text.ends_with(word))
}

/// Whether such a word is part of a text.
pub(crate) fn holds(text: &str, of: Use) -> bool {
    self::of(of).iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_tidy_and_every_use_has_words() {
        crate::vocab::assert_tidy("words.tsv", include_str!("words.tsv"), 2, 2);
        assert!(entries(include_str!("words.tsv")).all(|columns| named(columns[0]).is_some()));
        assert!(
            is("序号", Use::RowNumbers)
                && ends("实有人数", Use::People)
                && holds("项目编码（必填）", Use::Codes)
        );
    }
}
