//! Sealed fields and the record: what keeps a person's data unreadable to those without the key, and what makes
//! every fact, verdict and act impossible to change unseen.
//!
//! Everything here is pure. This crate never reads a key file, a clock or the machine's randomness; all three are
//! passed in. It never stores anything, and it never prints a secret: [`secret::Secret`], [`sealed::Sealed`] and
//! the keys show `‹sealed›` instead.
//!
//! Start reading at [`keys`] and [`sealed`] for fields, at [`chain`] for the record, and at [`export`] for how a
//! copy of the record is checked against a signed [`head`], and at [`extract`] for a part of it with its proofs. The format of the record is written down for other
//! people's programs in `docs/reference/record-format.md`.

pub mod blind;
pub mod canonical;
pub mod chain;
mod envelope;
pub mod export;
pub mod extract;
pub mod head;
mod hex;
pub mod keys;
pub mod kind;
pub mod normal;
pub mod person;
pub mod sealed;
pub mod secret;
pub mod tree;
