//! Lines with separators: Zeek's tab-separated logs and CSV without quotation marks.

use crate::collect::{Collector, Evidence};
use crate::lanes::Lanes;
use crate::plan::{Column, Form, Plan};
use crate::scan::{Judged, Line, Sight, Stop};
use crate::times;

/// Looks at a line without odd bytes that is neither blank nor a header, by the columns that have to be looked up; where
/// it is one column of hosts `alone`, that is for the queue.
#[inline(always)]
pub fn sight<L: Lanes>(
    plan: &Plan,
    (alone, wanted): (Option<usize>, &[Column]),
    data: &[u8],
    line: &Line<'_>,
    collector: &mut Collector<'_, L>,
) -> Sight {
    if line.marks.len() + 1 != plan.columns {
        return Sight::Judged(Judged::Unusual);
    }
    for number in &plan.times {
        let (start, end) = cell(line, *number);
        let window = data[start..].first_chunk();
        let is_zeek = end - start == times::ZEEK && window.is_some_and(times::zeek::<L>);
        if !is_zeek && !times::plain(&data[start..end]) {
            return Sight::Judged(Judged::Unusual);
        }
    }
    if let Some(number) = alone {
        let (start, end) = cell(line, number);
        return Sight::Host(start, end);
    }
    let mut some = false;
    for column in wanted {
        match look(column, line, collector, !some) {
            Evidence::Value => some = true,
            Evidence::Nothing => {}
            Evidence::Unclear => return Sight::Judged(Judged::Unusual),
        }
    }
    if some { Sight::Judged(Judged::Plain) } else { Sight::Unknown }
}

/// Judges one line that is not blank.
///
/// Plain is a line with the right number of columns, with times that the reference can read, and with at least one
/// value; only then does the reference count it as read and not as empty.
#[inline(never)]
pub fn judge<L: Lanes>(plan: &Plan, data: &[u8], line: &Line<'_>, collector: &mut Collector<'_, L>) -> Judged {
    if line.odd && plan.form == Form::Commas {
        let (start, length) = (line.place.start as usize, line.place.length as usize);
        let quoted = data[start..start + length].contains(&b'"');
        return if quoted { Judged::Halt(Stop::Quote) } else { Judged::Unusual };
    }
    if line.marks.len() + 1 != plan.columns {
        return Judged::Unusual;
    }
    for number in &plan.times {
        let (start, end) = cell(line, *number);
        if !times::plain(&data[start..end]) {
            return Judged::Unusual;
        }
    }
    let mut some = false;
    for column in &plan.watched {
        if collector.wants(column.role) {
            match look(column, line, collector, !some) {
                Evidence::Value => some = true,
                Evidence::Nothing => {}
                Evidence::Unclear => return Judged::Unusual,
            }
        }
    }
    if some { Judged::Plain } else { otherwise(plan, line, collector) }
}

/// Whether a column that need not be looked up shows that the line has a value at all.
#[inline(never)]
fn otherwise<L: Lanes>(plan: &Plan, line: &Line<'_>, collector: &mut Collector<'_, L>) -> Judged {
    let unwanted = plan
        .watched
        .iter()
        .find(|column| !collector.wants(column.role) && look(column, line, collector, true) == Evidence::Value);
    if unwanted.is_some() { Judged::Plain } else { Judged::Unusual }
}

#[inline(always)]
fn look<L: Lanes>(column: &Column, line: &Line<'_>, collector: &mut Collector<'_, L>, asked: bool) -> Evidence {
    let place = cell(line, column.number);
    collector.texts((column.role, column.several), place, line.place, asked)
}

/// Where a cell begins and ends; the caller has counted the columns.
#[inline(always)]
fn cell(line: &Line<'_>, number: usize) -> (usize, usize) {
    let start = if number == 0 { line.place.start } else { line.marks[number - 1] + 1 };
    let end = line.marks.get(number).copied().unwrap_or(line.place.start + line.place.length);
    (start as usize, end as usize)
}
