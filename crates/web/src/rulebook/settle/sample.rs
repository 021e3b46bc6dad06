//! A proposal that waits for its second hand.

use super::{ChangedRow, Choice, ProposalBox, SettlePage};
use crate::shell::{Room, Shell};
use crate::ui::{Field, Kind, Verdict};

impl SettlePage {
    pub fn sample() -> Self {
        let choice = |value: &str, title: &str, detail: &str, chosen| Choice {
            value: value.to_owned(),
            title: title.to_owned(),
            detail: detail.to_owned(),
            source: None,
            adopted: false,
            chosen,
        };
        Self {
            shell: Shell::sample(Room::Rulebook, "Do the amounts share one pool?"),
            code: "us-co".to_owned(),
            jurisdiction: "Colorado".to_owned(),
            id: "purchase-limit/mixed-carts".to_owned(),
            title: "Do the three amounts stand side by side, or share one pool?".to_owned(),
            kind: "An open question: the sources can be read in more than one way.".to_owned(),
            source: None,
            choices: vec![
                choice(
                    "side-by-side",
                    "Each amount may be bought in full",
                    "No part of a rule hangs on it.",
                    false,
                ),
                choice("one-pool", "The shares of the three add up", "One part of a rule hangs on it.", true),
            ],
            settled: None,
            proposal: Some(ProposalBox {
                reading: "one-pool".to_owned(),
                ground: "Counsel reads 5-125 with 6-110 and advises the stricter.".to_owned(),
                by: "Mara Whitfield".to_owned(),
                when: "10:06".to_owned(),
                tried: "Of 412 past orders one comes out differently.".to_owned(),
                changed: vec![ChangedRow {
                    number: "1281".to_owned(),
                    href: "/orders/ord_1281".to_owned(),
                    when: "Fri 20 Nov".to_owned(),
                    check: "Purchase limit",
                    before: Verdict::Unknown,
                    after: Verdict::Stop,
                    found: "Over by 3.15 g of flower and its equivalents.".to_owned(),
                }],
                more: None,
                may_sign: true,
                why_not: None,
                decline: Some(
                    Field::new("reason", "Why it is not adopted", Kind::Area).id("decline-reason").required(),
                ),
                decline_words: "Turn it down",
            }),
            ground: Some(Field::new("reason", "Why, for the record", Kind::Area).required()),
            error: None,
        }
    }
}
