//! How the customer means to pay.

use serde::{Deserialize, Serialize};

use super::incoming::word_enum;

word_enum! {
    /// What is settled at the counter is the register's; this is what the shop prepares for.
    Payment {
        Cash = "cash",
        Debit = "debit",
        Credit = "credit",
        BankTransfer = "bank_transfer",
        StoreCredit = "store_credit",
        // Nobody has said, or in a word of the channel's that we do not know.
        Unsaid = "unsaid",
    }
}

impl Payment {
    /// A channel's own word, or ours. What is no word of ours says nothing.
    pub fn of_words(words: &str) -> Self {
        let plain = words.trim().to_lowercase().replace([' ', '-'], "_");
        match plain.as_str() {
            "debit_card" => Self::Debit,
            "credit_card" => Self::Credit,
            "ach" => Self::BankTransfer,
            word => Self::from_word(word).unwrap_or(Self::Unsaid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Payment;

    #[test]
    fn a_word_that_is_not_known_says_nothing() {
        for (words, payment) in [
            ("cash", Payment::Cash),
            ("Debit Card", Payment::Debit),
            ("ACH", Payment::BankTransfer),
            ("store-credit", Payment::StoreCredit),
            ("at pickup", Payment::Unsaid),
            ("", Payment::Unsaid),
        ] {
            assert_eq!(Payment::of_words(words), payment, "{words}");
        }
    }
}
