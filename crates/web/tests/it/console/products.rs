//! The products of the shelf: who sees them, what stands in the way of one, and its words.

use countersign_kernel::Role;

use super::shop_test;

const LIST: &str = "/menu/products";
const PAGE: &str = "/menu/products/GF35";

shop_test!(a_product_says_what_stands_in_its_way_and_is_not_published, |shop| async move {
    let mut ines = shop.signed_in("ines", &[Role::Associate]).await;
    let list = ines.get(LIST).await;
    list.has("href=\"/menu/products/GF35\"").has("No menu is ours to write.");
    ines.get(&format!("{LIST}?q=nothing-like-it")).await.has("No product fits.");
    let page = ines.get(PAGE).await;
    page.has("has no certificate. Hand it in.");
    assert!(!page.body.contains("Publish on"), "what stands in the way has no button");
    let tried = ines.post(&format!("{PAGE}/publication"), &[("tag", ""), ("version", "0")]).await;
    assert_eq!(tried.status, 422);
    assert_eq!(ines.get(&format!("{LIST}/no-such-thing")).await.status, 404);
    let mut bud = shop.signed_in("bud", &[Role::Budtender]).await;
    assert_eq!(bud.get(LIST).await.status, 403);
    let mut kim = shop.signed_in("kim", &[Role::ComplianceOfficer]).await;
    assert!(!kim.get(PAGE).await.body.contains("Save and check"), "who may only read has no form");
    assert_eq!(kim.post(&format!("{PAGE}/words"), &[("description", "x")]).await.status, 403);
});

shop_test!(words_are_kept_checked_and_never_lost, |shop| async move {
    let mut ines = shop.signed_in("ines", &[Role::Associate]).await;
    ines.get(PAGE).await.has("Words");
    let words = format!("{PAGE}/words");
    let sent = ines.post(&words, &[("description", "Cures cancer."), ("version", "0")]).await;
    assert_eq!((sent.status, sent.location.as_str()), (303, PAGE));
    ines.get(PAGE).await.has("Violation").has("Cures cancer.").has("Change them.");
    // Somebody else wrote meanwhile: nothing is overwritten, and what was typed stands in the form.
    let late = ines.post(&words, &[("description", "Notes of pine."), ("version", "0")]).await;
    assert_eq!(late.status, 422);
    late.has("Notes of pine.");
    let sent = ines.post(&words, &[("description", "Notes of pine."), ("version", "1")]).await;
    assert_eq!(sent.status, 303);
    ines.get(PAGE).await.has("Nothing found");
});
