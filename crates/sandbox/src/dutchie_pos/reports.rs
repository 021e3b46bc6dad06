//! Transactions and the closing report.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::customer_calls::{Pairs, is_yes, pick};
use super::guard::Kind;
use super::money::{dollars, quantity};
use super::state::{State as Inside, Transaction};
use super::{DutchiePos, errors};

const CLOSING_SECONDS_MIN: i64 = 12 * 3_600;
const CLOSING_SECONDS_MAX: i64 = 31 * 24 * 3_600;

/// Which transactions a call is about; the documented filters exclude each other.
enum Filter {
    One(u64),
    Between(Timestamp, Timestamp),
    ModifiedBetween(Timestamp, Timestamp),
}

impl Filter {
    fn read(query: &[(String, String)]) -> Result<Self, &'static str> {
        let at = |name: &str| pick(query, name).map(str::parse::<Timestamp>);
        let pair = |from: &str, to: &str| match (at(from), at(to)) {
            (None, None) => Ok(None),
            (Some(Ok(from)), Some(Ok(to))) if from <= to => Ok(Some((from, to))),
            _ => Err("both ends of the window are needed, in order and in RFC 3339"),
        };
        let one = pick(query, "TransactionId");
        let made = pair("FromDateUTC", "ToDateUTC")?;
        let modified = pair("FromLastModifiedDateUTC", "ToLastModifiedDateUTC")?;
        match (one, made, modified) {
            (Some(id), None, None) => Ok(Self::One(id.parse().map_err(|_| "TransactionId is not a number")?)),
            (None, Some((from, to)), None) => Ok(Self::Between(from, to)),
            (None, None, Some((from, to))) => Ok(Self::ModifiedBetween(from, to)),
            _ => Err("give a TransactionId, a date window or a last-modified window, and only one of them"),
        }
    }

    fn takes(&self, sale: &Transaction) -> bool {
        match self {
            Self::One(id) => sale.id == *id,
            Self::Between(from, to) => (*from..=*to).contains(&sale.at),
            Self::ModifiedBetween(from, to) => (*from..=*to).contains(&sale.modified_at),
        }
    }
}

pub async fn transactions(
    State(sim): State<Arc<DutchiePos>>,
    Query(query): Pairs,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Transactions, sim.stage.now()) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let filter = match Filter::read(&query) {
        Ok(filter) => filter,
        Err(why) => return errors::message(why, &[]),
    };
    let rows = state.transactions.values().filter(|sale| sale.store == store && filter.takes(sale));
    Json(rows.map(|sale| state.transaction_wire(sale, &query)).collect::<Vec<_>>()).into_response()
}

impl Inside {
    fn transaction_wire(&self, sale: &Transaction, query: &[(String, String)]) -> Value {
        let total = sale.subtotal_cents + sale.tax_cents;
        let units: i64 = sale.lines.iter().map(|line| line.quantity).sum();
        let mut row = json!({
            "transactionId": sale.id,
            "customerId": sale.customer_id,
            "employeeId": 1,
            "transactionDate": sale.at,
            "voidDate": if sale.is_void { json!(sale.modified_at) } else { Value::Null },
            "isVoid": sale.is_void,
            "subtotal": dollars(sale.subtotal_cents),
            "totalDiscount": dollars(0),
            "totalBeforeTax": dollars(sale.subtotal_cents),
            "tax": dollars(sale.tax_cents),
            "tipAmount": dollars(0),
            "total": dollars(total),
            "paid": dollars(total),
            "changeDue": dollars(0),
            "totalItems": quantity(units),
            "transactionType": "Retail",
            "isReturn": false,
            "isMedical": sale.is_medical,
            "orderType": sale.order_type,
            "orderSource": sale.order_source,
            "wasPreOrdered": sale.order_id.is_some(),
            "lastModifiedDateUTC": sale.modified_at,
            "referenceId": sale.reference,
            "items": null,
            "taxSummary": null,
            "orderIds": null,
        });
        if is_yes(query, "IncludeDetail") {
            row["items"] = self.sold(sale);
        }
        if is_yes(query, "IncludeTaxes") {
            row["taxSummary"] = json!([{"rateName": "Sales and excise", "amount": dollars(sale.tax_cents)}]);
        }
        if is_yes(query, "IncludeOrderIds") {
            row["orderIds"] = json!(sale.order_id.into_iter().collect::<Vec<_>>());
        }
        row
    }

    fn sold(&self, sale: &Transaction) -> Value {
        let row = |(place, line): (usize, &super::state::SoldLine)| {
            json!({
                "transactionItemId": sale.id * 100 + place as u64,
                "transactionId": sale.id,
                "productId": line.product_id,
                "inventoryId": line.inventory_id,
                "packageId": line.package_id,
                "sourcePackageId": line.package_id,
                "batchName": self.stock.get(&line.inventory_id).map(|row| &row.batch),
                "quantity": quantity(line.quantity),
                "unitPrice": dollars(line.price_cents),
                "totalPrice": dollars(line.total_cents),
                "totalDiscount": dollars(0),
                "flowerEquivalent": null,
                "isReturned": false,
            })
        };
        json!(sale.lines.iter().enumerate().map(row).collect::<Vec<_>>())
    }
}

pub async fn closing(
    State(sim): State<Arc<DutchiePos>>,
    Query(query): Pairs,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Reporting, sim.stage.now()) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let at = |name: &str| pick(&query, name).and_then(|at| at.parse::<Timestamp>().ok());
    let (Some(from), Some(to)) = (at("FromDateUTC"), at("ToDateUTC")) else {
        return errors::message("FromDateUTC and ToDateUTC are required", &[]);
    };
    let seconds = to.seconds_since(from);
    if seconds <= CLOSING_SECONDS_MIN || seconds > CLOSING_SECONDS_MAX {
        return errors::message("The window must be more than 12 hours and at most 31 days", &[]);
    }
    let of_window = |sale: &&Transaction| sale.store == store && (from..=to).contains(&sale.at);
    let (void, sold): (Vec<_>, Vec<_>) =
        state.transactions.values().filter(of_window).partition(|sale| sale.is_void);
    Json(state.closing_report(&sold, &void)).into_response()
}

/// Sums by a word, as the report's summaries list them.
fn summary<'a>(sums: impl Iterator<Item = (String, i64)> + 'a, word: &str) -> Value {
    let mut by_word: BTreeMap<String, i64> = BTreeMap::new();
    for (name, cents) in sums {
        *by_word.entry(name).or_default() += cents;
    }
    json!(
        by_word
            .into_iter()
            .map(|(name, cents)| json!({word: name, "total": dollars(cents)}))
            .collect::<Vec<_>>()
    )
}

impl Inside {
    fn closing_report(&self, sold: &[&Transaction], void: &[&Transaction]) -> Value {
        let sum = |of: fn(&Transaction) -> i64| -> i64 { sold.iter().map(|sale| of(sale)).sum() };
        let (net, tax) = (sum(|sale| sale.subtotal_cents), sum(|sale| sale.tax_cents));
        let customers: std::collections::BTreeSet<u64> = sold.iter().map(|sale| sale.customer_id).collect();
        let units: i64 = sold.iter().flat_map(|sale| &sale.lines).map(|line| line.quantity).sum();
        let category = |product_id: u64| {
            let product = self.products.get(&product_id).and_then(|product| product.body.get("category"));
            product.and_then(Value::as_str).unwrap_or("None").to_owned()
        };
        let lines = sold.iter().flat_map(|sale| &sale.lines);
        let whole = |sale: &Transaction| sale.subtotal_cents + sale.tax_cents;
        let kind = |sale: &Transaction| if sale.is_medical { "Medical" } else { "Recreational" }.to_owned();
        json!({
            "grossSales": dollars(net),
            "discount": dollars(0),
            "loyalty": dollars(0),
            "totalTax": dollars(tax),
            "netSales": dollars(net),
            "totalPayments": dollars(net + tax),
            "itemCount": quantity(units),
            "customerCount": customers.len(),
            "transactionCount": sold.len(),
            "overShort": dollars(0),
            "voidCount": void.len(),
            "voidTotal": dollars(void.iter().map(|sale| whole(sale)).sum()),
            "returnTotal": dollars(0),
            "cashTotal": dollars(net + tax),
            "categorySummary": summary(lines.map(|l| (category(l.product_id), l.total_cents)), "category"),
            "paymentSummary": summary(sold.iter().map(|s| ("Cash".to_owned(), whole(s))), "paymentType"),
            "taxSummary": summary(sold.iter().map(|s| ("Sales and excise".to_owned(), s.tax_cents)), "taxRate"),
            "customerTypeSummary": summary(sold.iter().map(|s| (kind(s), whole(s))), "customerType"),
            "orderTypeSummary": summary(sold.iter().map(|s| (s.order_type.clone(), whole(s))), "orderType"),
            "orderSourceSummary": summary(sold.iter().map(|s| (s.order_source.clone(), whole(s))), "orderSource"),
        })
    }
}
