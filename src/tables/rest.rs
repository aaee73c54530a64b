//! The rest of a row that a page break cut, where the print rules both halves off like rows of their own.
//!
//! ```text
//! │ 205 │ 云溪市教 │ 1,686.6 │ 1,673.29 │   the last row of a page: the broken texts fill their cells
//! ├─────┼──────────┼─────────┼──────────┤   the next page, under a header that is printed again
//! │     │ 育局     │ 9       │          │   nothing begins here
//! ```

use super::matrix::{Matrix, Slot};
use crate::normalize::{indicator, number};
use crate::text::{amount, fold, numbering};
use crate::vocab::{forms, headers, indicators as words};

/// Codes of fewer digits need no second line; none has more.
const MOST_SHORT: usize = 5;
const LONGEST_CODE: usize = 12;
/// So many words hardly ever fill their cells by chance.
const MANY: usize = 3;

/// Whether a row holds nothing but what its cells had no room for in the row above: all its texts go on full ones, and
/// how many they are, or what it leaves blank, a figure or all but one text, tells that it is no row of its own.
pub fn is_rest(matrix: &Matrix, at: usize) -> bool {
    let Some(above) = at.checked_sub(1).filter(|_| matrix.printed && at < matrix.rows.len()) else {
        return false;
    };
    let pairs: Vec<(&Slot, &Slot)> =
        matrix.tokens(at).map(|(column, rest)| (matrix.origin(above, column), rest)).collect();
    let Some((begun, rest)) = pairs.first() else { return false };
    let is_told = |(begun, rest): &(&Slot, &Slot)| begun.full || amount::goes_on(&begun.text, &rest.text);
    if !pairs.iter().all(|(begun, rest)| goes_on(begun, rest)) || !pairs.iter().any(is_told) {
        return false;
    }
    let is_figure = |slot: &Slot| number::is_numeric(&slot.text) || indicator::is_plain_quantity(&slot.text);
    let figure_lacks = matrix.rows[above]
        .iter()
        .zip(&matrix.rows[at])
        .any(|(above, below)| is_figure(above) && below.is_blank());
    let lone = pairs.len() == 1 && matrix.tokens(above).count() > 1;
    let cut_label = || forms::is_label(&format!("{}{}", begun.text, rest.text));
    let torn = |(begun, rest): &(&Slot, &Slot)| {
        cut_figure(begun, rest) || cut_word(begun, rest) || cut_quantity(begun, rest)
    };
    let many = pairs.len() >= MANY && !pairs.iter().any(|(_, rest)| is_whole(&rest.text));
    many || lone || figure_lacks || cut_label() || pairs.iter().any(torn)
}

/// Whether a text may go on with the one below it.
fn goes_on(begun: &Slot, rest: &Slot) -> bool {
    let text = rest.text.as_str();
    let is_figure = number::is_numeric(text) || indicator::is_plain_quantity(text);
    let begins = numbering::split(text).is_some()
        || headers::is_total(text)
        || forms::is_label(text)
        || number::is_numeric(&begun.text)
        || is_figure && indicator::is_plain_quantity(&begun.text);
    // A line ends before the comma or the point of an amount, with room for several digits behind it.
    amount::goes_on(&begun.text, text)
        || (begun.full || is_kept_whole(text))
            && !begun.is_blank()
            && (cut_figure(begun, rest) || cut_code(begun, rest) || !begins)
}

/// Whether a text begins with what no line may be broken behind or before, so that the line above it has room left.
fn is_kept_whole(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| "（(《“‘【".contains(first))
        || characters.next().is_some_and(|second| "，。、；：）)》”’】".contains(second))
}

/// Whether a text by itself fills a cell of an indicator: a level, a target, a date.
fn is_whole(text: &str) -> bool {
    words::is_level(text) || indicator::is_plain_quantity(text) || indicator::is_date(text)
}

/// Whether a code was broken between two of its digits: 20805 │ 06.
fn cut_code(begun: &Slot, rest: &Slot) -> bool {
    let digits = |slot: &Slot| !slot.is_blank() && slot.text.bytes().all(|byte| byte.is_ascii_digit());
    digits(begun)
        && digits(rest)
        && (MOST_SHORT..=LONGEST_CODE).contains(&(begun.text.len() + rest.text.len()))
}

/// Whether a quantity was broken before its unit.
fn cut_quantity(begun: &Slot, rest: &Slot) -> bool {
    begun.text.ends_with(|c: char| c.is_ascii_digit()) && words::is_measure_unit(&rest.text)
}

/// Whether the last character of a text was broken off; one alone is hardly ever a text, but for 无 and units.
fn cut_word(begun: &Slot, rest: &Slot) -> bool {
    let length = |slot: &Slot| slot.text.chars().count();
    length(rest) == 1
        && length(begun) > 2
        && rest.text.chars().all(fold::is_chinese)
        && rest.text != "无"
        && !words::is_measure_unit(&rest.text)
}

/// Whether an amount was broken in its thousands or its decimals, or at a comma or its point.
fn cut_figure(begun: &Slot, rest: &Slot) -> bool {
    let digits = !rest.text.is_empty() && rest.text.chars().all(|c| c.is_ascii_digit());
    let decimals = begun.text.rsplit_once('.').map(|(_, decimals)| decimals.chars().count());
    let fits = match decimals {
        Some(decimals) => digits && decimals + rest.text.len() <= 2,
        None => amount::goes_on(&begun.text, &rest.text),
    };
    fits && number::is_numeric(&format!("{}{}", begun.text, rest.text))
}

#[cfg(test)]
mod tests {
    use super::super::matrix::tests::printed;
    use super::*;

    /// Two rows; all texts fill their cells.
    fn rows(above: &[&str], below: &[&str]) -> Matrix {
        let rows = [above, below].into_iter().enumerate();
        let cells: Vec<_> = rows
            .flat_map(|(row, texts)| {
                texts.iter().enumerate().map(move |(column, text)| (row, column, 1, 1, *text))
            })
            .collect();
        printed(&cells)
    }

    /// Whether the second row goes on the first.
    fn rest(above: &[&str], below: &[&str]) -> bool {
        is_rest(&rows(above, below), 1)
    }

    #[test]
    fn broken_codes_and_quantities_go_on() {
        assert!(rest(&["31800", "20805", "机关事", "66.30"], &["3", "06", "业单位职业年金", ""]));
        assert!(rest(&["新增就业岗位", "不少于320"], &["数量", "个"]));
        // Amounts without decimals, and a code in a row of its own.
        assert!(!rest(&["31800", "20805", "机关事", "66"], &["3", "06", "业单位", "120"]));
        assert!(!rest(&["205", "教育支出", "12.00"], &["206", "科学技术支出", "3.00"]));
        assert!(!rest(&["培训人数", "不少于320人"], &["培训场次", "12场"]));
    }

    #[test]
    fn broken_names_and_figures_go_on() {
        assert!(rest(&["205", "云溪市教", "1,686.6", "1,673.29"], &["", "育局", "9", ""]));
        assert!(rest(&["一、财政拨款", "13,297.1", "一、教育支出", "271.56"], &["", "1", "", ""]));
        assert!(rest(&["（三）国有资本经营预算拨", "", "（三）卫生健康支出", "52.70"], &["款", "", "", ""]));
        assert!(rest(&["云溪市档案事", "修缮", "按照年初计划，下达", "20"], &["务中心", "", "指标。", ""]));
        assert!(rest(&["满意度指标", "服务对象满意度指", "群众满意度", "根据工作情"], &["", "标", "", "况"]));
        assert!(rest(&["预算规模及资金用", "修缮档案馆库房，提"], &["途", "高保管条件。"]));
        assert!(rest(
            &["效益指标", "行洪能力提升", "汛期最高水位低于警", "≥95优、≥80良、不足"],
            &["", "情况", "戒水位的天数比例", "80差"]
        ));
        assert!(rest(&["项目总体绩效目", "修缮档案馆库房，提"], &["标", "高保管条件。"]));
        assert!(rest(
            &["印发册数（全县各部", "≥300册", "建立制度（全县各部"],
            &["门和乡镇）", "", "门和乡镇）"]
        ));
    }

    #[test]
    fn amounts_go_on_though_their_cells_have_room() {
        let rest = |above: &[&str], below: &[&str]| {
            let mut matrix = rows(above, below);
            matrix.rows.iter_mut().flatten().for_each(|slot| slot.full = false);
            is_rest(&matrix, 1)
        };
        assert!(rest(&["213", "农林水", "1,395,827", "1,395,827"], &["", "", ",551.00", ",551.00"]));
        assert!(rest(&["213", "农林水", "5,065", ""], &["", "", ".32", ""]));
        assert!(!rest(&["213", "农林水", "1,395", "1,395"], &["", "", "827.00", "827.00"]));
    }

    #[test]
    fn rows_of_their_own_stay() {
        assert!(!rest(&["（三）上级补助收入", "5.00"], &["（四）附属单位上缴收入", ""]));
        assert!(!rest(&["二、事业收入", "5.00"], &["收入合计", ""]));
        assert!(!rest(&["河道清淤", "成效明显"], &["堤岸加固", "逐步推开"]));
        assert!(!rest(&["清淤长度", "≥12公里", "2024-12"], &["", "≥3公里", ""]));
        assert!(!rest(
            &["社会效益指标", "修复古籍", "成效明显"],
            &["可持续影响指标", "保存条件", "逐步改善"]
        ));
        assert!(!rest(&["林场", "小计", "100.00"], &["", "", "20.00"]));
        assert!(!rest(&["项目名称", "河道清淤"], &["主管部门", "云溪市水务局"]));
    }
}
