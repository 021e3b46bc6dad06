//! The close of a day: every class has a plant that brings it about, and what holds for all days.

mod day;
mod plants;
mod props;
mod reference;
