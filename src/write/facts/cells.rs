//! The cells of rows, and how they are written as text.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A value of a row: what its column's kind says, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Null,
    /// Of [`super::Kind::Text`].
    Text(Cow<'a, str>),
    /// Of [`super::Kind::Integer`].
    Integer(i64),
    /// Of [`super::Kind::Boolean`].
    Boolean(bool),
    /// Of [`super::Kind::Yuan`] or [`super::Kind::Number`].
    Decimal(Decimal),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Cell<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell<'_> {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

impl From<Decimal> for Cell<'_> {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number)
    }
}

macro_rules! integers {
    ($($Integer:ty),*) => {$(
        impl From<$Integer> for Cell<'_> {
            fn from(number: $Integer) -> Self {
                i64::try_from(number).map_or(Self::Null, Self::Integer)
            }
        }
    )*};
}

integers!(u8, u16, u32, u64, usize);

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Cell<'_> {
    /// Writes the cell as text, nothing for [`Cell::Null`].
    pub fn write(&self, text: &mut Vec<u8>) {
        match self {
            Self::Null => {}
            Self::Text(own) => text.extend_from_slice(own.as_bytes()),
            Self::Integer(number) => write_digits(*number < 0, number.unsigned_abs(), 0, text),
            Self::Boolean(truth) => text.extend_from_slice(if *truth { b"true" } else { b"false" }),
            Self::Decimal(number) => match u64::try_from(number.mantissa().unsigned_abs()) {
                Ok(digits) => write_digits(number.is_sign_negative(), digits, number.scale(), text),
                Err(_) => text.extend_from_slice(number.to_string().as_bytes()),
            },
        }
    }
}

/// Writes a number with so many decimals. Figures are most of what an export writes, and a decimal's own `Display`
/// divides all its 96 bits for every digit.
fn write_digits(negative: bool, number: u64, decimals: u32, text: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number).as_bytes();
    let decimals = decimals as usize;
    if negative {
        text.push(b'-');
    }
    let (whole, behind) = digits.split_at(digits.len().saturating_sub(decimals));
    text.extend_from_slice(if whole.is_empty() { b"0" } else { whole });
    if decimals > 0 {
        text.push(b'.');
        text.resize(text.len() + decimals - behind.len(), b'0');
        text.extend_from_slice(behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_written_as_it_displays() {
        for number in [
            "0",
            "0.00",
            "-0.0",
            "7",
            "-7",
            "1200",
            "0.05",
            "-0.05",
            "4705600.00",
            "12.345678",
            "184467440737095516.15",
            "184467440737095516.16",
            "-79228162514264337593543950335",
        ] {
            let number: Decimal = number.parse().unwrap();
            let mut text = b"=".to_vec();
            Cell::Decimal(number).write(&mut text);
            assert_eq!(String::from_utf8(text).unwrap(), format!("={number}"));
        }
    }
}
