//! The menu, which is read and never written: the till's own products feed it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_ports::books::{Pulled, ShownListing};
use countersign_ports::http::{Answer, Call};
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::{CallError, Effect, Failure};
use serde::de::DeserializeOwned;

use super::{Dutchie, NAME, map, wire};

const PAGE_SIZE: usize = 100;
const PAGES_MAX: usize = 200;

const RETAILERS: &str = "query Retailers { retailers { id name } }";
const MENU: &str = "query Menu($retailerId: ID!, $limit: Int!, $offset: Int!) { \
                    menu(retailerId: $retailerId, pagination: {limit: $limit, offset: $offset}) { products { \
                    id name posMetaData { sku } menuTypes \
                    variants { id priceRec priceMed quantity } } } }";

#[async_trait]
impl MarketplaceMenu for Dutchie {
    fn is_ours(&self) -> bool {
        false
    }

    async fn menu_health(&self) -> Result<String, CallError> {
        let (answer, told): (_, wire::Retailers) = self.at_menu("menu", RETAILERS, (None, None)).await?;
        let ours = told.retailers.into_iter().find(|retailer| retailer.id == self.settings.retailer_id);
        let why = "our key does not open this shop's menu".to_owned();
        ours.map(|retailer| retailer.name).ok_or_else(|| answer.refused_in_a_success(vec![why]))
    }

    async fn publish(&self, _listings: &[Listing]) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "list items"))
    }

    async fn hide(&self, _external_ids: &[String]) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "hide items"))
    }

    async fn show(&self, _external_ids: &[String]) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "show items"))
    }

    async fn pull_menu(&self) -> Pulled<ShownListing> {
        Pulled::from(self.products().await)
    }
}

impl Dutchie {
    async fn at_menu<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        query: &'static str,
        (limit, offset): (Option<usize>, Option<usize>),
    ) -> Result<(Answer, T), CallError> {
        let variables = wire::Variables { retailer_id: &self.settings.retailer_id, limit, offset };
        let call = Call::post(operation, &["plus", &self.settings.version, "graphql"])
            .changes_nothing()
            .of_goods()
            .json(&wire::Question { query, variables });
        let answer = self.plus.call(call.auth(self.plus_auth.clone())).await?.accepted(map::messages)?;
        let told: wire::Told<T> = answer.read()?;
        if told.errors.is_empty() {
            return told
                .data
                .ok_or_else(|| answer.malformed("neither data nor errors"))
                .map(|data| (answer, data));
        }
        // VENDOR(dutchie): a no comes with the status of a yes.
        let code = |wrong: &wire::Wrong| wrong.extensions.as_ref().and_then(|more| more.code.clone());
        if told.errors.iter().filter_map(code).any(|code| code == "UNAUTHENTICATED") {
            return Err(answer.error(Failure::NotAllowed, Effect::None));
        }
        Err(answer.refused_in_a_success(told.errors.into_iter().map(|wrong| wrong.message).collect()))
    }

    /// Every variant of the menu.
    async fn products(&self) -> Result<Vec<ShownListing>, CallError> {
        let operation = "menu items";
        let mut found: BTreeMap<String, wire::Product> = BTreeMap::new();
        for _ in 0..PAGES_MAX {
            let before = found.len();
            let window = (Some(PAGE_SIZE), Some(before));
            let (answer, told): (_, wire::WithMenu) = self.at_menu(operation, MENU, window).await?;
            // No total is told: the list is over where nothing more comes.
            if told.menu.products.is_empty() {
                let rows = found.values().flat_map(map::shown);
                return rows.map(|row| row.map_err(|what| answer.malformed(what))).collect();
            }
            for product in told.menu.products {
                match found.get(&product.id) {
                    Some(known) if *known == product => {}
                    Some(_) => return Err(answer.malformed("two products of one `id`")),
                    None => drop(found.insert(product.id.clone(), product)),
                }
            }
            if found.len() == before {
                return Err(answer.malformed("a page that came before"));
            }
        }
        let failure = Failure::Malformed { what: "a menu of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation, failure, effect: Effect::None })
    }
}
