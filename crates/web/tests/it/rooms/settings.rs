//! Settings: people, roles, hours, the gate, and tokens.

use axum::http::StatusCode;
use countersign_app::people::tokens::authenticate_token;
use countersign_kernel::{Actor, Permission, Role};

use super::shop::{Answer, in_shop};

/// What stands in the box for things that are shown once.
fn shown_once(page: &Answer) -> Option<String> {
    let secret = page.body.split("class=\"secret mono\">").nth(1)?.split('<').next()?;
    Some(secret.to_owned())
}

#[test]
fn a_person_is_added_with_a_password_that_is_shown_once_and_lets_them_in() {
    in_shop(|shop| async move {
        let boss = shop.enter("boss", &[Role::Manager]).await;
        let fields = [("name", "Kim Lee"), ("login", "Kim"), ("role_budtender", "on")];
        let page = boss.post("/settings/people", &fields).await;
        assert_eq!(page.status, StatusCode::OK);
        let password = shown_once(&page).expect("the password is shown");
        assert_eq!(shown_once(&boss.get("/settings/people").await), None, "and never again");
        let kim = shop.sign_in("kim", &password).await.expect("it lets Kim in");
        assert_eq!(kim.get("/customers").await.value("location"), "/password", "it must be changed first");
        let again = boss.post("/settings/people", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.has("is taken") && again.has("value=\"Kim Lee\""), "what was typed is still there");
        let none = boss.post("/settings/people", &[("name", "Al"), ("login", "al")]).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.has("roles-error"));
    });
}

#[test]
fn roles_suspension_and_a_new_password_take_effect_and_rules_about_people_are_said() {
    in_shop(|shop| async move {
        let boss = shop.enter("boss", &[Role::Manager]).await;
        let id = shop.hire("kim", &[Role::Budtender]).await;
        let page = format!("/settings/people/{id}");
        assert!(boss.get(&page).await.has("name=\"role_budtender\" checked"));
        let fields = [("role_associate", "on")];
        assert_eq!(boss.post(&format!("{page}/roles"), &fields).await.status, StatusCode::SEE_OTHER);
        assert!(boss.get(&page).await.has("name=\"role_associate\" checked"));
        let none = boss.post(&format!("{page}/roles"), &[]).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.has("needs one or more"));
        let fresh = shown_once(&boss.post(&format!("{page}/password"), &[]).await).expect("it is shown");
        assert!(shop.sign_in("kim", &fresh).await.is_some());
        boss.post(&format!("{page}/suspension"), &[("state", "suspended")]).await;
        assert!(shop.sign_in("kim", &fresh).await.is_none());
        assert!(boss.get("/settings/people").await.has("suspended"));
        boss.post(&format!("{page}/suspension"), &[("state", "lifted")]).await;
        assert!(shop.sign_in("kim", &fresh).await.is_some());
        let Actor::Staff { id: own, .. } = &boss.actor else { panic!("a person") };
        let own = format!("/settings/people/{own}");
        assert!(boss.get(&own).await.has("Nobody changes their own account here"));
        let refused = boss.post(&format!("{own}/suspension"), &[("state", "suspended")]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("ask another manager"));
    });
}

#[test]
fn who_may_only_look_at_people_changes_none_and_others_see_none() {
    in_shop(|shop| async move {
        let id = shop.hire("kim", &[Role::Budtender]).await;
        let officer = shop.enter("officer", &[Role::ComplianceOfficer]).await;
        let list = officer.get("/settings/people").await;
        assert!(list.has("Jo Rivera") && !list.has("Add a person") && !list.has("/suspension"));
        for (path, fields) in [
            ("/settings/people".to_owned(), &[("name", "Al"), ("login", "al"), ("role_budtender", "on")][..]),
            (format!("/settings/people/{id}/roles"), &[("role_budtender", "on")]),
            (format!("/settings/people/{id}/suspension"), &[("state", "suspended")]),
            (format!("/settings/people/{id}/password"), &[]),
            (format!("/settings/people/{id}/second-step-removal"), &[]),
            ("/settings/tokens".to_owned(), &[("name", "Web"), ("scope_order.view", "on")]),
        ] {
            assert_eq!(officer.post(&path, fields).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let jo = shop.enter("jo", &[Role::Associate]).await;
        for path in ["/settings/people", "/settings/roles", "/settings/stores", "/settings/tokens"] {
            assert_eq!(jo.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let hours = jo.post("/settings/gate", &[("state", "closed"), ("reason", "no power")]).await;
        assert_eq!(hours.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_token_is_shown_once_opens_what_it_says_and_nothing_once_revoked() {
    in_shop(|shop| async move {
        let it = shop.enter("it", &[Role::It]).await;
        assert!(it.get("/settings/tokens").await.has("No token yet"));
        let fields = [("name", "Wall screen"), ("scope_record.view", "on"), ("scope_rulebook.view", "on")];
        let page = it.post("/settings/tokens", &fields).await;
        let token = shown_once(&page).expect("the token is shown");
        assert_eq!(shown_once(&it.get("/settings/tokens").await), None, "and never again");
        let actor = authenticate_token(&shop.app, &token).await.unwrap().expect("it opens");
        let Actor::Token { id, scopes, .. } = actor else { panic!("a program") };
        assert_eq!(scopes, [Permission::RecordView, Permission::RulebookView]);
        for fields in [
            &[("name", "Too much"), ("scope_order.approve", "on")][..],
            &[("name", "Of people"), ("scope_people.edit", "on")],
            &[("name", "Nothing")],
            &[("name", ""), ("scope_record.view", "on")],
        ] {
            let page = it.post("/settings/tokens", fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        }
        let odd = it.post("/settings/tokens", &[("name", "Odd"), ("scope_world.rule", "on")]).await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
        it.post(&format!("/settings/tokens/{id}/revocation"), &[]).await;
        assert!(authenticate_token(&shop.app, &token).await.unwrap().is_none());
        assert!(it.get("/settings/tokens").await.has(">revoked<"));
    });
}

#[test]
fn hours_and_gate_are_changed_with_a_reason_and_shown_on_every_page() {
    in_shop(|shop| async move {
        let boss = shop.enter("boss", &[Role::Manager]).await;
        let hours = format!("/settings/stores/{}", shop.store);
        let done = boss.post(&hours, &[("opens", "08:00"), ("closes", "00:00")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(boss.get("/settings/stores").await.has("08:00 to 00:00"));
        for (opens, closes) in [("8", "22:00"), ("10:00", "09:00"), ("10:00", "10:00"), ("10:00", "24:00")] {
            let page = boss.post(&hours, &[("opens", opens), ("closes", closes)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{opens} {closes}");
        }
        let elsewhere = format!("/settings/stores/{}", shop.other_store);
        let other = boss.post(&elsewhere, &[("opens", "08:00"), ("closes", "20:00")]).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        assert_eq!(shop.of_kind("note.hours").await.len(), 1);
        let bare = boss.post("/settings/gate", &[("state", "open"), ("reason", " ")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        boss.post("/settings/gate", &[("state", "open"), ("reason", "count done")]).await;
        assert!(boss.get("/rulebook").await.has("gate-open"));
        boss.post("/settings/gate", &[("state", "closed"), ("reason", "no power")]).await;
        let closed = boss.get("/rulebook").await;
        assert!(closed.has("gate-closed") && closed.has("no power"));
        assert_eq!(shop.of_kind("act.gate").await.len(), 2);
    });
}

#[test]
fn the_roles_page_has_every_permission_in_words() {
    in_shop(|shop| async move {
        let page = shop.enter("boss", &[Role::Manager]).await.get("/settings/roles").await;
        for permission in Permission::ALL {
            assert!(page.has(permission.word()), "{permission}");
        }
    });
}
