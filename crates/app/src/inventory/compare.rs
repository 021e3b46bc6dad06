//! One comparison: from what was pulled to what is wrong, each with everything that every side says of it.

use std::collections::BTreeMap;

use countersign_domain::inventory::policy::ListOn;
use countersign_domain::inventory::{Bench, Cause, Class, Finding, Policy, Severity, Shelf, Source, TagKey};
use countersign_kernel::{BusinessDate, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::lab_values::{self, Labs};
use super::pull::Books;
use super::rows::{self, Laid};

/// One disagreement, as a case is made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub class: Class,
    pub cause: Cause,
    /// A package tag, `sku:…` for a listing without packages, or the source of a pull that did not come whole.
    pub subject: String,
    /// The marketplace, where it shows on one.
    pub channel: String,
    pub product: String,
    pub sku: String,
    pub evidence: Value,
}

impl Found {
    pub fn severity(&self) -> Severity {
        self.class.severity()
    }

    /// What makes it the same disagreement tomorrow.
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.class.name(), self.subject, self.channel)
    }
}

/// These are about a product's listing, which names no package: one of its packages speaks for all.
const OF_LISTINGS: [Class; 7] = [
    Class::DuplicateListing,
    Class::TwoWriters,
    Class::StaleListing,
    Class::PotencyDiffers,
    Class::PriceDiffersFromPos,
    Class::PriceDiffersBetweenChannels,
    Class::PricedAtZero,
];

/// Everything that is wrong, the worst first. `labs` is what is known of the figures on these menus.
pub fn compare(
    books: &Books,
    labs: &Labs,
    policy: &Policy,
    now: Timestamp,
    today: BusinessDate,
) -> Vec<Found> {
    // A shop without a marketplace has no menu to be missing from.
    let without_menus = Policy { list_on: ListOn::None, ..policy.clone() };
    let policy = if books.menus.is_empty() { &without_menus } else { policy };
    let mut laid = rows::lay(books, policy);
    let shelf = Shelf::new(std::mem::take(&mut laid.rows));
    let bench = Bench::new(&laid.pulls, policy, now, today);
    let sides = Sides::of(books);
    let mut found: Vec<Found> = Vec::new();
    for finding in shelf.findings(&bench) {
        if speaks(&laid, &finding) {
            found.push(of_package(&laid, &sides, &finding));
        }
    }
    for pull in bench.pulls() {
        let channel = laid.pulls.books.channels.text(pull.channel.into()).to_owned();
        let subject = pull.source.name().to_owned();
        let evidence = json!({"at": pull.source.name(), "unread": sides.unread});
        let (product, sku) = (String::new(), String::new());
        found.push(Found { class: pull.class, cause: pull.cause, subject, channel, product, sku, evidence });
    }
    for loose in &laid.loose {
        let evidence = match loose.source {
            Source::State => json!({"at": "state", "state": [loose.row]}),
            Source::Pos => json!({"at": "pos", "pos": [loose.row]}),
            Source::Menu => {
                let menu =
                    if loose.sku.is_empty() { vec![loose.row.clone()] } else { sides.menu(&loose.sku) };
                json!({"at": "menu", "menu": menu, "unread": sides.unread})
            }
        };
        found.push(Found {
            class: loose.class,
            cause: loose.cause,
            subject: loose.subject.clone(),
            channel: loose.channel.clone(),
            product: loose.product.clone(),
            sku: loose.sku.clone(),
            evidence,
        });
    }
    found.extend(lab_values::found(books, labs, &sides));
    found.sort_by(|a, b| (b.severity(), a.key()).cmp(&(a.severity(), b.key())));
    // A marketplace may hold two listings of one name; they are one disagreement.
    found.dedup_by(|a, b| a.key() == b.key());
    found
}

fn speaks(laid: &Laid, finding: &Finding) -> bool {
    // What cannot be read is told as that, once, and is not absent.
    if finding.class == Class::InStateNotInPos && laid.unread_in_pos.contains(&finding.tag) {
        return false;
    }
    let lead = || laid.sku_of.get(&finding.tag).and_then(|sku| laid.lead.get(sku));
    !OF_LISTINGS.contains(&finding.class) || lead().is_none_or(|lead| *lead == finding.tag)
}

fn of_package(laid: &Laid, sides: &Sides<'_>, finding: &Finding) -> Found {
    let sku = laid.sku_of.get(&finding.tag).cloned().unwrap_or_default();
    let side = |rows: Option<&Vec<Value>>| rows.cloned().unwrap_or_default();
    let (state, pos) = (side(sides.state.get(&finding.tag)), side(sides.pos.get(&finding.tag)));
    let named =
        |row: Option<&Value>, key: &str| row.and_then(|row| row[key].as_str()).unwrap_or_default().to_owned();
    let product = match named(pos.first(), "name") {
        name if name.is_empty() => named(state.first(), "item"),
        name => name,
    };
    let menu = sides.menu(&sku);
    Found {
        class: finding.class,
        cause: finding.cause,
        subject: finding.tag.to_string(),
        channel: laid.pulls.books.channels.text(finding.channel.into()).to_owned(),
        product,
        sku,
        evidence: json!({
            "at": finding.source.name(), "state": state, "pos": pos, "menu": menu, "unread": sides.unread,
        }),
    }
}

/// The rows as they came, by package and product.
pub(super) struct Sides<'b> {
    books: &'b Books,
    state: BTreeMap<TagKey, Vec<Value>>,
    pos: BTreeMap<TagKey, Vec<Value>>,
    /// What did not come whole: source or channel, and why.
    unread: Vec<Value>,
}

impl<'b> Sides<'b> {
    fn of(books: &'b Books) -> Self {
        let mut state: BTreeMap<TagKey, Vec<Value>> = BTreeMap::new();
        for row in &books.state.rows {
            if let Some(tag) = TagKey::read(row.tag.as_str().as_bytes()) {
                state.entry(tag).or_default().push(value(row));
            }
        }
        let mut pos: BTreeMap<TagKey, Vec<Value>> = BTreeMap::new();
        for row in &books.pos.rows {
            if let Some(tag) = row.tag.as_deref().and_then(|tag| TagKey::read(tag.trim().as_bytes())) {
                pos.entry(tag).or_default().push(value(row));
            }
        }
        let mut unread = Vec::new();
        let mut note = |source: &str, channel: &str, why: Option<String>| {
            if let Some(why) = why {
                unread.push(json!({"source": source, "channel": channel, "why": why}));
            }
        };
        note("state", &books.state.channel, books.state.why());
        note("pos", &books.pos.channel, books.pos.why());
        for menu in &books.menus {
            note("menu", &menu.channel, menu.why());
        }
        Self { books, state, pos, unread }
    }

    /// What the state and the point of sale say of a package.
    pub(super) fn of_tag(&self, tag: &str) -> (Vec<Value>, Vec<Value>) {
        let rows = |rows: &BTreeMap<TagKey, Vec<Value>>| {
            TagKey::read(tag.as_bytes()).and_then(|tag| rows.get(&tag)).cloned().unwrap_or_default()
        };
        (rows(&self.state), rows(&self.pos))
    }

    pub(super) fn unread(&self) -> &[Value] {
        &self.unread
    }

    /// Every listing of a product, with its channel.
    pub(super) fn menu(&self, sku: &str) -> Vec<Value> {
        let of_menu = |menu: &'b super::pull::Snapshot<countersign_ports::books::ShownListing>| {
            menu.rows.iter().map(move |row| (menu.channel.as_str(), row))
        };
        let all = self.books.menus.iter().flat_map(of_menu);
        let of_it = all.filter(|(_, row)| !sku.is_empty() && row.sku.as_deref() == Some(sku));
        of_it
            .map(|(channel, row)| {
                let mut shown = value(row);
                shown["channel"] = json!(channel);
                shown
            })
            .collect()
    }
}

fn value(row: &impl Serialize) -> Value {
    serde_json::to_value(row).expect("rows have a JSON form")
}
