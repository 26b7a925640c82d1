//! One JSON object a line, read by its quotation marks.
//!
//! Every token is checked, so a line that passes is well-formed JSON: known keys, each once in its object; strings without
//! escapes; numbers; `true`, `false`, `null`; arrays of strings and numbers; objects and arrays of objects under keys that
//! are known as such. Everything else is for the full parser.

use crate::collect::{Collector, Evidence, Place};
use crate::lanes::Lanes;
use crate::plan::{Key, Plan, Role};
use crate::scan::{Judged, Line};
use crate::shapes::{Part, Shapes};
use crate::times;

const LONGEST_NUMBER: usize = 30; // JSON's grammar has no limit, the reference's integers have

/// A place in a line.
pub struct Reader<'a> {
    /// The block up to the line's end.
    pub data: &'a [u8],
    /// The quotation marks from here to the line's end.
    pub marks: &'a [u32],
    /// The next byte.
    pub at: usize,
}

/// What a line has shown so far.
#[derive(Default)]
struct Shown {
    some: bool,
    next: usize,                           // the key that most likely comes next
    spare: Option<(Role, (usize, usize))>, // a text that need not be looked up and may be the only evidence
    learning: bool,
    parts: Vec<(usize, usize, Part)>, // when learning: the values, and what they are
}

impl Shown {
    #[inline(always)]
    fn part(&mut self, from: usize, to: usize, part: Part) {
        if self.learning {
            self.parts.push((from, to, part));
        }
    }
}

/// Judges one line that is not blank; where `shapes` asks for its shape, that is learned of a well-formed line.
#[inline(never)]
pub fn judge<L: Lanes>(
    plan: &Plan,
    shapes: &mut Shapes,
    data: &[u8],
    line: &Line<'_>,
    collector: &mut Collector<'_, L>,
) -> Judged {
    let start = line.place.start as usize;
    let end = start + line.place.length as usize;
    if line.odd || data[start] != b'{' {
        return Judged::Unusual;
    }
    let mut reader = Reader { data: &data[..end], marks: line.marks, at: start + 1 };
    reader.blanks();
    let mut shown = Shown { learning: shapes.asks(line.marks.len()), ..Shown::default() };
    match members(plan, &mut reader, 0, line.place, collector, &mut shown) {
        Some(()) if reader.at == end => {
            if shown.learning {
                shapes.learn(data, line, &shown.parts);
            }
            ended(shown.some, shown.spare, line.place, collector)
        }
        _ => Judged::Unusual,
    }
}

/// What a well-formed line is: plain when it has a value.
#[inline(always)]
pub fn ended<L: Lanes>(
    some: bool,
    spare: Option<(Role, (usize, usize))>,
    place: Place,
    collector: &mut Collector<'_, L>,
) -> Judged {
    if some || spare.is_some_and(|(role, text)| evidence(role, text, place, collector) == Evidence::Value) {
        return Judged::Plain;
    }
    Judged::Unusual
}

#[inline(never)]
fn evidence<L: Lanes>(role: Role, text: (usize, usize), place: Place, collector: &mut Collector<'_, L>) -> Evidence {
    collector.text(role, text, place, true)
}

/// Reads all members of an object and its end; nothing when the line is not plain.
#[inline(always)]
fn members<L: Lanes>(
    plan: &Plan,
    reader: &mut Reader<'_>,
    parent: usize,
    place: Place,
    collector: &mut Collector<'_, L>,
    shown: &mut Shown,
) -> Option<()> {
    let mut had = 0_u128;
    loop {
        let (from, to) = reader.string()?;
        let key = find(plan, reader.data, (from, to), shown.next, parent)?;
        if had >> key & 1 == 1 {
            return None; // the last of two equal keys counts, and which that is only the full parser knows
        }
        had |= 1 << key;
        shown.next = key + 1;
        reader.pass(b':')?;
        let column = &plan.roles[key];
        match column.role {
            Role::Time => timed(reader, shown)?,
            Role::Object => object(plan, reader, key + 1, place, collector, shown)?,
            role if collector.wants(role) => {
                reader.several(b'"', |reader| looked(reader, role, place, collector, shown))?;
            }
            role => passed(reader, role, shown)?,
        }
        if reader.pass(b',').is_none() {
            return reader.expect(b'}');
        }
    }
}

/// An object in an object, or an array of them; each level is a key of the plan, so the depth is bounded.
#[inline(never)]
fn object<L: Lanes>(
    plan: &Plan,
    reader: &mut Reader<'_>,
    parent: usize,
    place: Place,
    collector: &mut Collector<'_, L>,
    shown: &mut Shown,
) -> Option<()> {
    reader.several(b'{', |reader| {
        reader.expect(b'{')?;
        reader.blanks();
        if reader.peek() == b'}' {
            reader.at += 1;
            return Some(());
        }
        members(plan, reader, parent, place, collector, shown)
    })
}

/// A value that need not be looked up.
#[inline(always)]
fn passed(reader: &mut Reader<'_>, role: Role, shown: &mut Shown) -> Option<()> {
    let from = reader.at;
    if reader.peek() != b'"' {
        reader.skip()?;
        shown.part(from, reader.at, Part::Other);
        return Some(());
    }
    let text = reader.string()?;
    if role == Role::Ignored {
        shown.part(text.0, text.1, Part::Passed);
    } else {
        shown.part(text.0, text.1, Part::Spare(role));
        shown.spare = Some((role, text));
    }
    Some(())
}

#[inline(always)]
fn timed(reader: &mut Reader<'_>, shown: &mut Shown) -> Option<()> {
    let from = reader.at;
    if reader.peek() == b'"' {
        let (from, to) = reader.string()?;
        shown.part(from, to, Part::Stamp);
        return times::plain(&reader.data[from..to]).then_some(());
    }
    time(reader)?;
    shown.part(from, reader.at, Part::Time);
    Some(())
}

/// Passes a number that is a time.
#[inline(always)]
pub fn time(reader: &mut Reader<'_>) -> Option<()> {
    let from = reader.at;
    reader.number()?;
    times::plain(&reader.data[from..reader.at]).then_some(())
}

/// A string to look up.
#[inline(always)]
fn looked<L: Lanes>(
    reader: &mut Reader<'_>,
    role: Role,
    place: Place,
    collector: &mut Collector<'_, L>,
    shown: &mut Shown,
) -> Option<()> {
    let text = reader.string()?;
    shown.part(text.0, text.1, Part::Looked(role));
    match collector.text(role, text, place, !shown.some) {
        Evidence::Value => shown.some = true,
        Evidence::Nothing => {}
        Evidence::Unclear => return None,
    }
    Some(())
}

/// The number of the key `data[from..to]`; in most logs it is the one after the last.
#[inline(always)]
fn find(plan: &Plan, data: &[u8], (from, to): (usize, usize), next: usize, parent: usize) -> Option<usize> {
    let fits = |key: &Key| key.parent == parent && key.is(data, from, to);
    if plan.keys.get(next).is_some_and(fits) {
        return Some(next);
    }
    plan.keys.iter().position(fits)
}

impl Reader<'_> {
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.data.get(self.at).copied().unwrap_or(b'\n')
    }

    #[inline(always)]
    fn blanks(&mut self) {
        while self.peek() == b' ' {
            self.at += 1;
        }
    }

    /// Passes one byte and the blanks around it.
    #[inline(always)]
    fn pass(&mut self, byte: u8) -> Option<()> {
        if self.peek() != byte {
            self.blanks();
        }
        self.expect(byte)?;
        self.blanks();
        Some(())
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek() == byte).then(|| self.at += 1)
    }

    /// What stands between the quotation mark here and the next one.
    #[inline(always)]
    fn string(&mut self) -> Option<(usize, usize)> {
        let [open, close, rest @ ..] = self.marks else { return None };
        if *open as usize != self.at {
            return None;
        }
        self.marks = rest;
        let found = (self.at + 1, *close as usize);
        self.at = found.1 + 1;
        Some(found)
    }

    /// What begins with `first`, or an array of such, or null.
    #[inline(always)]
    fn several(&mut self, first: u8, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        match self.peek() {
            byte if byte == first => each(self),
            b'[' => self.elements(each),
            b'n' => self.skip(),
            _ => None,
        }
    }

    /// Passes a value of any plain kind.
    #[inline(always)]
    pub fn skip(&mut self) -> Option<()> {
        match self.peek() {
            b'[' => self.elements(Reader::scalar),
            _ => self.scalar(),
        }
    }

    #[inline(always)]
    fn scalar(&mut self) -> Option<()> {
        match self.peek() {
            b'"' => self.string().map(|_| ()),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, word: &[u8]) -> Option<()> {
        let found = self.data[self.at..].starts_with(word);
        found.then(|| self.at += word.len())
    }

    /// RFC 8259 §6.
    #[inline(always)]
    fn number(&mut self) -> Option<()> {
        let from = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        let zero = self.peek() == b'0';
        let whole = self.digits();
        if whole == 0 || zero && whole > 1 {
            return None;
        }
        if self.peek() == b'.' {
            self.at += 1;
            if self.digits() == 0 {
                return None;
            }
        }
        if matches!(self.peek(), b'e' | b'E') {
            return None; // seldom, so the full parser reads it
        }
        (self.at - from <= LONGEST_NUMBER).then_some(())
    }

    #[inline(always)]
    fn digits(&mut self) -> usize {
        let from = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at - from
    }

    /// An array: `each` reads one element.
    #[inline(never)]
    fn elements(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(b'[')?;
        self.blanks();
        if self.peek() == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.blanks();
            each(self)?;
            self.blanks();
            match self.peek() {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }
}
