//! Which encoding a text is in, by evidence: no publisher says it, and a wrong guess loses the file.
//!
//! | evidence | encoding |
//! |---|---|
//! | a byte order mark | what it says |
//! | valid UTF-8 without NUL | `UTF-8` |
//! | units that are nearly all Chinese characters, Chinese punctuation or ASCII | `UTF-16LE`, `UTF-16BE` |
//! | more well-formed Chinese characters than stray bytes | `UTF-8`, damaged |
//! | byte pairs that mostly are characters in daily use in GB 2312 (rows 16–55) | `GB18030` |
//! | byte pairs that mostly are characters in daily use in Big5 (A4–C6) | `Big5` |
//!
//! Bytes that mean nothing become `U+FFFD`, counted, and never cost more than themselves.

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a text is looked at to tell UTF-16 from others, in bytes.
const SAMPLE: usize = 1 << 16;

/// A text with its encoding.
pub(super) struct Decoded {
    /// The text without a byte order mark.
    pub(super) text: String,
    /// The name of its encoding, as it stands in the output.
    pub(super) encoding: &'static str,
    /// How many byte sequences could not be decoded.
    pub(super) undecodable: usize,
    /// Where in `text` the first `U+FFFD` for one of them stands.
    pub(super) first_undecodable: usize,
}

/// Decodes a text of any of the known encodings.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = detect(bytes);
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let (mut undecodable, mut first_undecodable, mut rest) = (0, 0, bytes);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(rest.len() + 16),
            DecoderResult::Malformed(..) => {
                if undecodable == 0 {
                    first_undecodable = text.len();
                }
                undecodable += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
        first_undecodable = first_undecodable.saturating_sub('\u{feff}'.len_utf8());
    }
    text.shrink_to_fit();
    Decoded { text, encoding: name(encoding), undecodable, first_undecodable }
}

/// The name that the output uses.
fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "gb18030" => "GB18030",
        other => other,
    }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let (characters, stray) = utf8_evidence(bytes);
    if stray == 0 && !bytes.contains(&0) {
        return UTF_8;
    }
    if let Some(encoding) = utf16(bytes) {
        return encoding;
    }
    if characters >= stray {
        return UTF_8;
    }
    if share(bytes, Pairs::BIG5) > share(bytes, Pairs::GB) { BIG5 } else { GB18030 }
}

/// How many characters of three or more bytes, and how many broken sequences, the bytes hold as UTF-8.
fn utf8_evidence(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(characters, stray), chunk| {
        let long = chunk.valid().bytes().filter(|byte| *byte >= 0xE0).count();
        (characters + long, stray + usize::from(!chunk.invalid().is_empty()))
    })
}

/// UTF-16 without a byte order mark: in one byte order, nearly all units are what a Chinese text is made of.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let units = sample.len() / 2;
    let plausible = |unit: fn([u8; 2]) -> u16| {
        sample.chunks_exact(2).filter(|pair| is_plausible(unit([pair[0], pair[1]]))).count()
    };
    let (little, big) = (plausible(u16::from_le_bytes), plausible(u16::from_be_bytes));
    let (best, other, encoding) =
        if little >= big { (little, big, UTF_16LE) } else { (big, little, UTF_16BE) };
    (units > 0 && best * 20 >= units * 19 && best > other).then_some(encoding)
}

/// Whether a UTF-16 unit is ASCII text, Chinese or full-width punctuation, a common symbol or a Chinese character.
fn is_plausible(unit: u16) -> bool {
    matches!(unit, 0x09..=0x0D | 0x20..=0x7E | 0x2010..=0x203B | 0x2160..=0x217B | 0x2190..=0x22FF
        | 0x2460..=0x25FF | 0x3000..=0x303F | 0x4E00..=0x9FA5 | 0xFF00..=0xFFEF)
}

/// What a double-byte encoding looks like.
struct Pairs {
    /// Second bytes below `A1` that exist.
    low_trails: [std::ops::RangeInclusive<u8>; 2],
    /// Lead bytes of the characters in daily use.
    daily: std::ops::RangeInclusive<u8>,
    /// Second bytes of the characters in daily use below `A1`.
    daily_low_trails: bool,
    /// Whether four-byte sequences exist (lead, digit, lead, digit).
    four_bytes: bool,
}

impl Pairs {
    const GB: Self = Self {
        low_trails: [0x40..=0x7E, 0x80..=0xA0],
        daily: 0xB0..=0xD7,
        daily_low_trails: false,
        four_bytes: true,
    };
    const BIG5: Self = Self {
        low_trails: [0x40..=0x7E, 0x40..=0x7E],
        daily: 0xA4..=0xC6,
        daily_low_trails: true,
        four_bytes: false,
    };
}

/// The share, in thousandths, of the byte pairs that are characters in daily use. Punctuation (lead `A1`–`A3`
/// in both) says nothing; a broken pair counts against.
fn share(bytes: &[u8], pairs: Pairs) -> usize {
    let (mut daily, mut all, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        let lead = bytes[at];
        if lead < 0x80 {
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or(0);
        let low = pairs.low_trails.iter().any(|range| range.contains(&trail));
        at += match trail {
            0x30..=0x39 if pairs.four_bytes => 4,
            _ if low || trail >= 0xA1 => 2,
            _ => 1,
        };
        if (0xA1..=0xA3).contains(&lead) && (low || trail >= 0xA1) {
            continue;
        }
        all += 1;
        let in_use = trail >= 0xA1 || (low && pairs.daily_low_trails);
        daily += usize::from(pairs.daily.contains(&lead) && in_use);
    }
    daily * 1000 / all.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLIFIED: &str = "云溪市档案局2024年部门预算\n一、收支预算总表\n单位：万元\n项目\t预算数\n合计\t1,234.50\n备注：“三公”经费≤5%。\n";
    const TRADITIONAL: &str = "臨江縣水務局2024年部門預算\n一、收支預算總表\n單位：萬元\n項目\t預算數\n合計\t1,234.50\n備註：機關運行經費。\n";

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn every_encoding_is_found_by_its_evidence() {
        let (le, be) = (u16::to_le_bytes, u16::to_be_bytes);
        let marked = |text: &str| format!("\u{feff}{text}");
        let big5 = BIG5.encode(TRADITIONAL).0.into_owned();
        let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
            ("utf-8", SIMPLIFIED.into(), "UTF-8", SIMPLIFIED),
            ("utf-8 with mark", marked(SIMPLIFIED).into(), "UTF-8", SIMPLIFIED),
            ("utf-8 traditional", TRADITIONAL.into(), "UTF-8", TRADITIONAL),
            ("ascii", b"total\t12.5\n".to_vec(), "UTF-8", "total\t12.5\n"),
            ("utf-16le with mark", utf16_bytes(&marked(SIMPLIFIED), le), "UTF-16LE", SIMPLIFIED),
            ("utf-16be with mark", utf16_bytes(&marked(SIMPLIFIED), be), "UTF-16BE", SIMPLIFIED),
            ("utf-16le", utf16_bytes(SIMPLIFIED, le), "UTF-16LE", SIMPLIFIED),
            ("utf-16be", utf16_bytes(SIMPLIFIED, be), "UTF-16BE", SIMPLIFIED),
            (
                "utf-16le without ascii",
                utf16_bytes("云溪市档案局部门预算", le),
                "UTF-16LE",
                "云溪市档案局部门预算",
            ),
            ("utf-16be ascii", utf16_bytes("total\t12.5\n", be), "UTF-16BE", "total\t12.5\n"),
            ("gb18030", gb(SIMPLIFIED), "GB18030", SIMPLIFIED),
            ("gb18030 with mark", gb(&marked(SIMPLIFIED)), "GB18030", SIMPLIFIED),
            ("gb18030 four bytes", gb("云溪市㐂档案局𠀀预算"), "GB18030", "云溪市㐂档案局𠀀预算"),
            ("gbk short", gb("合计"), "GB18030", "合计"),
            (
                "gbk rare characters",
                gb("朱镕基、陈喆、李洺、张玥的部门预算说明"),
                "GB18030",
                "朱镕基、陈喆、李洺、张玥的部门预算说明",
            ),
            ("gbk traditional", gb(TRADITIONAL), "GB18030", TRADITIONAL),
            ("big5", big5, "Big5", TRADITIONAL),
        ];
        for (case, bytes, encoding, text) in cases {
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text), "{case}");
            assert_eq!(decoded.undecodable, 0, "{case}");
        }
    }

    #[test]
    fn damaged_texts_keep_everything_else() {
        let mut damaged = SIMPLIFIED.as_bytes().to_vec();
        damaged.splice(3..3, [0xFF, 0xC0]);
        let decoded = decode(&damaged);
        assert_eq!((decoded.encoding, decoded.undecodable, decoded.first_undecodable), ("UTF-8", 2, 3));
        assert_eq!(decoded.text.replace('\u{fffd}', ""), SIMPLIFIED);

        let mut cut = gb(SIMPLIFIED);
        cut.truncate(gb("云溪市档案局2024年部").len() - 1);
        let decoded = decode(&cut);
        assert_eq!((decoded.encoding, decoded.undecodable), ("GB18030", 1));
        assert_eq!(decoded.text, "云溪市档案局2024年\u{fffd}");

        let mut lone = utf16_bytes(SIMPLIFIED, u16::to_le_bytes);
        lone.splice(2..2, [0x00, 0xD8]);
        lone.push(0x31);
        let decoded = decode(&lone);
        assert_eq!((decoded.encoding, decoded.undecodable), ("UTF-16LE", 2));
        assert_eq!(decoded.text.replace('\u{fffd}', ""), SIMPLIFIED);
    }

    #[test]
    fn a_mark_alone_is_an_empty_text() {
        for mark in [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF", b""] {
            assert_eq!(decode(mark).text, "");
        }
    }
}
