//! A night after which the books no longer agree: somebody adjusts a package in the state's own page, a hold and a recall come,
//! listings are edited by hand, a delivery is received and not unpacked.
//!
//! Besides what happens here, every world has packages past their date that nobody took off the till. What a person puts right at
//! the source, and not with the product, is in [`put_right`].

mod later;
mod mend;

use countersign_kernel::Random;
use serde_json::{Value, json};

use crate::server::{ActionError, RunningSandbox};
use crate::world::{Package, QUANTITY_DIGITS, Unit, World};

pub use mend::{is_put_right_at_the_source, put_right};

const ONE: i64 = 10_i64.pow(QUANTITY_DIGITS);
/// Packages with less are left alone.
const UNITS_MIN: i64 = 8;

/// What befell something overnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mishap {
    /// The state counts two units more than the till.
    CountedTwice,
    Held,
    Recalled,
    FailedRetest,
    /// Put aside in the till, and still on the menus.
    PutAside,
    /// One marketplace asks another price.
    Repriced,
    /// One marketplace shows a product under a name that nobody else knows.
    Renamed,
    /// None left on either side, and both menus still show it.
    SoldOut,
    /// Received at the state, not yet in the till.
    NotUnpacked,
    /// One marketplace tells other figures than the laboratory found.
    Relabelled,
    /// The test is still running by the state's books.
    Untested,
    /// Emptied and finished at the state, and still in the till.
    Finished,
    /// None left by the state's count, and the till still has all of it.
    Drained,
    /// The till has it in a status that nobody knows.
    OddStatus,
    /// One marketplace asks nought.
    Unpriced,
    /// One marketplace shows it under two names.
    ListedTwice,
    /// On no menu any more.
    Unlisted,
    /// The till has its tag twice.
    TakenInTwice,
    /// The till counts less than none.
    Oversold,
    /// The till does not say how much there is.
    Uncounted,
    /// What the till has for its tag is none.
    Mistyped,
    /// What the till has for its tag is that of no package.
    Mistagged,
    /// The till counts it in grams, and the state by the piece.
    OtherUnit,
    /// The till counts it in something that is no unit.
    NoUnit,
}

impl Mishap {
    pub const ALL: [Self; 24] = [
        Self::CountedTwice,
        Self::Held,
        Self::Recalled,
        Self::FailedRetest,
        Self::PutAside,
        Self::Repriced,
        Self::Renamed,
        Self::SoldOut,
        Self::NotUnpacked,
        Self::Relabelled,
        Self::Untested,
        Self::Finished,
        Self::Drained,
        Self::OddStatus,
        Self::Unpriced,
        Self::ListedTwice,
        Self::Unlisted,
        Self::TakenInTwice,
        Self::Oversold,
        Self::Uncounted,
        Self::Mistyped,
        Self::Mistagged,
        Self::OtherUnit,
        Self::NoUnit,
    ];
}

/// One mishap and whom it befell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Befallen {
    pub mishap: Mishap,
    /// The package's tag.
    pub tag: String,
    /// What menus call its product now.
    pub sku: String,
    /// The store's place in the world.
    pub store: usize,
    /// The other name that it has now: another tag, another listing, the number of a row of the till.
    pub other: String,
}

/// Lets every store have one of each.
pub async fn pass(sandbox: &RunningSandbox, seed: u64) -> Result<Vec<Befallen>, ActionError> {
    let random = Random::from_number(seed ^ 0xb00c_5eed);
    let mut befallen = Vec::new();
    for store in 0..sandbox.world.stores.len() {
        let mut night = Night { sandbox, store, befallen: Vec::new() };
        night.pass(alone(&sandbox.world, store), &random).await?;
        befallen.append(&mut night.befallen);
    }
    Ok(befallen)
}

/// Packages that are all a store has of their product, good everywhere and on both menus.
fn alone(world: &World, store: usize) -> Vec<&Package> {
    let fits = |package: &&Package| {
        let product = world.product_of(package);
        let siblings = world.packages.iter().filter(|p| p.store == store && p.product == package.product);
        package.store == store
            && product.unit == Unit::Each
            && !product.medical_only
            && !package.is_medical
            && package.is_sellable(world.today)
            && package.quantity >= UNITS_MIN * ONE
            && siblings.count() == 1
    };
    world.packages.iter().filter(fits).collect()
}

struct Night<'s> {
    sandbox: &'s RunningSandbox,
    store: usize,
    befallen: Vec<Befallen>,
}

impl Night<'_> {
    async fn pass(&mut self, mut free: Vec<&Package>, random: &Random) -> Result<(), ActionError> {
        const EACH: [Mishap; 8] = [
            Mishap::CountedTwice,
            Mishap::Held,
            Mishap::Recalled,
            Mishap::FailedRetest,
            Mishap::PutAside,
            Mishap::Repriced,
            Mishap::Renamed,
            Mishap::SoldOut,
        ];
        for mishap in EACH {
            if free.is_empty() {
                return Err(ActionError::Refused("the store has too few packages".to_owned()));
            }
            let place = usize::try_from(random.below(free.len() as u64)).expect("a place in a list");
            self.befall(mishap, free.swap_remove(place)).await?;
        }
        let (world, store) = (&self.sandbox.world, self.store);
        // After all others, so that those befall whom they always did.
        let tells = |package: &&Package| {
            package.lab.lines.iter().any(|line| line.analyte == "THCA" && line.value_milli > 0)
        };
        if let Some(place) = free.iter().position(tells) {
            let relabelled = free.remove(place);
            self.befall(Mishap::Relabelled, relabelled).await?;
        }
        for delivery in world.incoming.iter().filter(|incoming| incoming.store == store).take(1) {
            self.act("metrc", "receive_transfer", json!({"manifest": delivery.manifest})).await?;
            for (tag, product, _) in &delivery.packages {
                let sku = world.products[*product].sku.clone();
                self.note(Mishap::NotUnpacked, tag.to_string(), sku, String::new());
            }
        }
        for mishap in later::EACH {
            if free.is_empty() {
                return Err(ActionError::Refused("the store has too few packages".to_owned()));
            }
            let place = usize::try_from(random.below(free.len() as u64)).expect("a place in a list");
            self.befall_later(mishap, free.swap_remove(place)).await?;
        }
        Ok(())
    }

    fn note(&mut self, mishap: Mishap, tag: String, sku: String, other: String) {
        let store = self.store;
        self.befallen.push(Befallen { mishap, tag, sku, store, other });
    }

    async fn befall(&mut self, mishap: Mishap, package: &Package) -> Result<(), ActionError> {
        let tag = package.tag.to_string();
        let mut sku = self.sandbox.world.product_of(package).sku.clone();
        match mishap {
            Mishap::CountedTwice => {
                let units = package.quantity / ONE + 2;
                self.act("metrc", "set_quantity", json!({"label": tag, "quantity": units})).await?;
            }
            Mishap::Held => self.act("metrc", "hold_package", json!({"label": tag, "on": true})).await?,
            Mishap::Recalled => {
                self.act("metrc", "recall_package", json!({"label": tag, "on": true})).await?
            }
            Mishap::FailedRetest => {
                self.act("metrc", "set_lab_state", json!({"label": tag, "state": "TestFailed"})).await?;
            }
            Mishap::PutAside => {
                let aside = json!({"package_id": tag, "status": "Quarantine"});
                self.act("dutchie_pos", "set_stock", aside).await?;
            }
            Mishap::Repriced => self.edit(&sku, json!({"variants": [variant(&sku, "1.25")]})).await?,
            Mishap::Renamed => {
                let old = format!("{sku}-OLD");
                let members = json!({"external_id": old, "variants": [variant(&old, "9.00")]});
                self.edit(&sku, members).await?;
                sku = old;
            }
            Mishap::SoldOut => {
                self.act("metrc", "set_quantity", json!({"label": tag, "quantity": 0})).await?;
                self.act("dutchie_pos", "set_stock", json!({"package_id": tag, "quantity": 0})).await?;
            }
            Mishap::Relabelled => {
                let thca = json!({"slug": "thca", "percentage": {"min": 39.5, "max": 39.5}});
                self.edit(&sku, json!({"cannabinoids": [thca]})).await?;
            }
            other => unreachable!("{other:?} comes later, or befalls a delivery"),
        }
        self.note(mishap, tag, sku, String::new());
        Ok(())
    }

    /// Somebody edits the listing on the marketplace's own page.
    async fn edit(&self, sku: &str, members: Value) -> Result<(), ActionError> {
        let body = json!({"store": self.store, "external_id": sku, "members": members});
        self.act("weedmaps", "edit_item", body).await
    }

    async fn act(&self, vendor: &str, action: &str, body: Value) -> Result<(), ActionError> {
        act(self.sandbox, vendor, action, body).await.map(|_| ())
    }
}

async fn act(
    sandbox: &RunningSandbox,
    vendor: &str,
    action: &str,
    body: Value,
) -> Result<Value, ActionError> {
    let room = sandbox.room(vendor).expect("every simulator runs");
    room.vendor.settle();
    room.vendor.act(action, body).await
}

fn variant(sku: &str, price: &str) -> Value {
    json!({
        "external_id": sku, "price": {"amount": price, "currency": "USD"}, "weight": null,
        "inventory_quantity": 5, "online_orderable": true,
    })
}
