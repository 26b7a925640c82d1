//! One hash for every key: letters' case does not matter to it, so text is hashed as it lies in the log.

/// Sets bit 5 of every byte: letters become lower case, digits, `.` and `-` stay. It maps a few other bytes onto each
/// other too (`@` and `` ` ``); the comparison that follows a hash decides.
pub const FOLD: u64 = 0x2020_2020_2020_2020;

const FOLDS: u128 = (FOLD as u128) << 64 | FOLD as u128;
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

/// The hash of `text` under a secret `seed`, blind to the case of ASCII letters.
///
/// The seed is drawn anew for each index, so nobody outside can choose names that collide.
#[inline(always)]
pub fn hash(text: &[u8], seed: u64) -> u64 {
    hash_within(text, 0, text.len(), seed)
}

/// The hash of `data[start..end]`.
///
/// A text counts from its end: its last sixteen bytes are one load where `data` has as many before `end`, and what
/// does not belong to the text is masked away, so that texts of up to sixteen bytes need no branch.
#[inline(always)]
pub fn hash_within(data: &[u8], start: usize, end: usize, seed: u64) -> u64 {
    let length = end - start;
    let sixteen = if end >= 16 { last_sixteen(data, end) } else { few(data, start, end) };
    let mask = u128::MAX.checked_shl(128 - 8 * length.min(16) as u32).unwrap_or(0);
    let folded = sixteen & mask | FOLDS;
    let before = if length > 16 { long(&data[start..end - 16], seed) } else { seed };
    let state = mixed(folded as u64 ^ K1 ^ before, (folded >> 64) as u64 ^ K2 ^ length as u64);
    mixed(state ^ seed, K3)
}

#[inline(always)]
fn last_sixteen(data: &[u8], end: usize) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&data[end - 16..end]);
    u128::from_le_bytes(bytes)
}

/// At the very beginning of the data, where no sixteen bytes stand before `end`.
#[inline(never)]
fn few(data: &[u8], start: usize, end: usize) -> u128 {
    let mut bytes = [0; 16];
    let text = &data[start..end];
    bytes[16 - text.len()..].copy_from_slice(text);
    u128::from_le_bytes(bytes)
}

/// What stands before the last sixteen bytes of a long text.
#[inline(never)]
fn long(text: &[u8], seed: u64) -> u64 {
    let (begun, words) = text.as_rchunks::<8>();
    let mut eight = [0; 8];
    eight[8 - begun.len()..].copy_from_slice(begun);
    let each = words.iter().map(|word| u64::from_le_bytes(*word)).chain([u64::from_le_bytes(eight)]);
    each.fold(seed, |state, word| mixed(state ^ K3, (word | FOLD) ^ K1))
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
    fn what_stands_around_does_not_matter() {
        let data = b"................................A-Name.Of.Some.Length.example";
        for start in 20..data.len() {
            for end in start..=data.len() {
                let alone = hash(&data[start..end], 5);
                assert_eq!(hash_within(data, start, end, 5), alone);
                assert_eq!(hash_within(&data[start..], 0, end - start, 5), alone);
            }
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
