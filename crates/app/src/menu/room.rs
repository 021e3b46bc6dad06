//! The products on the shelf as the Menu room lists them: what each menu shows of them, and what to do next.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::catalogue::StockItem;
use countersign_kernel::{Actor, Permission};
use countersign_store::cases;
use countersign_store::holds::{self, PackageList};
use countersign_store::menu::{self as rows, PublicationRow};

use super::certified::OfPackages;
use super::product::{On, Product, on_shelf, ours};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::listings;
use crate::permit::store_of;
use crate::stock;

/// More are not listed on one page; a search finds the others.
pub const LISTED_MAX: usize = 300;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked<'a> {
    /// In the name or the product's word at the till.
    pub text: &'a str,
    pub only: Only,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    #[default]
    All,
    /// On some menu that is ours it is not shown.
    NotShown,
    /// The next units come from another package than the one whose figures stand there.
    Swap,
    /// The package that the next units come from has no confirmed certificate.
    NoCertificate,
}

impl Only {
    pub const ALL: [Self; 4] = [Self::All, Self::NotShown, Self::Swap, Self::NoCertificate];

    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NotShown => "not-shown",
            Self::Swap => "swap",
            Self::NoCertificate => "no-certificate",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|only| only.word() == word)
    }
}

#[derive(Debug, Clone)]
pub struct Line {
    /// As the till has it: neither the state nor the law was asked about it.
    pub product: Product,
    pub fenced: bool,
    /// The next units come from another package than the one that was published.
    pub swap: bool,
    /// The newest publication's state, while there is one that counts.
    pub going: Option<String>,
    pub on: Vec<(&'static str, On)>,
}

#[derive(Debug, Clone)]
pub struct Room {
    pub lines: Vec<Line>,
    /// How many were found; more than are listed.
    pub found: usize,
    pub channels: Vec<&'static str>,
}

pub async fn room(app: &App, actor: &Actor, asked: Asked<'_>) -> Result<Room, AppError> {
    app.permit(actor, Permission::MenuView)?;
    let (store, db) = (store_of(actor)?, app.db());
    let shelf = stock::on_shelf(app, store).await?;
    let held = holds::held_units(db, store, PackageList::Shelf, shelf.at(), None).await?;
    let fenced: BTreeSet<String> = cases::fenced(db, store).await?.into_iter().collect();
    let certificates = OfPackages::of(app, store).await?;
    let newest = rows::newest(db, store).await?;
    let newest: BTreeMap<&str, &PublicationRow> = newest.iter().map(|row| (row.sku.as_str(), row)).collect();
    let settled = rows::settled(db, store).await?;
    let settled: BTreeMap<&str, &PublicationRow> =
        settled.iter().map(|row| (row.sku.as_str(), row)).collect();
    let menus = listings::menus(app, store).await?;
    let channels = ours(app, store);
    let mut by_sku: BTreeMap<String, Vec<StockItem>> = BTreeMap::new();
    for item in stock::whole_shelf(app, store).await?.into_iter().filter(|item| !item.sku.is_empty()) {
        by_sku.entry(item.sku.clone()).or_default().push(item);
    }
    let mut lines = Vec::new();
    for (sku, items) in &by_sku {
        if !items.iter().any(|item| has(item, asked.text)) {
            continue;
        }
        let Some(product) = on_shelf(sku, items, &held, &certificates) else { continue };
        let published = settled.get(sku.as_str()).filter(|row| row.state == "stands");
        let line = Line {
            fenced: fenced.contains(sku),
            swap: published.is_some_and(|row| is_other(row, &product)),
            going: newest.get(sku.as_str()).map(|row| row.state.clone()),
            on: channels
                .iter()
                .map(|channel| (*channel, on(menus.get(*channel).map(AsRef::as_ref), sku)))
                .collect(),
            product,
        };
        if fits(&line, asked.only) {
            lines.push(line);
        }
    }
    let found = lines.len();
    let place = |line: &Line| {
        let Product { category, name, sku, .. } = &line.product;
        (!line.swap, category.clone(), name.clone(), sku.clone())
    };
    lines.sort_by_cached_key(place);
    lines.truncate(LISTED_MAX);
    Ok(Room { lines, found, channels })
}

/// Whether the next units come from another package than the one that was published, or by another certificate.
fn is_other(published: &PublicationRow, product: &Product) -> bool {
    let next = product.next().map(|package| package.tag.as_str());
    let certificate = product.certificate_id.as_ref().map(|id| id.as_str());
    next.is_some() && (published.tag.as_deref(), published.certificate_id.as_deref()) != (next, certificate)
}

fn has(item: &StockItem, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let tag = item.tag.as_ref().map_or("", |tag| tag.as_str()).to_lowercase();
    text.is_empty()
        || item.name.to_lowercase().contains(&text)
        || item.sku.to_lowercase().contains(&text)
        || (!tag.is_empty() && tag.ends_with(&text))
}

fn fits(line: &Line, only: Only) -> bool {
    match only {
        Only::All => true,
        Only::NotShown => line.on.iter().any(|(_, on)| *on != On::Shown),
        Only::Swap => line.swap,
        Only::NoCertificate => line.product.lacks_certificate(),
    }
}

/// Where a product is on one menu, as it was read last.
pub(super) fn on(menu: Option<&listings::Menu>, sku: &str) -> On {
    let Some(menu) = menu else { return On::Unknown };
    match menu.of(sku) {
        [] if menu.is_whole() => On::NotThere,
        [] => On::Unknown,
        shown if shown.iter().all(|row| row.visible == Some(false)) => On::Hidden,
        _ => On::Shown,
    }
}
