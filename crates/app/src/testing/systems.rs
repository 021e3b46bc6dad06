//! A register and a state system in one connection: one product, one customer, and an answer for every question. It
//! counts what it is told, and can be made to wait or to be silent.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::{Money, PackageTag, Quantity, Timestamp, time};
use countersign_ports::error::{Effect, Failure};
use countersign_ports::flag::Flag;
use countersign_ports::point_of_sale::{
    CustomerQuery, DaySale, DaySaleLine, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::state_system::{
    DayReceipt, DayReceiptLine, PatientAllowance, PostedReceipt, Receipt, StatePackage, StateSystem,
};
use countersign_ports::{CallError, Connection};

pub const ITEM: &str = "Gale Fork, flower 3.5 g";
pub const TAG: &str = "1A4FF0300000BC7000012086";
pub const UNITS: i64 = 40;
/// A younger package, where there are two.
pub const YOUNGER: &str = "1A4FF0300000BC7000012087";

/// Another product, where there is one.
pub const OTHER_ITEM: &str = "Ridge Line, flower 7 g";
pub const PAPERS: &str = "Rolling papers";
pub const OTHER_TAG: &str = "1A4FF0300000BC7000012099";

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Every call waits for what this gives for its name: a place where others go on.
pub type Pause = Arc<dyn Fn(&'static str) -> Waiting + Send + Sync>;

/// The one product, as the register and the state have it. A unit is 3.5 g of flower.
#[derive(Debug, Clone)]
pub struct Goods {
    pub sku: &'static str,
    pub name: &'static str,
    pub tag: &'static str,
    pub price: Money,
    pub price_medical: Option<Money>,
    pub units: i64,
}

impl Default for Goods {
    fn default() -> Self {
        Self { sku: "GF35", name: ITEM, tag: TAG, price: Money(2_600), price_medical: None, units: UNITS }
    }
}

pub struct Systems {
    vendor: &'static str,
    flags: &'static [Flag],
    goods: Goods,
    pub person: Mutex<PosCustomer>,
    pause: Pause,
    /// The other product is on the shelf; its package is on hold in the state system.
    on_hold: bool,
    /// Papers are on the shelf, which the state does not track.
    accessory: bool,
    younger: Option<Younger>,
    pub state_is_down: AtomicBool,
    pub till_is_down: AtomicBool,
    /// The state understands every receipt and takes none.
    pub receipts_are_refused: AtomicBool,
    /// How often the register was asked for a customer, and the state for a package.
    pub customers_asked: AtomicI64,
    pub packages_asked: AtomicI64,
    /// Units that the register has sold to the customer, and when by its own clock.
    pub rung_up: Mutex<Vec<(Timestamp, i64)>>,
    /// Calls that post a receipt wait here while somebody holds it.
    pub door: Arc<tokio::sync::RwLock<()>>,
    /// Calls that post a receipt and have begun.
    pub begun: AtomicI64,
    /// Receipts, sales and voids that were taken.
    pub receipts: AtomicI64,
    pub sales: AtomicI64,
    pub voids: AtomicI64,
    pub posted: Mutex<Vec<PostedReceipt>>,
    /// The register's own book of the day, and the state's. A test may spoil them.
    pub till_book: Mutex<Vec<DaySale>>,
    pub state_book: Mutex<Vec<(DayReceipt, Vec<DayReceiptLine>)>>,
    /// Units that receipts have taken off the state's package.
    sold: AtomicI64,
}

/// What each side has of the younger package.
#[derive(Debug)]
struct Younger {
    pos: i64,
    state: i64,
}

impl Systems {
    /// Whose connection it is taken for is the test's matter: some of what is done goes by the vendor.
    pub fn new(vendor: &'static str) -> Self {
        let none = || AtomicI64::new(0);
        Self {
            vendor,
            flags: &[],
            goods: Goods::default(),
            person: Mutex::new(customer()),
            pause: Arc::new(|_| Box::pin(tokio::task::yield_now())),
            on_hold: false,
            accessory: false,
            younger: None,
            state_is_down: AtomicBool::new(false),
            till_is_down: AtomicBool::new(false),
            receipts_are_refused: AtomicBool::new(false),
            customers_asked: none(),
            packages_asked: none(),
            rung_up: Mutex::default(),
            door: Arc::default(),
            begun: none(),
            receipts: none(),
            sales: none(),
            voids: none(),
            posted: Mutex::default(),
            till_book: Mutex::default(),
            state_book: Mutex::default(),
            sold: none(),
        }
    }

    /// Another product and another person than [`Goods::default`] and [`customer`].
    pub fn of(self, goods: Goods, person: PosCustomer) -> Self {
        Self { goods, person: Mutex::new(person), ..self }
    }

    /// What it says of itself that it can and cannot do.
    pub fn saying(self, flags: &'static [Flag]) -> Self {
        Self { flags, ..self }
    }

    pub fn pausing(self, pause: Pause) -> Self {
        Self { pause, ..self }
    }

    /// The older package is sold out as the state knows, and the POS took its units from the younger one instead.
    pub fn of_two_minds(self, pos: i64, state: i64) -> Self {
        Self { sold: AtomicI64::new(self.goods.units), younger: Some(Younger { pos, state }), ..self }
    }

    pub fn with_a_package_on_hold(self) -> Self {
        Self { on_hold: true, ..self }
    }

    pub fn with_an_accessory(self) -> Self {
        Self { accessory: true, ..self }
    }

    fn person(&self) -> MutexGuard<'_, PosCustomer> {
        self.person.lock().expect("nobody panics while changing the person")
    }

    pub fn tag(&self) -> PackageTag {
        self.goods.tag.parse().expect("a tag")
    }

    fn silent(&self, operation: &'static str) -> CallError {
        CallError { vendor: self.vendor, operation, failure: Failure::NoAnswer, effect: Effect::None }
    }

    fn rung(&self, line: &PosSaleLine) -> DaySaleLine {
        DaySaleLine {
            product_id: line.product_id.clone(),
            tag: (line.product_id == "prod_1").then(|| self.goods.tag.to_owned()),
            quantity: Quantity::whole(line.quantity),
            paid: Money(self.goods.price.0 * line.quantity) - line.discount,
        }
    }

    fn package_now(&self) -> StatePackage {
        StatePackage {
            tag: self.tag(),
            item: self.goods.name.to_owned(),
            category: "Buds".to_owned(),
            quantity: (self.goods.units - self.sold.load(Ordering::SeqCst)).to_string(),
            unit: "Each".to_owned(),
            lab_state: "TestPassed".to_owned(),
            on_hold: false,
            recalled: false,
            finished: false,
            expires: None,
            modified_at: None,
            label_thc: None,
        }
    }
}

impl fmt::Debug for Systems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Systems")
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

impl Connection for Systems {
    fn vendor(&self) -> &'static str {
        self.vendor
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        Some(self)
    }

    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        self.flags
    }
}

#[async_trait]
impl PointOfSale for Systems {
    async fn location(&self) -> Result<String, CallError> {
        if self.till_is_down.load(Ordering::SeqCst) {
            return Err(self.silent("location"));
        }
        Ok("Alder Street".to_owned())
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        (self.pause)("inventory").await;
        if self.till_is_down.load(Ordering::SeqCst) {
            return Err(self.silent("inventory"));
        }
        let measures = UnitMeasures {
            category: Some("flower".to_owned()),
            grams: "3.5".parse().ok(),
            ..UnitMeasures::default()
        };
        let older = StockItem {
            inventory_id: "inv_1".to_owned(),
            product_id: "prod_1".to_owned(),
            sku: self.goods.sku.to_owned(),
            name: self.goods.name.to_owned(),
            category: "Flower".to_owned(),
            tag: Some(self.tag()),
            quantity: self.goods.units,
            unit: "Each".to_owned(),
            price_adult: Some(self.goods.price),
            price_medical: self.goods.price_medical,
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
        let papers = self.accessory.then(|| StockItem {
            inventory_id: "inv_4".to_owned(),
            product_id: "prod_3".to_owned(),
            sku: "PAPERS".to_owned(),
            name: PAPERS.to_owned(),
            category: "Accessories".to_owned(),
            tag: None,
            cannabis: false,
            measures: UnitMeasures::default(),
            ..older.clone()
        });
        Ok(std::iter::once(older).chain(younger).chain(other).chain(papers).collect())
    }

    async fn find_customers(&self, query: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        self.customers_asked.fetch_add(1, Ordering::Relaxed);
        (self.pause)("find_customers").await;
        let person = self.person().clone();
        Ok(if query.phone == person.phone { vec![person] } else { Vec::new() })
    }

    async fn price_cart(
        &self,
        _: Option<&str>,
        _: bool,
        lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError> {
        let total = Money(self.goods.price.0 * lines.iter().map(|line| line.quantity).sum::<i64>());
        Ok(PricedCart { subtotal: total, tax: Money::ZERO, discount: Money::ZERO, total })
    }

    async fn register_sales(&self, since: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        (self.pause)("register_sales").await;
        let rung_up = self.rung_up.lock().expect("nobody panics while ringing up");
        let asked = rung_up.iter().enumerate().filter(|(_, (at, _))| *at >= since);
        let sale = |(number, (sold_at, quantity)): (usize, &(Timestamp, i64))| RegisterSale {
            number: format!("till {number}"),
            sold_at: *sold_at,
            pos_customer: Some(self.person().pos_id.clone()),
            reference: None,
            voided: false,
            lines: vec![PosSaleLine::new("prod_1", *quantity)],
        };
        Ok(asked.map(sale).collect())
    }

    async fn post_sale(&self, sale: &PosSale) -> Result<String, CallError> {
        (self.pause)("post_sale").await;
        self.sales.fetch_add(1, Ordering::SeqCst);
        let number = format!("till {}", sale.reference);
        let lines: Vec<DaySaleLine> = sale.lines.iter().map(|line| self.rung(line)).collect();
        let total = lines.iter().map(|line| line.paid).sum();
        self.till_book.lock().expect("nobody panics while ringing up").push(DaySale {
            number: number.clone(),
            sold_at: sale.sold_at,
            reference: Some(sale.reference.clone()),
            voided: false,
            lines,
            tax: Money::ZERO,
            total,
            taken: Some(total),
        });
        Ok(number)
    }

    async fn sales_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<DaySale>, CallError> {
        if self.till_is_down.load(Ordering::SeqCst) {
            return Err(self.silent("sales_between"));
        }
        let book = self.till_book.lock().expect("nobody panics while ringing up");
        Ok(book.iter().filter(|sale| (from..=to).contains(&sale.sold_at)).cloned().collect())
    }

    async fn sales_by_reference(&self, _: &str, _: Timestamp) -> Result<Vec<String>, CallError> {
        (self.pause)("sales_by_reference").await;
        Ok(Vec::new())
    }
}

#[async_trait]
impl StateSystem for Systems {
    async fn facility(&self) -> Result<String, CallError> {
        if self.state_is_down.load(Ordering::SeqCst) {
            return Err(self.silent("facility"));
        }
        Ok("402R-00001".to_owned())
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        Ok(vec![self.package_now()])
    }

    async fn package(&self, asked: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        self.packages_asked.fetch_add(1, Ordering::Relaxed);
        (self.pause)("package").await;
        if self.state_is_down.load(Ordering::Relaxed) {
            return Err(self.silent("package"));
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
        Ok((*asked == self.tag()).then(|| self.package_now()).or(younger))
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Ok(None)
    }

    async fn receipts_by_number(&self, number: &str, _: Timestamp) -> Result<Vec<PostedReceipt>, CallError> {
        (self.pause)("receipts_by_number").await;
        let posted = self.posted.lock().expect("nobody panics while posting");
        let of_it = posted.iter().filter(|receipt| receipt.external_number.as_deref() == Some(number));
        Ok(of_it.cloned().collect())
    }

    async fn post_receipt(&self, receipt: &Receipt, _: Option<&str>) -> Result<String, CallError> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        (self.pause)("post_receipt").await;
        let _open = self.door.read().await;
        if self.receipts_are_refused.load(Ordering::SeqCst) {
            let failure =
                Failure::Refused { status: 400, messages: vec!["the package is not active".to_owned()] };
            let (vendor, operation, effect) = (self.vendor, "post receipt", Effect::None);
            return Err(CallError { vendor, operation, failure, effect });
        }
        let units = receipt.lines.iter().map(|line| line.quantity.parse::<i64>().expect("whole units")).sum();
        self.sold.fetch_add(units, Ordering::SeqCst);
        let id = (self.receipts.fetch_add(1, Ordering::SeqCst) + 1).to_string();
        self.posted.lock().expect("nobody panics while posting").push(PostedReceipt {
            id: id.clone(),
            external_number: Some(receipt.external_number.clone()),
            total: Money(receipt.lines.iter().map(|line| line.total.0).sum()),
            voided: false,
        });
        let zone = time::zone(&receipt.zone).expect("the test's zone");
        let total = receipt.lines.iter().map(|line| line.total).sum();
        let head = DayReceipt {
            id: id.clone(),
            external_number: Some(receipt.external_number.clone()),
            sold_on: receipt.sold_at.date_in(&zone),
            total,
            voided: false,
        };
        let lines = receipt.lines.iter().map(|line| DayReceiptLine {
            tag: line.tag.to_string(),
            quantity: line.quantity.parse().expect("a quantity"),
            unit: line.unit.clone(),
            paid: line.total,
        });
        self.state_book.lock().expect("nobody panics while posting").push((head, lines.collect()));
        Ok(id)
    }

    async fn receipts_since(&self, _: Timestamp) -> Result<Vec<DayReceipt>, CallError> {
        if self.state_is_down.load(Ordering::Relaxed) {
            return Err(self.silent("receipts_since"));
        }
        let book = self.state_book.lock().expect("nobody panics while posting");
        Ok(book.iter().map(|(head, _)| head.clone()).collect())
    }

    async fn receipt_lines(&self, id: &str) -> Result<Vec<DayReceiptLine>, CallError> {
        let book = self.state_book.lock().expect("nobody panics while posting");
        let found = book.iter().find(|(head, _)| head.id == id);
        found.map(|(_, lines)| lines.clone()).ok_or_else(|| self.silent("receipt_lines"))
    }

    async fn void_receipt(&self, id: &str) -> Result<(), CallError> {
        (self.pause)("void_receipt").await;
        self.voids.fetch_add(1, Ordering::SeqCst);
        let mut posted = self.posted.lock().expect("nobody panics while posting");
        for receipt in posted.iter_mut().filter(|receipt| receipt.id == id) {
            receipt.voided = true;
        }
        let mut book = self.state_book.lock().expect("nobody panics while posting");
        for (head, _) in book.iter_mut().filter(|(head, _)| head.id == id) {
            head.voided = true;
        }
        Ok(())
    }
}
