//! Sign-in: a name and a password, then the second step where it is set up.

use askama::Template;
use serde::Deserialize;

use crate::shell::Theme;
use crate::ui::{Field, Kind, Verdict};

/// `POST /sign-in`
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    pub csrf: String,
    pub login: String,
    pub password: String,
    /// Where to go then; only a path of ours is followed.
    pub next: String,
}

/// `POST /sign-in/second-step`
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    pub csrf: String,
    pub code: String,
    pub next: String,
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignInForm {{ login: {:?}, password: ‹sealed› }}", self.login)
    }
}

impl std::fmt::Debug for CodeForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeForm(‹sealed›)")
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "session/sign_in.html")]
pub struct SignInPage {
    pub csrf: String,
    pub theme: Theme,
    pub next: String,
    pub step: SignInStep,
    /// Why it did not work, without saying which part was wrong.
    pub error: Option<String>,
    /// Whom a newcomer may sign in as, in demo mode only.
    pub demo: Vec<DemoAccount>,
    /// What this installation is: its version, and that it is a demo.
    pub about: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInStep {
    Password,
    Code,
}

#[derive(Debug, Clone)]
pub struct DemoAccount {
    pub login: String,
    pub password: String,
    pub role: String,
    pub may: String,
}

impl SignInPage {
    fn login(&self) -> Field {
        Field::text("login", "Name").required().focus().autocomplete("username")
    }

    fn password(&self) -> Field {
        Field::new("password", "Password", Kind::Password).required().autocomplete("current-password")
    }

    fn code(&self) -> Field {
        let note = "Six digits from your authenticator app.";
        Field::new("code", "Code", Kind::Code).required().focus().autocomplete("one-time-code").note(note)
    }

    pub fn sample() -> Self {
        let account = |login: &str, role: &str, may: &str| DemoAccount {
            login: login.to_owned(),
            password: "countersign".to_owned(),
            role: role.to_owned(),
            may: may.to_owned(),
        };
        Self {
            csrf: "sample-csrf".to_owned(),
            theme: Theme::System,
            next: "/".to_owned(),
            step: SignInStep::Password,
            error: None,
            demo: vec![
                account("ines", "Associate", "approves and refuses orders"),
                account("kofi", "Compliance officer", "countersigns overrides"),
                account("mara", "Manager", "may do all of it"),
            ],
            about: "Demo: every shop, person and sale in here is invented.".to_owned(),
        }
    }

    /// The second step, after a wrong code.
    pub fn sample_code() -> Self {
        Self {
            step: SignInStep::Code,
            error: Some("That code is not right, or it has run out. Wait for the next one.".to_owned()),
            demo: Vec::new(),
            ..Self::sample()
        }
    }
}
