//! One event, whole: what was recorded, by whom, and how it hangs in the chain.

use askama::Template;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Fact, LogKind, Verdict};

#[derive(Debug, Clone, Template)]
#[template(path = "record/entry.html")]
pub struct EntryPage {
    pub shell: Shell,
    pub sequence: String,
    pub kind: LogKind,
    pub text: String,
    pub link: Badge,
    pub facts: Vec<Fact>,
    /// The hash before, this one, the one after.
    pub before: String,
    pub hash: String,
    pub after: Option<String>,
    /// The entry with its fields below each other; what is sealed is not in it.
    pub body: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl EntryPage {
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(Room::Record, "Entry 1845"),
            sequence: "1845".to_owned(),
            kind: LogKind::Check,
            text: "7 pass, 1 stop, 2 not needed".to_owned(),
            link: Badge::new(Verdict::Pass, "Agrees with its hash"),
            facts: vec![
                Fact::new("When", "22 Nov 2026, 09:59:33.412 MST"),
                Fact::new("By", "system:verify"),
                Fact::link("Order", "1297", "/orders/ord_1297"),
                Fact::link("From facts", "1842 to 1844", "/record?order=ord_1297"),
                Fact::link("Rulebook", "us-co, read 20 Nov 2026", "/rulebook/us-co"),
            ],
            before: "1d77a4b0c2f95e0384d16b7f2f6f6f0b1c0e5d3a9b8877665544332211009988".to_owned(),
            hash: "90ce55120a4bb7e1d3c2f5968877a1b2c3d4e5f60718293a4b5c6d7e8f901234".to_owned(),
            after: Some("e3f82c61f0d4a7b35a1908c7e6d5f4b3a29180716253443526170899aabbccdd".to_owned()),
            body:
                "{\n  \"order\": \"ord_1297\",\n  \"verdicts\": {\n    \"purchase_limit\": \"stop\"\n  }\n}"
                    .to_owned(),
            previous: Some("/record/1844".to_owned()),
            next: Some("/record/1846".to_owned()),
        }
    }
}
