//! Corrections by hand: a person looked at the page and says what a cell should be.
//!
//! A patch names the document by its content, the cell by its row and column *and* by what stands there, and the value
//! it replaces. It is applied before the checks run, and only where all of that still fits; whatever does not is a
//! warning (`patch_unfit`), never a guess:
//!
//! ```json
//! {"document": "9f…", "table": "t03", "cell": {"row": 5, "label": "行政运行", "column": 2, "path": ["合计"]},
//!  "old": 418.58, "new": 418.57, "reason": "the page prints 418.57"}
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest;
use crate::document::{Correction, Document, Indicator, Place, Role, Row, Table, Value};
use crate::error::Warning;
use crate::normalize::indicator::read_target;
use crate::text::numbering;
use crate::vocab::headers;

/// The value of `schema` in a file of patches.
pub const SCHEMA: &str = "yusuan/patch/1";

/// A file of patches, as the review page saves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchFile {
    /// The version of this format: `yusuan/patch/1`.
    pub schema: String,
    /// What is to be changed.
    pub patches: Vec<Patch>,
}

/// One value that a person corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// SHA-256 of the document's bytes.
    pub document: String,
    /// The table (`t03`).
    pub table: String,
    /// Where in the table.
    pub cell: Target,
    /// The value that yusuan read there.
    pub old: Value,
    /// The value that a person read there.
    pub new: Value,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What a patch changes, by index (from 0) and by what is printed there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a patch names no cell, field or indicator that it changes")]
pub enum Target {
    /// A cell of a row.
    Cell {
        /// The row.
        row: usize,
        /// Its label.
        label: String,
        /// The column.
        column: usize,
        /// Its path.
        path: Vec<String>,
    },
    /// The value of a field.
    Field {
        /// The field.
        field: usize,
        /// Its label.
        label: String,
    },
    /// A part of an indicator.
    Indicator {
        /// The indicator.
        indicator: usize,
        /// Its third level, empty where it has none.
        label: String,
        /// The part.
        part: Part,
    },
}

/// What can be corrected in an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 一级指标
    Level1,
    /// 二级指标
    Level2,
    /// 三级指标
    Level3,
    /// 指标值; its operator, value and unit are read from it.
    Target,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Level1 => "level1",
            Self::Level2 => "level2",
            Self::Level3 => "level3",
            Self::Target => "target",
        }
    }

    fn of(self, indicator: &mut Indicator) -> &mut Option<String> {
        match self {
            Self::Level1 => &mut indicator.level1,
            Self::Level2 => &mut indicator.level2,
            Self::Level3 => &mut indicator.level3,
            Self::Target => &mut indicator.target,
        }
    }
}

/// Patches by the SHA-256 of the document they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patches(BTreeMap<String, Vec<Patch>>);

impl Patches {
    /// Adds patches after those that are there.
    pub fn extend(&mut self, patches: impl IntoIterator<Item = Patch>) {
        for patch in patches {
            self.0.entry(patch.document.clone()).or_default().push(patch);
        }
    }

    /// What tells the patches of a document from others; `None` where it has none.
    pub fn mark(&self, sha256: &str) -> Option<String> {
        let patches = serde_json::to_vec(self.0.get(sha256)?).unwrap_or_default();
        Some(digest::mark(patches))
    }

    /// The patches of a document, in the order they were added.
    pub fn of(&self, sha256: &str) -> &[Patch] {
        self.0.get(sha256).map_or(&[], Vec::as_slice)
    }
}

/// Applies the patches of a document in order and marks what they change; one that does not fit is a warning.
pub fn apply(document: &mut Document, patches: &[Patch]) {
    for patch in patches {
        let table = document.tables.iter_mut().find(|table| table.id == patch.table);
        let (place, applied) = match table {
            Some(table) => (place(table, &patch.cell), correct(table, patch)),
            None => (None, Err("the document has no such table".to_owned())),
        };
        if let Err(why) = applied {
            let message = format!("a correction of {} does not fit and is left out: {why}", patch.table);
            let table = Some(patch.table.clone());
            document
                .warnings
                .push(Warning { table, ..Warning::new(Warning::PATCH_UNFIT, message).at(place) });
        }
    }
}

/// Where the value stands that a patch is about.
fn place(table: &Table, target: &Target) -> Option<Place> {
    match target {
        Target::Cell { row, column, .. } => *table.rows.get(*row)?.places.get(*column)?,
        Target::Field { field, .. } => table.fields.get(*field)?.place,
        Target::Indicator { indicator, .. } => table.indicators.get(*indicator)?.place,
    }
}

/// Applies one patch to its table; `Err` says what does not fit.
fn correct(table: &mut Table, patch: &Patch) -> Result<(), String> {
    let correction = || Correction { old: patch.old.clone(), reason: patch.reason.clone() };
    match &patch.cell {
        Target::Cell { row: index, label, column: at, path } => {
            let row = table.rows.get_mut(*index).filter(|row| row.label == *label);
            let row = row.ok_or_else(|| format!("row {index} is not “{label}”"))?;
            let column = table.columns.get(*at).filter(|column| *column.path == **path);
            let role = column.ok_or_else(|| format!("column {at} is not “{}”", path.join("/")))?.role;
            let is_figure = role.is_figure();
            if patch.new.text().is_some() && is_figure || patch.new.number().is_some() && !is_figure {
                return Err(format!("column {at} does not hold values like its new one"));
            }
            let cell = row.cells.get_mut(*at).ok_or_else(|| format!("row {index} has no such cell"))?;
            replace(cell, patch)?;
            row.corrected.insert(*at, correction());
            follow(row, role, patch);
        }
        Target::Field { field: index, label } => {
            let field = table.fields.get_mut(*index).filter(|field| field.label == *label);
            let field = field.ok_or_else(|| format!("field {index} is not “{label}”"))?;
            replace(&mut field.value, patch)?;
            field.corrected = Some(correction());
        }
        Target::Indicator { indicator: index, label, part } => {
            let indicator = table.indicators.get_mut(*index);
            let indicator = indicator.filter(|found| found.level3.as_deref().unwrap_or_default() == label);
            let indicator = indicator.ok_or_else(|| format!("indicator {index} is not “{label}”"))?;
            if patch.new.number().is_some() {
                return Err("an indicator holds texts".to_owned());
            }
            let text = part.of(indicator);
            let mut value = text.clone().map_or(Value::Blank, Value::Text);
            replace(&mut value, patch)?;
            *text = value.text().map(str::to_owned);
            if let Part::Target = part {
                let printed = indicator.target.take().unwrap_or_default();
                (indicator.operator, indicator.value, indicator.unit) = (None, None, None);
                read_target(indicator, "", &printed, "");
            }
            indicator.corrected.insert(part.name().to_owned(), correction());
        }
    }
    Ok(())
}

/// Puts the new value in the place of the old one, and of no other.
fn replace(value: &mut Value, patch: &Patch) -> Result<(), String> {
    if *value != patch.old {
        return Err("the value that it replaces is not what is read there".to_owned());
    }
    *value = patch.new.clone();
    Ok(())
}

/// Lets what a row says of itself follow its name and code.
fn follow(row: &mut Row, role: Role, patch: &Patch) {
    let (old, new) = (patch.old.text(), patch.new.text().map(str::to_owned));
    match role {
        Role::Name if old.unwrap_or_default() == row.label => {
            row.label = new.unwrap_or_default();
            row.name = numbering::strip(&row.label).to_owned();
            row.total = headers::is_total(&row.label);
        }
        Role::Code if old == row.code.as_deref() => row.code = new,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::document::CheckStatus;

    const TEXT: &str = "云溪市档案局2024年部门预算\n\n表2\n支出预算总表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
        201\t一般公共服务支出\t90.00\t60.00\t30.00\n20126\t档案事务\t90.00\t60.00\t30.00\n\
        2012601\t行政运行\t60.00\t60.00\t0.00\n2012604\t档案馆\t31.00\t\t31.00\n\t合计\t90.00\t60.00\t30.00\n";

    fn read(patches: Vec<Patch>) -> Document {
        let plain = crate::process("a.txt", TEXT.as_bytes(), &Options::default()).unwrap();
        let mut options = Options::default();
        options.patches.extend(
            patches.into_iter().map(|patch| Patch { document: plain.source.sha256.clone(), ..patch }),
        );
        crate::process("a.txt", TEXT.as_bytes(), &options).unwrap()
    }

    fn number(text: &str) -> Value {
        Value::Number(text.parse().unwrap())
    }

    fn cell(row: usize, label: &str, column: usize, path: &str, old: Value, new: Value) -> Patch {
        let cell = Target::Cell { row, label: label.to_owned(), column, path: vec![path.to_owned()] };
        let document = String::new();
        Patch { document, table: "t01".to_owned(), cell, old, new, reason: "seen".to_owned() }
    }

    fn failures(document: &Document) -> usize {
        document.checks.iter().filter(|check| check.status == CheckStatus::Fail).count()
    }

    #[test]
    fn a_correction_is_marked_and_checked() {
        assert!(failures(&read(Vec::new())) > 0);
        let corrected = read(vec![
            cell(3, "档案馆", 2, "合计", number("31.00"), number("30.00")),
            cell(3, "档案馆", 4, "项目支出", number("31.00"), number("30.00")),
        ]);
        assert_eq!(failures(&corrected), 0, "{:?}", corrected.checks);
        let row = &corrected.tables[0].rows[3];
        assert_eq!(row.cells[2], number("30.00"));
        assert_eq!(row.corrected[&2], Correction { old: number("31.00"), reason: "seen".to_owned() });
        assert!(corrected.warnings.iter().all(|warning| warning.code != "patch_unfit"));
    }

    #[test]
    fn what_does_not_fit_is_reported_and_never_applied() {
        let plain = read(Vec::new());
        let text = |text: &str| Value::Text(text.to_owned());
        let cases = [
            ("another old value", cell(3, "档案馆", 2, "合计", number("31.01"), number("30.00"))),
            ("another label", cell(3, "档案", 2, "合计", number("31.00"), number("30.00"))),
            ("another column", cell(3, "档案馆", 2, "总计", number("31.00"), number("30.00"))),
            ("no such row", cell(30, "档案馆", 2, "合计", number("31.00"), number("30.00"))),
            ("text for an amount", cell(3, "档案馆", 2, "合计", number("31.00"), text("30"))),
            ("an amount for text", cell(3, "档案馆", 1, "科目名称", text("档案馆"), number("30"))),
            (
                "no such table",
                Patch {
                    table: "t09".to_owned(),
                    ..cell(3, "档案馆", 2, "合计", number("31.00"), number("30.00"))
                },
            ),
            (
                "no such field",
                Patch {
                    cell: Target::Field { field: 0, label: "项目名称".to_owned() },
                    ..cell(3, "档案馆", 2, "合计", number("31.00"), number("30.00"))
                },
            ),
        ];
        for (name, patch) in cases {
            let patched = read(vec![patch]);
            assert_eq!(patched.tables, plain.tables, "{name}");
            let unfit = patched.warnings.iter().filter(|warning| warning.code == "patch_unfit").count();
            assert_eq!(unfit, 1, "{name}: {:?}", patched.warnings);
        }
    }

    #[test]
    fn a_corrected_target_is_read_anew() {
        const FORM: &str = "云溪市档案局2024年部门预算\n\n项目支出绩效目标表\n\n项目名称\t档案数字化\n一级指标\t二级指标\t三级指标\t指标值\n\
            产出指标\t数量指标\t数字化页数\t≥264万页\n产出指标\t质量指标\t合格率\t≥95%\n";
        let read = |patches: &[Patch]| {
            let mut document = crate::process("a.txt", FORM.as_bytes(), &Options::default()).unwrap();
            apply(&mut document, patches);
            document
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let patch = |label: &str, part, old: &str, new| Patch {
            cell: Target::Indicator { indicator: 1, label: label.to_owned(), part },
            ..cell(0, "", 0, "", text(old), new)
        };
        let corrected = read(&[
            patch("合格率", Part::Target, "≥95%", text("≤9.50次")),
            patch("合格率", Part::Level3, "合格率", text("返工次数")),
        ]);
        assert_eq!(corrected.warnings, read(&[]).warnings);
        let indicator = &corrected.tables[0].indicators[1];
        assert_eq!(indicator.operator, Some(crate::document::Operator::AtMost));
        assert_eq!(indicator.value, Some("9.50".parse().unwrap()));
        assert_eq!(indicator.unit.as_deref(), Some("次"));
        assert_eq!(indicator.level3.as_deref(), Some("返工次数"));
        assert_eq!(indicator.corrected["target"].old, text("≥95%"));

        let blank = read(&[patch("合格率", Part::Target, "≥95%", Value::Blank)]);
        let indicator = &blank.tables[0].indicators[1];
        assert_eq!((&indicator.target, indicator.value, &indicator.unit), (&None, None, &None));

        for unfit in [
            patch("合格率", Part::Target, "≥96%", text("≥90%")),
            patch("数字化页数", Part::Target, "≥95%", text("≥90%")),
            patch("合格率", Part::Target, "≥95%", number("90")),
        ] {
            let left = read(&[unfit]);
            assert_eq!(left.tables, read(&[]).tables);
            assert_eq!(left.warnings.last().map(|warning| warning.code.as_str()), Some(Warning::PATCH_UNFIT));
        }
    }

    #[test]
    fn the_second_correction_of_a_cell_does_not_fit() {
        let once = cell(3, "档案馆", 2, "合计", number("31.00"), number("30.00"));
        let patched = read(vec![once.clone(), once]);
        assert_eq!(patched.tables[0].rows[3].cells[2], number("30.00"));
        assert_eq!(patched.warnings.iter().filter(|warning| warning.code == "patch_unfit").count(), 1);
    }

    #[test]
    fn a_corrected_name_or_code_is_the_rows() {
        let text = |text: &str| Value::Text(text.to_owned());
        let patched = read(vec![
            cell(3, "档案馆", 1, "科目名称", text("档案馆"), text("其中：档案馆支出")),
            cell(3, "其中：档案馆支出", 0, "科目编码", text("2012604"), text("2012699")),
        ]);
        let row = &patched.tables[0].rows[3];
        assert_eq!(
            (row.label.as_str(), row.name.as_str(), row.code.as_deref(), row.item.as_deref()),
            ("其中：档案馆支出", "档案馆支出", Some("2012699"), Some("expenditure.2012699"))
        );
    }
}
