//! The index: one generation of tables that readers use, and one writer who changes it or makes the next.
//!
//! A reader takes the current generation once per block (`now`, a few nanoseconds) and then needs no lock. One entry is
//! added or removed in place. When the tables are full, or half of them is leftovers of removed entries, the writer
//! builds the next generation beside the current one, while readers go on, and then exchanges the two; the old one is
//! freed when its last reader has finished.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::tables::{Size, Tables, words_for};
use crate::values::Kind;

const LEAST: Size = Size { slots: 64, filter: 16, words: 256 };
const FULL: (usize, usize) = (6, 7); // of the slots may be in use: probes stay short
const BITS_PER_KEY: usize = 10; // of the filter, at least

struct Writer {
    used: usize,  // slots that are not empty, removed ones included
    live: usize,  // entries
    words: usize, // of the strings, in use
    dead: usize,  // of these, of removed entries
    keys: usize,  // in the filter
}

/// A set of values that any number of threads may ask while others change it.
pub struct Index {
    current: RwLock<Arc<Tables>>,
    writer: Mutex<Writer>,
}

impl Default for Index {
    fn default() -> Index {
        Index::new()
    }
}

impl Index {
    /// An empty index with a seed of its own.
    pub fn new() -> Index {
        let seed = RandomState::new().hash_one(0_u64);
        Index {
            current: RwLock::new(Arc::new(Tables::new(LEAST, seed))),
            writer: Mutex::new(Writer { used: 0, live: 0, words: Tables::first(), dead: 0, keys: 0 }),
        }
    }

    /// The tables as they are; they see later changes until the next generation is made.
    pub fn now(&self) -> Arc<Tables> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a value in; false when it was in or is not well formed.
    pub fn add(&self, kind: Kind, key: &[u8]) -> bool {
        if !kind.takes(key) {
            return false;
        }
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tables = self.now();
        if tables.holds(kind, key) {
            return false;
        }
        if writer.is_full(tables.size(), words_for(key)) {
            tables = self.next(&mut writer, &tables, 0, words_for(key));
        }
        writer.keys += tables.put(kind, key, writer.words);
        writer.used += 1;
        writer.live += 1;
        writer.words += words_for(key);
        true
    }

    /// Takes a value out; false when it was not in.
    pub fn remove(&self, kind: Kind, key: &[u8]) -> bool {
        if !kind.takes(key) {
            return false;
        }
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.now().take_out(kind, key);
        if found {
            writer.live -= 1;
            writer.dead += words_for(key);
        }
        found
    }

    /// Makes room for that many more values of that many bytes in all, so that loading them does not grow step by step.
    pub fn reserve(&self, values: usize, bytes: usize) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tables = self.now();
        self.next(&mut writer, &tables, values, bytes / 4 + values * 2);
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).live
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn next(&self, writer: &mut Writer, old: &Tables, values: usize, words: usize) -> Arc<Tables> {
        let size = writer.room(values, words, old.size());
        let tables = Arc::new(Tables::new(size, old.seed()));
        let mut made = Writer { used: 0, live: 0, words: Tables::first(), dead: 0, keys: 0 };
        old.every(writer.words, |kind, key| {
            made.keys += tables.put(kind, key, made.words);
            made.used += 1;
            made.live += 1;
            made.words += words_for(key);
        });
        *writer = made;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&tables);
        tables
    }
}

impl Writer {
    fn is_full(&self, size: Size, words: usize) -> bool {
        (self.used + 1) * FULL.1 > size.slots * FULL.0
            || self.words + words > size.words
            || self.keys * BITS_PER_KEY > size.filter * 64
    }

    /// The size of the next generation: room for half as many again, or for what is announced and a little more.
    fn room(&self, values: usize, words: usize, old: Size) -> Size {
        let announced = (self.live + values) * 17 / 16;
        let entries = if values > 0 { announced } else { self.live + self.live / 2 };
        let slots = (entries * FULL.1 / FULL.0 + 1).max(LEAST.slots);
        let alive = self.words - self.dead;
        let strings = if values > 0 { (alive + words) * 17 / 16 } else { alive + alive / 2 + words };
        let crowded = self.keys * BITS_PER_KEY > old.filter * 64;
        let filter = if crowded { old.filter * 3 / 2 } else { 0 };
        Size { slots, filter: filter.max(slots.div_ceil(4)).max(LEAST.filter), words: strings.max(LEAST.words) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_and_forgets() {
        let index = Index::new();
        let name = |number: usize| format!("host{number}.some.example");
        for number in 0..5_000 {
            assert!(index.add(Kind::Domain, name(number).as_bytes()));
            assert!(!index.add(Kind::Domain, name(number).as_bytes()));
        }
        for number in (0..5_000).step_by(2) {
            assert!(index.remove(Kind::Domain, name(number).as_bytes()));
        }
        for number in 5_000..9_000 {
            assert!(index.add(Kind::Domain, name(number).as_bytes()));
        }
        let tables = index.now();
        for number in 0..9_000 {
            let held = number >= 5_000 || number % 2 == 1;
            assert_eq!(tables.holds(Kind::Domain, name(number).as_bytes()), held, "{number}");
        }
        assert_eq!(index.len(), 6_500);
    }

    #[test]
    fn adding_and_removing_for_ever_takes_no_more_room() {
        let index = Index::new();
        for number in 0..100_000 {
            index.add(Kind::Text, format!("{number}").as_bytes());
            if number >= 100 {
                assert!(index.remove(Kind::Text, format!("{}", number - 100).as_bytes()));
            }
        }
        assert!(index.now().bytes() < 20_000, "{}", index.now().bytes());
    }

    #[test]
    fn readers_go_on_while_a_writer_works() {
        let index = Arc::new(Index::new());
        index.add(Kind::Domain, b"stays.example");
        std::thread::scope(|scope| {
            let reader = Arc::clone(&index);
            scope.spawn(move || {
                for _ in 0..2_000 {
                    assert!(reader.now().holds(Kind::Domain, b"stays.example"));
                    assert!(!reader.now().holds(Kind::Domain, b"never.example"));
                }
            });
            for number in 0..3_000 {
                index.add(Kind::Domain, format!("n{number}.example").as_bytes());
            }
        });
    }
}
