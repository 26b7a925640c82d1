//! Which lines of a log touch an indicator.
//!
//! An [`index::Index`] holds values. A [`plan::Plan`] says what the columns or keys of a log mean. [`scan::scan`]
//! goes through a block of raw bytes and names the lines that touch a value and the lines that are unusual; all other
//! lines are only counted. Whoever calls reads the named lines again with a full parser. A line that is named
//! needlessly costs time; a line that is not named must be one in which the full parser would find no hit and no
//! fault. Each shortcut in here is argued from that sentence.
//!
//! `unsafe` stands in three places only: the C boundary ([`boundary`]), the loads of vector registers ([`lanes`]) and
//! one prefetch ([`tables`]).

pub mod addresses;
pub mod boundary;
pub mod collect;
pub mod delimited;
pub mod hash;
pub mod index;
pub mod json;
pub mod lanes;
pub mod names;
pub mod plan;
pub mod scan;
pub mod shapes;
pub mod stems;
pub mod tables;
pub mod times;
pub mod values;
