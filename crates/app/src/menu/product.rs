//! One product with everything that is known of it: the shelf, the state, its certificate, its words, and each menu.

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_content::{Checker, Report};
use countersign_domain::catalogue::StockItem;
use countersign_domain::inventory::{Source as From, Standing};
use countersign_domain::menu::obstacle::{self, Candidate, CertificateOf, Obstacle, WordsOf};
use countersign_domain::menu::potency::TotalRule;
use countersign_domain::menu::{Figures, Kind};
use countersign_domain::orders::{quote, shelf};
use countersign_domain::reading::Reading;
use countersign_kernel::id::{CertificateId, StoreId};
use countersign_kernel::{Actor, Mass, Money, PackageTag, Permission, Timestamp};
use countersign_ports::Connection;
use countersign_ports::books::ShownListing;
use countersign_ports::flag::Capability;
use countersign_ports::marketplace::{Image, Listing};
use countersign_ports::state_system::StatePackage;
use countersign_rulebook::{Program, Surface};
use countersign_store::holds::{self, Held, PackageList};
use countersign_store::menu::{self as rows, ChannelRow, PublicationRow, WordsRow};
use countersign_store::stores::StoreRow;
use countersign_store::{books, cases, certificates};

use super::certified::OfPackages;
use super::changes::{Change, changes};
use super::listing::{figures, listing};
use super::room::on;
use crate::app::App;
use crate::certificates::beside::digits_of;
use crate::certificates::view::as_confirmed;
use crate::error::AppError;
use crate::inventory::pull::kept_rows_with;
use crate::inventory::{listings, rows as books_rows};
use crate::orders::load;
use crate::permit::store_of;
use crate::photos::public::{SignedOff, signed_off};
use crate::stock;

/// The state's books are not relied on when they are older than this.
const STATE_SECONDS: i64 = 24 * 3_600;
/// Of so many earlier publications the page tells.
const PUBLICATIONS_MAX: i64 = 10;

#[derive(Debug, Clone)]
pub struct Product {
    pub sku: String,
    pub name: String,
    /// The till's own word.
    pub category: String,
    pub kind: Option<Kind>,
    pub cannabis: bool,
    pub medical_only: bool,
    pub price: Option<Money>,
    pub grams: Option<Mass>,
    /// Units that can be had: counted, less held.
    pub available: i64,
    /// In the order in which orders come out of them; the first with units left is the one whose figures are shown.
    pub packages: Vec<Package>,
    pub standing: Option<Standing>,
    pub certificate: CertificateOf,
    pub certificate_id: Option<CertificateId>,
    /// Signed off, and where marketplaces can fetch it.
    pub image: Option<Image>,
    pub figures: Figures,
    pub total_by: Option<TotalRule>,
    pub words: WordsRow,
    pub words_of: WordsOf,
    /// The till answered lately.
    pub shelf_known: bool,
    pub fenced: bool,
    /// What is kept back on the channel that keeps back most.
    pub safety: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub tag: PackageTag,
    pub left: i64,
    pub certificate: CertificateOf,
    pub certificate_id: Option<CertificateId>,
}

impl Product {
    /// The package that the next units come from.
    pub fn next(&self) -> Option<&Package> {
        self.packages.iter().find(|package| package.left > 0)
    }

    /// Of what the state tracks: the next units come without a confirmed one.
    pub fn lacks_certificate(&self) -> bool {
        self.cannabis && self.certificate != CertificateOf::Confirmed
    }

    pub fn obstacles(&self) -> Vec<Obstacle> {
        obstacle::obstacles(&Candidate {
            cannabis: self.cannabis,
            has_kind: self.kind.is_some(),
            has_price: self.price.is_some_and(|price| price > Money::ZERO),
            shelf_known: self.shelf_known,
            fenced: self.fenced,
            available: self.available,
            safety: self.safety,
            has_package: self.next().is_some(),
            standing: self.standing,
            certificate: self.certificate,
            words: self.words_of,
        })
    }
}

/// A menu that is ours to write, and what it has of the product.
#[derive(Debug, Clone)]
pub struct Side {
    pub channel: &'static str,
    /// What would be sent now; nothing where the product cannot be shown.
    pub shall: Option<Listing>,
    /// What the newest publication sent, and how far that is.
    pub sent: Option<ChannelRow>,
    pub on: On,
    pub shown: Option<ShownListing>,
    /// Every name that the product has there.
    pub names: BTreeSet<String>,
    pub read_at: Option<Timestamp>,
    /// What it shows otherwise than it shall.
    pub changes: Vec<Change>,
}

/// Where the product is on one menu, by the menu as it was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Shown,
    Hidden,
    NotThere,
    /// The menu was not read, or not whole.
    Unknown,
}

#[derive(Debug, Clone)]
pub struct Whole {
    pub product: Product,
    pub obstacles: Vec<Obstacle>,
    pub sides: Vec<Side>,
    /// Newest first, each with its channels.
    pub publications: Vec<(PublicationRow, Vec<ChannelRow>)>,
    /// What the law says to the description, where it was checked.
    pub report: Option<Report>,
}

pub async fn one(app: &App, actor: &Actor, sku: &str) -> Result<Whole, AppError> {
    app.permit(actor, Permission::MenuView)?;
    whole(app, store_of(actor)?, sku).await
}

pub(super) async fn whole(app: &App, store: &StoreId, sku: &str) -> Result<Whole, AppError> {
    let shop = load::store(app.db(), store).await?;
    let (product, report) = of(app, &shop, sku).await?.ok_or(AppError::NotFound("product"))?;
    let mut publications = Vec::new();
    for row in rows::of_product(app.db(), store, sku, PUBLICATIONS_MAX).await? {
        let channels = rows::channels(app.db(), &row.id).await?;
        publications.push((row, channels));
    }
    let menus = listings::menus(app, store).await?;
    let mut sides = Vec::new();
    for channel in ours(app, store) {
        let menu = menus.get(channel).map(AsRef::as_ref);
        let shall = listing(&product, kept_back(app, &shop, channel, &product.category));
        let rows = menu.map_or(&[][..], |menu| menu.of(sku));
        let shown = rows.iter().find(|row| row.visible != Some(false)).or(rows.first()).cloned();
        let names = rows.iter().filter_map(|row| row.external_id.clone()).collect();
        let on = on(menu, sku);
        let changes = match (&shall, &shown) {
            (Some(shall), Some(shown)) => changes(shall, shown),
            _ => Vec::new(),
        };
        let sent = publications
            .first()
            .and_then(|(_, channels)| channels.iter().find(|row| row.channel == channel))
            .cloned();
        let read_at = menu.map(listings::Menu::taken_at);
        sides.push(Side { channel, shall, sent, on, shown, names, read_at, changes });
    }
    let obstacles = product.obstacles();
    Ok(Whole { product, obstacles, sides, publications, report })
}

/// The menus that are ours to write.
pub(super) fn ours(app: &App, store: &StoreId) -> Vec<&'static str> {
    let writes = |c: &Arc<dyn Connection>| {
        c.marketplace_menu().is_some_and(|menu| menu.is_ours()) && c.can(Capability::WriteMenu)
    };
    app.connections(store).iter().filter(|connection| writes(connection)).map(|c| c.vendor()).collect()
}

fn kept_back(app: &App, shop: &StoreRow, channel: &str, category: &str) -> i64 {
    app.safety_of(shop).map_or(0, |safety| safety.units(channel, category))
}

/// A product that has ever been on the shelf; none where the till never listed it.
async fn of(app: &App, shop: &StoreRow, sku: &str) -> Result<Option<(Product, Option<Report>)>, AppError> {
    let (db, store) = (app.db(), &shop.id);
    let shelf = stock::on_shelf(app, store).await?;
    let items = stock::items(db, store, &[sku.to_owned()]).await?;
    let held = holds::held_units(db, store, PackageList::Shelf, shelf.at(), None).await?;
    let certificates = OfPackages::of(app, store).await?;
    let words = rows::words(db, store, sku).await?;
    let Some(mut product) = on_shelf(sku, &items, &held, &certificates) else { return Ok(None) };
    product.shelf_known = matches!(shelf, Reading::Known { .. });
    product.fenced = cases::fenced(db, store).await?.iter().any(|fenced| fenced == sku);
    for channel in ours(app, store) {
        product.safety = product.safety.max(kept_back(app, shop, channel, &product.category));
    }
    if let Some(next) = product.next().cloned() {
        product.standing = standing(app, store, &next.tag).await?;
        measured(app, &mut product).await?;
    }
    product.image = image(app, store, sku).await?;
    let report = check(app, shop, &product.name, &words);
    product.words_of = report.as_ref().map_or(WordsOf::NotChecked, worst);
    product.words = words;
    Ok(Some((product, report)))
}

/// Where nobody said how the world reaches this server, no marketplace could fetch it.
pub(super) async fn image(app: &App, store: &StoreId, sku: &str) -> Result<Option<Image>, AppError> {
    let Some(address) = app.public_address() else { return Ok(None) };
    let photo = signed_off(app, store, sku).await?;
    let at = |photo: SignedOff| Image {
        url: format!("{address}/photos/{}.jpg", photo.sha256),
        changed_at: photo.changed_at,
    };
    Ok(photo.map(at))
}

/// What the till has of one product; nothing where it has never listed it.
pub(super) fn on_shelf(
    sku: &str,
    items: &[StockItem],
    held: &Held,
    certificates: &OfPackages,
) -> Option<Product> {
    let first = items.first()?;
    // What only patients may have is listed for them alone.
    let is_adult = items.iter().any(|item| !item.medical_only);
    let program = if is_adult { Program::Adult } else { Program::Medical };
    let packages = shelf::packages(items, sku, program);
    let held_of = |tag: &PackageTag| held.of(tag);
    let package = |package: &shelf::Package<'_>| {
        let tag = package.item.tag.clone()?;
        let (certificate, certificate_id) = certificates.of_package(&tag);
        Some(Package { left: package.left(held_of), tag, certificate, certificate_id })
    };
    // Name, price and weight are of the package whose figures are shown.
    let next = packages.iter().find(|package| package.left(held_of) > 0);
    let speaks = next.or(packages.last()).map_or(first, |package| package.item);
    let all: Vec<Package> = packages.iter().filter_map(package).collect();
    let certified = all.iter().find(|package| package.left > 0);
    let kind = match speaks.cannabis {
        true => speaks.measures.category.as_deref().and_then(Kind::of_limit_category),
        false => Some(Kind::Accessory),
    };
    Some(Product {
        sku: sku.to_owned(),
        name: speaks.name.clone(),
        category: speaks.category.clone(),
        kind,
        cannabis: speaks.cannabis,
        medical_only: program == Program::Medical,
        price: quote::price_for(speaks, program),
        grams: speaks.measures.grams,
        available: shelf::left_of_all(&packages, held_of),
        standing: None,
        certificate: certified.map_or(CertificateOf::Missing, |package| package.certificate),
        certificate_id: certified.and_then(|package| package.certificate_id.clone()),
        packages: all,
        image: None,
        figures: Figures::default(),
        total_by: None,
        words: WordsRow::default(),
        words_of: WordsOf::NotChecked,
        shelf_known: false,
        fenced: false,
        safety: 0,
    })
}

/// The figures of the confirmed certificate, unless a test failed by it.
async fn measured(app: &App, product: &mut Product) -> Result<(), AppError> {
    let (CertificateOf::Confirmed, Some(id)) = (product.certificate, &product.certificate_id) else {
        return Ok(());
    };
    let row = certificates::by_id(app.db(), id).await?.ok_or(AppError::NotFound("certificate"))?;
    let confirmed = as_confirmed(&row)?
        .ok_or_else(|| AppError::Damaged(format!("{id} is confirmed and has no reading")))?;
    if confirmed.status.values().any(|status| status == "fail") {
        product.certificate = CertificateOf::Failed;
    } else if let Some(kind) = product.kind {
        (product.figures, product.total_by) = figures(&confirmed, kind, product.grams);
    }
    Ok(())
}

/// What the state's books said of the package when they were pulled last.
async fn standing(app: &App, store: &StoreId, tag: &PackageTag) -> Result<Option<Standing>, AppError> {
    let Some(run) = books::runs(app.db(), store, 1).await?.into_iter().next() else { return Ok(None) };
    let pulls = books::pulls(app.db(), &run.id).await?;
    let Some(pull) = pulls.iter().find(|pull| pull.source == "state") else { return Ok(None) };
    if app.now().seconds_since(pull.taken_at) > STATE_SECONDS {
        return Ok(None);
    }
    let found = kept_rows_with::<StatePackage>(app, pull, &digits_of(tag)).await?.unwrap_or_default();
    let package = found.iter().find(|package| package.tag == *tag);
    Ok(package.map(|package| Standing::read(From::State, books_rows::word(package))))
}

/// None where no content rules of the place were read.
fn check(app: &App, shop: &StoreRow, name: &str, words: &WordsRow) -> Option<Report> {
    let checker = Checker::new(&app.rulebook(), &shop.jurisdiction, Surface::Menu, app.now()).ok()?;
    let parts = [name, &words.brand, &words.strain, &words.description];
    let said: Vec<&str> = parts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
    Some(checker.check(&said.join(".\n")))
}

fn worst(report: &Report) -> WordsOf {
    use countersign_content::Verdict;
    match report.verdict {
        Verdict::Ok => WordsOf::Fine,
        Verdict::Review => WordsOf::ForAPerson,
        Verdict::Violation => WordsOf::Unlawful,
    }
}
