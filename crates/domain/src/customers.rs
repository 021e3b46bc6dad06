//! The customer as the POS has them. Personal by nature: it never prints itself.

use std::fmt;

use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};

/// What the shop has decided about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Active,
    OnHold,
    Banned,
    Cancelled,
    /// A word of the POS that we do not know. It never counts as good standing.
    Unclear,
}

impl Standing {
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::OnHold => "on_hold",
            Self::Banned => "banned",
            Self::Cancelled => "cancelled",
            Self::Unclear => "unclear",
        }
    }

    pub fn from_word(word: &str) -> Self {
        match word {
            "active" => Self::Active,
            "on_hold" => Self::OnHold,
            "banned" => Self::Banned,
            "cancelled" => Self::Cancelled,
            _ => Self::Unclear,
        }
    }
}

/// One customer profile of the POS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PosCustomer {
    pub pos_id: String,
    pub first_name: String,
    pub last_name: String,
    pub birth_date: Option<BusinessDate>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub id_number: Option<String>,
    pub id_expires: Option<BusinessDate>,
    pub patient_number: Option<String>,
    pub card_expires: Option<BusinessDate>,
    pub standing: Standing,
}

impl fmt::Debug for PosCustomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PosCustomer({}, ‹sealed›)", self.pos_id)
    }
}
