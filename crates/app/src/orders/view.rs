//! One order with everything the page about it shows.

use countersign_domain::orders::hand_over::ScanResult;
use countersign_domain::orders::{Buyer, OrderFacts, Verification};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::acts::{self, ActRow};
use countersign_store::db::Tx;
use countersign_store::files::{self, FileRow};
use countersign_store::holds::{self, HeldPackage};
use countersign_store::orders::{self, OrderLineRow, OrderRow};
use countersign_store::record::{self, RecordRow};
use countersign_store::stores::StoreRow;
use countersign_store::verifications::{self, OverrideRow};

use super::{buyer, load, verdict};
use crate::app::App;
use crate::customers::looked_at;
use crate::error::AppError;

/// Entries of the record shown beside an order.
const RECORD_LINES_MAX: i64 = 40;

#[derive(Debug)]
pub struct OrderView {
    pub order: OrderRow,
    pub store: StoreRow,
    pub lines: Vec<OrderLineRow>,
    pub buyer: Buyer,
    /// The newest verification, with its facts and when it was made.
    pub checked: Option<Checked>,
    pub held: Vec<HeldPackage>,
    pub overrides: Vec<OverrideRow>,
    pub acts: Vec<ActRow>,
    pub files: Vec<FileRow>,
    pub scan: Option<(Timestamp, ScanResult)>,
    /// Newest first.
    pub record: Vec<RecordRow>,
    /// The point of sale has it already; it is completed there, not rung up anew.
    pub is_in_the_till: bool,
}

#[derive(Debug)]
pub struct Checked {
    pub at: Timestamp,
    pub facts: OrderFacts,
    pub verification: Verification,
    pub record_seq: i64,
}

pub async fn view(app: &App, actor: &Actor, id: &OrderId) -> Result<OrderView, AppError> {
    app.permit(actor, Permission::OrderView)?;
    load::order(app.db(), actor, id).await?;
    looked_at(app, actor, "look.order", &[id.to_string()], "the order page").await?;
    // All of one moment: checks shown on the version before them would unlock a deed that is then refused as late.
    app.db().read(|tx| Box::pin(read(app, tx, actor, id))).await
}

async fn read(app: &App, tx: &mut Tx<'_>, actor: &Actor, id: &OrderId) -> Result<OrderView, AppError> {
    let order = load::order(&mut *tx, actor, id).await?;
    let held = match holds::of_order(&mut *tx, id).await? {
        Some(hold) => holds::packages(&mut *tx, &hold.id).await?,
        None => Vec::new(),
    };
    let checked = verifications::latest(&mut *tx, id).await?.map(|row| checked(&row)).transpose()?;
    let scan = verifications::last_hand_over(&mut *tx, id).await?;
    let scan = scan.map(|(at, _, results)| {
        let result = serde_json::from_str(&results);
        result
            .map(|result| (Timestamp::from(at), result))
            .map_err(|why| AppError::Damaged(format!("a scan: {why}")))
    });
    Ok(OrderView {
        is_in_the_till: order.channel.lies_in_the_till(),
        store: load::store(&mut *tx, &order.store_id).await?,
        lines: orders::lines(&mut *tx, id).await?,
        buyer: buyer::open(app, id, &order.sealed_buyer)?,
        checked,
        held,
        overrides: verifications::overrides(&mut *tx, id).await?,
        acts: acts::of_order(&mut *tx, id).await?,
        files: files::of_order(&mut *tx, id).await?,
        scan: scan.transpose()?,
        record: record::by_subject(&mut *tx, id.as_str(), RECORD_LINES_MAX).await?,
        order,
    })
}

fn checked(row: &verifications::VerificationRow) -> Result<Checked, AppError> {
    Ok(Checked {
        at: row.at,
        facts: verdict::facts(row)?,
        verification: verdict::read(row)?,
        record_seq: row.record_seq,
    })
}

/// By the number on the bag.
pub async fn by_number(app: &App, actor: &Actor, number: i64) -> Result<OrderId, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let store = crate::permit::store_of(actor)?;
    let found = orders::by_number(app.db(), store, number).await?;
    found.map(|order| order.id).ok_or(AppError::NotFound("order"))
}
