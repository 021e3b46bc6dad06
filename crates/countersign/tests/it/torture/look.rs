//! What stands in a database, and whether its parts agree: orders, holds, acts and the record.

use std::collections::{BTreeMap, BTreeSet};

use countersign_app::App;
use countersign_app::record::whole;
use countersign_domain::orders::State;
use countersign_kernel::Actor;
use countersign_kernel::id::OrderId;
use countersign_store::orders::OrderRow;
use countersign_store::record::{self, RecordRow};
use countersign_store::testing::contents;
use countersign_store::{acts, holds, orders};

use super::deed::{Deed, Standing};
use super::stage::ORDERS;

const RECORD_BATCH: i64 = 1_000;

/// One order with what is held and owed for it.
#[derive(Debug)]
pub struct Kept {
    pub row: OrderRow,
    pub hold: Option<String>,
    /// Kinds of the acts that are or were owed.
    pub acts: Vec<String>,
}

#[derive(Debug)]
pub struct Seen {
    pub orders: BTreeMap<String, Kept>,
    pub record: Vec<RecordRow>,
}

/// Reads everything, and fails when the parts contradict each other.
pub async fn look(app: &App) -> Seen {
    let whole = whole::verify(app, &Actor::system("test")).await.expect("the record reads");
    assert!(whole.is_whole() && whole.differences().is_empty(), "the record is not whole: {whole:?}");
    let seen = Seen::read(app).await;
    let rows = contents(app.db()).await;
    let count = |table: &str| rows[table].len();
    assert_eq!(seen.orders.len(), count("orders"), "orders, and entries that say one was taken in");
    assert_eq!(seen.of_kind("verdict.order"), count("verifications"), "verdicts on the record and kept");
    assert_eq!(seen.of_kind("act.approve"), count("holds"), "approvals on the record and holds");
    for (id, kept) in &seen.orders {
        seen.agrees(id, kept);
    }
    seen
}

impl Seen {
    async fn read(app: &App) -> Self {
        let db = app.db();
        let mut rows: Vec<RecordRow> = Vec::new();
        loop {
            let last = rows.last().map_or(0, |row| row.seq);
            let batch = record::after(db, last, RECORD_BATCH).await.expect("the record reads");
            if batch.is_empty() {
                break;
            }
            rows.extend(batch);
        }
        let mut found = BTreeMap::new();
        let taken: BTreeSet<&str> =
            rows.iter().filter(|row| row.kind == "fact.order").map(|row| row.subject.as_str()).collect();
        for id in taken {
            let order: OrderId = id.parse().expect("an order's id");
            let row = orders::by_id(db, &order).await.expect("the database reads");
            let row = row.unwrap_or_else(|| panic!("order {id} is on the record and is gone"));
            let hold = holds::of_order(db, &order).await.expect("the database reads").map(|hold| hold.state);
            let acts = acts::of_order(db, &order).await.expect("the database reads");
            let acts = acts.into_iter().map(|act| act.kind).collect();
            found.insert(id.to_owned(), Kept { row, hold, acts });
        }
        Self { orders: found, record: rows }
    }

    fn of_kind(&self, kind: &str) -> usize {
        self.record.iter().filter(|row| row.kind == kind).count()
    }

    pub fn on_record(&self, order: &str, kind: &str) -> usize {
        self.record.iter().filter(|row| row.subject == order && row.kind == kind).count()
    }

    /// State, hold and record of one order say the same.
    fn agrees(&self, id: &str, kept: &Kept) {
        let (state, hold) = (kept.row.state, kept.hold.as_deref());
        let fits = match state {
            State::Arrived | State::Checked | State::Refused => hold.is_none(),
            State::Approved | State::Preparing | State::Ready => hold == Some("held"),
            State::Completed => hold == Some("consumed"),
            State::Returned => matches!(hold, Some("consumed" | "returned")),
            State::Cancelled | State::NoShow => matches!(hold, None | Some("freed")),
            State::Expired => hold == Some("expired"),
        };
        assert!(fits, "{id} is {state:?} and its hold is {hold:?}");
        assert_eq!(
            kept.row.hold_until.is_some(),
            state.holds(),
            "{id} is {state:?} and says how long it is held"
        );
        let sold = usize::from(matches!(state, State::Completed | State::Returned));
        let back = usize::from(state == State::Returned);
        let ended = usize::from(matches!(state, State::Cancelled | State::Expired | State::NoShow));
        for (kind, times) in [
            ("fact.order", 1),
            ("act.approve", usize::from(hold.is_some())),
            ("act.complete", sold),
            ("act.return", back),
            ("act.cancel", ended),
        ] {
            assert_eq!(self.on_record(id, kind), times, "{id} is {state:?}: entries of `{kind}`");
        }
        for (kind, times) in [("state.receipt", sold), ("pos.sale", sold), ("state.void", back)] {
            let owed = kept.acts.iter().filter(|act| *act == kind).count();
            assert_eq!(owed, times, "{id} is {state:?}: acts of `{kind}`");
        }
    }

    /// The order that a deed was about: for a new one the last that was taken in, if one was.
    fn subject<'a>(&'a self, deed: Deed, order: &'a str) -> Option<&'a str> {
        if deed != Deed::Enter {
            return Some(order);
        }
        assert!(self.orders.len() <= ORDERS + 1, "more than one order was taken in");
        let newest = self.record.iter().rev().find(|row| row.kind == "fact.order")?;
        (self.orders.len() > ORDERS).then_some(newest.subject.as_str())
    }

    /// Whether the deed is done, wholly; it fails when it is neither done nor not.
    pub fn is_done(&self, deed: Deed, order: &str) -> bool {
        let Some(id) = self.subject(deed, order) else { return false };
        let kept = &self.orders[id];
        let stands = Standing { state: kept.row.state, hold: standing_word(kept.hold.as_deref()) };
        let done = deed.after().contains(&stands);
        assert!(done || deed.before() == Some(stands), "{deed:?} left {id} at {stands:?}");
        assert_eq!(self.on_record(id, deed.on_record()), usize::from(done), "{deed:?} of {id} on the record");
        done
    }
}

fn standing_word(hold: Option<&str>) -> Option<&'static str> {
    ["held", "consumed", "freed", "expired", "returned"].into_iter().find(|word| Some(*word) == hold)
}
