//! Whether the reference could read a text as a time. Only the plainest forms are sure; all others are left to it.

use crate::hash::word;
use crate::lanes::{Lanes, Window};
use crate::names::digits;

/// Whether the text is seconds or milliseconds since 1970 as decimal digits with or without a fraction, or a date
/// and time of ISO 8601, plainly inside the years that the reference takes.
#[inline(always)]
pub fn plain(text: &[u8]) -> bool {
    // `1591367999.305988`, as Zeek writes it: ten digits, a point, six digits.
    if text.len() == 17 && text[10] == b'.' {
        let point = u64::from(b'.' ^ b'0') << 16;
        return digits(word(text, 0)) && digits(word(text, 8) ^ point) && text[16].is_ascii_digit();
    }
    number(text) || iso(text)
}

/// How long a time is as Zeek writes it.
pub const ZEEK: usize = 17;

/// Whether a window begins with a time as Zeek writes it, ten digits, a point and six digits, which ends there.
#[inline(always)]
pub fn zeek<L: Lanes>(window: &Window) -> bool {
    const POINT: u32 = 1 << 10;
    const ALL: u32 = (1 << ZEEK) - 1;
    let found = L::letters(window);
    found.digits & ALL == ALL & !POINT && found.dots & POINT != 0 && found.plain >> ZEEK & 1 == 0
}

#[inline(never)]
fn number(text: &[u8]) -> bool {
    let (whole, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &b"0"[..]),
    };
    let plain = |part: &[u8], most: usize| (1..=most).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    // Fourteen digits of milliseconds end in the year 5138.
    plain(whole, 14) && plain(fraction, 12)
}

/// The text before `+0700` or `+07:00`, or all of it.
fn without_offset(text: &[u8]) -> &[u8] {
    let number = |at: usize| match (text[at], text[at + 1]) {
        (b'0'..=b'9', b'0'..=b'9') => (text[at] - b'0') * 10 + (text[at + 1] - b'0'),
        _ => u8::MAX,
    };
    for (length, minutes) in [(5, 3), (6, 4)] {
        let Some(at) = text.len().checked_sub(length) else { break };
        let is_offset = matches!(text[at], b'+' | b'-') && (length == 5 || text[at + 3] == b':');
        if is_offset && number(at + 1) < 16 && number(at + minutes) < 60 {
            return &text[..at];
        }
    }
    text
}

/// How many days a month has in any year; the 29th of February is for the reference, which has the calendar.
fn days(month: u8) -> u8 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `2026-11-22T12:00:00`, with a fraction or not, with `Z`, an offset or neither.
#[inline(never)]
fn iso(text: &[u8]) -> bool {
    const FORM: &[u8; 19] = b"0000-00-00T00:00:00";
    let text = text.strip_suffix(b"Z").unwrap_or_else(|| without_offset(text));
    if text.len() < FORM.len() {
        return false;
    }
    let (head, fraction) = text.split_at(FORM.len());
    let fits = head.iter().zip(FORM).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b' '),
        _ => byte == form,
    });
    let two = |at: usize| (head[at] - b'0') * 10 + (head[at + 1] - b'0');
    let whole = fraction.is_empty()
        || fraction[0] == b'.' && (2..=10).contains(&fraction.len()) && fraction[1..].iter().all(u8::is_ascii_digit);
    fits && whole
        && (19..=29).contains(&two(0))
        && (1..=12).contains(&two(5))
        && (1..=days(two(5))).contains(&two(8))
        && two(11) < 24
        && two(14) < 60
        && two(17) < 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_times_are_plain() {
        for text in [
            "1591367999.305988",
            "0",
            "1700000000",
            "1700000000123",
            "1.5",
            "2026-11-22T12:00:00Z",
            "2026-11-22 12:00:00.123",
            "2026-11-22T12:00:00.123456+0000",
            "2026-01-31T12:00:00.123456+0700",
            "2026-11-30T12:00:00-05:30",
        ] {
            assert!(plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn others_are_left_to_the_reference() {
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "159136799a.305988",
            "1591367999.30598x",
            "159136799912345",
            "2026-02-29T00:00:00",
            "2026-13-01T00:00:00",
            "2026-11-22T24:00:00",
            "2026-11-22",
            "nan",
            "1e5",
            "2026-11-22T12:00:00+7:00",
            "2026-11-22T12:00:00+07-00",
            "2026-11-22T12:00:00+1600",
            "2026-11-31T12:00:00",
            "2026-11-22T12:00:00.",
            "1591367999,305988",
        ] {
            assert!(!plain(text.as_bytes()), "{text}");
        }
    }
}
