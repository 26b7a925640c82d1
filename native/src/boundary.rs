//! The C boundary, for Python's cffi.
//!
//! Handles are opaque; every buffer belongs to the caller and is only borrowed for the call; a negative number is an
//! error. No panic crosses: it is caught and becomes [`PANICKED`]. Every function states what the caller promises.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

use crate::collect::{Collector, Evidence, Found, Place, ROOM};
use crate::index::Index;
use crate::lanes::{Lanes, Work, at_level, level};
use crate::plan::{Form, Plan, Role};
use crate::scan::{LONGEST_BLOCK, Outcome, scan};
use crate::tables::Tables;
use crate::values::Kind;

/// A handle or a buffer is missing, or a number is outside its range.
pub const REFUSED: i64 = -1;
/// A fault in here; the call had no effect that can be relied upon.
pub const PANICKED: i64 = -2;

fn guarded(work: impl FnOnce() -> Option<i64>) -> i64 {
    catch_unwind(AssertUnwindSafe(|| work().unwrap_or(REFUSED))).unwrap_or(PANICKED)
}

/// # Safety
/// `start` is null or points to `length` values that stay alive and unchanged during `'a`.
unsafe fn borrowed<'a, T>(start: *const T, length: usize) -> Option<&'a [T]> {
    if length == 0 {
        return Some(&[]);
    }
    if start.is_null() || length > isize::MAX as usize / size_of::<T>().max(1) {
        return None;
    }
    // SAFETY: not null, not too long, and alive by the caller's promise, which is passed on.
    Some(unsafe { slice::from_raw_parts(start, length) })
}

/// A new, empty index; `kk_index_free` ends it. Null when there is no memory or a fault.
#[unsafe(no_mangle)]
pub extern "C" fn kk_index_new() -> *mut Index {
    catch_unwind(|| Box::into_raw(Box::new(Index::new()))).unwrap_or(std::ptr::null_mut())
}

/// Ends an index.
///
/// # Safety
/// `index` is null or comes from `kk_index_new`, was not freed, and no other call uses it now or later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_index_free(index: *mut Index) {
    if !index.is_null() {
        // SAFETY: by the caller's promise this is the box that `kk_index_new` gave away, and its last use.
        let owned = unsafe { Box::from_raw(index) };
        let _ = catch_unwind(AssertUnwindSafe(|| drop(owned)));
    }
}

/// Puts a value in: 1 when it is new, 0 when it was in or cannot be held.
///
/// # Safety
/// `index` is null or a live handle; `key` points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_index_add(index: *const Index, kind: u8, key: *const u8, length: usize) -> i64 {
    // SAFETY: both by the caller's promise; a handle is never changed except behind its own locks.
    let (index, key) = unsafe { (index.as_ref(), borrowed(key, length)) };
    guarded(|| Some(i64::from(index?.add(Kind::of(kind)?, key?))))
}

/// Takes a value out: 1 when it was in.
///
/// # Safety
/// As for `kk_index_add`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_index_remove(index: *const Index, kind: u8, key: *const u8, length: usize) -> i64 {
    // SAFETY: as in `kk_index_add`.
    let (index, key) = unsafe { (index.as_ref(), borrowed(key, length)) };
    guarded(|| Some(i64::from(index?.remove(Kind::of(kind)?, key?))))
}

/// Puts many values of one kind in, the text of each followed by a line feed; answers how many were new. Of networks
/// this is their usual notation; what is none is left out.
///
/// # Safety
/// As for `kk_index_add`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_index_load(index: *const Index, kind: u8, keys: *const u8, length: usize) -> i64 {
    // SAFETY: as in `kk_index_add`.
    let (index, keys) = unsafe { (index.as_ref(), borrowed(keys, length)) };
    guarded(|| {
        let (index, kind, keys) = (index?, Kind::of(kind)?, keys?);
        let lines = || keys.split(|byte| *byte == b'\n').filter(|key| !key.is_empty());
        let count = keys.iter().filter(|byte| **byte == b'\n').count() + 1;
        let room = (count, length + count * 2);
        let fresh = match kind {
            Kind::V4 | Kind::V6 => {
                index.load(kind, lines().filter_map(|text| network(kind, text)).map(Cow::Owned), room)
            }
            _ => index.load(kind, lines().map(Cow::Borrowed), room),
        };
        i64::try_from(fresh).ok()
    })
}

/// Announces that many more values of that many bytes in all, so that room for them is made once, when there is none. It
/// counts until something else is announced; 0 and 0 is nothing.
///
/// # Safety
/// `index` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_index_announce(index: *const Index, values: usize, bytes: usize) -> i64 {
    // SAFETY: by the caller's promise.
    let index = unsafe { index.as_ref() };
    guarded(|| {
        if values > MOST_VALUES || bytes > MOST_BYTES {
            return None;
        }
        index?.announce(values, bytes);
        Some(0)
    })
}

/// The key of a network that is written as text: prefix length, then its bytes; without a prefix it is one address.
fn network(kind: Kind, text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let (address, prefix) = text.split_once('/').unwrap_or((text, ""));
    let mut key = vec![0];
    match kind {
        Kind::V4 => key.extend(address.parse::<Ipv4Addr>().ok()?.octets()),
        _ => key.extend(address.parse::<Ipv6Addr>().ok()?.octets()),
    }
    key[0] = if prefix.is_empty() { (key.len() - 1) as u8 * 8 } else { prefix.parse().ok()? };
    Some(key)
}

/// How many values there are, or with `what` 1 how many bytes they take.
///
/// # Safety
/// `index` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_index_size(index: *const Index, what: u8) -> i64 {
    // SAFETY: by the caller's promise.
    let index = unsafe { index.as_ref() };
    guarded(|| {
        let index = index?;
        i64::try_from(if what == 1 { index.now().bytes() } else { index.len() }).ok()
    })
}

/// A plan: `form` is 0 for tabs, 1 for commas, 2 for JSON; `roles` has a number for each column. For JSON, `keys` has
/// all keys one after the other and `lengths` their lengths. Null when the numbers make no sense.
///
/// # Safety
/// `roles` points to `columns` bytes; for JSON, `lengths` to `columns` numbers and `keys` to their sum of bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_plan_new(
    form: u8,
    roles: *const u8,
    columns: usize,
    keys: *const u8,
    lengths: *const u32,
) -> *mut Plan {
    let form = match form {
        0 => Form::Tabs,
        1 => Form::Commas,
        2 => Form::Json,
        _ => return std::ptr::null_mut(),
    };
    let count = if form == Form::Json { columns } else { 0 };
    // SAFETY: by the caller's promise.
    let (roles, lengths) = unsafe { (borrowed(roles, columns), borrowed(lengths, count)) };
    let total = lengths.map_or(0, |all| all.iter().map(|one| *one as usize).sum());
    // SAFETY: by the caller's promise.
    let keys = unsafe { borrowed(keys, total) };
    let made = catch_unwind(AssertUnwindSafe(|| {
        let (mut rest, mut each) = (keys?, Vec::new());
        for length in lengths? {
            let (key, others) = rest.split_at(*length as usize);
            each.push(key);
            rest = others;
        }
        Plan::new(form, roles?, &each).map(|plan| Box::into_raw(Box::new(plan)))
    }));
    made.ok().flatten().unwrap_or(std::ptr::null_mut())
}

/// Ends a plan.
///
/// # Safety
/// `plan` is null or comes from `kk_plan_new`, was not freed, and no other call uses it now or later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_plan_free(plan: *mut Plan) {
    if !plan.is_null() {
        // SAFETY: by the caller's promise this is the box that `kk_plan_new` gave away, and its last use.
        let owned = unsafe { Box::from_raw(plan) };
        let _ = catch_unwind(AssertUnwindSafe(|| drop(owned)));
    }
}

/// Goes through a block (see [`scan`]): fills `out` and `outcome`, and answers how many lines it names.
///
/// # Safety
/// `index` and `plan` are null or live handles; `data` points to `length` readable bytes, `out` to room for `room`
/// entries that were written at least once, zeros for example, and `outcome` to room for one, all of which nobody else
/// touches during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_scan(
    index: *const Index,
    plan: *const Plan,
    data: *const u8,
    length: usize,
    last: u8,
    out: *mut Found,
    room: usize,
    outcome: *mut Outcome,
) -> i64 {
    if out.is_null() || outcome.is_null() || length > LONGEST_BLOCK || !(ROOM..=LONGEST_BLOCK).contains(&room) {
        return REFUSED;
    }
    // SAFETY: by the caller's promise.
    let (index, plan, data) = unsafe { (index.as_ref(), plan.as_ref(), borrowed(data, length)) };
    // SAFETY: not null, and by the caller's promise `room` entries that are ours during the call; any numbers in them
    // are an entry.
    let out = unsafe { slice::from_raw_parts_mut(out, room) };
    guarded(|| {
        let tables = index?.now();
        let result = scan(plan?, &tables, data?, last != 0, out);
        // SAFETY: not null, and by the caller's promise room for one.
        unsafe { outcome.write(result) };
        i64::try_from(result.found).ok()
    })
}

/// Which of `count` texts touch a value, as in a column of Arrow: text `i` is `data[offsets[i]..offsets[i + 1]]`.
///
/// `out[i]` becomes 1 for a text that touches something, 2 for one that the reference has to read, 3 for a value that
/// touches nothing, and 0 for no value. Answers how many are 1 or 2.
///
/// # Safety
/// `index` is null or a live handle; `data` points to `length` readable bytes, `offsets` to `count + 1` numbers, `out`
/// to room for `count` bytes that nobody else touches during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kk_match(
    index: *const Index,
    role: u8,
    data: *const u8,
    length: usize,
    offsets: *const i32,
    count: usize,
    out: *mut u8,
) -> i64 {
    if out.is_null() || length > LONGEST_BLOCK || count > LONGEST_BLOCK {
        return REFUSED;
    }
    // SAFETY: by the caller's promise.
    let (index, data, offsets) = unsafe { (index.as_ref(), borrowed(data, length), borrowed(offsets, count + 1)) };
    // SAFETY: not null, and by the caller's promise room for `count` bytes that are ours during the call; zeroed first.
    let out = unsafe {
        std::ptr::write_bytes(out, 0, count);
        slice::from_raw_parts_mut(out, count)
    };
    guarded(|| match_texts(index?, Role::of(role)?, data?, offsets?, out))
}

const ROUND: usize = 4096;
const MOST_VALUES: usize = 1 << 28; // that can be announced
const MOST_BYTES: usize = 1 << 33;

fn match_texts(index: &Index, role: Role, data: &[u8], offsets: &[i32], out: &mut [u8]) -> Option<i64> {
    let well = offsets.windows(2).all(|pair| pair[0] >= 0 && pair[0] <= pair[1]);
    if !well || offsets.last().is_some_and(|end| *end as usize > data.len()) {
        return None;
    }
    at_level(level(), Texts { tables: &index.now(), role, data, offsets, out });
    Some(out.iter().filter(|one| matches!(one, 1 | 2)).count() as i64)
}

struct Texts<'a> {
    tables: &'a Tables,
    role: Role,
    data: &'a [u8],
    offsets: &'a [i32],
    out: &'a mut [u8],
}

impl Work for Texts<'_> {
    type Gives = ();

    #[inline(always)]
    fn run<L: Lanes>(self) {
        let nothing = Found { line: 0, start: 0, length: 0, why: 0 };
        let mut found = vec![nothing; ROUND + ROOM];
        for (round, texts) in self.out.chunks_mut(ROUND).enumerate() {
            let mut collector = Collector::<L>::new(self.data, self.tables, &mut found);
            let offsets = &self.offsets[round * ROUND..];
            for ((number, text), place) in texts.iter_mut().enumerate().zip(offsets.windows(2)) {
                let (start, end) = (place[0] as usize, place[1] as usize);
                let place = Place { number: number as u32, start: 0, length: 0 };
                *text = match collector.text(self.role, (start, end), place, true) {
                    Evidence::Nothing => 0,
                    Evidence::Unclear => 2,
                    Evidence::Value => 3,
                };
            }
            let count = collector.finish();
            for one in &found[..count] {
                texts[one.line as usize] = 1;
            }
        }
    }
}
