//! Signing in, and not getting in.

use countersign_app::AppError;
use countersign_app::people::second_factor::{accept, offer, second_factor};
use countersign_app::people::session::session;
use countersign_app::people::sign_in::{SignIn, sign_in};
use countersign_app::people::staff::deactivate;
use countersign_kernel::{Actor, Role};
use countersign_seal::secret::Secret;
use countersign_store::db_test;
use countersign_store::testing::contents;

use super::shop::{PASSWORD, REMOTE, Shop, error_of, refusal, shop};

db_test!(the_right_password_opens_a_session_and_is_on_the_record, |db| async move {
    let shop = shop(db).await;
    let id = shop.hire("jo.rivera", &[Role::Associate]).await;
    let SignIn::Done(opened) = shop.try_sign_in(" Jo.Rivera ", PASSWORD).await.unwrap() else {
        panic!("no second factor was set up")
    };
    let found = session(&shop.app, opened.secret.expose()).await.unwrap().unwrap();
    let roles = vec![Role::Associate];
    let actor = Actor::Staff { id, name: "Jo Rivera".to_owned(), roles, store: shop.store.clone() };
    assert_eq!(found.actor, actor);
    assert_eq!(found.csrf, opened.session.csrf);
    assert_ne!(found.csrf, *opened.secret.expose());
    assert_eq!(shop.kinds().await, ["note.staff_added", "note.sign_in"]);
});

db_test!(a_wrong_login_and_a_wrong_password_get_one_and_the_same_answer, |db| async move {
    let shop = shop(db).await;
    let gone = shop.hire("gone", &[Role::Auditor]).await;
    shop.hire("jo", &[Role::Associate]).await;
    deactivate(&shop.app, &Actor::system("test"), &gone).await.unwrap();
    let answers = [
        refusal(shop.try_sign_in("jo", "another password").await),
        refusal(shop.try_sign_in("nobody.here", PASSWORD).await),
        refusal(shop.try_sign_in("gone", PASSWORD).await),
    ];
    assert!(
        answers.iter().all(|answer| answer.starts_with("the login or the password is wrong")),
        "{answers:?}"
    );
    let failed: Vec<_> =
        shop.record().await.into_iter().filter(|row| row.kind == "note.sign_in_failed").collect();
    assert_eq!(failed.len(), 3);
    for row in failed {
        assert!(!row.line.contains("nobody.here") && !row.line.contains(REMOTE), "{}", row.line);
    }
});

db_test!(neither_secrets_nor_passwords_lie_in_the_database, |db| async move {
    let shop = shop(db).await;
    let opened = shop.hire_and_enter("jo", &[Role::Associate]).await;
    let offered = offer(&shop.app, &opened.session.actor, PASSWORD).await.unwrap();
    let everything = contents(shop.app.db()).await;
    let text = format!("{everything:?}");
    for secret in [opened.secret.expose().as_str(), PASSWORD, offered.typed.expose()] {
        assert!(!text.contains(secret));
    }
    assert!(text.contains(&opened.session.csrf), "the search finds what is there");
    assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(!format!("{opened:?}{offered:?}").contains(opened.secret.expose().as_str()));
});

async fn fail(shop: &Shop, login: &str, times: usize) {
    for _ in 0..times {
        refusal(shop.try_sign_in(login, "another password").await);
    }
}

db_test!(five_wrong_tries_shut_an_account_for_fifteen_minutes, |db| async move {
    let shop = shop(db).await;
    shop.hire("jo", &[Role::Associate]).await;
    shop.hire("kim", &[Role::Associate]).await;
    fail(&shop, "jo", 5).await;
    shop.clock.advance_seconds(60);
    let error = error_of(shop.try_sign_in("JO", PASSWORD).await);
    assert!(matches!(error, AppError::TooMany { retry_after_seconds: 841 }), "{error:?}");
    shop.enter("kim").await;
    shop.clock.advance_seconds(841);
    shop.enter("jo").await;
});

db_test!(an_unknown_login_is_shut_like_a_known_one, |db| async move {
    let shop = shop(db).await;
    fail(&shop, "nobody", 5).await;
    assert!(matches!(error_of(shop.try_sign_in("nobody", PASSWORD).await), AppError::TooMany { .. }));
});

db_test!(getting_in_forgets_what_went_wrong_before, |db| async move {
    let shop = shop(db).await;
    shop.hire("jo", &[Role::Associate]).await;
    for _ in 0..3 {
        fail(&shop, "jo", 4).await;
        shop.enter("jo").await;
    }
});

db_test!(an_address_that_tries_one_account_after_another_is_shut, |db| async move {
    let shop = shop(db).await;
    shop.hire("jo", &[Role::Associate]).await;
    for n in 0..20 {
        fail(&shop, &format!("guess{n}"), 1).await;
    }
    assert!(matches!(error_of(shop.try_sign_in("jo", PASSWORD).await), AppError::TooMany { .. }));
    let elsewhere = sign_in(&shop.app, "jo", PASSWORD, "Firefox", "198.51.100.1").await;
    assert!(matches!(elsewhere, Ok(SignIn::Done(_))));
});

db_test!(many_tries_at_once_are_no_way_around_the_limit, |db| async move {
    let shop = shop(db).await;
    shop.hire("jo", &[Role::Associate]).await;
    let tries: Vec<_> = (0..12)
        .map(|n| {
            let app = shop.app.clone();
            let remote = format!("198.51.100.{n}");
            tokio::spawn(async move { sign_in(&app, "jo", "another password", "Firefox", &remote).await })
        })
        .collect();
    let (mut looked_at, mut shut) = (0, 0);
    for one in tries {
        match error_of(one.await.unwrap()) {
            AppError::Refused(_) => looked_at += 1,
            AppError::TooMany { .. } => shut += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((looked_at, shut), (5, 7));
});

/// Signed up for codes; the text is what the person's app was told.
async fn with_codes(shop: &Shop, login: &str) -> Secret<String> {
    let opened = shop.hire_and_enter(login, &[Role::Associate]).await;
    let offered = offer(&shop.app, &opened.session.actor, PASSWORD).await.unwrap();
    let code = shop.code(offered.typed.expose());
    accept(&shop.app, &opened.session.actor, opened.secret.expose(), &code).await.unwrap();
    shop.clock.advance_seconds(30);
    offered.typed
}

async fn half_way(shop: &Shop, login: &str) -> Secret<String> {
    match shop.try_sign_in(login, PASSWORD).await.unwrap() {
        SignIn::NeedsSecondFactor { secret } => secret,
        SignIn::Done(_) => panic!("a second factor was set up"),
    }
}

db_test!(with_a_second_factor_the_password_alone_opens_nothing, |db| async move {
    let shop = shop(db).await;
    let typed = with_codes(&shop, "jo").await;
    let waiting = half_way(&shop, "jo").await;
    assert!(session(&shop.app, waiting.expose()).await.unwrap().is_none());
    let opened = second_factor(&shop.app, waiting.expose(), &shop.code(typed.expose())).await.unwrap();
    assert_ne!(opened.secret.expose(), waiting.expose(), "the secret of the first step is spent");
    assert!(shop.is_open(&opened).await);
    assert!(opened.session.has_second_factor);
    assert!(session(&shop.app, waiting.expose()).await.unwrap().is_none());
    let again = second_factor(&shop.app, waiting.expose(), &shop.code(typed.expose())).await;
    assert!(refusal(again).contains("start again"));
});

db_test!(a_code_is_good_once, |db| async move {
    let shop = shop(db).await;
    let typed = with_codes(&shop, "jo").await;
    let code = shop.code(typed.expose());
    second_factor(&shop.app, half_way(&shop, "jo").await.expose(), &code).await.unwrap();
    let waiting = half_way(&shop, "jo").await;
    assert!(refusal(second_factor(&shop.app, waiting.expose(), &code).await).contains("used before"));
    shop.clock.advance_seconds(30);
    second_factor(&shop.app, waiting.expose(), &shop.code(typed.expose())).await.unwrap();
    assert_eq!(shop.kinds().await.iter().filter(|kind| *kind == "note.second_factor_failed").count(), 1);
});

db_test!(knowing_the_password_is_no_way_to_guess_codes, |db| async move {
    let shop = shop(db).await;
    let typed = with_codes(&shop, "jo").await;
    let real = shop.code(typed.expose());
    let wrong = if real == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        let waiting = half_way(&shop, "jo").await;
        refusal(second_factor(&shop.app, waiting.expose(), wrong).await);
    }
    let waiting = half_way(&shop, "jo").await;
    refusal(second_factor(&shop.app, waiting.expose(), wrong).await);
    let shut = error_of(second_factor(&shop.app, waiting.expose(), &real).await);
    assert!(matches!(shut, AppError::TooMany { .. }), "{shut:?}");
    let shut = error_of(shop.try_sign_in("jo", PASSWORD).await);
    assert!(matches!(shut, AppError::TooMany { .. }), "{shut:?}");
});

db_test!(the_second_step_waits_five_minutes, |db| async move {
    let shop = shop(db).await;
    let typed = with_codes(&shop, "jo").await;
    let waiting = half_way(&shop, "jo").await;
    shop.clock.advance_seconds(5 * 60);
    let late = second_factor(&shop.app, waiting.expose(), &shop.code(typed.expose())).await;
    assert!(refusal(late).contains("start again"));
});
