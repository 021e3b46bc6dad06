//! One's own password and second factor.

use countersign_app::AppError;
use countersign_app::people::own::change_password;
use countersign_app::people::second_factor::{accept, offer, remove};
use countersign_app::people::session::session;
use countersign_app::people::sign_in::SignIn;
use countersign_app::people::staff::{reset_password, reset_second_factor};
use countersign_kernel::{Actor, Permission, Role};
use countersign_store::db_test;

use super::shop::{PASSWORD, error_of, refusal, shop};

const OTHER: &str = "an eighth of green";

db_test!(a_new_password_replaces_the_old_one_and_every_session, |db| async move {
    let shop = shop(db).await;
    let phone = shop.hire_and_enter("jo", &[Role::Associate]).await;
    let till = shop.enter("jo").await;
    let fresh = change_password(&shop.app, &till.session.actor, PASSWORD, OTHER, "Firefox").await.unwrap();
    assert!(shop.is_open(&fresh).await);
    assert!(!shop.is_open(&till).await && !shop.is_open(&phone).await);
    refusal(shop.try_sign_in("jo", PASSWORD).await);
    assert!(matches!(shop.try_sign_in("jo", OTHER).await, Ok(SignIn::Done(_))));
    assert!(shop.kinds().await.contains(&"note.password_changed".to_owned()));
});

db_test!(a_page_left_open_is_not_enough_to_change_the_password, |db| async move {
    let shop = shop(db).await;
    let opened = shop.hire_and_enter("jo", &[Role::Associate]).await;
    let actor = &opened.session.actor;
    for _ in 0..5 {
        let error = error_of(change_password(&shop.app, actor, "a guess at it", OTHER, "").await);
        assert_eq!(error.to_string(), "`old_password` is wrong");
    }
    let error = error_of(change_password(&shop.app, actor, PASSWORD, OTHER, "").await);
    assert!(matches!(error, AppError::TooMany { .. }), "{error:?}");
});

db_test!(a_password_that_is_no_good_is_refused_with_the_reason, |db| async move {
    let shop = shop(db).await;
    let opened = shop.hire_and_enter("jo", &[Role::Associate]).await;
    for (new, why) in [
        ("short", "has 5 characters; use 12 or more"),
        ("password1234", "is one of the first that anybody would try; choose another"),
        (PASSWORD, "is the old one; choose another"),
    ] {
        let error = error_of(change_password(&shop.app, &opened.session.actor, PASSWORD, new, "").await);
        assert_eq!(error.to_string(), format!("`new_password` {why}"));
    }
});

db_test!(a_temporary_password_permits_nothing_until_it_is_changed, |db| async move {
    let shop = shop(db).await;
    let id = shop.hire("jo", &[Role::Manager]).await;
    let before = shop.enter("jo").await;
    let temporary = reset_password(&shop.app, &Actor::system("test"), &id).await.unwrap();
    assert!(!shop.is_open(&before).await);
    let SignIn::Done(opened) = shop.try_sign_in("jo", temporary.expose()).await.unwrap() else {
        panic!("no second factor was set up")
    };
    let found = session(&shop.app, opened.secret.expose()).await.unwrap().unwrap();
    assert!(found.password_temporary);
    for permission in Permission::ALL {
        assert!(!shop.app.may(&found.actor, *permission), "{permission}");
    }
    let fresh = change_password(&shop.app, &found.actor, temporary.expose(), OTHER, "Firefox").await.unwrap();
    assert!(!fresh.session.password_temporary);
    assert!(shop.app.may(&fresh.session.actor, Permission::PeopleEdit));
});

db_test!(a_second_factor_counts_from_its_first_code, |db| async move {
    let shop = shop(db).await;
    let opened = shop.hire_and_enter("jo", &[Role::Associate]).await;
    let elsewhere = shop.enter("jo").await;
    let (actor, secret) = (&opened.session.actor, opened.secret.expose());
    assert!(refusal(accept(&shop.app, actor, secret, "123456").await).contains("no offer"));
    assert!(matches!(error_of(offer(&shop.app, actor, "a guess at it").await), AppError::Invalid { .. }));
    let offered = offer(&shop.app, actor, PASSWORD).await.unwrap();
    assert!(matches!(shop.try_sign_in("jo", PASSWORD).await, Ok(SignIn::Done(_))), "it does not count yet");
    let real = shop.code(offered.typed.expose());
    let wrong = if real == "000000" { "000001" } else { "000000" };
    refusal(accept(&shop.app, actor, secret, wrong).await);
    accept(&shop.app, actor, secret, &real).await.unwrap();
    assert!(shop.is_open(&opened).await && !shop.is_open(&elsewhere).await);
    assert!(matches!(shop.try_sign_in("jo", PASSWORD).await, Ok(SignIn::NeedsSecondFactor { .. })));
    assert!(refusal(offer(&shop.app, actor, PASSWORD).await).contains("remove it first"));
});

db_test!(a_second_factor_is_removed_with_the_password_or_by_a_manager, |db| async move {
    let shop = shop(db).await;
    let id = shop.hire("jo", &[Role::Associate]).await;
    let manager = shop.hire_and_enter("kim", &[Role::Manager]).await;
    let opened = shop.enter("jo").await;
    let (actor, secret) = (&opened.session.actor, opened.secret.expose());
    for round in 0..2 {
        let offered = offer(&shop.app, actor, PASSWORD).await.unwrap();
        accept(&shop.app, actor, secret, &shop.code(offered.typed.expose())).await.unwrap();
        if round == 0 {
            assert!(matches!(
                error_of(remove(&shop.app, actor, secret, "a guess at it").await),
                AppError::Invalid { .. }
            ));
            remove(&shop.app, actor, secret, PASSWORD).await.unwrap();
            assert!(shop.is_open(&opened).await);
        } else {
            reset_second_factor(&shop.app, &manager.session.actor, &id).await.unwrap();
            assert!(!shop.is_open(&opened).await);
        }
        assert!(matches!(shop.try_sign_in("jo", PASSWORD).await, Ok(SignIn::Done(_))));
    }
});
