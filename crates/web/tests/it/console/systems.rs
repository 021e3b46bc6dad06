//! A register and a state system in one connection: one product, one customer, and an answer for every question.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use async_trait::async_trait;
use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::{Money, PackageTag, Timestamp};
use countersign_ports::capability::Ability;
use countersign_ports::error::{Effect, Failure};
use countersign_ports::point_of_sale::{
    CustomerQuery, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::state_system::{PatientAllowance, PostedReceipt, Receipt, StatePackage, StateSystem};
use countersign_ports::{CallError, Connection};

pub const ITEM: &str = "Gale Fork, flower 3.5 g";
pub const TAG: &str = "1A4FF0300000BC7000012086";
pub const UNITS: i64 = 40;
/// A younger package, where there are two.
pub const YOUNGER: &str = "1A4FF0300000BC7000012087";

/// Another product, where there is one.
pub const OTHER_ITEM: &str = "Ridge Line, flower 7 g";
pub const OTHER_TAG: &str = "1A4FF0300000BC7000012099";

#[derive(Debug, Default)]
pub struct Systems {
    /// The other product is on the shelf; its package is on hold in the state system.
    on_hold: bool,
    pub state_is_down: AtomicBool,
    /// How often the register was asked for a customer, and the state for a package.
    pub customers_asked: AtomicI64,
    pub packages_asked: AtomicI64,
    /// Units that the register has sold to the customer, and when by its own clock.
    pub rung_up: Mutex<Vec<(Timestamp, i64)>>,
    /// Units that receipts have taken off the state's package.
    sold: AtomicI64,
    younger: Option<Younger>,
}

/// What each side has of the younger package.
#[derive(Debug)]
struct Younger {
    pos: i64,
    state: i64,
}

impl Systems {
    /// The older package is sold out as the state knows, and the POS took its units from the younger one instead.
    pub fn of_two_minds(pos: i64, state: i64) -> Self {
        Self { sold: AtomicI64::new(UNITS), younger: Some(Younger { pos, state }), ..Self::default() }
    }

    pub fn with_a_package_on_hold() -> Self {
        Self { on_hold: true, ..Self::default() }
    }
}

pub fn customer() -> PosCustomer {
    PosCustomer {
        pos_id: "pos_1".to_owned(),
        first_name: "Odessa".to_owned(),
        last_name: "Brandvold".to_owned(),
        birth_date: "1992-03-14".parse().ok(),
        phone: Some("+1 303 555 0148".to_owned()),
        email: Some("odessa@example.org".to_owned()),
        address: None,
        id_number: Some("94-123-4567".to_owned()),
        id_expires: "2029-03-14".parse().ok(),
        patient_number: None,
        card_expires: None,
        standing: Standing::Active,
    }
}

fn tag() -> PackageTag {
    TAG.parse().unwrap()
}

impl Connection for Systems {
    fn vendor(&self) -> &'static str {
        "metrc"
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        Some(self)
    }

    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        Some(self)
    }

    fn abilities(&self) -> Vec<Ability> {
        Vec::new()
    }
}

#[async_trait]
impl PointOfSale for Systems {
    async fn location(&self) -> Result<String, CallError> {
        Ok("Alder Street".to_owned())
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        let measures = UnitMeasures {
            category: Some("flower".to_owned()),
            grams: "3.5".parse().ok(),
            ..UnitMeasures::default()
        };
        let older = StockItem {
            inventory_id: "inv_1".to_owned(),
            product_id: "prod_1".to_owned(),
            sku: "GF35".to_owned(),
            name: ITEM.to_owned(),
            category: "Flower".to_owned(),
            tag: Some(tag()),
            quantity: UNITS,
            unit: "Each".to_owned(),
            price_adult: Some(Money(2_600)),
            price_medical: None,
            cannabis: true,
            medical_only: false,
            measures,
            packaged_on: "2026-11-01".parse().ok(),
        };
        let younger = self.younger.as_ref().map(|younger| StockItem {
            inventory_id: "inv_2".to_owned(),
            tag: YOUNGER.parse().ok(),
            quantity: younger.pos,
            packaged_on: "2026-11-02".parse().ok(),
            ..older.clone()
        });
        let other = self.on_hold.then(|| StockItem {
            inventory_id: "inv_3".to_owned(),
            product_id: "prod_2".to_owned(),
            sku: "RL70".to_owned(),
            name: OTHER_ITEM.to_owned(),
            tag: OTHER_TAG.parse().ok(),
            price_adult: Some(Money(4_400)),
            measures: UnitMeasures { grams: "7".parse().ok(), ..older.measures.clone() },
            ..older.clone()
        });
        Ok(std::iter::once(older).chain(younger).chain(other).collect())
    }

    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        self.customers_asked.fetch_add(1, Ordering::Relaxed);
        // A register takes its time; others go on meanwhile.
        tokio::task::yield_now().await;
        let known = query.phone.as_deref() == customer().phone.as_deref();
        Ok(if known { vec![customer()] } else { Vec::new() })
    }

    async fn price_cart(
        &self,
        _: Option<&str>,
        _: bool,
        lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError> {
        let total = Money(2_600 * lines.iter().map(|line| line.quantity).sum::<i64>());
        Ok(PricedCart { subtotal: total, tax: Money::ZERO, discount: Money::ZERO, total })
    }

    async fn register_sales(&self, since: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        let rung_up = self.rung_up.lock().unwrap();
        let asked = rung_up.iter().enumerate().filter(|(_, (at, _))| *at >= since);
        let sale = |(number, (sold_at, quantity)): (usize, &(Timestamp, i64))| RegisterSale {
            number: format!("till {number}"),
            sold_at: *sold_at,
            pos_customer: Some(customer().pos_id),
            reference: None,
            voided: false,
            lines: vec![PosSaleLine { product_id: "prod_1".to_owned(), quantity: *quantity }],
        };
        Ok(asked.map(sale).collect())
    }

    async fn post_sale(&self, sale: &PosSale) -> Result<String, CallError> {
        Ok(format!("till {}", sale.reference))
    }

    async fn sales_by_reference(&self, _: &str, _: Timestamp) -> Result<Vec<String>, CallError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl StateSystem for Systems {
    async fn facility(&self) -> Result<String, CallError> {
        Ok("402R-00001".to_owned())
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        Ok(vec![self.package_now()])
    }

    async fn package(&self, asked: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        self.packages_asked.fetch_add(1, Ordering::Relaxed);
        if self.state_is_down.load(Ordering::Relaxed) {
            let (vendor, operation) = ("metrc", "package");
            return Err(CallError { vendor, operation, failure: Failure::NoAnswer, effect: Effect::None });
        }
        if self.on_hold && asked.as_str() == OTHER_TAG {
            return Ok(Some(StatePackage { tag: asked.clone(), on_hold: true, ..self.package_now() }));
        }
        let younger = self.younger.as_ref().filter(|_| asked.as_str() == YOUNGER);
        let younger = younger.map(|younger| StatePackage {
            tag: asked.clone(),
            quantity: younger.state.to_string(),
            ..self.package_now()
        });
        Ok((*asked == tag()).then(|| self.package_now()).or(younger))
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Ok(None)
    }

    async fn receipts_by_number(&self, _: &str, _: Timestamp) -> Result<Vec<PostedReceipt>, CallError> {
        Ok(Vec::new())
    }

    async fn post_receipt(&self, receipt: &Receipt, _: Option<&str>) -> Result<String, CallError> {
        let units = receipt.lines.iter().map(|line| line.quantity.parse::<i64>().unwrap()).sum();
        self.sold.fetch_add(units, Ordering::Relaxed);
        Ok("42".to_owned())
    }

    async fn void_receipt(&self, _: &str) -> Result<(), CallError> {
        Ok(())
    }
}

impl Systems {
    fn package_now(&self) -> StatePackage {
        StatePackage {
            tag: tag(),
            item: "Gale Fork".to_owned(),
            category: "Buds".to_owned(),
            quantity: (UNITS - self.sold.load(Ordering::Relaxed)).to_string(),
            unit: "Each".to_owned(),
            lab_state: "TestPassed".to_owned(),
            on_hold: false,
            recalled: false,
            finished: false,
            expires: None,
            modified_at: None,
        }
    }
}
