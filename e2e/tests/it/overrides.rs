//! Unknown is never yes: two people may say so where the terms allow it, and nobody where they do not.

use e2e::journey;

use crate::steps;

#[test]
fn while_the_state_does_not_answer_two_people_decide_or_nobody() {
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
        page.part("dialog[open] [name='check']").await?;
        if page.count("dialog[open] [name='check']:enabled").await? == 0 {
            // No term allows it here; the form says which check stands in the way.
            return page.see("never").await;
        }
        page.fill("Ground", "The state's notice of an outage, called back by phone at noon").await?;
        page.press("Ask for the override").await?;
        page.see("An override was asked for").await?;
        page.hand_to("kim").await?;
        page.open(&order).await?;
        page.press("Countersign the override").await?;
        page.see("countersigned").await
    });
}
