//! The answers of a pull: kept as they came, bound to the record, taken by whoever may, and let go of in time.

use countersign_app::inventory::raw::{self, Sum, Taken};
use countersign_app::testing::books::Mood;
use countersign_app::{AppError, jobs};
use countersign_kernel::{Actor, Role};
use countersign_store::answers::AnswerRow;
use countersign_store::books::{self, PullRow};
use countersign_store::db_test;
use countersign_store::record as entries;
use serde_json::Value;

use super::{Shop, at};

const HALF_PAST: &str = "2026-11-22T15:31:00Z";

impl Shop {
    async fn pull_of(&self, channel: &str) -> PullRow {
        let run = books::runs(self.app.db(), &self.store, 1).await.unwrap().remove(0);
        let pulls = books::pulls(self.app.db(), &run.id).await.unwrap();
        pulls.into_iter().find(|pull| pull.channel == channel).expect("a pull of it")
    }

    fn as_role(&self, role: Role) -> Actor {
        let Actor::Staff { id, name, store, .. } = &self.staff else { panic!("a person") };
        Actor::Staff { id: id.clone(), name: name.clone(), roles: vec![role], store: store.clone() }
    }

    async fn taken(&self, pull: &PullRow) -> (Taken, Vec<AnswerRow>) {
        let taken = raw::take(&self.app, &self.as_role(Role::Auditor), &pull.id).await.expect("taken");
        let rows = raw::part(&self.app, &taken.pull, 0).await.expect("its answers");
        (taken, rows)
    }
}

fn text(row: &AnswerRow) -> String {
    String::from_utf8(raw::body(row).expect("as it came").expect("kept")).expect("text")
}

db_test!(each_answer_is_kept_as_it_came_and_the_record_says_the_digest_of_all, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    for channel in ["state_sim", "till_sim", "menu_one"] {
        let pull = shop.pull_of(channel).await;
        let (taken, rows) = shop.taken(&pull).await;
        let sum = Sum::of(&rows);
        assert_eq!((sum.count, Some(sum.bytes)), (1, pull.raw_bytes), "{channel}");
        assert_eq!(
            (taken.on_record.as_ref(), pull.raw_digest.as_ref()),
            (Some(&sum.sha256), Some(&sum.sha256))
        );
        let page: Value = serde_json::from_str(&text(&rows[0])).expect("what the system sent");
        assert_eq!(page["rows"].as_array().map(Vec::len), usize::try_from(pull.rows_count).ok(), "{channel}");
        assert_eq!((rows[0].path.as_str(), rows[0].status), ("/rows?page=1", Some(200)));
    }
});

db_test!(a_page_that_failed_is_kept_too_and_shows_why_the_rest_is_missing, |db| async move {
    let shop = Shop::on(db, |books| books.moods[2] = Mood::Part).await;
    let pull = shop.pull_of("menu_one").await;
    assert_eq!(pull.extent, "part");
    let (_, rows) = shop.taken(&pull).await;
    assert_eq!(rows.iter().map(|row| row.status).collect::<Vec<_>>(), [Some(200), Some(503)]);
    assert!(text(&rows[1]).contains("come back later"));
});

db_test!(taking_them_is_on_the_record_and_only_for_whoever_may, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let pull = shop.pull_of("till_sim").await;
    for role in [Role::Associate, Role::Budtender, Role::InventoryManager, Role::It] {
        let refused = raw::take(&shop.app, &shop.as_role(role), &pull.id).await;
        assert!(matches!(refused, Err(AppError::NotPermitted(_))), "{role}");
    }
    let looks = async || {
        let all = entries::by_subject(shop.app.db(), pull.id.as_str(), 9).await.expect("entries");
        all.into_iter().filter(|entry| entry.kind == "look.snapshot").count()
    };
    assert_eq!(looks().await, 0);
    shop.taken(&pull).await;
    shop.taken(&pull).await;
    assert_eq!(looks().await, 2, "each time anew");
});

db_test!(they_are_let_go_of_when_their_time_is_over_and_what_the_record_says_stays, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let manager = shop.as_role(Role::Manager);
    for days in [0, raw::DAYS_MAX + 1] {
        assert!(matches!(raw::keep_for(&shop.app, &manager, days).await, Err(AppError::Invalid { .. })));
    }
    assert!(raw::keep_for(&shop.app, &shop.as_role(Role::InventoryManager), 2).await.is_err());
    raw::keep_for(&shop.app, &manager, 2).await.expect("two days");
    let long = shop.pull_of("menu_one").await;
    assert_eq!(
        long.raw_until,
        Some(long.ended_at.plus_minutes(35 * 24 * 60).micros()),
        "of an earlier pull it stays"
    );

    shop.books().menus[0][0].name.push_str(" again");
    shop.go_to(HALF_PAST).await;
    let (short, same) = (shop.pull_of("menu_one").await, shop.pull_of("menu_two").await);
    assert_ne!(short.id, long.id);
    let (_, rows) = shop.taken(&short).await;
    assert!(text(&rows[0]).contains(" again"));

    shop.clock.advance_to(at("2026-11-24T15:40:00Z"));
    raw::forget_old(&shop.app).await.expect("swept");
    let gone = raw::take(&shop.app, &shop.as_role(Role::Auditor), &short.id).await;
    assert!(matches!(gone, Err(AppError::NotFound(_))), "{gone:?}");
    assert!(raw::part(&shop.app, &short, 0).await.expect("an answer").is_empty());
    assert!(raw::part(&shop.app, &same, 0).await.expect("an answer").is_empty());
    let (taken, rows) = shop.taken(&long).await;
    assert_eq!(taken.on_record, Some(Sum::of(&rows).sha256));
    // The body that the later pull shares with an earlier one is kept as long as the earlier one is.
    let run = books::run_by(shop.app.db(), &shop.store, at("2026-11-22T15:10:00Z"))
        .await
        .unwrap()
        .expect("the first");
    let pulls = books::pulls(shop.app.db(), &run.id).await.unwrap();
    let first = pulls.iter().find(|pull| pull.channel == "menu_two").expect("a menu");
    assert!(raw::body(&shop.taken(first).await.1[0]).expect("as it came").is_some());
    assert_eq!(shop.pull_of("menu_one").await.raw_digest, short.raw_digest, "what there was is still said");
    jobs::settle(&shop.app).await.expect("nothing breaks");
});
