//! The figures on the menus, held against the certificates in force. What is needed for that is read once for a store, however many
//! listings it has: the shelf, the certificates of what is on it, and what was published.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::catalogue::StockItem;
use countersign_domain::inventory::{Cause, Class};
use countersign_domain::menu::lab_values::{self, Differing, InForce, Published};
use countersign_domain::menu::{FigureHabits, Figures};
use countersign_kernel::id::CertificateId;
use countersign_kernel::{Mass, PackageTag, Timestamp};
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::Listing;
use countersign_store::certificates::{self, CertificateRow};
use countersign_store::holds::{self, PackageList};
use countersign_store::menu as rows;
use countersign_store::stock as rows_of_stock;
use countersign_store::stores::StoreRow;
use serde_json::json;

use super::compare::{Found, Sides};
use super::listings::habits;
use super::pull::Books;
use crate::app::App;
use crate::certificates::Reading;
use crate::certificates::view::as_confirmed;
use crate::error::AppError;
use crate::menu::certified::OfPackages;
use crate::menu::listing::figures;
use crate::menu::product::{self, Product, on_shelf};
use crate::stock;

/// Of so many listings without a certificate the case names each; it counts the others.
const NAMED_MAX: usize = 50;
/// What the case of a channel's listings without certificates is about.
pub const FIGURES: &str = "figures";

/// What is known of the products whose listings tell figures.
#[derive(Debug, Default)]
pub struct Labs {
    products: BTreeMap<String, Known>,
    habits: BTreeMap<String, FigureHabits>,
}

#[derive(Debug)]
enum Known {
    /// Nothing is to be told of it: it is no cannabis, or none of it is left.
    Nothing,
    /// Why the certificate of what the next units come from is not known.
    Unproven(&'static str),
    Proven(Box<Proven>),
}

#[derive(Debug)]
struct Proven {
    name: String,
    tag: PackageTag,
    certificate: CertificateId,
    /// As each channel shall tell them.
    shall: BTreeMap<String, Figures>,
    /// Those of the product's other packages, as each channel would.
    others: BTreeMap<String, Vec<Figures>>,
    sent: BTreeMap<String, Sent>,
}

#[derive(Debug)]
struct Sent {
    tag: Option<String>,
    certificate: Option<String>,
    figures: Figures,
}

/// A listing that shoppers may read figures on.
fn tells(listing: &ShownListing) -> bool {
    listing.visible != Some(false) && !listing.figures.is_empty() && listing.sku.is_some()
}

/// Reads what is needed to judge the figures of these books; nothing where no listing tells any.
pub async fn gather(app: &App, shop: &StoreRow, books: &Books) -> Result<Labs, AppError> {
    let told = books.menus.iter().flat_map(|menu| menu.rows.iter().filter(|row| tells(row)));
    let skus: BTreeSet<&str> = told.filter_map(|row| row.sku.as_deref()).collect();
    if skus.is_empty() {
        return Ok(Labs::default());
    }
    let (db, store) = (app.db(), &shop.id);
    let channels = books.menus.iter().map(|menu| menu.channel.clone());
    let habits: BTreeMap<String, FigureHabits> =
        channels.map(|channel| (channel.clone(), habits(app, store, &channel))).collect();
    // What weight and kind a package has, only the shelf as it is for sale tells; where the till does not answer, it is as it was.
    stock::on_shelf(app, store).await?;
    let mut shelf: BTreeMap<String, Vec<StockItem>> = BTreeMap::new();
    for item in
        stock::whole_shelf(app, store).await?.into_iter().filter(|item| skus.contains(item.sku.as_str()))
    {
        shelf.entry(item.sku.clone()).or_default().push(item);
    }
    // Whichever is newer counts what is there. A shelf that was read since the pull has packages that the pull lacks.
    let read_at = rows_of_stock::last_read(db, store).await?.map(|(at, _)| Timestamp::from(at));
    let is_pull_newer = books.pos.is_whole() && read_at.is_none_or(|at| books.pos.taken_at >= at);
    if is_pull_newer {
        count_as_pulled(&mut shelf, books);
    }
    let counted_at = read_at.filter(|_| !is_pull_newer).unwrap_or(books.pos.taken_at);
    let held = holds::held_units(db, store, PackageList::Shelf, counted_at, None).await?;
    let mut in_force: BTreeMap<String, CertificateRow> = BTreeMap::new();
    for row in certificates::in_force_on_shelf(db, store).await? {
        let Some(tag) = row.tag.clone() else { continue };
        in_force.entry(tag).or_insert(row);
    }
    let mut sent = sent(app, shop).await?;
    // Which certificates count is looked up below, with what they say.
    let none = OfPackages::default();
    let mut products = BTreeMap::new();
    for sku in skus {
        let known = match shelf.get(sku).and_then(|items| on_shelf(sku, items, &held, &none)) {
            Some(product) => known(app, shop, product, &in_force, &habits, sent.remove(sku)),
            // Whatever is not on the shelf at all is a case of its own.
            None => Known::Nothing,
        };
        products.insert(sku.to_owned(), known);
    }
    Ok(Labs { products, habits })
}

/// The shelf was read before the pull; the books count what is there now.
fn count_as_pulled(shelf: &mut BTreeMap<String, Vec<StockItem>>, books: &Books) {
    let rows = books.pos.rows.iter();
    let pulled: BTreeMap<&str, Option<&str>> =
        rows.map(|row| (row.inventory_id.as_str(), row.quantity.as_deref())).collect();
    for item in shelf.values_mut().flatten() {
        item.quantity = match pulled.get(item.inventory_id.as_str()) {
            None => 0,
            // What is no number there is a case of its own.
            Some(told) => {
                let whole = told.and_then(|text| text.split('.').next());
                whole.and_then(|text| text.parse().ok()).unwrap_or(item.quantity)
            }
        };
    }
}

type OfChannels = BTreeMap<String, Sent>;

/// What each channel was told last of each product.
async fn sent(app: &App, shop: &StoreRow) -> Result<BTreeMap<String, OfChannels>, AppError> {
    let mut sent: BTreeMap<String, OfChannels> = BTreeMap::new();
    for row in rows::standing(app.db(), &shop.id).await? {
        // What cannot be read any more was never sent, for all that can be said. It must not keep the rest from being compared.
        let listing: Listing = match serde_json::from_str(&row.listing) {
            Ok(listing) => listing,
            Err(why) => {
                tracing::error!("what {} was told of `{}` cannot be read: {why}", row.channel, row.sku);
                continue;
            }
        };
        let told = Sent { tag: row.tag, certificate: row.certificate_id, figures: listing.figures };
        sent.entry(row.sku).or_default().insert(row.channel, told);
    }
    Ok(sent)
}

fn known(
    app: &App,
    shop: &StoreRow,
    mut product: Product,
    in_force: &BTreeMap<String, CertificateRow>,
    habits: &BTreeMap<String, FigureHabits>,
    sent: Option<OfChannels>,
) -> Known {
    if !product.cannabis || product.available <= 0 {
        return Known::Nothing;
    }
    let Some(next) = product.next().cloned() else {
        return Known::Unproven("the till names no package of the state's for it");
    };
    let Some(kind) = product.kind else {
        return Known::Unproven("the till does not say what it is");
    };
    let Some(row) = in_force.get(next.tag.as_str()) else {
        return Known::Unproven("its package has no confirmed certificate");
    };
    let confirmed = match passed(row) {
        Ok(Some(confirmed)) => confirmed,
        Ok(None) => return Known::Unproven("a test of its package failed by the certificate"),
        Err(why) => {
            tracing::error!("a certificate in force: {why}");
            return Known::Unproven("its certificate can no longer be read");
        }
    };
    product.label_rule = product::label_rule(app, shop, product.program());
    let statement = product.statement();
    let as_told = |reading: &Reading, grams: Option<Mass>| -> BTreeMap<String, Figures> {
        let of = |habits: &FigureHabits| figures(reading, kind, grams, habits.totals.under(statement)).0;
        habits.iter().map(|(channel, habits)| (channel.clone(), of(habits))).collect()
    };
    let mut others: BTreeMap<String, Vec<Figures>> = BTreeMap::new();
    for package in product.packages.iter().filter(|package| package.tag != next.tag) {
        let Some(row) = in_force.get(package.tag.as_str()) else { continue };
        let Ok(Some(reading)) = passed(row) else { continue };
        for (channel, figures) in as_told(&reading, product.grams) {
            others.entry(channel).or_default().push(figures);
        }
    }
    Known::Proven(Box::new(Proven {
        shall: as_told(&confirmed, product.grams),
        name: product.name,
        tag: next.tag,
        certificate: row.id.clone(),
        others,
        sent: sent.unwrap_or_default(),
    }))
}

/// What a confirmed certificate says, unless a test failed by it.
fn passed(row: &CertificateRow) -> Result<Option<Reading>, AppError> {
    let confirmed = as_confirmed(row)?
        .ok_or_else(|| AppError::Damaged(format!("{} is confirmed and has no reading", row.id)))?;
    Ok((!confirmed.status.values().any(|status| status == "fail")).then_some(confirmed))
}

/// Every listing whose figures are not the certificate's, and for each channel those whose certificates are not known.
pub(super) fn found(books: &Books, labs: &Labs, sides: &Sides<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for menu in &books.menus {
        let habits = labs.habits.get(&menu.channel).copied().unwrap_or_default();
        let mut unproven: Vec<(&ShownListing, &'static str)> = Vec::new();
        for listing in menu.rows.iter().filter(|row| tells(row)) {
            match listing.sku.as_deref().and_then(|sku| labs.products.get(sku)) {
                Some(Known::Unproven(why)) => unproven.push((listing, why)),
                Some(Known::Proven(proven)) => {
                    found.extend(differs(listing, &menu.channel, proven, habits, sides));
                }
                Some(Known::Nothing) | None => {}
            }
        }
        if !unproven.is_empty() {
            found.push(without(&menu.channel, &unproven, sides));
        }
    }
    found
}

fn differs(
    listing: &ShownListing,
    channel: &str,
    proven: &Proven,
    habits: FigureHabits,
    sides: &Sides<'_>,
) -> Option<Found> {
    let in_force = InForce {
        tag: proven.tag.as_str(),
        certificate: proven.certificate.as_str(),
        figures: proven.shall.get(channel)?,
    };
    let published = proven.sent.get(channel).map(|sent| Published {
        tag: sent.tag.as_deref(),
        certificate: sent.certificate.as_deref(),
        figures: &sent.figures,
    });
    let differing = lab_values::differing(&listing.figures, in_force, published, habits);
    if differing.is_empty() {
        return None;
    }
    let others = proven.others.get(channel).map(Vec::as_slice).unwrap_or_default();
    let cause = lab_values::cause(&listing.figures, &differing, in_force, published, others, habits);
    Some(of_listing(listing, channel, proven, &differing, cause, sides))
}

fn of_listing(
    listing: &ShownListing,
    channel: &str,
    proven: &Proven,
    differing: &[Differing],
    cause: Cause,
    sides: &Sides<'_>,
) -> Found {
    let sku = listing.sku.clone().unwrap_or_default();
    let (state, pos) = sides.of_tag(proven.tag.as_str());
    Found {
        class: Class::LabValuesDiffer,
        cause,
        subject: proven.tag.to_string(),
        channel: channel.to_owned(),
        product: proven.name.clone(),
        evidence: json!({
            "at": "menu", "state": state, "pos": pos, "menu": sides.menu(&sku), "unread": sides.unread(),
            "figures": differing, "certificate": proven.certificate,
        }),
        sku,
    }
}

/// One case for a channel: a shop that begins has hundreds of them, and each is put right in the menu room.
fn without(channel: &str, unproven: &[(&ShownListing, &'static str)], sides: &Sides<'_>) -> Found {
    let named = |(listing, why): &(&ShownListing, &'static str)| {
        json!({"channel": channel, "sku": listing.sku, "name": listing.name, "visible": listing.visible,
            "price": listing.price, "why": why})
    };
    let menu: Vec<_> = unproven.iter().take(NAMED_MAX).map(named).collect();
    Found {
        class: Class::FiguresWithoutCertificate,
        cause: Cause::Usual,
        subject: FIGURES.to_owned(),
        channel: channel.to_owned(),
        product: match unproven.len() {
            1 => "One listing with figures".to_owned(),
            some => format!("{some} listings with figures"),
        },
        sku: String::new(),
        evidence: json!({
            "at": "menu", "state": [], "pos": [], "menu": menu, "unread": sides.unread(), "count": unproven.len(),
        }),
    }
}
