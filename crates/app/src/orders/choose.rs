//! Which packages an order comes from: by what the POS has of a product, and by what the state has of each package.

use std::collections::BTreeSet;

use countersign_domain::orders::allocate::{self, Allocation};
use countersign_domain::orders::checks::stock::whole_units;
use countersign_domain::reading::Reading;
use countersign_kernel::PackageTag;
use countersign_store::db::{Source, Tx};
use countersign_store::holds::{self, Held, PackageList};

use super::gather::Gathered;
use crate::app::App;
use crate::error::AppError;

/// What other orders have a claim on, and what is not off a list yet though it is sold.
#[derive(Debug)]
pub struct Claimed {
    /// Of the shelf, as the POS listed it.
    pub held: Held,
    /// Of the state's figures.
    pub unposted: Held,
}

impl Claimed {
    /// Before the deciding transaction, to know which packages to ask about.
    pub async fn so_far(app: &App, gathered: &Gathered) -> Result<Self, AppError> {
        let held = held_units(app.db(), gathered).await?;
        Ok(Self { held, unposted: unposted_units(app.db(), gathered).await? })
    }

    pub async fn for_sure(tx: &mut Tx<'_>, gathered: &Gathered) -> Result<Self, AppError> {
        let held = held_units(&mut *tx, gathered).await?;
        Ok(Self { held, unposted: unposted_units(tx, gathered).await? })
    }
}

async fn held_units<'c>(from: impl Source<'c>, gathered: &Gathered) -> Result<Held, AppError> {
    let (order, read_at) = (&gathered.order, gathered.shelf_read_at);
    Ok(holds::held_units(from, &order.store_id, PackageList::Shelf, read_at, Some(&order.id)).await?)
}

/// The state's figures are younger than the shelf's list: what was posted in between is gone from them already.
async fn unposted_units<'c>(from: impl Source<'c>, gathered: &Gathered) -> Result<Held, AppError> {
    let order = &gathered.order;
    let read_at = gathered.packages.values().map(Reading::at).min().unwrap_or(gathered.at);
    Ok(holds::held_units(from, &order.store_id, PackageList::State, read_at, Some(&order.id)).await?)
}

fn allocation(
    gathered: &Gathered,
    held: &Held,
    by_state: impl Fn(&PackageTag) -> Option<i64>,
) -> Vec<Allocation> {
    let cart: Vec<(&str, i64)> = gathered.lines.iter().map(|l| (l.sku.as_str(), l.quantity)).collect();
    allocate::allocate(&cart, gathered.order.program(), &gathered.stock, |tag| held.of(tag), by_state)
}

/// From packages of which the state has enough, as far as they were read.
fn informed(gathered: &Gathered, claimed: &Claimed) -> Vec<Allocation> {
    allocation(gathered, &claimed.held, |tag| left_by_state(gathered, &claimed.unposted, tag))
}

fn left_by_state(gathered: &Gathered, unposted: &Held, tag: &PackageTag) -> Option<i64> {
    let Reading::Known { value, .. } = gathered.packages.get(tag)? else { return None };
    let has = value.as_ref().map_or(Some(0), |package| whole_units(&package.quantity))?;
    Some(has - unposted.of(tag))
}

fn tags(allocation: Vec<Allocation>) -> impl Iterator<Item = PackageTag> {
    allocation.into_iter().flat_map(|line| line.taken).map(|taken| taken.tag)
}

/// The packages that must be read before it is known from which ones the cart comes; none when that is known.
pub fn unread_tags(gathered: &Gathered, claimed: &Claimed) -> BTreeSet<PackageTag> {
    let unread = |tag: &PackageTag| !gathered.packages.contains_key(tag);
    let found = informed(gathered, claimed);
    let is_short = found.iter().any(|line| line.short > 0);
    let wanted: BTreeSet<PackageTag> = tags(found).filter(unread).collect();
    if wanted.is_empty() && is_short {
        return tags(hoped(gathered, claimed)).filter(unread).collect();
    }
    wanted
}

/// What the POS has left of a package may be wrong, so those that were not read are hoped for.
fn hoped(gathered: &Gathered, claimed: &Claimed) -> Vec<Allocation> {
    let left = |tag: &PackageTag| left_by_state(gathered, &claimed.unposted, tag);
    allocation(gathered, &claimed.held, |tag| left(tag).or(Some(i64::MAX)))
}

/// What decides, product by product. Where the packages that the state has enough of do not suffice, a package that was
/// not read may: then that is not known. Else the choice falls back on what the POS says, so that the stop names the
/// package of which the state has less.
pub fn decided(gathered: &Gathered, claimed: &Claimed) -> Vec<Allocation> {
    let informed = informed(gathered, claimed);
    if informed.iter().all(|line| line.short == 0) {
        return informed;
    }
    let others = [hoped(gathered, claimed), allocation(gathered, &claimed.held, |_| None)];
    let choices: Vec<_> =
        gathered.lines.iter().map(|line| best(gathered, &line.sku, &informed, &others)).collect();
    let lines = choices.into_iter().enumerate();
    lines.map(|(at, choice)| choice[at].clone()).collect()
}

/// The first of the allocations in which this product is shortest.
fn best<'a>(
    gathered: &Gathered,
    sku: &str,
    informed: &'a [Allocation],
    others: &'a [Vec<Allocation>],
) -> &'a [Allocation] {
    let short = |allocation: &[Allocation]| -> i64 {
        let lines = gathered.lines.iter().zip(allocation).filter(|(line, _)| line.sku == sku);
        lines.map(|(_, found)| found.short).sum()
    };
    let all = std::iter::once(informed).chain(others.iter().map(Vec::as_slice));
    all.min_by_key(|allocation| short(allocation)).expect("there is at least the informed one")
}
