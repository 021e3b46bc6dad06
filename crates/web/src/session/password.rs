//! Choosing one's own password: the first time after a temporary one, or whenever one likes.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Kind, Verdict};

/// `POST /password`
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    pub csrf: String,
    pub old_password: String,
    pub new_password: String,
}

impl std::fmt::Debug for PasswordForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordForm(‹sealed›)")
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "session/password.html")]
pub struct PasswordPage {
    pub shell: Shell,
    /// The password in use is a temporary one; nothing else is open until it is changed.
    pub first: bool,
    /// The field that was wrong, or none, and why.
    pub error: Option<(&'static str, String)>,
}

impl PasswordPage {
    fn with_error(&self, mut field: Field) -> Field {
        field.error = self.error.as_ref().filter(|(at, _)| *at == field.name).map(|(_, why)| why.clone());
        field
    }

    fn old(&self) -> Field {
        let label = if self.first { "Temporary password" } else { "Password now" };
        let field = Field::new("old_password", label, Kind::Password);
        self.with_error(field.required().focus().autocomplete("current-password"))
    }

    fn chosen(&self) -> Field {
        let field = Field::new("new_password", "New password", Kind::Password).required();
        let note = "Long is better than odd: four or five words nobody would put together.";
        self.with_error(field.autocomplete("new-password").note(note))
    }

    fn apart(&self) -> Option<&str> {
        self.error.as_ref().filter(|(at, _)| at.is_empty()).map(|(_, why)| why.as_str())
    }

    pub fn sample() -> Self {
        let error = Some(("new_password", "Is shorter than 12 characters.".to_owned()));
        Self { shell: Shell::sample(Room::More, "Password"), first: true, error }
    }
}
