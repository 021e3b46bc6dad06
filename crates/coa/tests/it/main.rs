//! Certificates made here, each with what is printed on it, and what must be said of them.

mod faults;
mod hostile;
mod layouts;
mod paper;
mod samples;
