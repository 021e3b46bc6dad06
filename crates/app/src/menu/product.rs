//! One product with everything that is known of it: the shelf, the state, its certificate, its words, and each menu.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use countersign_content::{Checker, Report};
use countersign_domain::catalogue::StockItem;
use countersign_domain::inventory::{Source as From, Standing};
use countersign_domain::menu::label::{self, Cap, Label};
use countersign_domain::menu::obstacle::{self, Candidate, CertificateOf, Obstacle, StrengthOf, WordsOf};
use countersign_domain::menu::{Figure, FigureUnit, Figures, Kind, TotalRule, TotalsBy};
use countersign_domain::orders::{quote, shelf};
use countersign_domain::reading::Reading;
use countersign_kernel::id::{CertificateId, StoreId};
use countersign_kernel::{Actor, Mass, Money, PackageTag, Permission, Quantity, Timestamp};
use countersign_ports::Connection;
use countersign_ports::books::ShownListing;
use countersign_ports::flag::Capability;
use countersign_ports::marketplace::{Image, Listing};
use countersign_ports::state_system::StatePackage;
use countersign_rulebook::{
    CapUnit, Category, LabelRule, Program, Provision, ProvisionValue, Statement, Surface, Topic,
};
use countersign_store::books::PullRow;
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
use crate::inventory::pull::{kept_rows, kept_rows_with};
use crate::inventory::{listings, rows as books_rows};
use crate::orders::load;
use crate::permit::store_of;
use crate::photos::public::{SignedOff, signed_off};
use crate::stock;

/// The state's books are not relied on when they are older than this.
const STATE_SECONDS: i64 = 24 * 3_600;
/// Billionths of a milligram in the millionth of a gram that tills' numbers are kept in.
const MICROGRAM: i64 = 1_000_000;
/// Of so many earlier publications the page tells.
const PUBLICATIONS_MAX: i64 = 10;

#[derive(Debug, Clone)]
pub struct Product {
    pub sku: String,
    pub name: String,
    /// The till's own word.
    pub category: String,
    pub kind: Option<Kind>,
    /// What purchase limits count it under.
    pub limit_category: Option<Category>,
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
    /// The certificate that the figures are of, as people confirmed it.
    pub confirmed: Option<crate::certificates::Reading>,
    /// What the state says of labels; none where nothing is on file.
    pub label_rule: Option<Provision>,
    pub labelled: Option<Labelled>,
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

/// The THC that a label has, as far as a system tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labelled {
    /// `the state`, `the till`
    pub by: &'static str,
    pub thc: Figure,
}

impl Product {
    fn rule(&self) -> Option<&LabelRule> {
        match &self.label_rule.as_ref()?.value {
            ProvisionValue::Label(rule) => Some(rule),
            _ => None,
        }
    }

    /// How the state wants a number of THC to stand, where that is on file.
    pub fn statement(&self) -> Option<Statement> {
        self.rule()?.statement
    }

    /// The figures by a menu's rule for totals, which the state's own comes before.
    pub fn figures_by(&self, by: TotalsBy) -> (Figures, Option<TotalRule>) {
        match (&self.confirmed, self.kind) {
            (Some(confirmed), Some(kind)) => figures(confirmed, kind, self.grams, by.under(self.statement())),
            _ => (Figures::default(), None),
        }
    }

    /// What the label says, held against the certificate.
    pub fn label(&self) -> Label {
        label::label(self.rule(), self.labelled.map(|labelled| labelled.thc), self.figures.total_thc)
    }

    /// How strong it is, to what the state lets it be.
    pub fn cap(&self) -> Cap {
        label::cap(self.rule(), self.limit_category, self.figures.total_thc)
    }

    fn strength(&self) -> StrengthOf {
        match self.cap() {
            Cap::Over(_) => StrengthOf::TooStrong,
            // No certificate tells what is in a serving: whoever publishes is told of it.
            Cap::NotTold(cap) if cap.unit != CapUnit::MgServing => StrengthOf::Unknown,
            Cap::None | Cap::Within(_) | Cap::NotTold(_) => StrengthOf::Fine,
        }
    }

    /// The package that the next units come from.
    pub fn next(&self) -> Option<&Package> {
        self.packages.iter().find(|package| package.left > 0)
    }

    /// Of what the state tracks: the next units come without a confirmed one.
    pub fn lacks_certificate(&self) -> bool {
        self.cannabis && self.certificate != CertificateOf::Confirmed
    }

    /// Whom it is sold to.
    pub fn program(&self) -> Program {
        if self.medical_only { Program::Medical } else { Program::Adult }
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
            strength: self.strength(),
            mislabelled: matches!(self.label(), Label::Outside(_)),
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
    /// What this menu wants for a total, under the state's own rule; and how the one that would be sent came about.
    pub totals: TotalsBy,
    pub total_by: Option<TotalRule>,
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
        let habits = listings::habits(app, store, channel).totals;
        let shall = listing(&product, kept_back(app, &shop, channel, &product.category), habits);
        let (totals, total_by) = (habits.under(product.statement()), product.figures_by(habits).1);
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
        sides.push(Side { channel, shall, totals, total_by, sent, on, shown, names, read_at, changes });
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

fn category(word: &str) -> Option<Category> {
    Category::ALL.iter().copied().find(|category| category.word() == word)
}

pub(crate) fn kept_back(app: &App, shop: &StoreRow, channel: &str, category: &str) -> i64 {
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
    product.label_rule = label_rule(app, shop, product.program());
    if let Some(next) = product.next().cloned() {
        let package = package(app, store, &next.tag).await?;
        product.standing =
            package.as_ref().map(|package| Standing::read(From::State, books_rows::word(package)));
        product.labelled = labelled(package.and_then(|package| package.label_thc), &items, &next.tag);
        measured(app, &mut product).await?;
    }
    product.image = image(app, store, sku).await?;
    let report = check(app, shop, &product.name, &words);
    product.words_of = report.as_ref().map_or(WordsOf::NotChecked, worst);
    product.words = words;
    Ok(Some((product, report)))
}

/// Where nobody said how the world reaches this server, no marketplace could fetch it.
pub(crate) async fn image(app: &App, store: &StoreId, sku: &str) -> Result<Option<Image>, AppError> {
    let Some(address) = app.public_address() else { return Ok(None) };
    let photo = signed_off(app, store, sku).await?;
    let at = |photo: SignedOff| Image {
        url: format!("{address}/photos/{}.jpg", photo.sha256),
        changed_at: photo.changed_at,
    };
    Ok(photo.map(at))
}

/// What the till has of one product; nothing where it has never listed it.
pub(crate) fn on_shelf(
    sku: &str,
    items: &[StockItem],
    held: &Held,
    certificates: &OfPackages,
) -> Option<Product> {
    // What only patients may have is listed for them alone.
    let is_adult = items.iter().any(|item| !item.medical_only);
    on_shelf_for(if is_adult { Program::Adult } else { Program::Medical }, sku, items, held, certificates)
}

/// The same as those of one program see it.
pub(crate) fn on_shelf_for(
    program: Program,
    sku: &str,
    items: &[StockItem],
    held: &Held,
    certificates: &OfPackages,
) -> Option<Product> {
    let first = items.first()?;
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
        limit_category: speaks.measures.category.as_deref().and_then(category),
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
        confirmed: None,
        label_rule: None,
        labelled: None,
        words: WordsRow::default(),
        words_of: WordsOf::NotChecked,
        shelf_known: false,
        fenced: false,
        safety: 0,
    })
}

/// The figures of the confirmed certificate, unless a test failed by it.
pub(crate) async fn measured(app: &App, product: &mut Product) -> Result<(), AppError> {
    let (CertificateOf::Confirmed, Some(id)) = (product.certificate, &product.certificate_id) else {
        return Ok(());
    };
    let row = certificates::by_id(app.db(), id).await?.ok_or(AppError::NotFound("certificate"))?;
    let confirmed = as_confirmed(&row)?
        .ok_or_else(|| AppError::Damaged(format!("{id} is confirmed and has no reading")))?;
    if confirmed.status.values().any(|status| status == "fail") {
        product.certificate = CertificateOf::Failed;
    } else {
        product.confirmed = Some(confirmed);
        (product.figures, product.total_by) = product.figures_by(TotalsBy::default());
    }
    Ok(())
}

/// What the state says of labels where the shop is, to those whom the product is for.
pub(crate) fn label_rule(app: &App, shop: &StoreRow, program: Program) -> Option<Provision> {
    app.rulebook().provision(&shop.jurisdiction, Topic::Label, program, app.now()).cloned()
}

/// The state's number comes before the till's, which is there for limits and may be the upper end of a range. The till tells
/// milligrams in one unit, and what is inhaled it does not tell.
pub(crate) fn labelled(by_state: Option<Figure>, items: &[StockItem], tag: &PackageTag) -> Option<Labelled> {
    let of_till = || {
        let item = items.iter().find(|item| item.tag.as_ref() == Some(tag))?;
        let kind = item.measures.category.as_deref().and_then(Kind::of_limit_category)?;
        let micrograms = item.measures.mg_thc.filter(|_| !kind.is_inhaled())?.0;
        let amount = Quantity(micrograms.checked_mul(MICROGRAM)?);
        Some(Labelled { by: "the till", thc: Figure { amount, unit: FigureUnit::Milligrams } })
    };
    by_state.map(|thc| Labelled { by: "the state", thc }).or_else(of_till)
}

/// The state's package as its books had it when they were pulled last.
async fn package(app: &App, store: &StoreId, tag: &PackageTag) -> Result<Option<StatePackage>, AppError> {
    let Some(pull) = pulled(app, store).await? else { return Ok(None) };
    let found = kept_rows_with::<StatePackage>(app, &pull, &digits_of(tag)).await?.unwrap_or_default();
    Ok(found.into_iter().find(|package| package.tag == *tag))
}

/// Every package of the state's as its books had it when they were pulled last.
pub(crate) async fn state_packages(
    app: &App,
    store: &StoreId,
) -> Result<BTreeMap<PackageTag, StatePackage>, AppError> {
    let Some(pull) = pulled(app, store).await? else { return Ok(BTreeMap::new()) };
    let found = kept_rows::<StatePackage>(app, &pull).await?.unwrap_or_default();
    Ok(found.into_iter().map(|package| (package.tag.clone(), package)).collect())
}

/// The state's books, while they can be relied on.
async fn pulled(app: &App, store: &StoreId) -> Result<Option<PullRow>, AppError> {
    let Some(run) = books::runs(app.db(), store, 1).await?.into_iter().next() else { return Ok(None) };
    let pulls = books::pulls(app.db(), &run.id).await?;
    let is_relied_on =
        |pull: &PullRow| pull.source == "state" && app.now().seconds_since(pull.taken_at) <= STATE_SECONDS;
    Ok(pulls.into_iter().find(is_relied_on))
}

/// None where no content rules of the place were read.
pub(crate) fn check(app: &App, shop: &StoreRow, name: &str, words: &WordsRow) -> Option<Report> {
    let checker = Checker::new(&app.rulebook(), &shop.jurisdiction, Surface::Menu, app.now()).ok()?;
    let parts = [name, &words.brand, &words.strain, &words.description];
    let said: Vec<&str> = parts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
    Some(checker.check(&said.join(".\n")))
}

pub(crate) fn worst(report: &Report) -> WordsOf {
    use countersign_content::Verdict;
    match report.verdict {
        Verdict::Ok => WordsOf::Fine,
        Verdict::Review => WordsOf::ForAPerson,
        Verdict::Violation => WordsOf::Unlawful,
    }
}
