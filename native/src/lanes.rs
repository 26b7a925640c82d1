//! Byte masks: which of 64 bytes are a tab, which of 32 may stand in a name.
//!
//! Three ways give the same masks: AVX2 where the machine has it, SSE2 on every other x86-64, and plain 64-bit
//! arithmetic anywhere else. The tests compare all that the machine at hand can run.

use crate::hash::word;

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

/// What stands in a window, one bit per byte, the first byte lowest.
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

/// A window: 32 bytes that end with a text, or begin with one.
pub type Window = [u8; 32];

/// A way to compare many bytes at once.
pub trait Lanes {
    /// Its number, from 0.
    const LEVEL: u32;

    /// The marks of a block for the two sought bytes.
    fn marks(block: &Block, first: u8, second: u8) -> Marks;

    /// What stands in a window.
    fn letters(window: &Window) -> Letters;

    /// Whether two windows are the same where `mask` has all bits; elsewhere it has none.
    #[inline(always)]
    fn same(window: &Window, other: &Window, mask: &Window) -> bool {
        let differ = |at: usize| (word(window, at) ^ word(other, at)) & word(mask, at);
        differ(0) | differ(8) | differ(16) | differ(24) == 0
    }
}

/// Something that can be done with any way to compare.
pub trait Work {
    /// What comes out.
    type Gives;
    /// Does it; marked `inline(always)`, so that it becomes part of a function that may use the machine's vectors.
    fn run<L: Lanes>(self) -> Self::Gives;
}

/// Does the work at this level, 0 plain, 1 SSE2, 2 AVX2, or at the best that the machine has.
pub fn at_level<W: Work>(level: u32, work: W) -> W::Gives {
    match level.min(best()) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `best` says 2 only where all that `at_avx2` may use was detected.
        2 => unsafe { at_avx2(work) },
        #[cfg(target_arch = "x86_64")]
        1 => work.run::<Sse2>(),
        _ => work.run::<Plain>(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn at_avx2<W: Work>(work: W) -> W::Gives {
    work.run::<Avx2>()
}

/// The best way of comparing bytes here; `KHIEN_KERNEL_LANES` asks for a lower one, for tests.
pub fn level() -> u32 {
    static LEVEL: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *LEVEL.get_or_init(|| {
        let asked = std::env::var("KHIEN_KERNEL_LANES").ok().and_then(|text| text.parse().ok());
        best().min(asked.unwrap_or(2))
    })
}

#[cfg(target_arch = "x86_64")]
fn best() -> u32 {
    let has = std::is_x86_feature_detected!("avx2")
        && std::is_x86_feature_detected!("bmi1")
        && std::is_x86_feature_detected!("bmi2")
        && std::is_x86_feature_detected!("lzcnt")
        && std::is_x86_feature_detected!("popcnt");
    if has { 2 } else { 1 }
}

#[cfg(not(target_arch = "x86_64"))]
fn best() -> u32 {
    0
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
    const LEVEL: u32 = 0;

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

    fn letters(window: &Window) -> Letters {
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
}

#[cfg(target_arch = "x86_64")]
pub use wide::{Avx2, Sse2};

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{Block, Lanes, Letters, Marks, Window};
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
        const LEVEL: u32 = 1;

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

        #[inline(always)]
        fn letters(window: &Window) -> Letters {
            let mut found = [(0_u32, 0_u32, 0_u32, 0_u32); 2];
            for (at, half) in [(0, &window[..16]), (1, &window[16..])] {
                // SAFETY: `half` is a slice of exactly 16 readable bytes and the load needs no alignment; the rest
                // works on registers, with SSE2, which belongs to every x86-64.
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
    }

    /// Bytes from `first` on, `count` of them: after the subtraction they are the smallest unsigned ones.
    #[inline(always)]
    fn between(bytes: __m128i, first: u8, count: u8) -> __m128i {
        // SAFETY: registers only; SSE2 belongs to every x86-64.
        unsafe {
            let shifted = _mm_sub_epi8(bytes, _mm_set1_epi8(first as i8));
            _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(count as i8 - 1)), shifted)
        }
    }

    /// Thirty-two bytes at a time; used only after the machine was asked whether it can.
    pub struct Avx2;

    impl Lanes for Avx2 {
        const LEVEL: u32 = 2;

        // SAFETY, of all three: only what `at_avx2` runs is typed with these lanes, after AVX2 was detected. What is
        // not inlined there calls them as functions.
        #[inline(always)]
        fn marks(block: &Block, first: u8, second: u8) -> Marks {
            // SAFETY: see above.
            unsafe { marks_avx2(block, first, second) }
        }

        #[inline(always)]
        fn letters(window: &Window) -> Letters {
            // SAFETY: see above.
            unsafe { letters_avx2(window) }
        }

        #[inline(always)]
        fn same(window: &Window, other: &Window, mask: &Window) -> bool {
            // SAFETY: see above.
            unsafe { same_avx2(window, other, mask) }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load32(window: &Window) -> __m256i {
        // SAFETY: a window is exactly 32 readable bytes, and the load needs no alignment.
        unsafe { _mm256_loadu_si256(window.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn marks_avx2(block: &Block, first: u8, second: u8) -> Marks {
        let (halves, _) = block.as_chunks::<32>();
        let [low, high] = [0, 1].map(|at| {
            let bytes = load32(&halves[at]);
            let found = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(first as i8));
            let line = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\n' as i8));
            let outside = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes);
            let other = _mm256_or_si256(
                _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(second as i8)),
                _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x7f)),
            );
            [found, line, _mm256_or_si256(outside, other)].map(|lanes| u64::from(_mm256_movemask_epi8(lanes) as u32))
        });
        let [first, line, odd] = std::array::from_fn(|at| low[at] | high[at] << 32);
        Marks { first, line, odd: odd & !(line | first) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn letters_avx2(window: &Window) -> Letters {
        let bytes = load32(window);
        let nibble = _mm256_set1_epi8(0x0f);
        let low = _mm256_and_si256(bytes, nibble);
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble);
        // A byte is of a kind when the entries of both its halves have that kind's bit.
        let kinds = _mm256_and_si256(_mm256_shuffle_epi8(load32(&LOW), low), _mm256_shuffle_epi8(load32(&HIGH), high));
        let none = _mm256_cmpeq_epi8(kinds, _mm256_setzero_si256());
        Letters {
            dots: _mm256_movemask_epi8(kinds) as u32,
            hyphens: _mm256_movemask_epi8(_mm256_slli_epi16::<1>(kinds)) as u32,
            digits: _mm256_movemask_epi8(_mm256_slli_epi16::<2>(kinds)) as u32,
            plain: !_mm256_movemask_epi8(none) as u32,
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn same_avx2(window: &Window, other: &Window, mask: &Window) -> bool {
        _mm256_testz_si256(_mm256_xor_si256(load32(window), load32(other)), load32(mask)) == 1
    }

    const DOT: u8 = 0x80;
    const HYPHEN: u8 = 0x40;
    const DIGIT: u8 = 0x20;
    const ATO: u8 = 1; // `A` to `O` and `a` to `o`: columns 4 and 6, rows 1 to 15
    const PTOZ: u8 = 2; // `P` to `Z` and `p` to `z`: columns 5 and 7, rows 0 to 10
    const LINE: u8 = 4; // `_`
    static HIGH: Window = {
        let mut high = [0; 32];
        let rows = [0, 0, DOT | HYPHEN, DIGIT, ATO, PTOZ | LINE, ATO, PTOZ];
        let mut at = 0;
        while at < 8 {
            (high[at], high[16 + at]) = (rows[at], rows[at]);
            at += 1;
        }
        high
    };
    static LOW: Window = {
        let mut low = [ATO; 32];
        let mut at = 0;
        while at < 32 {
            low[at] |= match at % 16 {
                0..10 => DIGIT | PTOZ,
                10 => PTOZ,
                13 => HYPHEN,
                14 => DOT,
                15 => LINE,
                _ => 0,
            };
            at += 1;
        }
        (low[0], low[16]) = (DIGIT | PTOZ, DIGIT | PTOZ);
        low
    };
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
            let (mut window, mut other) = ([0; 32], [0; 32]);
            window.copy_from_slice(&block[..32]);
            other.copy_from_slice(&block[..32]);
            other[usize::from(block[33]) % 32] ^= block[34] & 1;
            let mask: Window = std::array::from_fn(|at| if block[32 + at] & 8 == 0 { 0 } else { 0xff });
            let is_same = (0..32).all(|at| mask[at] == 0 || window[at] == other[at]);
            assert_eq!(Plain::same(&window, &other, &mask), is_same);
            #[cfg(target_arch = "x86_64")]
            {
                assert_eq!(Sse2::letters(&window), Plain::letters(&window));
                if std::is_x86_feature_detected!("avx2") {
                    assert_eq!(Avx2::letters(&window), Plain::letters(&window));
                    assert_eq!(Avx2::same(&window, &other, &mask), is_same);
                }
            }
        }
    }
}
