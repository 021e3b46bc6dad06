//! The products on the shelf as the Menu room lists them: what each menu shows of them, and what to do next.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::catalogue::StockItem;
use countersign_domain::menu::obstacle::CertificateOf;
use countersign_domain::orders::{quote, shelf};
use countersign_kernel::{Actor, Money, Permission};
use countersign_store::holds::{self, PackageList};
use countersign_store::menu::{self as rows, PublicationRow};
use countersign_store::{cases, stock as shelf_rows};

use super::certified::OfPackages;
use super::product::{On, ours, program};
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
    pub sku: String,
    pub name: String,
    pub category: String,
    pub available: i64,
    pub price: Option<Money>,
    pub fenced: bool,
    /// None for what the state does not track.
    pub certificate: Option<CertificateOf>,
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
    stock::on_shelf(app, store).await?;
    let read_at = shelf_rows::last_read(db, store).await?.map_or(app.now(), |(at, _)| at.into());
    let held = holds::held_units(db, store, PackageList::Shelf, read_at, None).await?;
    let fenced: BTreeSet<String> = cases::fenced(db, store).await?.into_iter().collect();
    let of_packages = OfPackages::of(app, store).await?;
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
        let Some(first) = items.iter().find(|item| item.quantity > 0) else { continue };
        if !has(first, asked.text) {
            continue;
        }
        let program = program(items);
        let packages = shelf::packages(items, sku, program);
        let next = packages.iter().find(|package| package.left(|tag| held.of(tag)) > 0);
        let tag = next.and_then(|package| package.item.tag.as_ref());
        let published = settled.get(sku.as_str()).filter(|row| row.state == "stands");
        let in_force = tag.and_then(|tag| of_packages.of_package(tag).1).map(|id| id.to_string());
        let line = Line {
            sku: sku.clone(),
            name: first.name.clone(),
            category: first.category.clone(),
            available: shelf::left_of_all(&packages, |tag| held.of(tag)),
            price: quote::price_for(first, program),
            fenced: fenced.contains(sku),
            certificate: first
                .cannabis
                .then(|| tag.map_or(CertificateOf::Missing, |tag| of_packages.of_package(tag).0)),
            swap: published.is_some_and(|row| {
                let is_other = tag.is_some_and(|tag| row.tag.as_deref() != Some(tag.as_str()));
                is_other || (tag.is_some() && row.certificate_id != in_force)
            }),
            going: newest.get(sku.as_str()).map(|row| row.state.clone()),
            on: channels
                .iter()
                .map(|channel| (*channel, on(menus.get(*channel).map(AsRef::as_ref), sku)))
                .collect(),
        };
        if fits(&line, asked.only) {
            lines.push(line);
        }
    }
    let found = lines.len();
    lines.sort_by(|a, b| {
        (!a.swap, &a.category, &a.name, &a.sku).cmp(&(!b.swap, &b.category, &b.name, &b.sku))
    });
    lines.truncate(LISTED_MAX);
    Ok(Room { lines, found, channels })
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
        Only::NoCertificate => line.certificate.is_some_and(|has| has != CertificateOf::Confirmed),
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
