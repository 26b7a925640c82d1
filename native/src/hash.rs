//! One hash for every key: letters' case does not matter to it, so text is hashed as it lies in the log.

use crate::lanes::Window;

/// Sets bit 5 of every byte: letters become lower case, digits, `.` and `-` stay. It maps a few other bytes onto each
/// other too (`@` and `` ` ``); the comparison that follows a hash decides.
pub const FOLD: u64 = 0x2020_2020_2020_2020;

const K1: u64 = 0x9e37_79b9_7f4a_7c15;
const K2: u64 = 0xd6e8_feb8_6659_fd93;
const K3: u64 = 0xa076_1d64_78bd_642f;
const K4: u64 = 0xe703_7ed1_a0b4_28db;

/// How many bytes of a text one window shows.
pub const WINDOW: usize = 32;

/// Read from `length` on: the mask of a text's last bytes, as many as the window has.
static MASKS: [u8; 2 * WINDOW] = {
    let mut masks = [0; 2 * WINDOW];
    let mut at = WINDOW;
    while at < 2 * WINDOW {
        masks[at] = 0xff;
        at += 1;
    }
    masks
};

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
/// A text counts from its end: its last 32 bytes are one window where `data` has as many before `end`, and what does
/// not belong to the text is masked away, so that texts of up to 32 bytes need no branch.
#[inline(always)]
pub fn hash_within(data: &[u8], start: usize, end: usize, seed: u64) -> u64 {
    let length = end - start;
    let words = if end >= WINDOW { last_words(data, end, length) } else { few(data, start, end) };
    let before = if length > WINDOW { long(&data[start..end - WINDOW], seed) } else { seed };
    hash_words(words, before, length, seed)
}

/// The hash of a text of so many bytes whose last 32 are these words.
#[inline(always)]
fn hash_words([a, b, c, d]: [u64; 4], before: u64, length: usize, seed: u64) -> u64 {
    let other = seed.rotate_left(32);
    let near = mixed(c ^ K1 ^ before, d ^ K2 ^ other ^ length as u64);
    let far = mixed(a ^ K3 ^ before, b ^ K4 ^ other);
    mixed(near ^ far.rotate_left(17) ^ seed, K3)
}

/// The hash of the last `length` bytes of a window.
#[inline(always)]
pub fn hash_window(window: &Window, length: usize, seed: u64) -> u64 {
    hash_words(folded(window, length), seed, length, seed)
}

/// The last 32 bytes before `end`, folded, where those of the text are kept and all others count as blanks.
#[inline(always)]
fn last_words(data: &[u8], end: usize, length: usize) -> [u64; 4] {
    let mut window = [0; WINDOW];
    window.copy_from_slice(&data[end - WINDOW..end]);
    folded(&window, length)
}

#[inline(always)]
fn folded(window: &Window, length: usize) -> [u64; 4] {
    let mut mask = [0; WINDOW];
    let from = length.min(WINDOW);
    mask.copy_from_slice(&MASKS[from..from + WINDOW]);
    std::array::from_fn(|at| word(window, at * 8) & word(&mask, at * 8) | FOLD)
}

/// At the very beginning of the data, where no 32 bytes stand before `end`.
#[inline(never)]
fn few(data: &[u8], start: usize, end: usize) -> [u64; 4] {
    folded(&window_of(data, start, end), end - start)
}

/// The last sixteen bytes of a window, folded, where `length` of them count and all others are blanks.
#[inline(always)]
pub fn last_two(window: &Window, length: usize) -> [u64; 2] {
    let [_, _, c, d] = folded(window, length);
    [c, d]
}

/// A window that ends with this text, or with as much of it as there is room for.
#[inline(always)]
pub fn window_of(data: &[u8], start: usize, end: usize) -> Window {
    if let Some(window) = data[..end].last_chunk() {
        return *window;
    }
    let mut window = [0; WINDOW];
    let text = &data[start..end];
    window[WINDOW - text.len()..].copy_from_slice(text);
    window
}

/// What stands before the last 32 bytes of a long text.
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
        let data = b"................................A-Name.Of.Some.Length.That.Is.More.Than.A-Window.example";
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
        for length in 1..100 {
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
