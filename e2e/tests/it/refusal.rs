//! What must not be sold says why, and what can be done instead.

use e2e::journey;

use crate::steps;

#[test]
fn an_order_over_the_limit_is_locked_with_its_rule_and_refused_with_a_reason() {
    journey("refusal", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        steps::place(page, "Leafly", "an adult", "Over an adult's limit").await?;
        page.press("See the orders arrive").await?;
        steps::open_the_only_order(page).await?;
        page.see("Approve is locked: Limit, over").await?;
        let why = page.part("details.check-stop .rule").await?;
        anyhow::ensure!(
            why.contains("effective") || why.contains("from") || why.contains("since"),
            "no dates: {why}"
        );
        page.part("details.check-stop .rule a[href^='/rulebook/']").await?;
        // A locked button that is pressed all the same says why, and nothing happens.
        page.press("Approve").await?;
        page.part("#say").await?;
        page.press("Refuse").await?;
        page.part("dialog[open] [name='reason']:checked").await?;
        page.press("Refuse order").await?;
        page.see("Refused").await?;
        page.see_no("Approve is locked").await
    });
}
