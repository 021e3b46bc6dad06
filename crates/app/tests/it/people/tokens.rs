//! Programs that come in.

use countersign_app::AppError;
use countersign_app::people::staff::{deactivate, list_staff, set_roles};
use countersign_app::people::tokens::{
    NEVER_A_SCOPE, NewToken, authenticate_token, create_token, list_tokens, revoke_token,
};
use countersign_kernel::{Actor, Permission, Role};
use countersign_store::db_test;
use countersign_store::testing::contents;

use super::shop::{START, Shop, error_of, shop};

const SCOPES: [Permission; 2] = [Permission::OrderView, Permission::RecordView];

fn new<'a>(shop: &'a Shop, scopes: &'a [Permission]) -> NewToken<'a> {
    NewToken { store: &shop.store, name: "menu screen", scopes, ends_at: None }
}

db_test!(a_token_is_told_once_and_lets_its_program_do_what_it_says, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let made = create_token(&shop.app, &manager, new(&shop, &SCOPES)).await.unwrap();
    assert!(made.secret.expose().starts_with("cst_") && made.secret.expose().len() == 47);
    assert!(!format!("{:?}", contents(shop.app.db()).await).contains(made.secret.expose().as_str()));
    let actor = authenticate_token(&shop.app, made.secret.expose()).await.unwrap().unwrap();
    for permission in Permission::ALL {
        assert_eq!(shop.app.may(&actor, *permission), SCOPES.contains(permission), "{permission}");
    }
    assert!(matches!(error_of(list_staff(&shop.app, &actor).await), AppError::NotPermitted(_)));
    for odd in ["", "cst_", "cst_0000", &made.secret.expose()[4..], &"cst_".repeat(10_000)] {
        assert_eq!(authenticate_token(&shop.app, odd).await.unwrap(), None);
    }
    assert!(shop.kinds().await.contains(&"note.token_created".to_owned()));
});

db_test!(nobody_gives_a_token_more_than_they_may_or_what_takes_a_person, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let it = shop.hire_and_enter("it", &[Role::It]).await.session.actor;
    let kim = shop.hire_and_enter("kim", &[Role::Associate]).await.session.actor;
    let beyond = [Permission::RecordView, Permission::CustomerUnseal];
    let error = error_of(create_token(&shop.app, &it, new(&shop, &beyond)).await);
    assert_eq!(error.to_string(), "`scopes` holds `customer.unseal`, which is not permitted to you");
    for scope in NEVER_A_SCOPE {
        let error = error_of(create_token(&shop.app, &manager, new(&shop, &[scope])).await);
        assert!(matches!(error, AppError::Invalid { field: "scopes", .. }), "{error:?}");
    }
    let error = error_of(create_token(&shop.app, &kim, new(&shop, &[Permission::OrderView])).await);
    assert!(matches!(error, AppError::NotPermitted(Permission::TokenEdit)), "{error:?}");
    let error = error_of(create_token(&shop.app, &manager, new(&shop, &[])).await);
    assert!(matches!(error, AppError::Invalid { field: "scopes", .. }), "{error:?}");
    let past = NewToken { ends_at: Some(START), ..new(&shop, &SCOPES) };
    let error = error_of(create_token(&shop.app, &manager, past).await);
    assert!(matches!(error, AppError::Invalid { field: "ends_at", .. }), "{error:?}");
    let there = NewToken { store: &shop.other_store, ..new(&shop, &SCOPES) };
    assert!(matches!(error_of(create_token(&shop.app, &manager, there).await), AppError::NotFound("store")));
});

db_test!(a_token_ends_when_it_says_or_when_it_is_revoked, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let stranger = shop.hire_at(&shop.other_store, "kim", &[Role::Manager]).await;
    let stranger = Actor::Staff {
        id: stranger,
        name: String::new(),
        roles: vec![Role::Manager],
        store: shop.other_store.clone(),
    };
    let brief = NewToken { ends_at: Some(START.plus_minutes(1)), ..new(&shop, &SCOPES) };
    let brief = create_token(&shop.app, &manager, brief).await.unwrap();
    let lasting = create_token(&shop.app, &manager, new(&shop, &SCOPES)).await.unwrap();
    assert!(authenticate_token(&shop.app, brief.secret.expose()).await.unwrap().is_some());
    shop.clock.advance_seconds(60);
    assert!(authenticate_token(&shop.app, brief.secret.expose()).await.unwrap().is_none());
    let foreign = error_of(revoke_token(&shop.app, &stranger, &lasting.id).await);
    assert!(matches!(foreign, AppError::NotFound("token")), "{foreign:?}");
    assert!(authenticate_token(&shop.app, lasting.secret.expose()).await.unwrap().is_some());
    for _ in 0..2 {
        revoke_token(&shop.app, &manager, &lasting.id).await.unwrap();
    }
    assert!(authenticate_token(&shop.app, lasting.secret.expose()).await.unwrap().is_none());
    let listed = list_tokens(&shop.app, &manager).await.unwrap();
    let revoked = listed.iter().find(|token| token.id == lasting.id).unwrap();
    assert_eq!((listed.len(), revoked.revoked_at), (2, Some(START.plus_minutes(1))));
    assert!(list_tokens(&shop.app, &stranger).await.unwrap().is_empty());
    let revocations = shop.kinds().await.iter().filter(|kind| *kind == "note.token_revoked").count();
    assert_eq!(revocations, 1);
});

db_test!(a_token_shrinks_with_its_maker, |db| async move {
    let shop = shop(db).await;
    let system = Actor::system("test");
    let maker = shop.hire_and_enter("jo", &[Role::Manager]).await.session;
    shop.hire("kim", &[Role::Manager]).await;
    let made = create_token(&shop.app, &maker.actor, new(&shop, &SCOPES)).await.unwrap();
    set_roles(&shop.app, &system, &maker.staff, &[Role::It]).await.unwrap();
    let actor = authenticate_token(&shop.app, made.secret.expose()).await.unwrap().unwrap();
    assert!(shop.app.may(&actor, Permission::RecordView) && !shop.app.may(&actor, Permission::OrderView));
    deactivate(&shop.app, &system, &maker.staff).await.unwrap();
    assert!(authenticate_token(&shop.app, made.secret.expose()).await.unwrap().is_none());
});
