//! Goes through JSON value by value where they stand, and copies nothing. What `serde_json` accepts is accepted, nothing
//! else, and it still does what comes rarely: escapes and what is skipped.
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

/// Whole numbers of so many digits are whole numbers of 64 bits.
const MOST_DIGITS: usize = 18;

/// A JSON text and how far it is read.
pub struct Scan<'a> {
    json: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// A text of which nothing is read.
    pub fn of(json: &'a str) -> Self {
        Self { json, at: 0 }
    }

    /// How many bytes are read.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Ends where nothing but white space follows.
    pub fn end(&mut self) -> Result<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected("the end")) }
    }

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
    pub fn quoted(&mut self) -> Result<(&'a str, bool)> {
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
    pub fn mark(&mut self, mark: u8) -> Result<()> {
        if self.passes_mark(mark) { Ok(()) } else { Err(self.unexpected(&char::from(mark).to_string())) }
    }

    #[inline(always)]
    fn passes_mark(&mut self, mark: u8) -> bool {
        let found = self.peek() == Some(mark);
        self.at += usize::from(found);
        found
    }

    /// Goes past a word that must stand here.
    pub fn word(&mut self, word: &str) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
