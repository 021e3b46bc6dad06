//! The calls to Dutchie POS.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::PosCustomer;
use countersign_kernel::Timestamp;
use countersign_ports::books::{PosPackage, Pulled};
use countersign_ports::http::{Answer, Call, Line};
use countersign_ports::point_of_sale::{
    CustomerQuery, DaySale, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::{CallError, Effect, Failure};

use super::{DutchiePos, NAME, map, wire};

/// A sale may be rung up this much before or after the moment we say, by the POS's clock.
const SKEW_MINUTES: i64 = 60;
/// Reads of what changed overlap this much, since changes appear late.
const OVERLAP_SECONDS: i64 = 60;
/// What one read of changed sales covers, and how many reads one question may take.
const WINDOW_SECONDS: i64 = 7 * 24 * 3_600;
const WINDOWS_MAX: usize = 60;
/// The widest look for a sale.
const LOOK_SECONDS_MAX: i64 = 31 * 24 * 3_600;

#[async_trait]
impl PointOfSale for DutchiePos {
    async fn location(&self) -> Result<String, CallError> {
        let who: wire::WhoAmI = self.ask(&self.shelves, Call::get("location", &["whoami"])).await?.read()?;
        Ok(who.location_name)
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        let call = Call::get("inventory", &["inventory"]);
        let mut answer = self.ask(&self.shelves, call).await?;
        let mut rows: Vec<wire::InventoryRow> = answer.read()?;
        if rows.is_empty() {
            // VENDOR(dutchie_pos): seen to be empty where the report on the same shelf is not.
            answer = self.ask(&self.shelves, Call::get("inventory", &["reporting", "inventory"])).await?;
            rows = answer.read()?;
        }
        let products = self.ask(&self.shelves, Call::get("products", &["products"])).await?;
        let products: Vec<wire::Product> = products.read()?;
        map::stock(rows, &products).map_err(|what| answer.malformed(what))
    }

    async fn pull_shelf(&self) -> Pulled<PosPackage> {
        // The report counts what is set aside for orders too, which the state has not taken off either.
        let call = Call::get("shelf report", &["reporting", "inventory"]).query("includeAllocated", "true");
        let call = call.of_goods();
        let read = async {
            let answer = self.ask(&self.reports, call).await?;
            let rows: Vec<wire::InventoryRow> = answer.read()?;
            map::shelf(rows).map_err(|what| answer.malformed(what))
        };
        Pulled::from(read.await)
    }

    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        if *query == CustomerQuery::default() {
            return Ok(Vec::new());
        }
        let call =
            Call::post("find customers", &["customer", "search"]).changes_nothing().json(&map::search(query));
        let rows: Vec<wire::Customer> = self.ask(&self.customers, call).await?.read()?;
        Ok(map::customers(rows))
    }

    async fn price_cart(
        &self,
        pos_customer: Option<&str>,
        medical: bool,
        lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError> {
        let operation = "price cart";
        let customer_id = pos_customer.map(|id| number(operation, id)).transpose()?;
        let customer_type_id = match (customer_id, medical) {
            (Some(_), _) => None,
            (None, true) => self.settings.medical_customer_type_id,
            (None, false) => self.settings.adult_customer_type_id,
        };
        if customer_id.is_none() && customer_type_id.is_none() {
            return Err(failed(operation, Failure::Unsupported));
        }
        let cart = map::cart(lines).ok_or_else(|| ours(operation, "a product id is not one of the POS"))?;
        let question = wire::CartQuestion { customer_id, customer_type_id, cart, is_delivery: false };
        let call = Call::post(operation, &["preorder", "price-cart"]).changes_nothing().json(&question);
        let answer = self.ask(&self.prices, call).await?;
        map::priced(&answer.read()?).map_err(|what| answer.malformed(what))
    }

    async fn register_sales(&self, since: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        let operation = "register sales";
        let end = self.reports.layer().clock.now().plus_minutes(SKEW_MINUTES);
        let mut from = since.plus_seconds(-OVERLAP_SECONDS);
        let mut found: BTreeMap<String, RegisterSale> = BTreeMap::new();
        for _ in 0..WINDOWS_MAX {
            let to = from.plus_seconds(WINDOW_SECONDS).min(end);
            let call = Call::get(operation, &["reporting", "transactions"])
                .query("FromLastModifiedDateUTC", from.to_string())
                .query("ToLastModifiedDateUTC", to.to_string())
                .query("IncludeDetail", "true");
            let answer = self.ask(&self.reports, call).await?;
            for row in answer.read::<Vec<wire::Transaction>>()? {
                let sale = map::register_sale(row).map_err(|what| answer.malformed(what))?;
                // What changed later is the truth about a sale that comes twice.
                found.insert(sale.number.clone(), sale);
            }
            if to >= end {
                return Ok(found.into_values().collect());
            }
            from = to;
        }
        Err(ours(operation, "the time asked about is too long"))
    }

    async fn sales_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<DaySale>, CallError> {
        let operation = "sales of a day";
        if to.seconds_since(from) > LOOK_SECONDS_MAX {
            return Err(ours(operation, "the time asked about is too long"));
        }
        let call = Call::get(operation, &["reporting", "transactions"])
            .query("FromDateUTC", from.to_string())
            .query("ToDateUTC", to.to_string())
            .query("IncludeDetail", "true");
        let answer = self.ask(&self.reports, call).await?;
        let mut found: BTreeMap<String, DaySale> = BTreeMap::new();
        for row in answer.read::<Vec<wire::Transaction>>()? {
            let sale = map::day_sale(row).map_err(|what| answer.malformed(what))?;
            // A repeated row must not be a second sale; two that differ cannot both be true.
            if found.get(&sale.number).is_some_and(|before| *before != sale) {
                return Err(answer.malformed("two rows of one `transactionId`"));
            }
            found.insert(sale.number.clone(), sale);
        }
        Ok(found.into_values().collect())
    }

    async fn post_sale(&self, sale: &PosSale) -> Result<String, CallError> {
        let operation = "post sale";
        let customer_id = match &sale.pos_customer {
            Some(id) => number(operation, id)?,
            None => {
                let walk_in = self.settings.walk_in_customer_id;
                walk_in.ok_or_else(|| ours(operation, "the POS needs a customer profile for every sale"))?
            }
        };
        let items =
            map::cart(&sale.lines).ok_or_else(|| ours(operation, "a product id is not one of the POS"))?;
        let body = wire::Submit {
            customer_id,
            items,
            is_delivery: false,
            order_source: "Countersign",
            order_type: "Pickup",
            idempotency_key: &map::idempotency_key(&sale.reference),
            transaction_reference: &sale.reference,
            status: "Complete",
        };
        let call = Call::post(operation, &["preorder", "submit"])
            // Both halves must be there, or idempotency is silently off.
            .header("ConsumerKey", self.settings.consumer_key.clone())
            .json(&body);
        Ok(match self.ask(&self.sales, call).await?.read()? {
            wire::Submitted::Order { transaction_id } => transaction_id.to_string(),
            wire::Submitted::Number(number) => number.to_string(),
        })
    }

    async fn sales_by_reference(&self, reference: &str, around: Timestamp) -> Result<Vec<String>, CallError> {
        let operation = "find sale";
        let from = around.plus_minutes(-SKEW_MINUTES);
        let to = self.reports.layer().clock.now().max(around).plus_minutes(SKEW_MINUTES);
        if to.seconds_since(from) > LOOK_SECONDS_MAX {
            return Err(ours(operation, "the sale is too long ago to be looked for"));
        }
        let call = Call::get(operation, &["reporting", "transactions"])
            .query("FromDateUTC", from.to_string())
            .query("ToDateUTC", to.to_string());
        let rows: Vec<wire::Transaction> = self.ask(&self.reports, call).await?.read()?;
        Ok(map::sales(&rows, reference))
    }
}

impl DutchiePos {
    async fn ask(&self, line: &Line, call: Call) -> Result<Answer, CallError> {
        let answer = line.call(call.auth(self.auth.clone())).await?.accepted(map::messages)?;
        if map::is_refusal_in_disguise(&answer.body) {
            return Err(answer.refused_in_a_success(map::messages(&answer.body)));
        }
        Ok(answer)
    }
}

fn failed(operation: &'static str, failure: Failure) -> CallError {
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}

/// Something of ours that cannot be said to the POS: nothing was sent, and trying again will not help.
fn ours(operation: &'static str, why: &str) -> CallError {
    failed(operation, Failure::Refused { status: 0, messages: vec![why.to_owned()] })
}

fn number(operation: &'static str, id: &str) -> Result<i64, CallError> {
    id.parse().map_err(|_| ours(operation, "the customer id is not one of the POS"))
}
