//! A state system, a till and two menus whose books a test writes as it likes: rows can be changed, a source can fail, and a
//! menu can be slow to show what it was told.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::customers::PosCustomer;
use countersign_domain::menu::Figures;
use countersign_kernel::{BusinessDate, Money, PackageTag, Timestamp};
use countersign_ports::books::{Adjustment, AdjustmentReason, PosPackage, PriceChange, Pulled, ShownListing};
use countersign_ports::capability::Ability;
use countersign_ports::error::{Effect, Failure};
use countersign_ports::http::raw::{self, RawAnswer};
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::point_of_sale::{
    CustomerQuery, DaySale, PointOfSale, PosSale, PosSaleLine, PricedCart, RegisterSale,
};
use countersign_ports::state_system::{
    DayReceipt, DayReceiptLine, PackageChanges, PatientAllowance, PostedReceipt, Receipt, StatePackage,
    StateSystem,
};
use countersign_ports::{CallError, Connection};
use serde::Serialize;
use serde_json::{Value, json};

pub const STATE: &str = "state_sim";
pub const TILL: &str = "till_sim";
pub const MENUS: [&str; 2] = ["menu_one", "menu_two"];

/// How a source answers when it is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Whole,
    /// The first rows come, then a page fails.
    Part,
    /// It has no way to be read.
    Unreadable,
}

/// Everything that stands in the four books.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub state: Vec<StatePackage>,
    pub pos: Vec<PosPackage>,
    pub menus: [Vec<ShownListing>; 2],
    pub moods: [Mood; 4],
    /// Hiding or publishing something is answered well and shows only after so many more tries.
    pub slow: u32,
    /// A menu takes no request that names this listing.
    pub refused: Option<String>,
    /// One menu takes nothing of this product.
    pub refused_on: Option<(&'static str, String)>,
    /// How often a menu was read.
    pub menu_reads: u32,
    /// What was hidden, by menu.
    pub hidden: Vec<(&'static str, String)>,
    /// What was put on a menu, by menu.
    pub published: Vec<(&'static str, Listing)>,
    pub adjusted: Vec<Adjustment>,
    /// What the state tells to have changed, whenever it is asked; nothing where it only tells whole lists.
    pub changes: Option<PackageChanges>,
    /// How often all of the state's packages were read.
    pub state_reads: u32,
}

pub type Shelves = Arc<Mutex<Written>>;

fn written(shelves: &Shelves) -> MutexGuard<'_, Written> {
    shelves.lock().expect("nobody panics while writing the books")
}

/// Three products that agree everywhere.
pub fn clean() -> Written {
    let mut written = Written::default();
    for (number, (sku, name)) in [
        ("GF35", "Gale Fork, flower 3.5 g"),
        ("RL70", "Ridge Line, flower 7 g"),
        ("PK10", "Pine Knot, rolls"),
    ]
    .into_iter()
    .enumerate()
    {
        let tag = tag_of(number);
        let price = Money(2_600 + 100 * i64::try_from(number).expect("small"));
        written.state.push(StatePackage {
            tag: tag.clone(),
            item: name.to_owned(),
            category: "Buds".to_owned(),
            quantity: "12.0".to_owned(),
            unit: "Each".to_owned(),
            lab_state: "TestPassed".to_owned(),
            on_hold: false,
            recalled: false,
            finished: false,
            expires: None,
            modified_at: None,
            label_thc: None,
        });
        written.pos.push(PosPackage {
            inventory_id: format!("inv_{number}"),
            product_id: format!("prod_{number}"),
            sku: sku.to_owned(),
            name: name.to_owned(),
            tag: Some(tag.to_string()),
            quantity: Some("12".to_owned()),
            unit: "Each".to_owned(),
            status: "Active".to_owned(),
            price_adult: Some(price),
            price_medical: None,
            cannabis: true,
            medical_only: false,
            expires: None,
            modified_at: None,
        });
        for menu in &mut written.menus {
            menu.push(ShownListing {
                external_id: Some(format!("item-{sku}")),
                sku: Some(sku.to_owned()),
                name: name.to_owned(),
                price: Some(price),
                medical: false,
                available: Some(10),
                visible: Some(true),
                figures: Figures::default(),
                description: None,
            });
        }
    }
    written
}

pub fn tag_of(number: usize) -> PackageTag {
    format!("1A4FF0300000BC70000120{number:02}").parse().expect("a tag")
}

pub fn connections(shelves: &Shelves) -> Vec<Arc<dyn Connection>> {
    let fake = |vendor: &'static str, place: usize| -> Arc<dyn Connection> {
        Arc::new(Fake { vendor, place, shelves: shelves.clone() })
    };
    vec![fake(STATE, 0), fake(TILL, 1), fake(MENUS[0], 2), fake(MENUS[1], 3)]
}

/// The row that a listing becomes.
fn shown(listing: &Listing, external_id: String) -> ShownListing {
    ShownListing {
        external_id: Some(external_id),
        sku: Some(listing.sku.clone()),
        name: listing.name.clone(),
        price: Some(listing.price),
        medical: listing.medical,
        available: Some(listing.available),
        visible: Some(true),
        figures: listing.figures.clone(),
        description: listing.description.clone(),
    }
}

struct Fake {
    vendor: &'static str,
    /// 0 the state, 1 the till, then the menus.
    place: usize,
    shelves: Shelves,
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.vendor)
    }
}

impl Fake {
    fn failed(&self, operation: &'static str, failure: Failure) -> CallError {
        CallError { vendor: self.vendor, operation, failure, effect: Effect::None }
    }

    fn unsupported(&self, operation: &'static str) -> CallError {
        self.failed(operation, Failure::Unsupported)
    }

    fn locked(&self, operation: &'static str) -> CallError {
        self.failed(operation, Failure::Refused { status: 422, messages: vec!["it is locked".to_owned()] })
    }

    fn pulled<T: Serialize>(&self, mut rows: Vec<T>) -> Pulled<T> {
        match written(&self.shelves).moods[self.place] {
            Mood::Whole => {
                self.answered(1, 200, &json!({"rows": rows}));
                Pulled::whole(rows)
            }
            Mood::Part => {
                rows.truncate(1);
                self.answered(1, 200, &json!({"rows": rows}));
                self.answered(2, 503, &json!({"message": "come back later"}));
                Pulled { rows, missing: Some(self.failed("page 2", Failure::Broken { status: 503 })) }
            }
            Mood::Unreadable => Pulled::failed(self.unsupported("menu")),
        }
    }
}

impl Fake {
    /// As over the wire: whoever gathers the answers of a pull is shown this one.
    fn answered(&self, page: u32, status: u16, body: &Value) {
        raw::came(&RawAnswer {
            vendor: self.vendor,
            operation: "page",
            method: "GET",
            path: &format!("/rows?page={page}"),
            status: Some(status),
            media_type: "application/json",
            at: Timestamp::from_micros(i64::from(page)),
            body: body.to_string().as_bytes(),
        });
    }
}

impl Connection for Fake {
    fn vendor(&self) -> &'static str {
        self.vendor
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        (self.place == 0).then_some(self)
    }

    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        (self.place == 1).then_some(self)
    }

    fn marketplace_menu(&self) -> Option<&dyn MarketplaceMenu> {
        (self.place > 1).then_some(self)
    }

    fn abilities(&self) -> Vec<Ability> {
        Vec::new()
    }
}

#[async_trait]
impl StateSystem for Fake {
    async fn facility(&self) -> Result<String, CallError> {
        Ok("402R-00001".to_owned())
    }

    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError> {
        Ok(written(&self.shelves).state.iter().filter(|package| !package.finished).cloned().collect())
    }

    async fn pull_packages(&self) -> Pulled<StatePackage> {
        let rows = self.active_packages().await.expect("the list itself never fails");
        written(&self.shelves).state_reads += 1;
        self.pulled(rows)
    }

    async fn packages_changed(&self, _: Timestamp) -> Result<PackageChanges, CallError> {
        let changes = written(&self.shelves).changes.clone();
        changes.ok_or_else(|| self.unsupported("changes of packages"))
    }

    async fn package(&self, tag: &PackageTag) -> Result<Option<StatePackage>, CallError> {
        Ok(written(&self.shelves).state.iter().find(|package| package.tag == *tag).cloned())
    }

    async fn patient(&self, _: &str) -> Result<Option<PatientAllowance>, CallError> {
        Ok(None)
    }

    async fn receipts_by_number(&self, _: &str, _: Timestamp) -> Result<Vec<PostedReceipt>, CallError> {
        Ok(Vec::new())
    }

    async fn receipts_since(&self, _: Timestamp) -> Result<Vec<DayReceipt>, CallError> {
        Ok(Vec::new())
    }

    async fn receipt_lines(&self, _: &str) -> Result<Vec<DayReceiptLine>, CallError> {
        Ok(Vec::new())
    }

    async fn post_receipt(&self, _: &Receipt, _: Option<&str>) -> Result<String, CallError> {
        Err(self.unsupported("post receipt"))
    }

    async fn void_receipt(&self, _: &str) -> Result<(), CallError> {
        Err(self.unsupported("void receipt"))
    }

    async fn adjustment_reasons(&self) -> Result<Vec<AdjustmentReason>, CallError> {
        let reason = |name: &str, needs_note| AdjustmentReason { name: name.to_owned(), needs_note };
        Ok(vec![reason("Entry Error", true), reason("Scale Variance", false)])
    }

    async fn set_quantity(&self, adjustment: &Adjustment) -> Result<(), CallError> {
        let mut books = written(&self.shelves);
        for package in books.state.iter_mut().filter(|package| package.tag == adjustment.tag) {
            package.quantity.clone_from(&adjustment.to);
        }
        books.adjusted.push(adjustment.clone());
        Ok(())
    }

    async fn finish_package(&self, tag: &PackageTag, _: BusinessDate) -> Result<(), CallError> {
        for package in written(&self.shelves).state.iter_mut().filter(|package| package.tag == *tag) {
            package.finished = true;
        }
        Ok(())
    }
}

#[async_trait]
impl PointOfSale for Fake {
    async fn location(&self) -> Result<String, CallError> {
        Ok("Alder Street".to_owned())
    }

    async fn inventory(&self) -> Result<Vec<StockItem>, CallError> {
        let measures = UnitMeasures {
            category: Some("flower".to_owned()),
            grams: "3.5".parse().ok(),
            ..UnitMeasures::default()
        };
        let item = |row: &PosPackage| StockItem {
            inventory_id: row.inventory_id.clone(),
            product_id: row.product_id.clone(),
            sku: row.sku.clone(),
            name: row.name.clone(),
            category: "Flower".to_owned(),
            tag: row.tag.as_deref().and_then(|tag| tag.parse().ok()),
            quantity: row.quantity.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0),
            unit: row.unit.clone(),
            price_adult: row.price_adult,
            price_medical: row.price_medical,
            cannabis: row.cannabis,
            medical_only: row.medical_only,
            measures: measures.clone(),
            packaged_on: None,
        };
        Ok(written(&self.shelves).pos.iter().map(item).collect())
    }

    async fn pull_shelf(&self) -> Pulled<PosPackage> {
        let rows = written(&self.shelves).pos.clone();
        self.pulled(rows)
    }

    async fn find_customers(&self, _: &CustomerQuery) -> Result<Vec<PosCustomer>, CallError> {
        Ok(vec![super::systems::customer()])
    }

    async fn price_cart(
        &self,
        _: Option<&str>,
        _: bool,
        lines: &[PosSaleLine],
    ) -> Result<PricedCart, CallError> {
        let units: i64 = lines.iter().map(|line| line.quantity).sum();
        let total = Money(2_600 * units);
        Ok(PricedCart { subtotal: total, tax: Money::ZERO, discount: Money::ZERO, total })
    }

    async fn register_sales(&self, _: Timestamp) -> Result<Vec<RegisterSale>, CallError> {
        Ok(Vec::new())
    }

    async fn sales_between(&self, _: Timestamp, _: Timestamp) -> Result<Vec<DaySale>, CallError> {
        Ok(Vec::new())
    }

    async fn post_sale(&self, _: &PosSale) -> Result<String, CallError> {
        Err(self.unsupported("post sale"))
    }

    async fn sales_by_reference(&self, _: &str, _: Timestamp) -> Result<Vec<String>, CallError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl MarketplaceMenu for Fake {
    async fn menu_health(&self) -> Result<String, CallError> {
        Ok("Bristlecone".to_owned())
    }

    async fn publish(&self, listings: &[Listing]) -> Result<(), CallError> {
        let mut books = written(&self.shelves);
        let known = |listing: &Listing| {
            let rows = books.menus[self.place - 2].iter();
            let row = rows.clone().find(|row| row.sku.as_ref() == Some(&listing.sku));
            row.and_then(|row| row.external_id.clone()).unwrap_or_else(|| listing.sku.clone())
        };
        let names: Vec<String> = listings.iter().map(known).collect();
        let is_refused = |id: &String| names.contains(id) || listings.iter().any(|l| l.sku == *id);
        let here = books.refused_on.as_ref().filter(|(menu, _)| *menu == self.vendor).map(|(_, sku)| sku);
        if books.refused.as_ref().or(here).is_some_and(is_refused) {
            return Err(self.locked("publish"));
        }
        if books.slow > 0 {
            books.slow -= 1;
            return Ok(());
        }
        for (listing, name) in listings.iter().zip(names) {
            books.published.push((self.vendor, listing.clone()));
            let menu = &mut books.menus[self.place - 2];
            let row = shown(listing, name);
            match menu.iter_mut().find(|there| there.external_id == row.external_id) {
                Some(there) => *there = row,
                None => menu.push(row),
            }
        }
        Ok(())
    }

    async fn hide(&self, external_ids: &[String]) -> Result<(), CallError> {
        let mut books = written(&self.shelves);
        if books.refused.as_ref().is_some_and(|id| external_ids.contains(id)) {
            return Err(self.locked("hide"));
        }
        if books.slow > 0 {
            books.slow -= 1;
            return Ok(());
        }
        for id in external_ids {
            books.hidden.push((self.vendor, id.clone()));
            for row in &mut books.menus[self.place - 2] {
                if row.external_id.as_ref() == Some(id) {
                    row.visible = Some(false);
                }
            }
        }
        Ok(())
    }

    async fn show(&self, external_ids: &[String]) -> Result<(), CallError> {
        let mut books = written(&self.shelves);
        for row in &mut books.menus[self.place - 2] {
            if row.external_id.as_ref().is_some_and(|id| external_ids.contains(id)) {
                row.visible = Some(true);
            }
        }
        Ok(())
    }

    async fn set_price(&self, change: &PriceChange) -> Result<(), CallError> {
        for row in written(&self.shelves).menus[self.place - 2].iter_mut().filter(|row| change.is_of(row)) {
            row.price = Some(change.to);
        }
        Ok(())
    }

    async fn pull_menu(&self) -> Pulled<ShownListing> {
        let mut books = written(&self.shelves);
        books.menu_reads += 1;
        let rows = books.menus[self.place - 2].clone();
        drop(books);
        self.pulled(rows)
    }
}
