//! The stores: licence, zone, hours, the jurisdiction whose rules they sell under.

use askama::Template;
use serde::Deserialize;

use super::Leaf;
use crate::shell::{Room, Shell, Theme};
use crate::ui::Field;

/// `POST /settings/stores/{id}`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StoreForm {
    pub csrf: String,
    pub opens: String,
    pub closes: String,
}

/// `POST /settings/gate`: the gate of the reader's own store.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GateForm {
    pub csrf: String,
    /// `open` or `closed`
    pub state: String,
    pub reason: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "settings/stores.html")]
pub struct StoresPage {
    pub shell: Shell,
    pub here: Leaf,
    pub stores: Vec<StoreCard>,
}

#[derive(Debug, Clone)]
pub struct StoreCard {
    pub id: String,
    pub name: String,
    pub facts: Vec<crate::ui::Fact>,
    /// `None` where the reader may not change it.
    pub hours: Option<(Field, Field)>,
    /// `None` where the reader may not move it.
    pub gate: Option<MoveGate>,
}

#[derive(Debug, Clone)]
pub struct MoveGate {
    pub open: bool,
    pub reason: Field,
}

impl StoresPage {
    pub fn sample() -> Self {
        use crate::ui::{Fact, Kind};
        let store = |id: &str, name: &str, license: &str| StoreCard {
            id: id.to_owned(),
            name: name.to_owned(),
            facts: vec![
                Fact::new("Licence", license),
                Fact::link("Sells under", "Colorado, adult and medical", "/rulebook/us-co"),
                Fact::new("Zone", "America/Denver"),
            ],
            hours: Some((
                Field::new("opens", "Opens", Kind::Time).id(&format!("{id}-opens")).value("09:00"),
                Field::new("closes", "Closes", Kind::Time).id(&format!("{id}-closes")).value("22:00"),
            )),
            gate: Some(MoveGate {
                open: id == "sto_1",
                reason: Field::text("reason", "Why").id(&format!("{id}-reason")).required(),
            }),
        };
        Self {
            shell: Shell::sample(Room::Settings, "Stores"),
            here: Leaf::Stores,
            stores: vec![
                store("sto_1", "Bristlecone, Alder Street", "402R-00417"),
                store("sto_2", "Bristlecone, Mesa Avenue", "402R-00418"),
            ],
        }
    }
}
