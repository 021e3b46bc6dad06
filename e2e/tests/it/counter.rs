//! While a list is being read nothing moves in it; news waits behind one line. In an empty one nobody reads.

use e2e::journey;

use crate::steps;

#[test]
fn an_order_that_arrives_meanwhile_waits_behind_one_line() {
    journey("counter", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        page.open("/orders").await?;
        page.see("No open order").await?;
        page.part("#live[data-state='on']").await?;
        let here = page.client().window().await?;
        let other = page.client().new_window(true).await?;
        page.client().switch_to_window(other.handle.clone()).await?;
        steps::place(page, "Leafly", "an adult", "Lawful: one package of flower").await?;
        page.client().switch_to_window(here.clone()).await?;
        page.part("tr[data-row]").await?;
        page.see_no("1 new order has arrived.").await?;
        page.client().switch_to_window(other.handle).await?;
        steps::place(page, "Weedmaps", "an adult", "Lawful: one package of flower").await?;
        page.client().switch_to_window(here).await?;
        page.see("1 new order has arrived.").await?;
        anyhow::ensure!(page.count("tr[data-row]").await? == 1, "the list moved by itself");
        page.press("1 new order has arrived.").await?;
        steps::wait_for_rows(page, 2).await
    });
}
