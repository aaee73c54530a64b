//! Reads values out of JSON where they stand, for an export spends most of its time on reading documents back, and types
//! derived for `serde_json` take half as many instructions again. What `serde_json` accepts is accepted, nothing else, and
//! it still does what comes rarely: escapes and what is skipped.
//!
//! ```text
//! {"label": "行政运行", "span": {…}, "cells": ["2012601", 470.56]}
//!  key      └ text      └ skipped    └ array of values
//! ```
//!
//! What is called at every mark is inlined always: the calls would take longer than what they do.

use std::borrow::Cow;

use serde::de::{Error as _, IgnoredAny};
use serde_json::{Error, Result};

/// For so many items an array has room from its first on: most have no more, and to make room again and again takes long.
const FIRST_ITEMS: usize = 8;

/// Whole numbers of so many digits are whole numbers of 64 bits.
const MOST_DIGITS: usize = 18;

/// A JSON text and how far it is read.
pub struct Scan<'a> {
    json: &'a str,
    at: usize,
}

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
    let mut scan = Scan { json, at: 0 };
    let value = T::read(&mut scan)?;
    match scan.peek() {
        None => Ok(value),
        Some(_) => Err(scan.unexpected("the end")),
    }
}

impl<'a> Scan<'a> {
    /// The next byte that is no white space. What yusuan writes has none.
    #[inline(always)]
    pub fn peek(&mut self) -> Option<u8> {
        match self.json.as_bytes().get(self.at) {
            Some(..=b' ') => self.pass_space(),
            byte => byte.copied(),
        }
    }

    #[cold]
    fn pass_space(&mut self) -> Option<u8> {
        let rest = self.json.as_bytes().get(self.at..)?;
        let length = rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
        self.at += length.unwrap_or(rest.len());
        self.json.as_bytes().get(self.at).copied()
    }

    /// Calls `read` at every key of an object, to read or skip it and what it stands for.
    #[inline]
    pub fn object(&mut self, read: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.items(b'{', b'}', read)
    }

    /// Calls `read` at every item of an array.
    #[inline]
    pub fn array(&mut self, read: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.items(b'[', b']', read)
    }

    #[inline(always)]
    fn items(&mut self, begin: u8, end: u8, mut read: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        let mut more = self.begins(begin, end)?;
        while more {
            read(self)?;
            more = self.goes_on(end)?;
        }
        Ok(())
    }

    /// Begins an object or array and says whether it has an item.
    #[inline(always)]
    pub fn begins(&mut self, begin: u8, end: u8) -> Result<bool> {
        self.mark(begin)?;
        // Then the first item stands here.
        Ok(!self.passes_mark(end))
    }

    /// Ends an item and says whether another one follows.
    #[inline(always)]
    pub fn goes_on(&mut self, end: u8) -> Result<bool> {
        if self.passes_mark(b',') {
            self.peek();
            return Ok(true);
        }
        self.mark(end).map(|()| false)
    }

    /// Goes to the value of a key that is given in its quotes, where that key stands here.
    #[inline(always)]
    pub fn key(&mut self, quoted: &str) -> Result<bool> {
        let rest = self.json.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(quoted.as_bytes()) {
            return Ok(false);
        }
        self.at += quoted.len();
        self.mark(b':').map(|()| true)
    }

    /// Goes to the value of a key and says which key it is.
    pub fn any_key(&mut self) -> Result<Cow<'a, str>> {
        let key = self.text()?;
        self.mark(b':').map(|()| key)
    }

    /// Goes past a key that is none of those looked for, and its value.
    pub fn skip_key(&mut self) -> Result<()> {
        match self.any_key()? {
            Cow::Borrowed(_) => self.skip(),
            Cow::Owned(_) => Err(self.unexpected("a key without escapes")),
        }
    }

    /// A text, borrowed unless it holds escapes.
    #[inline]
    pub fn text(&mut self) -> Result<Cow<'a, str>> {
        match self.quoted()? {
            (quoted, true) => serde_json::from_str(quoted).map(Cow::Owned),
            (quoted, false) => Ok(Cow::Borrowed(&quoted[1..quoted.len() - 1])),
        }
    }

    /// A text in its quotes, and whether it holds escapes.
    #[inline]
    fn quoted(&mut self) -> Result<(&'a str, bool)> {
        self.mark(b'"')?;
        let start = self.at - 1;
        let mut escapes = false;
        loop {
            let rest = self.json.as_bytes().get(self.at..).unwrap_or_default();
            let Some(length) = until_mark(rest) else { return Err(self.unexpected("the end of a text")) };
            self.at += length + 1;
            match rest[length] {
                b'"' => return Ok((&self.json[start..self.at], escapes)),
                b'\\' => {
                    escapes = true;
                    self.at += 1;
                }
                _ => return Err(self.unexpected("no control character")),
            }
        }
    }

    /// A number as it is printed.
    #[inline]
    pub fn number(&mut self) -> Result<&'a str> {
        self.peek();
        let start = self.at;
        self.passes(b"-");
        self.whole()?;
        if self.passes(b".") {
            self.digits()?;
        }
        if self.passes(b"eE") {
            self.passes(b"+-");
            self.digits()?;
        }
        Ok(&self.json[start..self.at])
    }

    /// A whole number.
    #[inline(always)]
    pub fn integer(&mut self) -> Result<i64> {
        self.peek();
        let negative = self.json.as_bytes().get(self.at) == Some(&b'-');
        self.at += usize::from(negative);
        let digits = self.json.as_bytes().get(self.at..).unwrap_or_default();
        let (mut number, mut length) = (0_i64, 0);
        for digit in digits.iter().map(|byte| byte.wrapping_sub(b'0')).take_while(|digit| *digit < 10) {
            number = number.wrapping_mul(10).wrapping_add(digit.into());
            length += 1;
        }
        self.at += length;
        match length {
            0 => Err(self.unexpected("a digit")),
            2.. if digits.starts_with(b"0") => Err(self.unexpected("no zero before a number")),
            1..=MOST_DIGITS => Ok(if negative { -number } else { number }),
            _ => Err(self.unexpected("a smaller number")),
        }
    }

    /// Digits of which the first is no zero, unless it is the only one.
    #[inline(always)]
    fn whole(&mut self) -> Result<&'a [u8]> {
        match self.digits()? {
            [b'0', _, ..] => Err(self.unexpected("no zero before a number")),
            digits => Ok(digits),
        }
    }

    #[inline(always)]
    fn digits(&mut self) -> Result<&'a [u8]> {
        let rest = self.json.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += length;
        if length > 0 { Ok(&rest[..length]) } else { Err(self.unexpected("a digit")) }
    }

    /// Goes past `null`, where it stands here.
    #[inline]
    pub fn null(&mut self) -> Result<bool> {
        if self.peek() == Some(b'n') { self.word("null").map(|()| true) } else { Ok(false) }
    }

    /// Goes past a value.
    pub fn skip(&mut self) -> Result<()> {
        if self.peek() == Some(b'"') {
            let (quoted, escapes) = self.quoted()?;
            return if escapes { serde_json::from_str::<IgnoredAny>(quoted).map(drop) } else { Ok(()) };
        }
        let mut values = serde_json::Deserializer::from_str(&self.json[self.at..]).into_iter::<IgnoredAny>();
        values.next().ok_or_else(|| self.unexpected("a value"))??;
        self.at += values.byte_offset();
        Ok(())
    }

    /// Goes past a mark that must stand here.
    #[inline(always)]
    fn mark(&mut self, mark: u8) -> Result<()> {
        if self.passes_mark(mark) { Ok(()) } else { Err(self.unexpected(&char::from(mark).to_string())) }
    }

    #[inline(always)]
    fn passes_mark(&mut self, mark: u8) -> bool {
        let found = self.peek() == Some(mark);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str) -> Result<()> {
        if !self.json[self.at..].starts_with(word) {
            return Err(self.unexpected(word));
        }
        self.at += word.len();
        Ok(())
    }

    /// Goes past the next byte if it is one of these.
    #[inline(always)]
    fn passes(&mut self, bytes: &[u8]) -> bool {
        let found = self.json.as_bytes().get(self.at).is_some_and(|byte| bytes.contains(byte));
        self.at += usize::from(found);
        found
    }

    #[cold]
    fn unexpected(&self, expected: &str) -> Error {
        Error::custom(format_args!("{expected} expected at byte {}", self.at))
    }
}

/// Where a text ends or has what cannot stand in it as it is: the place of the first `"`, `\` or control character,
/// looked for in eight bytes at once.
#[inline(always)]
fn until_mark(bytes: &[u8]) -> Option<usize> {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    // The highest bit of the first byte below the limit, and of some behind it.
    let below = |limit: u8, word: u64| word.wrapping_sub(EACH * u64::from(limit)) & !word & (EACH << 7);
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let same = |byte: u8| below(1, word ^ (EACH * u64::from(byte)));
        let marks = same(b'"') | same(b'\\') | below(b' ', word);
        if marks != 0 {
            return Some(index * 8 + marks.trailing_zeros() as usize / 8);
        }
    }
    let behind = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '));
    behind.map(|place| words.len() * 8 + place)
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

        impl<'a> $crate::write::record::scan::Read<'a> for $Object $(<$life>)? {
            fn read(scan: &mut $crate::write::record::scan::Scan<'a>) -> serde_json::Result<Self> {
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

    #[test]
    fn the_first_mark_is_found_wherever_it_stands() {
        for length in 0..40 {
            for (mark, other) in [('"', '\\'), ('\\', '\u{1f}'), ('\u{1f}', '"'), ('\0', '"')] {
                let text =
                    format!("{}{mark}{other}{mark}行政运行", "!#[]\u{7f}".repeat(8).split_at(length).0);
                assert_eq!(until_mark(text.as_bytes()), Some(length));
                assert_eq!(until_mark(&text.as_bytes()[..length]), None);
            }
        }
    }
}
