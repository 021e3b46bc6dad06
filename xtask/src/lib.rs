//! What is checked about the source itself: the floors, the tidy rules, the licences.
//!
//! Everything here reads the tree, and nothing here changes it or reaches the network. The rules are ordinary tests
//! (`tests/it`), so `cargo nextest run` is the whole truth; `cargo run -p xtask -- tidy` prints the same findings
//! without a test runner. Start reading at [`tidy`], where every rule is listed; `docs/howto/add-a-check.md` says
//! how to add one.

pub mod cargo;
pub mod finding;
pub mod layers;
pub mod licences;
pub mod rust_text;
pub mod tidy;
pub mod tree;
