//! A browser that runs no script does everything all the same, only slower.

use e2e::{Scripts, Stage, journey};

use crate::steps;

#[test]
fn without_scripts_an_order_is_approved_all_the_same() {
    journey::run("scriptless", Scripts::Off, Stage::Quiet, async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        steps::place(page, "Weedmaps", "an adult", "Lawful: one package of flower").await?;
        steps::wait_for_rows(page, 1).await?;
        anyhow::ensure!(page.count("#live[data-state='still']").await? == 1, "a script ran");
        steps::open_the_only_order(page).await?;
        page.press("Refuse").await?;
        page.see("Refuse order").await?;
        page.press("Back to the order").await?;
        page.press("Approve").await?;
        page.press("Pick list").await?;
        page.see("Start picking").await
    });
}
