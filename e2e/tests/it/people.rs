//! A customer is found by what they say, and looked at with a reason that stays on the record.

use e2e::journey;

use crate::steps;

#[test]
fn a_look_at_a_sealed_field_says_why_and_is_on_the_record() {
    journey("people", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        steps::place(page, "Leafly", "an adult", "Lawful: one package of flower").await?;
        page.press("See the orders arrive").await?;
        steps::open_the_only_order(page).await?;
        page.press("Whole story").await?;
        page.see("Left to buy").await?;
        let customer = page.path().await?;
        page.press("‹sealed›").await?;
        page.press("Show").await?;
        page.see("This look is on the record").await?;
        let phone = page.part(".opened").await?;
        anyhow::ensure!(!phone.contains('‹'), "still sealed: {phone}");
        // Gone with the next page, and found again by the very value.
        page.open(&customer).await?;
        page.see_no("This look is on the record").await?;
        page.hand_to("kim").await?;
        page.open("/record").await?;
        page.see("looked").await
    });
}
