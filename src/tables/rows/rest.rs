//! Rows that are no rows of their own: what a page break cut off the row above, or what the cell of its name had no room
//! for.
//!
//! ```text
//! │ 2080505 │ 机关事业单位基本养老 │ 60.00 │
//! │         │ 保险缴费支出         │       │   the end of the name of 2080505
//! ```

use super::Builder;
use crate::document::Role;
use crate::normalize::code;
use crate::tables::columns;
use crate::tables::matrix::Slot;
use crate::text::numbering;
use crate::vocab::canonical::Vocabulary;
use crate::vocab::{codes, headers, organization_name};

/// Whether the vocabulary knows a row of this name: it is no rest of another one.
fn is_whole_name(label: &str) -> bool {
    !label.is_empty() && Vocabulary::built_in().names_row(label, &["revenue", "expenditure"])
}

impl Builder<'_> {
    /// Whether the first row of a page is the rest of a row that the page break cut: it lacks the code or the
    /// numbering that all rows have, and one of the two has no amount.
    pub(super) fn is_rest(&self, cells: &[Slot]) -> bool {
        let Some(last) = &self.open else { return false };
        let prints = |cells: &[Slot], of: fn(&columns::Column) -> bool| {
            self.block.columns.iter().zip(cells).any(|(column, slot)| of(column) && !slot.is_blank())
        };
        let valued = |cells: &[Slot]| prints(cells, |column| column.role.is_figure());
        // A row that has a number of its own (行次) is no rest of another one.
        let counts = |cells: &[Slot]| prints(cells, |column| columns::numbers_rows(&column.path));
        if valued(cells) && valued(last) || counts(cells) && counts(last) {
            return false;
        }
        let label = self.column(Role::Name).map(|name| cells[name].text.as_str()).unwrap_or_default();
        if headers::is_total(label) || numbering::split(label).is_some() || is_whole_name(label) {
            return false;
        }
        if let Some(code) = self.code_column().or_else(|| self.column(Role::OrgCode)) {
            return cells[code].is_blank() && !last[code].is_blank();
        }
        let numbered = self.is_numbered(last) && (self.numbered + 1) * 2 > self.rows.len() + 1;
        let only_text = self.block.columns.iter().zip(cells).all(|(column, slot)| {
            column.role == Role::Text && !columns::is_counter(&column.path) || slot.is_blank()
        });
        numbered && !valued(cells) || only_text
    }

    /// Whether a row prints nothing but the end of the name above it: with it, that is the name of its code, of a class or of
    /// a row that is known, or of the unit that has a code, or closes a bracket, and without it, it is not. A name that is
    /// known without it, too, goes on with what is none.
    pub(super) fn ends_name(&self, cells: &[Slot]) -> bool {
        let names = || self.column(Role::Name).or_else(|| self.column(Role::OrgName));
        let Some((last, name)) = self.open.as_ref().zip(names()) else { return false };
        let (begun, rest) = (last[name].text.as_str(), cells[name].text.as_str());
        let is_alone = cells.iter().enumerate().all(|(at, slot)| slot.is_blank() == (at != name));
        if !is_alone || begun.is_empty() || numbering::split(rest).is_some() {
            return false;
        }
        let whole = format!("{begun}{rest}");
        let code = self.code_column().and_then(|code| code::parse(&last[code].text));
        let names_code = |name: &str| {
            code.as_deref()
                .is_some_and(|code| !codes::names(code).is_empty() && codes::is_name_of(name, code))
        };
        let is_known = |name: &str| is_whole_name(name) || codes::is_listed(numbering::strip(name));
        let is_unit = || {
            let code = self.column(Role::OrgCode);
            self.block.columns[name].role == Role::OrgName && code.is_some_and(|code| !last[code].is_blank())
        };
        let is_open = |name: &str| name.matches(['（', '(']).count() > name.matches(['）', ')']).count();
        names_code(&whole) && !names_code(begun)
            || is_known(&whole) && !is_known(rest)
            || is_unit() && organization_name(&whole) && !organization_name(begun)
            || is_open(begun) && !is_open(&whole)
    }

    pub(super) fn is_numbered(&self, cells: &[Slot]) -> bool {
        self.column(Role::Name).is_some_and(|name| numbering::split(&cells[name].text).is_some())
    }

    pub(super) fn join_rest(&mut self, rest: Vec<Slot>) {
        let Some(last) = &mut self.open else { return };
        for (slot, more) in last.iter_mut().zip(rest) {
            if slot.is_blank() {
                *slot = more;
            } else if !more.is_blank() {
                slot.text.push('\n');
                slot.text.push_str(&more.text);
            }
        }
    }
}
