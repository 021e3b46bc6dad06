//! Somebody calls.

use e2e::journey;

#[test]
fn an_order_taken_over_the_phone_goes_through_the_same_checks() {
    journey("phone", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        page.room("Orders").await?;
        page.press("Enter a phone order").await?;
        page.see("Who calls").await?;
        page.fill("Phone", "303 555 0148").await?;
        page.fill("Name", "Harriet Vane").await?;
        page.set("born", "1986-04-19").await?;
        let item = page.attribute("#items option", "value").await?;
        page.fill("Item 1", &item).await?;
        page.fill("Quantity", "1").await?;
        page.press("Enter and check the order").await?;
        page.part("#part-checks").await?;
        page.see("Harriet Vane").await?;
        page.see("Phone").await
    });
}
