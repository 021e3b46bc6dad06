//! What the state believes: lots, sales and adjustments, in exact whole numbers.

use std::collections::BTreeMap;

use countersign_kernel::{BusinessDate, Money, Timestamp};
use serde_json::Value;

use crate::world::{self, LabState, Unit, World, base36, global_id_of};

/// Serials of the years before.
const FIRST_SERIAL: u64 = 2_000_000;

/// Areas of every licensee: name and whether what lies there may be sold.
pub(super) const AREAS: &[(&str, bool)] = &[("Sales Floor", true), ("Vault", true), ("Quarantine", false)];
pub(super) const QUARANTINE: usize = 2;

#[derive(Debug, Clone)]
pub(super) struct Lot {
    pub id: String,
    pub store: usize,
    pub product: usize,
    pub unit: Unit,
    /// In ten-thousandths of the unit; so are the three below. `quantity = began + adjusted - sold`, always.
    pub quantity: i64,
    pub began: i64,
    pub adjusted: i64,
    pub sold: i64,
    /// Place in [`AREAS`].
    pub area: usize,
    pub lab: LabState,
    pub is_medical: bool,
    pub deleted_at: Option<Timestamp>,
    pub expires_on: Option<BusinessDate>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub external_id: String,
    pub lot: String,
    pub quantity: i64,
    pub unit_price: Money,
    pub paid: Money,
    pub name: String,
}

#[derive(Debug, Clone)]
pub(super) struct Sale {
    pub serial: u64,
    pub store: usize,
    pub external_id: String,
    /// `retail_recreational` or `retail_medical`.
    pub kind: String,
    pub patient: String,
    pub sold_at: Timestamp,
    pub total: Money,
    pub lines: Vec<Line>,
    pub voided_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub(super) struct Adjustment {
    pub serial: u64,
    pub store: usize,
    pub lot: String,
    /// Ten-thousandths, below nought where something went.
    pub quantity: i64,
    pub reason: String,
    pub memo: String,
    pub at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Books {
    pub lots: BTreeMap<String, Lot>,
    pub sales: BTreeMap<u64, Sale>,
    pub adjustments: Vec<Adjustment>,
    /// What other shops reported; kept because the state knows it, and shown to nobody.
    pub elsewhere: Vec<Value>,
    serial: u64,
}

impl Books {
    pub(super) fn seeded(world: &World) -> Self {
        let mut books = Self {
            lots: BTreeMap::new(),
            sales: BTreeMap::new(),
            adjustments: Vec::new(),
            elsewhere: Vec::new(),
            serial: FIRST_SERIAL,
        };
        for origin in &world.packages {
            let lot = lot(world, origin);
            books.lots.insert(lot.id.clone(), lot);
        }
        for sale in &world.earlier {
            books.earlier(world, sale);
        }
        books
    }

    pub(super) fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// A sale of this morning. The world's packages have it taken off already, so only the sums move.
    fn earlier(&mut self, world: &World, sale: &world::Earlier) {
        let serial = self.next_serial();
        let mut lines = Vec::new();
        for line in &sale.lines {
            let origin = &world.packages[line.package];
            let lot = self.lots.get_mut(&global_id_of(&origin.tag)).expect("every package is in the books");
            lot.began += line.quantity;
            lot.sold += line.quantity;
            lines.push(Line {
                external_id: format!("{}-{}", sale.number, lines.len() + 1),
                lot: lot.id.clone(),
                quantity: line.quantity,
                unit_price: line.total,
                paid: line.total,
                name: world.products[lot.product].name.clone(),
            });
        }
        let card = world.customers[sale.customer].card.as_ref().filter(|_| sale.is_medical);
        let sale = Sale {
            serial,
            store: sale.store,
            external_id: sale.number.clone(),
            kind: if sale.is_medical { "retail_medical" } else { "retail_recreational" }.to_owned(),
            patient: card.map(|card| card.number.clone()).unwrap_or_default(),
            sold_at: sale.at,
            total: Money(lines.iter().map(|line| line.paid.0).sum()),
            lines,
            voided_at: None,
        };
        self.sales.insert(serial, sale);
    }

    /// The invariant of the whole ledger: nothing is sold or adjusted out of nowhere, and nothing is below zero.
    pub(super) fn imbalance(&self) -> Option<String> {
        let mut sold: BTreeMap<&str, i64> = BTreeMap::new();
        for line in self.sales.values().filter(|sale| sale.voided_at.is_none()).flat_map(|sale| &sale.lines) {
            *sold.entry(&line.lot).or_default() += line.quantity;
        }
        for lot in self.lots.values() {
            let own = self.adjustments.iter().filter(|row| row.lot == lot.id);
            let adjusted: i64 = own.map(|row| row.quantity).sum();
            let sold = sold.get(lot.id.as_str()).copied().unwrap_or(0);
            let expected = lot.began + adjusted - sold;
            if lot.sold != sold || lot.quantity != expected || lot.quantity < 0 {
                return Some(format!("lot {} holds {}, expected {expected}", lot.id, lot.quantity));
            }
        }
        None
    }

    pub(super) fn void(&mut self, serial: u64, now: Timestamp) {
        let Some(sale) = self.sales.get_mut(&serial).filter(|sale| sale.voided_at.is_none()) else { return };
        sale.voided_at = Some(now);
        for line in &sale.lines {
            let lot = self.lots.get_mut(&line.lot).expect("it was sold from there");
            lot.quantity += line.quantity;
            lot.sold -= line.quantity;
            lot.updated_at = now;
        }
    }

    /// Puts so much to a lot, or takes it off, and writes the adjustment down.
    pub(super) fn adjust(
        &mut self,
        id: &str,
        quantity: i64,
        (reason, memo): (&str, &str),
        at: Timestamp,
    ) -> u64 {
        let serial = self.next_serial();
        let lot = self.lots.get_mut(id).expect("looked up before");
        lot.quantity += quantity;
        lot.adjusted += quantity;
        lot.updated_at = at;
        let (store, lot) = (lot.store, id.to_owned());
        let (reason, memo) = (reason.to_owned(), memo.to_owned());
        self.adjustments.push(Adjustment { serial, store, lot, quantity, reason, memo, at });
        serial
    }
}

impl Sale {
    pub(super) fn id(&self, code: &str) -> String {
        format!("WA{code}.SA{}", base36(self.serial))
    }
}

fn lot(world: &World, origin: &world::Package) -> Lot {
    let product = world.product_of(origin);
    // There is no hold and no recall here: what must not be sold lies in the quarantine.
    let area = match origin.location {
        _ if origin.on_hold || origin.on_recall => QUARANTINE,
        "Vault" => 1,
        _ => 0,
    };
    Lot {
        id: global_id_of(&origin.tag),
        store: origin.store,
        product: origin.product,
        unit: product.unit,
        quantity: origin.quantity,
        began: origin.quantity,
        adjusted: 0,
        sold: 0,
        area,
        lab: origin.lab.state,
        is_medical: origin.is_medical,
        deleted_at: origin.finished_on.map(|_| origin.received_at),
        expires_on: origin.expires_on,
        created_at: origin.received_at,
        updated_at: origin.received_at,
    }
}
