//! The evening: each store's day is drawn up, what differs is accepted by one person, and the day is signed by another. Then
//! things go wrong behind the signature, and a later look must find exactly those.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use countersign_app::close::view::{Shown, view};
use countersign_app::close::{accept, correct, draw, sign};
use countersign_app::record::whole;
use countersign_app::{App, AppError};
use countersign_kernel::BusinessDate;
use countersign_ports::state_system::{Buyer, Receipt, ReceiptLine};
use serde_json::json;

use super::day::Day;
use crate::oracle::OURS;
use crate::shop::Team;
use crate::street::{MetrcReceipt, Outside, PosSale};

/// A close that could not read a book is drawn up again so often: vendors misbehave.
const DRAWINGS_MAX: usize = 5;

/// A difference by its class and the reference it is about.
pub type Told = BTreeSet<(String, String)>;

/// How the evening went at one store.
#[derive(Debug, Clone, Default)]
pub struct StoreEvening {
    pub store: usize,
    pub found: Told,
    /// The three sums of tracked goods as the close shows them: orders, register, state.
    pub sums: [String; 3],
    /// Register and state as the differences leave them.
    pub gaps: [String; 2],
    pub is_signed: bool,
    /// What went wrong after the signature, and what the later look told.
    pub planted: Told,
    pub corrected: Told,
    pub unexpected: Vec<String>,
}

impl Day {
    /// Closes every store's day. The vendors' books are those from before anything is planted.
    pub async fn evening(&mut self, outside: &Outside) -> anyhow::Result<Vec<StoreEvening>> {
        let day: BusinessDate = self.street.world().today;
        // The day's crashes are over; nobody would take the work of a dead server up again now.
        self.crashes.no_more();
        let mut all = Vec::new();
        for store in 0..self.shop.stores.len() {
            let mut evening = StoreEvening { store, ..StoreEvening::default() };
            self.close_day(day, &mut evening).await?;
            self.plant(outside, &mut evening).await?;
            let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
            correct::look_again(&app, &team.associate, day).await?;
            let shown = shown(&app, &team, day).await?;
            evening.corrected =
                shown.corrections.iter().flat_map(|(_, later)| &later.new).map(|key| told(key)).collect();
            evening.is_signed = shown.row.state == "signed" && shown.is_as_recorded;
            all.push(evening);
        }
        let auditor = &self.shop.teams[0].auditor;
        let whole = whole::verify(&self.shop.app, auditor).await?;
        ensure!(whole.is_whole(), "the record is not whole after the evening: {:?}", whole.broken);
        Ok(all)
    }

    async fn close_day(&mut self, day: BusinessDate, evening: &mut StoreEvening) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[evening.store].clone());
        let mut close = None;
        for _ in 0..DRAWINGS_MAX {
            draw::draw_up(&app, &team.associate, day).await?;
            let drawn = shown(&app, &team, day).await?;
            let unread =
                drawn.differences.iter().any(|d| d.row.state == "open" && d.row.class.ends_with("not-read"));
            close = Some(drawn);
            if !unread {
                break;
            }
            self.street.clock.advance_seconds(60);
        }
        let close = close.context("it is drawn up at least once")?;
        let open = || close.differences.iter().filter(|d| d.row.state == "open");
        evening.found = open().map(|d| (d.row.class.clone(), d.said.about.clone())).collect();
        let sums = close.kept.totals.first().context("there is a sum")?;
        let read = |sum: &Option<String>| sum.clone().unwrap_or_else(|| "not read".to_owned());
        evening.sums = [sums.orders.clone(), read(&sums.register), read(&sums.state)];
        evening.gaps = [sums.register_gap.clone(), sums.state_gap.clone()];
        match sign::sign(&app, &team.budtender, day).await {
            Err(AppError::NotPermitted(_)) => self.log.refused("a budtender signs the day"),
            other => evening.unexpected.push(format!("a budtender signed the day: {other:?}")),
        }
        for difference in open() {
            let reason = "Looked into; it is settled with the register's own books";
            accept::accept(&app, &team.compliance_officer, day, &difference.row.key, reason).await?;
        }
        if open().next().is_some() {
            match sign::sign(&app, &team.compliance_officer, day).await {
                Err(AppError::Refused(_)) => self.log.refused("whoever accepted signs the day"),
                other => evening.unexpected.push(format!("whoever accepted signed the day: {other:?}")),
            }
        }
        sign::sign(&app, &team.manager, day).await?;
        match draw::draw_up(&app, &team.manager, day).await {
            Err(AppError::Refused(_)) => self.log.refused("a signed day is drawn up again"),
            other => evening.unexpected.push(format!("a signed day was drawn up again: {other:?}")),
        }
        Ok(())
    }

    /// Four sales of the day come to grief after it was signed, each in another way.
    async fn plant(&self, outside: &Outside, evening: &mut StoreEvening) -> anyhow::Result<()> {
        let mut sound = outside.sales.iter().filter_map(|sale| sound(sale, outside, evening));
        let planted = |class: &str, sale: &PosSale| (class.to_owned(), sale.reference.clone());
        let mut told = Told::new();
        if let Some((sale, _)) = sound.next() {
            self.street
                .act("dutchie_pos", "void_sale", json!({"transaction_id": sale.transaction_id}))
                .await?;
            told.insert(planted("sale-voided", sale));
        }
        if let Some((sale, _)) = sound.next() {
            let edited = json!({"transaction_id": sale.transaction_id, "reference": ""});
            self.street.act("dutchie_pos", "edit_reference", edited).await?;
            told.insert(planted("sale-missing", sale));
        }
        let connections = self.shop.app.connections(&self.shop.stores[evening.store]);
        let state = connections.iter().find_map(|c| c.state_system()).context("a state system")?;
        if let Some((sale, receipt)) = sound.next() {
            state.void_receipt(&receipt.id.to_string()).await?;
            told.insert(planted("receipt-voided", sale));
        }
        if let Some((sale, receipt)) = sound.next() {
            let read = state.receipt_lines(&receipt.id.to_string()).await?;
            let line = |line: countersign_ports::state_system::DayReceiptLine| {
                Ok(ReceiptLine {
                    tag: line.tag.parse()?,
                    quantity: line.quantity.decimal(),
                    unit: line.unit,
                    total: line.paid,
                })
            };
            let again = Receipt {
                external_number: sale.reference.clone(),
                sold_at: receipt.sold_at,
                zone: self.street.world().stores[evening.store].zone.to_owned(),
                buyer: Buyer::Consumer,
                lines: read.into_iter().map(line).collect::<anyhow::Result<_>>()?,
            };
            // Where the shelf is empty by now the state refuses it, and nothing is planted.
            if state.post_receipt(&again, None).await.is_ok() {
                told.insert(planted("receipt-twice", sale));
            }
        }
        evening.planted = told;
        self.street.clock.advance_seconds(60);
        Ok(())
    }
}

/// A sale of ours about which nothing was found, to an adult, with its one receipt.
fn sound<'a>(
    sale: &'a PosSale,
    outside: &'a Outside,
    evening: &StoreEvening,
) -> Option<(&'a PosSale, &'a MetrcReceipt)> {
    let ours =
        sale.store == evening.store && !sale.is_void && sale.reference.starts_with(OURS) && !sale.is_medical;
    let known = evening.found.iter().any(|(_, about)| *about == sale.reference);
    outside.receipts_under(&sale.reference).next().filter(|_| ours && !known).map(|receipt| (sale, receipt))
}

async fn shown(app: &App, team: &Team, day: BusinessDate) -> anyhow::Result<Shown> {
    view(app, &team.manager, day).await?.close.context("the day was drawn up")
}

/// `class/about/place`
fn told(key: &str) -> (String, String) {
    let mut parts = key.split('/').map(str::to_owned);
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}
