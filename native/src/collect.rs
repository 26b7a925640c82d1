//! Looks texts up, and gathers the lines that the full parser has to read.
//!
//! Names wait in a batch of thirty-two: by the time the batch is full, the filter's words have come into the cache.

mod hosts;

use std::marker::PhantomData;

use crate::addresses::{covers_v4, covers_v6, v4_within};
use crate::hash::window_of;
use crate::lanes::Lanes;
use crate::names::{Seen, covers_last, one_label_more, seen};
use crate::plan::{ROLES, Role};
use crate::tables::Tables;
use crate::values::Kind;

pub use hosts::{Host, QUEUE};

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
/// How much room the output must have before a line is begun: for the lines in the queue, a full batch, the line itself,
/// which may be named once in each batch that it fills, and some to spare.
pub const ROOM: usize = QUEUE + BATCH + 4;

#[derive(Clone, Copy, Default)]
struct Waiting {
    start: u32,
    length: u32,
    tail: u32,
    dots: u32,
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
    digests: bool,
    sites: bool,
    roles: [bool; ROLES],
}

/// Looks up the texts of one block.
pub struct Collector<'a, L> {
    data: &'a [u8],
    tables: &'a Tables,
    wanted: Wanted,
    out: &'a mut [Found],
    found: usize,
    batch: [Waiting; BATCH],
    hashes: [u64; BATCH], // of those in the batch
    waiting: usize,
    lanes: PhantomData<L>,
}

impl<'a, L: Lanes> Collector<'a, L> {
    /// Begins a block.
    pub fn new(data: &'a [u8], tables: &'a Tables, out: &'a mut [Found]) -> Collector<'a, L> {
        let (names, single) = (tables.count(Kind::Domain) > 0, tables.has_single());
        let (v4, v6) = (tables.count(Kind::V4) > 0, tables.count(Kind::V6) > 0);
        let mut roles = [true; ROLES];
        roles[Role::Ignored as usize] = false;
        roles[Role::Host as usize] = names || v4 || v6;
        roles[Role::Address as usize] = v4 || v6;
        let (digests, sites) = (tables.count(Kind::Digest) > 0, tables.count(Kind::Site) > 0);
        roles[Role::Digest as usize] = digests;
        let wanted = Wanted { names, v4, v6, single, digests, sites, roles };
        let (batch, hashes) = ([Waiting::default(); BATCH], [0; BATCH]);
        Collector { data, tables, wanted, out, found: 0, batch, hashes, waiting: 0, lanes: PhantomData }
    }

    /// Whether another line may be begun.
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.found + ROOM <= self.out.len()
    }

    /// Whether a column of this role has to be looked up; if not, it matters only as evidence.
    #[inline(always)]
    pub fn wants(&self, role: Role) -> bool {
        self.wanted.roles[role as usize]
    }

    /// Looks at one text of a line. Where the line is known to have a value and `asked` is not set, the answer may be
    /// `Nothing` for a value of a kind that the index has none of.
    #[inline(always)]
    pub fn text(&mut self, role: Role, (start, end): (usize, usize), line: Place, asked: bool) -> Evidence {
        match role {
            Role::Host => self.host(start, end, line, asked),
            Role::Address => self.address(start, end, line),
            Role::Ignored | Role::Time => Evidence::Nothing,
            Role::Digest => self.digest(start, end, line, asked),
            _ => self.other((start, end), role, line),
        }
    }

    /// The seldom roles.
    #[inline(never)]
    fn other(&mut self, (start, end): (usize, usize), role: Role, line: Place) -> Evidence {
        let text = &self.data[start..end];
        match role {
            _ if text.is_empty() => Evidence::Nothing,
            Role::Url => self.url(text, start, line),
            Role::HostOfUrl => self.host_of_url(start, end, line),
            Role::RestOfUrl if !text.windows(3).any(|three| three == b"://") => Evidence::Nothing,
            _ if text == b"-" => Evidence::Nothing, // unset, or nothing that a value could look like
            _ => Evidence::Unclear,
        }
    }

    #[inline(never)]
    fn digest(&mut self, start: usize, end: usize, line: Place, asked: bool) -> Evidence {
        let text = &self.data[start..end];
        if matches!(text.len(), 32 | 40 | 64 | 128) {
            if self.wanted.digests && self.tables.holds(Kind::Digest, text) {
                self.name(line, Why::Touched);
            }
            if is_hexadecimal(text) {
                return Evidence::Value;
            }
            // Colons are left out and escapes undone before the reference counts digits.
            let written = text.iter().fold(false, |odd, byte| odd | (*byte == b':') | (*byte == b'\\'));
            if !asked && !written && text.is_ascii() {
                return Evidence::Nothing; // whether it is hexadecimal matters to whoever counts values only
            }
        }
        let certain = text == b"-" || text.iter().all(u8::is_ascii_alphanumeric);
        if certain { Evidence::Nothing } else { Evidence::Unclear }
    }

    /// A URL of the plainest form: `http` or `https`, a host, a port or not, and the rest.
    fn url(&mut self, text: &[u8], start: usize, line: Place) -> Evidence {
        if text == b"-" {
            return Evidence::Nothing;
        }
        let scheme = [&b"http://"[..], b"https://"]
            .into_iter()
            .find(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
        let plain = text.iter().all(|byte| (0x21..=0x7e).contains(byte) && *byte != b'\\');
        let (Some(scheme), true) = (scheme, plain) else { return Evidence::Unclear };
        let rest = &text[scheme.len()..];
        let authority = rest.split(|byte| matches!(byte, b'/' | b'?' | b'#')).next().unwrap_or(rest);
        let host = authority.split(|byte| *byte == b':').next().unwrap_or(authority);
        let port = &authority[host.len()..];
        if !(port.is_empty() || (2..=6).contains(&port.len()) && port[1..].iter().all(u8::is_ascii_digit)) {
            return Evidence::Unclear;
        }
        let from = start + scheme.len();
        self.host_of_url(from, from + host.len(), line)
    }

    /// A host on which URLs may be in the index; and it is looked up as what it is.
    fn host_of_url(&mut self, start: usize, end: usize, line: Place) -> Evidence {
        let length = match seen::<L>(self.data, start, end) {
            Seen::Name { length, .. } => length,
            Seen::Digits | Seen::V4(_) => end - start,
            Seen::Nothing if self.data[start..end] == *b"-" => return Evidence::Nothing,
            _ => return Evidence::Unclear,
        };
        match self.host(start, end, line, true) {
            Evidence::Value if self.wanted.sites => {
                if self.tables.holds(Kind::Site, &self.data[start..start + length]) {
                    self.name(line, Why::Touched);
                }
                Evidence::Value
            }
            Evidence::Value => Evidence::Value,
            _ => Evidence::Unclear,
        }
    }

    /// Looks at texts with commas between; or at one text, commas and all, where there are not `several`.
    #[inline(always)]
    pub fn texts(
        &mut self,
        (role, several): (Role, bool),
        (start, end): (usize, usize),
        line: Place,
        asked: bool,
    ) -> Evidence {
        let mut evidence = Evidence::Nothing;
        let mut from = start;
        loop {
            let comma = if several { self.data[from..end].iter().position(|byte| *byte == b',') } else { None };
            let to = comma.map_or(end, |at| from + at);
            match self.text(role, (from, to), line, asked && evidence == Evidence::Nothing) {
                Evidence::Unclear => return Evidence::Unclear,
                Evidence::Value => evidence = Evidence::Value,
                Evidence::Nothing => {}
            }
            if to == end {
                return evidence;
            }
            from = to + 1;
        }
    }

    #[inline(always)]
    fn host(&mut self, start: usize, end: usize, line: Place, asked: bool) -> Evidence {
        match seen::<L>(self.data, start, end) {
            Seen::Name { tail, length, dots } => {
                if self.wanted.names {
                    self.wait(start, length, (tail, dots), line);
                }
                Evidence::Value
            }
            Seen::Digits if !asked && !self.wanted.v4 => Evidence::Nothing,
            Seen::Digits => match v4_within::<L>(self.data, start, end) {
                Some(address) => self.covered(Seen::V4(address), line),
                None => Evidence::Nothing,
            },
            Seen::Nothing => Evidence::Nothing,
            Seen::Unclear => Evidence::Unclear,
            other => self.covered(other, line),
        }
    }

    /// Puts a name into the batch, under the hash of its last two labels, or three where the two are a stem.
    #[inline(always)]
    fn wait(&mut self, start: usize, length: usize, (tail, dots): (usize, u32), line: Place) {
        let (data, end) = (self.data, start + length);
        let is_stem = tail > 0 && self.tables.is_stem(&window_of(data, start, end), length - tail);
        let (tail, dots) = if is_stem { one_label_more(&data[start..end], tail, dots) } else { (tail, dots) };
        let hash = self.tables.hash_name(data, start + tail, end);
        let (start, length, tail) = (start as u32, length as u32, tail as u32);
        self.push(hash, Waiting { start, length, tail, dots, line });
    }

    #[inline(always)]
    fn push(&mut self, hash: u64, one: Waiting) {
        self.tables.fetch(hash);
        self.hashes[self.waiting] = hash;
        self.batch[self.waiting] = one;
        self.waiting += 1;
        if self.waiting == BATCH {
            self.settle();
        }
    }

    #[inline(always)]
    fn address(&mut self, start: usize, end: usize, line: Place) -> Evidence {
        if let Some(address) = v4_within::<L>(self.data, start, end) {
            return self.covered(Seen::V4(address), line);
        }
        match seen::<L>(self.data, start, end) {
            Seen::Name { .. } | Seen::Digits | Seen::Nothing => Evidence::Nothing,
            Seen::Unclear => Evidence::Unclear,
            other => self.covered(other, line),
        }
    }

    #[inline(always)]
    fn covered(&mut self, seen: Seen, line: Place) -> Evidence {
        let touched = match seen {
            Seen::V4(address) => self.wanted.v4 && covers_v4(self.tables, address),
            Seen::V6(address) => {
                let [.., a, b, c, d] = address; // RFC 4291 §2.5.5.2: it may stand for an IPv4 address
                let mapped = address[..12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
                self.wanted.v6 && covers_v6(self.tables, address)
                    || mapped && self.wanted.v4 && covers_v4(self.tables, u32::from_be_bytes([a, b, c, d]))
            }
            _ => false,
        };
        if touched {
            self.name(line, Why::Touched);
        }
        Evidence::Value
    }

    /// Looks up all names that wait, from right to left: the last two labels of each; then one label more of those
    /// below which there are entries; and so on. Hardly any comes into the second round.
    #[inline(never)]
    fn settle(&mut self) {
        if self.wanted.single {
            self.settle_last();
        }
        let mut known = [0_u8; BATCH]; // those that the filter knows, without a branch for each
        let mut count = 0;
        for (at, hash) in self.hashes[..self.waiting].iter().enumerate() {
            let probe = self.tables.probe(*hash);
            known[count % BATCH] = at as u8;
            count += usize::from(probe.entry | probe.parent);
        }
        let mut left = 0;
        for at in &known[..count] {
            left += usize::from(self.goes_on(usize::from(*at), left));
        }
        while left > 0 {
            let mut kept = 0;
            for at in 0..left {
                kept += usize::from(self.goes_on(at, kept));
            }
            left = kept;
        }
        self.waiting = 0;
    }

    /// Whether a name has to be looked up once more; then it waits at `kept`.
    #[inline(always)]
    fn goes_on(&mut self, at: usize, kept: usize) -> bool {
        let (one, hash) = (self.batch[at], self.hashes[at]);
        let probe = self.tables.probe(hash);
        let start = one.start as usize;
        let name = &self.data[start..start + one.length as usize];
        let tail = one.tail as usize;
        if probe.entry && self.tables.stands(Kind::Domain, &name[tail..], hash) {
            self.name(one.line, Why::Touched);
            return false;
        }
        if !probe.parent || tail == 0 {
            return false;
        }
        let (tail, dots) = one_label_more(name, tail, one.dots);
        let hash = self.tables.hash_name(self.data, start + tail, start + name.len());
        self.tables.fetch(hash);
        self.hashes[kept] = hash;
        self.batch[kept] = Waiting { tail: tail as u32, dots, ..one };
        true
    }

    /// Looks up the last label of each name that waits; those that are found wait no longer.
    #[inline(never)]
    fn settle_last(&mut self) {
        let mut kept = 0;
        for at in 0..self.waiting {
            let one = self.batch[at];
            let start = one.start as usize;
            if covers_last(self.tables, &self.data[start..start + one.length as usize]) {
                self.name(one.line, Why::Touched);
            } else {
                (self.batch[kept], self.hashes[kept]) = (one, self.hashes[at]);
                kept += 1;
            }
        }
        self.waiting = kept;
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

/// Without a branch, so that many bytes are looked at together.
fn is_hexadecimal(text: &[u8]) -> bool {
    let is_other = |byte: &u8| u8::from(byte.wrapping_sub(b'0') > 9) & u8::from((byte | 0x20).wrapping_sub(b'a') > 5);
    text.iter().fold(0, |others, byte| others | is_other(byte)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;

    fn touched(index: &Index, name: &str) -> bool {
        let tables = index.now();
        let nothing = Found { line: 0, start: 0, length: 0, why: 0 };
        let mut out = [nothing; ROOM];
        let mut collector = Collector::<crate::lanes::Plain>::new(name.as_bytes(), &tables, &mut out);
        collector.text(Role::Host, (0, name.len()), Place::default(), true);
        collector.finish() > 0
    }

    #[test]
    fn hexadecimal_digits_are_told_from_their_neighbours() {
        for byte in 0..=255_u8 {
            assert_eq!(is_hexadecimal(&[&[b'0'; 31][..], &[byte]].concat()), byte.is_ascii_hexdigit());
        }
    }

    #[test]
    fn an_entry_covers_itself_and_what_is_below() {
        let index = Index::new();
        for entry in ["b.c.example", "d.e.f.b.c.example", "top"] {
            index.add(Kind::Domain, entry.as_bytes());
        }
        for name in ["b.c.example", "B.C.Example.", "a.b.c.example", "d.e.f.b.c.example", "top", "x.y.top"] {
            assert!(touched(&index, name), "{name}");
        }
        for name in ["c.example", "ab.c.example", "x.c.example", "example", "stop", "top.example"] {
            assert!(!touched(&index, name), "{name}");
        }
    }
}
