//! Certificates made here, each with what is printed on it, and what must be said of them.

#![expect(clippy::float_arithmetic, reason = "places on a page that is made here")]

mod faults;
mod fields;
mod hostile;
mod layouts;
mod paper;
mod samples;
