//! Carrying one act out at the system outside. Before anything that cannot be repeated is tried a second time, the
//! other side is asked whether the first time worked.

use std::collections::BTreeMap;

use countersign_kernel::{Money, Timestamp};
use countersign_ports::flag::Capability;
use countersign_ports::point_of_sale::PosSale;
use countersign_ports::state_system::{Buyer, PostedReceipt, Receipt, StateSystem};
use countersign_ports::{CallError, Connection, Effect, Failure};
use countersign_store::acts::ActRow;
use countersign_store::cases;
use serde_json::{Value, json};

use super::books;
use super::payload::{Payload, order_of};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::deeds::{self, Against};
use crate::inventory::fence;
use crate::inventory::plan::CASES_MAX;
use crate::menu::settle;

/// How an attempt went.
#[derive(Debug)]
pub enum Outcome {
    /// It is there now; the value goes on the record.
    Done(Value),
    /// Not yet; worth another try by itself.
    Later(CallError),
    /// It was done and does not show yet.
    NotYet(String),
    /// The other side understood and said no, or our books disagree with its: a person must look.
    Stuck(String),
}

/// Whether acts of this kind, for one system, can be carried out in one go.
pub fn goes_together(act: &ActRow) -> bool {
    matches!(act.kind.as_str(), "menu.hide" | "menu.withdraw")
}

/// How each of these went, in one go; `None` where each has to be tried by itself.
pub async fn together(app: &App, acts: &[ActRow]) -> Option<Vec<Outcome>> {
    let [first, _, ..] = acts else { return None };
    let connection = app.connection(&first.store_id, &first.target)?;
    let payloads: Vec<Payload> = acts.iter().map(Payload::of).collect::<Result<_, _>>().ok()?;
    let wanted: Vec<books::Listed<'_>> = payloads.iter().map(books::taken_off).collect::<Option<_>>()?;
    match books::hide(connection.as_ref(), &wanted).await {
        Ok(outcomes) => Some(outcomes),
        Err(why) if why.is_passing() => Some(acts.iter().map(|_| Outcome::Later(why.clone())).collect()),
        // One of them is refused, and nothing says which.
        Err(_) => None,
    }
}

pub async fn perform(app: &App, act: &ActRow) -> Result<Outcome, AppError> {
    let payload = Payload::of(act)?;
    let Some(connection) = app.connection(&act.store_id, &act.target) else {
        return Ok(Outcome::Stuck(format!(
            "`{}` is no longer connected; connect it, then try again",
            act.target
        )));
    };
    if let Some(outcome) = kept_off(app, act, &payload).await? {
        return Ok(outcome);
    }
    let first = act.attempts <= 1;
    let done = match &payload {
        Payload::Hide { .. }
        | Payload::Withdraw { .. }
        | Payload::Restore { .. }
        | Payload::SetQuantity { .. }
        | Payload::SetPrices { .. }
        | Payload::Publish { .. }
        | Payload::Unpublish { .. }
        | Payload::Show { .. } => {
            let outcome = books::perform(connection.as_ref(), &payload).await;
            return Ok(given_up(act, &payload, outcome));
        }
        Payload::Acknowledge { external_id } => acknowledge(connection.as_ref(), external_id).await,
        Payload::Status { external_id, status } => match connection.order_source() {
            Some(source) => {
                source.set_status(external_id, status).await.map(|()| json!({"word": source.words(status)}))
            }
            None => Err(unsupported(connection.as_ref(), "set_status")),
        },
        Payload::Receipt { receipt, again } => {
            // An adult's purchase is nobody's as a patient, whatever card the buyer also holds.
            let patient = match receipt.buyer {
                Buyer::Consumer => None,
                Buyer::Patient | Buyer::Caregiver => patient_number(app, act).await?,
            };
            let posted =
                post_receipt(connection.as_ref(), receipt, patient.as_deref(), first && !again).await;
            // What was voided once may be answered as if it stood; only what is read back live is there.
            match posted {
                Ok(posted) if *again => match stands(connection.as_ref(), receipt).await {
                    Ok(true) => Ok(posted),
                    Ok(false) => {
                        let why = "it was answered well, and no receipt stands there under this number";
                        return Ok(Outcome::Stuck(why.to_owned()));
                    }
                    Err(why) => Err(why),
                },
                other => other,
            }
        }
        Payload::PosSale { sale } if asks_too_much(connection.as_ref(), sale) => {
            let why = "this till takes no discount from outside, and would ask more than was promised; ring it up by hand";
            return Ok(Outcome::Stuck(why.to_owned()));
        }
        Payload::PosSale { sale } => post_sale(connection.as_ref(), sale, first).await,
        Payload::Void { number, sold_at } => {
            let posted = posted_receipt(app, act).await?;
            match void_receipts(connection.as_ref(), number, *sold_at, posted).await {
                // Nothing stands there, and the state would tell: what was never posted need not be voided.
                Ok(voided) if voided.is_empty() && !finds_every_receipt(connection.as_ref()) => {
                    return Ok(Outcome::Stuck(format!("`{}` knows no receipt `{number}`", act.target)));
                }
                other => other.map(|voided| json!({"voided": voided, "number": number})),
            }
        }
    };
    Ok(of(done))
}

/// Whether what was to be shown again may not be. It may have waited, or a person let it try again: what was looked at when
/// it was decided may be over. Where that is not known it waits on.
async fn kept_off(app: &App, act: &ActRow, payload: &Payload) -> Result<Option<Outcome>, AppError> {
    let (sku, external_ids) = match payload {
        Payload::Show { sku, external_ids, .. } | Payload::Restore { sku, external_ids } => {
            (sku, external_ids.clone())
        }
        Payload::Publish { listing, .. } => (&listing.sku, vec![listing.sku.clone()]),
        _ => return Ok(None),
    };
    let open = cases::of_store(app.db(), &act.store_id, CASES_MAX).await?;
    if fence::keeps_off(&open, &act.target, sku, &external_ids) {
        return Ok(Some(Outcome::Stuck("a case keeps this off sale now; settle that first".to_owned())));
    }
    if let Payload::Publish { publication, listing } = payload {
        return settle::no_longer_so(app, publication, listing).await.map(|why| why.map(Outcome::Stuck));
    }
    if let Payload::Show { .. } = payload {
        let hidden = BTreeMap::from([(act.target.clone(), external_ids.iter().cloned().collect())]);
        let against = deeds::against_showing(app, &act.store_id, sku, &hidden).await?;
        return Ok(against.map(|against| match against {
            Against::NotWhole => Outcome::NotYet(against.words()),
            Against::Case(_) => Outcome::Stuck(against.words()),
        }));
    }
    Ok(None)
}

/// A menu that has taken a listing and does not show it is waited for so often; then a person looks.
const TRIES_TO_BE_SEEN: i64 = 12;

fn given_up(act: &ActRow, payload: &Payload, outcome: Outcome) -> Outcome {
    match (outcome, payload) {
        (Outcome::NotYet(why), Payload::Publish { .. }) if act.attempts >= TRIES_TO_BE_SEEN => {
            Outcome::Stuck(format!("tried {} times: {why}", act.attempts))
        }
        (outcome, _) => outcome,
    }
}

fn finds_every_receipt(connection: &dyn Connection) -> bool {
    connection.state_system().is_some_and(StateSystem::finds_every_receipt)
}

/// How an attempt went, by what it gave.
pub(super) fn of(done: Result<Value, CallError>) -> Outcome {
    match done {
        Ok(result) => Outcome::Done(result),
        Err(why) if why.is_passing() => Outcome::Later(why),
        Err(why) => Outcome::Stuck(why.to_string()),
    }
}

async fn acknowledge(connection: &dyn Connection, external_id: &str) -> Result<Value, CallError> {
    match connection.order_source() {
        Some(source) => source.acknowledge(external_id).await.map(|()| json!({})),
        None => Err(unsupported(connection, "acknowledge")),
    }
}

async fn post_receipt(
    connection: &dyn Connection,
    receipt: &Receipt,
    patient: Option<&str>,
    first: bool,
) -> Result<Value, CallError> {
    let state = connection.state_system().ok_or_else(|| unsupported(connection, "post_receipt"))?;
    let number = &receipt.external_number;
    if !first && let Some(found) = find_receipt(connection, receipt).await? {
        return Ok(found);
    }
    match state.post_receipt(receipt, patient).await {
        Ok(id) => Ok(json!({"receipt": id, "number": number})),
        // It may be there: one look now spares the wait when the answer alone was lost.
        Err(why) if why.effect == Effect::Unknown => match find_receipt(connection, receipt).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) | Err(_) => Err(as_passing(why)),
        },
        Err(why) => Err(why),
    }
}

/// Whether a receipt lives under this number; a look that fails is no yes.
async fn stands(connection: &dyn Connection, receipt: &Receipt) -> Result<bool, CallError> {
    Ok(find_receipt(connection, receipt).await?.is_some())
}

/// The one receipt that lives under the number. Another one than ours, or several, is for a person.
async fn find_receipt(connection: &dyn Connection, receipt: &Receipt) -> Result<Option<Value>, CallError> {
    let operation = "find_receipt";
    let state = connection.state_system().ok_or_else(|| unsupported(connection, operation))?;
    let refused = |why: String| CallError {
        vendor: connection.vendor(),
        operation,
        failure: Failure::Refused { status: 0, messages: vec![why] },
        effect: Effect::None,
    };
    let number = &receipt.external_number;
    let found = state.receipts_by_number(number, receipt.sold_at).await?;
    let live = ours_among(&found, receipt).map_err(refused)?;
    Ok(live.map(|r| json!({"receipt": r.id, "number": number, "found": true})))
}

/// The one that is not voided, if it is for as much as ours.
fn ours_among<'f>(
    found: &'f [PostedReceipt],
    receipt: &Receipt,
) -> Result<Option<&'f PostedReceipt>, String> {
    let number = &receipt.external_number;
    let total = receipt.lines.iter().try_fold(Money::ZERO, |sum, line| sum.checked_add(line.total));
    let live: Vec<&PostedReceipt> = found.iter().filter(|receipt| !receipt.voided).collect();
    match live.as_slice() {
        [] => Ok(None),
        [one] if Some(one.total) == total => Ok(Some(one)),
        [one] => Err(format!("`{}` stands there under `{number}` with another total", one.id)),
        several => Err(format!("{} receipts stand there under `{number}`", several.len())),
    }
}

/// Voids the receipt that we posted, and any other that lives under its number.
async fn void_receipts(
    connection: &dyn Connection,
    number: &str,
    sold_at: Timestamp,
    posted: Option<String>,
) -> Result<Vec<String>, CallError> {
    let state = connection.state_system().ok_or_else(|| unsupported(connection, "void_receipt"))?;
    let found = state.receipts_by_number(number, sold_at).await?;
    // One that is void already counts as voided by us: the try before this one may have done it.
    let mut ids: Vec<String> = posted.into_iter().chain(found.into_iter().map(|r| r.id)).collect();
    ids.sort();
    ids.dedup();
    for id in &ids {
        state.void_receipt(id).await?;
    }
    Ok(ids)
}

/// The state's own id of the order's receipt, from the act that posted it.
async fn posted_receipt(app: &App, act: &ActRow) -> Result<Option<String>, AppError> {
    let Some(id) = order_of(act)? else { return Ok(None) };
    let acts = countersign_store::acts::of_order(app.db(), &id).await?;
    let last = acts.iter().rfind(|a| a.kind == "state.receipt" && a.result.is_some());
    let result = last.and_then(|a| a.result.as_deref());
    let result: Option<Value> = result.and_then(|text| serde_json::from_str(text).ok());
    Ok(result.and_then(|result| result["receipt"].as_str().map(str::to_owned)))
}

/// Whether the till would ring up its own prices in place of those that were promised.
fn asks_too_much(connection: &dyn Connection, sale: &PosSale) -> bool {
    let discounted = sale.lines.iter().any(|line| line.discount != Money::ZERO);
    discounted && !connection.can(Capability::RingDiscount)
}

async fn post_sale(connection: &dyn Connection, sale: &PosSale, first: bool) -> Result<Value, CallError> {
    let pos = connection.point_of_sale().ok_or_else(|| unsupported(connection, "post_sale"))?;
    if !first {
        let found = pos.sales_by_reference(&sale.reference, sale.sold_at).await?;
        if let Some(number) = found.first() {
            return Ok(json!({"sale": number, "reference": sale.reference, "found": true}));
        }
    }
    match pos.post_sale(sale).await {
        Ok(number) => Ok(json!({"sale": number, "reference": sale.reference})),
        Err(why) if why.effect == Effect::Unknown => Err(as_passing(why)),
        Err(why) => Err(why),
    }
}

/// An act of which nobody knows whether it happened is never given up: it is looked for, then tried again.
fn as_passing(why: CallError) -> CallError {
    if why.is_passing() { why } else { CallError { failure: Failure::NoAnswer, ..why } }
}

pub(super) fn unsupported(connection: &dyn Connection, operation: &'static str) -> CallError {
    CallError::unsupported(connection.vendor(), operation)
}

/// The patient's number is opened at the last moment and never lies in the outbox. The register's profile comes first; where
/// a register shows none, it is the number that the order gave and that the state was asked about.
async fn patient_number(app: &App, act: &ActRow) -> Result<Option<String>, AppError> {
    let Some(id) = order_of(act)? else { return Ok(None) };
    let order = countersign_store::orders::by_id(app.db(), &id).await?.ok_or(AppError::NotFound("order"))?;
    debug_assert_eq!(order.store_id, act.store_id, "an act belongs to its order's store");
    let on_file = match &order.customer_id {
        Some(customer) => crate::customers::profile::open(app, customer).await?.patient_number,
        None => None,
    };
    match on_file {
        Some(number) => Ok(Some(number)),
        None => Ok(crate::orders::buyer::open(app, &order.id, &order.sealed_buyer)?.patient_number),
    }
}

#[cfg(test)]
mod tests {
    use countersign_ports::state_system::ReceiptLine;

    use super::*;

    #[test]
    fn only_one_receipt_over_the_same_total_is_ours() {
        let line = |cents| ReceiptLine {
            tag: "1A40C0DDF0E7000000010901".parse().expect("a tag"),
            quantity: "1".to_owned(),
            unit: "Each".to_owned(),
            total: Money(cents),
        };
        let receipt = Receipt {
            external_number: "CS-1".to_owned(),
            sold_at: "2026-11-21T19:00:00Z".parse().expect("an instant"),
            zone: "America/Denver".to_owned(),
            buyer: Buyer::Consumer,
            lines: vec![line(1_500), line(1_000)],
        };
        let posted = |id: &str, cents, voided| PostedReceipt {
            id: id.to_owned(),
            external_number: Some("CS-1".to_owned()),
            total: Money(cents),
            voided,
        };
        let ours =
            |found: &[PostedReceipt]| ours_among(found, &receipt).map(|one| one.map(|one| one.id.clone()));
        assert_eq!((ours(&[]), ours(&[posted("1", 2_500, true)])), (Ok(None), Ok(None)));
        assert_eq!(ours(&[posted("1", 9, true), posted("2", 2_500, false)]), Ok(Some("2".to_owned())));
        assert!(ours(&[posted("1", 2_499, false)]).is_err(), "the state worked out another total");
        assert!(ours(&[posted("1", 2_500, false), posted("2", 2_500, false)]).is_err());
    }
}
