//! Shapes of JSON lines: the lines of one log have the same keys in the same order, so a line is compared with the last
//! one of its kind instead of being read.
//!
//! A shape is learned from a line that the reader found well-formed (see [`crate::json`]). It is that line's text in pieces,
//! with what may differ between them: the inside of a string, a time, any other value. A line fits when every piece
//! stands where the value before it ends, and every value is one that the reader would pass at this place. Then the
//! reader would find the same tokens in it as in the line from which the shape was learned, only with other values.

use crate::collect::{Collector, Evidence};
use crate::json::{self, Reader, time};
use crate::lanes::{Lanes, Window};
use crate::plan::Role;
use crate::scan::{Judged, Line, Sight};
use crate::times;

const LONGEST: usize = size_of::<Window>();
const PLACES: usize = 16;
const MOST_PIECES: usize = 200;
const PATIENCE: u8 = 4; // lines of another kind in its place after which a shape is learned anew

/// What stands between two pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing: the text goes on.
    None,
    /// A string that does not matter.
    Passed,
    /// A string that need not be looked up; it matters where nothing else shows that the line has a value.
    Spare(Role),
    /// A string to look up.
    Looked(Role),
    /// A host, the only string to look up.
    Alone,
    /// A string with a time.
    Stamp,
    /// A number that is a time.
    Time,
    /// Any other value, which does not matter.
    Other,
    /// The end of the line.
    End,
}

struct Piece {
    text: Window, // as much as there is, then zeros
    mask: Window, // of that
    length: usize,
    then: Part,
    is_before_text: bool,
    quotes: usize, // in the line so far, which is the place of the next one among them
}

/// The shapes that a scan has seen, by how many quotation marks a line has.
pub struct Shapes {
    all: [Vec<Piece>; PLACES],
    misses: [u8; PLACES],
    queues: bool,
}

impl Shapes {
    /// None yet; `queues` says whether a line with one host may wait for others.
    pub fn new(queues: bool) -> Shapes {
        Shapes { all: Default::default(), misses: [0; PLACES], queues }
    }

    /// What the line is, if it fits the shape for its number of quotation marks.
    #[inline(always)]
    pub fn sight<L: Lanes>(&self, data: &[u8], line: &Line<'_>, collector: &mut Collector<'_, L>) -> Sight {
        self.fitting(data, line, collector).unwrap_or(Sight::Unknown)
    }

    #[inline(always)]
    fn fitting<L: Lanes>(&self, data: &[u8], line: &Line<'_>, collector: &mut Collector<'_, L>) -> Option<Sight> {
        let mut at = line.place.start as usize;
        let end = at + line.place.length as usize;
        let (mut some, mut spare, mut alone) = (false, None, None);
        for piece in &self.all[line.marks.len() % PLACES] {
            // What goes beyond the line does not fit: there is a line end, and no piece has one.
            let window: &Window = data.get(at..)?.first_chunk()?;
            if !L::same(window, &piece.text, &piece.mask) {
                return None;
            }
            at += piece.length;
            if !piece.is_before_text {
                let mut reader = Reader { data: &data[..end], marks: &[], at };
                match piece.then {
                    Part::End if at == end => break,
                    Part::End => return None,
                    Part::Time => {
                        let window: Option<&Window> = data.get(at..).and_then(|data| data.first_chunk());
                        if window.is_some_and(|window| window[0] != b'0' && times::zeek::<L>(window)) {
                            reader.at += times::ZEEK; // no line end is in it, so it is in the line
                        } else {
                            time(&mut reader)?;
                        }
                    }
                    Part::Other => {
                        reader.marks = line.marks.get(piece.quotes..)?;
                        reader.skip()?;
                    }
                    _ => {}
                }
                at = reader.at;
                continue;
            }
            // The text of the piece ends with the mark before, so there is no other in this string.
            let [open, close] = *line.marks.get(piece.quotes - 1..)?.first_chunk()?;
            if open as usize + 1 != at {
                return None;
            }
            let text = (at, close as usize);
            at = text.1;
            match piece.then {
                Part::Looked(role) => match collector.text(role, text, line.place, !some) {
                    Evidence::Value => some = true,
                    Evidence::Nothing => {}
                    Evidence::Unclear => return Some(Sight::Judged(Judged::Unusual)),
                },
                Part::Alone => alone = Some(text),
                Part::Spare(role) => spare = Some((role, text)),
                Part::Stamp if !times::plain(&data[text.0..text.1]) => return None,
                _ => {}
            }
        }
        match alone {
            _ if at != end => None, // no shape yet
            Some((from, to)) => Some(Sight::Host(from, to)),
            None => Some(Sight::Judged(json::ended(some, spare, line.place, collector))),
        }
    }

    /// Whether the shape of a line with so many quotation marks, which did not fit, should be learned.
    pub fn asks(&mut self, marks: usize) -> bool {
        let at = marks % PLACES;
        self.misses[at] = self.misses[at].saturating_add(1);
        self.all[at].is_empty() || self.misses[at] >= PATIENCE
    }

    /// Learns the shape of a well-formed line, from where its values stand and what they are.
    #[inline(never)]
    pub fn learn(&mut self, data: &[u8], line: &Line<'_>, parts: &[(usize, usize, Part)]) {
        let (mut at, mut quotes) = (line.place.start as usize, 0);
        let end = at + line.place.length as usize;
        let mut pieces = Vec::new();
        for (from, to, part) in parts.iter().copied().chain([(end, end, Part::End)]) {
            while from - at > LONGEST {
                pieces.push(Piece::new(&data[at..at + LONGEST], Part::None, &mut quotes));
                at += LONGEST;
            }
            pieces.push(Piece::new(&data[at..from], part, &mut quotes));
            if part == Part::Other {
                quotes += marks_in(&data[from..to]);
            }
            at = to;
        }
        let mut looked: Vec<&mut Part> =
            pieces.iter_mut().map(|piece| &mut piece.then).filter(|then| matches!(then, Part::Looked(_))).collect();
        if let ([then], true) = (&mut looked[..], self.queues)
            && **then == Part::Looked(Role::Host)
        {
            **then = Part::Alone;
        }
        if pieces.len() <= MOST_PIECES {
            let place = line.marks.len() % PLACES;
            (self.all[place], self.misses[place]) = (pieces, 0);
        }
    }
}

fn marks_in(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'"').count()
}

impl Piece {
    fn new(text: &[u8], then: Part, quotes: &mut usize) -> Piece {
        let (is_before_text, length) = (!matches!(then, Part::None | Part::Time | Part::Other | Part::End), text.len());
        let (window, quotes_so_far) = ([0; LONGEST], *quotes + marks_in(text));
        let mut piece = Piece { text: window, mask: window, length, then, is_before_text, quotes: quotes_so_far };
        piece.text[..text.len()].copy_from_slice(text);
        piece.mask[..text.len()].fill(0xff);
        *quotes = quotes_so_far;
        piece
    }
}
