//! What a text in a column of hosts is: a name, an address, nothing, or something for the full parser.

use crate::addresses;
use crate::hash::{WINDOW, word};
use crate::lanes::{Lanes, Window};
use crate::tables::Tables;
use crate::values::Kind;

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A name in the sense of the reference; its last two labels (or its only one) begin here.
    Name {
        /// Where the last two labels begin, counted from the start of the text.
        tail: usize,
        /// How long the name is, without the dot at its end.
        length: usize,
        /// The dots before the one at `tail`, as bits of the last 32 bytes of the name; or [`UNSEEN`].
        dots: u32,
    },
    /// It ends in a label of digits, so it is an IPv4 address or nothing; [`addresses::v4`] knows.
    Digits,
    /// An IPv4 address.
    V4(u32),
    /// An IPv6 address.
    V6([u8; 16]),
    /// Certainly nothing that an indicator could name.
    Nothing,
    /// The full parser has to say.
    Unclear,
}

/// The name is longer than the window, so its dots have to be sought byte by byte.
pub const UNSEEN: u32 = u32::MAX;
const LONGEST_LABEL: usize = 63; // RFC 1035 §2.3.4
const LONGEST_NAME: usize = 253;

/// Looks at the text `data[start..end]`, which must lie inside `data`.
///
/// The usual name is at most 32 bytes long and has 32 bytes before its end, so that one window shows all of it; the
/// window never leaves `data`. Everything else takes the slow way, which gives the same answer.
#[inline(always)]
pub fn seen<L: Lanes>(data: &[u8], start: usize, end: usize) -> Seen {
    let length = end - start;
    if end >= WINDOW && length.wrapping_sub(1) < WINDOW {
        let mut window = [0; WINDOW];
        window.copy_from_slice(&data[end - WINDOW..end]);
        let (well, digits, dots) = sorted::<L>(&window, length);
        if well && digits {
            return Seen::Digits;
        }
        if well {
            let (_, rest) = label(dots, length);
            let (two, dots) = label(rest, length);
            return Seen::Name { tail: length - two, length, dots };
        }
    }
    slowly(&data[start..end])
}

/// What the end of a window is, `length` bytes of it, 1 to 32: whether it is written like a name, whether its last label
/// has digits only, and its dots, one bit for each byte of the window.
#[inline(always)]
pub fn sorted<L: Lanes>(window: &Window, length: usize) -> (bool, bool, u32) {
    let found = L::letters(window);
    let all = u32::MAX << (WINDOW - length);
    let (dots, hyphens) = (found.dots & all, found.hyphens & all);
    let ends = 1 << 31 | 1 << (WINDOW - length);
    let edges = dots << 1 | dots >> 1 | ends;
    let faults = !found.plain & all | hyphens & edges | dots & (dots << 1 | ends);
    let last = !(((u64::from(u32::MAX)) >> dots.leading_zeros()) as u32) & all;
    (faults == 0, last & !found.digits == 0, dots)
}

/// How long a name's end is that follows the last of these dots, and the dots before that one.
#[inline(always)]
pub fn label(dots: u32, length: usize) -> (usize, u32) {
    let last = dots.leading_zeros(); // 32 when there is none, and no name is longer
    (length.min(last as usize), dots & (0x7fff_ffff_u64 >> last) as u32)
}

#[inline(never)]
fn slowly(text: &[u8]) -> Seen {
    if text.is_empty() {
        return Seen::Nothing;
    }
    // Blanks around a text, escapes, letters outside ASCII, and ranges written with a slash: the full parser knows.
    if text.iter().any(|byte| !(0x21..=0x7e).contains(byte) || matches!(byte, b'\\' | b'/')) {
        return Seen::Unclear;
    }
    if text.starts_with(b"*.") {
        return Seen::Unclear; // as certificates name all hosts of a domain
    }
    if text.contains(&b':') {
        return addresses::v6(text).map_or_else(|| ported(text), Seen::V6);
    }
    addresses::v4(text).map_or_else(|| name(text), Seen::V4)
}

/// Something with a colon that is no address to us: a name with a port is that name; brackets, and what could be an
/// address to anybody, are unclear.
fn ported(text: &[u8]) -> Seen {
    let could = text.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    if could || text.starts_with(b"[") {
        return Seen::Unclear;
    }
    let mut parts = text.splitn(2, |byte| *byte == b':');
    let (host, port) = (parts.next().unwrap_or(text), parts.next().unwrap_or(b""));
    let is_port = matches!(port.len(), 1..=5) && port.iter().all(u8::is_ascii_digit);
    if is_port { name(host) } else { Seen::Nothing }
}

fn name(text: &[u8]) -> Seen {
    let bare = text.strip_suffix(b".").unwrap_or(text);
    let mut labels = bare.split(|byte| *byte == b'.');
    let last = bare.rsplit(|byte| *byte == b'.').next().unwrap_or(bare);
    let is_well = bare.len() <= LONGEST_NAME && labels.all(well) && !last.iter().all(u8::is_ascii_digit);
    if !is_well {
        return Seen::Nothing;
    }
    let mut dots = bare.iter().enumerate().rev().filter(|(_, byte)| **byte == b'.');
    let tail = dots.nth(1).map_or(0, |(at, _)| at + 1);
    Seen::Name { tail, length: bare.len(), dots: UNSEEN }
}

fn well(text: &[u8]) -> bool {
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let ends = text.first() != Some(&b'-') && text.last() != Some(&b'-');
    !text.is_empty() && text.len() <= LONGEST_LABEL && ends && text.iter().all(inner)
}

/// Where the parent begins that has one label more than the one at `tail`, which must not be 0, and the dots before.
#[inline(always)]
pub fn one_label_more(name: &[u8], tail: usize, dots: u32) -> (usize, u32) {
    if dots != UNSEEN {
        let (length, dots) = label(dots, name.len());
        return (name.len() - length, dots);
    }
    (name[..tail - 1].iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot + 1), UNSEEN)
}

/// Whether the last label of a name is in the index by itself.
#[inline(never)]
pub fn covers_last(tables: &Tables, name: &[u8]) -> bool {
    let last = name.iter().rposition(|byte| *byte == b'.').map_or(0, |at| at + 1);
    tables.holds(Kind::Domain, &name[last..])
}

/// Whether eight bytes are all decimal digits.
#[inline(always)]
pub fn eight_digits(text: &[u8], at: usize) -> bool {
    digits(word(text, at))
}

/// Whether the eight bytes of a word are all decimal digits.
#[inline(always)]
pub fn digits(word: u64) -> bool {
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const THREES: u64 = 0x3030_3030_3030_3030;
    const SIXES: u64 = 0x0606_0606_0606_0606;
    word & HIGH == THREES && word.wrapping_add(SIXES) & HIGH == THREES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_the_end(text: &[u8]) -> Seen {
        let mut data = vec![b'?'; 40];
        data.extend(text);
        seen::<crate::lanes::Plain>(&data, 40, 40 + text.len())
    }

    #[test]
    fn the_quick_way_and_the_slow_way_agree() {
        let alphabet = b"abzAZ059-_..:/ \\\x80";
        let mut state = 88_172_645_463_325_252_u64;
        for round in 0..400_000_u64 {
            let length = round as usize % 36;
            let text: Vec<u8> = (0..length)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    let most = if round % 3 == 0 { alphabet.len() } else { 12 };
                    alphabet[(state >> 33) as usize % most]
                })
                .collect();
            let found = match at_the_end(&text) {
                Seen::Digits => addresses::v4(&text).map_or(Seen::Nothing, Seen::V4),
                Seen::Name { tail, length, dots } => {
                    if tail > 0 {
                        let slow = one_label_more(&text, tail, UNSEEN).0;
                        assert_eq!(one_label_more(&text, tail, dots).0, slow);
                    }
                    Seen::Name { tail, length, dots: UNSEEN }
                }
                other => other,
            };
            assert_eq!(found, slowly(&text), "{:?}", String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn the_last_two_labels_are_found() {
        assert_eq!(at_the_end(b"a.b.example"), Seen::Name { tail: 2, length: 11, dots: 0 });
        assert_eq!(at_the_end(b"b.example"), Seen::Name { tail: 0, length: 9, dots: 0 });
        assert_eq!(at_the_end(b"example."), Seen::Name { tail: 0, length: 7, dots: UNSEEN });
        assert_eq!(at_the_end(b"a..example"), Seen::Nothing);
        assert_eq!(at_the_end(b"1.2.3.4"), Seen::Digits);
        assert_eq!(slowly(b"1.2.3.4"), Seen::V4(0x0102_0304));
        assert_eq!(at_the_end(b"10.0.0.0/8"), Seen::Unclear);
        assert_eq!(at_the_end(b"-"), Seen::Nothing);
    }

    #[test]
    fn digits_are_told_from_their_neighbours() {
        for byte in 0..=255_u8 {
            assert_eq!(
                digits(u64::from_le_bytes([b'0', b'9', byte, b'5', b'1', b'2', b'3', b'4'])),
                byte.is_ascii_digit()
            );
        }
    }
}
