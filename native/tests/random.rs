//! Random and half-random logs: every way of comparing bytes names the same lines, wherever the block is cut, and the
//! counts fit together. `KHIEN_KERNEL_ROUNDS` asks for more rounds (a fuzz run; also under a sanitizer).

use khien_kernel::collect::Found;
use khien_kernel::index::Index;
use khien_kernel::plan::{Form, Plan, SEVERAL};
use khien_kernel::scan::{Outcome, Stop, scan_with};
use khien_kernel::tables::Tables;
use khien_kernel::values::Kind;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, from: &[&'a [u8]]) -> &'a [u8] {
        from[self.roll(from.len())]
    }
}

const HOSTS: &[&[u8]] = &[
    b"www.bad.example",
    b"good.example",
    b"BAD.example.",
    b"10.1.2.3",
    b"11.1.2.3",
    b"2001:db8::1",
    b"-",
    b"",
    b"a..b",
    b"a-very-long-name-that-does-not-fit.into-the-window-of-names.bad.example",
    b"x\xc3\xbc.example",
    b"top",
    b"a.top",
    b"www.n7.co.example",
    b"n7.com.test",
    b"www.other.co.example",
    b"co.example",
    b"some.Com.Test",
    b"y.worse.test",
    b"z.x.y.worse.test.",
    b"one-more-long.host-of-32.co.test",
    b"x-one-more-long.host-of-33.co.test",
    b"198.51.100.7.9",
    b",\"n\":1",
];
const TIMES: &[&[u8]] = &[b"1591367999.305988", b"1591367999", b"x", b"2026-11-22T12:00:00Z", b""];
const BREAKS: &[u8] = b"\t\n\r,\"\\{}[]:#. 0a\x00\xff";

fn index() -> Index {
    let index = Index::new();
    for name in ["bad.example", "x.y.worse.test", "top"] {
        index.add(Kind::Domain, name.as_bytes());
    }
    index.add(Kind::V4, &[8, 10, 0, 0, 0]);
    index.add(Kind::Site, b"bad.example");
    index
}

/// Only names, so that lines with one host wait in the queue; many of them below two stems, one of which is an entry.
fn index_of_names(single: bool) -> Index {
    let index = Index::new();
    for number in 0..50 {
        for stem in ["co.example", "com.test"] {
            index.add(Kind::Domain, format!("n{number}.{stem}").as_bytes());
        }
    }
    for name in ["bad.example", "x.y.worse.test", "com.test"].iter().chain(single.then_some(&"top")) {
        index.add(Kind::Domain, name.as_bytes());
    }
    index
}

/// A line of JSON of one of a few shapes, mostly.
fn shaped(dice: &mut Dice, kind: usize) -> Vec<u8> {
    const OTHERS: &[&[u8]] = &[
        b"1",
        b"-2.5",
        b"null",
        b"true",
        b"[]",
        b"[1,2]",
        b"[\"a\",\"b\"]",
        b"{}",
        b"01",
        b"\"",
        b"\"x\"",
        b"1e5",
        b"tru",
    ];
    let (time, host, note) = (dice.pick(TIMES), dice.pick(HOSTS), dice.pick(HOSTS));
    let time = if dice.roll(4) == 0 { time } else { b"1591367999.305988" };
    let other = if dice.roll(4) == 0 { dice.pick(OTHERS) } else { OTHERS[kind % 3] };
    match kind {
        0 => [b"{\"a\":", time, b",\"c\":\"", host, b"\",\"n\":\"", note, b"\",\"o\":", other, b"}"].concat(),
        1 => [b"{\"o\":", other, b", \"b\":\"", host, b"\",\"a\":\"", time, b"\"}"].concat(),
        2 => [b"{\"c\":[\"", host, b"\",\"", note, b"\"],\"a\":", time, b",\"o\":", other, b"}"].concat(),
        _ => [b"{\"n\":\"", note, b"\",\"o\":", other, b",\"c\":\"", host, b"\"}"].concat(),
    }
}

fn log(dice: &mut Dice, form: Form) -> Vec<u8> {
    let mut log = Vec::new();
    let kind = dice.roll(4);
    for _ in 0..dice.roll(if dice.0.is_multiple_of(8) { 150 } else { 40 }) {
        let cells = [dice.pick(TIMES), dice.pick(HOSTS), dice.pick(HOSTS)];
        match form {
            Form::Json if kind > 0 => {
                let kind = if dice.roll(8) == 0 { dice.roll(4) } else { kind };
                log.extend(shaped(dice, kind));
            }
            Form::Json => {
                let line = [b"{\"a\":\"", cells[0], b"\",\"b\":\"", cells[1], b"\", \"c\" : [\"", cells[2], b"\"]}"];
                log.extend(line.concat());
            }
            Form::Tabs => log.extend(cells.join(&b'\t')),
            Form::Commas => log.extend(cells.join(&b',')),
        }
        log.extend(if dice.roll(6) == 0 { &b"\r\n"[..] } else { b"\n" });
    }
    for _ in 0..dice.roll(4) {
        if !log.is_empty() {
            let at = dice.roll(log.len());
            log[at] = BREAKS[dice.roll(BREAKS.len())];
        }
    }
    log
}

fn run(level: u32, plan: &Plan, tables: &Tables, data: &[u8], room: usize) -> (Outcome, Vec<Found>) {
    let mut out = vec![Found { line: 0, start: 0, length: 0, why: 0 }; room];
    let mut outcome = scan_with(level, plan, tables, data, true, &mut out);
    outcome.lanes = 0;
    out.truncate(outcome.found as usize);
    (outcome, out)
}

/// The lines that are named when the block comes in two pieces, as long as no header or quotation mark stops it.
fn in_pieces(plan: &Plan, tables: &Tables, data: &[u8], cut: usize) -> Vec<u64> {
    let mut out = vec![Found { line: 0, start: 0, length: 0, why: 0 }; 1_000];
    let first = scan_with(2, plan, tables, &data[..cut], false, &mut out);
    let mut lines: Vec<u64> = out[..first.found as usize].iter().map(|one| u64::from(one.line)).collect();
    if first.stop == Stop::End as u32 {
        let second = scan_with(2, plan, tables, &data[first.taken as usize..], true, &mut out);
        lines.extend(out[..second.found as usize].iter().map(|one| first.lines + u64::from(one.line)));
    }
    lines
}

/// What single lines turn out to be, each in a block of its own: there no shape is known and no queue is used.
fn one_by_one(plan: &Plan, tables: &Tables, data: &[u8]) -> (Vec<(u64, u32)>, u64) {
    let (mut named, mut plain) = (Vec::new(), 0);
    let lines = data.strip_suffix(b"\n").unwrap_or(data).split(|byte| *byte == b'\n');
    for (number, line) in lines.enumerate() {
        let (outcome, found) = run(0, plan, tables, line, 200);
        named.extend(found.iter().map(|one| (number as u64, one.why)));
        plain += outcome.plain;
    }
    (named, plain)
}

#[test]
fn every_way_names_the_same_lines() {
    let rounds = std::env::var("KHIEN_KERNEL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000);
    let seed = std::env::var("KHIEN_KERNEL_SEED").ok().and_then(|text| text.parse().ok());
    let mut dice = Dice(seed.unwrap_or(0x9e37_79b9_7f4a_7c15));
    let indexes = [index(), index_of_names(false), index_of_names(true)].map(|one| one.now());
    let several = 2 | SEVERAL;
    let plans = [
        Plan::new(Form::Tabs, &[1, 3, several], &[]).unwrap(),
        Plan::new(Form::Commas, &[1, 2, 5], &[]).unwrap(),
        Plan::new(Form::Json, &[1, 3, 2, 0, 0], &[b"a", b"b", b"c", b"n", b"o"]).unwrap(),
        Plan::new(Form::Tabs, &[1, 2, 0], &[]).unwrap(),
        Plan::new(Form::Commas, &[1, 3, 2], &[]).unwrap(),
    ];
    for round in 0..rounds {
        let (plan, tables) = (&plans[round % plans.len()], &indexes[round / 5 % indexes.len()]);
        let data = log(&mut dice, plan.form);
        let (outcome, found) = run(0, plan, tables, &data, 200);
        for level in [1, 2] {
            assert_eq!(run(level, plan, tables, &data, 200), (outcome, found.clone()), "{data:?}");
        }
        assert!(outcome.touched <= outcome.plain && outcome.plain <= outcome.lines);
        assert!(found.windows(2).all(|pair| pair[0].line < pair[1].line));
        assert!(found.iter().all(|one| u64::from(one.start + one.length) <= outcome.taken));
        if outcome.stop == Stop::End as u32 {
            assert_eq!(outcome.taken, data.len() as u64);
            let named: Vec<_> = found.iter().map(|one| (u64::from(one.line), one.why)).collect();
            assert_eq!((named, outcome.plain), one_by_one(plan, tables, &data), "{:?}", String::from_utf8_lossy(&data));
            let cut = dice.roll(data.len() + 1);
            let whole: Vec<u64> = found.iter().map(|one| u64::from(one.line)).collect();
            assert_eq!(in_pieces(plan, tables, &data, cut), whole, "{cut} {data:?}");
        }
    }
}
