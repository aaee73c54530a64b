//! The indicators of a performance form, under the rows of its sheet.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Shown, row, write_cells};
use super::looks::Looks;
use super::widths::{Widths, set_height};
use crate::write::record::Indicator;

/// A column of the indicators: its head, and what it says of one.
pub(super) type Said = (&'static str, for<'i> fn(&'i Indicator<'_>) -> Option<&'i str>);

/// The columns of the indicators, from left to right.
const INDICATORS: [Said; 12] = [
    ("一级指标", |indicator| indicator.level1.as_deref()),
    ("二级指标", |indicator| indicator.level2.as_deref()),
    ("三级指标", |indicator| indicator.level3.as_deref()),
    ("指标解释", |indicator| indicator.detail.as_deref()),
    ("指标性质", |indicator| match indicator.direction.as_deref()? {
        "positive" => Some("正向指标"),
        "negative" => Some("反向指标"),
        other => Some(other),
    }),
    ("指标值", |indicator| indicator.target.as_deref()),
    ("完成时限", |indicator| indicator.deadline.as_deref()),
    ("指标值确定依据", |indicator| indicator.basis.as_deref()),
    ("分值", |indicator| indicator.weight.printed()),
    ("实际完成值", |indicator| indicator.actual_value.as_deref()),
    ("得分", |indicator| indicator.score.printed()),
    ("偏差原因及改进措施", |indicator| indicator.deviation_reason.as_deref()),
];

/// The columns of which the indicators say something, and those that every form has.
pub(super) fn stated(indicators: &[Indicator<'_>]) -> Vec<Said> {
    let always = ["一级指标", "二级指标", "三级指标", "指标值"];
    let is_stated = |said: &Said| indicators.iter().any(|indicator| said.1(indicator).is_some());
    INDICATORS.into_iter().filter(|said| always.contains(&said.0) || is_stated(said)).collect()
}

pub(super) fn write(
    sheet: &mut Worksheet,
    top: u32,
    indicators: &[Indicator<'_>],
    widths: &Widths,
    looks: &Looks,
) -> Result<u32, XlsxError> {
    if indicators.is_empty() {
        return Ok(top);
    }
    let columns = stated(indicators);
    for (column, (head, _)) in (0..).zip(&columns) {
        sheet.write_string_with_format(top, column, *head, &looks.header)?;
    }
    for (line, indicator) in (top + 1..).zip(indicators) {
        let texts = || columns.iter().map(|(_, said)| said(indicator).unwrap_or_default());
        write_cells(sheet, (line, 0), texts().map(|text| (Shown::Text(text), &looks.plain)))?;
        set_height(sheet, line, widths.of_row(texts()))?;
    }
    Ok(row(top + 1, indicators.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::record::Text;

    #[test]
    fn indicators_have_the_columns_that_are_stated() {
        let heads = |indicators: &[Indicator<'_>]| -> Vec<&str> {
            stated(indicators).into_iter().map(|(head, _)| head).collect()
        };
        let bare = Indicator { level3: Some(Text::from("培训人数")), ..Indicator::default() };
        assert_eq!(heads(&[bare]), ["一级指标", "二级指标", "三级指标", "指标值"]);
        let dated = Indicator { deadline: Some(Text::from("12月底")), ..Indicator::default() };
        assert_eq!(heads(&[dated]), ["一级指标", "二级指标", "三级指标", "指标值", "完成时限"]);
    }
}
