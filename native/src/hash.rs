//! One hash for every key: letters' case does not matter to it, so text is hashed as it lies in the log.

/// Sets bit 5 of every byte: letters become lower case, digits, `.` and `-` stay. It maps a few other bytes onto each
/// other too (`@` and `` ` ``); the comparison that follows a hash decides.
pub const FOLD: u64 = 0x2020_2020_2020_2020;

const K1: u64 = 0x9e37_79b9_7f4a_7c15;
const K2: u64 = 0xd6e8_feb8_6659_fd93;
const K3: u64 = 0xa076_1d64_78bd_642f;

#[inline(always)]
fn mixed(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// The eight bytes of `text` from `at` on.
#[inline(always)]
pub fn word(text: &[u8], at: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&text[at..at + 8]);
    u64::from_le_bytes(eight)
}

#[inline(always)]
fn half(text: &[u8], at: usize) -> u64 {
    let mut four = [0; 4];
    four.copy_from_slice(&text[at..at + 4]);
    u64::from(u32::from_le_bytes(four))
}

/// The hash of `text` under a secret `seed`, blind to the case of ASCII letters.
///
/// The seed is drawn anew for each index, so nobody outside can choose names that collide.
#[inline(always)]
pub fn hash(text: &[u8], seed: u64) -> u64 {
    let length = text.len();
    let (mut first, last) = if length >= 8 {
        (word(text, 0), word(text, length - 8))
    } else if length >= 4 {
        (half(text, 0), half(text, length - 4))
    } else if length > 0 {
        let ends = u64::from(text[0]) | u64::from(text[length - 1]) << 8;
        (ends | u64::from(text[length / 2]) << 16, 0)
    } else {
        (0, 0)
    };
    if length > 16 {
        first = long(text, first | FOLD, seed);
    }
    let folded = mixed((first | FOLD) ^ K1 ^ seed, (last | FOLD) ^ K2 ^ length as u64);
    mixed(folded ^ seed, K3)
}

/// What stands between the first and the last eight bytes, and the first.
#[inline(never)]
fn long(text: &[u8], first: u64, seed: u64) -> u64 {
    let mut state = first;
    let mut at = 8;
    while at + 8 < text.len() {
        state = mixed(state ^ seed ^ K3, (word(text, at) | FOLD) ^ K1);
        at += 8;
    }
    // `hash` sets bit 5 of every byte of this once more; 56 bits of it are left, which is enough.
    state
}

/// Spreads a hash over `0..size` without a division.
#[inline(always)]
pub fn place(hash: u64, size: usize) -> usize {
    ((u128::from(hash) * size as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        for text in ["a", "Ab", "aBc", "EXAMPLE.com", "A-Very-Long.Name.With.Many.LABELS.example"] {
            let lower = text.to_ascii_lowercase();
            assert_eq!(hash(text.as_bytes(), 7), hash(lower.as_bytes(), 7));
        }
    }

    #[test]
    fn every_byte_counts() {
        for length in 1..70 {
            let text = vec![b'a'; length];
            for at in 0..length {
                let mut other = text.clone();
                other[at] = b'b';
                assert_ne!(hash(&text, 9), hash(&other, 9), "{length} {at}");
            }
        }
    }

    #[test]
    fn places_are_inside() {
        for size in [1, 2, 3, 1000] {
            assert!(place(u64::MAX, size) < size);
            assert_eq!(place(0, size), 0);
        }
    }
}
