//! Orders: callbacks in, statuses out.

use async_trait::async_trait;
use countersign_domain::orders::{IncomingOrder, QuotedCart};
use countersign_ports::CallError;
use countersign_ports::http::Call;
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};

use super::{NAME, Weedmaps, map};
use crate::signature::{self, Encoding};

#[async_trait]
impl OrderSource for Weedmaps {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    fn verify(&self, headers: &[Header], body: &[u8]) -> Result<(), WebhookError> {
        signature::check(headers, "signature", Encoding::Base64, &self.client_secret, body)
    }

    fn read(&self, body: &[u8]) -> Result<Event, WebhookError> {
        map::event(body)
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        let order = map::order(body)?;
        // A shopper edits a cart and asks again, so drafts differ by content; an order is created once.
        Ok(match order.status.as_str() {
            "DRAFT" => format!("{}:DRAFT:{}", order.order_id, signature::fingerprint(body)),
            status => format!("{}:{status}", order.order_id),
        })
    }

    fn answer_quote(&self, request: &QuoteRequest, quoted: &QuotedCart) -> Vec<u8> {
        map::corrected(&request.raw, quoted).to_string().into_bytes()
    }

    async fn fetch_order(&self, _external_id: &str) -> Result<IncomingOrder, CallError> {
        Err(CallError::unsupported(NAME, "fetch order"))
    }

    async fn fetch_documents(&self, _order: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        Err(CallError::unsupported(NAME, "fetch documents"))
    }

    async fn order_standing(&self, _external_id: &str) -> Result<ChannelStanding, CallError> {
        Err(CallError::unsupported(NAME, "order standing"))
    }

    async fn acknowledge(&self, _external_id: &str) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "acknowledge"))
    }

    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError> {
        let path = ["oos", &self.order_version, "merchants", &self.menu_id, "orders", external_id];
        let call = Call::put("set status", &path).json(&map::status(status));
        // VENDOR(weedmaps): the update is documented as idempotent, so the status that is already set is accepted.
        self.tokens.call(&self.line, call).await?.accepted(map::messages).map(drop)
    }

    fn words(&self, status: &ChannelStatus) -> &'static str {
        map::status(status).status
    }
}
