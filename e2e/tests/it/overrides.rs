//! Unknown is never yes: two people may let it through where the terms allow that.

use e2e::journey;

use crate::steps;

#[test]
fn while_the_state_does_not_answer_two_people_decide() {
    journey("overrides", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        page.open("/sandbox").await?;
        page.press("Take down Metrc").await?;
        page.see("Metrc was taken down").await?;
        steps::place(page, "Leafly", "an adult", "Lawful: one package of flower").await?;
        page.press("See the orders arrive").await?;
        steps::open_the_only_order(page).await?;
        page.see("unknown is never yes").await?;
        let order = page.path().await?;
        page.press("Ask for an override").await?;
        page.part("dialog[open] [name='check']:enabled").await?;
        page.fill("Ground", "The state's notice of an outage, called back by phone at noon").await?;
        page.press("Ask for the override").await?;
        page.see("An override was asked for").await?;
        page.hand_to("kim").await?;
        page.open(&order).await?;
        page.press("Countersign the override").await?;
        page.part("#part-checks").await?;
        // Two hands have let the check through; the order itself is approved by whoever may.
        page.hand_to("dana").await?;
        page.open(&order).await?;
        page.press("Approve").await?;
        page.see("Pick list").await
    });
}
