//! How long one stays in.

use countersign_app::people::session::{SESSIONS_PER_PERSON_MAX, session, sign_out};
use countersign_app::people::sweep::sweep;
use countersign_kernel::Role;
use countersign_store::db_test;

use super::shop::{START, shop};

db_test!(a_page_left_alone_signs_itself_out_and_sooner_at_the_counter, |db| async move {
    let shop = shop(db).await;
    let office = shop.hire_and_enter("jo", &[Role::Associate]).await;
    let counter = shop.hire_and_enter("kim", &[Role::Associate, Role::Budtender]).await;
    assert_eq!(counter.session.ends, START.plus_minutes(15));
    shop.clock.advance_seconds(15 * 60 - 1);
    assert!(shop.is_open(&counter).await && shop.is_open(&office).await);
    shop.clock.advance_seconds(15 * 60 - 1);
    assert!(shop.is_open(&counter).await, "it was used in between");
    shop.clock.advance_seconds(15 * 60);
    assert!(!shop.is_open(&counter).await);
    assert!(shop.is_open(&office).await);
    shop.clock.advance_seconds(30 * 60);
    assert!(!shop.is_open(&office).await);
});

db_test!(no_session_outlives_twelve_hours_however_busy, |db| async move {
    let shop = shop(db).await;
    let opened = shop.hire_and_enter("jo", &[Role::Associate]).await;
    for _ in 0..12 * 6 - 1 {
        shop.clock.advance_seconds(10 * 60);
        assert!(shop.is_open(&opened).await);
    }
    shop.clock.advance_seconds(10 * 60);
    assert!(!shop.is_open(&opened).await);
});

db_test!(signing_out_ends_the_session_once_and_is_on_the_record, |db| async move {
    let shop = shop(db).await;
    let opened = shop.hire_and_enter("jo", &[Role::Associate]).await;
    for _ in 0..2 {
        sign_out(&shop.app, opened.secret.expose()).await.unwrap();
        assert!(!shop.is_open(&opened).await);
    }
    let outs = shop.kinds().await.iter().filter(|kind| *kind == "note.sign_out").count();
    assert_eq!(outs, 1);
});

db_test!(each_sign_in_has_a_secret_of_its_own_and_the_oldest_gives_way, |db| async move {
    let shop = shop(db).await;
    let first = shop.hire_and_enter("jo", &[Role::Associate]).await;
    let mut later = Vec::new();
    for _ in 0..SESSIONS_PER_PERSON_MAX {
        shop.clock.advance_seconds(1);
        later.push(shop.enter("jo").await);
    }
    assert!(later.iter().all(|opened| opened.secret.expose() != first.secret.expose()));
    assert!(!shop.is_open(&first).await);
    for opened in &later {
        assert!(shop.is_open(opened).await);
    }
});

db_test!(what_is_no_secret_opens_nothing, |db| async move {
    let shop = shop(db).await;
    shop.hire_and_enter("jo", &[Role::Associate]).await;
    for odd in ["", "x", &"a".repeat(43), &"a".repeat(100_000), "' or 1=1 --"] {
        assert!(session(&shop.app, odd).await.unwrap().is_none());
    }
});

db_test!(sweeping_forgets_what_has_run_out_and_nothing_else, |db| async move {
    let shop = shop(db).await;
    shop.hire_and_enter("jo", &[Role::Associate]).await;
    shop.try_sign_in("nobody", "another password").await.unwrap_err();
    assert_eq!(sweep(&shop.app).await.unwrap(), 0);
    shop.clock.advance_seconds(15 * 60);
    assert_eq!(sweep(&shop.app).await.unwrap(), 2, "the try, of its account and of its address");
    shop.clock.advance_seconds(12 * 60 * 60);
    assert_eq!(sweep(&shop.app).await.unwrap(), 1, "the session");
});
