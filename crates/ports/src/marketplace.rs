//! Marketplaces: orders that come in over webhooks or are asked for, statuses that go back, menus that are shown there.

use std::fmt;

use async_trait::async_trait;
use countersign_domain::close::Stands;
use countersign_domain::menu::{FigureHabits, Figures, Kind};
use countersign_domain::orders::{Cancellation, IncomingOrder, QuotedCart, QuotedLine};
use countersign_kernel::{Mass, Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::books::{PriceChange, Pulled, ShownListing, unsupported};
use crate::error::CallError;

/// One header of a webhook, name in lower case.
pub type Header = (String, String);

/// A webhook that must not be believed, or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("the signature header `{0}` is missing")]
    Unsigned(&'static str),
    #[error("the signature does not match the body")]
    BadSignature,
    #[error("the body is not a known event: {0}")]
    Unreadable(String),
}

/// What a marketplace told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A cart before submission; the answer goes back in the same call.
    Quote(QuoteRequest),
    /// An order with everything in it.
    Placed(Box<IncomingOrder>),
    /// An order to be fetched, and the instant by which it must be acknowledged.
    Submitted { external_id: String, acknowledge_by: Timestamp },
    /// An order to be fetched, of a marketplace that waits for no acknowledgement.
    Announced { external_id: String },
    /// The marketplace or the shopper gave the order up.
    Cancelled { external_id: String, words: String },
    /// A status that somebody else set, in the marketplace's own word.
    StatusChanged { external_id: String, words: String },
    /// Something we keep on the record and need not act on.
    Noted { what: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRequest {
    pub medical: bool,
    pub lines: Vec<QuotedLine>,
    /// The event as it came, for connectors whose answer is the whole object changed.
    pub raw: serde_json::Value,
}

/// A picture of a document that the marketplace let us fetch.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentImage {
    /// `government_id` or `medical_id`.
    pub kind: &'static str,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl fmt::Debug for DocumentImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentImage({}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// Where our order is, as far as a marketplace is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelStatus {
    Approved,
    Ready,
    Completed,
    Cancelled(Cancellation),
}

/// Where an order stands there now: the marketplace's own word, and what it means for us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelStanding {
    pub words: String,
    pub stands: Stands,
}

/// How a marketplace behaves, for the queue and for the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderHabits {
    /// Orders must be acknowledged before any status is set.
    pub acknowledges: bool,
    /// Document pictures can be fetched until the order is acknowledged.
    pub has_documents: bool,
    /// The marketplace itself tells the shopper of each status.
    pub tells_the_shopper: bool,
}

#[async_trait]
pub trait OrderSource: Send + Sync + fmt::Debug {
    fn habits(&self) -> OrderHabits;
    /// Compares the signature over the raw body in constant time.
    fn verify(&self, headers: &[Header], body: &[u8]) -> Result<(), WebhookError>;
    /// Reads a verified body.
    fn read(&self, body: &[u8]) -> Result<Event, WebhookError>;
    /// What makes this delivery the same as an earlier one of the same event.
    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError>;
    /// The body that answers a quote.
    fn answer_quote(&self, request: &QuoteRequest, quoted: &QuotedCart) -> Vec<u8>;
    /// `Unsupported` where the webhook carries the whole order.
    async fn fetch_order(&self, external_id: &str) -> Result<IncomingOrder, CallError>;
    async fn fetch_documents(&self, order: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError>;
    /// `Unsupported` where it cannot be asked, `NotFound` when it no longer shows the order.
    async fn order_standing(&self, external_id: &str) -> Result<ChannelStanding, CallError>;
    /// How often it must be asked for orders, in seconds, because it tells of nothing by itself. `None` where webhooks come.
    fn asked_every(&self) -> Option<u32> {
        None
    }
    /// What it has to tell now: one message an order, as `read` takes it, of everything that is open there, all of them or an
    /// error; and of `open`, the orders that are open here and no longer there, as many as it looks after at a turn.
    async fn ask(&self, _open: &[String]) -> Result<Vec<Vec<u8>>, CallError> {
        Err(unsupported("ask for orders"))
    }
    /// Where an order that it shows with this word stands. Whoever tells by itself how an order ends need not say.
    fn stands(&self, _words: &str) -> Stands {
        Stands::Open
    }
    async fn acknowledge(&self, external_id: &str) -> Result<(), CallError>;
    /// Setting the status that is already set is a success.
    async fn set_status(&self, external_id: &str, status: &ChannelStatus) -> Result<(), CallError>;
    /// The marketplace's own word for a status of ours, as `set_status` sends it.
    fn words(&self, status: &ChannelStatus) -> &'static str;
}

/// One product as a marketplace shall show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The point of sale's word for the product; the item's name there and its one variant's.
    pub sku: String,
    pub name: String,
    pub kind: Kind,
    pub brand: Option<String>,
    pub strain: Option<String>,
    /// Plain text.
    pub description: Option<String>,
    pub price: Money,
    pub medical: bool,
    /// What one unit for sale weighs, where that is known.
    pub grams: Option<Mass>,
    pub available: i64,
    pub figures: Figures,
    pub image: Option<Image>,
}

/// A picture where the marketplace can fetch it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    pub url: String,
    /// A marketplace that has fetched it before fetches it again when this is later.
    pub changed_at: Timestamp,
}

#[async_trait]
pub trait MarketplaceMenu: Send + Sync + fmt::Debug {
    /// Whether this menu is ours to write; another system may be its one writer.
    fn is_ours(&self) -> bool {
        true
    }
    /// What it documents of the figures it shows.
    fn figure_habits(&self) -> FigureHabits {
        FigureHabits::default()
    }
    async fn menu_health(&self) -> Result<String, CallError>;
    /// Puts these on the menu whole, or in place of what it showed under their names, and shows them. Others stay as they are.
    /// Doing it twice is as good as once.
    async fn publish(&self, listings: &[Listing]) -> Result<(), CallError>;
    async fn hide(&self, external_ids: &[String]) -> Result<(), CallError>;
    /// Shows again what was hidden. `Unsupported` where hiding cannot be undone by name.
    async fn show(&self, external_ids: &[String]) -> Result<(), CallError>;
    /// Sets one price and leaves the rest of the item as it is. Setting it twice is as good as once.
    async fn set_price(&self, _: &PriceChange) -> Result<(), CallError> {
        Err(unsupported("set price"))
    }
    /// What the marketplace shows now, where it can be read: every listing, also what lacks a price or a name of ours.
    async fn pull_menu(&self) -> Pulled<ShownListing>;
}
