//! The smallest day in order: one order, completed. Tests spoil it to see that a checker notices.

use countersign_app::record::replay::Replayed;
use countersign_kernel::id::OrderId;
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_sandbox::world::{Category, World};
use countersign_seal::chain::{self, Draft};
use countersign_seal::export;
use countersign_seal::head::Signer;
use countersign_seal::kind::Kind;
use serde_json::json;

use super::Seen;
use super::inside::{self, Inside, OurOrder};
use crate::simulate::{DayLog, HandedOver, StoreEvening};
use crate::street::{
    ChannelOrder, MetrcPackage, MetrcReceipt, Outside, PosLine, PosSale, PosStock, SoldLine,
};

pub struct Sample {
    pub world: World,
    pub before: Outside,
    pub after: Outside,
    pub inside: Inside,
    pub log: DayLog,
    pub evening: Vec<StoreEvening>,
}

/// Spoils the sample and asks one checker about it.
pub fn with(spoil: impl FnOnce(&mut Sample), check: fn(&Seen<'_>) -> Vec<String>) -> Vec<String> {
    let mut day = sample();
    spoil(&mut day);
    let Sample { world, before, after, inside, log, evening } = &day;
    check(&Seen { world, before, after, inside, log, evening })
}

/// The shop of the sample before its one order.
pub fn with_nothing_sold() -> Sample {
    let mut day = sample();
    day.after.sales.clear();
    day
}

/// The same after it.
pub fn with_one_sold() -> Sample {
    sample()
}

/// One whole unit, in the ten-thousandths that books are kept in here.
const UNIT: i64 = 10_000;

fn sample() -> Sample {
    let at: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
    let world = World::seeded(7, at);
    let id = OrderId::fresh(&ManualClock::at(at), &Random::from_number(1));
    let number = format!("CS-1-{}", id.as_str().split_once('_').expect("a prefix").1);
    let fits = |p: &&countersign_sandbox::world::Package| {
        p.is_sellable(world.today) && world.product_of(p).category == Category::Preroll && p.store == 0
    };
    let package = world.packages.iter().find(fits).expect("a pre-roll");
    let sku = world.product_of(package).sku.clone();
    let label = package.tag.to_string();
    let stock = |quantity| stock(&sku, &label, quantity);
    let shelf = |quantity| MetrcPackage { label: label.clone(), quantity };
    let before =
        Outside { packages: vec![shelf(5 * UNIT)], stock: vec![stock(5 * UNIT)], ..Outside::default() };
    let receipt = MetrcReceipt {
        id: 9,
        external_number: Some(number.clone()),
        customer_type: "Consumer".to_owned(),
        patient: None,
        sold_at: at,
        total: countersign_kernel::Money(1_000),
        voided: false,
        lines: vec![SoldLine { label: label.clone(), quantity: UNIT }],
    };
    let sale = PosSale {
        transaction_id: 5_000_001,
        store: 0,
        customer_id: 10_001,
        reference: number,
        at,
        is_medical: false,
        is_void: false,
        lines: vec![PosLine {
            sku: sku.clone(),
            package_id: Some(label.clone()),
            quantity: UNIT,
            total_cents: 1_000,
        }],
    };
    let there =
        ChannelOrder { channel: "weedmaps", order_id: "99000001".to_owned(), status: "COMPLETE".to_owned() };
    let after = Outside {
        packages: vec![shelf(4 * UNIT)],
        receipts: vec![receipt],
        stock: vec![stock(4 * UNIT)],
        sales: vec![sale],
        orders: vec![there],
        ..Outside::default()
    };
    let log = DayLog {
        keeps_books: true,
        submitted: vec![("weedmaps", "99000001".to_owned())],
        handed_over: vec![HandedOver {
            order: id.to_string(),
            ordered_by: 0,
            taken_by: 0,
            medical: false,
            at,
        }],
        ..DayLog::default()
    };
    let evening = StoreEvening {
        sums: ["10.00"; 3].map(str::to_owned),
        gaps: ["0.00"; 2].map(str::to_owned),
        is_signed: true,
        ..StoreEvening::default()
    };
    Sample { inside: inside(&id, at), world, before, after, log, evening: vec![evening] }
}

fn stock(sku: &str, label: &str, quantity: i64) -> PosStock {
    let (sku, package_id) = (sku.to_owned(), Some(label.to_owned()));
    PosStock { store: 0, sku, package_id, quantity, for_sale: true }
}

/// A record of two entries: the verdict and the approval that rests on it.
fn inside(id: &OrderId, at: Timestamp) -> Inside {
    let results: Vec<_> = (0..10).map(|_| json!({"verdict": "pass", "overridden": null})).collect();
    let verdict = json!({"purpose": "approve", "verdict": "pass", "results": results});
    let draft = |kind: &str, body| Draft {
        at,
        kind: Kind::new(kind).expect("a kind"),
        subject: id.to_string(),
        actor: "stf_a".to_owned(),
        store: None,
        body,
    };
    let first = chain::append(None, draft("verdict.order", verdict)).expect("fits");
    let second = chain::append(Some(&first.link()), draft("act.approve", json!({}))).expect("fits");
    let mut file = Vec::new();
    export::write_header(&mut file).expect("memory takes everything");
    for entry in [&first, &second] {
        export::write_line(&mut file, entry.line()).expect("memory takes everything");
    }
    let head = Signer::from_seed(&[7; 32]).sign("log", second.link(), at);
    let order = OurOrder {
        id: id.to_string(),
        channel: "weedmaps".to_owned(),
        external_id: "99000001".to_owned(),
        state: "completed".to_owned(),
        hold: Some("consumed".to_owned()),
        acts: vec![("state.receipt".to_owned(), "done".to_owned(), String::new())],
    };
    Inside {
        orders: vec![order],
        entries: inside::lines(&file).expect("two lines"),
        export: file,
        head: head.text(),
        replayed: Replayed { entries: 2, verdicts: 1, rulebooks: 0, differences: Vec::new() },
    }
}
