//! A register and a state system in one connection, which count what they are told and can be made to wait.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::{Money, PackageTag, Timestamp};
use countersign_ports::capability::Ability;
use countersign_ports::point_of_sale::{
    CustomerQuery, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::state_system::{PatientAllowance, PostedReceipt, Receipt, StatePackage, StateSystem};
use countersign_ports::{CallError, Connection};

pub const TAG: &str = "1A4FF0300000BC7000012086";
pub const UNITS: i64 = 400;

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Every call waits for what this gives for its name: a place where others go on.
pub type Pause = Arc<dyn Fn(&'static str) -> Waiting + Send + Sync>;

pub struct Systems {
    pause: Pause,
    /// Calls that post a receipt wait here while somebody holds it.
    pub door: Arc<tokio::sync::RwLock<()>>,
    pub receipts: AtomicI64,
    pub sales: AtomicI64,
    pub voids: AtomicI64,
    /// Calls that post a receipt and have begun.
    pub begun: AtomicI64,
}

impl Systems {
    pub fn new(pause: Pause) -> Self {
        let none = || AtomicI64::new(0);
        let door = Arc::default();
        Self { pause, door, receipts: none(), sales: none(), voids: none(), begun: none() }
    }

    fn package_now(&self) -> StatePackage {
        StatePackage {
            tag: tag(),
            item: "Gale Fork".to_owned(),
            category: "Buds".to_owned(),
            quantity: UNITS.to_string(),
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

impl std::fmt::Debug for Systems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Systems")
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
        (self.pause)("inventory").await;
        let measures = UnitMeasures {
            category: Some("flower".to_owned()),
            grams: "3.5".parse().ok(),
            ..UnitMeasures::default()
        };
        Ok(vec![StockItem {
            inventory_id: "inv_1".to_owned(),
            product_id: "prod_1".to_owned(),
            sku: "GF35".to_owned(),
            name: "Gale Fork, flower 3.5 g".to_owned(),
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
        }])
    }

    async fn find_customers(&self, _: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        (self.pause)("find_customers").await;
        Ok(vec![customer()])
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

    async fn register_sales(&self, _: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        (self.pause)("register_sales").await;
        Ok(Vec::new())
    }

    async fn post_sale(&self, sale: &PosSale) -> Result<String, CallError> {
        (self.pause)("post_sale").await;
        self.sales.fetch_add(1, Ordering::SeqCst);
        Ok(format!("till {}", sale.reference))
    }

    async fn sales_by_reference(&self, _: &str, _: Timestamp) -> Result<Vec<String>, CallError> {
        (self.pause)("sales_by_reference").await;
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

    async fn package(&self, _: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        (self.pause)("package").await;
        Ok(Some(self.package_now()))
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Ok(None)
    }

    async fn receipts_by_number(&self, _: &str, _: Timestamp) -> Result<Vec<PostedReceipt>, CallError> {
        (self.pause)("receipts_by_number").await;
        let there = |number: i64| PostedReceipt {
            id: number.to_string(),
            external_number: None,
            total: Money::ZERO,
            voided: false,
        };
        Ok((1..=self.receipts.load(Ordering::SeqCst)).map(there).collect())
    }

    async fn post_receipt(&self, _: &Receipt, _: Option<&str>) -> Result<String, CallError> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        (self.pause)("post_receipt").await;
        let _open = self.door.read().await;
        Ok((self.receipts.fetch_add(1, Ordering::SeqCst) + 1).to_string())
    }

    async fn void_receipt(&self, _: &str) -> Result<(), CallError> {
        (self.pause)("void_receipt").await;
        self.voids.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}
