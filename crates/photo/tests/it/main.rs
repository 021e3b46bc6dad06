//! Pictures made here, whole and spoilt.

mod develop;
mod hostile;
mod made;
mod measures;
mod paper;
