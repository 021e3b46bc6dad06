//! The ten checks of an order, in the order in which they are always shown. One file each.

pub mod address;
pub mod age;
pub mod gate;
pub mod id_in_date;
pub mod identity;
pub mod limit;
pub mod medical_card;
pub mod price;
pub mod standing;
pub mod state_allowance;
pub mod stock;

use super::incoming::word_enum;
use serde::{Deserialize, Serialize};

word_enum! {
    CheckName {
        Identity = "identity",
        Age = "age",
        NotBanned = "not_banned",
        IdInDate = "id_in_date",
        MedicalCard = "medical_card",
        PurchaseLimit = "purchase_limit",
        Stock = "stock",
        Price = "price",
        Gate = "gate",
        Address = "address",
    }
}

impl CheckName {
    /// The name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Identity => "Identity",
            Self::Age => "Age",
            Self::NotBanned => "Not banned",
            Self::IdInDate => "ID in date",
            Self::MedicalCard => "Medical card",
            Self::PurchaseLimit => "Purchase limit",
            Self::Stock => "Stock",
            Self::Price => "Price and promotion",
            Self::Gate => "Gate and hours",
            Self::Address => "Address",
        }
    }
}
