//! A workbook for every document: a sheet for every table in its printed form, and one of the checks.
//!
//! ```text
//! t03 支出预算总表
//! 单位：万元
//! 科目编码 │ 科目名称 │ 合计 │    基本支出     │ …
//!          │          │      │ 人员    │ 公用  │
//! 2012601  │ 行政运行 │ 470.56 │ 380.12 │ 90.44 │
//! ```
//!
//! A spreadsheet counts in binary numbers of 15 decimal digits; what has more is written as text, so that nothing is
//! rounded.

mod cells;
mod checks;
mod indicators;
mod looks;
mod table;
mod widths;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::looks::Looks;
use super::{Export, unwritable};
use crate::error::{Error, ErrorKind};
use crate::write::draft::Draft;
use crate::write::record::{Content, Record, Table};

/// The longest name of a sheet.
const LONGEST_NAME: usize = 31;
/// So many digits of a SHA-256 tell workbooks of one name apart.
const MARK_DIGITS: usize = 8;
/// How hard the parts of a workbook are compressed, from 1 to 9. Excel does it so, and the next levels take much longer
/// for a twentieth less.
const COMPRESSION: u8 = 3;

/// Workbooks in a directory, or the one workbook of a path that ends with `.xlsx`.
pub(super) struct Xlsx {
    path: PathBuf,
    looks: Looks,
    written: Written,
}

/// What is written so far.
enum Written {
    /// The workbooks in the directory.
    Many(BTreeSet<PathBuf>),
    /// The one workbook, which has its place when no second document came.
    One(Option<Draft>),
}

impl Xlsx {
    /// Begins an export to a path.
    pub(super) fn begin(path: &Path) -> Self {
        let one = path.extension().is_some_and(|ending| ending == "xlsx");
        let written = if one { Written::One(None) } else { Written::Many(BTreeSet::new()) };
        Self { path: path.to_owned(), looks: Looks::new(), written }
    }

    /// The workbook of the document of this name; where two directories hold a document of one name, the second has the
    /// first digits of its content's SHA-256 behind it.
    fn workbook_path(&self, name: &str, sha256: &str) -> Result<PathBuf, Error> {
        match &self.written {
            Written::Many(written) => {
                let name = name.strip_suffix(".json").unwrap_or(name);
                let path = self.path.join(format!("{name}.xlsx"));
                if !written.contains(&path) {
                    return Ok(path);
                }
                let mark = sha256.get(..MARK_DIGITS).unwrap_or(sha256);
                Ok(self.path.join(format!("{name}~{mark}.xlsx")))
            }
            Written::One(None) => Ok(self.path.clone()),
            Written::One(Some(_)) => {
                let message = format!(
                    "{} is one workbook and holds one document; name a directory",
                    self.path.display()
                );
                Err(Error::new(ErrorKind::Unsupported, message))
            }
        }
    }
}

impl Export for Xlsx {
    fn add(&mut self, name: &str, record: &Record<'_>) -> Result<(), Error> {
        let path = self.workbook_path(name, record.sha256())?;
        let mut workbook = workbook(&record.0, &self.looks).map_err(|error| {
            let message = format!("{name} fits into no workbook ({error}); export it as csv");
            Error::new(ErrorKind::Limit, message)
        })?;
        let draft = Draft::new(&path).map_err(|error| unwritable(&path, error))?;
        workbook.save(draft.temporary()).map_err(|error| unwritable(&path, error))?;
        match &mut self.written {
            Written::Many(written) => {
                draft.publish().map_err(|error| unwritable(&path, error))?;
                written.insert(path);
            }
            Written::One(one) => *one = Some(draft),
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        if let Written::One(Some(draft)) = self.written {
            draft.publish().map_err(|error| unwritable(&self.path, error))?;
        }
        Ok(None)
    }
}

/// Where the tables of a workbook stand.
struct Sheet {
    name: String,
    /// The row of the first data row.
    first: u32,
}

fn workbook(document: &Content<'_>, looks: &Looks) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    // A date of its own would make every export another file.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = document.document.title.as_ref().unwrap_or(&document.source.path);
    workbook.set_properties(&DocProperties::new().set_title(&**title).set_creation_datetime(&created));
    let mut sheets = BTreeMap::new();
    for table in &document.tables {
        let name = sheet_name(table);
        let sheet = workbook.add_worksheet().set_name(&name)?;
        let first = table::write(sheet, table, looks)?;
        sheets.insert(&*table.id, Sheet { name, first });
    }
    checks::write(workbook.add_worksheet().set_name("checks")?, document, &sheets, looks)?;
    Ok(workbook)
}

/// The id and the caption of a table without what a sheet's name cannot have.
fn sheet_name(table: &Table<'_>) -> String {
    let caption = table.title.as_deref().unwrap_or_default();
    let name = format!("{} {caption}", &*table.id);
    let allowed = name.chars().filter(|character| !"[]:*?/\\'\n".contains(*character));
    allowed.take(LONGEST_NAME).collect::<String>().trim().to_owned()
}
