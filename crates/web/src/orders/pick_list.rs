//! The pick list: what to fetch from where, on paper or on a phone.

use askama::Template;

use super::order_sample::{self, post};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Action, Channel, Person, Tag, Tone};

#[derive(Debug, Clone, Template)]
#[template(path = "orders/pick_list.html")]
pub struct PickListPage {
    pub shell: Shell,
    pub id: String,
    pub number: String,
    pub customer: Person,
    pub channel: Channel,
    pub hand_over: String,
    pub lines: Vec<PickLine>,
    /// `6 units from 3 packages`
    pub sum: String,
    /// Who countersigned, when, and the stub of the record.
    pub signed: String,
    /// Marks it picked, or ready.
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone)]
pub struct PickLine {
    pub place: String,
    pub item: String,
    pub tag: Tag,
    pub quantity: String,
}

impl PickListPage {
    pub fn sample() -> Self {
        let line = |place: &str, item: &str, serial: &str, quantity: &str| PickLine {
            place: place.to_owned(),
            item: item.to_owned(),
            tag: Tag::new("1A4FF0300000BC7", serial),
            quantity: quantity.to_owned(),
        };
        Self {
            shell: order_sample::page_shell("Pick list 1285", "/orders/ord_1285/pick-list"),
            id: "ord_1285".to_owned(),
            number: "1285".to_owned(),
            customer: Person::sealed("9QX4"),
            channel: Channel::LEAFLY,
            hand_over: "Pickup today 10:30 to 11:00".to_owned(),
            lines: vec![
                line("Vault, shelf 2", "Gale Fork, flower 3.5 g", "000012086", "2"),
                line("Vault, shelf 5", "Copper Kettle, live rosin 1 g", "000011417", "1"),
                line("Front, drawer C", "Sour peach gummies, 10 × 5 mg", "000012551", "3"),
            ],
            sum: "6 units from 3 packages".to_owned(),
            signed: "Countersigned by Ines Marrow, 22 Nov 2026, 10:04:18 MST, record 4c19 22ab".to_owned(),
            actions: vec![post("Picked, ready for hand-over", Tone::Primary, "/orders/ord_1285/readiness")],
        }
    }
}
