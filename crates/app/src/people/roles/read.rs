//! From text to a complete matrix. Whatever is wrong is told with its line.

use std::collections::BTreeMap;
use std::ops::Range;

use countersign_kernel::{Permission, Role};
use serde::Deserialize;
use toml::Spanned;

use super::{RoleEntry, RoleMatrix};

/// A page that stays signed in longer than a shift is a page nobody guards.
const IDLE_MINUTES_MAX: i64 = 480;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RolesError {
    #[error("line {line}: {message}")]
    Form { line: usize, message: String },
    #[error("line {line}: `{word}` is not a {what}; the known ones are {known}")]
    Unknown { line: usize, what: &'static str, word: String, known: String },
    #[error("line {line}: `{word}` is listed twice; delete one")]
    Twice { line: usize, word: String },
    #[error("{what} `{word}` is missing; add it under `[{table}]`")]
    Missing { what: &'static str, word: &'static str, table: &'static str },
    #[error("line {line}: `idle_minutes` is {minutes}; write 1 to {IDLE_MINUTES_MAX}")]
    Idle { line: usize, minutes: i64 },
    #[error("line {line}: what `{word}` says is empty; write a sentence")]
    Silent { line: usize, word: String },
    #[error("no role has `{0}`; give it to one")]
    Nobodys(Permission),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    permissions: BTreeMap<Spanned<String>, Spanned<String>>,
    roles: BTreeMap<Spanned<String>, Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: Spanned<String>,
    does: Spanned<String>,
    idle_minutes: Spanned<i64>,
    appoints: Vec<Spanned<String>>,
    permissions: Vec<Spanned<String>>,
}

pub(super) fn read(text: &str) -> Result<RoleMatrix, RolesError> {
    let line = |span: Range<usize>| 1 + text[..span.start.min(text.len())].matches('\n').count();
    let file: File = toml::from_str(text).map_err(|error| RolesError::Form {
        line: error.span().map_or(1, line),
        message: error.message().to_owned(),
    })?;
    let reader = Reader { line: &line };
    let words = reader.words(&file.permissions)?;
    let roles = reader.roles(&file.roles)?;
    for permission in Permission::ALL {
        if !roles.iter().any(|entry| entry.permissions.contains(permission)) {
            return Err(RolesError::Nobodys(*permission));
        }
    }
    Ok(RoleMatrix { roles, words })
}

struct Reader<'a> {
    line: &'a dyn Fn(Range<usize>) -> usize,
}

impl Reader<'_> {
    fn words(
        &self,
        table: &BTreeMap<Spanned<String>, Spanned<String>>,
    ) -> Result<Vec<(Permission, String)>, RolesError> {
        for word in table.keys() {
            self.permission(word)?;
        }
        let one = |permission: &Permission| {
            let missing =
                RolesError::Missing { what: "permission", word: permission.word(), table: "permissions" };
            let text = table.get(permission.word()).ok_or(missing)?;
            Ok((*permission, self.sentence(permission.word(), text)?))
        };
        Permission::ALL.iter().map(one).collect()
    }

    fn roles(&self, table: &BTreeMap<Spanned<String>, Entry>) -> Result<Vec<RoleEntry>, RolesError> {
        for word in table.keys() {
            self.role(word)?;
        }
        let one = |role: &Role| {
            let missing = RolesError::Missing { what: "role", word: role.word(), table: "roles" };
            self.entry(*role, table.get(role.word()).ok_or(missing)?)
        };
        Role::ALL.iter().map(one).collect()
    }

    fn entry(&self, role: Role, entry: &Entry) -> Result<RoleEntry, RolesError> {
        let minutes = *entry.idle_minutes.get_ref();
        if !(1..=IDLE_MINUTES_MAX).contains(&minutes) {
            return Err(RolesError::Idle { line: (self.line)(entry.idle_minutes.span()), minutes });
        }
        Ok(RoleEntry {
            role,
            title: self.sentence("title", &entry.title)?,
            does: self.sentence("does", &entry.does)?,
            idle_minutes: minutes,
            appoints: self.each_once(&entry.appoints, |word| self.role(word))?,
            permissions: self.each_once(&entry.permissions, |word| self.permission(word))?,
        })
    }

    fn role(&self, word: &Spanned<String>) -> Result<Role, RolesError> {
        Role::from_word(word.get_ref()).ok_or_else(|| {
            let known: Vec<_> = Role::ALL.iter().map(|role| role.word()).collect();
            self.unknown("role", word, &known)
        })
    }

    fn permission(&self, word: &Spanned<String>) -> Result<Permission, RolesError> {
        Permission::from_word(word.get_ref()).ok_or_else(|| {
            let known: Vec<_> = Permission::ALL.iter().map(|permission| permission.word()).collect();
            self.unknown("permission", word, &known)
        })
    }

    fn unknown(&self, what: &'static str, word: &Spanned<String>, known: &[&str]) -> RolesError {
        let line = (self.line)(word.span());
        RolesError::Unknown { line, what, word: word.get_ref().clone(), known: known.join(", ") }
    }

    /// In the program's own order, each once.
    fn each_once<T: Ord>(
        &self,
        words: &[Spanned<String>],
        known: impl Fn(&Spanned<String>) -> Result<T, RolesError>,
    ) -> Result<Vec<T>, RolesError> {
        let mut found = Vec::new();
        for word in words {
            let item = known(word)?;
            if found.contains(&item) {
                return Err(RolesError::Twice {
                    line: (self.line)(word.span()),
                    word: word.get_ref().clone(),
                });
            }
            found.push(item);
        }
        found.sort();
        Ok(found)
    }

    fn sentence(&self, word: &str, text: &Spanned<String>) -> Result<String, RolesError> {
        let trimmed = text.get_ref().trim();
        if trimmed.is_empty() {
            return Err(RolesError::Silent { line: (self.line)(text.span()), word: word.to_owned() });
        }
        Ok(trimmed.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::BUILT_IN;
    use super::*;

    fn told(from: &str, to: &str) -> String {
        assert!(BUILT_IN.contains(from), "`{from}` is not in the file");
        read(&BUILT_IN.replacen(from, to, 1)).expect_err("the changed file is wrong").to_string()
    }

    fn line_of(text: &str) -> usize {
        1 + BUILT_IN.lines().position(|line| line.contains(text)).expect("the text is in the file")
    }

    #[test]
    fn a_word_nobody_knows_is_told_with_its_line() {
        let line = line_of("\"order.pick\" = ");
        let found = told("\"order.pick\" = ", "\"order.pock\" = ");
        assert!(found.starts_with(&format!("line {line}: `order.pock` is not a permission;")), "{found}");
        let line = line_of("[roles.csr]");
        let found = told("[roles.csr]", "[roles.boss]");
        assert!(found.starts_with(&format!("line {line}: `boss` is not a role;")), "{found}");
        let line = line_of("\"order.view\", \"close.view\"");
        let found = told("\"order.view\", \"close.view\"", "\"order.veiw\"");
        assert!(found.starts_with(&format!("line {line}: `order.veiw` is not")), "{found}");
    }

    #[test]
    fn what_is_missing_doubled_or_empty_is_refused() {
        let silent = "\"order.view\" = \"See orders, their checks and what each check rested on\"\n";
        assert_eq!(told(silent, ""), "permission `order.view` is missing; add it under `[permissions]`");
        assert!(told(silent, "\"order.view\" = \" \"\n").contains("`order.view` says is empty"));
        let from = BUILT_IN.find("[roles.auditor]").expect("the last role");
        assert_eq!(
            read(&BUILT_IN[..from]).unwrap_err().to_string(),
            "role `auditor` is missing; add it under `[roles]`"
        );
        assert!(told("\"override.request\",", "\"order.view\",").contains("`order.view` is listed twice"));
        assert!(told("idle_minutes = 15", "idle_minutes = 0").contains("write 1 to 480"));
        assert!(told("idle_minutes = 15", "idle_seconds = 15").starts_with("line "));
    }

    #[test]
    fn a_permission_that_no_role_has_is_refused() {
        let nobodys = BUILT_IN.replace("\"store.edit\", ", "");
        assert_eq!(read(&nobodys).unwrap_err(), RolesError::Nobodys(Permission::StoreEdit));
    }
}
