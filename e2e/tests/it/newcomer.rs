//! Somebody who has never seen it: from the sign-in page to an order on the record, by what the screen says.

use e2e::{Page, journey};

use crate::steps;

#[test]
fn a_newcomer_takes_an_order_from_the_sandbox_to_the_record() {
    journey("newcomer", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        steps::place(page, "Leafly", "an adult", "Lawful: one package of flower").await?;
        page.press("See the orders arrive").await?;
        steps::open_the_only_order(page).await?;
        page.press("Approve").await?;
        page.press("Pick list").await?;
        page.press("Start picking").await?;
        page.press("Picked, ready for hand-over").await?;
        page.press("Hand over").await?;
        page.press("Hold out the customer's licence").await?;
        page.press("Compare with the order").await?;
        page.press("Complete: paid and handed over").await?;
        page.see("Handed over.").await?;
        page.see("Completed").await?;
        the_record_holds(page).await
    });
}

/// Reading the record is not dana's business.
async fn the_record_holds(page: &Page) -> anyhow::Result<()> {
    page.hand_to("kim").await?;
    page.room("Record").await?;
    page.press("Verify all").await?;
    page.see("The record is whole").await
}
