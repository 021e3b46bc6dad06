//! The calls to Jane: a cart, the menu. Nothing is written.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_domain::close::Stands;
use countersign_domain::orders::{IncomingOrder, QuotedCart};
use countersign_ports::books::{Pulled, ShownListing};
use countersign_ports::http::{Answer, Auth, Call};
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, Listing, MarketplaceMenu, OrderHabits,
    OrderSource, QuoteRequest, WebhookError,
};
use countersign_ports::{CallError, Effect, Failure};

use super::map::Word;
use super::{Jane, NAME, map, wire};
use crate::signature;

const PAGE_SIZE: usize = 100;
const PAGES_MAX: usize = 200;

#[async_trait]
impl OrderSource for Jane {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    fn verify(&self, headers: &[Header], _body: &[u8]) -> Result<(), WebhookError> {
        signature::check_bearer(headers, &self.webhook_secret)
    }

    fn read(&self, body: &[u8]) -> Result<Event, WebhookError> {
        Ok(map::event(map::frame(body, &self.store_id)?))
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        let frame = map::frame(body, &self.store_id)?;
        // Nothing numbers the messages, and a cart may come back to a status.
        Ok(format!("{}:{}:{}", frame.id, frame.status, signature::fingerprint(body)))
    }

    fn answer_quote(&self, _request: &QuoteRequest, _quoted: &QuotedCart) -> Vec<u8> {
        Vec::new()
    }

    async fn fetch_order(&self, external_id: &str) -> Result<IncomingOrder, CallError> {
        let (answer, cart) = self.cart("fetch order", external_id).await?;
        if map::word(&cart.status) == Word::Odd {
            let why = format!("the cart has the status `{}`, which we do not know", cart.status);
            return Err(answer.refused_in_a_success(vec![why]));
        }
        map::incoming(cart).map_err(|what| answer.malformed(what))
    }

    async fn order_standing(&self, external_id: &str) -> Result<ChannelStanding, CallError> {
        let (_, cart) = self.cart("order standing", external_id).await?;
        let stands = match map::word(&cart.status) {
            Word::New | Word::Under => Stands::Open,
            Word::Sold => Stands::Completed,
            Word::Off => Stands::Cancelled,
            Word::Odd => Stands::Unknown,
        };
        Ok(ChannelStanding { stands, words: cart.status })
    }

    async fn fetch_documents(&self, _order: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        Err(CallError::unsupported(NAME, "fetch documents"))
    }

    async fn acknowledge(&self, _external_id: &str) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "acknowledge"))
    }

    async fn set_status(&self, _external_id: &str, _status: &ChannelStatus) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "set status"))
    }

    /// What staff set in Jane's page for it.
    fn words(&self, status: &ChannelStatus) -> &'static str {
        match status {
            ChannelStatus::Approved => "pending",
            ChannelStatus::Ready => "ready_for_pickup",
            ChannelStatus::Completed => "finished",
            ChannelStatus::Cancelled(_) => "dismissed",
        }
    }
}

#[async_trait]
impl MarketplaceMenu for Jane {
    async fn menu_health(&self) -> Result<String, CallError> {
        let (_, menu) = self.page("menu", "0", 1).await?;
        Ok(format!("store {}", menu.store_id))
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
        let products = self.products().await;
        Pulled::from(products.map(|products| products.values().map(map::shown).collect()))
    }
}

impl Jane {
    /// Every product of the menu, or none.
    async fn products(&self) -> Result<BTreeMap<u64, wire::Shown>, CallError> {
        let operation = "menu items";
        let mut found: BTreeMap<u64, wire::Shown> = BTreeMap::new();
        let mut cursor = "0".to_owned();
        for _ in 0..PAGES_MAX {
            let (answer, menu) = self.page(operation, &cursor, PAGE_SIZE).await?;
            let before = found.len();
            for shown in menu.menu_products {
                match found.get(&shown.product_id) {
                    Some(known) if *known == shown => {}
                    Some(_) => return Err(answer.malformed("two rows of one `product_id`")),
                    None => drop(found.insert(shown.product_id, shown)),
                }
            }
            let Some(next) = menu.next_pagination_id else {
                return Ok(found);
            };
            if found.len() == before || next == cursor {
                return Err(answer.malformed("a page that came before"));
            }
            cursor = next;
        }
        let failure = Failure::Malformed { what: "a menu of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation, failure, effect: Effect::None })
    }

    async fn ask(&self, call: Call) -> Result<Answer, CallError> {
        self.line.call(call.auth(Auth::Bearer(self.token.clone()))).await?.accepted(map::messages)
    }

    async fn cart(
        &self,
        operation: &'static str,
        external_id: &str,
    ) -> Result<(Answer, wire::Cart), CallError> {
        let answer = self.ask(Call::get(operation, &["partner", "v1", "carts", external_id])).await?;
        let told: wire::Told<wire::Cart> = answer.read()?;
        if told.cart.store_id.to_string() != self.store_id || told.cart.id.to_string() != external_id {
            return Err(answer.malformed("another cart than was asked for"));
        }
        Ok((answer, told.cart))
    }

    async fn page(
        &self,
        operation: &'static str,
        cursor: &str,
        count: usize,
    ) -> Result<(Answer, wire::Menu), CallError> {
        let call = Call::get(operation, &["partner", "v1", "stores", &self.store_id, "menu_products"])
            .query("visible", "true")
            .query("count", count.to_string())
            .query("pagination_id", cursor)
            .of_goods();
        let answer = self.ask(call).await?;
        let menu: wire::Menu = answer.read()?;
        if menu.store_id.to_string() != self.store_id {
            return Err(answer.malformed("the menu of another shop"));
        }
        Ok((answer, menu))
    }
}
