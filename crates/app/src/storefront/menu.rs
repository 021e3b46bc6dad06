//! The storefront's menu: the products that can be ordered now, with what is known of them and nothing that is not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use countersign_domain::catalogue::StockItem;
use countersign_domain::inventory::{Source as From, Standing};
use countersign_domain::menu::obstacle::WordsOf;
use countersign_domain::menu::{Figures, Kind, TotalRule};
use countersign_domain::orders::quote::sells_to;
use countersign_domain::promotion::CartLine;
use countersign_domain::reading::Reading;
use countersign_domain::storefront::keeps_off;
use countersign_kernel::{Actor, Mass, Money, PackageTag, Permission};
use countersign_ports::marketplace::Image;
use countersign_ports::state_system::StatePackage;
use countersign_rulebook::Program;
use countersign_store::holds::{self, Held, PackageList};
use countersign_store::menu as rows;
use countersign_store::stores::StoreRow;
use countersign_store::{cases, record as entries};
use serde::Serialize;

use super::{CHANNEL, NOT_TAKING_ORDERS, SHELF_UNKNOWN};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::rows::word;
use crate::menu::certified::OfPackages;
use crate::menu::product::{self, Product};
use crate::orders::load;
use crate::permit::store_of;
use crate::promotions::price::{self, Live};
use crate::record::sha256;
use crate::stock;

/// What was worked out is worked out again after so long, whatever happened: an offer begins by the hour, a reading ages.
const KEPT_SECONDS: i64 = 60;
/// Of what a menu tells. With another number every menu is new to everybody.
const FORM: u8 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    pub store: Shop,
    pub program: Program,
    /// Why nothing can be ordered now; then there are no products.
    pub closed: Option<&'static str>,
    /// By category and name.
    pub products: Vec<Shown>,
    /// A hash of all this: whoever has seen it under the same tag has seen nothing else.
    pub tag: String,
}

/// What a site says of the store itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shop {
    pub name: String,
    pub place: String,
    pub license: String,
    pub zone: String,
    pub opens: String,
    pub closes: String,
    pub pickup_minutes: i64,
}

/// One product as a shopper sees it. No package, no cost, nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    pub sku: String,
    pub name: String,
    /// The till's own word.
    pub category: String,
    pub kind: Option<Kind>,
    pub brand: Option<String>,
    pub strain: Option<String>,
    /// Plain text that the law on wording has nothing against.
    pub description: Option<String>,
    pub cannabis: bool,
    pub medical_only: bool,
    /// What the till asks for one.
    pub price: Money,
    /// The same less what promotions give on one alone, and their names.
    pub price_now: Money,
    pub promotions: Vec<String>,
    /// Units that can be ordered: what nobody holds, less what is kept back on this channel.
    pub available: i64,
    pub grams: Option<Mass>,
    /// Of the confirmed certificate; empty where there is none.
    pub figures: Figures,
    pub total_by: Option<TotalRule>,
    pub image: Option<Image>,
}

pub async fn menu(app: &App, actor: &Actor, program: Program) -> Result<Arc<Menu>, AppError> {
    app.permit(actor, Permission::StorefrontView)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    // The shelf is read anew where it has aged, and that goes on the record: the newest entry is looked up after.
    let shelf = stock::on_shelf(app, &shop.id).await?;
    let (tip, _) = entries::tip(app.db()).await?;
    let state = (tip.seq, app.now().micros() / (KEPT_SECONDS * 1_000_000));
    let key = (shop.id.clone(), program == Program::Medical);
    if let Some(kept) = app.saved_work().storefronts.of(&key, &state) {
        return Ok(kept);
    }
    // The gate as it is now: what is kept under this entry must not be older than it.
    let shop = load::store(app.db(), &shop.id).await?;
    let closed = closed(&shop, &shelf);
    let products = match closed {
        Some(_) => Vec::new(),
        None => {
            let mut products =
                on_offer(app, &shop, program, stock::whole_shelf(app, &shop.id).await?).await?;
            products
                .sort_by_cached_key(|shown| (shown.category.clone(), shown.name.clone(), shown.sku.clone()));
            products
        }
    };
    let store = told(shop);
    let whole = serde_json::to_vec(&(FORM, &store, program, closed, &products));
    let tag = sha256(whole.expect("a menu always has a JSON form"));
    let menu = Arc::new(Menu { store, program, closed, products, tag });
    app.saved_work().storefronts.keep(key, state, menu.clone());
    Ok(menu)
}

/// Why nothing can be ordered of this store now.
pub(super) fn closed(shop: &StoreRow, shelf: &Reading<i64>) -> Option<&'static str> {
    match (shop.gate_open, shelf) {
        (false, _) => Some(NOT_TAKING_ORDERS),
        (true, Reading::Unknown { .. }) => Some(SHELF_UNKNOWN),
        (true, Reading::Known { .. }) => None,
    }
}

fn told(shop: StoreRow) -> Shop {
    Shop {
        name: shop.name,
        place: shop.place,
        license: shop.license,
        zone: shop.zone,
        opens: shop.opens,
        closes: shop.closes,
        pickup_minutes: shop.pickup_minutes,
    }
}

/// Everything that all products are looked at with.
struct Beside<'a> {
    app: &'a App,
    shop: &'a StoreRow,
    program: Program,
    held: Held,
    certificates: OfPackages,
    packages: BTreeMap<PackageTag, StatePackage>,
    fenced: BTreeSet<String>,
    withdrawn: BTreeSet<String>,
    live: Vec<Live>,
}

/// Of these goods, the products that can be ordered now. Only for a store that is not [`closed`].
pub(super) async fn on_offer(
    app: &App,
    shop: &StoreRow,
    program: Program,
    items: Vec<StockItem>,
) -> Result<Vec<Shown>, AppError> {
    let (db, store) = (app.db(), &shop.id);
    let shelf = stock::on_shelf(app, store).await?;
    let settled = rows::settled(db, store).await?.into_iter();
    let beside = Beside {
        app,
        shop,
        program,
        held: holds::held_units(db, store, PackageList::Shelf, shelf.at(), None).await?,
        certificates: OfPackages::of(app, store).await?,
        packages: product::state_packages(app, store).await?,
        fenced: cases::fenced(db, store).await?.into_iter().collect(),
        // What a person took off the menus is on none.
        withdrawn: settled.filter(|row| row.state == "withdrawn").map(|row| row.sku).collect(),
        live: price::live(db, shop, app.now()).await?,
    };
    let mut by_sku: BTreeMap<String, Vec<StockItem>> = BTreeMap::new();
    for item in stock::offered(app, store, program, items) {
        if !item.sku.is_empty() && sells_to(&item, program) {
            by_sku.entry(item.sku.clone()).or_default().push(item);
        }
    }
    let mut all = Vec::new();
    for (sku, items) in by_sku.iter().filter(|(sku, _)| !beside.withdrawn.contains(*sku)) {
        let Some(product) = beside.product(sku, items).await? else { continue };
        if !product.obstacles().into_iter().any(keeps_off) {
            let patients_only = items.iter().all(|item| item.medical_only);
            all.extend(beside.shown(product, patients_only)?);
        }
    }
    Ok(all)
}

impl Beside<'_> {
    async fn product(&self, sku: &str, items: &[StockItem]) -> Result<Option<Product>, AppError> {
        let Self { app, shop, .. } = *self;
        let found = product::on_shelf_for(self.program, sku, items, &self.held, &self.certificates);
        let Some(mut product) = found else { return Ok(None) };
        product.shelf_known = true;
        product.fenced = self.fenced.contains(sku);
        product.safety = product::kept_back(app, shop, CHANNEL.word(), &product.category);
        product.label_rule = product::label_rule(app, shop, self.program);
        if let Some(next) = product.next().cloned() {
            let package = self.packages.get(&next.tag);
            product.standing = package.map(|package| Standing::read(From::State, word(package)));
            product.labelled =
                product::labelled(package.and_then(|package| package.label_thc), items, &next.tag);
            product::measured(app, &mut product).await?;
        }
        let words = rows::words(app.db(), &shop.id, sku).await?;
        let report = product::check(app, shop, &product.name, &words);
        product.words_of = report.as_ref().map_or(WordsOf::NotChecked, product::worst);
        product.words = words;
        product.image = product::image(app, &shop.id, sku).await?;
        Ok(Some(product))
    }

    /// Nothing where it has no price.
    fn shown(&self, product: Product, patients_only: bool) -> Result<Option<Shown>, AppError> {
        let Some(price) = product.price else { return Ok(None) };
        let one = CartLine {
            sku: product.sku.clone(),
            category: product.category.clone(),
            cannabis: product.cannabis,
            quantity: 1,
            unit_price: price,
        };
        let asked = (price::place(CHANNEL), self.program);
        let priced = price::priced(self.shop, &self.live, asked, std::slice::from_ref(&one), self.app.now())?;
        // A text that a person must decide on stands on no page that no person published.
        let is_fine = product.words_of == WordsOf::Fine;
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| is_fine && !text.is_empty());
        let [brand, strain, description] =
            [&product.words.brand, &product.words.strain, &product.words.description]
                .map(|words| text(words));
        Ok(Some(Shown {
            brand,
            strain,
            description,
            price_now: priced.net(),
            promotions: priced.given.into_iter().map(|given| given.name).collect(),
            available: product.available - product.safety,
            sku: product.sku,
            name: product.name,
            category: product.category,
            kind: product.kind,
            cannabis: product.cannabis,
            medical_only: patients_only,
            price,
            grams: product.grams,
            figures: product.figures,
            total_by: product.total_by,
            image: product.image,
        }))
    }
}
