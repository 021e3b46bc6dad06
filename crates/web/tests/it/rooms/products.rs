//! The products of the shelf: who sees them, what stands in the way of one, and its words.

use axum::http::StatusCode;
use countersign_kernel::Role;

use crate::in_shop;

const LIST: &str = "/menu/products";
const PAGE: &str = "/menu/products/GF35";

#[test]
fn a_product_says_what_stands_in_its_way_and_is_not_published() {
    in_shop(|shop| async move {
        let ines = shop.enter("ines", &[Role::Associate]).await;
        let list = ines.get(LIST).await;
        assert!(list.has("Gale Fork") && list.has("href=\"/menu/products/GF35\""), "{}", list.body);
        assert!(list.has("No menu is ours to write."));
        assert!(ines.get(&format!("{LIST}?q=nothing-like-it")).await.has("No product fits."));
        let page = ines.get(PAGE).await;
        assert!(
            page.has("has no certificate. Hand it in.") && page.has("Held up") | page.has("No menu of ours")
        );
        assert!(!page.has("Publish on"), "what stands in the way has no button");
        let tried = ines.post(&format!("{PAGE}/publication"), &[("tag", ""), ("version", "0")]).await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ines.get(&format!("{LIST}/no-such-thing")).await.status, StatusCode::NOT_FOUND);
        let bud = shop.enter("bud", &[Role::Budtender]).await;
        assert_eq!(bud.get(LIST).await.status, StatusCode::FORBIDDEN);
        let kim = shop.enter("kim", &[Role::ComplianceOfficer]).await;
        assert!(!kim.get(PAGE).await.has("Save and check"), "who may only read has no form");
        let sent = kim.post(&format!("{PAGE}/words"), &[("description", "x")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn words_are_kept_checked_and_never_lost() {
    in_shop(|shop| async move {
        let ines = shop.enter("ines", &[Role::Associate]).await;
        let words = format!("{PAGE}/words");
        let sent = ines.post(&words, &[("description", "Cures cancer."), ("version", "0")]).await;
        assert_eq!(sent.value("location"), PAGE);
        let page = ines.get(PAGE).await;
        assert!(
            page.has("Violation") && page.has("Cures cancer.") && page.has("Change them."),
            "{}",
            page.body
        );
        // Somebody else wrote meanwhile: nothing is overwritten, and what was typed stands in the form.
        let late = ines.post(&words, &[("description", "Notes of pine."), ("version", "0")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.has("Notes of pine."), "{}", late.body);
        let sent = ines.post(&words, &[("description", "Notes of pine."), ("version", "1")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(ines.get(PAGE).await.has("Nothing found"));
        assert_eq!(shop.of_kind("act.menu.words").await.len(), 2);
    });
}
