//! Certificates made here, each with what is printed on it, and what must be said of them.

#![expect(clippy::float_arithmetic, reason = "places on a page that is made here")]

mod arrangements;
mod faults;
mod fields;
mod habits;
mod heads;
mod hostile;
mod labs;
mod layouts;
mod names;
mod paper;
mod parsers;
mod pictures;
mod samples;
mod sums;
mod templates;
mod totals;
mod wide;
