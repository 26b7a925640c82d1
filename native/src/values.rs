//! The kinds of values that an index holds, and how a key of each is written.

/// What a key names. The numbers are those of the C boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A domain in normal form: lower case, A-labels, no trailing dot. It covers every name below it.
    Domain = 0,
    /// An IPv4 network: prefix length, then four bytes with the host bits cleared.
    V4 = 1,
    /// An IPv6 network: prefix length, then sixteen bytes with the host bits cleared.
    V6 = 2,
    /// A file hash, lower-case hexadecimal digits.
    Digest = 3,
    /// A text of any other kind; of these only the number matters, the full parser looks them up.
    Text = 4,
    /// The host of a URL, lower case: each URL on it goes to the full parser, which knows the rest.
    Site = 5,
}

/// How many kinds there are.
pub const KINDS: usize = 6;
/// The longest key; what is longer is refused and stays with the reference.
pub const LONGEST: usize = 4096;

impl Kind {
    /// The kind with this number.
    pub fn of(number: u8) -> Option<Kind> {
        [Kind::Domain, Kind::V4, Kind::V6, Kind::Digest, Kind::Text, Kind::Site].get(usize::from(number)).copied()
    }

    /// Whether a key of this kind is well formed.
    pub fn takes(self, key: &[u8]) -> bool {
        match self {
            Kind::V4 => key.len() == 5 && key[0] <= 32,
            Kind::V6 => key.len() == 17 && key[0] <= 128,
            Kind::Domain => !key.is_empty() && key.len() <= 253 && !key.starts_with(b"."),
            _ => !key.is_empty() && key.len() <= LONGEST,
        }
    }

    /// Bits that the comparison sets on both sides: a case-blind kind ignores bit 5.
    #[inline(always)]
    pub fn fold(self) -> u32 {
        match self {
            Kind::Domain | Kind::Digest | Kind::Site => 0x2020_2020,
            _ => 0,
        }
    }

    /// What is mixed into the seed, so that equal bytes of two kinds are two keys.
    #[inline(always)]
    pub fn salt(self) -> u64 {
        (self as u64).wrapping_mul(0x632b_e59b_d9b4_e019)
    }
}
