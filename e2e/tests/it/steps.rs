//! What several journeys do.

use anyhow::Context;
use e2e::Page;
use e2e::deadline::Deadline;

/// Places an order in the Sandbox room.
pub async fn place(page: &Page, market: &str, customer: &str, cart: &str) -> anyhow::Result<()> {
    page.open("/sandbox").await?;
    page.choose("Marketplace", market).await?;
    page.choose("Customer", customer).await?;
    page.choose("Cart", cart).await?;
    page.press("Place the order").await?;
    page.see(&format!("ordered at {market}")).await
}

/// Reads the queue again until it has so many orders.
pub async fn wait_for_rows(page: &Page, rows: u64) -> anyhow::Result<()> {
    let deadline = Deadline::usual();
    loop {
        page.open("/orders").await?;
        page.see("Orders").await?;
        if page.count("tr[data-row]").await? == rows {
            return Ok(());
        }
        deadline.again(&format!("{rows} orders in the queue")).await?;
    }
}

/// Opens the order in the queue, once it is there and its checks are made.
pub async fn open_the_only_order(page: &Page) -> anyhow::Result<()> {
    wait_for_rows(page, 1).await?;
    let path = page.attribute("tr[data-row] a.open", "href").await?;
    let deadline = Deadline::usual();
    loop {
        page.open(&path).await.context("the order opens")?;
        page.part("#part-checks").await?;
        if !page.text().await?.contains("until the checks have run") {
            return Ok(());
        }
        deadline.again("the checks to be made").await?;
    }
}

/// Opens a page again and again until its text is as wanted: how long a menu takes is the menu's own.
pub async fn again(page: &Page, path: &str, is_so: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    let deadline = Deadline::usual();
    loop {
        page.open(path).await?;
        page.part("main").await?;
        if is_so(&page.text().await?) {
            return Ok(());
        }
        deadline.again(&format!("`{path}` to say what is wanted")).await?;
    }
}
