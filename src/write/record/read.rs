//! Reads values out of JSON as they are declared, for an export spends most of its time on reading documents back, and
//! types derived for `serde_json` take half as many instructions again.

use serde::de::Error as _;
use serde_json::{Error, Result};

use crate::text::json::Scan;

/// For so many items an array has room from its first on: most have no more, and to make room again and again takes long.
const FIRST_ITEMS: usize = 8;

/// What can be read from JSON.
pub trait Read<'a>: Sized {
    /// Reads one from where it begins.
    fn read(scan: &mut Scan<'a>) -> Result<Self>;

    /// What it is in an object without its key, `None` where it must have one.
    fn missing() -> Option<Self> {
        None
    }
}

/// Reads the only value of a text.
pub fn read<'a, T: Read<'a>>(json: &'a str) -> Result<T> {
    let mut scan = Scan::of(json);
    let value = T::read(&mut scan)?;
    scan.end().map(|()| value)
}

impl Read<'_> for bool {
    fn read(scan: &mut Scan<'_>) -> Result<Self> {
        let truth = scan.peek() == Some(b't');
        scan.word(if truth { "true" } else { "false" })?;
        Ok(truth)
    }
}

macro_rules! integers {
    ($($Integer:ty),*) => {$(
        impl Read<'_> for $Integer {
            #[inline]
            fn read(scan: &mut Scan<'_>) -> Result<Self> {
                scan.integer()?.try_into().map_err(Error::custom)
            }
        }
    )*};
}

integers!(u8, u16, u32, u64, usize, i32);

impl<'a, T: Read<'a>> Read<'a> for Option<T> {
    #[inline]
    fn read(scan: &mut Scan<'a>) -> Result<Self> {
        if scan.null()? { Ok(None) } else { T::read(scan).map(Some) }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<'a, T: Read<'a>> Read<'a> for Vec<T> {
    fn read(scan: &mut Scan<'a>) -> Result<Self> {
        let mut items = Self::new();
        scan.array(|scan| {
            if items.is_empty() {
                items = Self::with_capacity(FIRST_ITEMS);
            }
            items.push(T::read(scan)?);
            Ok(())
        })?;
        Ok(items)
    }
}

/// A value of which only is known that it is there.
#[derive(Debug)]
pub struct Skipped;

impl Read<'_> for Skipped {
    fn read(scan: &mut Scan<'_>) -> Result<Self> {
        scan.skip().map(|()| Self)
    }
}

/// Declares objects and how they are read: by their keys, in any order, others skipped. The keys are looked for in their
/// order here, each behind the one before, so that those of an object that is written in this order are found at once.
/// What stands after `=` is the value where the key is missing.
macro_rules! objects {
    ($($(#[$attribute:meta])* $Object:ident $(<$life:lifetime>)? {
        $($field:ident: $Type:ty $(= $default:expr)?,)*
    })*) => {$(
        #[derive(Debug)]
        $(#[$attribute])*
        pub(in crate::write) struct $Object $(<$life>)? { $(pub $field: $Type),* }

        impl<'a> $crate::write::record::read::Read<'a> for $Object $(<$life>)? {
            fn read(scan: &mut $crate::text::json::Scan<'a>) -> serde_json::Result<Self> {
                $(let mut $field = None;)*
                let mut more = scan.begins(b'{', b'}')?;
                while more {
                    let mut found = false;
                    $(if more && scan.key(concat!('"', stringify!($field), '"'))? {
                        $field = Some(<$Type>::read(scan)?);
                        more = scan.goes_on(b'}')?;
                        found = true;
                    })*
                    if !found {
                        scan.skip_key()?;
                        more = scan.goes_on(b'}')?;
                    }
                }
                $(let $field = $field$(.or_else(|| Some($default)))?.or_else(<$Type>::missing);)*
                Ok(Self { $(
                    $field: match $field {
                        Some(value) => value,
                        None => return Err(serde::de::Error::missing_field(stringify!($field))),
                    },
                )* })
            }
        }
    )*};
}

pub(super) use objects;

#[cfg(test)]
mod tests {
    use serde::de::IgnoredAny;
    use serde_json::{Map, Number, Value};

    use super::*;

    impl Read<'_> for Value {
        fn read(scan: &mut Scan<'_>) -> Result<Self> {
            match scan.peek() {
                Some(b'"') => scan.text().map(|text| Self::String(text.into_owned())),
                Some(b'[') => Vec::read(scan).map(Self::Array),
                Some(b'{') => {
                    let mut map = Map::new();
                    scan.object(|scan| {
                        let key = scan.any_key()?.into_owned();
                        map.insert(key, Self::read(scan)?);
                        Ok(())
                    })?;
                    Ok(Self::Object(map))
                }
                Some(b't' | b'f') => bool::read(scan).map(Self::Bool),
                Some(b'n') => scan.null().map(|_| Self::Null),
                _ => scan.number()?.parse::<Number>().map(Self::Number),
            }
        }
    }

    /// Numbers that look random and are the same in every run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % sides
        }

        fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
            of[self.below(of.len())]
        }

        fn blank(&mut self) -> &'static str {
            self.one(&["", "", "", " ", "\n\t", "\r "])
        }

        fn text(&mut self) -> String {
            let parts = [
                "行政",
                "a",
                "0.5",
                " ",
                r"\n",
                r#"\""#,
                r"\\",
                r"\u4e00",
                r"\ud83d\ude00",
                "“三公”",
                "label",
            ];
            let parts: String = (0..self.below(6)).map(|_| self.one(&parts)).collect();
            format!("\"{parts}\"")
        }

        fn value(&mut self, depth: usize) -> String {
            let blank = self.blank();
            let value = match self.below(if depth > 0 { 8 } else { 5 }) {
                0 => self.one(&["null", "true", "false"]).to_owned(),
                1 | 2 => self.text(),
                3 | 4 => self
                    .one(&[
                        "0",
                        "-0",
                        "7",
                        "470.560",
                        "-3.50",
                        "1e3",
                        "2E-2",
                        "0.0e+1",
                        "99999999999999999999",
                    ])
                    .to_owned(),
                5 | 6 => {
                    let items: Vec<String> = (0..self.below(12)).map(|_| self.value(depth - 1)).collect();
                    format!("[{}{}]", items.join(","), self.blank())
                }
                _ => {
                    let entry = |dice: &mut Self| {
                        format!("{}{}{}:{}", dice.blank(), dice.text(), dice.blank(), dice.value(depth - 1))
                    };
                    let entries: Vec<String> = (0..self.below(5)).map(|_| entry(self)).collect();
                    format!("{{{}{}}}", entries.join(","), self.blank())
                }
            };
            format!("{blank}{value}{}", self.blank())
        }

        /// The text with a piece of it left out or replaced.
        fn spoilt(&mut self, json: &str) -> String {
            let places: Vec<usize> =
                json.char_indices().map(|(place, _)| place).chain([json.len()]).collect();
            let start = self.below(places.len());
            let end = (start + self.below(3)).min(places.len() - 1);
            let wrong = self.one(&[
                "", "", "\"", "\\", ",", ":", "[", "}", "]", "0", "-", ".", "e", "\u{1}", "\u{7f}", "x",
                "\\ud800", "null", "部",
            ]);
            format!("{}{wrong}{}", &json[..places[start]], &json[places[end]..])
        }
    }

    #[test]
    fn what_serde_json_accepts_is_accepted_and_the_same() {
        let mut dice = Dice(1);
        let mut accepted = 0;
        for round in 0..20_000 {
            let valid = dice.value(3);
            let json = if round % 3 == 0 { valid } else { dice.spoilt(&valid) };
            let expected = serde_json::from_str::<Value>(&json).ok();
            assert_eq!(read::<Value>(&json).ok(), expected, "{json}");
            let skipped = serde_json::from_str::<IgnoredAny>(&json).is_ok();
            assert_eq!(read::<Skipped>(&json).is_ok(), skipped, "{json}");
            accepted += usize::from(expected.is_some());
        }
        assert!((7_000..15_000).contains(&accepted), "{accepted}");
    }

    #[test]
    fn a_number_has_its_kind() {
        for json in ["-1", "300", "1.5", "1e1", "\"1\"", "null", "01", "", "-"] {
            assert!(read::<u8>(json).is_err(), "{json}");
        }
        assert_eq!((read::<u8>(" 255").unwrap(), read::<i32>("-40 ").unwrap()), (255, -40));
    }
}
