//! The calls to Flowhub.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::PosCustomer;
use countersign_kernel::{BusinessDate, Timestamp, time};
use countersign_ports::books::{PosPackage, Pulled};
use countersign_ports::http::{Answer, Call};
use countersign_ports::point_of_sale::{
    CustomerQuery, DaySale, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::{CallError, Effect, Failure};
use serde::de::DeserializeOwned;

use super::{Flowhub, NAME, map, wire};

const PAGE_SIZE: usize = 100;
const PAGES_MAX: usize = 200;

#[async_trait]
impl PointOfSale for Flowhub {
    async fn location(&self) -> Result<String, CallError> {
        let locations = self.locations("location").await?;
        let names: Vec<String> = locations.into_iter().map(|location| location.location_name).collect();
        Ok(names.join(" and "))
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        let mut items = Vec::new();
        for (id, medical) in self.location_ids() {
            let (answer, rows) = self.rows("inventory", id).await?;
            items.extend(map::stock(rows, medical).map_err(|what| answer.malformed(what))?);
        }
        Ok(items)
    }

    async fn pull_shelf(&self) -> Pulled<PosPackage> {
        let read = async {
            let mut shelf = Vec::new();
            for (id, medical) in self.location_ids() {
                let (answer, rows) = self.rows("shelf report", id).await?;
                shelf.extend(map::shelf(rows, medical).map_err(|what| answer.malformed(what))?);
            }
            Ok(shelf)
        };
        Pulled::from(read.await)
    }

    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        let operation = "find customers";
        // VENDOR(flowhub): nobody is found by anything but a phone number, so without one nobody was looked for.
        let Some(phone) = &query.phone else { return Err(CallError::unsupported(NAME, operation)) };
        let call =
            Call::get(operation, &["v1", "customers", "findByPhoneNumber"]).query("phone_number", phone);
        let answer = self.line.call(self.signed(call)).await?;
        if answer.status == 404 {
            return Ok(Vec::new());
        }
        let answer = answer.accepted(map::messages)?;
        let found: Option<wire::Customer> = answer.read()?;
        Ok(found.into_iter().map(|row| map::customer(row, self.banned_group.as_deref())).collect())
    }

    async fn price_cart(
        &self,
        _pos_customer: Option<&str>,
        _medical: bool,
        _lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError> {
        Err(CallError::unsupported(NAME, "price cart"))
    }

    async fn register_sales(&self, since: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        // VENDOR(flowhub): days are the store's own and of the beginning of a sale, so a day is added at either end, and
        // so many more for what is voided later.
        let zone = time::zone("UTC").expect("the zone is compiled in");
        let (now, day) = (self.line.layer().clock.now(), 24 * 3_600);
        let from = since.plus_seconds(-day * (1 + i64::from(self.look_back_days))).date_in(&zone);
        let to = now.plus_seconds(day).date_in(&zone);
        let locations = self.locations("register sales").await?;
        let mut found: BTreeMap<String, RegisterSale> = BTreeMap::new();
        for location in locations {
            let sales = self.sales(&location, from, to).await?;
            found.extend(sales.into_iter().map(|sale| (sale.number.clone(), sale)));
        }
        Ok(found.into_values().collect())
    }

    async fn post_sale(&self, _sale: &PosSale) -> Result<String, CallError> {
        Err(CallError::unsupported(NAME, "post sale"))
    }

    async fn sales_between(&self, _from: Timestamp, _to: Timestamp) -> Result<Vec<DaySale>, CallError> {
        Err(CallError::unsupported(NAME, "sales of a day"))
    }

    async fn sales_by_reference(
        &self,
        _reference: &str,
        _around: Timestamp,
    ) -> Result<Vec<String>, CallError> {
        Err(CallError::unsupported(NAME, "find sale"))
    }
}

impl Flowhub {
    fn signed(&self, call: Call) -> Call {
        call.header("clientId", self.client_id.expose()).header("key", self.key.expose())
    }

    async fn ask(&self, call: Call) -> Result<Answer, CallError> {
        self.line.call(self.signed(call)).await?.accepted(map::messages)
    }

    /// The one inventory call that says whether a room is sold from.
    async fn rows(&self, operation: &'static str, id: &str) -> Result<(Answer, Vec<wire::Row>), CallError> {
        let call = Call::get(operation, &["v0", "locations", id, "InventoryAnalytics"]).of_goods();
        let answer = self.ask(call).await?;
        let rows: Vec<wire::Row> = enveloped(&answer)?;
        // Another location's shelf, out of some cache on the way, must not pass for this one's.
        if rows.iter().any(|row| row.location_id != id) {
            return Err(answer.malformed("rows of another location"));
        }
        Ok((answer, rows))
    }

    /// Our locations and whether they are a patient's.
    fn location_ids(&self) -> impl Iterator<Item = (&str, bool)> {
        let medical = self.medical_location_id.as_deref().map(|id| (id, true));
        std::iter::once((self.location_id.as_str(), false)).chain(medical)
    }

    /// Each of our locations as the vendor has it; one that it does not have is an error.
    async fn locations(&self, operation: &'static str) -> Result<Vec<wire::Location>, CallError> {
        let answer = self.ask(Call::get(operation, &["v0", "clientsLocations"])).await?;
        let all: Vec<wire::Location> = enveloped(&answer)?;
        let mut ours = Vec::new();
        for (id, _) in self.location_ids() {
            let found = all.iter().find(|location| location.location_id == id);
            let why = || format!("these keys do not open the location `{id}`");
            ours.push(found.cloned().ok_or_else(|| answer.refused_in_a_success(vec![why()]))?);
        }
        Ok(ours)
    }

    /// Every sale begun on these days, whole or an error: pages shift while somebody sells.
    async fn sales(
        &self,
        location: &wire::Location,
        from: BusinessDate,
        to: BusinessDate,
    ) -> Result<Vec<RegisterSale>, CallError> {
        let mut found: BTreeMap<String, Option<RegisterSale>> = BTreeMap::new();
        for page in 1..=PAGES_MAX {
            // Oldest first, so that what is sold meanwhile comes behind what was read.
            let call =
                Call::get("register sales", &["v1", "orders", "findByLocationId", &location.import_id])
                    .query("created_after", from.to_string())
                    .query("created_before", to.to_string())
                    .query("order_by", "asc")
                    .query("page", page.to_string())
                    .query("page_size", PAGE_SIZE.to_string());
            let answer = self.ask(call).await?;
            let sales: wire::Sales = answer.read()?;
            if sales.orders.iter().any(|row| row.location_id != location.location_id) {
                return Err(answer.malformed("sales of another location"));
            }
            let before = found.len();
            for row in sales.orders {
                let id = row.id.clone();
                found.insert(id, map::register_sale(row).map_err(|what| answer.malformed(what))?);
            }
            if found.len() == sales.total {
                return Ok(found.into_values().flatten().collect());
            }
            if found.len() > sales.total || found.len() == before {
                let (got, of) = (found.len(), sales.total);
                return Err(answer.malformed(format!("{got} different sales where {of} were announced")));
            }
        }
        let failure = Failure::Malformed { what: "sales of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation: "register sales", failure, effect: Effect::None })
    }
}

fn enveloped<T: DeserializeOwned>(answer: &Answer) -> Result<Vec<T>, CallError> {
    let envelope: wire::Envelope<T> = answer.read()?;
    match envelope.status {
        200 => Ok(envelope.data),
        other => Err(answer.malformed(format!("an envelope of status {other} in a success"))),
    }
}
