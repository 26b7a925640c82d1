//! The usual line has one text to look up, a name. Such lines wait in a queue, and their names are looked up together:
//! a loop over many of them keeps its constants in registers and has hardly a branch.

use super::{Collector, Place, Waiting};
use crate::hash::WINDOW;
use crate::lanes::Lanes;
use crate::names::{label, sorted};

/// How many wait at most.
pub const QUEUE: usize = 32;

/// A line and its one text to look up.
#[derive(Clone, Copy, Default)]
pub struct Host {
    /// The line.
    pub line: Place,
    /// First byte of the text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Which of the notes' marks are the line's.
    pub marks: (u32, u32),
}

/// Names of a queue, with what is needed to look each up.
struct Names {
    hashes: [u64; QUEUE],
    tails: [(u32, u32); QUEUE], // how long the part is that is looked up, and the dots before it
    hosts: [u8; QUEUE],
    count: usize,
}

impl<L: Lanes> Collector<'_, L> {
    /// Whether lines with one host may wait in a queue.
    pub fn queues(&self) -> bool {
        self.wanted.names
    }

    /// Looks up the texts that are names of up to 32 bytes. The others' places in the queue are put into `others`, and
    /// their number is given back.
    #[inline(always)]
    pub fn hosts(&mut self, queue: &[Host], others: &mut [u8; QUEUE]) -> usize {
        let mut names = Names { hashes: [0; QUEUE], tails: [(0, 0); QUEUE], hosts: [0; QUEUE], count: 0 };
        let mut left = 0;
        for (at, host) in queue.iter().enumerate() {
            let is_name = self.prepare(host, at, &mut names);
            others[left % QUEUE] = at as u8;
            left += usize::from(!is_name);
            names.count += usize::from(is_name);
        }
        self.look_up(queue, &names);
        left
    }

    /// Prepares what comes next among the names; it counts only where the answer is yes.
    #[inline(always)]
    fn prepare(&self, host: &Host, at: usize, names: &mut Names) -> bool {
        let (start, end) = (host.start as usize, host.end as usize);
        let length = end.wrapping_sub(start);
        let Some(window) = self.data.get(..end).and_then(|data| data.last_chunk::<WINDOW>()) else { return false };
        if length.wrapping_sub(1) >= WINDOW {
            return false;
        }
        let (well, digits, dots) = sorted::<L>(window, length);
        let (_, dots) = label(dots, length);
        let (two, dots) = label(dots, length);
        let (three, rest) = label(dots, length);
        // Which names end in a stem follows no pattern, so no branch depends on it. A name of two labels has no third,
        // and is looked up as it is.
        let take = 0_u32.wrapping_sub(u32::from(self.tables.is_stem(window, two)));
        let tail = two as u32 ^ (two as u32 ^ three as u32) & take;
        let hash = self.tables.hash_at_end(window, tail as usize);
        self.tables.fetch(hash);
        let next = names.count % QUEUE;
        names.hashes[next] = hash;
        names.tails[next] = (tail, dots ^ (dots ^ rest) & take);
        names.hosts[next] = at as u8;
        well & !digits
    }

    /// Asks the filter for each name; those that it knows go the long way.
    #[inline(always)]
    fn look_up(&mut self, queue: &[Host], names: &Names) {
        let mut known = [0_u8; QUEUE];
        let mut count = 0;
        for (at, hash) in names.hashes[..names.count.min(QUEUE)].iter().enumerate() {
            let probe = self.tables.probe(*hash);
            known[count % QUEUE] = at as u8;
            count += usize::from(probe.entry | probe.parent | self.wanted.single);
        }
        for at in &known[..count] {
            let at = usize::from(*at);
            let host = &queue[usize::from(names.hosts[at])];
            let ((tail, dots), length) = (names.tails[at], host.end - host.start);
            let one = Waiting { start: host.start, length, tail: length - tail, dots, line: host.line };
            self.push(names.hashes[at], one);
        }
    }
}
