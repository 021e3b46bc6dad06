//! The calls to Cova.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::PosCustomer;
use countersign_kernel::Timestamp;
use countersign_ports::http::Call;
use countersign_ports::point_of_sale::{
    CustomerQuery, DaySale, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::{CallError, Effect, Failure};

use super::map::Stand;
use super::{Cova, NAME, map, wire};

const PAGE: usize = 100;
const PAGES_MAX: usize = 300;
/// What an order that is still being judged is asked about again after.
const JUDGING_SECONDS: u32 = 5;

#[async_trait]
impl PointOfSale for Cova {
    async fn location(&self) -> Result<String, CallError> {
        // No call that only names a location is public: its first product shows that the keys open it.
        for (location, _) in self.locations() {
            self.products("location", location, 0, 1).await?;
        }
        let ids: Vec<String> = self.locations().map(|(id, _)| id.to_string()).collect();
        Ok(format!("company {}, location {}", self.company_id, ids.join(" and ")))
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        let mut items = Vec::new();
        for (location, medical) in self.locations() {
            items.extend(self.shelf(location, medical).await?);
        }
        Ok(items)
    }

    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        let operation = "find customers";
        if query.phone.is_none() && query.email.is_none() && query.last_name_and_birth.is_none() {
            return Err(CallError::unsupported(NAME, operation));
        }
        let since = format!("LastModifiedDateUtc ge datetime'{}T00:00:00z'", self.customers_since);
        let company = format!("Companies({})", self.company_id);
        let call = Call::get(operation, &["crm", "v1", &company, "CustomerFull"]).query("$filter", since);
        let answer = self.tokens.call(&self.customers, call).await?.accepted(map::messages)?;
        Ok(map::matching(answer.read()?, query, self.bans_by_disabling))
    }

    async fn price_cart(
        &self,
        _pos_customer: Option<&str>,
        _medical: bool,
        _lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError> {
        Err(CallError::unsupported(NAME, "price cart"))
    }

    async fn register_sales(&self, _since: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        Err(CallError::unsupported(NAME, "register sales"))
    }

    async fn sales_between(&self, _from: Timestamp, _to: Timestamp) -> Result<Vec<DaySale>, CallError> {
        Err(CallError::unsupported(NAME, "sales of a day"))
    }

    async fn post_sale(&self, sale: &PosSale) -> Result<String, CallError> {
        let operation = "post sale";
        let refused = |why: &str| {
            let failure = Failure::Refused { status: 0, messages: vec![why.to_owned()] };
            CallError { vendor: NAME, operation, failure, effect: Effect::None }
        };
        let (lines, medical) =
            map::lines(&sale.lines).ok_or_else(|| refused("an order is of one licence and has a line"))?;
        let location = self.locations().find(|(_, is_medical)| *is_medical == medical);
        let (location, _) = location.ok_or_else(|| refused("there is no location of the medical licence"))?;
        let id = map::order_id(&sale.reference);
        let order = wire::NewOrder {
            id: &id,
            company_id: self.company_id,
            entity_id: location,
            order_reference: &sale.reference,
            customer_id: sale.pos_customer.as_deref(),
            integrator_id: &self.integrator_id,
            is_delivery: false,
            external_order_id: &sale.reference,
            lines,
        };
        let name = if self.tax_inclusive { "TIPCovaOrder" } else { "TEPCovaOrder" };
        let path = ["covaorderintake", "v1", &format!("{name}({id})")];
        self.tokens
            .call(&self.orders, Call::put(operation, &path).json(&order))
            .await?
            .accepted(map::messages)?;
        // VENDOR(cova): a 2xx is no yes; the status tells, and whatever it tells, something may stand at the register.
        let stand = match self.status(operation, &id).await {
            Ok(Some(status)) => map::stand(&status),
            Ok(None) => Stand::Waiting,
            Err(why) => return Err(CallError { effect: Effect::Unknown, ..why }),
        };
        let failed = |failure, effect| CallError { vendor: NAME, operation, failure, effect };
        match stand {
            Stand::Taken => Ok(id),
            Stand::Waiting => {
                let again = Failure::RateLimited { retry_after_seconds: Some(JUDGING_SECONDS) };
                Err(failed(again, Effect::Unknown))
            }
            Stand::Stuck(why) => {
                Err(failed(Failure::Refused { status: 0, messages: vec![why] }, Effect::None))
            }
        }
    }

    async fn sales_by_reference(
        &self,
        reference: &str,
        _around: Timestamp,
    ) -> Result<Vec<String>, CallError> {
        let id = map::order_id(reference);
        let status = self.status("find sale", &id).await?;
        let taken = status.is_some_and(|status| map::stand(&status) == Stand::Taken);
        Ok(if taken { vec![id] } else { Vec::new() })
    }
}

impl Cova {
    /// Our locations and whether they are a patient's.
    fn locations(&self) -> impl Iterator<Item = (u64, bool)> {
        let medical = self.medical_location_id.map(|id| (id, true));
        std::iter::once((self.location_id, false)).chain(medical)
    }

    async fn products(
        &self,
        operation: &'static str,
        location_id: u64,
        skip: usize,
        top: usize,
    ) -> Result<(countersign_ports::http::Answer, Vec<wire::Product>), CallError> {
        let question = wire::ProductQuestion {
            location_id,
            include_classifications: true,
            include_availability: true,
            include_package_details: true,
            include_pricing: true,
            include_product_specifications: true,
            in_stock_only: false,
            selling_room_only: true,
            skip,
            top,
        };
        let company = self.company_id.to_string();
        let path = ["dataplatform", "v1", "Companies", &company, "DetailedProductData"];
        let call = Call::post(operation, &path).changes_nothing().of_goods().json(&question);
        let answer = self.tokens.call(&self.shelves, call).await?.accepted(map::messages)?;
        let rows = answer.read()?;
        Ok((answer, rows))
    }

    /// Every product of a location. Pages are asked for until one is empty: a short one may only lack a row.
    async fn shelf(&self, location: u64, medical: bool) -> Result<Vec<StockItem>, CallError> {
        let mut seen: BTreeMap<String, wire::Product> = BTreeMap::new();
        for page in 0..PAGES_MAX {
            let (answer, rows) = self.products("inventory", location, page * PAGE, PAGE).await?;
            if rows.is_empty() {
                let mut items = Vec::new();
                for product in seen.values() {
                    let found = map::stock(product, location, medical, &self.names);
                    items.extend(found.map_err(|what| answer.malformed(what))?);
                }
                return Ok(items);
            }
            // Rows of another location's answer name that location in what is theirs.
            let is_other = |p: &wire::Product| p.prices.iter().any(|price| price.location_id != location);
            if rows.iter().any(is_other) {
                return Err(answer.malformed("products of another location"));
            }
            let before = seen.len();
            for row in rows {
                match seen.get(&row.product_id) {
                    Some(known) if *known == row => {}
                    Some(_) => return Err(answer.malformed("two rows of one `ProductId`")),
                    None => drop(seen.insert(row.product_id.clone(), row)),
                }
            }
            if seen.len() == before {
                return Err(answer.malformed("a page that came before"));
            }
        }
        let failure = Failure::Malformed { what: "products of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation: "inventory", failure, effect: Effect::None })
    }

    /// `None` for an order that never came in.
    async fn status(
        &self,
        operation: &'static str,
        id: &str,
    ) -> Result<Option<wire::OrderStatus>, CallError> {
        let (company, order) = (format!("Companies({})", self.company_id), format!("CovaOrder({id})"));
        let call = Call::get(operation, &["covaorderintake", "v2", &company, &order, "Status"]);
        let answer = self.tokens.call(&self.orders, call).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        let answer = answer.accepted(map::messages)?;
        let status: wire::OrderStatus = answer.read()?;
        if status.order_id != id {
            return Err(answer.malformed("the status of another order"));
        }
        Ok(Some(status))
    }
}
