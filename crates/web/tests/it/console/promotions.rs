//! A promotion in the console: written, looked at with its prices and the law, asked for by one person and signed by another.

use countersign_kernel::Role;

use super::shop_test;

const LIST: &str = "/menu/promotions";

const DRAFT: [(&str, &str); 11] = [
    ("name", "Late week"),
    ("words", "Ten percent less on all flower until Sunday."),
    ("gives", "percent"),
    ("percent", "10"),
    ("categories", "Flower"),
    ("whom", "both"),
    ("places", "web"),
    ("from", "2026-11-22"),
    ("until", "2026-11-29"),
    ("stacking", "exclusive"),
    ("priority", "10"),
];

fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    DRAFT.into_iter().map(|(name, old)| (name, if name == field { value } else { old })).collect()
}

shop_test!(a_promotion_goes_live_by_two_people_and_says_its_price_on_the_product, |shop| async move {
    let mut jo = shop.signed_in("jo", &[Role::Manager]).await;
    jo.get(LIST).await.has("No promotion yet.");
    let form = jo.get(&format!("{LIST}/new")).await;
    form.has("Nothing goes live by saving.").has("2026-11-22");
    let wrong = jo.post(LIST, &with("percent", "120")).await;
    assert_eq!(wrong.status, 422);
    wrong.has("more than 0 and at most 100").has("Late week");
    // The shelf is read when somebody looks at products.
    jo.get("/menu/products").await;
    let sent = jo.post(LIST, &DRAFT).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = sent.location.clone();
    jo.get(&page)
        .await
        .has("10 % off each unit of Flower.")
        .has("$23.40")
        .has("What the law says")
        .has("Take it live");
    let asked = jo.post(&format!("{page}/going-live"), &[("version", "1")]).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let seen = jo.get(&page).await;
    seen.has("To be countersigned");
    assert!(!seen.body.contains("/countersignature"), "who asked does not sign");
    let theirs = jo.post(&format!("{page}/countersignature"), &[("version", "1"), ("ground", "x")]).await;
    assert_eq!(theirs.status, 403);

    let mut kim = shop.signed_in("kim", &[Role::ComplianceOfficer]).await;
    kim.get(&page).await.has("Turn it down");
    let bare = kim.post(&format!("{page}/countersignature"), &[("version", "1"), ("ground", " ")]).await;
    assert_eq!(bare.status, 422);
    let signed =
        kim.post(&format!("{page}/countersignature"), &[("version", "1"), ("ground", "Read it.")]).await;
    assert_eq!(signed.status, 303, "{}", signed.body);
    kim.get(LIST).await.has("1 is live.").has("On the web only");
    jo.get("/menu/products/GF35")
        .await
        .has("$23.40 instead of $26.00: Late week")
        .has("the till&#39;s price");

    jo.get(&format!("{page}/version")).await.has("Write it anew").has("value=\"Late week\"");
    let ended = jo.post(&format!("{page}/end"), &[("version", "1"), ("reason", "Sold out.")]).await;
    assert_eq!(ended.status, 303, "{}", ended.body);
    jo.get(&page).await.has("Ended").has("Sold out.");
    assert_eq!(jo.get(&format!("{LIST}/pmo_nothing")).await.status, 404);
    let mut bud = shop.signed_in("bud", &[Role::Budtender]).await;
    bud.get(&page).await.has("Ended");
    assert_eq!(bud.get(&format!("{LIST}/new")).await.status, 403);
    assert_eq!(bud.post(LIST, &DRAFT).await.status, 403);
});
