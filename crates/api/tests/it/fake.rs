//! One system outside that is till, state and marketplace at once, and answers at once.

use std::sync::Mutex;

use async_trait::async_trait;
use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_domain::orders::{
    Buyer, Channel, Fulfilment, IncomingLine, IncomingOrder, QuotedCart, QuotedLine,
};
use countersign_kernel::{Money, PackageTag, Timestamp};
use countersign_ports::Connection;
use countersign_ports::capability::Ability;
use countersign_ports::error::{CallError, Effect, Failure};
use countersign_ports::marketplace::{
    ChannelStatus, DocumentImage, Event, Header, OrderHabits, OrderSource, QuoteRequest, WebhookError,
};
use countersign_ports::point_of_sale::{
    CustomerQuery, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::state_system::{PatientAllowance, PostedReceipt, Receipt, StatePackage, StateSystem};
use countersign_rulebook::Program;
use serde_json::Value;

pub const TAG: &str = "1A4060300000001000000123";
pub const SKU: &str = "BLUE-35";

/// What the outside says; a test changes it.
#[derive(Debug)]
pub struct Fake {
    pub vendor: &'static str,
    /// The till does not answer.
    pub till_is_down: Mutex<bool>,
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
        self.vendor
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        Some(self)
    }

    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        Some(self)
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(self)
    }

    fn abilities(&self) -> Vec<Ability> {
        Vec::new()
    }
}

#[async_trait]
impl PointOfSale for Fake {
    async fn location(&self) -> Result<String, CallError> {
        Ok("Larimer".to_owned())
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        if *self.till_is_down.lock().unwrap() {
            let failure = Failure::NoAnswer;
            return Err(CallError {
                vendor: "weedmaps",
                operation: "inventory",
                failure,
                effect: Effect::None,
            });
        }
        let measures = UnitMeasures {
            category: Some("flower".to_owned()),
            grams: "3.5".parse().ok(),
            ..UnitMeasures::default()
        };
        Ok(vec![StockItem {
            inventory_id: "inv-1".to_owned(),
            product_id: "pro-1".to_owned(),
            sku: SKU.to_owned(),
            name: "Blue Spruce 3.5 g".to_owned(),
            category: "Flower".to_owned(),
            tag: TAG.parse().ok(),
            quantity: 40,
            unit: "Each".to_owned(),
            price_adult: Some(Money(2_125)),
            price_medical: Some(Money(1_900)),
            cannabis: true,
            medical_only: false,
            measures,
            packaged_on: "2026-11-01".parse().ok(),
        }])
    }

    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        let buyer = ada();
        if query.phone != buyer.phone {
            return Ok(Vec::new());
        }
        Ok(vec![PosCustomer {
            pos_id: "77".to_owned(),
            first_name: buyer.first_name,
            last_name: buyer.last_name,
            birth_date: buyer.birth_date,
            phone: buyer.phone,
            email: None,
            address: None,
            id_number: Some("941234567".to_owned()),
            id_expires: "2029-05-01".parse().ok(),
            patient_number: None,
            card_expires: None,
            standing: Standing::Active,
        }])
    }

    async fn price_cart(&self, _: Option<&str>, _: bool, _: &[PosSaleLine]) -> Result<PricedCart, CallError> {
        Err(unsupported("price_cart"))
    }

    async fn register_sales(&self, _: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        Ok(Vec::new())
    }

    async fn post_sale(&self, _: &PosSale) -> Result<String, CallError> {
        Ok("sale-1".to_owned())
    }

    async fn sales_by_reference(&self, _: &str, _: Timestamp) -> Result<Vec<String>, CallError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl StateSystem for Fake {
    async fn facility(&self) -> Result<String, CallError> {
        Ok("Larimer".to_owned())
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        Err(unsupported("active_packages"))
    }

    async fn package(&self, tag: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        Ok(Some(StatePackage {
            tag: tag.clone(),
            item: "Blue Spruce 3.5 g".to_owned(),
            category: "Buds".to_owned(),
            quantity: "40".to_owned(),
            unit: "Each".to_owned(),
            lab_state: "TestPassed".to_owned(),
            on_hold: false,
            recalled: false,
            finished: false,
            expires: None,
            modified_at: None,
        }))
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Err(unsupported("patient"))
    }

    async fn receipts_by_number(&self, _: &str, _: Timestamp) -> Result<Vec<PostedReceipt>, CallError> {
        Ok(Vec::new())
    }

    async fn post_receipt(&self, _: &Receipt, _: Option<&str>) -> Result<String, CallError> {
        Ok("receipt-1".to_owned())
    }

    async fn void_receipt(&self, _: &str) -> Result<(), CallError> {
        Ok(())
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
