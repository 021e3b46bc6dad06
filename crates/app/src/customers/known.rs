//! A customer as a page may show one before anything is opened: no field of it names anybody.

use std::collections::BTreeMap;

use countersign_domain::customers::Standing;
use countersign_domain::orders::{Channel, State};
use countersign_kernel::id::{CustomerId, OrderId};
use countersign_kernel::{Actor, BusinessDate, Money, Timestamp};
use countersign_store::customers::{self, CustomerRow};
use countersign_store::record;

use super::sealed_field::SealedField;
use super::search::{self, By};
use super::view;
use crate::app::App;
use crate::error::AppError;
use crate::people::names;
use crate::permit::store_of;

/// Letters of the id by which people call a sealed customer.
const HANDLE_CHARS: usize = 4;
/// Looks listed beside a customer.
const LOOKS_MAX: i64 = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCustomer {
    pub id: CustomerId,
    /// The end of the id, for people to say: `7K2M`.
    pub handle: String,
    pub standing: Standing,
    pub is_patient: bool,
    pub id_expires: Option<BusinessDate>,
    pub card_expires: Option<BusinessDate>,
    /// The fields that have something behind their seal.
    pub given: Vec<SealedField>,
    pub since: Timestamp,
    pub seen_at: Timestamp,
    /// At the actor's store.
    pub orders: i64,
}

#[derive(Debug, Clone)]
pub struct KnownOrder {
    pub id: OrderId,
    pub number: i64,
    pub channel: Channel,
    pub state: State,
    pub total: Money,
    pub arrived_at: Timestamp,
}

/// Somebody opened a field, or had the customer on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub at: Timestamp,
    pub who: String,
    pub field: Option<SealedField>,
    pub why: String,
}

#[derive(Debug, Clone)]
pub struct CustomerPage {
    pub customer: KnownCustomer,
    /// Newest first.
    pub orders: Vec<KnownOrder>,
    /// Newest first.
    pub looks: Vec<Look>,
}

/// Everybody with exactly that value.
pub async fn found(app: &App, actor: &Actor, by: &By) -> Result<Vec<KnownCustomer>, AppError> {
    let rows = search::search(app, actor, by).await?;
    listed(app, actor, rows).await
}

/// The customers most lately seen.
pub async fn latest(app: &App, actor: &Actor, count: i64) -> Result<Vec<KnownCustomer>, AppError> {
    let rows = search::latest(app, actor, count).await?;
    listed(app, actor, rows).await
}

pub async fn page(app: &App, actor: &Actor, id: &CustomerId) -> Result<CustomerPage, AppError> {
    let view = view::view(app, actor, id).await?;
    let orders = view.orders.into_iter().map(|row| KnownOrder {
        id: row.id,
        number: row.number,
        channel: row.channel,
        state: row.state,
        total: row.total,
        arrived_at: row.arrived_at,
    });
    let orders: Vec<KnownOrder> = orders.collect();
    let mut customers = listed(app, actor, vec![view.row]).await?;
    let customer = customers.pop().expect("one row makes one customer");
    Ok(CustomerPage { customer, orders, looks: looks(app, actor, id).await? })
}

async fn listed(app: &App, actor: &Actor, rows: Vec<CustomerRow>) -> Result<Vec<KnownCustomer>, AppError> {
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.id.clone()).collect();
    let counts = customers::order_counts(app.db(), store_of(actor)?, &ids).await?;
    let counts: BTreeMap<String, i64> = counts.into_iter().collect();
    Ok(rows.iter().map(|row| known(row, counts.get(row.id.as_str()).copied().unwrap_or(0))).collect())
}

fn known(row: &CustomerRow, orders: i64) -> KnownCustomer {
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let given = |field: &SealedField| match field {
        SealedField::Name | SealedField::Born => true,
        SealedField::Phone => row.phone.is_some(),
        SealedField::Email => row.email.is_some(),
        SealedField::Address => row.address.is_some(),
        SealedField::IdNumber => row.id_number.is_some(),
        SealedField::CardNumber => row.patient_number.is_some(),
    };
    KnownCustomer {
        id: row.id.clone(),
        handle: handle(&row.id),
        standing: Standing::from_word(&row.standing),
        is_patient: row.patient_number.is_some(),
        id_expires: date(&row.id_expires),
        card_expires: date(&row.card_expires),
        given: SealedField::ALL.iter().copied().filter(given).collect(),
        since: row.created_at,
        seen_at: row.updated_at,
        orders,
    }
}

/// The last letters of an id are random; its first ones are the time and look alike.
pub fn handle(id: &CustomerId) -> String {
    let text = id.as_str();
    text[text.len().saturating_sub(HANDLE_CHARS)..].to_uppercase()
}

async fn looks(app: &App, actor: &Actor, id: &CustomerId) -> Result<Vec<Look>, AppError> {
    let rows = record::by_subject(app.db(), id.as_str(), LOOKS_MAX).await?;
    let names = names::of_store(app, actor).await?;
    let looks = rows.into_iter().filter(|row| row.kind.starts_with("look.")).map(|row| {
        let line: serde_json::Value = serde_json::from_str(&row.line).unwrap_or_default();
        let text = |key: &str| line["body"][key].as_str().unwrap_or_default().to_owned();
        Look {
            at: row.at,
            who: names.get(&row.actor).cloned().unwrap_or(row.actor),
            field: SealedField::from_word(&text("field")),
            why: text("why"),
        }
    });
    Ok(looks.collect())
}
