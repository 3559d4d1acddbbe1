//! Spans of time as people read them in a failure or a limit.

use std::time::Duration;

/// A span with the one or two units that matter: `250 ms`, `1.5 s`, `2 min 30 s`, `3 h`, `7 d`.
pub fn span_words(span: Duration) -> String {
    let millis = span.as_millis();
    let secs = span.as_secs();
    match secs {
        0 => format!("{millis} ms"),
        1..=59 if span.subsec_millis() >= 100 => format!("{secs}.{} s", span.subsec_millis() / 100),
        1..=59 => format!("{secs} s"),
        60..=3_599 => two(secs / 60, "min", secs % 60, "s"),
        3_600..=86_399 => two(secs / 3_600, "h", secs % 3_600 / 60, "min"),
        _ => two(secs / 86_400, "d", secs % 86_400 / 3_600, "h"),
    }
}

fn two(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        return format!("{large} {large_unit}");
    }
    format!("{large} {large_unit} {small} {small_unit}")
}

/// A count of bytes with one decimal in the unit that fits: `512 B`, `1.5 MiB`.
pub fn bytes_words(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = "KiB";
    for larger in UNITS.iter().skip(1) {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        unit = larger;
    }
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_well() {
        let cases = [
            (0, "0 ms"),
            (250, "250 ms"),
            (1_000, "1 s"),
            (1_512, "1.5 s"),
            (59_999, "59.9 s"),
            (150_000, "2 min 30 s"),
            (3_600_000, "1 h"),
            (90_000_000, "1 d 1 h"),
            (604_800_000, "7 d"),
        ];
        for (millis, words) in cases {
            assert_eq!(span_words(Duration::from_millis(millis)), words);
        }
    }

    #[test]
    fn bytes_read_well() {
        for (bytes, words) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (1_536, "1.5 KiB"),
            (1 << 30, "1.0 GiB"),
            (u64::MAX, "16383.9 PiB"),
        ] {
            assert_eq!(bytes_words(bytes), words);
        }
    }
}
