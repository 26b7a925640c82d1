//! Byte masks: which of 64 bytes are a tab, which of 32 may stand in a name.
//!
//! Three ways give the same masks: AVX2 where the machine has it, SSE2 on every other x86-64, and plain 64-bit
//! arithmetic anywhere else. The tests compare all that the machine at hand can run.

/// 64 bytes of a log.
pub type Block = [u8; 64];

/// One bit per byte of a block, the first byte lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Bytes equal to the first sought one.
    pub first: u64,
    /// Line feeds.
    pub line: u64,
    /// Bytes equal to the second sought one, control characters other than line feed, and bytes above 0x7e.
    pub odd: u64,
}

/// A way to compare many bytes at once.
pub trait Lanes {
    /// The marks of a block for the two sought bytes.
    fn marks(block: &Block, first: u8, second: u8) -> Marks;
}

/// Plain 64-bit arithmetic, for every machine.
pub struct Plain;

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// One bit per byte: the top bit of each.
#[inline(always)]
fn tops(word: u64) -> u64 {
    ((word & TOPS) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[inline(always)]
fn zero_bytes(word: u64) -> u64 {
    tops(!(((word & !TOPS) + !TOPS) | word))
}

#[inline(always)]
fn equal(word: u64, byte: u8) -> u64 {
    zero_bytes(word ^ (ONES * u64::from(byte)))
}

/// Bytes below `limit`, which is at most 0x80.
#[inline(always)]
fn below(word: u64, limit: u8) -> u64 {
    let low = (word & !TOPS) + ONES * u64::from(0x80 - limit); // top bit: at least the limit
    tops(!(low | word))
}

impl Lanes for Plain {
    #[inline(always)]
    fn marks(block: &Block, first: u8, second: u8) -> Marks {
        let mut marks = Marks::default();
        for (at, eight) in block.chunks_exact(8).enumerate() {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(eight);
            let word = u64::from_le_bytes(bytes);
            let line = equal(word, b'\n');
            let odd = below(word, 0x20) | !below(word, 0x7f) & 0xff | equal(word, second);
            marks.first |= equal(word, first) << (at * 8);
            marks.line |= line << (at * 8);
            marks.odd |= (odd & !line) << (at * 8);
        }
        marks.odd &= !marks.first;
        marks
    }
}

#[cfg(target_arch = "x86_64")]
pub use wide::{Avx2, Sse2};

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{Block, Lanes, Marks};
    use std::arch::x86_64::*;

    /// Sixteen bytes at a time; part of x86-64 itself.
    pub struct Sse2;

    #[inline(always)]
    fn load16(block: &Block, at: usize) -> __m128i {
        let part: &[u8] = &block[at..at + 16];
        // SAFETY: `part` is a slice of exactly 16 readable bytes (indexing has checked it); the load needs no alignment.
        unsafe { _mm_loadu_si128(part.as_ptr().cast()) }
    }

    impl Lanes for Sse2 {
        #[inline(always)]
        fn marks(block: &Block, first: u8, second: u8) -> Marks {
            let mut marks = Marks::default();
            for at in [0, 16, 32, 48] {
                let bytes = load16(block, at);
                // SAFETY: these work on registers only, and SSE2 belongs to every x86-64.
                let (found, line, odd) = unsafe {
                    let found = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(first as i8));
                    let line = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\n' as i8));
                    // Signed: bytes from 0x80 on are negative, so one comparison finds them and the controls.
                    let outside = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
                    let other = _mm_or_si128(
                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8(second as i8)),
                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)),
                    );
                    (
                        _mm_movemask_epi8(found) as u32,
                        _mm_movemask_epi8(line) as u32,
                        _mm_movemask_epi8(_mm_or_si128(outside, other)) as u32,
                    )
                };
                marks.first |= u64::from(found) << at;
                marks.line |= u64::from(line) << at;
                marks.odd |= u64::from(odd) << at;
            }
            marks.odd &= !(marks.line | marks.first);
            marks
        }
    }

    /// Thirty-two bytes at a time; used only after the machine was asked whether it can.
    pub struct Avx2;

    impl Lanes for Avx2 {
        #[inline(always)]
        fn marks(block: &Block, first: u8, second: u8) -> Marks {
            let (low, high) = (half(block, 0, first, second), half(block, 32, first, second));
            let line = u64::from(low.1) | u64::from(high.1) << 32;
            let found = u64::from(low.0) | u64::from(high.0) << 32;
            let odd = u64::from(low.2) | u64::from(high.2) << 32;
            Marks { first: found, line, odd: odd & !(line | found) }
        }
    }

    #[inline(always)]
    fn half(block: &Block, at: usize, first: u8, second: u8) -> (u32, u32, u32) {
        let part: &[u8] = &block[at..at + 32];
        // SAFETY: `part` is a slice of exactly 32 readable bytes, and the load needs no alignment; the rest works on
        // registers. Only `scan::split` calls this, inside a function that is entered after AVX2 was detected.
        unsafe {
            let bytes = _mm256_loadu_si256(part.as_ptr().cast());
            let found = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(first as i8));
            let line = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\n' as i8));
            let outside = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes);
            let other = _mm256_or_si256(
                _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(second as i8)),
                _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x7f)),
            );
            (
                _mm256_movemask_epi8(found) as u32,
                _mm256_movemask_epi8(line) as u32,
                _mm256_movemask_epi8(_mm256_or_si256(outside, other)) as u32,
            )
        }
    }
}

/// What stands in a window of 32 bytes that ends with a name, one bit per byte, the last byte highest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// `.`
    pub dots: u32,
    /// `-`
    pub hyphens: u32,
    /// `0` to `9`
    pub digits: u32,
    /// A letter of either case, a digit, `-`, `_` or `.`
    pub plain: u32,
}

/// Sorts the bytes of a window; SSE2 is part of x86-64, so nothing has to be asked here.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn letters(window: &[u8; 32]) -> Letters {
    use std::arch::x86_64::*;
    let mut found = [(0_u32, 0_u32, 0_u32, 0_u32); 2];
    for (at, half) in [(0, &window[..16]), (1, &window[16..])] {
        // SAFETY: `half` is a slice of exactly 16 readable bytes and the load needs no alignment; the rest works on
        // registers, with SSE2, which belongs to every x86-64.
        found[at] = unsafe {
            let bytes = _mm_loadu_si128(half.as_ptr().cast());
            let dot = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'.' as i8));
            let hyphen = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'-' as i8));
            let line = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'_' as i8));
            let digit = between(bytes, b'0', 10);
            let letter = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), b'a', 26);
            let marks = _mm_or_si128(_mm_or_si128(dot, hyphen), line);
            (
                _mm_movemask_epi8(dot) as u32,
                _mm_movemask_epi8(hyphen) as u32,
                _mm_movemask_epi8(digit) as u32,
                _mm_movemask_epi8(_mm_or_si128(marks, _mm_or_si128(digit, letter))) as u32,
            )
        };
    }
    Letters {
        dots: found[0].0 | found[1].0 << 16,
        hyphens: found[0].1 | found[1].1 << 16,
        digits: found[0].2 | found[1].2 << 16,
        plain: found[0].3 | found[1].3 << 16,
    }
}

/// Bytes from `first` on, `count` of them: after the subtraction they are the smallest unsigned ones.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn between(bytes: std::arch::x86_64::__m128i, first: u8, count: u8) -> std::arch::x86_64::__m128i {
    use std::arch::x86_64::*;
    // SAFETY: registers only; SSE2 belongs to every x86-64.
    unsafe {
        let shifted = _mm_sub_epi8(bytes, _mm_set1_epi8(first as i8));
        _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(count as i8 - 1)), shifted)
    }
}

/// Sorts the bytes of a window.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub fn letters(window: &[u8; 32]) -> Letters {
    plain_letters(window)
}

/// The same without vector registers, for other machines and for the tests.
pub fn plain_letters(window: &[u8; 32]) -> Letters {
    let mut found = Letters::default();
    for (at, byte) in window.iter().enumerate() {
        let bit = |is: bool| u32::from(is) << at;
        found.dots |= bit(*byte == b'.');
        found.hyphens |= bit(*byte == b'-');
        found.digits |= bit(byte.is_ascii_digit());
        found.plain |= bit(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks() -> impl Iterator<Item = Block> {
        let mut state = 0x1234_5678_9abc_def0_u64;
        (0..20_000).map(move |round| {
            let mut block = [0; 64];
            for byte in &mut block {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                *byte = if round % 2 == 0 { state as u8 } else { b"\t\n,\"\\.-_aZ09 \r\x7f\x80"[state as usize % 16] };
            }
            block
        })
    }

    fn slow(block: &Block, first: u8, second: u8) -> Marks {
        let mut marks = Marks::default();
        for (at, byte) in block.iter().enumerate() {
            let bit = |is: bool| u64::from(is) << at;
            marks.first |= bit(*byte == first);
            marks.line |= bit(*byte == b'\n');
            let control = *byte < 0x20 || *byte >= 0x7f;
            marks.odd |= bit(*byte != first && *byte != b'\n' && (*byte == second || control));
        }
        marks
    }

    #[test]
    fn all_ways_give_the_same_marks() {
        for block in blocks() {
            for (first, second) in [(b'\t', 0), (b',', b'"'), (b'"', b'\\')] {
                let wanted = slow(&block, first, second);
                assert_eq!(Plain::marks(&block, first, second), wanted);
                #[cfg(target_arch = "x86_64")]
                {
                    assert_eq!(Sse2::marks(&block, first, second), wanted);
                    if std::is_x86_feature_detected!("avx2") {
                        assert_eq!(Avx2::marks(&block, first, second), wanted);
                    }
                }
            }
        }
    }

    #[test]
    fn letters_are_the_same_everywhere() {
        for block in blocks() {
            let mut window = [0; 32];
            window.copy_from_slice(&block[..32]);
            assert_eq!(letters(&window), plain_letters(&window));
        }
    }
}
