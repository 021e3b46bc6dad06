//! Wording: copy is marked in its place, with its law one click away, and nothing of it is kept.

use axum::http::StatusCode;
use countersign_kernel::Role;

use super::shop::in_shop;

const PAGE: &str = "/menu/wording";

#[test]
fn what_may_not_be_said_is_marked_in_its_place_with_its_law_and_what_to_say_instead() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let before = shop.record().await.len();
        let empty = jo.get(PAGE).await;
        assert!(empty.has("Colorado") && !empty.has("What was found") && empty.has(">Check</button>"));

        let text = "Slow-cured <flower>.\r\nRelieves chronic pain.";
        let page = jo.post(PAGE, &[("surface", "menu"), ("text", text)]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.has("<mark class=\"said said-stop\">Relieves chronic pain<a href=\"#hit-1\">"),
            "{}",
            page.body
        );
        assert!(page.has("Slow-cured &#60;flower&#62;.\n<mark"), "{}", page.body);
        assert!(page.has("One place may not be said here.") && page.has("A medical claim"));
        assert!(
            page.has("id=\"hit-1\"") && page.has("<span class=\"mono\">us/content/health</span>"),
            "{}",
            page.body
        );
        assert!(page.has("href=\"https://") && page.has("What may be said instead"));

        // What is offered instead is not found fault with.
        let rewrite = page.body.split("name=\"text\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let rewrite = rewrite.replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'");
        let again = jo.post(PAGE, &[("surface", "menu"), ("text", &rewrite)]).await;
        assert!(again.has("Nothing was found that the law of Colorado"), "{}", again.body);
        assert!(!again.has("<mark"));
        assert_eq!(shop.record().await.len(), before, "nothing is kept");
    });
}

#[test]
fn what_a_person_decides_says_why() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::CustomerService]).await;
        let page = jo.post(PAGE, &[("surface", "menu"), ("text", "The healing power of the plant.")]).await;
        assert!(page.has("said-unknown") && page.has("A person decides"), "{}", page.body);
        assert!(page.has("The words may be innocent") || page.has("The law leaves this to a person"));
    });
}

#[test]
fn nothing_typed_is_nothing_found_and_a_made_up_surface_is_refused() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Manager]).await;
        let page = jo.post(PAGE, &[("surface", "sms"), ("text", "  ")]).await;
        assert!(
            page.status == StatusCode::OK && !page.has("Nothing found") && page.has("value=\"sms\" selected")
        );
        let page = jo.post(PAGE, &[("surface", "billboard"), ("text", "x")]).await;
        assert!(
            page.status == StatusCode::UNPROCESSABLE_ENTITY && page.has("advertisement"),
            "{}",
            page.body
        );
        let ann = shop.enter("ann", &[Role::Budtender]).await;
        assert_eq!(ann.get(PAGE).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ann.post(PAGE, &[("surface", "menu"), ("text", "x")]).await.status, StatusCode::FORBIDDEN);
        let it = shop.enter("kay", &[Role::It]).await;
        assert!(!it.get("/connections").await.has("href=\"/menu\""), "a room nobody may enter is not drawn");
    });
}
