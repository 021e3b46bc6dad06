//! Who may sign in, and in which roles.

use askama::Template;
use serde::Deserialize;

use super::Leaf;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Field, Verdict};

/// `POST /settings/people` and `POST /settings/people/{id}/roles`. Roles come as one `role_<word>` each, present when
/// ticked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub csrf: String,
    pub name: String,
    pub login: String,
    #[serde(flatten)]
    pub roles: std::collections::BTreeMap<String, String>,
}

impl PersonForm {
    /// The words of the ticked roles.
    pub fn ticked(&self) -> Vec<&str> {
        self.roles.keys().filter_map(|name| name.strip_prefix("role_")).collect()
    }
}

/// `POST /settings/people/{id}/suspension`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SuspensionForm {
    pub csrf: String,
    /// `suspended` or `lifted`
    pub state: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "settings/people.html")]
pub struct PeoplePage {
    pub shell: Shell,
    pub here: Leaf,
    /// A first or new password, to be told to the person; shown this once.
    pub fresh: Option<FreshPassword>,
    pub people: Vec<PersonLine>,
    /// `None` where the reader may not add anybody.
    pub form: Option<NewPerson>,
}

#[derive(Clone)]
pub struct FreshPassword {
    pub login: String,
    pub password: String,
}

impl std::fmt::Debug for FreshPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FreshPassword({}, ‹sealed›)", self.login)
    }
}

#[derive(Debug, Clone)]
pub struct PersonLine {
    pub id: String,
    pub name: String,
    pub login: String,
    pub roles: String,
    pub second_step: Badge,
    pub since: String,
    pub suspended: bool,
    pub may_suspend: bool,
}

#[derive(Debug, Clone)]
pub struct NewPerson {
    pub name: Field,
    pub login: Field,
    /// `(word, words, ticked)`
    pub roles: Vec<(String, String, bool)>,
    pub roles_error: Option<String>,
}

impl PeoplePage {
    pub fn sample() -> Self {
        let person =
            |id: &str, name: &str, login: &str, roles: &str, second, since: &str, suspended| PersonLine {
                id: id.to_owned(),
                name: name.to_owned(),
                login: login.to_owned(),
                roles: roles.to_owned(),
                second_step: second,
                since: since.to_owned(),
                suspended,
                may_suspend: login != "ines",
            };
        let on = || Badge::new(Verdict::Pass, "Second step");
        let off = || Badge::new(Verdict::NotNeeded, "Password only");
        let role = |word: &str, words: &str| (word.to_owned(), words.to_owned(), false);
        Self {
            shell: Shell::sample(Room::Settings, "People"),
            here: Leaf::People,
            fresh: None,
            people: vec![
                person("stf_ines", "Ines Marrow", "ines", "Associate", on(), "2 Mar 2026", false),
                person("stf_kofi", "Kofi Osei", "kofi", "Compliance officer", on(), "2 Mar 2026", false),
                person("stf_mara", "Mara Lindgren", "mara", "Manager", off(), "2 Mar 2026", false),
                person("stf_old", "Piet Sandoval", "piet", "Budtender", off(), "3 Sep 2026", true),
            ],
            form: Some(NewPerson {
                name: Field::text("name", "Name").required(),
                login: Field::text("login", "Name to sign in with").required(),
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

    /// Somebody was just added.
    pub fn sample_added() -> Self {
        let fresh = FreshPassword { login: "piet".to_owned(), password: "amber-fox-delta-nine".to_owned() };
        Self { fresh: Some(fresh), ..Self::sample() }
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

    #[test]
    fn a_fresh_password_stays_out_of_debug_output() {
        assert!(!format!("{:?}", PeoplePage::sample_added()).contains("amber"));
    }
}
