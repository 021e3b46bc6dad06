//! What is known elsewhere of what a certificate is about, while it is to be decided: the totals of the certificate in force, the state's
//! word for its testing, and where it is on a menu with which figures. No state system gives its laboratory's values here, so those are
//! unknown and said to be.

use std::collections::BTreeSet;

use countersign_coa::number::Decimal;
use countersign_domain::menu::Figures;
use countersign_kernel::{Actor, PackageTag, Permission, Timestamp};
use countersign_ports::books::{PosPackage, ShownListing};
use countersign_ports::state_system::StatePackage;
use countersign_store::books::{self, PullRow};
use countersign_store::certificates::CertificateRow;

use super::typed::Values;
use super::view::as_confirmed;
use super::{Reading, Total};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::pull::kept_rows_with;
use crate::inventory::rows::word;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub totals: Vec<TotalBeside>,
    /// None where the actor may not see the books.
    pub books: Option<InBooks>,
}

/// A total of both certificates, each as it counts: a doubtful one does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalBeside {
    pub name: String,
    pub here: Option<String>,
    pub in_force: Option<String>,
    pub against: Against,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    Same,
    Differs,
    /// One of them is missing, or the two cannot be compared.
    Unknown,
}

/// Of the books that were pulled last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InBooks {
    pub state: InState,
    pub menus: Vec<OnMenu>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InState {
    Unknown(String),
    /// Its whole list has no such package.
    NotListed {
        at: Timestamp,
    },
    /// Its word for the package, as the comparison of the books takes it: `Recalled`, `OnHold` and `Finished` come before its testing.
    Says {
        word: String,
        at: Timestamp,
    },
}

/// The listings of the product on one menu; none is only said of a menu that came whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnMenu {
    pub channel: String,
    pub at: Timestamp,
    pub shown: Result<Vec<Listed>, String>,
}

/// A listing, and what it says was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub figures: Figures,
}

pub(super) async fn beside(
    app: &App,
    actor: &Actor,
    row: &CertificateRow,
    read: &Reading,
    in_force: Option<&CertificateRow>,
) -> Result<Beside, AppError> {
    let earlier = in_force.map(as_confirmed).transpose()?.flatten();
    let totals =
        earlier.map(|earlier| totals(&read.confirmed(&Values::new()).0, &earlier)).unwrap_or_default();
    let books = match app.permit(actor, Permission::InventoryView) {
        Ok(()) => Some(in_books(app, row, row.tag.as_deref().or(read.tag())).await?),
        Err(_) => None,
    };
    Ok(Beside { totals, books })
}

fn totals(here: &Reading, earlier: &Reading) -> Vec<TotalBeside> {
    let names: BTreeSet<&String> = here.totals.keys().chain(earlier.totals.keys()).collect();
    let one = |name: &String| {
        let (one, other) = (here.totals.get(name), earlier.totals.get(name));
        let against = one.zip(other).map_or(Against::Unknown, |(one, other)| against(one, other));
        TotalBeside { name: name.clone(), here: one.map(words), in_force: other.map(words), against }
    };
    names.into_iter().map(one).collect()
}

/// Every digit counts, noughts at the end do not. What was not found is not nought, and two units are not compared.
fn against(one: &Total, other: &Total) -> Against {
    let number = |total: &Total| Decimal::read(total.value.as_deref()?).map(Decimal::short);
    match (one.kind.as_str(), other.kind.as_str()) {
        ("value", "value") if one.unit.is_some() && one.unit == other.unit => {
            match number(one).zip(number(other)) {
                Some((one, other)) if one == other => Against::Same,
                Some(_) => Against::Differs,
                None => Against::Unknown,
            }
        }
        ("nd", "nd") => Against::Same,
        ("value", "nd") | ("nd", "value") => Against::Differs,
        _ => Against::Unknown,
    }
}

fn words(total: &Total) -> String {
    match &total.value {
        Some(value) => format!("{value} {}", total.unit.as_deref().unwrap_or_default()).trim_end().to_owned(),
        None => total.printed.join(", "),
    }
}

async fn in_books(app: &App, row: &CertificateRow, tag: Option<&str>) -> Result<InBooks, AppError> {
    let unknown = |why: &str| InBooks { state: InState::Unknown(why.to_owned()), menus: Vec::new() };
    let Some(tag) = tag else { return Ok(unknown("it is not sure which package this is about")) };
    let Ok(tag) = tag.trim().parse::<PackageTag>() else {
        return Ok(unknown("what it is about is not named as the state names packages"));
    };
    let runs = books::runs(app.db(), &row.store_id, 1).await?;
    let Some(run) = runs.first() else { return Ok(unknown("no books were pulled yet")) };
    let pulls = books::pulls(app.db(), &run.id).await?;
    let of = |source: &'static str| pulls.iter().filter(move |pull| pull.source == source);
    let state = match of("state").next() {
        Some(pull) => in_state(app, pull, &tag).await?,
        None => InState::Unknown("the state's books were not pulled".to_owned()),
    };
    let skus = match of("pos").next() {
        Some(pull) => skus(app, pull, &tag).await?,
        None => BTreeSet::new(),
    };
    let mut menus = Vec::new();
    for pull in of("menu") {
        menus.push(OnMenu {
            channel: pull.channel.clone(),
            at: pull.taken_at,
            shown: on_menu(app, pull, &skus).await?,
        });
    }
    Ok(InBooks { state, menus })
}

const NOT_KEPT: &str = "its books are no longer kept";
const NOT_WHOLE: &str = "its books did not come whole";

/// What stands in the line of every row of this package, however its letters are written.
pub(crate) fn digits_of(tag: &PackageTag) -> [String; 1] {
    let runs = tag.as_str().split(|c: char| !c.is_ascii_digit());
    [runs.max_by_key(|run| run.len()).unwrap_or_default().to_owned()]
}

async fn in_state(app: &App, pull: &PullRow, tag: &PackageTag) -> Result<InState, AppError> {
    let at = pull.taken_at;
    let Some(rows) = kept_rows_with::<StatePackage>(app, pull, &digits_of(tag)).await? else {
        return Ok(InState::Unknown(NOT_KEPT.to_owned()));
    };
    Ok(match rows.into_iter().find(|package| package.tag == *tag) {
        Some(package) if word(&package).trim().is_empty() => {
            InState::Unknown("it says nothing of the package's testing".to_owned())
        }
        Some(package) => InState::Says { word: word(&package).to_owned(), at },
        None if pull.extent == "whole" => InState::NotListed { at },
        None => InState::Unknown(NOT_WHOLE.to_owned()),
    })
}

/// What the point of sale calls the product that is in the package.
async fn skus(app: &App, pull: &PullRow, tag: &PackageTag) -> Result<BTreeSet<String>, AppError> {
    let rows = kept_rows_with::<PosPackage>(app, pull, &digits_of(tag)).await?.unwrap_or_default();
    let is_it = |row: &PosPackage| {
        let named = row.tag.as_deref().and_then(|tag| tag.trim().parse::<PackageTag>().ok());
        named.as_ref() == Some(tag) && !row.sku.is_empty()
    };
    Ok(rows.into_iter().filter(is_it).map(|row| row.sku).collect())
}

async fn on_menu(
    app: &App,
    pull: &PullRow,
    skus: &BTreeSet<String>,
) -> Result<Result<Vec<Listed>, String>, AppError> {
    if skus.is_empty() {
        return Ok(Err("the point of sale does not say which product is in the package".to_owned()));
    }
    let named = skus.iter().map(|sku| format!("\"sku\":{}", serde_json::json!(sku)));
    let texts: Vec<String> = named.chain(["\"sku\":null", "\"sku\":\"\""].map(str::to_owned)).collect();
    let Some(rows) = kept_rows_with::<ShownListing>(app, pull, &texts).await? else {
        return Ok(Err(NOT_KEPT.to_owned()));
    };
    Ok(shown(rows, skus, pull.extent == "whole"))
}

/// The listings of the product. That there is none is only sure where all came, and each says which product it shows.
fn shown(rows: Vec<ShownListing>, skus: &BTreeSet<String>, whole: bool) -> Result<Vec<Listed>, String> {
    let rows = rows.into_iter().filter(|row| row.visible != Some(false));
    let (named, nameless): (Vec<_>, Vec<_>) =
        rows.partition(|row| row.sku.as_deref().is_some_and(|sku| !sku.is_empty()));
    let is_it = |row: &ShownListing| row.sku.as_ref().is_some_and(|sku| skus.contains(sku));
    let listed = |row: ShownListing| Listed { name: row.name, figures: row.figures };
    let ours: Vec<Listed> = named.into_iter().filter(is_it).map(listed).collect();
    match nameless.len() {
        _ if !ours.is_empty() => Ok(ours),
        _ if !whole => Err(NOT_WHOLE.to_owned()),
        0 => Ok(ours),
        1 => Err("one listing there does not say which product it shows".to_owned()),
        some => Err(format!("{some} listings there do not say which product they show")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(kind: &str, value: Option<&str>, unit: Option<&str>) -> Total {
        Total {
            value: value.map(str::to_owned),
            unit: unit.map(str::to_owned),
            kind: kind.to_owned(),
            printed: Vec::new(),
            page: 1,
            area: ["0", "0", "1", "1"].map(str::to_owned),
            read_by: "text".to_owned(),
            checks: Vec::new(),
            flags: Vec::new(),
        }
    }

    #[test]
    fn totals_differ_by_their_last_digit_and_what_cannot_be_compared_is_unknown() {
        let percent = |value| total("value", Some(value), Some("%"));
        let cases = [
            (percent("21.28"), percent("21.280"), Against::Same),
            (percent("21.28"), percent("21.29"), Against::Differs),
            (percent("0.1"), total("nd", None, None), Against::Differs),
            (total("nd", None, None), total("nd", None, Some("%")), Against::Same),
            (percent("21.28"), total("value", Some("212.8"), Some("mg/g")), Against::Unknown),
            (total("value", Some("1"), None), total("value", Some("1"), None), Against::Unknown),
            (percent("0.1"), total("below_loq", None, None), Against::Unknown),
            (percent("21.2800000001"), percent("21.28"), Against::Unknown),
        ];
        for (one, other, expected) in cases {
            assert_eq!(
                (against(&one, &other), against(&other, &one)),
                (expected, expected),
                "{one:?} {other:?}"
            );
        }
    }

    #[test]
    fn a_package_is_looked_for_by_its_longest_digits_whose_case_nobody_can_change() {
        for (tag, digits) in [
            ("1a4ff0300000bc7000012099", "7000012099"),
            ("1A4000000000022000000123", "4000000000022000000123"),
            ("ABCDEFGHIJKLMNOPQRSTUVWX", ""),
            ("1234567890123456", "1234567890123456"),
        ] {
            assert_eq!(digits_of(&tag.parse().expect("a tag")), [digits], "{tag}");
        }
    }

    #[test]
    fn a_listing_that_names_no_product_leaves_open_what_is_not_found() {
        let listing = |sku: Option<&str>, name: &str, visible| ShownListing {
            external_id: None,
            sku: sku.map(str::to_owned),
            name: name.to_owned(),
            price: None,
            medical: false,
            available: None,
            visible,
            figures: Figures::default(),
            description: None,
        };
        let (ours, other) = (listing(Some("GF35"), "ours", None), listing(Some("RL70"), "other", Some(true)));
        let (bare, blank) = (listing(None, "bare", Some(true)), listing(Some(""), "blank", None));
        let hidden = listing(None, "hidden", Some(false));
        let skus = BTreeSet::from(["GF35".to_owned()]);
        let said =
            |rows: &[&ShownListing], whole| shown(rows.iter().copied().cloned().collect(), &skus, whole);
        let is_ours = vec![Listed { name: "ours".to_owned(), figures: Figures::default() }];
        assert_eq!(said(&[&ours, &bare], true), Ok(is_ours));
        assert_eq!(said(&[&other, &hidden], true), Ok(Vec::new()), "who is hidden hides nothing");
        assert!(said(&[&other, &bare], true).is_err_and(|why| why.starts_with("one listing")));
        assert!(said(&[&blank, &bare], true).is_err_and(|why| why.starts_with("2 listings")));
        assert_eq!(said(&[&other], false), Err(NOT_WHOLE.to_owned()));
    }
}
