//! The lists that hold where no file is given.

use countersign_domain::checklist::Lists;

use super::read::read;

pub(super) const TEXT: &str = include_str!("../../../../people/checklists.toml");

pub fn built_in() -> Lists {
    read(TEXT).expect("a test reads the built-in file")
}
