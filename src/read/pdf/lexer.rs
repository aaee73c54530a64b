//! Operands and operators of a content stream, whatever stands between them.
//!
//! Producers leave stray brackets, bytes above `0x7F`, cut strings and raw image data in their content.
//! A lexer that stops there loses the rest of the page, so this one resynchronises at the next byte
//! that can begin a token: `BT /F1 12 Tf ) (预算) Tj` still shows `(预算)`. CMap streams are written in
//! the same tokens (`<8140> <817e> 6095` … `endcidrange`) and are read with it, too.

use std::ops::Range;

/// Operands of one operator beyond this number are dropped: no operator takes as many.
const MOST_OPERANDS: usize = 1 << 17;

/// The powers of ten that decimals are divided by; so many digits fit into 64 bits.
const POWERS: [f64; 18] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17];

/// One operand. Arrays and dictionaries are handed on flat, between their brackets.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// An integer or a real.
    Number(f64),
    /// A name, `#xx` decoded: where its bytes are in [`Operands`].
    Name(Range<usize>),
    /// A literal or hexadecimal string, decoded: where its bytes are in [`Operands`].
    Text(Range<usize>),
    /// `[`
    Open,
    /// `]`
    Close,
    /// `<<` or `>>`
    Dictionary,
}

/// The operands before an operator; reused from operator to operator, so that reading allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Operands {
    list: Vec<Operand>,
    bytes: Vec<u8>,
}

impl Operands {
    /// Every operand in order.
    pub(super) fn list(&self) -> &[Operand] {
        &self.list
    }

    /// The bytes of a name or a string.
    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    /// The last `N` operands as numbers, `None` if there are fewer or others.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        let first = self.list.len().checked_sub(N)?;
        for (number, operand) in numbers.iter_mut().zip(self.list.get(first..)?) {
            let Operand::Number(value) = operand else { return None };
            *number = *value;
        }
        Some(numbers)
    }

    /// Sets a parameter to the last operand, if that is a number.
    pub(super) fn set(&self, parameter: &mut f64) {
        if let Some([number]) = self.numbers() {
            *parameter = number;
        }
    }

    /// The last operand that is a name.
    pub(super) fn name(&self) -> Option<&[u8]> {
        self.list.iter().rev().find_map(|operand| match operand {
            Operand::Name(range) => Some(self.bytes(range)),
            _ => None,
        })
    }

    fn clear(&mut self) {
        self.list.clear();
        self.bytes.clear();
    }

    fn push(&mut self, operand: Operand) {
        if self.list.len() < MOST_OPERANDS {
            self.list.push(operand);
        }
    }
}

/// Reads a content stream operator by operator.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of a stream.
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }

    /// The next operator with its operands, `None` at the end. An inline image is one operator `EI`.
    pub(super) fn next(&mut self, operands: &mut Operands) -> Option<&'a [u8]> {
        operands.clear();
        loop {
            let byte = self.peek()?;
            if byte <= b' ' {
                self.at += 1;
                continue;
            }
            match byte {
                b'0'..=b'9' | b'+' | b'-' | b'.' => {
                    let number = self.number();
                    operands.push(Operand::Number(number));
                }
                b'/' => {
                    self.at += 1;
                    self.name(operands);
                }
                b'(' => {
                    self.at += 1;
                    self.literal(operands);
                }
                b'<' if self.data.get(self.at + 1) == Some(&b'<') => {
                    self.at += 2;
                    operands.push(Operand::Dictionary);
                }
                b'<' => {
                    self.at += 1;
                    self.hexadecimal(operands);
                }
                b'>' if self.data.get(self.at + 1) == Some(&b'>') => {
                    self.at += 2;
                    operands.push(Operand::Dictionary);
                }
                b'[' => {
                    self.at += 1;
                    operands.push(Operand::Open);
                }
                b']' => {
                    self.at += 1;
                    operands.push(Operand::Close);
                }
                b'%' => self.skip_while(|byte| !matches!(byte, b'\r' | b'\n')),
                b'\'' | b'"' | b'*' | b'a'..=b'z' | b'A'..=b'Z' => {
                    let start = self.at;
                    self.skip_while(is_regular);
                    let word = self.data.get(start..self.at).unwrap_or_default();
                    match word {
                        b"true" | b"false" | b"null" => {}
                        b"BI" => {
                            operands.clear();
                            self.at = end_of_inline_image(self.data, self.at);
                            return Some(b"EI");
                        }
                        _ => return Some(word),
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn skip_while(&mut self, keep: impl Fn(u8) -> bool) {
        let rest = self.data.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|&byte| !keep(byte)).unwrap_or(rest.len());
    }

    /// A number; `--5`, `5-3` and a lone sign are read as other readers do: signs repeat, a sign inside ends it.
    fn number(&mut self) -> f64 {
        let mut negative = false;
        while let Some(sign @ (b'+' | b'-')) = self.peek() {
            negative |= sign == b'-';
            self.at += 1;
        }
        let text = self.data.get(self.at..).unwrap_or_default();
        let (mut number, mut length, mut point) = (0_i64, 0, None);
        let end = loop {
            match text.get(length) {
                Some(digit @ b'0'..=b'9') => {
                    number = number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
                }
                Some(b'.') if point.is_none() => point = Some(length + 1),
                other => break other,
            }
            length += 1;
        };
        self.at += length;
        if end == Some(&b'-') {
            self.skip_while(|byte| matches!(byte, b'-' | b'.' | b'0'..=b'9'));
        }
        let decimals = point.map_or(0, |point| length - point);
        let value = match POWERS.get(decimals) {
            Some(power) if length < POWERS.len() => number as f64 / power,
            _ => text
                .get(..length)
                .and_then(|text| std::str::from_utf8(text).ok()?.parse().ok())
                .unwrap_or(0.0),
        };
        if negative { -value } else { value }
    }

    fn name(&mut self, operands: &mut Operands) {
        let start = operands.bytes.len();
        let first = self.at;
        self.skip_while(is_regular);
        let mut rest = self.data.get(first..self.at).unwrap_or_default();
        while let Some(sign) = rest.iter().position(|&byte| byte == b'#') {
            let (plain, escaped) = rest.split_at(sign);
            operands.bytes.extend_from_slice(plain);
            let digit = |place: usize| escaped.get(place).and_then(|&byte| hex_digit(byte));
            let (byte, length) = match (digit(1), digit(2)) {
                (Some(high), Some(low)) => (high << 4 | low, 3),
                _ => (b'#', 1),
            };
            operands.bytes.push(byte);
            rest = escaped.get(length..).unwrap_or_default();
        }
        operands.bytes.extend_from_slice(rest);
        let end = operands.bytes.len();
        operands.push(Operand::Name(start..end));
    }

    fn literal(&mut self, operands: &mut Operands) {
        let start = operands.bytes.len();
        let mut depth = 1_usize;
        loop {
            let plain = self.at;
            self.skip_while(|byte| !matches!(byte, b'\\' | b'(' | b')' | b'\r'));
            operands.bytes.extend_from_slice(self.data.get(plain..self.at).unwrap_or_default());
            let Some(byte) = self.peek() else { break };
            self.at += 1;
            match byte {
                b'\\' => {
                    let Some(escape) = self.peek() else { break };
                    self.at += 1;
                    match escape {
                        b'n' => operands.bytes.push(b'\n'),
                        b'r' => operands.bytes.push(b'\r'),
                        b't' => operands.bytes.push(b'\t'),
                        b'b' => operands.bytes.push(8),
                        b'f' => operands.bytes.push(12),
                        b'\r' => {
                            if self.peek() == Some(b'\n') {
                                self.at += 1;
                            }
                        }
                        b'\n' => {}
                        b'0'..=b'7' => {
                            let mut code = u32::from(escape - b'0');
                            for _ in 0..2 {
                                let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                                code = code * 8 + u32::from(digit - b'0');
                                self.at += 1;
                            }
                            operands.bytes.push((code & 0xFF) as u8);
                        }
                        other => operands.bytes.push(other),
                    }
                }
                b'(' => {
                    depth += 1;
                    operands.bytes.push(byte);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    operands.bytes.push(byte);
                }
                _ => {
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    operands.bytes.push(b'\n');
                }
            }
        }
        let end = operands.bytes.len();
        operands.push(Operand::Text(start..end));
    }

    fn hexadecimal(&mut self, operands: &mut Operands) {
        let start = operands.bytes.len();
        let rest = self.data.get(self.at..).unwrap_or_default();
        let length = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at = self.data.len().min(self.at + length + 1);
        let digits = rest.get(..length).unwrap_or_default();
        let mut digits = digits.iter().filter_map(|&byte| hex_digit(byte));
        while let Some(high) = digits.next() {
            operands.bytes.push(high << 4 | digits.next().unwrap_or(0));
        }
        let end = operands.bytes.len();
        operands.push(Operand::Text(start..end));
    }
}

/// Whether a byte can be part of a name or an operator.
fn is_regular(byte: u8) -> bool {
    const REGULAR: [bool; 256] = {
        let mut table = [true; 256];
        let others = b"\0\t\n\x0C\r ()<>[]{}/%";
        let mut index = 0;
        while index < others.len() {
            table[others[index] as usize] = false;
            index += 1;
        }
        table
    };
    REGULAR[usize::from(byte)]
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

fn hex_digit(byte: u8) -> Option<u8> {
    const NONE: u8 = 0xFF;
    const DIGITS: [u8; 256] = {
        let mut table = [NONE; 256];
        let mut digit = 0;
        while digit < 16 {
            table[b"0123456789abcdef"[digit] as usize] = digit as u8;
            table[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
            digit += 1;
        }
        table
    };
    Some(DIGITS[usize::from(byte)]).filter(|digit| *digit != NONE)
}

/// Where the content goes on after an inline image whose `BI` ends before `start`.
///
/// Unfiltered image data has the length that its dictionary says; any other ends at an `EI` that stands
/// between blanks and is followed by something that looks like content.
fn end_of_inline_image(data: &[u8], start: usize) -> usize {
    let mut header = Lexer::new(data.get(start..).unwrap_or_default());
    let mut operands = Operands::default();
    if header.next(&mut operands) != Some(b"ID") {
        return start;
    }
    let first = start + header.at + 1;
    if let Some(length) = unfiltered_length(&operands) {
        let after = first.saturating_add(length);
        let tail = data.get(after..).unwrap_or_default();
        let blanks = tail.iter().take(3).take_while(|&&byte| is_blank(byte)).count();
        if tail.get(blanks..).is_some_and(|rest| rest.starts_with(b"EI")) {
            return after + blanks + 2;
        }
    }
    let mut at = first;
    while let Some(found) = data.get(at..).and_then(|rest| rest.windows(2).position(|pair| pair == b"EI")) {
        let position = at + found;
        at = position + 2;
        let before = position.checked_sub(1).and_then(|before| data.get(before)).copied();
        let after = data.get(at..).unwrap_or_default();
        let plain = after.iter().take(24).all(|&byte| is_blank(byte) || (b' '..=b'~').contains(&byte));
        if before.is_some_and(is_blank) && after.first().is_none_or(|&byte| is_blank(byte)) && plain {
            return at;
        }
    }
    data.len()
}

/// The length of the data of an inline image that has no filter and a colour space with a known number of components.
fn unfiltered_length(header: &Operands) -> Option<usize> {
    let value = |long: &[u8], short: &[u8]| {
        let list = header.list();
        let key = list.iter().position(
            |operand| matches!(operand, Operand::Name(name) if [long, short].contains(&header.bytes(name))),
        )?;
        list.get(key + 1)
    };
    let number = |long: &[u8], short: &[u8]| match value(long, short) {
        Some(Operand::Number(number)) if (0.0..1e6).contains(number) => Some(*number as usize),
        _ => None,
    };
    if value(b"Filter", b"F").is_some() {
        return None;
    }
    let (width, height) = (number(b"Width", b"W")?, number(b"Height", b"H")?);
    let bits = number(b"BitsPerComponent", b"BPC").unwrap_or(1);
    let components = match value(b"ColorSpace", b"CS") {
        None => 1,
        Some(Operand::Name(name)) => match header.bytes(name) {
            b"G" | b"DeviceGray" => 1,
            b"RGB" | b"DeviceRGB" => 3,
            b"CMYK" | b"DeviceCMYK" => 4,
            _ => return None,
        },
        Some(_) => return None,
    };
    width.checked_mul(components)?.checked_mul(bits)?.div_ceil(8).checked_mul(height)
}
