//! Who may change whom.

use countersign_app::AppError;
use countersign_app::people::sign_in::SignIn;
use countersign_app::people::staff::{
    FirstPassword, NewStaff, add_staff, appointable, deactivate, list_staff, reactivate, reset_password,
    reset_second_factor, set_roles,
};
use countersign_kernel::{Actor, Permission, Role};
use countersign_store::db_test;

use super::shop::{PASSWORD, Shop, error_of, refusal, shop};

fn new<'a>(shop: &'a Shop, login: &'a str, roles: &'a [Role]) -> NewStaff<'a> {
    NewStaff { store: &shop.store, name: "Kim Lee", login, roles, password: FirstPassword::Temporary }
}

db_test!(a_person_who_was_added_gets_in_with_the_password_that_was_told, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let added = add_staff(&shop.app, &manager, new(&shop, "Kim.Lee", &[Role::Budtender])).await.unwrap();
    let password = added.temporary_password.unwrap();
    assert!(matches!(shop.try_sign_in("kim.lee", password.expose()).await, Ok(SignIn::Done(_))));
    let listed = list_staff(&shop.app, &manager).await.unwrap();
    let kim = listed.iter().find(|person| person.id == added.id).unwrap();
    assert_eq!((kim.login.as_str(), kim.roles.as_slice()), ("kim.lee", [Role::Budtender].as_slice()));
    assert!(kim.active && kim.password_temporary && !kim.has_second_factor);
    let told = shop.record().await;
    let told = told.iter().find(|row| row.kind == "note.staff_added" && row.subject == added.id.as_str());
    let line = &told.unwrap().line;
    assert!(line.contains("budtender") && !line.contains("Kim") && !line.contains("kim.lee"), "{line}");
});

db_test!(what_cannot_be_a_person_is_refused_with_the_field, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let good = new(&shop, "kim", &[Role::Budtender]);
    for (odd, field) in [
        (NewStaff { login: "JO", ..good.clone() }, "login"),
        (NewStaff { login: "k", ..good.clone() }, "login"),
        (NewStaff { login: "kim lee", ..good.clone() }, "login"),
        (NewStaff { name: "  ", ..good.clone() }, "name"),
        (NewStaff { roles: &[], ..good.clone() }, "roles"),
    ] {
        match error_of(add_staff(&shop.app, &manager, odd).await) {
            AppError::Invalid { field: found, .. } => assert_eq!(found, field),
            other => panic!("{other:?}"),
        }
    }
    let lasting = NewStaff { password: FirstPassword::Lasting(PASSWORD), ..good.clone() };
    assert!(refusal(add_staff(&shop.app, &manager, lasting).await).contains("temporary"));
    add_staff(&shop.app, &manager, good).await.unwrap();
});

db_test!(without_the_permission_nobody_is_changed_or_even_seen, |db| async move {
    let shop = shop(db).await;
    let id = shop.hire("kim", &[Role::Budtender]).await;
    let app = &shop.app;
    for role in Role::ALL {
        if app.roles().allows(*role, Permission::PeopleEdit) {
            continue;
        }
        let actor = shop.hire_and_enter(&format!("the.{role}"), &[*role]).await.session.actor;
        let refused = [
            add_staff(app, &actor, new(&shop, "new", &[Role::Budtender])).await.err(),
            set_roles(app, &actor, &id, &[Role::Manager]).await.err(),
            deactivate(app, &actor, &id).await.err(),
            reactivate(app, &actor, &id).await.err(),
            reset_password(app, &actor, &id).await.err(),
            reset_second_factor(app, &actor, &id).await.err(),
        ];
        for error in refused {
            assert!(matches!(error, Some(AppError::NotPermitted(Permission::PeopleEdit))), "{error:?}");
        }
        assert_eq!(appointable(app, &actor), []);
        let sees = app.roles().allows(*role, Permission::PeopleView);
        assert_eq!(list_staff(app, &actor).await.is_ok(), sees, "{role}");
    }
});

db_test!(nobody_changes_themselves_or_gives_what_their_role_does_not_appoint, |db| async move {
    let shop = shop(db).await;
    let app = &shop.app;
    let boss = shop.hire("boss", &[Role::Manager]).await;
    let kim = shop.hire("kim", &[Role::Budtender]).await;
    let it = shop.hire_and_enter("it", &[Role::It]).await.session;
    refusal(set_roles(app, &it.actor, &it.staff, &[Role::Auditor]).await);
    refusal(deactivate(app, &it.actor, &it.staff).await);
    refusal(reset_password(app, &it.actor, &it.staff).await);
    let raised = error_of(set_roles(app, &it.actor, &kim, &[Role::Budtender, Role::Manager]).await);
    assert!(matches!(raised, AppError::Invalid { field: "roles", .. }), "{raised:?}");
    let puppet = error_of(add_staff(app, &it.actor, new(&shop, "puppet", &[Role::Manager])).await);
    assert!(matches!(puppet, AppError::Invalid { field: "roles", .. }), "{puppet:?}");
    for done in [
        set_roles(app, &it.actor, &boss, &[Role::Budtender]).await,
        deactivate(app, &it.actor, &boss).await,
        reset_password(app, &it.actor, &boss).await.map(|_| ()),
        reset_second_factor(app, &it.actor, &boss).await,
    ] {
        assert!(refusal(done).contains("ask a manager"));
    }
    assert!(!appointable(app, &it.actor).contains(&Role::Manager));
    set_roles(app, &it.actor, &kim, &[Role::Associate]).await.unwrap();
});

db_test!(other_roles_take_effect_at_once_and_are_on_the_record, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let kim = shop.hire("kim", &[Role::Budtender]).await;
    let opened = shop.enter("kim").await;
    set_roles(&shop.app, &manager, &kim, &[Role::Associate]).await.unwrap();
    assert!(!shop.is_open(&opened).await);
    let again = shop.enter("kim").await.session.actor;
    assert!(shop.app.may(&again, Permission::OrderApprove) && !shop.app.may(&again, Permission::OrderPick));
    let told = shop.record().await;
    let line = &told.iter().find(|row| row.kind == "note.roles_changed").unwrap().line;
    assert!(line.contains(r#""from":["budtender"],"to":["associate"]"#), "{line}");
});

db_test!(an_account_that_was_ended_opens_nothing_until_it_is_given_back, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let kim = shop.hire("kim", &[Role::Budtender]).await;
    let opened = shop.enter("kim").await;
    deactivate(&shop.app, &manager, &kim).await.unwrap();
    deactivate(&shop.app, &manager, &kim).await.unwrap();
    assert!(!shop.is_open(&opened).await);
    refusal(shop.try_sign_in("kim", PASSWORD).await);
    reactivate(&shop.app, &manager, &kim).await.unwrap();
    shop.enter("kim").await;
    let ended = shop.kinds().await.iter().filter(|kind| *kind == "note.staff_deactivated").count();
    assert_eq!(ended, 1);
});

db_test!(the_last_person_who_can_change_people_stays, |db| async move {
    let shop = shop(db).await;
    let system = Actor::system("test");
    let boss = shop.hire("boss", &[Role::Manager]).await;
    // Somebody at another store is no help here.
    shop.hire_at(&shop.other_store, "elsewhere", &[Role::Manager]).await;
    assert!(refusal(deactivate(&shop.app, &system, &boss).await).contains("last person"));
    assert!(refusal(set_roles(&shop.app, &system, &boss, &[Role::Auditor]).await).contains("last person"));
    shop.hire("it", &[Role::It]).await;
    deactivate(&shop.app, &system, &boss).await.unwrap();
});

db_test!(of_two_who_let_each_other_go_at_once_one_stays, |db| async move {
    let shop = shop(db).await;
    let one = shop.hire_and_enter("one", &[Role::Manager]).await.session;
    let other = shop.hire_and_enter("other", &[Role::Manager]).await.session;
    let app = shop.app.clone();
    let (by, of) = (one.actor.clone(), other.staff.clone());
    let first = tokio::spawn(async move { deactivate(&app, &by, &of).await });
    let app = shop.app.clone();
    let (by, of) = (other.actor.clone(), one.staff.clone());
    let second = tokio::spawn(async move { deactivate(&app, &by, &of).await });
    let done = [first.await.unwrap().is_ok(), second.await.unwrap().is_ok()];
    assert!(done[0] != done[1], "{done:?}");
});

db_test!(people_of_another_store_do_not_exist, |db| async move {
    let shop = shop(db).await;
    let manager = shop.hire_and_enter("jo", &[Role::Manager]).await.session.actor;
    let stranger = shop.hire_at(&shop.other_store, "kim", &[Role::Budtender]).await;
    assert!(matches!(
        error_of(deactivate(&shop.app, &manager, &stranger).await),
        AppError::NotFound("person")
    ));
    assert!(matches!(
        error_of(reset_password(&shop.app, &manager, &stranger).await),
        AppError::NotFound("person")
    ));
    assert!(list_staff(&shop.app, &manager).await.unwrap().iter().all(|person| person.id != stranger));
    let there = NewStaff { store: &shop.other_store, ..new(&shop, "spy", &[Role::Budtender]) };
    assert!(matches!(error_of(add_staff(&shop.app, &manager, there).await), AppError::NotFound("store")));
});
