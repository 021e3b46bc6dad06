//! The one call to the website. Orders come by our API, so nothing is read here and no message is believed.

use async_trait::async_trait;
use countersign_domain::orders::{IncomingOrder, QuotedCart};
use countersign_ports::CallError;
use countersign_ports::http::Call;
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};

use super::{NAME, Website, wire};
use crate::signature;

const SIGNATURE: &str = "x-countersign-signature";

#[async_trait]
impl OrderSource for Website {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    fn verify(&self, _headers: &[Header], _body: &[u8]) -> Result<(), WebhookError> {
        Err(WebhookError::BadSignature)
    }

    fn read(&self, _body: &[u8]) -> Result<Event, WebhookError> {
        Err(WebhookError::Unreadable("the website places its orders through the API".to_owned()))
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        Ok(signature::fingerprint(body))
    }

    fn answer_quote(&self, _request: &QuoteRequest, _quoted: &QuotedCart) -> Vec<u8> {
        Vec::new()
    }

    async fn fetch_order(&self, _external_id: &str) -> Result<IncomingOrder, CallError> {
        Err(CallError::unsupported(NAME, "fetch order"))
    }

    async fn order_standing(&self, _external_id: &str) -> Result<ChannelStanding, CallError> {
        Err(CallError::unsupported(NAME, "order standing"))
    }

    async fn fetch_documents(&self, _order: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        Err(CallError::unsupported(NAME, "fetch documents"))
    }

    async fn acknowledge(&self, _external_id: &str) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "acknowledge"))
    }

    /// Telling the same twice is as good as once: the website knows it by its id.
    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError> {
        let operation = match status {
            ChannelStatus::Cancelled(_) => "cancel order",
            _ => "set status",
        };
        let told = wire::told(external_id, status);
        let body = serde_json::to_vec(&told).expect("our own wire types always serialise");
        let call = Call::post(operation, &["orders"])
            .header(SIGNATURE, signature::sign(&self.secret, &body))
            .json(&told);
        self.line.call(call).await?.accepted(|_| Vec::new())?;
        Ok(())
    }

    fn words(&self, status: &ChannelStatus) -> &'static str {
        wire::word(status)
    }
}
