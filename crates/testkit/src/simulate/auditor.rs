//! What only exports tell: whose listing it is, when it was written, under which licence, and what is on the road. No system tells that
//! of itself, so an auditor takes the exports of a store's good packages from its systems' own books, some rows of which say otherwise,
//! and has them compared as `countersign reconcile` does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use countersign_domain::inventory::{Class, Policy};
use countersign_kernel::Random;
use countersign_kernel::amount::write_scaled;
use countersign_reconcile::run::{Job, run};
use countersign_sandbox::overnight::Befallen;
use countersign_sandbox::world::{Package, QUANTITY_DIGITS, World};

use crate::street::{Outside, Street};

/// Class, tag and channel.
type Key = (String, String, String);

/// One store's exports, compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    pub store: usize,
    pub seeded: BTreeSet<Key>,
    pub found: BTreeSet<Key>,
}

/// What the rows of one package say in each file.
#[derive(Debug, Clone)]
pub struct Rows {
    state: State,
    pos: Pos,
    menu: Vec<Listed>,
}

#[derive(Debug, Clone)]
struct State {
    facility: String,
    quantity: String,
    status: &'static str,
}

#[derive(Debug, Clone)]
struct Pos {
    facility: String,
    quantity: String,
}

#[derive(Debug, Clone)]
struct Listed {
    channel: &'static str,
    writer: &'static str,
    thc_milli: i64,
    /// Hours since somebody wrote it.
    age: i64,
}

const WRITER: &str = "own integration";
const FRESH_HOURS: i64 = 2;
/// Listings are stale after a day and two hours.
const STALE_HOURS: i64 = 40;
/// Two percent of THC, where half a tenth is let pass.
const OTHER_THC_MILLI: i64 = 2_000;
/// The licence of a shop across the road.
const OTHER_FACILITY: &str = "402R-99999";

/// What is done to the rows of a package, and as what it must be found.
pub type Spoil = (Class, fn(&mut Rows), &'static [&'static str]);

const EVERYWHERE: &[&str] = &[""];
pub const SPOILS: [Spoil; 5] = [
    (Class::InTransitForSale, |rows| rows.state.status = "In Transit", EVERYWHERE),
    (Class::WrongFacility, |rows| rows.pos.facility = OTHER_FACILITY.to_owned(), EVERYWHERE),
    (Class::PotencyDiffers, |rows| rows.menu[0].thc_milli += OTHER_THC_MILLI, &["weedmaps"]),
    (
        Class::TwoWriters,
        |rows| {
            let again = Listed { writer: "the till's integration", ..rows.menu[1].clone() };
            rows.menu.push(again);
        },
        &["leafly"],
    ),
    (Class::StaleListing, |rows| rows.menu[0].age = STALE_HOURS, &["weedmaps"]),
];

/// Every store's exports as they stand before its doors open.
pub fn audit(
    street: &Street,
    before: &Outside,
    befallen: &[Befallen],
    seed: u64,
) -> anyhow::Result<Vec<Audit>> {
    let random = Random::from_number(seed ^ 0x00a0_d170);
    let stores = 0..street.world().stores.len();
    stores.map(|store| of_store(street.world(), before, befallen, store, &random)).collect()
}

fn of_store(
    world: &World,
    before: &Outside,
    befallen: &[Befallen],
    store: usize,
    random: &Random,
) -> anyhow::Result<Audit> {
    let mut goods = good(world, before, befallen, store);
    let mut free: Vec<&str> = goods.keys().copied().collect();
    let mut audit = Audit { store, ..Audit::default() };
    for (class, spoil, channels) in SPOILS {
        anyhow::ensure!(!free.is_empty(), "store {store} has too few good packages for an audit");
        let place = usize::try_from(random.below(free.len() as u64)).expect("a place in a list");
        let tag = free.swap_remove(place);
        spoil(&mut goods.get_mut(tag).expect("it is among them").1);
        let keys =
            channels.iter().map(|channel| (class.name().to_owned(), tag.to_owned(), (*channel).to_owned()));
        audit.seeded.extend(keys);
    }
    audit.found = compared(world, &goods)?;
    Ok(audit)
}

/// The packages with which nothing is wrong: both systems count the same of them, and they may be sold.
fn good<'w>(
    world: &'w World,
    before: &Outside,
    befallen: &[Befallen],
    store: usize,
) -> BTreeMap<&'w str, (&'w Package, Rows)> {
    let upset: BTreeSet<&str> = befallen.iter().flat_map(|it| [it.tag.as_str(), it.other.as_str()]).collect();
    let state: BTreeMap<&str, i64> =
        before.packages.iter().map(|row| (row.label.as_str(), row.quantity)).collect();
    let mut pos: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for row in before.stock.iter().filter(|row| row.store == store && row.for_sale) {
        if let Some(tag) = &row.package_id {
            pos.entry(tag).or_default().push(row.quantity);
        }
    }
    let of_it = |package: &'w Package| {
        let tag = package.tag.as_str();
        let (counted, [in_till]) = (*state.get(tag)?, pos.get(tag)?.as_slice()) else { return None };
        let fits = package.store == store
            && package.is_sellable(world.today)
            && !upset.contains(tag)
            && counted == *in_till
            && counted > 0;
        fits.then(|| (tag, (package, rows(world, package, counted))))
    };
    world.packages.iter().filter_map(of_it).collect()
}

fn rows(world: &World, package: &Package, counted: i64) -> Rows {
    let (facility, quantity) = (package.license.to_string(), write_scaled(counted, QUANTITY_DIGITS, 0));
    let thc_milli = world.product_of(package).thc_milli_percent;
    let listed = |channel| Listed { channel, writer: WRITER, thc_milli, age: FRESH_HOURS };
    Rows {
        state: State { facility: facility.clone(), quantity: quantity.clone(), status: "Active" },
        pos: Pos { facility, quantity },
        menu: ["weedmaps", "leafly"].map(listed).to_vec(),
    }
}

fn compared(world: &World, goods: &BTreeMap<&str, (&Package, Rows)>) -> anyhow::Result<BTreeSet<Key>> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    for (name, text) in ["state.csv", "pos.csv", "menu.csv"].into_iter().zip(files(world, goods)) {
        std::fs::write(path(name), text)?;
    }
    let job = Job {
        state: path("state.csv"),
        pos: path("pos.csv"),
        menu: path("menu.csv"),
        out: path("report.csv"),
        policy: Policy::default(),
        partial: Vec::new(),
        may_be_empty: Vec::new(),
        keep_going: false,
        passes: 1,
        now: world.at,
        today: world.today,
    };
    run(&job, &|_| {}).context("the exports cannot be compared")?;
    reported(&job.out)
}

/// State, point of sale and menus, a line a row.
fn files(world: &World, goods: &BTreeMap<&str, (&Package, Rows)>) -> [String; 3] {
    let mut state = String::from("tag,facility,qty,unit,status,thc\n");
    let mut pos = String::from("tag,facility,qty,unit,status,price\n");
    let mut menu = String::from("tag,channel,status,price,thc,updated_at,writer\n");
    for (tag, (package, rows)) in goods {
        let product = world.product_of(package);
        let (unit, price) = (format!("{:?}", product.unit), product.adult_price);
        let thc = |milli: i64| format!("{}%", write_scaled(milli, 3, 0));
        let State { facility, quantity, status } = &rows.state;
        let of_lab = thc(product.thc_milli_percent);
        let _ = writeln!(state, "{tag},{facility},{quantity},{unit},{status},{of_lab}");
        let Pos { facility, quantity } = &rows.pos;
        let _ = writeln!(pos, "{tag},{facility},{quantity},{unit},Available,{price}");
        for Listed { channel, writer, thc_milli, age } in &rows.menu {
            let (at, thc) = (world.at.plus_minutes(-age * 60), thc(*thc_milli));
            let _ = writeln!(menu, "{tag},{channel},published,{price},{thc},{at},{writer}");
        }
    }
    [state, pos, menu]
}

/// Class, tag and channel of every row: the columns before them have no commas in them.
fn reported(report: &Path) -> anyhow::Result<BTreeSet<Key>> {
    let text = std::fs::read_to_string(report)?;
    let key = |line: &str| {
        let mut cells = line.split(',').map(str::to_owned);
        let class = cells.next()?;
        let (tag, channel) = (cells.nth(1)?, cells.nth(2)?);
        Some((class, tag, channel))
    };
    text.lines()
        .skip(1)
        .map(|line| key(line).with_context(|| format!("a row of the report: {line}")))
        .collect()
}
