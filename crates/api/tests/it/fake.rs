//! One system outside that is till, state and marketplace at once, and answers at once.

use async_trait::async_trait;
use countersign_app::testing::systems::{Goods, Systems, customer};
use countersign_domain::customers::PosCustomer;
use countersign_domain::orders::{
    Buyer, Channel, Fulfilment, IncomingLine, IncomingOrder, QuotedCart, QuotedLine,
};
use countersign_kernel::Money;
use countersign_ports::Connection;
use countersign_ports::capability::Ability;
use countersign_ports::error::{CallError, Effect, Failure};
use countersign_ports::marketplace::{
    ChannelStanding, ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest,
    WebhookError,
};
use countersign_ports::point_of_sale::PointOfSale;
use countersign_ports::state_system::StateSystem;
use countersign_rulebook::Program;
use serde_json::Value;

pub const TAG: &str = "1A4060300000001000000123";
pub const SKU: &str = "BLUE-35";

/// What the outside says; a test changes it.
#[derive(Debug)]
pub struct Fake {
    pub systems: Systems,
}

fn unsupported(operation: &'static str) -> CallError {
    CallError { vendor: "weedmaps", operation, failure: Failure::Unsupported, effect: Effect::None }
}

pub fn ada() -> Buyer {
    Buyer {
        external_id: None,
        first_name: "Ada".to_owned(),
        last_name: "Winter".to_owned(),
        birth_date: "1990-05-01".parse().ok(),
        phone: Some("303-555-0101".to_owned()),
        email: None,
        patient_number: None,
        card_expires: None,
        address: None,
    }
}

/// What Ada's licence types at the counter.
pub const SCAN: &str = "@\n\u{1e}\rANSI 636020090102DL00410278ZC03190024DLDAQ94-123-4567\nDCSWINTER\nDACADA\n\
                        DBB05011990\nDBA05012029\nDCGUSA\nDAJCO\n";

impl Connection for Fake {
    fn vendor(&self) -> &'static str {
        self.systems.vendor()
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        Some(&self.systems)
    }

    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        Some(&self.systems)
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(self)
    }

    fn abilities(&self) -> Vec<Ability> {
        Vec::new()
    }
}

/// The shop's own website: an order source and nothing else.
#[derive(Debug)]
pub struct Site(pub Fake);

impl Connection for Site {
    fn vendor(&self) -> &'static str {
        "website"
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(&self.0)
    }
}

impl Fake {
    /// The one product, and Ada as the till has her.
    pub fn new(vendor: &'static str) -> Self {
        let goods = Goods {
            sku: SKU,
            name: "Blue Spruce 3.5 g",
            tag: TAG,
            price: Money(2_125),
            price_medical: Some(Money(1_900)),
            units: 40,
        };
        let buyer = ada();
        let person = PosCustomer {
            pos_id: "77".to_owned(),
            first_name: buyer.first_name,
            last_name: buyer.last_name,
            birth_date: buyer.birth_date,
            phone: buyer.phone,
            email: None,
            id_number: Some("941234567".to_owned()),
            id_expires: "2029-05-01".parse().ok(),
            ..customer()
        };
        Self { systems: Systems::new(vendor).of(goods, person) }
    }
}

#[async_trait]
impl OrderSource for Fake {
    fn habits(&self) -> OrderHabits {
        OrderHabits { acknowledges: false, has_documents: false, tells_the_shopper: true }
    }

    /// Signed is whatever says so.
    fn verify(&self, headers: &[Header], _: &[u8]) -> Result<(), WebhookError> {
        match headers.iter().find(|(name, _)| name == "x-signature") {
            None => Err(WebhookError::Unsigned("x-signature")),
            Some((_, value)) if value == "good" => Ok(()),
            Some(_) => Err(WebhookError::BadSignature),
        }
    }

    fn read(&self, body: &[u8]) -> Result<Event, WebhookError> {
        let event = event(body)?;
        match event["event"].as_str() {
            Some("placed") => Ok(Event::Placed(Box::new(placed(event["id"].as_str().unwrap_or_default())))),
            Some("quote") => {
                let lines = vec![QuotedLine {
                    sku: SKU.to_owned(),
                    quantity: 2,
                    unit_price: Money(1_000),
                    external_id: "1".to_owned(),
                }];
                Ok(Event::Quote(QuoteRequest { medical: false, lines, raw: event }))
            }
            _ => Err(WebhookError::Unreadable("no event".to_owned())),
        }
    }

    fn dedupe_key(&self, body: &[u8]) -> Result<String, WebhookError> {
        Ok(event(body)?["id"].to_string())
    }

    fn answer_quote(&self, _: &QuoteRequest, quoted: &QuotedCart) -> Vec<u8> {
        serde_json::to_vec(quoted).unwrap()
    }

    async fn fetch_order(&self, _: &str) -> Result<IncomingOrder, CallError> {
        Err(unsupported("fetch_order"))
    }

    async fn fetch_documents(&self, _: &IncomingOrder) -> Result<Vec<DocumentImage>, CallError> {
        Ok(Vec::new())
    }

    async fn order_standing(&self, _: &str) -> Result<ChannelStanding, CallError> {
        Err(CallError {
            vendor: "weedmaps",
            operation: "order standing",
            failure: Failure::Unsupported,
            effect: Effect::None,
        })
    }

    async fn acknowledge(&self, _: &str) -> Result<(), CallError> {
        Ok(())
    }

    async fn set_status(&self, _: &str, _: &ChannelStatus) -> Result<(), CallError> {
        Ok(())
    }

    fn words(&self, _: &ChannelStatus) -> &'static str {
        "SET"
    }
}

fn event(body: &[u8]) -> Result<Value, WebhookError> {
    serde_json::from_slice(body).map_err(|why| WebhookError::Unreadable(why.to_string()))
}

fn placed(id: &str) -> IncomingOrder {
    IncomingOrder {
        channel: Channel::Weedmaps,
        external_id: id.to_owned(),
        words: "PENDING".to_owned(),
        program: Program::Adult,
        fulfilment: Fulfilment::Pickup,
        buyer: ada(),
        lines: vec![IncomingLine {
            external_id: "1".to_owned(),
            sku: SKU.to_owned(),
            name: "Blue Spruce 3.5 g".to_owned(),
            quantity: 2,
            unit_price: Money(2_125),
            line_total: Money(4_250),
        }],
        subtotal: Money(4_250),
        tax: Money::ZERO,
        discount: Money::ZERO,
        total: Money(4_250),
        payment: "cash".to_owned(),
        placed_at: crate::shop::START,
        window_start: None,
        window_end: None,
        acknowledge_by: None,
    }
}
