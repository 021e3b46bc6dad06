//! The close in the browser: drawn up by one, accepted by another, signed, and not changed any more.

use axum::http::StatusCode;
use countersign_kernel::Role;

use super::shop::{Answer, Browser, Shop, in_shop};

const DAY: &str = "/close/2026-11-21";

/// The keys of the forms on the page, as they are sent.
fn keys(page: &Answer) -> Vec<String> {
    let parts = page.body.split("name=\"key\" value=\"").skip(1);
    parts.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// What the page says after a form was sent.
async fn then(browser: &Browser, noun: &str, fields: &[(&str, &str)]) -> Answer {
    let sent = browser.post(&format!("{DAY}/{noun}"), fields).await;
    assert_eq!((sent.status, sent.value("location")), (StatusCode::SEE_OTHER, DAY));
    browser.get(DAY).await
}

async fn everybody(shop: &Shop) -> (Browser, Browser, Browser) {
    let associate = shop.enter("sam", &[Role::Associate]).await;
    let officer = shop.enter("kim", &[Role::ComplianceOfficer]).await;
    (associate, officer, shop.enter("ines", &[Role::Manager]).await)
}

#[test]
fn a_day_is_drawn_up_accepted_and_signed_by_different_people() {
    in_shop(|shop| async move {
        let (associate, officer, manager) = everybody(&shop).await;
        let page = associate.get("/close").await;
        assert!(page.has("Close of Sunday, 22 November") && page.has("Not drawn up yet"), "{}", page.body);
        // Nothing is connected, so neither book can be read: two differences, and no sum that would look like nought.
        let page = then(&associate, "drawing", &[]).await;
        assert!(
            page.has("2 differences are open")
                && page.has("not read")
                && page.has("Your role does not sign days.")
        );
        assert!(keys(&page).is_empty(), "an associate is offered nothing to accept");
        let page = officer.get(DAY).await;
        assert_eq!(keys(&page), ["register-not-read/register/", "state-not-read/state/"]);
        let sent =
            officer.post(&format!("{DAY}/acceptance"), &[("key", &keys(&page)[0]), ("reason", " ")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.has("It is empty; write one sentence that the record will keep"), "{}", sent.body);
        for key in keys(&page) {
            then(&officer, "acceptance", &[("key", &key), ("reason", "nothing was sold, the shop was shut")])
                .await;
        }
        let page = officer.get(DAY).await;
        assert!(page.has("You accepted a difference; somebody else must sign."));
        then(&officer, "signature", &[]).await;
        assert!(officer.get(DAY).await.has("Not signed"), "a lock is not only drawn");
        let page = then(&manager, "signature", &[]).await;
        assert!(page.has("Signed. It cannot change") && page.has("under a signed head"), "{}", page.body);
        assert!(!page.has("Sign the day"));
        then(&associate, "look", &[]).await;
        assert_eq!(shop.of_kind("act.sign_day").await.len(), 1);
        assert!(shop.of_kind("note.close_corrected").await.is_empty());
        assert!(manager.get("/record?kind=act").await.has("Day signed: 2026-11-21"));
        assert!(manager.get("/close").await.has("0 orders sold, signed by Jo Rivera"));
    });
}

#[test]
fn a_day_that_has_not_begun_or_is_none_is_no_page_and_the_close_is_not_for_everybody() {
    in_shop(|shop| async move {
        let (associate, ..) = everybody(&shop).await;
        for path in ["/close/2026-11-23", "/close/yesterday", "/close/2026-02-30"] {
            assert_eq!(associate.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let budtender = shop.enter("lee", &[Role::Budtender]).await;
        assert_eq!(budtender.get("/close").await.status, StatusCode::FORBIDDEN);
        assert_eq!(budtender.post(&format!("{DAY}/drawing"), &[]).await.status, StatusCode::FORBIDDEN);
        let auditor = shop.enter("alex", &[Role::Auditor]).await;
        assert!(!auditor.get(DAY).await.has("Draw the day up</button>"));
    });
}
