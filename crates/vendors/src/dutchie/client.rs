//! The calls about orders, all of them to the point of sale: what is open there, one order, its customer, cancelling it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_domain::close::Stands;
use countersign_domain::orders::{IncomingOrder, QuotedCart};
use countersign_ports::http::{Answer, Call};
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};
use countersign_ports::{CallError, Effect, Failure};

use super::{Dutchie, NAME, map, wire};

/// Orders that are open here and no longer there are looked at one by one, so many at a turn.
const GONE_MAX: usize = 4;

#[async_trait]
impl OrderSource for Dutchie {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    /// Nobody sends us anything, so whoever does is somebody else.
    fn verify(&self, _headers: &[Header], _body: &[u8]) -> Result<(), WebhookError> {
        Err(WebhookError::BadSignature)
    }

    fn read(&self, body: &[u8]) -> Result<Event, WebhookError> {
        Ok(map::event(map::preorder(body, &self.settings.order_sources)?))
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        let row = map::preorder(body, &self.settings.order_sources)?;
        Ok(map::key(&row, &self.settings.retailer_id))
    }

    fn answer_quote(&self, _request: &QuoteRequest, _quoted: &QuotedCart) -> Vec<u8> {
        Vec::new()
    }

    async fn fetch_order(&self, external_id: &str) -> Result<IncomingOrder, CallError> {
        let (answer, row) = self.preorder("fetch order", external_id, true).await?;
        let customer = match row.customer_id {
            Some(id) => self.customer(id).await?,
            None => None,
        };
        map::incoming(row, customer).map_err(|what| answer.malformed(what))
    }

    async fn order_standing(&self, external_id: &str) -> Result<ChannelStanding, CallError> {
        let (_, row) = self.preorder("order standing", external_id, false).await?;
        let words = row.status.unwrap_or_default();
        Ok(ChannelStanding { stands: map::stands(&words), words })
    }

    fn stands(&self, words: &str) -> Stands {
        map::stands(words)
    }

    async fn fetch_documents(&self, _order: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        Err(CallError::unsupported(NAME, "fetch documents"))
    }

    fn asked_every(&self) -> Option<u32> {
        Some(self.settings.ask_seconds)
    }

    async fn ask(&self, open: &[String]) -> Result<Vec<Vec<u8>>, CallError> {
        let answer = self.at_till(Call::get("ask for orders", &["preorder", "Status"])).await?;
        let rows: Vec<wire::RawPreorder> = answer.read()?;
        let mut told: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        for raw in rows {
            // Another source's preorder is not ours to understand.
            let of: wire::OrderOf =
                serde_json::from_str(raw.get()).map_err(|_| answer.malformed("a preorder's source"))?;
            if !of.order_source.is_some_and(|source| self.settings.order_sources.contains(&source)) {
                continue;
            }
            let row: wire::Preorder =
                serde_json::from_str(raw.get()).map_err(|_| answer.malformed("a preorder"))?;
            let body = raw.get().as_bytes().to_vec();
            match told.get(&row.pre_order_id) {
                Some(known) if *known != body => return Err(answer.malformed("two rows of one `preOrderId`")),
                _ => drop(told.insert(row.pre_order_id, body)),
            }
        }
        // The list leaves out what is over there; it is the only way to hear that a shopper or the register cancelled.
        let is_listed = |id: &&String| id.parse().is_ok_and(|id: i64| told.contains_key(&id));
        let gone: Vec<&String> = open.iter().filter(|id| !is_listed(id)).collect();
        let mut ended = Vec::new();
        for id in self.of_this_turn(&gone) {
            // What cannot be looked at now is looked at with another turn; the list is whole without it.
            if let Ok((answer, row)) = self.preorder("look after order", id, false).await
                && map::is_of(&row, &self.settings.order_sources)
            {
                ended.push(answer.body);
            }
        }
        Ok(told.into_values().chain(ended).collect())
    }

    async fn acknowledge(&self, _external_id: &str) -> Result<(), CallError> {
        Err(CallError::unsupported(NAME, "acknowledge"))
    }

    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError> {
        let operation = "cancel order";
        let ChannelStatus::Cancelled(why) = status else {
            return Err(CallError::unsupported(NAME, "set status"));
        };
        let order_id = number(operation, external_id)?;
        let body = wire::Cancel { order_id, cancellation_reason: map::reason(*why) };
        let refused = match self.at_till(Call::post(operation, &["preorder", "cancel"]).json(&body)).await {
            Ok(_) => return Ok(()),
            Err(why) => why,
        };
        // A refusal has no words. Where it is off already, by whomever, nothing is left to do.
        if let Failure::Refused { .. } = refused.failure
            && let Ok((_, row)) = self.preorder("order standing", external_id, false).await
            && map::stands(row.status.as_deref().unwrap_or_default()) == Stands::Cancelled
        {
            return Ok(());
        }
        Err(refused)
    }

    /// What staff set in the register for it.
    fn words(&self, status: &ChannelStatus) -> &'static str {
        match status {
            ChannelStatus::Approved => "Processing",
            ChannelStatus::Ready => "Filled",
            ChannelStatus::Completed => "Complete",
            ChannelStatus::Cancelled(_) => "Cancelled",
        }
    }
}

impl Dutchie {
    /// So many of them, drawn anew with each turn: nothing is kept between calls, and none may be left out for good.
    fn of_this_turn<'i>(&self, gone: &[&'i String]) -> impl Iterator<Item = &'i String> {
        let most = u64::try_from(gone.len()).unwrap_or(u64::MAX);
        let drawn = if gone.is_empty() { 0 } else { self.till.layer().random.below(most) };
        let from = usize::try_from(drawn).unwrap_or(0);
        let round: Vec<&String> = gone[from..].iter().chain(&gone[..from]).copied().collect();
        round.into_iter().take(GONE_MAX)
    }

    async fn at_till(&self, call: Call) -> Result<Answer, CallError> {
        self.till.call(call.auth(self.till_auth.clone())).await?.accepted(map::messages)
    }

    async fn preorder(
        &self,
        operation: &'static str,
        external_id: &str,
        with_lines: bool,
    ) -> Result<(Answer, wire::Preorder), CallError> {
        let id = number(operation, external_id)?;
        let mut call = Call::get(operation, &["preorder", "Status"]).query("PreOrderId", id.to_string());
        if with_lines {
            call = call.query("includeLineItems", "true");
        }
        let answer = self.at_till(call).await.map_err(unknown)?;
        let row: wire::Preorder = answer.read()?;
        if row.pre_order_id != id {
            return Err(answer.malformed("another preorder than was asked for"));
        }
        Ok((answer, row))
    }

    /// `None` where the till has no such customer.
    async fn customer(&self, id: i64) -> Result<Option<wire::Customer>, CallError> {
        let call = Call::get("customer of an order", &["customer", "customers"]);
        let answer = self.at_till(call.query("customerID", id.to_string())).await?;
        let mut rows: Vec<wire::Customer> = answer.read()?;
        rows.dedup();
        match &rows[..] {
            [] => Ok(None),
            [row] if row.customer_id == id => Ok(rows.pop()),
            _ => Err(answer.malformed("other customers than the one asked for")),
        }
    }
}

/// VENDOR(dutchie): a preorder that the till does not know is a 400 without words.
fn unknown(error: CallError) -> CallError {
    match error.failure {
        Failure::Refused { status: 400, ref messages } if messages.is_empty() => {
            CallError { failure: Failure::NotFound, ..error }
        }
        _ => error,
    }
}

/// Something of ours that cannot be said to the till: nothing was sent, and trying again will not help.
fn number(operation: &'static str, id: &str) -> Result<i64, CallError> {
    let failure =
        || Failure::Refused { status: 0, messages: vec!["the id is not one of the till".to_owned()] };
    id.parse().map_err(|_| CallError { vendor: NAME, operation, failure: failure(), effect: Effect::None })
}
