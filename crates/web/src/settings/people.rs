//! Who may sign in, and in which roles.

use askama::Template;
use serde::Deserialize;

use super::Leaf;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Field, Kind, Verdict};

/// `POST /settings/people`. Roles come as one `role_<word>` each, present when ticked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub csrf: String,
    pub name: String,
    pub login: String,
    pub password: String,
    #[serde(flatten)]
    pub roles: std::collections::BTreeMap<String, String>,
}

impl std::fmt::Debug for PersonForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonForm {{ login: {:?}, password: ‹sealed› }}", self.login)
    }
}

impl PersonForm {
    /// The words of the ticked roles.
    pub fn ticked(&self) -> Vec<&str> {
        self.roles.keys().filter_map(|name| name.strip_prefix("role_")).collect()
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "settings/people.html")]
pub struct PeoplePage {
    pub shell: Shell,
    pub here: Leaf,
    pub people: Vec<PersonLine>,
    /// `None` where the reader may not add anybody.
    pub form: Option<NewPerson>,
}

#[derive(Debug, Clone)]
pub struct PersonLine {
    pub id: String,
    pub name: String,
    pub login: String,
    pub roles: String,
    pub second_step: Badge,
    pub last_seen: String,
    pub suspended: bool,
    pub may_suspend: bool,
}

#[derive(Debug, Clone)]
pub struct NewPerson {
    pub name: Field,
    pub login: Field,
    pub password: Field,
    /// `(word, words, ticked)`
    pub roles: Vec<(String, String, bool)>,
    pub roles_error: Option<String>,
}

impl PeoplePage {
    pub fn sample() -> Self {
        let person =
            |id: &str, name: &str, login: &str, roles: &str, second, last: &str, suspended| PersonLine {
                id: id.to_owned(),
                name: name.to_owned(),
                login: login.to_owned(),
                roles: roles.to_owned(),
                second_step: second,
                last_seen: last.to_owned(),
                suspended,
                may_suspend: login != "ines",
            };
        let on = || Badge::new(Verdict::Pass, "Second step");
        let off = || Badge::new(Verdict::NotNeeded, "Password only");
        let role = |word: &str, words: &str| (word.to_owned(), words.to_owned(), false);
        Self {
            shell: Shell::sample(Room::Settings, "People"),
            here: Leaf::People,
            people: vec![
                person("stf_ines", "Ines Marrow", "ines", "Associate", on(), "now", false),
                person("stf_kofi", "Kofi Osei", "kofi", "Compliance officer", on(), "today 10:01", false),
                person("stf_mara", "Mara Lindgren", "mara", "Manager", off(), "yesterday", false),
                person("stf_old", "Piet Sandoval", "piet", "Budtender", off(), "3 Sep", true),
            ],
            form: Some(NewPerson {
                name: Field::text("name", "Name").required(),
                login: Field::text("login", "Name to sign in with").required(),
                password: Field::new("password", "First password", Kind::Password)
                    .required()
                    .autocomplete("new-password")
                    .note("At least 12 characters."),
                roles: vec![
                    role("associate", "Associate"),
                    role("budtender", "Budtender"),
                    role("compliance_officer", "Compliance officer"),
                    role("manager", "Manager"),
                ],
                roles_error: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ticked_roles_count() {
        let mut form = PersonForm::default();
        form.roles.insert("role_manager".to_owned(), "on".to_owned());
        form.roles.insert("colour".to_owned(), "blue".to_owned());
        assert_eq!(form.ticked(), ["manager"]);
    }
}
