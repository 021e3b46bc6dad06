//! The policy as a file: TOML with the names of `domain`'s policy.

use std::path::Path;

use countersign_domain::inventory::Policy;

use crate::error::Error;

pub fn read(path: &Path) -> Result<Policy, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Unreadable { file: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|why| Error::Policy { file: path.to_owned(), what: why.to_string() })
}

/// A policy as a file has it.
pub fn text(policy: &Policy) -> String {
    toml::to_string(policy).expect("a policy is a table")
}
