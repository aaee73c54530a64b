//! What a wrong figure looks like beside the right one: most are slips of the hand, and the likelier one looks like such a
//! slip the likelier it is the wrong one.
//!
//! ```text
//! 1,894.37 for 1,594.37   one digit              1,594.73   two digits in the wrong order
//!   594.37                a digit is missing     15,943.70  a shifted decimal point
//! 1,594    for 1,594.81   cut off, not rounded
//! ```

use rust_decimal::Decimal;

/// The slips, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slip {
    CutOff,
    Digit,
    Transposed,
    Point,
    Unit,
    Missing,
    Doubled,
    Sign,
    Sum,
    Neighbour,
    Lost,
    None,
}

impl Slip {
    /// How it is told behind the change.
    pub fn name(self) -> &'static str {
        match self {
            Self::CutOff => " (cut off, not rounded)",
            Self::Digit => " (one digit)",
            Self::Transposed => " (two digits in the wrong order)",
            Self::Point => " (a shifted decimal point)",
            Self::Unit => " (another unit)",
            Self::Missing => " (a digit is missing)",
            Self::Doubled => " (a digit too many)",
            Self::Sign => " (the sign)",
            Self::Sum => " (a copy of the sum)",
            Self::Neighbour => " (a copy of its neighbour)",
            Self::Lost => " (nothing is printed)",
            Self::None => "",
        }
    }
}

/// The slip that makes the printed figure of one that is within a tolerance of the exact one, and which that is. Nothing
/// is no slip of any figure. What makes the exact figure is likelier than what makes one beside it.
pub(crate) fn of_hand(printed: Decimal, exact: Decimal, tolerance: Decimal) -> Option<(Slip, Decimal)> {
    within(printed, exact, Decimal::ZERO).or_else(|| within(printed, exact, tolerance))
}

fn within(printed: Decimal, exact: Decimal, tolerance: Decimal) -> Option<(Slip, Decimal)> {
    if exact.abs() <= tolerance {
        return None;
    }
    let is_cut = exact.trunc_with_scale(printed.scale()) == printed && exact != printed;
    if is_cut && !printed.is_zero() {
        return Some((Slip::CutOff, exact));
    }
    let near = |candidate: &Decimal| *candidate != printed && (*candidate - exact).abs() <= tolerance;
    let digits: Vec<char> = printed.to_string().chars().collect();
    let by = |power: i64| {
        let power = Decimal::from(power);
        [printed.checked_mul(power), printed.checked_div(power)]
            .into_iter()
            .flatten()
            .any(|moved| near(&moved))
    };
    let made = |slip, changed: fn(&[char]) -> Vec<Vec<char>>| {
        let number = |digits: Vec<char>| digits.into_iter().collect::<String>().parse::<Decimal>().ok();
        changed(&digits).into_iter().filter_map(number).find(near).map(|found| (slip, found))
    };
    made(Slip::Digit, with_another_digit)
        .or_else(|| made(Slip::Transposed, with_two_exchanged))
        .or_else(|| [10, 100, 1000].into_iter().any(by).then_some((Slip::Point, exact)))
        .or_else(|| by(10_000).then_some((Slip::Unit, exact)))
        .or_else(|| made(Slip::Missing, with_one_more))
        .or_else(|| made(Slip::Doubled, with_one_less))
        .or_else(|| near(&-printed).then_some((Slip::Sign, -printed)))
}

/// The places of the digits of a printed number.
fn places(digits: &[char]) -> impl Iterator<Item = usize> {
    (0..digits.len()).filter(|&place| digits[place].is_ascii_digit())
}

fn with_another_digit(digits: &[char]) -> Vec<Vec<char>> {
    let at = |place: usize| {
        ('0'..='9').map(move |digit| {
            let mut changed = digits.to_vec();
            changed[place] = digit;
            changed
        })
    };
    places(digits).flat_map(at).collect()
}

fn with_two_exchanged(digits: &[char]) -> Vec<Vec<char>> {
    let places: Vec<usize> = places(digits).collect();
    let exchanged = |pair: &[usize]| {
        let mut changed = digits.to_vec();
        changed.swap(pair[0], pair[1]);
        changed
    };
    places.windows(2).map(exchanged).collect()
}

/// Before the point: what stands behind it has its printed number of digits.
fn with_one_more(digits: &[char]) -> Vec<Vec<char>> {
    let at = |place: usize| {
        ('0'..='9').map(move |digit| {
            let mut changed = digits.to_vec();
            changed.insert(place, digit);
            changed
        })
    };
    let point = digits.iter().position(|&c| c == '.').unwrap_or(digits.len());
    (usize::from(digits.first() == Some(&'-'))..=point).flat_map(at).collect()
}

fn with_one_less(digits: &[char]) -> Vec<Vec<char>> {
    let point = digits.iter().position(|&c| c == '.').unwrap_or(digits.len());
    let without = |place: usize| {
        let mut changed = digits.to_vec();
        changed.remove(place);
        changed
    };
    places(&digits[..point]).map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand() {
        for (printed, exact, slip) in [
            ("1594", "1594.81", Some(Slip::CutOff)),
            ("0", "0.81", None),
            ("1894.37", "1594.37", Some(Slip::Digit)),
            ("1594.73", "1594.37", Some(Slip::Transposed)),
            ("159.48", "1594.37", None),
            ("15943.70", "1594.37", Some(Slip::Point)),
            ("1594", "15940000", Some(Slip::Unit)),
            ("194.37", "1594.37", Some(Slip::Missing)),
            ("-194.37", "-1594.37", Some(Slip::Missing)),
            ("15594.37", "1594.37", Some(Slip::Doubled)),
            ("-1594.37", "1594.37", Some(Slip::Sign)),
            ("1594.37", "0.00", None),
            ("7", "70", Some(Slip::Point)),
        ] {
            let (printed, exact): (Decimal, Decimal) = (printed.parse().unwrap(), exact.parse().unwrap());
            let found = of_hand(printed, exact, Decimal::ZERO);
            assert_eq!(found, slip.map(|slip| (slip, exact)), "{printed}");
        }
        let transposed = of_hand(Decimal::new(47065, 2), Decimal::new(47056, 2), Decimal::new(5, 2));
        assert_eq!(transposed, Some((Slip::Transposed, Decimal::new(47056, 2))), "not 470.55, by one digit");
        let within = of_hand(Decimal::new(1250, 2), Decimal::new(11251, 2), Decimal::new(1, 2));
        assert_eq!(within, Some((Slip::Missing, Decimal::new(11250, 2))));
    }
}
