//! Amounts as they are printed that have no room on one line: `1,395,827` above `,551.00` are 1,395,827,551.00.

/// Whether an amount goes on in another line by what both say: the first ends with a comma, or within its thousands, or
/// nothing but the rest of an amount begins as the second.
pub fn goes_on(begun: &str, rest: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let is_amount =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    let whole = begun.trim_start_matches('-');
    let tail = whole.rsplit(',').next().map_or(0, str::len);
    if !is_amount(whole) || !is_amount(rest) || digits(whole) == 0 || whole.contains('.') {
        return false;
    }
    match rest.as_bytes() {
        [b'.', decimals @ ..] => tail > 0 && !decimals.is_empty() && digits(&rest[1..]) == decimals.len(),
        [b',', ..] => (1..=3).contains(&tail) && digits(&rest[1..]) == 3,
        _ if tail == 0 => digits(rest) > 0,
        _ => {
            let (head, all) = (digits(rest), digits(rest) == rest.len());
            whole.contains(',') && tail < 3 && head > 0 && (head + tail == 3 || all && head + tail < 3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::goes_on;

    #[test]
    fn amounts_go_on_within_their_digits() {
        for (begun, rest, expected) in [
            ("1,395,827", ",551.00", true),
            ("-1,395", ",551.00", true),
            ("1,395,", "827.00", true),
            ("1,39", "5,827.00", true),
            ("173,26", "0.00", true),
            ("1,2", "3", true),
            ("5065", ".32", true),
            ("5,065", ".32", true),
            ("1,395", "827.00", false),
            ("1,395", "827", false),
            ("1395", "827.00", false),
            ("5.00", ".32", false),
            ("5,065", ".", false),
            ("5,065", ",32", false),
            ("5,065", "-3.00", false),
            ("", ".32", false),
            (",", "320.00", false),
            ("支出", ".32", false),
        ] {
            assert_eq!(goes_on(begun, rest), expected, "{begun} {rest}");
        }
    }
}
