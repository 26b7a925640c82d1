//! Stems: names of two labels, such as `com.vn`, below which there are many entries and which are none themselves.
//!
//! The filter says of such a name only that something is below it, so looking it up is in vain: nearly every name with
//! that end has to be looked up once more. A name whose last two labels are a stem is looked up by its last three at
//! once. That a stem is no entry is what makes this right: the writer takes a stem out before he puts the same name
//! in, and never lets it be one again in the same generation, so that a reader can see a stem whole or not at all.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::hash::{last_two, window_of};
use crate::lanes::Window;

const PLACES: usize = 256;
const LONGEST: usize = 16;
/// Entries below a name, as far as they were not outweighed by others in its place, that make it a stem.
const ENOUGH: u64 = 16;
const GONE: u64 = u64::MAX; // no text of sixteen folded bytes: every byte of a name is below 0x80

/// The stems of one generation: a small table that stays in the first cache.
pub struct Stems {
    stems: [[AtomicU64; 2]; PLACES],
    tried: [[AtomicU64; 3]; PLACES], // the writer's: two words of a name and how often it came
}

impl Default for Stems {
    fn default() -> Stems {
        let stems = std::array::from_fn(|_| Default::default());
        Stems { stems, tried: std::array::from_fn(|_| Default::default()) }
    }
}

#[inline(always)]
fn place([far, near]: [u64; 2]) -> usize {
    ((near ^ far.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

fn text_of(name: &[u8]) -> [u64; 2] {
    last_two(&window_of(name, 0, name.len()), name.len())
}

impl Stems {
    /// Whether the last `length` bytes of a window, two labels of a well-formed name, are a stem.
    #[inline(always)]
    pub fn has(&self, window: &Window, length: usize) -> bool {
        let text = last_two(window, length);
        let stem = &self.stems[place(text)];
        // The near word is written last, and once in a generation it is taken away it is not written again.
        let is_same = (stem[1].load(Ordering::Acquire) == text[1]) & (stem[0].load(Ordering::Relaxed) == text[0]);
        is_same & (length <= LONGEST)
    }

    /// Counts an entry below this name of two labels; true when it has become enough of them to make it a stem.
    pub fn count(&self, name: &[u8]) -> bool {
        if name.len() > LONGEST {
            return false;
        }
        let text = text_of(name);
        let at = place(text);
        if self.stems[at][1].load(Ordering::Relaxed) != 0 {
            return false;
        }
        let [far, near, count] = &self.tried[at];
        let many = count.load(Ordering::Relaxed);
        let known = [far.load(Ordering::Relaxed), near.load(Ordering::Relaxed)] == text;
        if !known && many == 0 {
            far.store(text[0], Ordering::Relaxed);
            near.store(text[1], Ordering::Relaxed);
        }
        count.store(if known || many == 0 { many + 1 } else { many - 1 }, Ordering::Relaxed);
        known && many + 1 >= ENOUGH
    }

    /// Makes this name a stem; the caller knows that it is no entry, and that [`Stems::count`] has said yes.
    pub fn put(&self, name: &[u8]) {
        let text = text_of(name);
        let stem = &self.stems[place(text)];
        stem[0].store(text[0], Ordering::Relaxed);
        stem[1].store(text[1], Ordering::Release);
    }

    /// Takes this name out, if it is a stem; its place stays empty until the next generation.
    pub fn take_out(&self, name: &[u8]) {
        if name.len() <= LONGEST && self.has(&window_of(name, 0, name.len()), name.len()) {
            self.stems[place(text_of(name))][1].store(GONE, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_often_becomes_a_stem_until_it_is_an_entry() {
        let stems = Stems::default();
        let made = (0..40).filter(|_| stems.count(b"com.test")).count();
        assert_eq!(made, 40 - (ENOUGH as usize - 1));
        stems.put(b"com.test");
        let has = |text: &[u8], length| stems.has(&window_of(text, 0, text.len()), length);
        assert!(has(b"www.some.COM.test", 8) && !has(b"www.some.COM.test", 7) && !has(b"www.some.COM.test", 13));
        assert!(!stems.count(b"com.test"));
        stems.take_out(b"com.test");
        assert!(!has(b"com.test", 8) && !stems.count(b"com.test"));
    }
}
