//! What the night does to the books, under which names it must be found, and what follows from it. All of it is data, written
//! down apart from the code that finds: the checker holds the one against the other.

use std::collections::BTreeSet;

use countersign_domain::inventory::Class;
use countersign_sandbox::RunningSandbox;
use countersign_sandbox::faults::{Fault, FaultPlan, FaultRule, When};
use countersign_sandbox::overnight::{self, Befallen, Mishap};
use countersign_sandbox::world::World;

use crate::street::{Outside, Street};

/// Something that was made to disagree, and how it must be found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seeded {
    pub class: &'static str,
    /// A tag, `sku:…`, `row:…`, or what a case is about that is about no package.
    pub about: String,
    pub channel: &'static str,
    /// The store's place in the world.
    pub store: usize,
    /// Of what nobody did and what follows all the same: why.
    pub because: Option<&'static str>,
}

/// How a day has a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What happens, and what staff do about it before the gate opens.
    InTheNight(&'static str, &'static str),
    /// What an auditor's exports say, which no system tells of itself.
    InExports(&'static str),
}

impl Place {
    /// What happens and what is done about it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::InTheNight(night, then) => (night, then),
            Self::InExports(says) => (says, REPORTED),
        }
    }
}

const FENCE: &str = "fenced";
const REPORTED: &str = "told in the report of the exports";

/// Every class there is.
pub const OF_CLASSES: &[(Class, Place)] = &[
    (
        Class::OnMenuNotInState,
        Place::InTheNight(
            "the till has another package's tag for goods that are listed",
            "the tag is corrected in the till",
        ),
    ),
    (
        Class::InPosNotInState,
        Place::InTheNight(
            "the till has a tag that the state never gave out",
            "the tag is corrected in the till",
        ),
    ),
    (Class::RecalledForSale, Place::InTheNight("the state recalls a package", FENCE)),
    (Class::FailedForSale, Place::InTheNight("a retest fails", FENCE)),
    (Class::OnHoldForSale, Place::InTheNight("the state puts a package on hold", FENCE)),
    (Class::ExpiredForSale, Place::InTheNight("every world has packages past their date in the till", FENCE)),
    (Class::NotTestedForSale, Place::InTheNight("a package goes back to testing", FENCE)),
    (
        Class::FinishedForSale,
        Place::InTheNight(
            "a package is emptied and finished at the state",
            "taken back and counted at the state",
        ),
    ),
    (
        Class::InTransitForSale,
        Place::InExports(
            "in the exports: the state has it on the road, and it is in the till and on the menus",
        ),
    ),
    (
        Class::StatusNotUnderstood,
        Place::InTheNight("the till has a status that nobody knows", "the status is set right in the till"),
    ),
    (
        Class::DuplicateTag,
        Place::InTheNight("the till has a package twice", "the second row is emptied in the till"),
    ),
    (
        Class::QuantityMismatch,
        Place::InTheNight("the state counts two units more", "the state's count is set from the case"),
    ),
    (
        Class::UnitMismatch,
        Place::InTheNight(
            "the till counts in grams what the state counts by the piece",
            "the unit is set right in the till",
        ),
    ),
    (
        Class::QuantityUnknown,
        Place::InTheNight("the till's count is left empty", "the goods are counted and entered in the till"),
    ),
    (
        Class::NegativeQuantity,
        Place::InTheNight(
            "the till counts two less than none",
            "the goods are counted and entered in the till",
        ),
    ),
    (Class::InStateNotInPos, Place::InTheNight("a delivery is received and not unpacked", FENCE)),
    (
        Class::OnMenuNotInPos,
        Place::InTheNight("a listing is renamed, and a product is sold out on both sides", FENCE),
    ),
    (Class::BlockedInPosForSale, Place::InTheNight("a package is put aside in the till", FENCE)),
    (
        Class::OrderableAtZero,
        Place::InTheNight(
            "the state counts none of a package that is there",
            "the state's count is set from the case",
        ),
    ),
    (
        Class::WrongFacility,
        Place::InExports("in the exports: the till has it under another licence than the state"),
    ),
    (
        Class::PotencyDiffers,
        Place::InExports("in the exports: a menu tells two percent more THC than the state"),
    ),
    (
        Class::TwoWriters,
        Place::InExports("in the exports: a listing stands on one menu twice, by two integrations"),
    ),
    (
        Class::LabValuesDiffer,
        Place::InTheNight("a listing's figures are edited", "waits: the gate opens over it"),
    ),
    (
        Class::PriceDiffersFromPos,
        Place::InTheNight("a listing's price is edited", "the price is set from the case"),
    ),
    (
        Class::PriceDiffersBetweenChannels,
        Place::InTheNight("the same edit", "the price is set from the case"),
    ),
    (
        Class::PricedAtZero,
        Place::InTheNight("a listing's price is set to nought", "the price is set from the case"),
    ),
    (
        Class::DuplicateListing,
        Place::InTheNight("a listing is made anew beside the old one", "one is put away at the marketplace"),
    ),
    (Class::StaleListing, Place::InExports("in the exports: a listing was written forty hours ago")),
    (
        Class::FiguresWithoutCertificate,
        Place::InTheNight(
            "only a few packages have certificates, and all listings figures",
            "waits: the gate opens over it",
        ),
    ),
    (
        Class::MissingListing,
        Place::InTheNight("a product is taken off both menus", "accepted for a day with a reason"),
    ),
    (
        Class::MalformedTag,
        Place::InTheNight("the till's tag lacks a digit", "the tag is corrected in the till"),
    ),
    (
        Class::UnreadableRow,
        Place::InTheNight(
            "the till counts in something that is no unit",
            "the unit is set right in the till",
        ),
    ),
    (
        Class::SnapshotIncomplete,
        Place::InTheNight("the till's report comes cut off, once", "the books are pulled again"),
    ),
    (
        Class::PullsApart,
        Place::InTheNight(
            "one of those reports takes half an hour and a minute",
            "the books are pulled again",
        ),
    ),
];

/// Lets the night pass that upsets the books of every store. `is_slow`: the first of the reports that come cut off does so after half
/// an hour and a minute, when what the state is asked then says nothing about it.
pub async fn pass(street: &Street, seed: u64, is_slow: bool) -> anyhow::Result<Vec<Befallen>> {
    let befallen = overnight::pass(street.sandbox(), seed).await?;
    fail_first_reports(street.sandbox())?;
    if is_slow {
        street.slow_report.once();
    }
    Ok(befallen)
}

/// The report that a store's first comparison reads comes cut off, which nobody asks again at once. Nothing is concluded from it.
fn fail_first_reports(sandbox: &RunningSandbox) -> anyhow::Result<()> {
    let room = sandbox.room("dutchie_pos").ok_or_else(|| anyhow::anyhow!("there is no till"))?;
    let first = When::First(sandbox.world.stores.len() as u64);
    let rule = FaultRule::on("GET", "/reporting/inventory", first, Fault::MalformedJson);
    room.faults.put(FaultPlan { rules: vec![rule], ..FaultPlan::default() });
    Ok(())
}

/// Everything that must be found: what happened, and what follows from it. `slow` is the store that waits for the slow report.
pub fn to_find(befallen: &[Befallen], stores: usize, slow: Option<usize>) -> Vec<Seeded> {
    let everywhere = (0..stores).flat_map(of_every_store);
    let about = "pos".to_owned();
    let apart = slow.map(|store| Seeded { class: "pulls-apart", about, channel: "", store, because: None });
    befallen.iter().flat_map(names).chain(everywhere).chain(apart).collect()
}

/// The other listings tell figures too, and only a few packages have a certificate: a case for each channel.
fn of_every_store(store: usize) -> [Seeded; 3] {
    let one = |class, about: &str, channel| Seeded {
        class,
        about: about.to_owned(),
        channel,
        store,
        because: None,
    };
    [
        one("figures-without-certificate", "figures", "weedmaps"),
        one("figures-without-certificate", "figures", "leafly"),
        one("snapshot-incomplete", "pos", ""),
    ]
}

const NOT_READ: &str = "a row of the till that cannot be matched stands for no package";
const STILL_COUNTED: &str = "one side counts what the other says is not there";
const STILL_SHOWN: &str = "by one side's count none is left, and the menus were not told";
const SOLD_UNDER_IT: &str = "the listing is served from that row";

/// The names under which one mishap is found.
pub fn names(it: &Befallen) -> Vec<Seeded> {
    let (tag, sku) = (it.tag.as_str(), format!("sku:{}", it.sku));
    let one = |class, about: &str, channel, because| Seeded {
        class,
        about: about.to_owned(),
        channel,
        store: it.store,
        because,
    };
    let is = |class| one(class, tag, "", None);
    let on = |class, channel| one(class, tag, channel, None);
    let follows = |class, channel, because| one(class, tag, channel, Some(because));
    let at_zero = |because: Option<&'static str>| {
        ["weedmaps", "leafly"].map(|channel| one("orderable-at-zero", tag, channel, because))
    };
    match it.mishap {
        Mishap::CountedTwice => vec![is("quantity-mismatch")],
        Mishap::Held => vec![is("on-hold-for-sale")],
        Mishap::Recalled => vec![is("recalled-for-sale")],
        Mishap::FailedRetest => vec![is("failed-for-sale")],
        Mishap::PutAside => vec![is("blocked-in-pos-for-sale")],
        Mishap::Repriced => {
            vec![on("price-differs-from-pos", "weedmaps"), is("price-differs-between-channels")]
        }
        Mishap::Renamed => vec![one("on-menu-not-in-pos", &sku, "weedmaps", None)],
        Mishap::SoldOut => {
            vec![
                one("on-menu-not-in-pos", &sku, "weedmaps", None),
                one("on-menu-not-in-pos", &sku, "leafly", None),
            ]
        }
        Mishap::NotUnpacked => vec![is("in-state-not-in-pos")],
        Mishap::Relabelled => vec![on("lab-values-differ", "weedmaps")],
        Mishap::Untested => vec![is("not-tested-for-sale")],
        Mishap::Finished => {
            let mut all = vec![is("finished-for-sale"), follows("quantity-mismatch", "", STILL_COUNTED)];
            all.extend(at_zero(Some(STILL_SHOWN)));
            all
        }
        Mishap::Drained => {
            let mut all = vec![follows("quantity-mismatch", "", STILL_COUNTED)];
            all.extend(at_zero(None));
            all
        }
        Mishap::OddStatus => vec![is("status-not-understood")],
        Mishap::Unpriced => vec![on("priced-at-zero", "weedmaps")],
        Mishap::ListedTwice => vec![on("duplicate-listing", "weedmaps")],
        Mishap::Unlisted => vec![is("missing-listing")],
        Mishap::TakenInTwice => vec![is("duplicate-tag")],
        Mishap::Oversold => {
            let mut all = vec![is("negative-quantity"), follows("quantity-mismatch", "", STILL_COUNTED)];
            all.extend(at_zero(Some(STILL_SHOWN)));
            all
        }
        Mishap::Uncounted => vec![is("quantity-unknown")],
        Mishap::Mistyped => {
            let row = format!("row:{}", it.other);
            vec![one("malformed-tag", &row, "", None), follows("in-state-not-in-pos", "", NOT_READ)]
        }
        Mishap::Mistagged => vec![
            one("in-pos-not-in-state", &it.other, "", None),
            one("on-menu-not-in-state", &it.other, "", Some(SOLD_UNDER_IT)),
            follows("in-state-not-in-pos", "", NOT_READ),
        ],
        Mishap::OtherUnit => vec![is("unit-mismatch")],
        Mishap::NoUnit => vec![is("unreadable-row")],
    }
}

/// What the systems hold in the morning, with the miscounts as they are put right before the opening: it is the goods on the shelf
/// that nothing may be sold beyond.
pub fn as_on_the_shelf(mut before: Outside, befallen: &[Befallen], world: &World) -> Outside {
    let of = |mishaps: &[Mishap]| -> BTreeSet<&str> {
        befallen.iter().filter(|it| mishaps.contains(&it.mishap)).map(|it| it.tag.as_str()).collect()
    };
    let had = |tag: &str| world.package(tag).map_or(0, |package| package.quantity);
    let emptied = of(&[Mishap::Finished, Mishap::Drained]);
    for package in before.packages.iter_mut().filter(|package| emptied.contains(package.label.as_str())) {
        package.quantity = had(&package.label);
    }
    let (oversold, mut twice) = (of(&[Mishap::Oversold]), of(&[Mishap::TakenInTwice]));
    let mut seen = BTreeSet::new();
    twice.retain(|tag| !oversold.contains(tag));
    for row in &mut before.stock {
        let Some(tag) = row.package_id.clone() else { continue };
        if oversold.contains(tag.as_str()) {
            row.quantity = had(&tag);
        }
        if twice.contains(tag.as_str()) && !seen.insert(tag) {
            row.quantity = 0;
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use super::super::auditor::SPOILS;
    use super::*;

    fn befallen(mishap: Mishap) -> Befallen {
        let text = |text: &str| text.to_owned();
        Befallen { mishap, tag: text("T"), sku: text("S"), store: 0, other: text("O") }
    }

    /// A new class fails here until it has its place, and a place fails until the night has it.
    #[test]
    fn every_class_has_its_seed() {
        let listed: Vec<Class> = OF_CLASSES.iter().map(|(class, _)| *class).collect();
        assert_eq!(listed, Class::ALL, "one line for each class, in its order");
        let night: Vec<Befallen> = Mishap::ALL.iter().map(|mishap| befallen(*mishap)).collect();
        let mut found: BTreeSet<&str> =
            to_find(&night, 1, Some(0)).iter().map(|seeded| seeded.class).collect();
        found.insert("expired-for-sale");
        found.extend(SPOILS.iter().map(|(class, ..)| class.name()));
        let promised: BTreeSet<&str> = OF_CLASSES.iter().map(|(class, _)| class.name()).collect();
        assert_eq!(found, promised);
    }

    #[test]
    fn the_page_of_discrepancies_says_what_the_night_has() {
        const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/discrepancies.md");
        let mut table = String::from("| class | in the night | before the opening |\n|---|---|---|\n");
        for (class, place) in OF_CLASSES {
            let (night, then) = place.words();
            table += &format!("| `{class}` | {night} | {then} |\n");
        }
        let page = std::fs::read_to_string(PAGE).expect("the page is there");
        assert!(page.contains(&table), "docs/reference/discrepancies.md must contain:\n{table}");
    }
}
