//! Setting up one's own second step (TOTP).

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Kind};

/// `POST /second-step/offer` and `POST /second-step/removal`: the password proves that it is you.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    pub csrf: String,
    pub password: String,
}

impl std::fmt::Debug for OfferForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OfferForm(‹sealed›)")
    }
}

/// `POST /second-step`: the code proves that the secret arrived.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SecondStepForm {
    pub csrf: String,
    pub code: String,
}

impl std::fmt::Debug for SecondStepForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondStepForm(‹sealed›)")
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "session/second_step.html")]
pub struct SecondStepPage {
    pub shell: Shell,
    pub state: SecondStep,
    pub error: Option<String>,
}

#[derive(Clone)]
pub enum SecondStep {
    Off,
    /// The secret is shown once: in groups of four to type, and as a link for an app on this device.
    Offered {
        secret: String,
        link: String,
    },
    /// The code was wrong; the secret is not shown again, but still waits for a right one.
    Again,
    On,
}

impl std::fmt::Debug for SecondStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Offered { .. } => f.write_str("Offered(‹sealed›)"),
            Self::Off => f.write_str("Off"),
            Self::Again => f.write_str("Again"),
            Self::On => f.write_str("On"),
        }
    }
}

impl SecondStepPage {
    fn code(&self) -> Field {
        let mut field =
            Field::new("code", "Code it shows now", Kind::Code).required().autocomplete("one-time-code");
        field.error = self.error.clone();
        field
    }

    fn password(&self) -> Field {
        let mut field = Field::new("password", "Your password", Kind::Password);
        field.error = self.error.clone();
        field.required().autocomplete("current-password")
    }

    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(Room::More, "Second step"),
            state: SecondStep::Offered {
                secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".to_owned(),
                link: "otpauth://totp/Countersign:ines?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Countersign"
                    .to_owned(),
            },
            error: None,
        }
    }
}
