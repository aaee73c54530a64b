//! Damaged files that are the same in every run: bit flips, truncation, lost, doubled and moved pieces, pieces and
//! objects of other files, hostile tokens, other digits, a lost cross-reference.

#![allow(clippy::unwrap_used)]

use std::ops::Range;
use std::path::{Path, PathBuf};

/// A small generator of repeatable numbers (splitmix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to before `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// The samples and the seeds of the fuzzer: every file that is a document.
pub fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = ["samples", "tests/fuzz/corpus"]
        .iter()
        .filter_map(|directory| std::fs::read_dir(root.join(directory)).ok())
        .flat_map(|entries| entries.map(|entry| entry.unwrap().path()))
        .filter(|path| path.is_file() && path.extension().is_none_or(|extension| extension != "py"))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Words that mislead a reader.
const TOKENS: &[&str] = &[
    "<table><tr><td colspan=99999 rowspan=99999>",
    "</td></tr></table>",
    "|||||||||||",
    "\t\t\t\t\t\t\t\t\t\t",
    "$\\geq 99999999999999999999999999999999$",
    "2147483648",
    "-1",
    "18446744073709551616",
    "1 0 R",
    "/Length 0",
    "endstream endobj",
    "[[[[[[[[",
    "<<<<<<<<",
    "\u{c}",
    "（一）一、1、",
    "产出指标",
    "合计",
];

/// Mutant `number` of the seeds: always the same file.
pub fn mutant(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut numbers = Numbers(number);
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(3) {
        let (at, length) = (numbers.below(bytes.len()), 1 + numbers.below(200));
        let range = at..(at + length).min(bytes.len());
        match numbers.below(10) {
            0 => {
                for _ in 0..=numbers.below(16) {
                    let at = numbers.below(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << numbers.below(8);
                    }
                }
            }
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(range)),
            3 => bytes.extend_from_within(range),
            4 => {
                let other = &seeds[numbers.below(seeds.len())];
                let from = numbers.below(other.len());
                let piece = other[from..(from + length * 10).min(other.len())].to_vec();
                bytes.splice(range, piece);
            }
            5 => {
                let token = TOKENS[numbers.below(TOKENS.len())].repeat(1 + numbers.below(20));
                bytes.splice(at..at, token.into_bytes());
            }
            6 => {
                let digits: Vec<usize> = (0..bytes.len()).filter(|&n| bytes[n].is_ascii_digit()).collect();
                for _ in 0..4 {
                    if let Some(&at) = digits.get(numbers.below(digits.len())) {
                        bytes[at] = b'0' + numbers.below(10) as u8;
                    }
                }
            }
            7 => {
                for name in [&b"xref"[..], b"trailer", b"/Root", b"endobj", b"/Kids", b"<tr", b"|"] {
                    if let Some(at) = bytes.windows(name.len()).position(|window| window == name) {
                        bytes.drain(at..at + name.len());
                        break;
                    }
                }
            }
            8 => {
                // An object of a PDF in the place of another one's content, from this file or from another.
                let other = &seeds[numbers.below(seeds.len())];
                let (to, from) = (objects(&bytes), objects(other));
                if let (Some(to), Some(from)) =
                    (to.get(numbers.below(to.len())), from.get(numbers.below(from.len())))
                {
                    bytes.splice(to.clone(), other[from.clone()].to_vec());
                }
            }
            _ => {
                let middle = bytes.len() / 2;
                bytes.rotate_left(at.min(middle));
            }
        }
    }
    bytes
}

/// What stands between every `obj` and its `endobj`.
fn objects(bytes: &[u8]) -> Vec<Range<usize>> {
    let find = |from: usize, word: &[u8]| {
        bytes[from..].windows(word.len()).position(|window| window == word).map(|at| from + at)
    };
    let (mut objects, mut at) = (Vec::new(), 0);
    while let Some(start) = find(at, b" obj").map(|at| at + 4)
        && let Some(end) = find(start, b"endobj")
    {
        objects.push(start..end);
        at = end;
    }
    objects
}
