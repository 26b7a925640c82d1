//! Looks texts up, and gathers the lines that the full parser has to read.
//!
//! Names wait in a batch of thirty-two: by the time the batch is full, the filter's words have come into the cache.

use crate::addresses::{covers_v4, covers_v6, v4};
use crate::names::{Seen, covers_name, seen};
use crate::plan::Role;
use crate::tables::Tables;
use crate::values::Kind;

/// Why a line is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Why {
    /// It touches a value.
    Touched = 1,
    /// It is not of the plain form that is understood here.
    Unusual = 2,
}

/// A line for the full parser. Everything is counted from the start of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Found {
    /// Number of the line, from 0.
    pub line: u32,
    /// First byte.
    pub start: u32,
    /// Bytes, the line's end not included.
    pub length: u32,
    /// A [`Why`].
    pub why: u32,
}

const BATCH: usize = 32;
/// How much room the output must have before a line is begun: a full batch, the line itself, and one to spare.
pub const ROOM: usize = BATCH + 2;

#[derive(Clone, Copy, Default)]
struct Waiting {
    hash: u64,
    start: u32,
    length: u32,
    tail: u32,
    line: Place,
}

/// Where a line lies.
#[derive(Clone, Copy, Default)]
pub struct Place {
    /// Number of the line, from 0.
    pub number: u32,
    /// First byte.
    pub start: u32,
    /// Bytes.
    pub length: u32,
}

/// What a text says about its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It has a value, which is looked up.
    Value,
    /// It has none.
    Nothing,
    /// The full parser has to say.
    Unclear,
}

/// Which values the index has at all; what it has none of need not be looked up.
#[derive(Clone, Copy)]
pub struct Wanted {
    names: bool,
    v4: bool,
    v6: bool,
    single: bool,
}

/// Looks up the texts of one block.
pub struct Collector<'a> {
    data: &'a [u8],
    tables: &'a Tables,
    wanted: Wanted,
    out: &'a mut [Found],
    found: usize,
    batch: [Waiting; BATCH],
    waiting: usize,
}

impl<'a> Collector<'a> {
    /// Begins a block.
    pub fn new(data: &'a [u8], tables: &'a Tables, out: &'a mut [Found]) -> Collector<'a> {
        let wanted = Wanted {
            names: tables.count(Kind::Domain) > 0,
            v4: tables.count(Kind::V4) > 0,
            v6: tables.count(Kind::V6) > 0,
            single: tables.has_single(),
        };
        Collector { data, tables, wanted, out, found: 0, batch: [Waiting::default(); BATCH], waiting: 0 }
    }

    /// Whether another line may be begun.
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.found + ROOM <= self.out.len()
    }

    /// Whether a column of this role has to be looked up; if not, it matters only as evidence.
    #[inline(always)]
    pub fn wants(&self, role: Role) -> bool {
        let addresses = self.wanted.v4 || self.wanted.v6;
        match role {
            Role::Host => self.wanted.names || addresses,
            Role::Address => addresses,
            _ => true,
        }
    }

    /// Looks at one text of a line.
    #[inline(always)]
    pub fn text(&mut self, role: Role, start: usize, end: usize, line: Place) -> Evidence {
        match role {
            Role::Host => self.host(start, end, line),
            Role::Address => self.address(start, end, line),
            Role::Ignored | Role::Time => Evidence::Nothing,
            Role::Digest | Role::Email | Role::Url if start == end => Evidence::Nothing,
            Role::Digest | Role::Email | Role::Url => Evidence::Unclear,
        }
    }

    /// Looks at texts with commas between.
    #[inline(never)]
    pub fn texts(&mut self, role: Role, start: usize, end: usize, line: Place) -> Evidence {
        let mut evidence = Evidence::Nothing;
        let mut from = start;
        for at in start..=end {
            if at == end || self.data[at] == b',' {
                match self.text(role, from, at, line) {
                    Evidence::Unclear => return Evidence::Unclear,
                    Evidence::Value => evidence = Evidence::Value,
                    Evidence::Nothing => {}
                }
                from = at + 1;
            }
        }
        evidence
    }

    #[inline(always)]
    fn host(&mut self, start: usize, end: usize, line: Place) -> Evidence {
        match seen(self.data, start, end) {
            Seen::Name { tail, length } => {
                if self.wanted.names {
                    let hash = self.tables.hash(Kind::Domain, &self.data[start + tail..start + length]);
                    self.tables.fetch(hash);
                    let (start, length, tail) = (start as u32, length as u32, tail as u32);
                    self.batch[self.waiting] = Waiting { hash, start, length, tail, line };
                    self.waiting += 1;
                    if self.waiting == BATCH {
                        self.settle();
                    }
                }
                Evidence::Value
            }
            Seen::Nothing => Evidence::Nothing,
            Seen::Unclear => Evidence::Unclear,
            other => self.covered(other, line),
        }
    }

    #[inline(always)]
    fn address(&mut self, start: usize, end: usize, line: Place) -> Evidence {
        if let Some(address) = v4(&self.data[start..end]) {
            return self.covered(Seen::V4(address), line);
        }
        match seen(self.data, start, end) {
            Seen::Name { .. } | Seen::Nothing => Evidence::Nothing,
            Seen::Unclear => Evidence::Unclear,
            other => self.covered(other, line),
        }
    }

    #[inline(always)]
    fn covered(&mut self, seen: Seen, line: Place) -> Evidence {
        let touched = match seen {
            Seen::V4(address) => self.wanted.v4 && covers_v4(self.tables, address),
            Seen::V6(address) => self.wanted.v6 && covers_v6(self.tables, address),
            _ => false,
        };
        if touched {
            self.name(line, Why::Touched);
        }
        Evidence::Value
    }

    /// Looks up all names that wait.
    #[inline(never)]
    fn settle(&mut self) {
        for at in 0..self.waiting {
            let one = self.batch[at];
            if self.wanted.single || self.tables.may_hold(one.hash) {
                let (start, length) = (one.start as usize, one.length as usize);
                let name = &self.data[start..start + length];
                if covers_name(self.tables, name, one.tail as usize) {
                    self.name(one.line, Why::Touched);
                }
            }
        }
        self.waiting = 0;
    }

    /// Names a line for the full parser.
    pub fn name(&mut self, line: Place, why: Why) {
        let known = self.found > 0 && self.out[self.found - 1].line == line.number;
        if known && why == Why::Unusual {
            self.out[self.found - 1].why = why as u32; // what is not plain must not be counted as plain
        }
        if !known {
            let Place { number, start, length } = line;
            self.out[self.found] = Found { line: number, start, length, why: why as u32 };
            self.found += 1;
        }
    }

    /// Ends the block: all lines that were named, each once, in the order of the log.
    pub fn finish(mut self) -> usize {
        self.settle();
        let found = &mut self.out[..self.found];
        found.sort_unstable_by_key(|one| (one.line, std::cmp::Reverse(one.why)));
        let mut kept = 0;
        for at in 0..found.len() {
            if kept == 0 || found[kept - 1].line != found[at].line {
                found[kept] = found[at];
                kept += 1;
            }
        }
        kept
    }
}
