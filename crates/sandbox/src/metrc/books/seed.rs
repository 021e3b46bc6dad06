//! The books as the world begins.

use std::collections::BTreeMap;

use countersign_kernel::{Timestamp, time};
use serde_json::Map;

use super::patient::ElsewhereSale;
use super::{Books, Bought, FRESH_ID_BASE, Line, Package, Patient, Receipt, Transfer};
use crate::metrc::facility::Facility;
use crate::world::{self, World};

const PACKAGE_ID_BASE: i64 = 100_001;
const RECEIPT_ID_BASE: i64 = 550_001;
const TRANSFER_ID_BASE: i64 = 610_001;
const DELIVERY_ID_BASE: i64 = 620_001;
const LOCATIONS: &[(i64, &str)] = &[(201, "Sales Floor"), (202, "Vault"), (203, "Quarantine")];

impl Books {
    pub(in crate::metrc) fn seeded(world: &World, facilities: &[Facility]) -> Self {
        let mut books = Self {
            packages: BTreeMap::new(),
            labels: BTreeMap::new(),
            receipts: BTreeMap::new(),
            daily: BTreeMap::new(),
            adjustments: Vec::new(),
            patients: patients(world),
            transfers: transfers(world, facilities),
            locations: LOCATIONS.iter().map(|(id, name)| (*id, (*name).to_owned())).collect(),
            status_cache: BTreeMap::new(),
            next_id: FRESH_ID_BASE,
        };
        for origin in &world.packages {
            let package = package(world, facilities, origin);
            books.labels.insert(package.label.clone(), package.id);
            books.packages.insert(package.id, package);
        }
        for (place, sale) in world.earlier.iter().enumerate() {
            let receipt = books.earlier(world, facilities, place as i64, sale);
            books.receipts.insert(receipt.id, receipt);
        }
        books
    }

    /// A sale of this morning. The world's packages have it taken off already, so only the sums move.
    fn earlier(
        &mut self,
        world: &World,
        facilities: &[Facility],
        place: i64,
        sale: &world::Earlier,
    ) -> Receipt {
        let is_here = |f: &Facility| f.store == sale.store && f.is_medical == sale.is_medical;
        let facility = facilities.iter().position(is_here).expect("every store has both licences");
        let zone = time::zone(world.stores[sale.store].zone).expect("the world's zones are known");
        let mut lines = Vec::new();
        for line in &sale.lines {
            let id = PACKAGE_ID_BASE + line.package as i64;
            let package = self.package_mut(id);
            package.began += line.quantity;
            package.sold += line.quantity;
            package.modified_at = sale.at;
            let (quantity, total) = (line.quantity, line.total);
            lines.push(Line { package: id, quantity, total, details: Map::new(), recorded_at: sale.at });
        }
        Receipt {
            id: RECEIPT_ID_BASE + place,
            facility,
            number: format!("{:010}", RECEIPT_ID_BASE + place),
            external_number: Some(sale.number.clone()),
            sales_time: sale.at.in_zone(&zone).strftime("%Y-%m-%dT%H:%M:%S.000").to_string(),
            sold_at: sale.at,
            customer_type: if sale.is_medical { "Patient" } else { "Consumer" }.to_owned(),
            patient: None,
            caregiver: None,
            identification_method: None,
            registration_location: None,
            lines,
            is_final: false,
            archived_at: None,
            recorded_at: sale.at,
            modified_at: sale.at,
        }
    }

    /// Takes a manifest into the facility: the person's click in the vendor's own page, for which there is no call.
    pub(in crate::metrc) fn receive(
        &mut self,
        world: &World,
        manifest: &str,
        now: Timestamp,
    ) -> Result<i64, String> {
        let found = self.transfers.iter_mut().find(|t| world.incoming[t.origin].manifest == manifest);
        let transfer = found.ok_or_else(|| format!("there is no manifest `{manifest}`"))?;
        if transfer.received_at.is_some() {
            return Err(format!("manifest `{manifest}` has been received already"));
        }
        transfer.received_at = Some(now);
        transfer.modified_at = now;
        let (origin, facility) = (transfer.origin, transfer.facility);
        let incoming = &world.incoming[origin];
        for (tag, product, quantity) in &incoming.packages {
            let id = self.fresh_id();
            let package = Package {
                id,
                label: tag.to_string(),
                facility,
                product: *product,
                origin: None,
                unit: world.products[*product].unit,
                quantity: *quantity,
                began: *quantity,
                adjusted: 0,
                sold: 0,
                location: LOCATIONS[1].1.to_owned(),
                lab_state: world::LabState::TestPassed,
                expires_on: None,
                packaged_on: world.today,
                received_at: now,
                manifest: incoming.manifest.clone(),
                from_license: incoming.from_license,
                from_name: incoming.from_name,
                on_hold: false,
                on_recall: false,
                finished_on: None,
                note: String::new(),
                external_id: String::new(),
                modified_at: now,
            };
            self.labels.insert(package.label.clone(), id);
            self.packages.insert(id, package);
        }
        Ok(incoming.packages.len() as i64)
    }
}

fn package(world: &World, facilities: &[Facility], origin: &world::Package) -> Package {
    let facility = facilities.iter().position(|f| f.license == origin.license);
    let finished_at = origin.finished_on.map(|on| {
        let zone = time::zone(world.stores[origin.store].zone).expect("the world's zones are known");
        on.start_in(&zone).plus_seconds(20 * 3_600)
    });
    Package {
        id: PACKAGE_ID_BASE + origin.index as i64,
        label: origin.tag.to_string(),
        facility: facility.expect("every package's licence is a facility's"),
        product: origin.product,
        origin: Some(origin.index),
        unit: world.product_of(origin).unit,
        quantity: origin.quantity,
        began: origin.quantity,
        adjusted: 0,
        sold: 0,
        location: origin.location.to_owned(),
        lab_state: origin.lab.state,
        expires_on: origin.expires_on,
        packaged_on: origin.packaged_on,
        received_at: origin.received_at,
        manifest: origin.manifest.clone(),
        from_license: origin.maker_license,
        from_name: origin.maker_name,
        on_hold: origin.on_hold,
        on_recall: origin.on_recall,
        finished_on: origin.finished_on,
        note: origin.note.to_owned(),
        external_id: String::new(),
        modified_at: finished_at.unwrap_or(origin.received_at),
    }
}

fn patients(world: &World) -> BTreeMap<String, Patient> {
    let cards = world.customers.iter().filter_map(|customer| Some((customer, customer.card.as_ref()?)));
    let each = cards.map(|(customer, card)| {
        let theirs = world.elsewhere.iter().filter(|sale| sale.customer == customer.index);
        let elsewhere = theirs.map(|sale| ElsewhereSale {
            at: sale.at,
            bought: Bought::of(sale.category, sale.weight, countersign_kernel::Mass::ZERO, sale.thc),
        });
        let patient = Patient {
            number: card.number.clone(),
            birth_date: customer.birth_date,
            registered_on: card.registered_on,
            expires_on: card.expires_on,
            is_caregiver: card.is_caregiver,
            elsewhere: elsewhere.collect(),
        };
        (card.number.clone(), patient)
    });
    each.collect()
}

fn transfers(world: &World, facilities: &[Facility]) -> Vec<Transfer> {
    let each = world.incoming.iter().enumerate().map(|(origin, incoming)| Transfer {
        id: TRANSFER_ID_BASE + origin as i64,
        delivery_id: DELIVERY_ID_BASE + origin as i64,
        origin,
        facility: facilities.iter().position(|f| f.license == incoming.license).expect("a licence of ours"),
        received_at: None,
        modified_at: incoming.created_at,
    });
    each.collect()
}
