//! The gate as it follows the books: closed at night, closed until this morning's books agree, and never open with
//! something unresolved.

use countersign_app::inventory::{GateMode, deeds, plan};
use countersign_app::testing::books::Mood;
use countersign_app::{gate, jobs};
use countersign_domain::inventory::gate::Rhythm;
use countersign_store::db_test;

use super::{RHYTHM, Shop};

db_test!(it_opens_on_clean_books_and_closes_at_night_by_itself, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    assert!(!shop.gate().await.gate_open, "the books agree, and the doors are shut until nine");
    assert_eq!(shop.gate().await.gate_reason, "closed for the night");
    shop.go_to("2026-11-22T16:00:00Z").await;
    assert!(shop.gate().await.gate_open);
    shop.go_to("2026-11-23T05:00:00Z").await;
    assert!(!shop.gate().await.gate_open);
    // Last night's books do not open the next morning: they are pulled again, an hour before.
    shop.books().moods[1] = Mood::Part;
    shop.go_to("2026-11-23T16:10:00Z").await;
    let gate = shop.gate().await;
    assert_eq!((gate.gate_open, gate.gate_reason.as_str()), (false, "1 case to settle or ring-fence"));
    shop.books().moods[1] = Mood::Whole;
    shop.go_to("2026-11-23T16:16:00Z").await;
    assert!(shop.gate().await.gate_open, "a part is tried again within minutes");
});

db_test!(a_disagreement_keeps_it_shut_until_it_is_fenced, |db| async move {
    let shop = Shop::on(db, |books| {
        books.state[0].on_hold = true;
        books.menus.iter_mut().for_each(|menu| drop(menu.remove(2)));
    })
    .await;
    shop.go_to("2026-11-22T16:01:00Z").await;
    assert_eq!(shop.open_cases().await.len(), 2);
    assert_eq!(
        shop.gate().await.gate_reason,
        "1 case to settle or ring-fence",
        "a missing listing does not block"
    );
    let case = shop.cases().await.into_iter().find(|case| case.class == "on-hold-for-sale").expect("found");
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    assert!(!shop.gate().await.gate_open, "not before it is seen to be hidden");
    shop.work().await;
    assert!(shop.gate().await.gate_open);
});

db_test!(
    during_the_day_what_does_not_agree_is_fenced_by_itself_and_the_gate_waits_for_that,
    |db| async move {
        let shop = Shop::on(db, |_| {}).await;
        shop.go_to("2026-11-22T16:10:00Z").await;
        shop.books().state[0].recalled = true;
        shop.clock.advance_seconds(1);
        plan::pull_now(&shop.app, &shop.staff).await.expect("asked for");
        jobs::books(&shop.app).await.expect("compared");
        assert_eq!(shop.gate().await.gate_reason, "1 case being hidden on every menu");
        shop.work().await;
        let case = shop.cases().await.remove(0);
        assert_eq!((case.class.as_str(), case.fence.as_str()), ("recalled-for-sale", "hidden"));
        assert!(shop.gate().await.gate_open);
        // A pull that does not come whole in the middle of the day tells nothing against the morning's.
        shop.books().moods[0] = Mood::Part;
        shop.go_to("2026-11-22T17:20:00Z").await;
        assert!(shop.open_cases().await.iter().any(|case| case == "snapshot-incomplete state"));
        assert!(shop.gate().await.gate_open);
    }
);

db_test!(a_person_can_hold_it_closed_and_not_force_it_open, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    shop.go_to("2026-11-22T16:01:00Z").await;
    gate::set(&shop.app, &shop.staff, false, "a leak in the vault").await.expect("held");
    assert_eq!(shop.gate().await.gate_reason, "held closed: a leak in the vault");
    shop.go_to("2026-11-22T17:00:00Z").await;
    assert!(!shop.gate().await.gate_open);
    assert!(gate::set(&shop.app, &shop.staff, true, "mended").await.expect("let go"), "it is open then");
    assert!(shop.gate().await.gate_open);
    shop.books().state[0].quantity = "15".to_owned();
    gate::set(&shop.app, &shop.staff, false, "again").await.expect("held");
    shop.pull().await;
    assert!(!gate::set(&shop.app, &shop.staff, true, "open up").await.expect("let go"), "and now it is not");
    assert_eq!(shop.gate().await.gate_reason, "1 case to settle or ring-fence");
});

db_test!(what_was_accepted_blocks_again_when_its_time_is_over, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let case = shop.cases().await.remove(0);
    deeds::accept(&shop.app, &shop.staff, &case.id, "recount tomorrow", 1).await.expect("accepted");
    shop.go_to("2026-11-22T16:01:00Z").await;
    assert!(shop.gate().await.gate_open);
    shop.go_to("2026-11-23T16:01:00Z").await;
    assert_eq!(shop.gate().await.gate_reason, "1 case to settle or ring-fence");
});

db_test!(a_menu_that_can_never_be_read_is_accepted_by_a_person_for_a_time, |db| async move {
    let shop = Shop::on(db, |books| books.moods[3] = Mood::Unreadable).await;
    shop.go_to("2026-11-22T16:01:00Z").await;
    assert!(!shop.gate().await.gate_open, "unknown is never yes");
    let case = shop.cases().await.remove(0);
    deeds::accept(&shop.app, &shop.staff, &case.id, "this menu has no read-back", 30)
        .await
        .expect("accepted");
    shop.clock.advance_seconds(1);
    shop.work().await;
    assert!(shop.gate().await.gate_open);
});

db_test!(while_a_person_moves_it_the_books_do_not, |db| async move {
    let shop = Shop::open(db).await;
    plan::set(&shop.app, &shop.staff, &shop.store, GateMode::Off, RHYTHM).await.expect("a plan");
    gate::set(&shop.app, &shop.staff, true, "opening").await.expect("moved");
    shop.books().state[0].recalled = true;
    shop.go_to("2026-11-22T15:10:00Z").await;
    assert_eq!(shop.open_cases().await.len(), 1, "the books are compared all the same");
    assert!(shop.gate().await.gate_open);
    let wrong = Rhythm { lead_minutes: -1, ..RHYTHM };
    assert!(plan::set(&shop.app, &shop.staff, &shop.store, GateMode::Off, wrong).await.is_err());
    jobs::books(&shop.app).await.expect("nothing is due");
});
