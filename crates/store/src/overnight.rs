//! What came in since a shop last closed, counted.

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;

use crate::db::{Db, DbError};

/// Orders that arrived from `from` until before `to`: all of them, and those that nobody has decided.
pub async fn orders(db: &Db, store: &StoreId, from: Timestamp, to: Timestamp) -> Result<(i64, i64), DbError> {
    db.query(
        "select count(*) as arrived, \
         cast(coalesce(sum(case when state in ('arrived', 'checked') then 1 else 0 end), 0) as bigint) as undecided \
         from orders where store_id = $1 and arrived_at >= $2 and arrived_at < $3",
    )
    .bind(store.as_str())
    .bind(from.micros())
    .bind(to.micros())
    .one()
    .await
}

/// Cases of the books that were opened since then and are closed by now. Those that are open are few and listed whole.
pub async fn cases_closed(db: &Db, store: &StoreId, since: Timestamp) -> Result<i64, DbError> {
    db.query("select count(*) from book_cases where store_id = $1 and closed_at >= $2 and opened_at >= $2")
        .bind(store.as_str())
        .bind(since.micros())
        .one_value()
        .await
}

/// Messages from outside that were given up, whenever they came; a person must look.
pub async fn stuck_messages(db: &Db, store: &StoreId) -> Result<i64, DbError> {
    db.query("select count(*) from inbox where state = 'dead' and store_id = $1")
        .bind(store.as_str())
        .one_value()
        .await
}

/// A card of the buyer of an open order that ends by a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CardRow {
    pub order_id: String,
    pub number: i64,
    pub id_expires: Option<String>,
    /// Only where the order is a patient's.
    pub card_expires: Option<String>,
}

/// Open orders whose buyer's identity or medical card ends on `day` or before. Days are text in one form, so they compare.
pub async fn cards(db: &Db, store: &StoreId, day: &str, count: i64) -> Result<Vec<CardRow>, DbError> {
    db.query(
        "select o.id as order_id, o.number, c.id_expires, \
         case when o.program = 'medical' then c.card_expires else null end as card_expires from orders o \
         join customers c on c.id = o.customer_id \
         where o.store_id = $1 and o.closed_at is null \
         and (c.id_expires <= $2 or (o.program = 'medical' and c.card_expires <= $2)) \
         order by o.arrived_at, o.id limit $3",
    )
    .bind(store.as_str())
    .bind(day)
    .bind(count)
    .all()
    .await
}
