//! What was measured in a product, in the two units that menus know. A compound that was not found, or was below what the
//! laboratory could count, is left out: menus have no word for it, and nought would be a number that nobody measured.

use std::fmt;

use countersign_kernel::Quantity;
use serde::{Deserialize, Serialize};

/// Percent by weight, or milligrams in one unit for sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureUnit {
    Percent,
    Milligrams,
}

impl FigureUnit {
    /// As it stands behind a number.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Milligrams => "mg",
        }
    }
}

/// An exact number; `21.30` and `21.3` are one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figure {
    pub amount: Quantity,
    pub unit: FigureUnit,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.decimal(), self.unit.sign())
    }
}

/// A compound by the key that certificates are read into, such as `delta_9_thc` or `beta_myrcene`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Measured {
    pub key: String,
    pub figure: Figure,
}

/// Everything that a listing says was measured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub total_thc: Option<Figure>,
    pub total_cbd: Option<Figure>,
    pub cannabinoids: Vec<Measured>,
    pub terpenes: Vec<Measured>,
}

impl Figures {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
