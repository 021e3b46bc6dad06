//! What several journeys do.

use e2e::Page;

/// Places an order in the Sandbox room.
pub async fn place(page: &Page, market: &str, customer: &str, cart: &str) -> anyhow::Result<()> {
    page.open("/sandbox").await?;
    page.choose("Marketplace", market).await?;
    page.choose("Customer", customer).await?;
    page.choose("Cart", cart).await?;
    page.press("Place the order").await?;
    page.see(&format!("ordered at {market}")).await
}

/// Opens the order in the queue, once it is there and its checks are made.
pub async fn open_the_only_order(page: &Page) -> anyhow::Result<()> {
    page.part("tr[data-row] a.open").await?;
    let number = page.part("tr[data-row] a.open").await?;
    page.press(&number).await?;
    page.part("#part-checks").await.map(drop)
}
