//! What the sources leave open: one person proposes a reading, another one signs, and from then on it decides.

use e2e::journey;

#[test]
fn a_reading_is_proposed_by_one_person_and_signed_by_another() {
    journey("law", async |page| {
        page.open("/").await?;
        page.sign_in("morgan").await?;
        page.open("/rulebook/us-co").await?;
        page.press("Settle it: Do a patient's three amounts").await?;
        page.part("form [name='reading']").await?;
        let path = page.path().await?;
        page.press("The shares of the three amounts add up").await?;
        page.fill("Why, for the record", "Counsel reads both rules together").await?;
        page.press("Propose").await?;
        page.see("Waits for a second hand").await?;
        page.see("You proposed it").await?;
        page.hand_to("kim").await?;
        page.see("waits for a second hand").await?;
        page.open(&path).await?;
        page.press("Sign: decide by it from now on").await?;
        page.see("Settled").await?;
        page.open("/rulebook/us-co").await?;
        page.see("Who settled it").await
    });
}
