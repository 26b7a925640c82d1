//! What the columns or keys of a log mean. The caller makes a plan from the log's header with the reference's own
//! tables, so the two cannot drift apart.

use crate::hash::word;

/// How the lines of a log are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Separated by tabs; a line that begins with `#` is a header.
    Tabs,
    /// Separated by commas; a line with a quotation mark is for a real parser.
    Commas,
    /// One JSON object a line.
    Json,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Nothing that can be looked up.
    Ignored,
    /// A time, which the reference has to be able to read.
    Time,
    /// A name or an address.
    Host,
    /// An address.
    Address,
    /// A file hash.
    Digest,
    /// A URL.
    Url,
    /// The host of a URL in pieces.
    HostOfUrl,
    /// Path and query of a URL in pieces; a request to a proxy has the whole URL here.
    RestOfUrl,
    /// Something that only the full parser understands.
    Opaque,
    /// Of JSON: an object, or an array of them, whose keys are listed as below this one.
    Object,
}

impl Role {
    /// The role with this number.
    pub fn of(number: u8) -> Option<Role> {
        [
            Role::Ignored,
            Role::Time,
            Role::Host,
            Role::Address,
            Role::Digest,
            Role::Url,
            Role::HostOfUrl,
            Role::RestOfUrl,
            Role::Opaque,
            Role::Object,
        ]
        .get(usize::from(number))
        .copied()
    }
}

/// How many roles there are.
pub const ROLES: usize = 10;
/// Added to the number of a role when the column holds several texts with commas between.
pub const SEVERAL: u8 = 0x80;

/// A column that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its number, from 0; of a key of JSON, its place in the list of keys.
    pub number: usize,
    /// What stands in it.
    pub role: Role,
    /// Whether a comma separates several texts.
    pub several: bool,
}

/// Stands between the keys on the way to a key in an object; no text of JSON holds it unescaped.
pub const BELOW: u8 = 0x1f;

/// A key of JSON, prepared for comparison.
pub struct Key {
    /// In which object it stands: 0 for the line itself, else 1 more than the place of that object's key.
    pub parent: usize,
    text: Vec<u8>,
    first: u64, // its first eight bytes, where it has as many
    last: u64,  // its last eight bytes, or all of them, in the high end of a word
}

impl Key {
    fn new(parent: usize, text: &[u8]) -> Key {
        let mut padded = vec![0; 8];
        padded.extend(text);
        let first = if text.len() >= 8 { word(text, 0) } else { 0 };
        Key { parent, first, last: word(&padded, padded.len() - 8), text: text.to_vec() }
    }

    /// Whether `data[start..end]` is this key.
    #[inline(always)]
    pub fn is(&self, data: &[u8], start: usize, end: usize) -> bool {
        let length = end - start;
        if length != self.text.len() {
            return false;
        }
        match length {
            1..=7 if end >= 8 => word(data, end - 8) >> (64 - 8 * length) == self.last >> (64 - 8 * length),
            8..=16 => word(data, start) == self.first && word(data, end - 8) == self.last,
            _ => data[start..end] == self.text,
        }
    }
}

/// What one log's lines look like.
pub struct Plan {
    /// How they are written.
    pub form: Form,
    /// How many columns a line has.
    pub columns: usize,
    /// The columns with a time.
    pub times: Vec<usize>,
    /// The columns with something to look up.
    pub watched: Vec<Column>,
    /// Of JSON: every key that may occur.
    pub keys: Vec<Key>,
    /// Of JSON: the column of each key.
    pub roles: Vec<Column>,
}

/// The most keys that a plan for JSON may have: one bit each tells whether a line had it.
pub const MOST_KEYS: usize = 128;

impl Plan {
    /// Makes a plan, or nothing when the numbers make no sense.
    ///
    /// `roles` has a number for each column; `keys` a key for each column when the form is JSON: one in an object has
    /// the keys on the way to it before itself, and these are listed before it.
    pub fn new(form: Form, roles: &[u8], keys: &[&[u8]]) -> Option<Plan> {
        let json = form == Form::Json;
        if roles.is_empty() || json && (keys.len() != roles.len() || keys.len() > MOST_KEYS) {
            return None;
        }
        let columns = roles.iter().enumerate().map(|(number, role)| {
            let several = role & SEVERAL != 0;
            Role::of(role & !SEVERAL).map(|role| Column { number, role, several })
        });
        let columns: Vec<Column> = columns.collect::<Option<_>>()?;
        let times = columns.iter().filter(|one| one.role == Role::Time).map(|one| one.number);
        let watched = columns.iter().filter(|one| !matches!(one.role, Role::Time | Role::Ignored));
        Some(Plan {
            form,
            columns: roles.len(),
            times: times.collect(),
            watched: watched.copied().collect(),
            keys: if json { prepared(keys, &columns)? } else { Vec::new() },
            roles: columns,
        })
    }
}

fn prepared(keys: &[&[u8]], columns: &[Column]) -> Option<Vec<Key>> {
    let below = |number: usize, key: &[u8]| {
        let Some(at) = key.iter().rposition(|byte| *byte == BELOW) else { return Some(Key::new(0, key)) };
        let parent = keys[..number].iter().position(|other| *other == &key[..at])?;
        (columns[parent].role == Role::Object).then(|| Key::new(parent + 1, &key[at + 1..]))
    };
    keys.iter().enumerate().map(|(number, key)| below(number, key)).collect()
}
