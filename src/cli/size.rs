//! Numbers become words: bytes with a unit, counts with thousands apart.

/// Bytes in the largest unit that leaves at least one, with one decimal.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "kB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} bytes") } else { format!("{value:.1} {}", UNITS[unit]) }
}

/// A count with a comma every three digits.
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut parts = Vec::new();
    let mut end = digits.len();
    while end > 3 {
        parts.push(&digits[end - 3..end]);
        end -= 3;
    }
    parts.push(&digits[..end]);
    parts.reverse();
    parts.join(",")
}

/// A count with its noun: `1 file`, `2 files`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{bytes, count, counted};

    #[test]
    fn says_numbers_as_people_do() {
        assert_eq!(["0", "999", "1,000", "12,345,678"].map(str::to_owned), [0, 999, 1000, 12_345_678].map(count));
        assert_eq!(["0 bytes", "999 bytes", "1.0 kB", "45.2 kB", "3.0 GB"].map(str::to_owned), [0, 999, 1000, 45_210, 3_000_000_000].map(bytes));
        assert_eq!((counted(1, "file"), counted(2000, "file")), ("1 file".to_owned(), "2,000 files".to_owned()));
    }
}
