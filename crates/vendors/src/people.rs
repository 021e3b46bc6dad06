//! Who is who on a task board: its accounts by their number, each with the sign-in name of the person here.

use std::collections::BTreeMap;

use serde::Deserialize;

/// By number, because anybody may change the name of their own account.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct People(BTreeMap<String, String>);

impl People {
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn person(&self, account: &str) -> Option<&str> {
        self.0.get(account).map(String::as_str)
    }

    /// Nothing where they have several: which one a task is for, nobody has said.
    pub(crate) fn account(&self, login: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(_, person)| *person == login);
        match (named.next(), named.next()) {
            (Some((account, _)), None) => Some(account),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_two_accounts_is_given_nothing_and_may_tick_with_both() {
        let people: People = serde_json::from_str(r#"{"1": "ines", "2": "bo", "3": "ines"}"#).expect("pairs");
        assert_eq!(
            (people.account("bo"), people.account("ines"), people.account("sam")),
            (Some("2"), None, None)
        );
        assert_eq!(
            (people.person("1"), people.person("3"), people.person("4")),
            (Some("ines"), Some("ines"), None)
        );
    }
}
