//! Plans, pulls and cases on both engines: one node looks at a store at a time, an older comparison never overwrites a
//! newer one, and of a disagreement there is one open case.

use countersign_kernel::id::{CaseId, PullId, RunId, StoreId};
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::answers::{self as kept, AnswerRow};
use countersign_store::books::{self, PlanRow, PullRow, RunRow};
use countersign_store::cases::{self, CaseRow};
use countersign_store::db::{Db, violated};
use countersign_store::db_test;
use countersign_store::stores;

use crate::places;

const NOON: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

macro_rules! write {
    ($db:expr, |$tx:ident| $done:expr) => {
        $db.write(|$tx| Box::pin(async move { $done.await })).await.expect("written")
    };
}

struct Ids(ManualClock, Random);

impl Ids {
    fn new() -> Self {
        Self(ManualClock::at(NOON), Random::from_number(12))
    }
}

async fn a_store(db: &Db, ids: &Ids) -> StoreId {
    let text = |text: &str| text.to_owned();
    let row = places::store(&ids.0, &ids.1, NOON);
    let id = row.id.clone();
    let plan = PlanRow {
        store_id: id.clone(),
        gate: text("automatic"),
        lead_minutes: 60,
        every_minutes: 30,
        policy: text("{}"),
        held_reason: None,
        held_by: None,
        next_at: NOON,
        pull_at: NOON.plus_minutes(30),
        compared_at: None,
        raw_days: 35,
    };
    let (row, plan) = (&row, &plan);
    write!(db, |tx| stores::insert(tx, row));
    write!(db, |tx| books::put_plan(tx, plan));
    id
}

fn run(ids: &Ids, store: &StoreId, began_at: Timestamp) -> RunRow {
    RunRow {
        id: RunId::fresh(&ids.0, &ids.1),
        store_id: store.clone(),
        began_at,
        ended_at: began_at.plus_seconds(4),
        asked_by: "system:books".to_owned(),
        whole: true,
        findings: 0,
        opened: 0,
        closed: 0,
    }
}

fn case(ids: &Ids, store: &StoreId) -> CaseRow {
    let text = |text: &str| text.to_owned();
    CaseRow {
        id: CaseId::fresh(&ids.0, &ids.1),
        store_id: store.clone(),
        live: Some(format!("{store}/quantity-mismatch/1A4FF0300000BC7000012086/")),
        class: text("quantity-mismatch"),
        subject: text("1A4FF0300000BC7000012086"),
        channel: String::new(),
        severity: text("high"),
        cause: text("sale-not-in-state"),
        product: text("Gale Fork"),
        sku: text("GF35"),
        evidence: text("{}"),
        opened_at: NOON,
        seen_at: NOON,
        closed_at: None,
        closed_why: None,
        owner: None,
        due_at: NOON.plus_minutes(240),
        fence: text("none"),
        accepted_until: None,
        accepted_why: None,
    }
}

db_test!(of_two_nodes_that_see_a_store_due_one_gets_it, |db| async move {
    let ids = Ids::new();
    let store = a_store(&db, &ids).await;
    let due = books::due(&db, NOON).await.unwrap();
    assert_eq!(due.len(), 1);
    let (plan, until) = (&due[0], NOON.plus_minutes(10));
    assert!(write!(db, |tx| books::claim(tx, plan, until)));
    assert!(!write!(db, |tx| books::claim(tx, plan, until)));
    assert!(books::due(&db, NOON).await.unwrap().is_empty());
    // Somebody asks for a pull while the look is under way: the end of the look does not undo that.
    let (store, asked) = (&store, NOON.plus_seconds(5));
    write!(db, |tx| books::pull_by(tx, store, asked));
    write!(db, |tx| books::looked(tx, store, until, NOON.plus_minutes(90)));
    let plan = books::plan(&db, store).await.unwrap().unwrap();
    assert_eq!((plan.next_at, plan.pull_at), (asked, asked));
    write!(db, |tx| books::pull_by(tx, store, NOON.plus_minutes(60)));
    assert_eq!(books::plan(&db, store).await.unwrap().unwrap().pull_at, asked, "never later");
});

db_test!(an_older_comparison_is_told_nothing_by, |db| async move {
    let ids = Ids::new();
    let store = a_store(&db, &ids).await;
    let (newer, older) = (run(&ids, &store, NOON.plus_seconds(9)), run(&ids, &store, NOON));
    let (newer, older) = (&newer, &older);
    assert!(write!(db, |tx| books::keep_run(tx, newer, NOON.plus_minutes(30))));
    assert!(!write!(db, |tx| books::keep_run(tx, older, NOON.plus_minutes(10))));
    assert_eq!(books::runs(&db, &store, 9).await.unwrap(), std::slice::from_ref(newer));
    let pull = |channel: &str| PullRow {
        id: PullId::fresh(&ids.0, &ids.1),
        run_id: newer.id.clone(),
        store_id: store.clone(),
        source: "menu".to_owned(),
        channel: channel.to_owned(),
        taken_at: NOON,
        ended_at: NOON.plus_seconds(1),
        extent: "whole".to_owned(),
        rows_count: 2,
        digest: "d1".to_owned(),
        missing: None,
        whole_at: Some(NOON.micros()).filter(|_| channel == "leafly"),
        raw_count: Some(2),
        raw_bytes: Some(6),
        raw_digest: Some("d2".to_owned()),
        raw_until: Some(NOON.plus_seconds(9).micros()),
    };
    let (one, other) = (&pull("leafly"), &pull("weedmaps"));
    for pull in [one, other] {
        write!(db, |tx| books::keep_pull(tx, pull, b"{}\n{}\n"));
    }
    assert_eq!(books::pulls(&db, &newer.id).await.unwrap(), [one.clone(), other.clone()]);
    assert_eq!(books::body(&db, "d1").await.unwrap().as_deref(), Some(&b"{}\n{}\n"[..]), "kept once");
    assert_eq!(write!(db, |tx| books::forget_bodies(tx, NOON.plus_seconds(1))), 0);
    assert_eq!(write!(db, |tx| books::forget_bodies(tx, NOON.plus_seconds(2))), 1);
    assert_eq!(books::body(&db, "d1").await.unwrap(), None);
});

db_test!(of_a_disagreement_there_is_one_open_case, |db| async move {
    let ids = Ids::new();
    let store = a_store(&db, &ids).await;
    let (first, again) = (case(&ids, &store), case(&ids, &store));
    let (first, again) = (&first, &again);
    write!(db, |tx| cases::open(tx, first));
    let twice = db.write(|tx| Box::pin(cases::open(tx, again))).await.unwrap_err();
    assert_eq!(violated(&twice).as_deref(), Some("book_cases_live_key"));
    let fenced = &CaseRow { fence: "hidden".to_owned(), owner: Some("stf_1".to_owned()), ..first.clone() };
    write!(db, |tx| cases::save(tx, fenced));
    assert_eq!(cases::fenced(&db, &store).await.unwrap(), ["GF35"]);
    assert_eq!(cases::of_store(&db, &store, 9).await.unwrap(), std::slice::from_ref(fenced));
    for said in ["counted again", "it is there"] {
        let id = &first.id;
        write!(db, |tx| cases::note(tx, id, NOON, "stf_1", said));
    }
    let notes = cases::notes(&db, &first.id).await.unwrap();
    assert_eq!(notes.iter().map(|note| note.place).collect::<Vec<_>>(), [1, 2]);
    let closed = &CaseRow { live: None, closed_at: Some(NOON.micros()), ..fenced.clone() };
    write!(db, |tx| cases::save(tx, closed));
    assert!(cases::fenced(&db, &store).await.unwrap().is_empty());
    write!(db, |tx| cases::open(tx, again));
    assert_eq!(cases::closed_lately(&db, &store, 9).await.unwrap(), std::slice::from_ref(closed));
});

db_test!(a_body_is_kept_once_and_as_long_as_the_longest_asked_for, |db| async move {
    let ids = Ids::new();
    let store = a_store(&db, &ids).await;
    let run = &run(&ids, &store, NOON);
    assert!(write!(db, |tx| books::keep_run(tx, run, NOON.plus_minutes(30))));
    let pull = || PullRow {
        id: PullId::fresh(&ids.0, &ids.1),
        run_id: run.id.clone(),
        store_id: store.clone(),
        source: "state".to_owned(),
        channel: "metrc".to_owned(),
        taken_at: NOON,
        ended_at: NOON,
        extent: "whole".to_owned(),
        rows_count: 0,
        digest: "rows".to_owned(),
        missing: None,
        whole_at: None,
        raw_count: None,
        raw_bytes: None,
        raw_digest: None,
        raw_until: None,
    };
    // More than one statement takes, each body there twice, and one that is empty.
    let answer = |place: i64| AnswerRow {
        place,
        came_at: NOON.plus_seconds(place),
        operation: "packages".to_owned(),
        method: "GET".to_owned(),
        path: format!("/packages?page={place}"),
        status: Some(200).filter(|_| place != 7),
        media_type: "application/json".to_owned(),
        bytes: 3,
        digest: format!("d{}", place / 2),
        packed: Some(vec![1, 2, 3]).filter(|_| place != 131),
    };
    let answers: &Vec<AnswerRow> = &(1..=131).map(answer).collect();
    let (first, later) = (&pull(), &pull());
    let (long, short) = (NOON.plus_minutes(60), NOON.plus_minutes(10));
    for (pull, until) in [(first, long), (later, short)] {
        write!(db, |tx| books::keep_pull(tx, pull, b"{}"));
        write!(db, |tx| kept::keep(tx, pull, answers, until));
    }
    assert_eq!(kept::packed_bytes(&db, &store).await.unwrap(), 65 * 3 + 3, "0 to 65, each once");
    let all = kept::after(&db, &store, &first.id, 0, 200).await.unwrap();
    // The empty one is of a digest that another answer brought.
    let same: Vec<AnswerRow> =
        answers.iter().map(|row| AnswerRow { packed: Some(vec![1, 2, 3]), ..row.clone() }).collect();
    assert_eq!(all, same);
    assert_eq!(kept::after(&db, &store, &first.id, 129, 1).await.unwrap()[0].place, 130);
    assert_eq!(write!(db, |tx| kept::forget(tx, short)), 131);
    assert!(kept::after(&db, &store, &later.id, 0, 9).await.unwrap().is_empty());
    assert!(
        kept::after(&db, &store, &first.id, 0, 200).await.unwrap().iter().all(|row| row.packed.is_some())
    );
    assert_eq!(write!(db, |tx| kept::forget(tx, long)), 131);
    assert_eq!(kept::packed_bytes(&db, &store).await.unwrap(), 0);
});
