//! Orders: webhooks in, acknowledgement and statuses out.

use async_trait::async_trait;
use countersign_domain::orders::{IncomingOrder, QuotedCart};
use countersign_ports::CallError;
use countersign_ports::http::{Answer, Call};
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};
use countersign_rulebook::Program;

use super::map::Move;
use super::{Leafly, map, wire};
use crate::signature;

#[async_trait]
impl OrderSource for Leafly {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: true, has_documents: true, tells_the_shopper: true }
    }

    fn verify(&self, headers: &[Header], body: &[u8]) -> Result<(), WebhookError> {
        signature::check(headers, "x-leafly-signature", self.signature_encoding, &self.hmac_key, body)
    }

    fn read(&self, body: &[u8]) -> Result<Event, WebhookError> {
        map::event(map::webhook(body, &self.order_key)?, body)
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        let hook = map::webhook(body, &self.order_key)?;
        let kind = hook.event_type;
        Ok(match (kind.as_str(), hook.order_id) {
            ("order_submit" | "order_cancel", Some(id)) => format!("{id}:{kind}"),
            ("order_status", Some(id)) => format!("{id}:{kind}:{}", hook.status.unwrap_or_default()),
            // A shopper edits a cart and asks again; switching on and off repeats.
            _ => format!("{kind}:{}:{}", hook.event_time.unwrap_or_default(), signature::fingerprint(body)),
        })
    }

    fn answer_quote(&self, request: &QuoteRequest, quoted: &QuotedCart) -> Vec<u8> {
        serde_json::to_vec(&map::answer(request, quoted)).expect("our own wire types always serialise")
    }

    async fn fetch_order(&self, external_id: &str) -> Result<IncomingOrder, CallError> {
        let (answer, order) = self.order("fetch order", external_id).await?;
        if order.id != external_id {
            return Err(answer.malformed("another order than was asked for"));
        }
        map::incoming(order).map_err(|what| answer.malformed(what))
    }

    async fn fetch_documents(&self, order: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        let mut found = Vec::new();
        for kind in ["government_id", "medical_id"] {
            if kind == "medical_id" && order.program != Program::Medical {
                continue;
            }
            let path = [&self.order_key, kind, &order.external_id];
            let answer = self.tokens.call(&self.orders, Call::get("fetch documents", &path)).await?;
            // Not every shopper uploads a picture.
            if answer.status == 404 {
                continue;
            }
            let answer = answer.accepted(map::messages)?;
            if !answer.media_type.starts_with("image/") || answer.body.is_empty() {
                return Err(answer.malformed("not a picture"));
            }
            found.push(DocumentImage { kind, media_type: answer.media_type, bytes: answer.body });
        }
        Ok(found)
    }

    async fn order_standing(&self, external_id: &str) -> Result<ChannelStanding, CallError> {
        let (answer, order) = self.order("order standing", external_id).await?;
        if order.id != external_id {
            return Err(answer.malformed("another order than was asked for"));
        }
        Ok(ChannelStanding { stands: map::stands(&order.status), words: order.status })
    }

    async fn acknowledge(&self, external_id: &str) -> Result<(), CallError> {
        let call = Call::post("acknowledge", &[&self.order_key, "orders", external_id, "acknowledge"]);
        self.tokens.call(&self.orders, call).await?.accepted(map::messages).map(drop)
    }

    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError> {
        let update = map::status(status);
        // VENDOR(leafly): the same status twice is an error there, so we look where the order stands.
        let (answer, order) = self.order("set status", external_id).await?;
        match map::next_move(&order.status, update.status) {
            Move::Nothing => return Ok(()),
            Move::Impossible => {
                let why = format!("the order is `{}` and cannot become `{}`", order.status, update.status);
                return Err(answer.refused_in_a_success(vec![why]));
            }
            Move::Send => {}
        }
        let call =
            Call::post("set status", &[&self.order_key, "orders", external_id, "status"]).json(&update);
        let answer = self.tokens.call(&self.orders, call).await?.accepted(map::messages)?;
        let shown: wire::Order = answer.read()?;
        let is_set = map::next_move(&shown.status, update.status) == Move::Nothing;
        if is_set { Ok(()) } else { Err(answer.malformed("the order does not have the status that was set")) }
    }

    fn words(&self, status: &ChannelStatus) -> &'static str {
        map::status(status).status
    }
}

impl Leafly {
    async fn order(&self, operation: &'static str, id: &str) -> Result<(Answer, wire::Order), CallError> {
        let call = Call::get(operation, &[&self.order_key, "orders", id]);
        let answer = self.tokens.call(&self.orders, call).await?.accepted(map::messages)?;
        let order = answer.read()?;
        Ok((answer, order))
    }
}
