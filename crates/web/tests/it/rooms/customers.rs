//! Customers: found by exact match, opened with a reason, and every opening on the record.

use axum::http::StatusCode;
use countersign_kernel::Role;

use super::shop::in_shop;

#[test]
fn only_an_exact_value_finds_a_customer_and_nothing_personal_is_shown() {
    in_shop(|shop| async move {
        let ada = shop.keep_ada().await;
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let link = format!("/customers/{ada}");
        for (fields, found) in [
            (&[("phone", "(303) 555-0101")][..], true),
            (&[("phone", "303-555-0102")], false),
            (&[("id_number", "92-100-1001")], true),
            (&[("id_number", "p-100-134")], true),
            (&[("name", "ada winter"), ("born", "1990-05-01")], true),
            (&[("name", "ada winter"), ("born", "1990-05-02")], false),
            (&[("email", "ada@example.com")], false),
        ] {
            let page = jo.post("/customers/lookup", fields).await;
            assert_eq!(page.status, StatusCode::OK, "{fields:?}");
            assert_eq!(page.has(&link), found, "{fields:?}");
            for personal in ["Winter", "555-0101", "1990-05-01", "92-100-1001", "P-100-134"] {
                assert!(!page.has(personal), "{personal} is on the page for {fields:?}");
            }
        }
        assert!(jo.get("/customers").await.has(&link));
    });
}

#[test]
fn what_cannot_be_looked_for_is_said_with_422() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        for fields in [
            &[][..],
            &[("name", "Ada")],
            &[("born", "1990-05-01")],
            &[("phone", "no digits")],
            &[("phone", "303-555-010")],
        ] {
            let page = jo.post("/customers/lookup", fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(page.has("role=\"alert\""), "{fields:?}");
        }
    });
}

#[test]
fn a_look_opens_one_field_once_and_is_on_the_record() {
    in_shop(|shop| async move {
        let ada = shop.keep_ada().await;
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let page = format!("/customers/{ada}");
        let sealed = jo.get(&page).await;
        assert!(!sealed.has("Winter") && sealed.has("‹sealed›") && sealed.has("Card expired"));
        let look = format!("{page}/look");
        let opened = jo.post(&look, &[("field", "phone"), ("why", "verify_order"), ("order", "1297")]).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert!(opened.has("303-555-0101") && !opened.has("Winter"), "one field is opened, not all");
        assert_eq!(opened.value("cache-control"), "no-store");
        jo.post(&look, &[("field", "name"), ("why", "inspector")]).await;
        assert!(!jo.get(&page).await.has("303-555-0101"), "the field is sealed again");
        let looks = shop.of_kind("look.customer").await;
        assert_eq!(looks.len(), 2, "each opening is an entry of its own");
        assert_eq!(
            (looks[0].subject.as_str(), looks[0].actor.as_str()),
            (ada.as_str(), jo.actor.label().as_str())
        );
        assert!(looks[0].line.contains(r#""field":"phone""#) && looks[0].line.contains(r#""order":1297"#));
        assert!(looks[0].line.contains("To verify an open order"), "{}", looks[0].line);
        assert!(!looks[0].line.contains("0101"), "the record holds what was opened");
        let listed = jo.get(&page).await;
        assert!(
            listed.has("Jo Rivera: phone, to verify an open order") && listed.has("name, an inspector asked")
        );
    });
}

#[test]
fn nothing_is_opened_without_a_reason_of_the_list_the_permission_or_the_sessions_own_form() {
    in_shop(|shop| async move {
        let ada = shop.keep_ada().await;
        let look = format!("/customers/{ada}/look");
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let it = shop.enter("it", &[Role::It]).await;
        let good = [("field", "name"), ("why", "inspector")];
        for (fields, status) in [
            (&[("field", "name"), ("why", "curious")][..], StatusCode::UNPROCESSABLE_ENTITY),
            (&[("field", "name"), ("why", "")], StatusCode::UNPROCESSABLE_ENTITY),
            (&[("field", "name"), ("why", "inspector"), ("order", "x")], StatusCode::UNPROCESSABLE_ENTITY),
            (&[("field", "shoe size"), ("why", "inspector")], StatusCode::BAD_REQUEST),
        ] {
            let answer = jo.post(&look, fields).await;
            assert_eq!(answer.status, status, "{fields:?}");
            assert!(!answer.has("Winter"));
        }
        assert_eq!(it.post(&look, &good).await.status, StatusCode::FORBIDDEN);
        assert_eq!(it.get(&format!("/customers/{ada}")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            it.post("/customers/lookup", &[("phone", "303-555-0101")]).await.status,
            StatusCode::FORBIDDEN
        );
        let mut forged = vec![("csrf", "guessed")];
        forged.extend(good);
        assert_eq!(jo.post_raw(&look, &forged).await.status, StatusCode::FORBIDDEN);
        assert_eq!(shop.stranger().get("/customers").await.value("location"), "/sign-in?next=/customers");
        assert!(shop.of_kind("look.customer").await.is_empty());
        let nobody = jo.get("/customers/cus_00000000000000000000000000").await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_is_left_is_shown_with_its_rule_for_each_program() {
    in_shop(|shop| async move {
        let ada = shop.keep_ada().await;
        let page = shop.enter("jo", &[Role::Budtender]).await.get(&format!("/customers/{ada}")).await;
        assert!(page.has("1 CCR 212-3, Rule 6-110(C)"), "the adult rule is cited");
        assert!(
            page.has(">28.35 g<") && page.has(">28.34 g<") && page.has(", adult<") && page.has(", medical<"),
            "{}",
            page.body
        );
        assert!(page.has("23 Nov, 00:00 MST"), "when it counts again");
    });
}
