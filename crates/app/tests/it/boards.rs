//! The mirror of open work on a task board: each piece once and true, a tick by the rules of a tick, nothing personal, and no more
//! calls than there are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use countersign_app::boards::desired::item_key;
use countersign_app::boards::view::{self, CallsBack};
use countersign_app::boards::{Knocked, knock};
use countersign_app::checklist::tick::{self, Which};
use countersign_app::checklist::view::{self as checklists, How};
use countersign_app::testing::board::{BOARD, Board, Connected, SHOWS, TELLS};
use countersign_app::testing::shop as bristlecone;
use countersign_app::{AppError, jobs};
use countersign_kernel::id::StaffId;
use countersign_kernel::{Actor, Role};
use countersign_store::db::Db;
use countersign_store::people::Roles;
use countersign_store::people::staff::{self, StaffRow};
use countersign_store::{boards, cases, db_test, inbox, record};

use crate::inventory::{Shop, at};

const DAY: &str = "2026-11-22";
const NIGHT: Which<'static> = Which { list: "opening", item: "night" };
/// Accounts of the board.
const INES: &str = "701";
const BO: &str = "702";
const STRANGER: &str = "703";

struct Mirror {
    shop: Shop,
    board: Arc<Board>,
    ines: StaffRow,
}

impl Mirror {
    async fn on(db: Db, calls_per_day: Option<u32>) -> Self {
        let shop = Shop::open(db).await;
        // The token is of an account that is somebody's own.
        let people = [(INES, "ines.marrow"), (BO, "bo.tarn"), ("robot", "ines.marrow")];
        let board = Arc::new(Board::new(shop.clock.clone(), &people, calls_per_day));
        let mut all = shop.app.connections(&shop.store);
        all.push(Arc::new(Connected(board.clone(), BOARD)));
        shop.app.set_connections(shop.store.clone(), all);
        let ines = person(&shop, "Ines Marrow", "ines.marrow", Role::Associate).await;
        person(&shop, "Bo Tarn", "bo.tarn", Role::Budtender).await;
        // 07:30 in Denver: the opening list is in force.
        shop.go_to("2026-11-22T14:30:00Z").await;
        Self { shop, board, ines }
    }

    /// Time passes until the board's next turn, and what the worker does then.
    async fn look(&self) {
        for _ in 0..2 {
            self.shop.clock.advance_seconds(301);
            jobs::boards(&self.shop.app).await.expect("the boards are looked at");
        }
    }

    fn key(&self, list: &str, item: &str) -> String {
        item_key(self.shop.store.as_str(), DAY, list, item)
    }

    /// How often each key stands there, open.
    fn open(&self) -> BTreeMap<String, usize> {
        let mut open = BTreeMap::new();
        for task in self.board.tasks().iter().filter(|task| task.done.is_none()) {
            *open.entry(task.key.clone().unwrap_or_default()).or_default() += 1;
        }
        open
    }

    fn comments(&self) -> Vec<String> {
        self.board.comments.lock().expect("not poisoned").iter().map(|(_, text)| text.clone()).collect()
    }

    async fn how(&self, list: &str, item: &str) -> How {
        let day = checklists::day(&self.shop.app, &self.shop.staff).await.expect("the lists");
        let list = day.lists.into_iter().find(|known| known.id == list).expect("the list");
        list.items.into_iter().find(|known| known.id == item).expect("the item").how
    }
}

async fn person(shop: &Shop, name: &str, login: &str, role: Role) -> StaffRow {
    let row = &StaffRow {
        id: StaffId::fresh(shop.app.clock(), shop.app.random()),
        store_id: shop.store.clone(),
        name: name.to_owned(),
        login: login.to_owned(),
        password_hash: String::new(),
        password_temporary: false,
        totp_secret: None,
        totp_pending: None,
        totp_last_step: 0,
        roles: Roles::new(&[role]),
        active: true,
        created_at: shop.app.now(),
    };
    shop.app.db().write(|tx| Box::pin(staff::insert(tx, row))).await.expect("kept");
    row.clone()
}

db_test!(
    every_open_item_of_the_day_stands_there_once_and_what_is_changed_there_is_put_right,
    |db| async move {
        let mirror = Mirror::on(db, None).await;
        mirror.look().await;
        let open = mirror.open();
        assert!(open.values().all(|count| *count == 1), "{open:?}");
        for item in ["night", "books", "gate", "counter"] {
            assert!(open.contains_key(&mirror.key("opening", item)), "{item}: {open:?}");
        }
        assert!(!open.keys().any(|key| key.contains("/closing/")), "what has not begun is not there");
        assert!(!open.contains_key(&mirror.key("opening", "day-before")), "what was done before need not be");
        let calls = mirror.board.calls.load(Ordering::SeqCst);
        mirror.look().await;
        assert_eq!(mirror.board.calls.load(Ordering::SeqCst), calls + 2, "a board that is true is only read");

        let truth = mirror.board.tasks().clone();
        {
            let mut tasks = mirror.board.tasks();
            tasks[0].title = "Nothing to do".to_owned();
            tasks[1].notes = String::new();
            tasks[2].due_at = None;
            tasks[3].key = None;
        }
        mirror.look().await;
        assert_eq!(*mirror.board.tasks(), truth);
        // Deleted there, it comes back; a copy with its key is retired.
        let copied = { mirror.board.tasks().remove(0) };
        let copy = mirror.board.tasks()[0].clone();
        let later = at("2026-11-22T15:00:00Z");
        mirror.board.tasks().push(countersign_ports::task_board::Seen {
            id: "copy".to_owned(),
            made_at: Some(later),
            ..copy
        });
        mirror.look().await;
        let open = mirror.open();
        assert!(open.values().all(|count| *count == 1), "{open:?}");
        assert!(open.contains_key(copied.key.as_ref().expect("a key")));
        let tasks = mirror.board.tasks();
        let retired = tasks.iter().find(|task| task.id == "copy").expect("it is still there");
        assert!(
            retired.done.is_some()
                && retired.key.is_none()
                && retired.notes.contains("https://board.example/")
        );
    }
);

db_test!(a_task_that_came_twice_after_a_silence_is_one_again, |db| async move {
    let mirror = Mirror::on(db, None).await;
    mirror.board.is_mute.store(true, Ordering::SeqCst);
    mirror.look().await;
    let made = mirror.board.tasks().len();
    assert!(made > 0, "it made what it was told, and said nothing");
    mirror.board.is_mute.store(false, Ordering::SeqCst);
    mirror.look().await;
    mirror.look().await;
    let open = mirror.open();
    assert!(open.len() > made && open.values().all(|count| *count == 1), "{open:?}");
    let known = boards::tasks(mirror.shop.app.db(), &mirror.shop.store, BOARD).await.expect("known");
    assert_eq!(known.len(), open.len());
});

db_test!(a_tick_there_is_a_tick_by_the_rules_of_a_tick, |db| async move {
    let mirror = Mirror::on(db, None).await;
    mirror.look().await;
    let (night, app) = (mirror.key("opening", "night"), &mirror.shop.app);
    // Nobody, a stranger, and somebody whose it is not.
    for (by, why) in [
        (None, "does not say who"),
        (Some(STRANGER), "account 703 is nobody's here"),
        (Some(BO), "for somebody else or a manager"),
    ] {
        let before = mirror.comments().len();
        mirror.board.complete(&night, by);
        mirror.look().await;
        assert!(matches!(mirror.how("opening", "night").await, How::ByHand(None)), "{by:?}");
        assert!(mirror.open().contains_key(&night), "put back to open");
        let said = mirror.comments();
        assert_eq!(said.len(), before + 1, "said once: {said:?}");
        assert!(said.last().expect("said").contains(why), "{said:?}");
    }
    mirror.board.complete(&night, Some(INES));
    mirror.look().await;
    let How::ByHand(Some(ticked)) = mirror.how("opening", "night").await else { panic!("it is ticked") };
    assert_eq!(
        (ticked.by_whom.as_str(), ticked.note.as_str()),
        (mirror.ines.id.as_str(), "on the task board")
    );
    let entry = record::by_seq(app.db(), ticked.record_seq).await.expect("an answer").expect("an entry");
    assert!(entry.line.contains(&format!("system:{BOARD}")) && entry.line.contains(mirror.ines.id.as_str()));
    assert!(!mirror.open().contains_key(&night), "it stays completed there");
    // What ticks itself is nobody's to tick.
    let books = mirror.key("opening", "books");
    mirror.board.complete(&books, Some(INES));
    mirror.look().await;
    assert!(mirror.open().contains_key(&books));
    assert!(mirror.comments().last().expect("said").contains("ticks this itself"));
    // Ticked here, it is completed there; taken back here, it is open there again.
    let counter = Which { list: "opening", item: "counter" };
    tick::tick(app, &mirror.shop.staff, counter, "").await.expect("ticked");
    mirror.look().await;
    assert!(!mirror.open().contains_key(&mirror.key("opening", "counter")));
    tick::take_back(app, &mirror.shop.staff, counter).await.expect("taken back");
    tick::take_back(app, &mirror.shop.staff, NIGHT).await.expect("taken back");
    let before = mirror.comments();
    mirror.look().await;
    for item in ["counter", "night"] {
        assert!(
            matches!(mirror.how("opening", item).await, How::ByHand(None)),
            "{item}: taken back is taken back"
        );
        assert!(mirror.open().contains_key(&mirror.key("opening", item)));
    }
    // What we completed ourselves is nobody's tick, however soon it is taken back.
    tick::tick(app, &mirror.shop.staff, NIGHT, "").await.expect("ticked");
    mirror.shop.clock.advance_seconds(301);
    jobs::boards(app).await.expect("looked at");
    tick::take_back(app, &mirror.shop.staff, NIGHT).await.expect("taken back");
    mirror.look().await;
    assert!(matches!(mirror.how("opening", "night").await, How::ByHand(None)));
    assert_eq!(mirror.comments(), before, "there is nothing to explain");
    mirror.board.complete(&night, Some(INES));
    mirror.look().await;
    assert!(matches!(mirror.how("opening", "night").await, How::ByHand(Some(_))), "a new completion is one");
});

db_test!(a_case_is_not_closed_by_a_tick_and_its_task_ends_with_it, |db| async move {
    let mirror = Mirror::on(db, None).await;
    let (app, store) = (&mirror.shop.app, &mirror.shop.store);
    mirror.shop.books().state[0].recalled = true;
    mirror.shop.go_to("2026-11-22T15:10:00Z").await;
    mirror.look().await;
    let case = cases::of_store(app.db(), store, 10).await.expect("cases").remove(0);
    let key = format!("{store}/case/{}", case.id);
    assert_eq!(mirror.open().get(&key), Some(&1));
    mirror.board.complete(&key, Some(INES));
    mirror.look().await;
    assert_eq!(mirror.open().get(&key), Some(&1), "open again");
    assert!(mirror.comments().last().expect("said").contains("closes by itself"));
    let notes = cases::notes(app.db(), &case.id).await.expect("notes");
    let ours: Vec<_> = notes.iter().filter(|note| note.by_whom == mirror.ines.id.as_str()).collect();
    assert_eq!(ours.len(), 1, "{notes:?}");
    let still = cases::by_id(app.db(), &case.id).await.expect("an answer").expect("the case");
    assert_eq!(still.closed_at, None);
    mirror.shop.books().state[0].recalled = false;
    mirror.shop.pull().await;
    mirror.look().await;
    assert_eq!(mirror.open().get(&key), None);
    let known = boards::tasks(app.db(), store, BOARD).await.expect("known");
    assert!(!known.iter().any(|row| row.key == key), "what is over is no longer followed");
});

db_test!(the_next_day_closes_what_the_day_before_left_open, |db| async move {
    let mirror = Mirror::on(db, None).await;
    mirror.look().await;
    let (night, today) = (mirror.key("opening", "night"), "/2026-11-23/");
    mirror.shop.go_to("2026-11-23T14:30:00Z").await;
    mirror.look().await;
    let open = mirror.open();
    assert!(!open.contains_key(&night) && open.keys().any(|key| key.contains(today)), "{open:?}");
    mirror
        .board
        .complete(&open.keys().find(|key| key.ends_with("/night")).expect("today's").clone(), Some(INES));
    mirror.look().await;
    assert!(matches!(mirror.how("opening", "night").await, How::ByHand(Some(_))));
});

db_test!(nothing_personal_goes_to_a_board, |db| async move {
    let mirror = Mirror::on(db, None).await;
    let app = &mirror.shop.app;
    bristlecone::checked(app, &mirror.shop.staff, 1, "one").await;
    let own = "[[list]]\nid = \"opening\"\ntitle = \"Opening\"\nfrom = \"06:00\"\n[[list.item]]\nid = \"x\"\nsays = \"Orders\"\n\
               role = \"it\"\ndue = \"opens\"\nseen = \"orders-decided\"\n[[list.item]]\nid = \"y\"\nsays = \"Y\"\nperson = \"ines.marrow\"\n\
               due = \"opens\"\n";
    app.set_checklists(countersign_app::checklist::read(own).expect("a file"));
    mirror.shop.books().state[0].recalled = true;
    mirror.shop.go_to("2026-11-22T16:30:00Z").await;
    mirror.look().await;
    for by in [None, Some(STRANGER), Some(BO), Some(INES)] {
        for item in ["x", "y"] {
            if mirror.open().contains_key(&mirror.key("opening", item)) {
                mirror.board.complete(&mirror.key("opening", item), by);
            }
        }
        mirror.look().await;
    }
    let text = mirror.board.text().to_lowercase();
    assert!(
        text.contains("recall") && text.contains("put back to open"),
        "there is something to look through"
    );
    let buyer = countersign_app::testing::systems::customer();
    let (first, last) = (buyer.first_name.to_lowercase(), buyer.last_name.to_lowercase());
    let born = buyer.birth_date.expect("a birth date").to_string();
    let phone = buyer.phone.expect("a phone").chars().filter(char::is_ascii_digit).collect::<String>();
    for person in
        [first.as_str(), &last, &born, &phone[phone.len() - 7..], "marrow", "bo.tarn", "jo rivera", "ord_"]
    {
        assert!(!text.contains(person), "`{person}` stands on the board: {text}");
    }
});

db_test!(no_more_calls_are_made_in_a_day_than_there_are, |db| async move {
    let mirror = Mirror::on(db, Some(5)).await;
    for _ in 0..6 {
        mirror.look().await;
    }
    assert_eq!(mirror.board.calls.load(Ordering::SeqCst), 5);
    let (app, staff) = (&mirror.shop.app, &mirror.shop.staff);
    let seen = view::of_vendor(app, staff, BOARD).await.expect("permitted").expect("a board");
    assert_eq!((seen.calls_today, seen.calls_left), (5, Some(0)));
    assert!(seen.error.expect("it says so").1.contains("used up"));
    // Midnight in Greenwich.
    mirror.shop.clock.advance_to(at("2026-11-23T00:00:10Z"));
    jobs::boards(app).await.expect("looked at");
    assert!(mirror.board.calls.load(Ordering::SeqCst) > 5);
});

db_test!(a_board_that_is_down_is_said_to_be_and_followed_again, |db| async move {
    let mirror = Mirror::on(db, None).await;
    let (app, staff) = (&mirror.shop.app, &mirror.shop.staff);
    mirror.board.is_down.store(true, Ordering::SeqCst);
    mirror.look().await;
    let seen = view::of_vendor(app, staff, BOARD).await.expect("permitted").expect("a board");
    assert!(seen.swept_at.is_none() && seen.error.is_some(), "{seen:?}");
    mirror.board.is_down.store(false, Ordering::SeqCst);
    mirror.look().await;
    let seen = view::of_vendor(app, staff, BOARD).await.expect("permitted").expect("a board");
    assert!(seen.swept_at.is_some() && seen.error.is_none() && seen.open_tasks > 0, "{seen:?}");
    assert_eq!(seen.calls_back, CallsBack::NoAddress);
    let links = view::links(app, staff, DAY).await.expect("permitted");
    assert!(links[&("opening".to_owned(), "night".to_owned())].1.starts_with("https://board.example/"));
    let auditor = Actor::Staff {
        id: StaffId::fresh(app.clock(), app.random()),
        name: "Sam Pine".to_owned(),
        roles: vec![Role::Budtender],
        store: mirror.shop.store.clone(),
    };
    assert!(matches!(view::of_vendor(app, &auditor, BOARD).await, Err(AppError::NotPermitted(_))));
});

db_test!(a_door_is_opened_once_and_only_what_shows_its_secret_is_heard, |db| async move {
    let mirror = Mirror::on(db, None).await;
    let (app, store) = (&mirror.shop.app, &mirror.shop.store);
    app.set_public_address("https://hub.example/");
    mirror.look().await;
    let address = mirror.board.watched.lock().expect("not poisoned")[0].clone();
    let door = address.rsplit('/').next().expect("a door").to_owned();
    assert_eq!(address, format!("https://hub.example/inbound/{store}/{BOARD}/{door}"));
    let tells = |secret: &str| vec![(TELLS.to_owned(), secret.to_owned())];
    let shows = |secret: &str| vec![(SHOWS.to_owned(), secret.to_owned())];
    let at_door = async |door: &str, headers: &[(String, String)], body: &[u8]| {
        knock(app, store, BOARD, door, headers, body).await.expect("an answer")
    };
    assert_eq!(at_door("another", &tells("hush"), b"").await, Knocked::Gone);
    // Long after it was given out nobody is introduced any more.
    mirror.shop.clock.advance_seconds(200);
    assert_eq!(at_door(&door, &tells("hush"), b"").await, Knocked::Gone);
    assert!(
        boards::of_vendor(app.db(), store, BOARD)
            .await
            .expect("an answer")
            .expect("a row")
            .sealed_hook
            .is_none()
    );

    let again = "door-of-the-test";
    let (now, later) = (app.now(), app.now().plus_seconds(3_600));
    let given = app.db().write(|tx| Box::pin(boards::give_door(tx, store, BOARD, again, now, later)));
    given.await.expect("given");
    assert_eq!(at_door(&door, &tells("hush"), b"").await, Knocked::Gone, "the one before is nobody's");
    let Knocked::Heard { headers, .. } = at_door(again, &tells("hush"), b"").await else {
        panic!("introduced")
    };
    assert_eq!(headers, tells("hush"));
    let row = boards::of_vendor(app.db(), store, BOARD).await.expect("an answer").expect("a row");
    assert!(!row.sealed_hook.expect("kept").windows(4).any(|bytes| bytes == b"hush"), "sealed");
    assert!(matches!(at_door(again, &tells("other"), b"").await, Knocked::NotBelieved(_)), "introduced once");
    assert!(matches!(at_door(again, &shows("wrong"), b"x").await, Knocked::NotBelieved(_)));
    let next =
        async || boards::of_vendor(app.db(), store, BOARD).await.expect("an answer").expect("a row").next_at;
    let before = next().await;
    assert!(before > app.now());
    for _ in 0..2 {
        assert!(matches!(at_door(again, &shows("hush"), b"{}").await, Knocked::Heard { .. }));
    }
    assert!(next().await <= app.now(), "it is looked at next");
    mirror.board.signs_nothing.store(true, Ordering::SeqCst);
    assert!(matches!(at_door(again, &shows("hush"), b"{\"n\": 2}").await, Knocked::Heard { .. }));
    let rows = record::after(app.db(), 0, 1_000).await.expect("the record");
    let messages: Vec<_> =
        rows.iter().filter(|row| row.kind == "fact.message" && row.line.contains(BOARD)).collect();
    assert_eq!(messages.len(), 2, "the same twice is one");
    assert!(messages[0].line.contains(r#""signature":"good""#), "{}", messages[0].line);
    assert!(messages[1].line.contains(r#""signature":"none""#), "nobody signed it: {}", messages[1].line);
    assert!(inbox::is_kept(app.db(), BOARD, &sha("{}")).await.expect("an answer"));
});

db_test!(a_webhook_that_the_board_gave_up_is_made_anew_at_another_door, |db| async move {
    let mirror = Mirror::on(db, None).await;
    let (app, store) = (&mirror.shop.app, &mirror.shop.store);
    app.set_public_address("https://hub.example/");
    let watched = || mirror.board.watched.lock().expect("not poisoned").clone();
    mirror.look().await;
    mirror.shop.clock.advance_seconds(7 * 3_600);
    mirror.look().await;
    assert_eq!(watched().len(), 1, "it still calls, and is not asked again");
    mirror.board.gave_up.store(true, Ordering::SeqCst);
    mirror.look().await;
    assert_eq!(watched().len(), 1, "nor is it asked after at every look");
    mirror.shop.clock.advance_seconds(7 * 3_600);
    // A board that does not say whether it calls has not said that it does not.
    mirror.board.is_down.store(true, Ordering::SeqCst);
    mirror.look().await;
    mirror.board.is_down.store(false, Ordering::SeqCst);
    mirror.look().await;
    assert_eq!(watched().len(), 1);
    mirror.shop.clock.advance_seconds(7 * 3_600);
    mirror.look().await;
    let doors = watched();
    assert!(doors.len() == 2 && doors[0] != doors[1], "{doors:?}");
    let old = doors[0].rsplit('/').next().expect("a door");
    let heard = knock(app, store, BOARD, old, &[(SHOWS.to_owned(), "hush".to_owned())], b"x").await;
    assert_eq!(heard.expect("an answer"), Knocked::Gone);
    // Before the server moved it was asked to call elsewhere, and the address is part of what some boards sign.
    let there = doors[1].replace("hub.example", "old.example");
    mirror.board.watched.lock().expect("not poisoned")[1] = there;
    mirror.shop.clock.advance_seconds(7 * 3_600);
    mirror.look().await;
    let doors = watched();
    assert!(doors.len() == 3 && doors[2].starts_with("https://hub.example/"), "{doors:?}");
});

db_test!(a_board_that_never_answers_holds_up_no_other, |db| async move {
    let mirror = Mirror::on(db, None).await;
    let app = &mirror.shop.app;
    let other = Arc::new(Board::new(mirror.shop.clock.clone(), &[], None));
    let mut all = app.connections(&mirror.shop.store);
    all.push(Arc::new(Connected(other.clone(), "another_board")));
    app.set_connections(mirror.shop.store.clone(), all);
    // The first time they are only begun.
    jobs::boards(app).await.expect("begun");
    mirror.board.hangs.store(true, Ordering::SeqCst);
    mirror.shop.clock.advance_seconds(301);
    let shown = async {
        while other.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = jobs::boards(app) => panic!("one of them never answers"),
        () = shown => {}
    }
    assert!(mirror.board.tasks().is_empty());
});

db_test!(what_is_over_leaves_a_board_where_it_would_lie_in_the_way, |db| async move {
    let mirror = Mirror::on(db, None).await;
    mirror.board.puts_away.store(true, Ordering::SeqCst);
    mirror.look().await;
    let night = mirror.key("opening", "night");
    mirror.board.complete(&night, Some(INES));
    mirror.look().await;
    let is_there = |key: &str| mirror.board.tasks().iter().any(|task| task.key.as_deref() == Some(key));
    assert!(is_there(&night), "done today, it stays where people see it");
    mirror.shop.go_to("2026-11-23T14:30:00Z").await;
    mirror.look().await;
    let (store, tasks) = (&mirror.shop.store, mirror.board.tasks().clone());
    let of_the_day_before =
        tasks.iter().filter(|task| task.key.as_ref().is_some_and(|key| key.contains(DAY)));
    assert_eq!(of_the_day_before.count(), 0, "done or not");
    assert!(!tasks.is_empty(), "today's are there");
    let known = boards::tasks(mirror.shop.app.db(), store, BOARD).await.expect("known");
    assert!(known.iter().all(|row| !row.key.contains(DAY)));
});

fn sha(text: &str) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(text))
}
