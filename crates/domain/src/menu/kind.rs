//! What sort of thing a product is, as every menu files it under some word of its own.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Flower,
    Preroll,
    InfusedPreroll,
    Concentrate,
    Vape,
    Edible,
    Beverage,
    Tincture,
    Capsule,
    Topical,
    /// Nothing that the state tracks.
    Accessory,
}

impl Kind {
    /// By the word that purchase limits count the product under; nothing where no menu has a place for it.
    pub fn of_limit_category(word: &str) -> Option<Self> {
        Some(match word {
            "flower" => Self::Flower,
            "preroll" => Self::Preroll,
            "infused_preroll" => Self::InfusedPreroll,
            "concentrate" => Self::Concentrate,
            "vape" => Self::Vape,
            "edible" => Self::Edible,
            "beverage" => Self::Beverage,
            "tincture" => Self::Tincture,
            "oral" => Self::Capsule,
            "topical" | "patch" => Self::Topical,
            _ => return None,
        })
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Flower => "Flower",
            Self::Preroll => "Pre-roll",
            Self::InfusedPreroll => "Infused pre-roll",
            Self::Concentrate => "Concentrate",
            Self::Vape => "Vape",
            Self::Edible => "Edible",
            Self::Beverage => "Beverage",
            Self::Tincture => "Tincture",
            Self::Capsule => "Capsule",
            Self::Topical => "Topical",
            Self::Accessory => "Accessory",
        }
    }

    /// What is smoked or vaporised is told by its share of the weight; what is swallowed or rubbed in by what one unit holds.
    pub fn is_inhaled(self) -> bool {
        matches!(self, Self::Flower | Self::Preroll | Self::InfusedPreroll | Self::Concentrate | Self::Vape)
    }
}
