//! The register's own sales: whatever was sold over the counter counts against the customer's limit too.

use countersign_domain::reading::Reading;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Timestamp};
use countersign_ports::point_of_sale::PosSaleLine;
use countersign_rulebook::{Line, Purchase, Store};
use countersign_store::db::Tx;
use countersign_store::register::{self, RegisterSaleRow};
use countersign_store::stock;
use serde_json::json;

use crate::acts::sale::REFERENCE_PREFIX;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};
use crate::stock::{measured_units, unit_measures};

/// What the register sold more lately than this may be missing; it is read again before a decision.
const FRESH_SECONDS: i64 = 30;
/// A reading older than this is not relied on when the POS does not answer.
const USABLE_SECONDS: i64 = 300;
/// The first reading goes back so far; no daily window is longer.
const FIRST_READ_SECONDS: i64 = 26 * 3_600;
/// A register's clock may be ten minutes behind ours, and a sale appears some time after it was made; so each reading
/// overlaps the one before. A sale that was missed once would be missed for ever.
const OVERLAP_SECONDS: i64 = 900;

/// Reads the register's sales up to now unless that was just done. Answers up to when they are known.
pub async fn bring_up_to_date(app: &App, store: &StoreId) -> Result<Reading<Timestamp>, AppError> {
    let now = app.now();
    let last = register::read_until(app.db(), store).await?.map(Timestamp::from);
    if let Some(until) = last
        && now.seconds_since(until) <= FRESH_SECONDS
    {
        return Ok(Reading::known(until, "point of sale", until));
    }
    let since =
        last.map_or(now.plus_seconds(-FIRST_READ_SECONDS), |until| until.plus_seconds(-OVERLAP_SECONDS));
    let why = match read(app, store, since, now).await {
        Ok(()) => return Ok(Reading::known(now, "point of sale", now)),
        Err(AppError::Outside(why)) => why.to_string(),
        Err(AppError::NotFound(what)) => format!("no {what} is connected"),
        Err(other) => return Err(other),
    };
    match last {
        Some(until) if now.seconds_since(until) <= USABLE_SECONDS => {
            Ok(Reading::known(until, "point of sale", until))
        }
        _ => Ok(Reading::unknown(why, "point of sale", now)),
    }
}

async fn read(app: &App, store: &StoreId, since: Timestamp, now: Timestamp) -> Result<(), AppError> {
    let connections = app.connections(store);
    let found = connections.iter().find_map(|c| c.point_of_sale().map(|pos| (c.vendor(), pos)));
    let (vendor, pos) = found.ok_or(AppError::NotFound("point of sale"))?;
    let sales = pos.register_sales(since).await?;
    let rows: Vec<RegisterSaleRow> = sales
        .into_iter()
        .map(|sale| RegisterSaleRow {
            number: sale.number,
            sold_at: sale.sold_at,
            pos_customer: sale.pos_customer,
            reference: sale.reference,
            voided: sale.voided,
            lines: serde_json::to_string(&sale.lines).expect("sale lines always have a JSON form"),
        })
        .collect();
    let rows = &rows;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                register::keep(tx, store, rows, now).await?;
                if rows.is_empty() {
                    return Ok(());
                }
                let body = json!({"source": vendor, "since": since, "sales": rows.len()});
                let (kind, actor, store) = ("fact.register_sales", Actor::system("register"), Some(store));
                record::write(tx, Note { at: now, kind, subject: "", actor: &actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// What a customer of the POS bought at the register since `since`, in the law's measures. Sales that came from us
/// are left out: the ledger has them. Products nobody can measure are named.
pub async fn purchases(
    tx: &mut Tx<'_>,
    pos_customer: &str,
    since: Timestamp,
) -> Result<(Vec<Purchase>, Vec<String>), AppError> {
    let mut purchases = Vec::new();
    let mut missing = Vec::new();
    for row in register::of_customer(&mut *tx, pos_customer, since).await? {
        if row.reference.as_deref().is_some_and(|reference| reference.starts_with(REFERENCE_PREFIX)) {
            continue;
        }
        let lines: Vec<PosSaleLine> = serde_json::from_str(&row.lines)
            .map_err(|why| AppError::Damaged(format!("register sale {}: {why}", row.number)))?;
        let (lines, unmeasured) = measured(tx, &lines).await?;
        missing.extend(unmeasured.into_iter().map(|what| format!("{what} in register sale {}", row.number)));
        purchases.push(Purchase { at: row.sold_at, store: Store::Same, lines });
    }
    Ok((purchases, missing))
}

async fn measured(tx: &mut Tx<'_>, lines: &[PosSaleLine]) -> Result<(Vec<Line>, Vec<String>), AppError> {
    let ids: Vec<String> = lines.iter().map(|line| line.product_id.clone()).collect();
    let known = stock::measures_of(tx, &ids).await?;
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for line in lines {
        match known.iter().find(|row| row.product_id == line.product_id) {
            Some(row) if !row.cannabis => {}
            Some(row) => match measured_units(&unit_measures(row)?, line.quantity) {
                Some(line) => found.push(line),
                None => missing.push(format!("{} ({})", row.name, row.sku)),
            },
            None => missing.push(format!("product {}", line.product_id)),
        }
    }
    Ok((found, missing))
}
