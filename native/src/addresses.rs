//! IPv4 and IPv6 addresses: reading them as text, and which networks cover them.

use std::net::Ipv6Addr;

use crate::lanes::Lanes;
use crate::tables::Tables;
use crate::values::Kind;

/// Words of the bitmap of IPv4 space: one bit for each /22, half a megabyte.
pub const BITMAP_WORDS: usize = 1 << 16;
const BITMAP_LENGTH: u32 = 22;

/// The words and bits of the bitmap that a network (prefix length, then four bytes) reaches into.
pub fn bitmap_span(key: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    let first = u32::from_be_bytes([key[1], key[2], key[3], key[4]]) >> (32 - BITMAP_LENGTH);
    let length = u32::from(key[0]);
    let count = if length >= BITMAP_LENGTH { 1 } else { 1_u32 << (BITMAP_LENGTH - length) };
    let last = first + (count - 1);
    (first / 64..=last / 64).map(move |word| {
        let low = if word == first / 64 { first % 64 } else { 0 };
        let high = if word == last / 64 { last % 64 } else { 63 };
        (word as usize, (u64::MAX << low) & (u64::MAX >> (63 - high)))
    })
}

/// The address that a text is, in dotted decimal without leading zeros, as RFC 6943 §3.1.1 calls strict.
#[inline]
pub fn v4(text: &[u8]) -> Option<u32> {
    if text.len() < 7 || text.len() > 15 {
        return None;
    }
    let (mut address, mut part, mut digits, mut dots) = (0_u32, 0_u32, 0_u32, 0_u32);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            if digits == 3 || (digits > 0 && part == 0) {
                return None;
            }
            part = part * 10 + u32::from(digit);
            digits += 1;
        } else if *byte == b'.' && digits > 0 && part <= 255 && dots < 3 {
            address = address << 8 | part;
            (part, digits, dots) = (0, 0, dots + 1);
        } else {
            return None;
        }
    }
    (dots == 3 && digits > 0 && part <= 255).then_some(address << 8 | part)
}

/// The same for `data[start..end]`, quicker where 32 bytes stand before the end: one window shows dots and digits.
#[inline(always)]
pub fn v4_within<L: Lanes>(data: &[u8], start: usize, end: usize) -> Option<u32> {
    let length = end - start;
    if end < 32 || length.wrapping_sub(7) > 8 {
        return v4(&data[start..end]);
    }
    let mut window = [0; 32];
    window.copy_from_slice(&data[end - 32..end]);
    let found = L::letters(&window);
    let all = u32::MAX << (32 - length);
    let mut dots = found.dots & all;
    if (dots | found.digits) & all != all || dots.count_ones() != 3 {
        return None;
    }
    let (mut address, mut to, mut well) = (0_u32, 32, true);
    for place in 0..4 {
        let from = if dots == 0 { 32 - length } else { 32 - dots.leading_zeros() as usize };
        let digit = |back: usize| u32::from(window[(to - back) & 31] - b'0');
        let size = to - from;
        let tens = if size > 1 { 10 * (u32::from(window[(to - 2) & 31]) - 48) } else { 0 };
        let hundreds = if size > 2 { 100 * (u32::from(window[(to - 3) & 31]) - 48) } else { 0 };
        let part = if size > 0 { digit(1) } else { 999 } + tens + hundreds;
        well &= size.wrapping_sub(1) < 3 && part <= 255 && (size == 1 || window[from & 31] != b'0');
        address |= (part & 255) << (8 * place);
        to = from.wrapping_sub(1);
        dots &= !(0x8000_0000_u32.checked_shr(dots.leading_zeros()).unwrap_or(0));
        if !well {
            return None;
        }
    }
    Some(address)
}

/// The address that a text is, in any of the forms of RFC 4291 §2.2.
pub fn v6(text: &[u8]) -> Option<[u8; 16]> {
    let text = std::str::from_utf8(text).ok()?;
    text.parse::<Ipv6Addr>().ok().map(|address| address.octets())
}

/// Whether a network of the index covers that IPv4 address.
#[inline]
pub fn covers_v4(tables: &Tables, address: u32) -> bool {
    tables.may_cover(address) && walk_v4(tables, address)
}

#[inline(never)]
fn walk_v4(tables: &Tables, address: u32) -> bool {
    let mut lengths = tables.lengths_v4();
    while lengths != 0 {
        let length = lengths.trailing_zeros() as u8;
        lengths &= lengths - 1;
        let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
        let mut key = [0; 32]; // a whole window, so that the hash needs no copy
        key[27] = length;
        key[28..].copy_from_slice(&(address & mask).to_be_bytes());
        if tables.holds_within(Kind::V4, &key, 27) {
            return true;
        }
    }
    false
}

/// Whether a network of the index covers that IPv6 address.
pub fn covers_v6(tables: &Tables, address: [u8; 16]) -> bool {
    if tables.count(Kind::V6) == 0 {
        return false;
    }
    let number = u128::from_be_bytes(address);
    (0..=128_u8).rev().any(|length| {
        if !tables.has_length(length) {
            return false;
        }
        let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
        let mut key = [length; 17];
        key[1..].copy_from_slice(&(number & mask).to_be_bytes());
        tables.holds(Kind::V6, &key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use std::net::Ipv4Addr;

    #[test]
    fn dotted_decimal_is_read_as_the_library_reads_it() {
        for text in [
            "1.2.3.4",
            "255.255.255.255",
            "0.0.0.0",
            "256.1.1.1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1..2.3",
            "1.2.3.",
            ".1.2.3",
            "1.2.3.4 ",
            "",
            "1.2.3.04",
            "1111.2.3.4",
            "1.2.3.a",
            "00.1.2.3",
            "999.9.9.9",
        ] {
            let known = text.parse::<Ipv4Addr>().ok().map(u32::from);
            assert_eq!(v4(text.as_bytes()), known, "{text}");
            let padded = format!("{:?<40}{text}", "");
            assert_eq!(v4_within::<crate::lanes::Plain>(padded.as_bytes(), 40, padded.len()), known, "{text}");
        }
    }

    #[test]
    fn the_window_reads_what_the_library_reads() {
        let alphabet = b"0123456789....25x";
        let mut state = 88_172_645_463_325_252_u64;
        for round in 0..300_000_u64 {
            let text: Vec<u8> = (0..7 + round as usize % 9)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    alphabet[(state >> 33) as usize % alphabet.len()]
                })
                .collect();
            let known = std::str::from_utf8(&text).unwrap().parse::<Ipv4Addr>().ok().map(u32::from);
            let data = [&[b'1'; 40][..], &text].concat();
            assert_eq!(
                v4_within::<crate::lanes::Plain>(&data, 40, data.len()),
                known,
                "{:?}",
                String::from_utf8_lossy(&text)
            );
        }
    }

    #[test]
    fn every_prefix_length_covers_its_ends_and_no_more() {
        let middle = 0x5b_a7_31_9c_u32;
        for length in 0..=32_u8 {
            let index = Index::new();
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            let mut key = vec![length];
            key.extend((middle & mask).to_be_bytes());
            index.add(Kind::V4, &key);
            let tables = index.now();
            let (first, last) = (middle & mask, middle | !mask);
            for inside in [first, middle, last] {
                assert!(covers_v4(&tables, inside), "{length}");
            }
            if length > 0 {
                assert!(!covers_v4(&tables, first.wrapping_sub(1)), "{length}");
                assert!(!covers_v4(&tables, last.wrapping_add(1)), "{length}");
            }
        }
    }

    #[test]
    fn ipv6_networks_cover_their_addresses() {
        let index = Index::new();
        let mut key = vec![32];
        key.extend(v6(b"2001:db8::").unwrap());
        index.add(Kind::V6, &key);
        let tables = index.now();
        assert!(covers_v6(&tables, v6(b"2001:DB8:ffff::1").unwrap()));
        assert!(!covers_v6(&tables, v6(b"2001:db9::").unwrap()));
    }
}
