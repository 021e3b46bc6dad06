//! The day's checklists: what ticks itself and when, who may tick what, and what is overdue.

use countersign_app::checklist::tick::{self, Which};
use countersign_app::checklist::view::{self, DayLists, How, ItemView};
use countersign_app::close::{draw, sign};
use countersign_app::inventory::{GateMode, plan};
use countersign_app::orders::refuse;
use countersign_app::testing::books::Mood;
use countersign_app::testing::shop as bristlecone;
use countersign_app::{AppError, checklist, gate};
use countersign_domain::checklist::Standing;
use countersign_domain::orders::Cancellation;
use countersign_kernel::id::{StaffId, TokenId};
use countersign_kernel::{Actor, Permission, Role};
use countersign_store::record::{self, RecordFilter};
use countersign_store::{checklists, db_test};

use crate::inventory::{RHYTHM, Shop, at};

async fn lists(shop: &Shop) -> DayLists {
    view::day(&shop.app, &shop.staff).await.expect("the day's lists")
}

fn item<'d>(day: &'d DayLists, list: &str, item: &str) -> &'d ItemView {
    let list = day.lists.iter().find(|known| known.id == list).expect("the list");
    list.items.iter().find(|known| known.id == item).expect("the item")
}

async fn standing(shop: &Shop, list: &str, id: &str) -> Standing {
    item(&lists(shop).await, list, id).standing
}

/// What the product says of an item that it looks at itself.
async fn seen(shop: &Shop, list: &str, id: &str) -> String {
    match &item(&lists(shop).await, list, id).how {
        How::Seen(found) => found.says().to_owned(),
        How::ByHand(_) => panic!("`{id}` is ticked by people"),
    }
}

fn somebody(shop: &Shop, roles: &[Role]) -> Actor {
    Actor::Staff {
        id: StaffId::fresh(shop.app.clock(), shop.app.random()),
        name: "Sam Pine".to_owned(),
        roles: roles.to_vec(),
        store: shop.store.clone(),
    }
}

const NIGHT: Which<'static> = Which { list: "opening", item: "night" };

db_test!(the_morning_ticks_itself_as_it_goes_and_waits_for_what_is_not_so, |db| async move {
    let shop = Shop::open(db).await;
    // 07:30 in Denver: the opening list is in force, and the books are not pulled before 08:00.
    shop.go_to("2026-11-22T14:30:00Z").await;
    let day = lists(&shop).await;
    assert_eq!(day.day.to_string(), "2026-11-22");
    assert_eq!(day.in_force().expect("a list").id, "opening");
    assert_eq!(item(&day, "opening", "books").standing, Standing::Open);
    assert_eq!(item(&day, "midday", "orders").standing, Standing::Later);
    assert_eq!(item(&day, "opening", "day-before").standing, Standing::Done, "no order ever came");
    assert_eq!(seen(&shop, "opening", "connections").await, "no system is connected");
    // A part is no whole.
    shop.books().moods[1] = Mood::Part;
    shop.go_to("2026-11-22T15:02:00Z").await;
    assert_eq!(standing(&shop, "opening", "books").await, Standing::Open);
    shop.books().moods[1] = Mood::Whole;
    shop.books().state[0].recalled = true;
    shop.go_to("2026-11-22T15:10:00Z").await;
    let day = lists(&shop).await;
    let How::Seen(found) = &item(&day, "opening", "books").how else { panic!("it is seen") };
    assert!(found.is_done(), "{found:?}");
    // What is recalled is due within half an hour, so before the doors open.
    assert_eq!(seen(&shop, "opening", "cases").await, "1 due, 1 of them keep the gate shut");
    shop.go_to("2026-11-22T16:00:00Z").await;
    let day = lists(&shop).await;
    assert_eq!(item(&day, "opening", "cases").standing, Standing::Overdue, "it was due at nine");
    assert_eq!(item(&day, "opening", "gate").standing, Standing::Open, "five minutes are left");
    let late: Vec<&str> = day.overdue().iter().map(|(_, item)| item.id.as_str()).collect();
    assert_eq!(late, ["connections", "night", "cases", "counter"], "by the time they were due");
    shop.books().state[0].recalled = false;
    shop.pull().await;
    let day = lists(&shop).await;
    assert_eq!(item(&day, "opening", "cases").standing, Standing::Done);
    assert_eq!(item(&day, "opening", "gate").standing, Standing::Done);
    // A case of the afternoon is not the morning's, and a gate that closes later was opened all the same.
    shop.go_to("2026-11-22T18:00:00Z").await;
    gate::set(&shop.app, &shop.staff, false, "a leak").await.expect("held");
    shop.books().state[0].quantity = "15".to_owned();
    shop.pull().await;
    let day = lists(&shop).await;
    assert_eq!(item(&day, "opening", "cases").standing, Standing::Done);
    assert_eq!(item(&day, "opening", "gate").standing, Standing::Done);
});

db_test!(a_gate_that_stood_open_over_the_night_was_open_in_the_morning, |db| async move {
    let shop = Shop::open(db).await;
    plan::set(&shop.app, &shop.staff, &shop.store, GateMode::Off, RHYTHM).await.expect("a person moves it");
    gate::set(&shop.app, &shop.staff, true, "opened by hand").await.expect("opened");
    shop.go_to("2026-11-23T15:10:00Z").await;
    assert_eq!(standing(&shop, "opening", "gate").await, Standing::Done);
    shop.go_to("2026-11-23T21:00:00Z").await;
    gate::set(&shop.app, &shop.staff, false, "a leak").await.expect("closed");
    shop.go_to("2026-11-23T21:01:00Z").await;
    assert_eq!(standing(&shop, "opening", "gate").await, Standing::Done, "it closes later, and was open");
    // Opened and closed again in the night is not open in the morning.
    for open in [true, false] {
        shop.go_to(if open { "2026-11-24T08:00:00Z" } else { "2026-11-24T09:00:00Z" }).await;
        gate::set(&shop.app, &shop.staff, open, "somebody forgot something").await.expect("moved");
    }
    shop.go_to("2026-11-24T17:00:00Z").await;
    assert_eq!(standing(&shop, "opening", "gate").await, Standing::Overdue);
});

db_test!(an_order_that_nobody_decided_keeps_its_item_open, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    shop.go_to("2026-11-22T16:30:00Z").await;
    let order = bristlecone::checked(&shop.app, &shop.staff, 1, "one").await;
    assert_eq!(standing(&shop, "opening", "orders").await, Standing::Done, "it came after the list began");
    shop.go_to("2026-11-22T20:30:00Z").await;
    assert_eq!(seen(&shop, "midday", "orders").await, "1 order is not decided");
    assert_eq!(standing(&shop, "midday", "orders").await, Standing::Overdue);
    refuse::refuse(&shop.app, &shop.staff, &order, None, Cancellation::Other, "not today")
        .await
        .expect("refused");
    assert_eq!(standing(&shop, "midday", "orders").await, Standing::Done);
});

db_test!(people_tick_what_is_theirs_once_and_both_ways_are_on_the_record, |db| async move {
    let shop = Shop::open(db).await;
    shop.go_to("2026-11-22T14:30:00Z").await;
    let (app, store) = (&shop.app, &shop.store);
    let associate = somebody(&shop, &[Role::Associate]);
    let budtender = somebody(&shop, &[Role::Budtender]);
    let said = |why: AppError| why.to_string();
    let refused = tick::tick(app, &budtender, NIGHT, "").await.expect_err("not theirs");
    assert_eq!(said(refused), "this is for associate or a manager to tick");
    let by_itself = Which { list: "opening", item: "books" };
    assert!(
        said(tick::tick(app, &shop.staff, by_itself, "").await.expect_err("seen")).contains("ticks itself")
    );
    let later = Which { list: "closing", item: "vault" };
    assert!(
        said(tick::tick(app, &shop.staff, later, "").await.expect_err("later")).contains("has not begun")
    );
    for (list, item) in [("opening", "nothing"), ("noon", "night")] {
        let which = Which { list, item };
        assert!(matches!(tick::tick(app, &associate, which, "").await, Err(AppError::NotFound(_))));
    }
    let long = "x".repeat(201);
    assert!(matches!(tick::tick(app, &associate, NIGHT, &long).await, Err(AppError::Invalid { .. })));
    let program = Actor::Token {
        id: TokenId::fresh(app.clock(), app.random()),
        name: "a program".to_owned(),
        scopes: vec![Permission::ChecklistTick, Permission::ChecklistView],
        store: store.clone(),
        once: None,
    };
    assert!(tick::tick(app, &program, NIGHT, "").await.is_err(), "a program cannot say that it has read");
    let auditor = somebody(&shop, &[Role::Auditor]);
    assert!(matches!(tick::tick(app, &auditor, NIGHT, "").await, Err(AppError::NotPermitted(_))));
    assert!(view::day(app, &auditor).await.is_ok());

    tick::tick(app, &associate, NIGHT, " two calls from Leafly ").await.expect("ticked");
    let day = lists(&shop).await;
    let How::ByHand(Some(ticked)) = &item(&day, "opening", "night").how else { panic!("it is ticked") };
    assert_eq!((ticked.by_whom.clone(), ticked.note.as_str()), (associate.label(), "two calls from Leafly"));
    assert_eq!(ticked.at, at("2026-11-22T14:30:00Z"));
    let entry = record::by_seq(app.db(), ticked.record_seq).await.expect("an answer").expect("an entry");
    assert_eq!((entry.kind.as_str(), entry.subject.as_str()), ("act.checklist_tick", ticked.id.as_str()));
    let again = tick::tick(app, &shop.staff, NIGHT, "").await.expect_err("twice");
    assert_eq!(said(again), "somebody has ticked it already");

    let other = somebody(&shop, &[Role::Associate]);
    assert!(
        said(tick::take_back(app, &other, NIGHT).await.expect_err("not theirs")).contains("somebody else")
    );
    tick::take_back(app, &associate, NIGHT).await.expect("taken back");
    assert_eq!(standing(&shop, "opening", "night").await, Standing::Open);
    assert!(tick::take_back(app, &associate, NIGHT).await.is_err());
    tick::tick(app, &other, NIGHT, "").await.expect("ticked anew");
    tick::take_back(app, &shop.staff, NIGHT).await.expect("by the manager");
    let filter = RecordFilter { family: Some("act".to_owned()), ..RecordFilter::default() };
    let written = record::newest(app.db(), &filter, 20).await.expect("the record");
    let kinds: Vec<&str> = written.iter().rev().map(|row| row.kind.as_str()).collect();
    let own: Vec<&&str> = kinds.iter().filter(|kind| kind.starts_with("act.checklist")).collect();
    assert_eq!(
        own,
        [
            &"act.checklist_tick",
            &"act.checklist_take_back",
            &"act.checklist_tick",
            &"act.checklist_take_back"
        ]
    );
    // What was refused has left nothing behind.
    assert!(checklists::of_day(app.db(), store, "2026-11-22").await.expect("an answer").is_empty());
});

db_test!(two_who_tick_at_once_are_one_tick, |db| async move {
    let shop = Shop::open(db).await;
    shop.go_to("2026-11-22T14:30:00Z").await;
    let others: Vec<Actor> = (0..4).map(|_| somebody(&shop, &[Role::Associate])).collect();
    let all = others.iter().map(|who| tick::tick(&shop.app, who, NIGHT, ""));
    let done = futures_done(all).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    let ticks = checklists::of_day(shop.app.db(), &shop.store, "2026-11-22").await.expect("an answer");
    assert_eq!(ticks.len(), 1);
});

async fn futures_done<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut done = Vec::new();
    let mut running: Vec<_> = all.map(Box::pin).collect();
    // Each is begun before any has ended.
    std::future::poll_fn(|context| {
        let mut left = Vec::new();
        for mut one in running.drain(..) {
            match one.as_mut().poll(context) {
                std::task::Poll::Ready(output) => done.push(output),
                std::task::Poll::Pending => left.push(one),
            }
        }
        running = left;
        if running.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

db_test!(the_evening_lasts_until_the_next_morning_begins, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let today = "2026-11-22".parse().expect("a date");
    shop.go_to("2026-11-23T04:10:00Z").await;
    assert_eq!(lists(&shop).await.in_force().expect("a list").id, "closing");
    draw::draw_up(&shop.app, &shop.staff, today).await.expect("drawn up");
    assert_eq!(standing(&shop, "closing", "drawn").await, Standing::Open, "the doors are still open");
    shop.go_to("2026-11-23T05:10:00Z").await;
    draw::draw_up(&shop.app, &shop.staff, today).await.expect("drawn up");
    assert_eq!(standing(&shop, "closing", "drawn").await, Standing::Done);
    assert_eq!(seen(&shop, "closing", "signed").await, "it is drawn up and not signed");
    sign::sign(&shop.app, &shop.staff, today).await.expect("signed");
    assert_eq!(standing(&shop, "closing", "signed").await, Standing::Done);
    // Half past midnight: the day before is still on, and what was not ticked is overdue.
    shop.go_to("2026-11-23T07:30:00Z").await;
    let day = lists(&shop).await;
    assert_eq!(day.day.to_string(), "2026-11-22");
    assert!(day.overdue().iter().any(|(list, item)| (*list, item.id.as_str()) == ("Closing", "vault")));
    let vault = Which { list: "closing", item: "vault" };
    tick::tick(&shop.app, &shop.staff, vault, "").await.expect("ticked late");
    assert!(!lists(&shop).await.overdue().iter().any(|(_, item)| item.id == "vault"));
    // The next morning begins with nothing ticked and the evening before signed.
    shop.go_to("2026-11-23T14:05:00Z").await;
    let day = lists(&shop).await;
    assert_eq!((day.day.to_string().as_str(), day.overdue().len()), ("2026-11-23", 0));
    assert_eq!(item(&day, "opening", "day-before").standing, Standing::Done);
    assert_eq!(item(&day, "opening", "gate").standing, Standing::Open, "yesterday's opening is not today's");
    assert_eq!(item(&day, "closing", "vault").standing, Standing::Later);
});

db_test!(a_store_may_have_lists_of_its_own, |db| async move {
    let shop = Shop::open(db).await;
    let own = "[[list]]\nid = \"opening\"\ntitle = \"Any\"\nfrom = \"opens\"\n[[list.item]]\nid = \"x\"\nsays = \"X\"\n\
               role = \"it\"\ndue = \"opens\"\n[[list]]\nid = \"opening\"\ntitle = \"Ours\"\nfrom = \"06:00\"\n\
               stores = [\"402R-00001\"]\n[[list.item]]\nid = \"x\"\nsays = \"X\"\nperson = \"ines\"\ndue = \"opens\"\n";
    shop.app.set_checklists(checklist::read(own).expect("a file"));
    shop.go_to("2026-11-22T14:30:00Z").await;
    let day = lists(&shop).await;
    let titles: Vec<&str> = day.lists.iter().map(|list| list.title.as_str()).collect();
    assert_eq!(titles, ["Ours"]);
    let which = Which { list: "opening", item: "x" };
    let it = somebody(&shop, &[Role::It]);
    let refused = tick::tick(&shop.app, &it, which, "").await.expect_err("somebody else's");
    assert_eq!(refused.to_string(), "this is for ines or a manager to tick");
});
