//! The index: one generation of tables that readers use, and one writer who changes it or makes the next.
//!
//! A reader takes the current generation once per block (`now`, a few nanoseconds) and then needs no lock. One entry is
//! added or removed in place. When the tables are full, or half of them is leftovers of removed entries, the writer
//! builds the next generation beside the current one, while readers go on, and then exchanges the two; the old one is
//! freed when its last reader has finished.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::tables::{Size, Tables, words_for};
use crate::values::Kind;

const LEAST: Size = Size { slots: 64, filter: 16, words: 256 };
const FULL: (usize, usize) = (6, 7); // of the slots may be in use: probes stay short
const BITS_PER_KEY: usize = 10; // of the filter, at least

/// Keys whose places in filter and slots are asked of the memory together, before the first of them is put in.
const BLOCK: usize = 32;

struct Writer {
    used: usize,             // slots that are not empty, removed ones included
    live: usize,             // entries
    words: usize,            // of the strings, in use
    dead: usize,             // of these, of removed entries
    keys: usize,             // in the filter
    awaited: (usize, usize), // entries and words of the strings that there will be at least, as announced
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
        Index { current: RwLock::new(Arc::new(Tables::new(LEAST, seed))), writer: Mutex::new(Writer::new((0, 0))) }
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
        let mut writer = self.write();
        let mut tables = self.now();
        self.put(&mut writer, &mut tables, kind, key)
    }

    /// Puts many values of one kind in; how many were new. Other writers get their turn after each block of them.
    ///
    /// `room` is how many they are and of how many bytes in all, at most: room for these, and for all that was announced, is
    /// made now where there is none.
    pub fn load<'a>(&self, kind: Kind, keys: impl Iterator<Item = Cow<'a, [u8]>>, room: (usize, usize)) -> usize {
        let before = self.make_room(&mut self.write(), room);
        let mut keys = keys.filter(|key| kind.takes(key));
        let mut block = Vec::with_capacity(BLOCK);
        let mut fresh = 0;
        loop {
            block.extend(keys.by_ref().take(BLOCK));
            let mut writer = self.write();
            if block.is_empty() {
                writer.awaited = before;
                return fresh;
            }
            let mut tables = self.now();
            for key in &block {
                tables.fetch_all(kind, key);
            }
            for key in block.drain(..) {
                fresh += usize::from(self.put(&mut writer, &mut tables, kind, &key));
            }
        }
    }

    fn write(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, writer: &mut Writer, tables: &mut Arc<Tables>, kind: Kind, key: &[u8]) -> bool {
        if tables.holds(kind, key) {
            return false;
        }
        if writer.is_full(tables.size(), words_for(key)) {
            *tables = self.next(writer, tables, words_for(key));
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
        let mut writer = self.write();
        let found = self.now().take_out(kind, key);
        if found {
            writer.live -= 1;
            writer.dead += words_for(key);
        }
        found
    }

    /// Announces that many more values of that many bytes in all: when room is made next, it is for all of them. It counts
    /// until something else is announced; 0 and 0 is nothing.
    pub fn announce(&self, values: usize, bytes: usize) {
        let mut writer = self.write();
        writer.awaited = (writer.live + values, writer.alive() + words_at_most(values, bytes));
    }

    /// Answers what was awaited before.
    fn make_room(&self, writer: &mut Writer, (values, bytes): (usize, usize)) -> (usize, usize) {
        let before = writer.awaited;
        let (tables, words) = (self.now(), words_at_most(values, bytes));
        if !writer.has_room(tables.size(), values, words) {
            writer.awaited = (before.0.max(writer.live + values), before.1.max(writer.alive() + words));
            self.next(writer, &tables, 0);
        }
        before
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.write().live
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn next(&self, writer: &mut Writer, old: &Tables, words: usize) -> Arc<Tables> {
        let size = writer.room(words, old.size());
        let tables = Arc::new(Tables::new(size, old.seed()));
        let mut made = Writer::new(writer.awaited);
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
    fn new(awaited: (usize, usize)) -> Writer {
        Writer { used: 0, live: 0, words: Tables::first(), dead: 0, keys: 0, awaited }
    }

    fn has_room(&self, size: Size, values: usize, words: usize) -> bool {
        (self.used + values) * FULL.1 <= size.slots * FULL.0 && self.words + words <= size.words
    }

    fn is_full(&self, size: Size, words: usize) -> bool {
        !self.has_room(size, 1, words) || self.keys * BITS_PER_KEY > size.filter * 64
    }

    fn alive(&self) -> usize {
        self.words - self.dead
    }

    /// The size of the next generation: room for what is announced and a little more, or for half as many again.
    fn room(&self, words: usize, old: Size) -> Size {
        let enough = |needed: usize, awaited: usize| match awaited > needed {
            true => awaited * 17 / 16,
            false => needed + needed / 2,
        };
        let slots = (enough(self.live, self.awaited.0) * FULL.1 / FULL.0 + 1).max(LEAST.slots);
        let crowded = self.keys * BITS_PER_KEY > old.filter * 64;
        let filter = if crowded { old.filter * 3 / 2 } else { 0 };
        Size {
            slots,
            filter: filter.max(slots.div_ceil(4)).max(LEAST.filter),
            words: enough(self.alive() + words, self.awaited.1).max(LEAST.words),
        }
    }
}

/// 32-bit words that so many keys of so many bytes in all take among the strings, at most.
fn words_at_most(values: usize, bytes: usize) -> usize {
    bytes / 4 + values * 2
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
    fn what_is_announced_makes_room_once() {
        let index = Index::new();
        index.announce(5_000, 5_000 * 24);
        let load = |numbers: std::ops::Range<usize>| {
            let names: Vec<_> = numbers.map(|number| format!("host{number}.some.example").into_bytes()).collect();
            index.load(Kind::Domain, names.iter().map(|name| Cow::Borrowed(&name[..])), (names.len(), names.len() * 24))
        };
        assert_eq!(load(0..100), 100);
        let first = index.now();
        assert_eq!(load(50..4_000), 3_900);
        index.add(Kind::Text, b"beside");
        assert_eq!(load(4_000..4_999), 999);
        assert!(Arc::ptr_eq(&first, &index.now()));
        assert_eq!(index.len(), 5_000);

        index.announce(0, 0);
        (0..4_999).for_each(|n| assert!(index.remove(Kind::Domain, format!("host{n}.some.example").as_bytes())));
        (0..5_000).for_each(|n| assert!(index.add(Kind::Text, format!("{n}").as_bytes())));
        assert!(index.now().holds(Kind::Text, b"beside") && index.now().holds(Kind::Text, b"4999"));
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
