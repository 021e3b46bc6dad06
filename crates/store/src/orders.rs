//! Orders and their lines.

use countersign_domain::orders::{Channel, Fulfilment, State};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Money, Timestamp};
use countersign_rulebook::Program;

use crate::db::{Db, DbError, Query, Source, Tx};

/// An order as it is kept. `sealed_buyer` names the person; everything else may be shown.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct OrderRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: OrderId,
    pub number: i64,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub channel: Channel,
    pub external_id: String,
    pub external_words: String,
    pub program: String,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub fulfilment: Fulfilment,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub state: State,
    /// `pass`, `stop`, `unknown`, or `wait` before the first check.
    pub verdict: String,
    pub customer_id: Option<String>,
    pub person_key: Option<String>,
    pub sealed_buyer: Vec<u8>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub subtotal: Money,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub tax: Money,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub discount: Money,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub total: Money,
    pub payment: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub placed_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub arrived_at: Timestamp,
    pub window_start: Option<i64>,
    pub window_end: Option<i64>,
    pub acknowledge_by: Option<i64>,
    pub acknowledged_at: Option<i64>,
    pub hold_until: Option<i64>,
    /// A few words for the queue.
    pub outcome_line: String,
    /// One letter a check; see `Verification::strip`.
    pub checks_line: String,
    pub closed_at: Option<i64>,
    pub close_reason: Option<String>,
    /// Counts changes; a step names the version it was decided on.
    pub version: i64,
}

impl OrderRow {
    pub fn program(&self) -> Program {
        Program::from_word(&self.program).expect("the program column holds only the words we write")
    }
}

impl std::fmt::Debug for OrderRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OrderRow({}, {}, ‹sealed›)", self.id, self.state.word())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct OrderLineRow {
    pub line: i64,
    pub external_id: String,
    pub product: String,
    pub sku: String,
    pub quantity: i64,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub unit_price: Money,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub line_total: Money,
    /// What is paid for it after promotions, before tax; none until that is decided, and where no promotion gave anything.
    pub promised: Option<i64>,
}

const COLUMNS: &str = "select id, number, store_id, channel, external_id, external_words, program, fulfilment, state, \
                       verdict, customer_id, person_key, sealed_buyer, subtotal, tax, discount, total, payment, \
                       placed_at, arrived_at, window_start, window_end, acknowledge_by, acknowledged_at, \
                       hold_until, outcome_line, checks_line, closed_at, close_reason, version from orders";

/// The store's next order number: short, rising, said aloud over the counter.
pub async fn next_number(tx: &mut Tx<'_>, store: &StoreId) -> Result<i64, DbError> {
    tx.query("update order_numbers set last = last + 1 where store_id = $1 returning last")
        .bind(store.as_str())
        .one_value()
        .await
}

/// Takes an order in. `false` when the channel had sent it before; then nothing is written.
pub async fn insert(tx: &mut Tx<'_>, order: &OrderRow, lines: &[OrderLineRow]) -> Result<bool, DbError> {
    let inserted = tx
        .query(
            "insert into orders (id, number, store_id, channel, external_id, external_words, program, fulfilment, \
             state, verdict, customer_id, person_key, sealed_buyer, subtotal, tax, discount, total, payment, \
             placed_at, arrived_at, window_start, window_end, acknowledge_by, acknowledged_at, hold_until, \
             outcome_line, checks_line, closed_at, close_reason, version) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
             $21, $22, $23, $24, $25, $26, $27, $28, $29, $30) on conflict (channel, external_id) do nothing",
        )
        .bind(order.id.as_str())
        .bind(order.number)
        .bind(order.store_id.as_str())
        .bind(order.channel.word())
        .bind(&order.external_id)
        .bind(&order.external_words)
        .bind(&order.program)
        .bind(order.fulfilment.word())
        .bind(order.state.word())
        .bind(&order.verdict)
        .bind(order.customer_id.as_deref())
        .bind(order.person_key.as_deref())
        .bind(&order.sealed_buyer)
        .bind(order.subtotal.0)
        .bind(order.tax.0)
        .bind(order.discount.0)
        .bind(order.total.0)
        .bind(&order.payment)
        .bind(order.placed_at.micros())
        .bind(order.arrived_at.micros())
        .bind(order.window_start)
        .bind(order.window_end)
        .bind(order.acknowledge_by)
        .bind(order.acknowledged_at)
        .bind(order.hold_until)
        .bind(&order.outcome_line)
        .bind(&order.checks_line)
        .bind(order.closed_at)
        .bind(order.close_reason.as_deref())
        .bind(order.version)
        .execute()
        .await?;
    if inserted == 0 {
        return Ok(false);
    }
    for line in lines {
        insert_line(tx, &order.id, line).await?;
    }
    Ok(true)
}

async fn insert_line(tx: &mut Tx<'_>, order: &OrderId, line: &OrderLineRow) -> Result<(), DbError> {
    tx.query(
        "insert into order_lines (order_id, line, external_id, product, sku, quantity, unit_price, line_total, \
         promised) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(order.as_str())
    .bind(line.line)
    .bind(&line.external_id)
    .bind(&line.product)
    .bind(&line.sku)
    .bind(line.quantity)
    .bind(line.unit_price.0)
    .bind(line.line_total.0)
    .bind(line.promised)
    .execute()
    .await?;
    Ok(())
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &OrderId) -> Result<Option<OrderRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

/// The order with its row locked until the transaction ends.
pub async fn locked(tx: &mut Tx<'_>, id: &OrderId) -> Result<Option<OrderRow>, DbError> {
    // DIALECT: SQLite has one writer, and this transaction is it.
    let lock = tx.pick("", " for update");
    tx.query(COLUMNS).push(" where id = ").arg(id.as_str()).push(lock).maybe().await
}

pub async fn by_external<'c>(
    from: impl Source<'c>,
    channel: Channel,
    external_id: &str,
) -> Result<Option<OrderRow>, DbError> {
    from.query(COLUMNS)
        .push(" where channel = ")
        .arg(channel.word())
        .push(" and external_id = ")
        .arg(external_id)
        .maybe()
        .await
}

/// The channel's own ids of a store's orders that are not over.
pub async fn open_there<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    channel: Channel,
) -> Result<Vec<String>, DbError> {
    from.query(OPEN_THERE).bind(store.as_str()).bind(channel.word()).all_values().await
}

pub(crate) const OPEN_THERE: &str = "select external_id from orders where store_id = $1 and channel = $2 and closed_at is null \
                                     order by arrived_at, id";

pub async fn by_number<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    number: i64,
) -> Result<Option<OrderRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and number = ")
        .arg(number)
        .maybe()
        .await
}

pub async fn lines<'c>(from: impl Source<'c>, id: &OrderId) -> Result<Vec<OrderLineRow>, DbError> {
    from.query(
        "select line, external_id, product, sku, quantity, unit_price, line_total, promised from order_lines \
         where order_id = $1 order by line",
    )
    .bind(id.as_str())
    .all()
    .await
}

/// What is paid for each line after promotions, in the lines' order.
pub async fn promise(tx: &mut Tx<'_>, id: &OrderId, paid: &[(i64, Option<Money>)]) -> Result<(), DbError> {
    for (line, paid) in paid {
        tx.query("update order_lines set promised = $3 where order_id = $1 and line = $2")
            .bind(id.as_str())
            .bind(*line)
            .bind(paid.map(|money| money.0))
            .execute()
            .await?;
    }
    Ok(())
}

/// Writes what may change in an order; the version goes up by one. `false` when somebody else was first.
pub async fn save(tx: &mut Tx<'_>, order: &OrderRow) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update orders set external_words = $3, state = $4, verdict = $5, customer_id = $6, person_key = $7, \
             acknowledged_at = $8, hold_until = $9, outcome_line = $10, checks_line = $11, closed_at = $12, \
             close_reason = $13, version = version + 1 where id = $1 and version = $2",
        )
        .bind(order.id.as_str())
        .bind(order.version)
        .bind(&order.external_words)
        .bind(order.state.word())
        .bind(&order.verdict)
        .bind(order.customer_id.as_deref())
        .bind(order.person_key.as_deref())
        .bind(order.acknowledged_at)
        .bind(order.hold_until)
        .bind(&order.outcome_line)
        .bind(&order.checks_line)
        .bind(order.closed_at)
        .bind(order.close_reason.as_deref())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Writes what was agreed otherwise with the customer, and the lines in place of those before. The caller saves the order
/// as well, which counts the version.
pub async fn change(tx: &mut Tx<'_>, order: &OrderRow, lines: &[OrderLineRow]) -> Result<(), DbError> {
    tx.query(
        "update orders set fulfilment = $2, sealed_buyer = $3, subtotal = $4, tax = $5, discount = $6, total = $7, \
         payment = $8, window_start = $9, window_end = $10 where id = $1",
    )
    .bind(order.id.as_str())
    .bind(order.fulfilment.word())
    .bind(&order.sealed_buyer)
    .bind(order.subtotal.0)
    .bind(order.tax.0)
    .bind(order.discount.0)
    .bind(order.total.0)
    .bind(&order.payment)
    .bind(order.window_start)
    .bind(order.window_end)
    .execute()
    .await?;
    tx.query("delete from order_lines where order_id = $1").bind(order.id.as_str()).execute().await?;
    for line in lines {
        insert_line(tx, &order.id, line).await?;
    }
    Ok(())
}

/// One row of the queue: what a line on the screen needs and no more.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct QueueRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: OrderId,
    pub number: i64,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub channel: Channel,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub fulfilment: Fulfilment,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub state: State,
    pub verdict: String,
    pub sealed_buyer: Vec<u8>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub total: Money,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub arrived_at: Timestamp,
    pub window_start: Option<i64>,
    pub acknowledge_by: Option<i64>,
    pub acknowledged_at: Option<i64>,
    pub outcome_line: String,
    pub checks_line: String,
    pub closed_at: Option<i64>,
}

impl From<OrderRow> for QueueRow {
    fn from(order: OrderRow) -> Self {
        Self {
            id: order.id,
            number: order.number,
            channel: order.channel,
            fulfilment: order.fulfilment,
            state: order.state,
            verdict: order.verdict,
            sealed_buyer: order.sealed_buyer,
            total: order.total,
            arrived_at: order.arrived_at,
            window_start: order.window_start,
            acknowledge_by: order.acknowledge_by,
            acknowledged_at: order.acknowledged_at,
            outcome_line: order.outcome_line,
            checks_line: order.checks_line,
            closed_at: order.closed_at,
        }
    }
}

impl std::fmt::Debug for QueueRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QueueRow({}, ‹sealed›)", self.id)
    }
}

/// Whether orders that are over are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    Either,
    Not,
    Since(Timestamp),
}

/// Which part of the queue is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueFilter {
    pub states: Vec<State>,
    pub verdicts: Vec<&'static str>,
    pub over: Over,
    pub channel: Option<Channel>,
    pub customer_id: Option<String>,
    /// Keyset: rows after this `(arrived_at, id)`.
    pub after: Option<(i64, String)>,
    pub newest_first: bool,
}

pub async fn queue(
    db: &Db,
    store: &StoreId,
    filter: &QueueFilter,
    count: i64,
) -> Result<Vec<QueueRow>, DbError> {
    queue_query(db, store, filter, count).all().await
}

pub(crate) fn queue_query<'d>(db: &'d Db, store: &StoreId, filter: &QueueFilter, count: i64) -> Query<'d> {
    let mut query = db
        .query(
            "select id, number, channel, fulfilment, state, verdict, sealed_buyer, total, arrived_at, window_start, \
             acknowledge_by, acknowledged_at, outcome_line, checks_line, closed_at from orders",
        )
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and state in (")
        .args(filter.states.iter().map(|s| s.word()))
        .push(")");
    if !filter.verdicts.is_empty() {
        query = query.push(" and verdict in (").args(filter.verdicts.iter().copied()).push(")");
    }
    query = match filter.over {
        Over::Either => query,
        Over::Not => query.push(" and closed_at is null"),
        Over::Since(since) => query.push(" and closed_at >= ").arg(since.micros()),
    };
    if let Some(channel) = filter.channel {
        query = query.push(" and channel = ").arg(channel.word());
    }
    if let Some(customer) = &filter.customer_id {
        query = query.push(" and customer_id = ").arg(customer.as_str());
    }
    if let Some((arrived, id)) = &filter.after {
        let side =
            if filter.newest_first { " and (arrived_at, id) < (" } else { " and (arrived_at, id) > (" };
        query = query.push(side).arg(*arrived).push(", ").arg(id.as_str()).push(")");
    }
    let order = if filter.newest_first {
        " order by arrived_at desc, id desc limit "
    } else {
        " order by arrived_at, id limit "
    };
    query.push(order).arg(count)
}

pub(crate) const COUNTS: &str = "select state, verdict, count(*) from orders where store_id = $1 and closed_at is null \
                                 group by state, verdict";

/// How many open orders of a store are in each state with each verdict.
pub async fn counts(db: &Db, store: &StoreId) -> Result<Vec<(String, String, i64)>, DbError> {
    db.query(COUNTS).bind(store.as_str()).all().await
}

/// Ids and numbers of a customer's orders, of one store or of all.
pub async fn of_customer<'c>(
    from: impl Source<'c>,
    customer: &str,
    store: Option<&StoreId>,
) -> Result<Vec<(String, i64)>, DbError> {
    let query = from.query("select id, number from orders where customer_id = ").arg(customer);
    in_store(query, store).push(" order by id").all().await
}

/// Ids and numbers of the orders that have a product in them.
pub async fn with_product<'c>(
    from: impl Source<'c>,
    sku: &str,
    store: Option<&StoreId>,
) -> Result<Vec<(String, i64)>, DbError> {
    let query = from
        .query("select id, number from orders where id in (select order_id from order_lines where sku = ")
        .arg(sku)
        .push(")");
    in_store(query, store).push(" order by id").all().await
}

/// Ids and numbers of the orders for which something of a package was ever held.
pub async fn with_package<'c>(
    from: impl Source<'c>,
    tag: &str,
    store: Option<&StoreId>,
) -> Result<Vec<(String, i64)>, DbError> {
    let query = from
        .query(
            "select id, number from orders where id in \
             (select h.order_id from holds h join hold_packages p on p.hold_id = h.id where p.tag = ",
        )
        .arg(tag)
        .push(")");
    in_store(query, store).push(" order by id").all().await
}

fn in_store<'c>(query: Query<'c>, store: Option<&StoreId>) -> Query<'c> {
    match store {
        Some(store) => query.push(" and store_id = ").arg(store.as_str()),
        None => query,
    }
}

/// Orders that ended from `from` until before `to`, and those that had arrived by then and are still open.
pub async fn of_day<'c>(
    source: impl Source<'c>,
    store: &StoreId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<OrderRow>, DbError> {
    source
        .query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and ((closed_at >= ")
        .arg(from.micros())
        .push(" and closed_at < ")
        .arg(to.micros())
        .push(") or (closed_at is null and arrived_at < ")
        .arg(to.micros())
        .push(")) order by arrived_at, id")
        .all()
        .await
}

pub async fn closed_since(db: &Db, store: &StoreId, since: Timestamp) -> Result<Vec<(String, i64)>, DbError> {
    db.query("select state, count(*) from orders where store_id = $1 and closed_at >= $2 group by state")
        .bind(store.as_str())
        .bind(since.micros())
        .all()
        .await
}

/// The numbers of a store's orders, by their ids.
pub async fn numbers(db: &Db, store: &StoreId, ids: &[&str]) -> Result<Vec<(String, i64)>, DbError> {
    db.query("select id, number from orders where store_id = $1")
        .bind(store.as_str())
        .push(" and id in (")
        .args(ids.iter().copied())
        .push(")")
        .all()
        .await
}

/// The number that the store's newest order has; a store without orders has the one before its first.
pub async fn last_number(db: &Db, store: &StoreId) -> Result<Option<i64>, DbError> {
    db.query("select last from order_numbers where store_id = $1").bind(store.as_str()).maybe_value().await
}
