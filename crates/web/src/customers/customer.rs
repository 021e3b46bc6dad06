//! One customer: what is left to buy, their orders, and their sealed fields. Opening a seal needs a reason.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Badge, Channel, Empty, Verdict};

/// `POST /customers/{id}/look`; the answer shows the page with that one field opened, and is not kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LookForm {
    pub csrf: String,
    /// The field's key: `name`, `born`, `phone`, `email`, `address`, `id_number`, `card_number`.
    pub field: String,
    pub why: String,
    /// The order it is for, if any.
    pub order: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "customers/customer.html")]
pub struct CustomerPage {
    pub shell: Shell,
    pub id: String,
    pub handle: String,
    pub basis: String,
    pub flags: Vec<Badge>,
    pub summary: String,
    pub fields: Vec<SealedField>,
    /// Why the reader may not look, when they may not.
    pub may_not_look: Option<String>,
    /// Reasons offered for looking, as `(value, words)`.
    pub reasons: Vec<(String, String)>,
    pub allowance: Vec<AllowanceLine>,
    pub allowance_note: String,
    pub orders: Vec<OrderLine>,
    pub orders_empty: Option<Empty>,
    pub looks: Vec<LookLine>,
}

#[derive(Clone)]
pub struct SealedField {
    pub key: String,
    pub name: String,
    /// Set on the one answer to a look; never logged, never kept.
    pub opened: Option<String>,
    /// `not given`, where there is nothing behind the seal.
    pub absent: bool,
}

impl std::fmt::Debug for SealedField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedField({}, ‹sealed›)", self.key)
    }
}

#[derive(Debug, Clone)]
pub struct AllowanceLine {
    pub name: String,
    pub used: String,
    pub left: String,
    pub cap: String,
    pub resets: String,
    pub verdict: Verdict,
}

#[derive(Debug, Clone)]
pub struct OrderLine {
    pub id: String,
    pub number: String,
    pub channel: Channel,
    pub when: String,
    pub total: String,
    pub state: Badge,
}

#[derive(Debug, Clone)]
pub struct LookLine {
    pub when: String,
    pub who: String,
    pub what: String,
}

impl CustomerPage {
    pub fn sample() -> Self {
        let field = |key: &str, name: &str, absent| SealedField {
            key: key.to_owned(),
            name: name.to_owned(),
            opened: None,
            absent,
        };
        let order = |number: &str, channel, when: &str, total: &str, verdict, state: &str| OrderLine {
            id: format!("ord_{number}"),
            number: number.to_owned(),
            channel,
            when: when.to_owned(),
            total: total.to_owned(),
            state: Badge::new(verdict, state),
        };
        Self {
            shell: Shell::sample(Room::Customers, "Customer 4DRT"),
            id: "cus_odessa".to_owned(),
            handle: "4DRT".to_owned(),
            basis: "Adult".to_owned(),
            flags: vec![Badge::new(Verdict::Pass, "Identification seen 12 Nov 2026")],
            summary: "23 orders since May 2024, 1 not picked up. Agreed to messages about orders.".to_owned(),
            fields: vec![
                field("name", "Name", false),
                field("born", "Birth date", false),
                field("phone", "Phone", false),
                field("email", "E-mail", true),
                field("address", "Address", false),
                field("id_number", "Id number", false),
            ],
            may_not_look: None,
            reasons: vec![
                ("verify_order".to_owned(), "To verify an open order".to_owned()),
                ("customer_asked".to_owned(), "The customer asked about their data".to_owned()),
                ("inspector".to_owned(), "An inspector asked".to_owned()),
            ],
            allowance: vec![AllowanceLine {
                name: "Flower or equivalent, adult".to_owned(),
                used: "14.00 g".to_owned(),
                left: "14.35 g".to_owned(),
                cap: "28.35 g".to_owned(),
                resets: "Mon 23 Nov, 00:00 MST".to_owned(),
                verdict: Verdict::Pass,
            }],
            allowance_note: "1 CCR 212-3, Rule 6-110(C); counted from our own sales, Colorado keeps no register of adults."
                .to_owned(),
            orders: vec![
                order("1297", Channel::LEAFLY, "today 09:59", "164.20", Verdict::Stop, "Purchase limit"),
                order("1279", Channel::WEEDMAPS, "today 09:12", "104.00", Verdict::Pass, "Completed"),
                order("1188", Channel::PHONE, "12 Nov 16:40", "61.10", Verdict::Pass, "Completed"),
            ],
            orders_empty: None,
            looks: vec![
                LookLine { when: "today 10:03".to_owned(), who: "Ines Marrow".to_owned(), what: "name, to verify order 1297".to_owned() },
                LookLine { when: "12 Nov 16:38".to_owned(), who: "Kofi Osei".to_owned(), what: "phone, to verify order 1188".to_owned() },
            ],
        }
    }

    /// The answer to a look at the name.
    pub fn sample_opened() -> Self {
        let mut page = Self::sample();
        page.fields[0].opened = Some("Odessa Brandvold".to_owned());
        page
    }
}
