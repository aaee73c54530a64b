//! JSON that is read once from left to right, as fast as an export needs it: its texts are borrowed, and what nobody
//! asks for is stepped over by its brackets and quotes. For everything else there is `serde_json`.
//!
//! ```text
//! {"label":"行政运行","level":3,"cells":["2012601",470.56]}
//!  ╰ key    ╰ read     ╰ read   ╰ skip
//! ```

use std::borrow::Cow;
use std::fmt;

/// A text, borrowed wherever it stands in the JSON as it is.
pub type Text<'a> = Cow<'a, str>;

/// Where JSON is not what it is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misread {
    pub(super) expected: &'static str,
    pub(super) at: usize,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} expected at byte {}", self.expected, self.at)
    }
}

/// What can be read from JSON.
pub trait Read<'a>: Sized {
    /// Reads the value that comes next.
    fn read(json: &mut Json<'a>) -> Result<Self, Misread>;
}

/// JSON and how far it is read.
pub struct Json<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Json<'a> {
    /// Reads the one value that the text is.
    pub fn whole<T: Read<'a>>(text: &'a str) -> Result<T, Misread> {
        let mut json = Self { text, at: 0 };
        let value = T::read(&mut json)?;
        match json.peek() {
            None => Ok(value),
            Some(_) => Err(json.misread("the end")),
        }
    }

    /// That something else was expected here.
    pub fn misread(&self, expected: &'static str) -> Misread {
        Misread { expected, at: self.at }
    }

    /// The first byte of what comes next.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                next => return next.copied(),
            }
        }
    }

    /// Steps over this byte where it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Misread> {
        if self.takes(byte) { Ok(()) } else { Err(self.misread(expected)) }
    }

    /// Reads an object; `value` reads or skips the value of each key.
    pub fn object(
        &mut self,
        mut value: impl FnMut(&str, &mut Self) -> Result<(), Misread>,
    ) -> Result<(), Misread> {
        self.expect(b'{', "an object")?;
        let mut ended = self.takes(b'}');
        while !ended {
            let key = Text::read(self)?;
            self.expect(b':', "a colon")?;
            value(&key, self)?;
            ended = !self.takes(b',');
            if ended {
                self.expect(b'}', "a comma or the end of an object")?;
            }
        }
        Ok(())
    }

    /// Reads an array; `value` reads or skips each of its values.
    pub fn array(&mut self, mut value: impl FnMut(&mut Self) -> Result<(), Misread>) -> Result<(), Misread> {
        self.expect(b'[', "an array")?;
        let mut ended = self.takes(b']');
        while !ended {
            value(self)?;
            ended = !self.takes(b',');
            if ended {
                self.expect(b']', "a comma or the end of an array")?;
            }
        }
        Ok(())
    }

    /// Steps over the value that comes next.
    pub fn skip(&mut self) -> Result<(), Misread> {
        let mut open = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => drop(self.quoted()?),
                Some(b'{' | b'[') => {
                    self.at += 1;
                    open += 1;
                }
                Some(b'}' | b']') if open > 0 => {
                    self.at += 1;
                    open -= 1;
                }
                Some(b',' | b':') if open > 0 => self.at += 1,
                _ => drop(self.word()?),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    /// What stands between the quotes that come next, and whether there are escapes in it.
    fn quoted(&mut self) -> Result<(&'a str, bool), Misread> {
        self.expect(b'"', "a text")?;
        let (start, mut escapes) = (self.at, false);
        while let Some(length) = mark(self.text.as_bytes().get(self.at..).unwrap_or_default()) {
            let end = self.at + length;
            if self.text.as_bytes().get(end) == Some(&b'"') {
                self.at = end + 1;
                return Ok((self.text.get(start..end).unwrap_or_default(), escapes));
            }
            escapes = true;
            self.at = end + 2;
        }
        Err(self.misread("the end of a text"))
    }

    /// A number, `true`, `false` or `null`, as it is printed.
    pub fn word(&mut self) -> Result<&'a str, Misread> {
        self.peek();
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let length = rest.iter().position(|byte| !of_word(byte)).unwrap_or(rest.len());
        let word = self.text.get(self.at..self.at + length).filter(|word| !word.is_empty());
        let word = word.ok_or_else(|| self.misread("a value"))?;
        self.at += length;
        Ok(word)
    }

    /// A whole number.
    fn integer(&mut self) -> Result<i64, Misread> {
        let negative = self.takes(b'-');
        let (start, mut number) = (self.at, 0_i64);
        while let Some(digit @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            let more = number.checked_mul(10).and_then(|tens| tens.checked_add(i64::from(digit - b'0')));
            number = more.ok_or_else(|| self.misread("a smaller number"))?;
            self.at += 1;
        }
        if self.at == start {
            return Err(self.misread("a whole number"));
        }
        Ok(if negative { -number } else { number })
    }
}

/// Where the first quote or backslash is. Keys and most texts are short: eight bytes at a time find it sooner than a call
/// of a search of more of them.
fn mark(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    let mut before = 0;
    while let Some(eight) = bytes.get(before..).and_then(|rest| rest.first_chunk()) {
        let eight = u64::from_le_bytes(*eight);
        // The highest bit of a byte is set where it is this one; only after such a byte it may be set without reason.
        let where_it_is = |byte: u8| {
            let differences = eight ^ (ONES * u64::from(byte));
            differences.wrapping_sub(ONES) & !differences & (ONES << 7)
        };
        let marks = where_it_is(b'"') | where_it_is(b'\\');
        if marks != 0 {
            return Some(before + marks.trailing_zeros() as usize / 8);
        }
        before += 8;
    }
    let rest = bytes.get(before..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    Some(before + rest)
}

impl<'a> Read<'a> for Text<'a> {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        let (quoted, escapes) = json.quoted()?;
        if !escapes {
            return Ok(Cow::Borrowed(quoted));
        }
        serde_json::from_str(&format!("\"{quoted}\"")).map(Cow::Owned).map_err(|_| json.misread("a text"))
    }
}

impl<'a, T: Read<'a>> Read<'a> for Option<T> {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        if json.peek() == Some(b'n') { json.skip().map(|()| None) } else { T::read(json).map(Some) }
    }
}

impl<'a, T: Read<'a>> Read<'a> for Vec<T> {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        let mut values = Self::new();
        json.array(|json| T::read(json).map(|value| values.push(value)))?;
        Ok(values)
    }
}

impl<'a> Read<'a> for bool {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        json.word()?.parse().map_err(|_| json.misread("true or false"))
    }
}

macro_rules! integers {
    ($($Integer:ty),*) => {$(
        impl<'a> Read<'a> for $Integer {
            fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
                json.integer()?.try_into().map_err(|_| json.misread("a smaller number"))
            }
        }
    )*};
}

integers!(u8, u16, u32, u64, usize, i32);

#[cfg(test)]
mod tests {
    use super::*;

    /// All that an object holds under one key.
    struct Only<'a>(Vec<Text<'a>>);

    impl<'a> Read<'a> for Only<'a> {
        fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
            let mut found = Vec::new();
            json.object(|key, json| match key {
                "here" => Text::read(json).map(|text| found.push(text)),
                _ => json.skip(),
            })?;
            Ok(Self(found))
        }
    }

    #[test]
    fn what_is_not_asked_for_is_stepped_over() {
        let skipped = [r#"{"a":[1,{"b":"]}\"\\"}],"c":null}"#, "-1.50e+3", "true", r#""here\\""#, "[]", "{}"];
        for skipped in skipped {
            let json = format!("{{ \"else\" : {skipped} ,\n\"here\":\"水\", \"too\":{skipped}}}\n");
            let Only(found) = Json::whole(&json).unwrap();
            assert_eq!(found, ["水"], "{skipped}");
        }
    }

    #[test]
    fn the_first_mark_is_found_wherever_it_is() {
        // The quote and the backslash with one bit more are what could be taken for them.
        for length in 0..40 {
            for sign in [b'"', b'\\'] {
                let mut bytes = vec![b'#'; length];
                bytes.extend([sign, b'#', b']', b'"', b'\\']);
                assert_eq!(mark(&bytes), Some(length));
            }
            assert_eq!(mark(&"]".repeat(length).into_bytes()), None);
        }
    }

    #[test]
    fn integers_are_read_with_their_signs() {
        assert_eq!(Json::whole::<Vec<i32>>("[0, -12 ,2147483647]"), Ok(vec![0, -12, i32::MAX]));
    }

    #[test]
    fn texts_are_borrowed_unless_they_hold_escapes() {
        let texts: Vec<Text> = Json::whole(r#"["行政运行", "“三公”\n\"经费\\", ""]"#).unwrap();
        assert!(matches!(texts[0], Cow::Borrowed("行政运行")));
        assert_eq!(texts[1..], ["“三公”\n\"经费\\", ""]);
    }

    #[test]
    fn what_is_no_json_is_misread_where_it_is_wrong() {
        for (json, said) in [
            ("", "an object expected at byte 0"),
            (r#"{"here":1}"#, "a text expected at byte 8"),
            (r#"{"here":"水"#, "the end of a text expected at byte 9"),
            (r#"{"here":"\"#, "the end of a text expected at byte 11"),
            (r#"{"here":"\q"}"#, "a text expected at byte 12"),
            (r#"{"else":[1,{]"#, "a value expected at byte 13"),
            (r#"{"else":"#, "a value expected at byte 8"),
            (r#"{"else":1,}"#, "a text expected at byte 10"),
            (r#"{"else":1 "here":"水"}"#, "a comma or the end of an object expected at byte 10"),
            (r"{} {}", "the end expected at byte 3"),
        ] {
            assert_eq!(Json::whole::<Only>(json).map(|only| only.0).unwrap_err().to_string(), said, "{json}");
        }
        for json in ["[256]", "[-1]", "[1.5]", "[-]", "[]]", "[99999999999999999999]"] {
            assert!(Json::whole::<Vec<u8>>(json).is_err(), "{json}");
        }
        assert!(Json::whole::<Vec<bool>>("[tru]").is_err());
    }
}
