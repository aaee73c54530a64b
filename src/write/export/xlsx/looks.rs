//! How cells look: titles, headers, totals, figures that an identity contradicts.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The looks of cells. They are made once: to make the format of a cell takes longer than to write it.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) header: Format,
    pub(super) plain: Look,
    total: Look,
    contradicted: Look,
    contradicted_total: Look,
}

/// How the cells of a row look.
pub(super) struct Look {
    pub(super) text: Format,
    /// Of numbers, by how many decimals they have.
    numbers: Vec<Format>,
}

impl Look {
    pub(super) fn new(text: Format) -> Self {
        let numbers = (0..=Decimal::MAX_SCALE).map(|scale| text.clone().set_num_format(decimals(scale)));
        Self { numbers: numbers.collect(), text }
    }

    pub(super) fn number(&self, number: Decimal) -> &Format {
        self.numbers.get(number.scale() as usize).unwrap_or(&self.text)
    }
}

impl Looks {
    pub(super) fn new() -> Self {
        let boxed = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let (plain, total) = (boxed().set_text_wrap(), boxed().set_text_wrap().set_bold());
        let red = |look: &Format| Look::new(look.clone().set_background_color(Color::RGB(0x00FF_D9D9)));
        Self {
            title: Format::new().set_bold().set_font_size(14),
            header: boxed()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00E7_ECF3)),
            contradicted: red(&plain),
            contradicted_total: red(&total),
            plain: Look::new(plain),
            total: Look::new(total),
        }
    }

    /// How a cell looks that an identity contradicts, or not, in a row that is a total, or not.
    pub(super) fn of_cell(&self, contradicted: bool, total: bool) -> &Look {
        match (contradicted, total) {
            (false, false) => &self.plain,
            (false, true) => &self.total,
            (true, false) => &self.contradicted,
            (true, true) => &self.contradicted_total,
        }
    }
}

/// `#,##0.00` for a number that is printed with two decimals.
pub(super) fn decimals(scale: u32) -> String {
    match scale {
        0 => "#,##0".to_owned(),
        scale => format!("#,##0.{}", "0".repeat(scale as usize)),
    }
}
