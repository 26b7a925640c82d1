//! One generation of the index: filter, slots and strings, all read without a lock while one writer changes them.
//!
//! Everything shared is an atomic in a block of fixed size. The writer puts a value's bytes into the store of strings,
//! then its bits into the filter, and last its slot, with `Release`; a reader that sees the slot (`Acquire`) sees the
//! bytes. Nothing is moved and no string is written twice, so a reader cannot meet a half-made entry. When a generation
//! is full the writer makes the next one beside it (see [`crate::index`]).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::addresses::{BITMAP_WORDS, bitmap_span};
use crate::hash::{hash, hash_window, hash_within, place};
use crate::lanes::Window;
use crate::stems::Stems;
use crate::values::{KINDS, Kind};

const EMPTY: u64 = 0;
const REMOVED: u64 = 1; // a slot's low half is a place in the strings, and those begin at `FIRST`
const FIRST: usize = 2;
const DEAD: u32 = 1 << 31;
const PARENT: u32 = 24; // of a hash, the bits below it mark an entry, and those above it a parent
const KIND_AT: u32 = 24; // header of a string: length below, kind above, `DEAD` on top

/// How large a generation is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Slots of the open-addressing table.
    pub slots: usize,
    /// 64-bit words of the filter.
    pub filter: usize,
    /// 32-bit words for strings.
    pub words: usize,
}

/// Filter, slots and strings of one generation.
pub struct Tables {
    seed: u64,
    slots: Box<[AtomicU64]>,
    filter: Box<[AtomicU64]>,
    strings: Box<[AtomicU32]>,
    bitmap: OnceLock<Box<[AtomicU64]>>,
    counts: [AtomicU32; KINDS],
    lengths: [Box<[AtomicU32]>; 2], // networks by prefix length, of IPv4 and of IPv6
    present: AtomicU64,             // prefix lengths of IPv4 that occur, one bit each
    single: AtomicU32,              // domains of one label
    stems: Stems,
}

fn zeros64(length: usize) -> Box<[AtomicU64]> {
    std::iter::repeat_with(AtomicU64::default).take(length).collect()
}

fn zeros32(length: usize) -> Box<[AtomicU32]> {
    std::iter::repeat_with(AtomicU32::default).take(length).collect()
}

/// 32-bit words that a key takes among the strings, header included.
pub fn words_for(key: &[u8]) -> usize {
    1 + key.len().div_ceil(4)
}

/// What the filter says; either may be wrong where it says yes, neither where it says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// It is an entry.
    pub entry: bool,
    /// Below it there is an entry.
    pub parent: bool,
}

/// The parents of a domain that are marked in the filter: those of two labels or more.
pub fn parents(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let dots = name.iter().enumerate().filter(|(_, byte)| **byte == b'.');
    dots.map(|(at, _)| &name[at + 1..]).filter(|one| one.contains(&b'.'))
}

impl Tables {
    /// An empty generation.
    pub fn new(size: Size, seed: u64) -> Tables {
        Tables {
            seed,
            slots: zeros64(size.slots),
            filter: zeros64(size.filter),
            strings: zeros32(size.words),
            bitmap: OnceLock::new(),
            counts: Default::default(),
            lengths: [zeros32(33), zeros32(129)],
            present: AtomicU64::new(0),
            single: AtomicU32::new(0),
            stems: Stems::default(),
        }
    }

    /// The secret of its hashes.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How large it was made.
    pub fn size(&self) -> Size {
        Size { slots: self.slots.len(), filter: self.filter.len(), words: self.strings.len() }
    }

    /// Bytes that it takes in memory, strings included.
    pub fn bytes(&self) -> usize {
        let bitmap = self.bitmap.get().map_or(0, |words| words.len() * 8);
        (self.slots.len() + self.filter.len()) * 8 + self.strings.len() * 4 + bitmap + size_of::<Stems>()
    }

    /// How many values of a kind it holds.
    #[inline(always)]
    pub fn count(&self, kind: Kind) -> u32 {
        self.counts[kind as usize].load(Ordering::Relaxed)
    }

    /// Whether a domain of one label is in it; then the last label of each name has to be looked up too.
    #[inline(always)]
    pub fn has_single(&self) -> bool {
        self.single.load(Ordering::Relaxed) > 0
    }

    /// The hash under which a key of that kind is found.
    #[inline(always)]
    pub fn hash(&self, kind: Kind, key: &[u8]) -> u64 {
        hash(key, self.seed ^ kind.salt())
    }

    /// The hash of the domain `data[start..end]`.
    #[inline(always)]
    pub fn hash_name(&self, data: &[u8], start: usize, end: usize) -> u64 {
        hash_within(data, start, end, self.seed ^ Kind::Domain.salt())
    }

    /// The hash of a name at the end of a window, `length` bytes of it.
    #[inline(always)]
    pub fn hash_at_end(&self, window: &Window, length: usize) -> u64 {
        hash_window(window, length, self.seed ^ Kind::Domain.salt())
    }

    /// Whether two labels at the end of a window need not be looked up (see [`crate::stems`]).
    #[inline(always)]
    pub fn is_stem(&self, window: &Window, length: usize) -> bool {
        self.stems.has(window, length)
    }

    /// Asks the memory for the filter's word of that hash, some time before it is read.
    #[inline(always)]
    pub fn fetch(&self, hash: u64) {
        ask(&self.filter[place(hash, self.filter.len())]);
    }

    /// Asks the memory for all that putting this key in will touch.
    pub fn fetch_all(&self, kind: Kind, key: &[u8]) {
        let hash = self.hash(kind, key);
        self.fetch(hash);
        ask(&self.slots[place(hash, self.slots.len())]);
        if kind == Kind::Domain {
            parents(key).for_each(|one| self.fetch(self.hash(kind, one)));
        }
    }

    /// What the filter says of that hash, from one word: four bits for an entry, four others for a parent of one.
    #[inline(always)]
    pub fn probe(&self, hash: u64) -> Probe {
        let word = self.filter[place(hash, self.filter.len())].load(Ordering::Relaxed);
        let (entry, parent) = (bits(hash), bits(hash >> PARENT));
        Probe { entry: word & entry == entry, parent: word & parent == parent }
    }

    /// Whether exactly this key is in: the filter first, then slots, then byte for byte.
    pub fn holds(&self, kind: Kind, key: &[u8]) -> bool {
        let hash = self.hash(kind, key);
        self.probe(hash).entry && self.slot_of(kind, key, hash).is_some()
    }

    /// The same for the key `data[start..]`.
    #[inline(always)]
    pub fn holds_within(&self, kind: Kind, data: &[u8], start: usize) -> bool {
        let hash = hash_within(data, start, data.len(), self.seed ^ kind.salt());
        self.probe(hash).entry && self.slot_of(kind, &data[start..], hash).is_some()
    }

    /// Whether this key with this hash stands in the slots.
    pub fn stands(&self, kind: Kind, key: &[u8], hash: u64) -> bool {
        self.slot_of(kind, key, hash).is_some()
    }

    fn slot_of(&self, kind: Kind, key: &[u8], hash: u64) -> Option<usize> {
        let mut at = place(hash, self.slots.len());
        for _ in 0..self.slots.len() {
            let slot = self.slots[at].load(Ordering::Acquire);
            if slot == EMPTY {
                return None;
            }
            if slot != REMOVED && slot >> 32 == hash & 0xffff_ffff && self.equals(slot, kind, key) {
                return Some(at);
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
        None
    }

    fn equals(&self, slot: u64, kind: Kind, key: &[u8]) -> bool {
        let at = slot as u32 as usize;
        let header = self.strings[at].load(Ordering::Relaxed);
        if header & !DEAD != key.len() as u32 | (kind as u32) << KIND_AT {
            return false;
        }
        let fold = kind.fold();
        let stored = &self.strings[at + 1..at + words_for(key)];
        stored
            .iter()
            .zip(key.chunks(4))
            .all(|(word, chunk)| word.load(Ordering::Relaxed) | fold == packed(chunk) | fold)
    }

    /// Whether a prefix length occurs among the networks of IPv6.
    #[inline(always)]
    pub fn has_length(&self, length: u8) -> bool {
        self.lengths[1][usize::from(length)].load(Ordering::Relaxed) > 0
    }

    /// The prefix lengths that occur among the networks of IPv4, one bit each.
    #[inline(always)]
    pub fn lengths_v4(&self) -> u64 {
        self.present.load(Ordering::Relaxed)
    }

    /// Whether a network may cover this IPv4 address.
    #[inline(always)]
    pub fn may_cover(&self, address: u32) -> bool {
        let Some(bitmap) = self.bitmap.get() else { return false };
        let bit = (address >> (32 - BITMAP_WORDS.ilog2() - 6)) as usize;
        bitmap[bit / 64].load(Ordering::Relaxed) >> (bit % 64) & 1 == 1
    }
}

/// What only the one writer calls.
impl Tables {
    /// Puts a key in that is not in yet; the caller has made sure that there is room.
    ///
    /// Returns how many bits-of-four were put into the filter.
    pub fn put(&self, kind: Kind, key: &[u8], at: usize) -> usize {
        if kind == Kind::Domain {
            self.stems.take_out(key);
        }
        self.strings[at].store(key.len() as u32 | (kind as u32) << KIND_AT, Ordering::Relaxed);
        for (word, chunk) in self.strings[at + 1..].iter().zip(key.chunks(4)) {
            word.store(packed(chunk), Ordering::Relaxed);
        }
        self.tally(kind, key, 1);
        let keys = self.announce(kind, key);
        let hash = self.hash(kind, key);
        let mut slot = place(hash, self.slots.len());
        while self.slots[slot].load(Ordering::Relaxed) > REMOVED {
            slot = if slot + 1 == self.slots.len() { 0 } else { slot + 1 };
        }
        self.slots[slot].store(hash << 32 | at as u64, Ordering::Release);
        keys
    }

    fn announce(&self, kind: Kind, key: &[u8]) -> usize {
        let set = |hash: u64, shift: u32| {
            let word = &self.filter[place(hash, self.filter.len())];
            let known = word.load(Ordering::Relaxed);
            let bits = bits(hash >> shift);
            word.store(known | bits, Ordering::Relaxed); // one writer, so nothing gets lost
            usize::from(known & bits != bits)
        };
        let mut keys = set(self.hash(kind, key), 0);
        if kind == Kind::Domain {
            keys += parents(key).map(|one| set(self.hash(kind, one), PARENT)).sum::<usize>();
            if let Some(two) = parents(key).last()
                && self.stems.count(two)
                && self.slot_of(kind, two, self.hash(kind, two)).is_none()
            {
                self.stems.put(two);
            }
        }
        if kind == Kind::V4 {
            let bitmap = self.bitmap.get_or_init(|| zeros64(BITMAP_WORDS));
            for (word, bits) in bitmap_span(key) {
                bitmap[word].fetch_or(bits, Ordering::Relaxed);
            }
        }
        keys
    }

    fn tally(&self, kind: Kind, key: &[u8], by: i32) {
        let add = |count: &AtomicU32| count.fetch_add(by as u32, Ordering::Relaxed); // wraps: -1
        add(&self.counts[kind as usize]);
        match kind {
            Kind::V4 => {
                let before = add(&self.lengths[0][usize::from(key[0])]);
                let bit = 1_u64 << key[0];
                let present = self.present.load(Ordering::Relaxed); // one writer, so nothing gets lost
                let left = before.wrapping_add(by as u32) > 0;
                self.present.store(if left { present | bit } else { present & !bit }, Ordering::Relaxed);
            }
            Kind::V6 => drop(add(&self.lengths[1][usize::from(key[0])])),
            Kind::Domain if !key.contains(&b'.') => drop(add(&self.single)),
            _ => {}
        }
    }

    /// Takes a key out; its bits in the filter and its bytes stay until the next generation.
    pub fn take_out(&self, kind: Kind, key: &[u8]) -> bool {
        let Some(slot) = self.slot_of(kind, key, self.hash(kind, key)) else { return false };
        let at = self.slots[slot].load(Ordering::Relaxed) as u32 as usize;
        self.strings[at].fetch_or(DEAD, Ordering::Relaxed);
        self.slots[slot].store(REMOVED, Ordering::Release);
        self.tally(kind, key, -1);
        true
    }

    /// Calls `each` with every key that is still in, in the order in which they came.
    pub fn every(&self, until: usize, mut each: impl FnMut(Kind, &[u8])) {
        let mut at = FIRST;
        let mut key = Vec::new();
        while at < until {
            let header = self.strings[at].load(Ordering::Relaxed);
            let length = (header & ((1 << KIND_AT) - 1)) as usize;
            let words = length.div_ceil(4);
            if header & DEAD == 0 {
                key.clear();
                let bytes = self.strings[at + 1..at + 1 + words].iter();
                key.extend(bytes.flat_map(|word| word.load(Ordering::Relaxed).to_le_bytes()));
                key.truncate(length);
                if let Some(kind) = Kind::of((header >> KIND_AT) as u8) {
                    each(kind, &key);
                }
            }
            at += 1 + words;
        }
    }

    /// Where the first string stands.
    pub fn first() -> usize {
        FIRST
    }
}

/// Asks the memory for a word, some time before it is read or written.
#[inline(always)]
fn ask(word: &AtomicU64) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let word: *const AtomicU64 = word;
        // SAFETY: the pointer comes from a live reference one line above; a prefetch reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(word.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = word;
}

#[inline(always)]
fn bits(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63) | 1 << (hash >> 18 & 63)
}

#[inline(always)]
fn packed(chunk: &[u8]) -> u32 {
    let mut four = [0; 4];
    four[..chunk.len()].copy_from_slice(chunk);
    u32::from_le_bytes(four)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_brings_its_parents() {
        let found: Vec<_> = parents(b"a.b.c.example").collect();
        assert_eq!(found, [&b"b.c.example"[..], b"c.example"]);
        assert_eq!(parents(b"b.example").count() + parents(b"example").count(), 0);
    }

    #[test]
    fn what_is_put_is_found_and_nothing_else() {
        let tables = Tables::new(Size { slots: 8, filter: 4, words: 64 }, 3);
        tables.put(Kind::Domain, b"b.example", FIRST);
        assert!(tables.holds(Kind::Domain, b"B.Example"));
        assert!(!tables.holds(Kind::Site, b"b.example"));
        assert!(!tables.holds(Kind::Domain, b"c.example"));
        assert!(tables.take_out(Kind::Domain, b"b.example"));
        assert!(!tables.take_out(Kind::Domain, b"b.example"));
        assert!(!tables.holds(Kind::Domain, b"b.example"));
        assert_eq!(tables.count(Kind::Domain), 0);
    }
}
