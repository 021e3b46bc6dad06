//! What the systems gave, as rows of the comparison. Listings name products and not packages, so each is laid to the
//! packages that it would be served from.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::inventory::row::{Books as Texts, Day, Moment, Told32, Words};
use countersign_domain::inventory::snapshot::{Extent, Pull};
use countersign_domain::inventory::{
    Cause, Class, Policy, Pulls, Quantity, Row, Source, Standing, TagKey, Unit,
};
use countersign_kernel::{Money, Timestamp};
use countersign_ports::books::{PosPackage, ShownListing};
use countersign_ports::state_system::StatePackage;
use serde::Serialize;

use super::pull::{Books, Missing, Snapshot};

const WORDS_MAX: usize = u16::MAX as usize;
const CHANNELS_MAX: usize = u8::MAX as usize;

/// Something that no package tag stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    pub source: Source,
    pub class: Class,
    pub cause: Cause,
    /// `sku:…`, `row:…`
    pub subject: String,
    pub channel: String,
    pub product: String,
    pub sku: String,
    /// The row as it came.
    pub row: serde_json::Value,
}

/// Rows that can be compared, and what else was met on the way.
#[derive(Debug)]
pub struct Laid {
    pub rows: [Vec<Row>; 3],
    pub pulls: Pulls,
    pub loose: Vec<Loose>,
    /// Of each product the one package that speaks for its listings.
    pub lead: BTreeMap<String, TagKey>,
    pub sku_of: BTreeMap<TagKey, String>,
    /// Packages of which the point of sale has a row that cannot be read. They are not absent there.
    pub unread_in_pos: BTreeSet<TagKey>,
}

/// The packages of one product at the point of sale.
struct Shelved<'b> {
    tag: TagKey,
    row: &'b PosPackage,
    standing: Standing,
    has_goods: bool,
}

pub fn lay(books: &Books, policy: &Policy) -> Laid {
    let mut laid = Laid {
        rows: [Vec::new(), Vec::new(), Vec::new()],
        pulls: pulls(books),
        loose: Vec::new(),
        lead: BTreeMap::new(),
        sku_of: BTreeMap::new(),
        unread_in_pos: BTreeSet::new(),
    };
    for package in &books.state.rows {
        laid.state(package, policy);
    }
    let mut shelf: BTreeMap<&str, Vec<Shelved<'_>>> = BTreeMap::new();
    let mut untracked = BTreeSet::new();
    for package in &books.pos.rows {
        match laid.pos(package, policy, books) {
            Some((tag, standing)) => {
                laid.sku_of.insert(tag, package.sku.clone());
                let count = quantity(package.quantity.as_deref());
                let has_goods = count.is_ok_and(|count| count.is_none_or(|count| count.0 > 0));
                shelf.entry(&package.sku).or_default().push(Shelved {
                    tag,
                    row: package,
                    standing,
                    has_goods,
                });
            }
            None => {
                untracked.insert(package.sku.as_str());
            }
        }
    }
    for packages in shelf.values_mut() {
        packages.sort_by_key(|p| (p.row.medical_only, p.tag));
    }
    for menu in &books.menus {
        for listing in &menu.rows {
            laid.listing(listing, &menu.channel, &shelf, &untracked);
        }
    }
    laid
}

/// How much of each source came, in the terms of the comparison.
fn pulls(books: &Books) -> Pulls {
    let mut pulls = Pulls {
        state: pull(&books.state),
        pos: pull(&books.pos),
        menu: Pull { extent: Extent::Whole, taken_at: books.menus.iter().map(|menu| menu.taken_at).min() },
        ..Pulls::default()
    };
    for menu in &books.menus {
        let number = number(&mut pulls.books.channels, &menu.channel, CHANNELS_MAX);
        if !menu.is_whole() {
            pulls.menu_parts.push(u8::try_from(number).unwrap_or(u8::MAX));
        }
    }
    pulls
}

fn pull<T: Serialize>(snapshot: &Snapshot<T>) -> Pull {
    let extent = match (&snapshot.missing, snapshot.rows.is_empty()) {
        (Some(Missing::CannotBeRead | Missing::Because(_)), _) => Extent::Part,
        (None, true) => Extent::Empty,
        (None, false) => Extent::Whole,
    };
    Pull { extent, taken_at: Some(snapshot.taken_at) }
}

/// More different texts than there are numbers for share the last one's; none of them is compared.
fn number(words: &mut Words, text: &str, max: usize) -> usize {
    words.number(text, max).unwrap_or(max)
}

/// `Err` for what stands there and is no quantity.
fn quantity(text: Option<&str>) -> Result<Option<Quantity>, ()> {
    text.filter(|text| !text.trim().is_empty()).map(|text| text.trim().parse().map_err(|_| ())).transpose()
}

fn moment(at: Option<Timestamp>) -> Moment {
    at.and_then(Moment::new).unwrap_or(Moment::NOT)
}

fn cents(price: Option<Money>) -> Told32 {
    price.and_then(|price| Told32::new(price.0)).unwrap_or(Told32::NOT)
}

fn json(row: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(row).expect("rows have a JSON form")
}

/// The one word for what the state says of a package: what forbids selling it comes before its testing.
pub fn word(package: &StatePackage) -> &str {
    match (package.recalled, package.on_hold, package.finished) {
        (true, ..) => "Recalled",
        (_, true, _) => "OnHold",
        (.., true) => "Finished",
        _ => &package.lab_state,
    }
}

impl Laid {
    fn texts(&mut self) -> &mut Texts {
        &mut self.pulls.books
    }

    fn name(&mut self, text: &str) -> u16 {
        u16::try_from(number(&mut self.texts().names, text, WORDS_MAX)).unwrap_or(u16::MAX)
    }

    fn word(&mut self, text: &str) -> u16 {
        u16::try_from(number(&mut self.texts().words, text, WORDS_MAX)).unwrap_or(u16::MAX)
    }

    fn state(&mut self, package: &StatePackage, policy: &Policy) {
        let word = word(package);
        let tag = TagKey::read(package.tag.as_str().as_bytes()).expect("the kernel's tags are tags here too");
        let (Some(unit), Ok(count)) = (Unit::read(&package.unit), quantity(Some(&package.quantity))) else {
            let subject = package.tag.to_string();
            let (product, row) = (package.item.clone(), json(package));
            self.unreadable(Source::State, subject, product, String::new(), row);
            return;
        };
        let (name, word_number) = (self.name(&package.item), self.word(word));
        let row = Row {
            unit,
            quantity: count.map_or(countersign_domain::inventory::row::ToldQuantity::NOT, Into::into),
            updated: moment(package.modified_at),
            expires: package.expires.map_or(Day::NOT, Day::from),
            word: word_number,
            name,
            ..Row::bare(tag, policy.standing(Source::State, word))
        };
        self.rows[0].push(row);
    }

    /// `None` for goods that no tag belongs to.
    fn pos(&mut self, package: &PosPackage, policy: &Policy, books: &Books) -> Option<(TagKey, Standing)> {
        let loose = |class, cause| Loose {
            source: Source::Pos,
            class,
            cause,
            subject: format!("row:{}", package.inventory_id),
            channel: String::new(),
            product: package.name.clone(),
            sku: package.sku.clone(),
            row: json(package),
        };
        let written = package.tag.as_deref().map(str::trim).filter(|tag| !tag.is_empty());
        let Some(written) = written else {
            if package.cannabis {
                self.loose.push(loose(Class::MalformedTag, Cause::NoTag));
            }
            return None;
        };
        let Some(tag) = TagKey::read(written.as_bytes()) else {
            self.loose.push(loose(Class::MalformedTag, Cause::Usual));
            return None;
        };
        let (Some(unit), Ok(count)) = (Unit::read(&package.unit), quantity(package.quantity.as_deref()))
        else {
            self.unread_in_pos.insert(tag);
            self.unreadable(
                Source::Pos,
                tag.to_string(),
                package.name.clone(),
                package.sku.clone(),
                json(package),
            );
            return None;
        };
        let standing = policy.standing(Source::Pos, &package.status);
        let (name, word) = (self.name(&package.name), self.word(&package.status));
        let row = Row {
            source: Source::Pos,
            unit,
            quantity: count.map_or(countersign_domain::inventory::row::ToldQuantity::NOT, Into::into),
            price: cents(asked_for(package, books)),
            updated: moment(package.modified_at),
            expires: package.expires.map_or(Day::NOT, Day::from),
            word,
            name,
            ..Row::bare(tag, standing)
        };
        self.rows[1].push(row);
        Some((tag, standing))
    }

    fn unreadable(
        &mut self,
        source: Source,
        subject: String,
        product: String,
        sku: String,
        row: serde_json::Value,
    ) {
        let (class, cause, channel) = (Class::UnreadableRow, Cause::Usual, String::new());
        self.loose.push(Loose { source, class, cause, subject, channel, product, sku, row });
    }

    /// A listing is served from what is in stock of its product and free; where nothing is, one package speaks for all.
    fn listing(
        &mut self,
        listing: &ShownListing,
        channel: &str,
        shelf: &BTreeMap<&str, Vec<Shelved<'_>>>,
        untracked: &BTreeSet<&str>,
    ) {
        let sku = listing.sku.as_deref().unwrap_or_default();
        let packages = shelf.get(sku).map(Vec::as_slice).unwrap_or_default();
        let Some(first) = packages.first() else {
            let shown = listing.visible != Some(false);
            if shown && self.pulls.pos.is_whole() && !untracked.contains(sku) {
                let subject =
                    if sku.is_empty() { format!("listing:{}", listing.name) } else { format!("sku:{sku}") };
                let (source, class, cause) = (Source::Menu, Class::OnMenuNotInPos, Cause::NowhereButOnMenu);
                let (channel, product) = (channel.to_owned(), listing.name.clone());
                let (sku, row) = (sku.to_owned(), json(listing));
                self.loose.push(Loose { source, class, cause, subject, channel, product, sku, row });
            }
            return;
        };
        let free: Vec<&Shelved<'_>> =
            packages.iter().filter(|p| p.standing == Standing::Good && p.has_goods).collect();
        let served = if free.is_empty() { vec![first] } else { free };
        self.lead.entry(sku.to_owned()).or_insert(served[0].tag);
        let word = match listing.visible {
            Some(true) => "published",
            Some(false) => "unpublished",
            None => "",
        };
        let standing = Standing::read(Source::Menu, word);
        let (name, word) = (self.name(&listing.name), self.word(word));
        let channel = number(&mut self.texts().channels, channel, CHANNELS_MAX);
        let channel = u8::try_from(channel).unwrap_or(u8::MAX);
        // A tag that the point of sale has twice is one package all the same.
        let mut laid = BTreeSet::new();
        for package in served.into_iter().filter(|package| laid.insert(package.tag)) {
            let price = cents(listing.price);
            let bare = Row::bare(package.tag, standing);
            self.rows[2].push(Row { source: Source::Menu, channel, price, word, name, ..bare });
        }
    }
}

/// What the till would ask. Goods under a medical licence may be listed at the shop's one price, which is its adult one.
fn asked_for(package: &PosPackage, books: &Books) -> Option<Money> {
    if !package.medical_only {
        return package.price_adult;
    }
    let listings = books.menus.iter().flat_map(|menu| &menu.rows);
    let at_adult_price = listings
        .filter(|listing| listing.sku.as_deref() == Some(package.sku.as_str()))
        .any(|listing| listing.price.is_some() && listing.price == package.price_adult);
    if at_adult_price { package.price_adult } else { package.price_medical.or(package.price_adult) }
}
