//! Makes the pictures of the README from a real demo: `cargo run -p e2e --example screenshots`.

use std::path::PathBuf;

use e2e::{Look, Page, Scripts, Stage, journey, program};

/// So many orders at least come of what the shoppers of a demo begin with; a cart can come to nothing.
const FIRST_ORDERS: u64 = 8;
/// The side panel of the queue is shown from here on; the other rooms need less.
const LOOK: Look = Look { width: 1440, height: 900, dark: false };
const LESS: Look = Look { width: 1280, height: 740, dark: false };

fn main() {
    journey::run("screenshots", Scripts::On, Stage::Lively, async |page| {
        LOOK.apply(&page.browser).await?;
        page.open("/").await?;
        page.sign_in("dana").await?;
        page.open("/orders").await?;
        let there = format!(
            "const rows = document.querySelectorAll('tr[data-row]').length; \
             if (rows >= {FIRST_ORDERS} && !norm(document.body.innerText).includes('being checked')) return true; \
             location.reload()"
        );
        page.until("the first orders to be checked", &there, vec![]).await?;
        page.part("#live[data-state='on']").await?;
        page.keys(&['j']).await?;
        page.part("#peek .peek").await?;
        keep(page, "queue").await?;
        let limit = "return [...document.querySelectorAll('tr[data-row]')].find((row) => row.innerText.includes('Limit,'))\
             ?.querySelector('a.open').getAttribute('href')";
        let stopped = page.until("an order over the limit", limit, vec![]).await?;
        let stopped = stopped.as_str().unwrap_or_default();
        LESS.apply(&page.browser).await?;
        page.open(stopped).await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "order").await?;
        page.open("/").await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "today").await?;
        page.hand_to("kim").await?;
        page.open("/record").await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "record").await?;
        Look { dark: true, ..LESS }.apply(&page.browser).await?;
        page.open(stopped).await?;
        page.part("#live[data-state='on']").await?;
        keep(page, "order-dark").await
    });
}

async fn keep(page: &Page, name: &str) -> anyhow::Result<()> {
    let path: PathBuf = program::project().join(format!("docs/screenshots/{name}.png"));
    std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
    Ok(std::fs::write(path, page.client().screenshot().await?)?)
}
