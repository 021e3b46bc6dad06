//! Makes the pictures of the README from a real demo: `cargo run -p e2e --example screenshots`.

use std::path::PathBuf;

use e2e::{Look, Page, Scripts, Stage, journey, program};

/// So many orders at least come of what the shoppers of a demo begin with; a cart can come to nothing.
const FIRST_ORDERS: u64 = 8;
const LOOK: Look = Look { width: 1280, height: 800, dark: false };

fn main() {
    journey::run("screenshots", Scripts::On, Stage::Lively, async |page| {
        LOOK.apply(&page.browser).await?;
        page.open("/").await?;
        page.sign_in("dana").await?;
        page.open("/orders").await?;
        let there = format!(
            "return document.querySelectorAll('tr[data-row]').length >= {FIRST_ORDERS} || location.reload()"
        );
        page.until("the first orders", &there, vec![]).await?;
        page.part("#live[data-state='on']").await?;
        page.keys(&['j']).await?;
        page.part("#peek .peek").await?;
        keep(page, "queue").await?;
        let stopped = page.attribute("tr[data-row]:has(.word-stop) a.open", "href").await?;
        page.open(&stopped).await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "order").await?;
        page.open("/").await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "today").await?;
        page.hand_to("kim").await?;
        page.open("/record").await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "record").await?;
        Look { dark: true, ..LOOK }.apply(&page.browser).await?;
        page.open(&stopped).await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "order-dark").await
    });
}

async fn keep(page: &Page, name: &str) -> anyhow::Result<()> {
    let path: PathBuf = program::project().join(format!("docs/screenshots/{name}.png"));
    std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
    Ok(std::fs::write(path, page.client().screenshot().await?)?)
}
