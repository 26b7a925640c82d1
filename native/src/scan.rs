//! Goes through a block of a log.
//!
//! A block is taken in stretches that fit the first cache. In each, one pass over the bytes notes where separators and
//! line ends are (see [`crate::lanes`]); a second goes from line to line by these notes and reads only the columns that
//! matter.

use crate::collect::{Collector, Found, Host, Place, QUEUE, Why};
use crate::lanes::{Block, Lanes, Marks, Work, at_level, level};
use crate::plan::{Column, Form, Plan, Role};
use crate::shapes::Shapes;
use crate::tables::Tables;
use crate::{delimited, json};

const STRETCH: usize = 16 << 10;
/// Longer lines are not read here.
pub const LONGEST_LINE: usize = 64 << 10;
/// Longer blocks are refused: places in them are numbers of 32 bits.
pub const LONGEST_BLOCK: usize = 1 << 30;

/// Why the scan ended where it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Stop {
    /// Every whole line of the block was read.
    End = 0,
    /// The output is full; go on with what was not taken.
    Full = 1,
    /// A header line comes next.
    Header = 2,
    /// A line with a quotation mark comes next.
    Quote = 3,
}

/// What a scan gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Outcome {
    /// Bytes that were read; the next scan begins there, at the beginning of a line.
    pub taken: u64,
    /// Lines that were read, blank ones included.
    pub lines: u64,
    /// Of these, lines that are of plain form and touch nothing, or touch something.
    pub plain: u64,
    /// Of the plain ones, those that touch something.
    pub touched: u64,
    /// How many lines are named in the output.
    pub found: u64,
    /// A [`Stop`].
    pub stop: u32,
    /// The way of comparing bytes that was used: 0 plain, 1 SSE2, 2 AVX2.
    pub lanes: u32,
}

/// Where separators and lines end, as far as one stretch goes.
#[derive(Default)]
pub struct Notes {
    /// Separators and line ends, as places in the block.
    pub marks: Places,
    /// Which of the marks are line ends.
    pub ends: Vec<u32>,
    /// Places of odd bytes.
    pub odd: Places,
}

/// What a line turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Of plain form.
    Plain,
    /// For the full parser.
    Unusual,
    /// The scan has to stop before it.
    Halt(Stop),
}

/// One line, as the notes show it.
pub struct Line<'a> {
    /// Where it lies; its end leaves out carriage returns.
    pub place: Place,
    /// Its separators.
    pub marks: &'a [u32],
    /// Whether an odd byte is in it.
    pub odd: bool,
}

/// Goes through `data` and names lines in `out`, which should have room for some hundred at least.
///
/// A last line without a line end is left for the next block, unless `last` says that there is none.
pub fn scan(plan: &Plan, tables: &Tables, data: &[u8], last: bool, out: &mut [Found]) -> Outcome {
    scan_with(level(), plan, tables, data, last, out)
}

/// The same with a way of comparing bytes that is not the best; one that the machine lacks becomes the best it has.
pub fn scan_with(level: u32, plan: &Plan, tables: &Tables, data: &[u8], last: bool, out: &mut [Found]) -> Outcome {
    at_level(level, Scan { plan, tables, data, last, out })
}

struct Scan<'a> {
    plan: &'a Plan,
    tables: &'a Tables,
    data: &'a [u8],
    last: bool,
    out: &'a mut [Found],
}

impl Work for Scan<'_> {
    type Gives = Outcome;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Outcome {
        let Scan { plan, tables, data, last, out } = self;
        let mut collector = Collector::<L>::new(data, tables, out);
        let mut guide = Guide::new(plan, data, &collector);
        let mut notes = Notes::default();
        let mut sum = Sum::default();
        let mut reach = STRETCH;
        while sum.stop == Stop::End && sum.taken < data.len() {
            let to = (sum.taken + reach).min(data.len());
            split::<L>(plan.form, data, sum.taken, to, &mut notes);
            if to == data.len() && last && data[to - 1] != b'\n' {
                notes.ends.push(notes.marks.len() as u32);
                notes.marks.push(to as u32);
            }
            if notes.ends.is_empty() {
                if to == data.len() {
                    break;
                }
                reach *= 2; // a line longer than the stretch
                continue;
            }
            reach = STRETCH;
            walk(&mut guide, &notes, &mut collector, &mut sum);
        }
        let found = collector.finish();
        let touched = out[..found].iter().filter(|one| one.why == Why::Touched as u32).count() as u64;
        Outcome {
            taken: sum.taken as u64,
            lines: sum.lines,
            plain: sum.plain,
            touched,
            found: found as u64,
            stop: sum.stop as u32,
            lanes: L::LEVEL,
        }
    }
}

struct Sum {
    taken: usize,
    lines: u64,
    plain: u64,
    stop: Stop,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum { taken: 0, lines: 0, plain: 0, stop: Stop::End }
    }
}

/// What is known of a line at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All.
    Judged(Judged),
    /// It is plain if the text between these places is a name.
    Host(usize, usize),
    /// Nothing: [`judge`] has to say.
    Unknown,
}

/// What one scan goes by.
struct Guide<'a> {
    plan: &'a Plan,
    data: &'a [u8],
    wanted: Vec<Column>,  // the columns that are looked up
    alone: Option<usize>, // the one of them, if it is a host and may wait in the queue
    shapes: Shapes,
}

impl<'a> Guide<'a> {
    fn new<L: Lanes>(plan: &'a Plan, data: &'a [u8], collector: &Collector<'_, L>) -> Guide<'a> {
        let wanted: Vec<Column> = plan.watched.iter().filter(|one| collector.wants(one.role)).copied().collect();
        let alone = match wanted[..] {
            [Column { number, role: Role::Host, several: false }] if collector.queues() => Some(number),
            _ => None,
        };
        Guide { plan, data, wanted, alone, shapes: Shapes::new(collector.queues()) }
    }
}

#[inline(always)]
fn walk<L: Lanes>(guide: &mut Guide<'_>, notes: &Notes, collector: &mut Collector<'_, L>, sum: &mut Sum) {
    let (marks, odds, data) = (notes.marks.list(), notes.odd.list(), guide.data);
    let (mut mark, mut odd) = (0, 0);
    let mut next_odd = odds.first().copied().unwrap_or(u32::MAX);
    let mut queue = [Host::default(); QUEUE];
    let mut queued = 0;
    let Sum { mut taken, mut lines, mut plain, .. } = *sum;
    for end in &notes.ends {
        if !collector.has_room() {
            sum.stop = Stop::Full;
            break;
        }
        let end = *end as usize;
        let stop = marks[end] as usize;
        let bound = if stop > taken && data[stop - 1] == b'\r' { without_returns(data, taken, stop) } else { stop };
        let mut is_odd = false;
        while (next_odd as usize) < stop {
            is_odd |= (next_odd as usize) < bound;
            odd += 1;
            next_odd = odds.get(odd).copied().unwrap_or(u32::MAX);
        }
        let place = Place { number: lines as u32, start: taken as u32, length: (bound - taken) as u32 };
        let line = Line { place, marks: &marks[mark..end], odd: is_odd };
        let judged = match usual(guide, &line, collector) {
            Sight::Host(start, until) => {
                let marks = (mark as u32, end as u32);
                queue[queued % QUEUE] = Host { line: place, start: start as u32, end: until as u32, marks };
                queued += 1;
                if queued == QUEUE {
                    plain -= settle(guide, notes, &queue, collector);
                    queued = 0;
                }
                Judged::Plain
            }
            Sight::Judged(judged) => judged,
            Sight::Unknown => judge(guide, &line, collector),
        };
        match judged {
            Judged::Halt(stop) => {
                sum.stop = stop;
                break;
            }
            Judged::Plain => plain += u64::from(place.length > 0),
            Judged::Unusual => collector.name(place, Why::Unusual),
        }
        lines += 1;
        taken = (stop + 1).min(data.len());
        mark = end + 1;
    }
    plain -= settle(guide, notes, &queue[..queued], collector);
    (sum.taken, sum.lines, sum.plain) = (taken, lines, plain);
}

#[inline(never)]
fn without_returns(data: &[u8], from: usize, to: usize) -> usize {
    data[from..to].iter().rposition(|byte| *byte != b'\r').map_or(from, |at| from + at + 1)
}

/// Looks up what waits in the queue; those that are no usual name after all are judged. How many were not plain.
#[inline(always)]
fn settle<L: Lanes>(guide: &mut Guide<'_>, notes: &Notes, queue: &[Host], collector: &mut Collector<'_, L>) -> u64 {
    let mut others = [0; QUEUE];
    let count = collector.hosts(queue, &mut others);
    let mut unusual = 0;
    for at in &others[..count] {
        let host = &queue[usize::from(*at)];
        let marks = &notes.marks.list()[host.marks.0 as usize..host.marks.1 as usize];
        let line = Line { place: host.line, marks, odd: false };
        if judge(guide, &line, collector) != Judged::Plain {
            collector.name(host.line, Why::Unusual);
            unusual += 1;
        }
    }
    unusual
}

/// Looks at a line of the usual kind quickly; nothing is said where [`judge`] has to.
#[inline(always)]
fn usual<L: Lanes>(guide: &Guide<'_>, line: &Line<'_>, collector: &mut Collector<'_, L>) -> Sight {
    let length = line.place.length as usize;
    if line.odd || length.wrapping_sub(1) >= LONGEST_LINE {
        return Sight::Unknown;
    }
    let first = guide.data[line.place.start as usize];
    if first <= b' ' || first == b'#' {
        return Sight::Unknown;
    }
    match guide.plan.form {
        Form::Json => guide.shapes.sight(guide.data, line, collector),
        _ => delimited::sight(guide.plan, (guide.alone, &guide.wanted), guide.data, line, collector),
    }
}

#[inline(never)]
fn judge<L: Lanes>(guide: &mut Guide<'_>, line: &Line<'_>, collector: &mut Collector<'_, L>) -> Judged {
    let Guide { plan, data, shapes, .. } = guide;
    let (plan, data) = (*plan, *data);
    if line.place.length == 0 {
        return Judged::Plain; // blank: not even counted
    }
    let first = data[line.place.start as usize];
    if first == b'#' && plan.form == Form::Tabs {
        return Judged::Halt(Stop::Header);
    }
    // A line of blanks is skipped by the reference, which has to say so itself.
    if first <= b' ' || line.place.length as usize > LONGEST_LINE {
        let quote = plan.form == Form::Commas
            && data[line.place.start as usize..][..line.place.length as usize].contains(&b'"');
        return if quote { Judged::Halt(Stop::Quote) } else { Judged::Unusual };
    }
    match plan.form {
        Form::Json => json::judge(plan, shapes, data, line, collector),
        _ => delimited::judge(plan, data, line, collector),
    }
}

/// Notes what stands in `data[from..to]`.
#[inline(always)]
fn split<L: Lanes>(form: Form, data: &[u8], from: usize, to: usize, notes: &mut Notes) {
    notes.marks.clear();
    notes.ends.clear();
    notes.odd.clear();
    match form {
        Form::Tabs => split_at::<L, 8, b'\t', 0, false>(data, from, to, notes),
        Form::Commas => split_at::<L, 8, b',', b'"', true>(data, from, to, notes),
        Form::Json => split_at::<L, 12, b'"', b'\\', true>(data, from, to, notes),
    }
}

#[inline(always)]
fn split_at<L: Lanes, const MANY: usize, const FIRST: u8, const SECOND: u8, const ODD: bool>(
    data: &[u8],
    from: usize,
    to: usize,
    notes: &mut Notes,
) {
    let (blocks, rest) = data[from..to].as_chunks::<64>();
    let mut base = from;
    for block in blocks {
        note::<MANY, ODD>(L::marks(block, FIRST, SECOND), base, notes);
        base += 64;
    }
    if !rest.is_empty() {
        let mut block: Block = [0; 64]; // a copy, so that nothing is read past the end
        block[..rest.len()].copy_from_slice(rest);
        let mut marks = L::marks(&block, FIRST, SECOND);
        marks.odd &= (1 << rest.len()) - 1;
        note::<MANY, ODD>(marks, base, notes);
    }
}

#[inline(always)]
fn note<const MANY: usize, const ODD: bool>(marks: Marks, base: usize, notes: &mut Notes) {
    let all = marks.first | marks.line;
    if marks.line != 0 {
        let before = notes.marks.len() as u32;
        let mut lines = marks.line;
        while lines != 0 {
            let below = lines & lines.wrapping_neg();
            notes.ends.push(before + (all & (below - 1)).count_ones());
            lines &= lines - 1;
        }
    }
    notes.marks.add::<MANY>(all, base);
    if ODD && marks.odd != 0 {
        notes.odd.add::<1>(marks.odd, base);
    }
}

/// A list of places that has always room for a block's worth of them.
#[derive(Default)]
pub struct Places {
    all: Vec<u32>,
    count: usize,
}

impl Places {
    fn clear(&mut self) {
        self.count = 0;
    }

    fn len(&self) -> usize {
        self.count
    }

    fn push(&mut self, place: u32) {
        self.add::<1>(1, place as usize);
    }

    /// The places so far.
    pub fn list(&self) -> &[u32] {
        &self.all[..self.count]
    }

    /// Adds the place of each bit; `MANY`, which is what a usual block has, without a branch.
    #[inline(always)]
    fn add<const MANY: usize>(&mut self, mut bits: u64, base: usize) {
        const MORE: usize = 8;
        let many = bits.count_ones() as usize;
        if self.all.len() < self.count + 64 + MORE {
            self.all.resize(self.all.len() * 2 + 64 + MORE, 0);
        }
        let room = &mut self.all[self.count..self.count + 64 + MORE];
        let mut next = |place: &mut u32| {
            *place = base as u32 + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        };
        let (first, rest) = room.split_at_mut(MANY);
        first.iter_mut().for_each(&mut next);
        if many > MANY {
            let (second, rest) = rest.split_at_mut(MORE);
            second.iter_mut().for_each(&mut next);
            if many > MANY + MORE {
                rest.iter_mut().take(many - MANY - MORE).for_each(next);
            }
        }
        self.count += many;
    }
}
