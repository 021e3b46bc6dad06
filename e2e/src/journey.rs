//! One journey: a demo, a browser, and what a person does in it.

use std::time::Duration;

use anyhow::Context;

use crate::browser::{Browser, Scripts};
use crate::demo::{Demo, Stage};
use crate::look::Look;
use crate::page::Page;
use crate::program::seen;

/// A journey that takes longer hangs.
const SECONDS_MAX: u64 = 300;

/// Opens a fresh day and a browser, and goes. What was on the screen when it failed is kept as `target/e2e/NAME.png`.
pub fn journey(name: &str, goes: impl AsyncFnOnce(&Page) -> anyhow::Result<()>) {
    run(name, Scripts::On, Stage::Quiet, goes);
}

pub fn run(name: &str, scripts: Scripts, stage: Stage, goes: impl AsyncFnOnce(&Page) -> anyhow::Result<()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the journey");
    let outcome = runtime.block_on(async {
        let page = open(scripts, stage).await?;
        let whole = tokio::time::timeout(Duration::from_secs(SECONDS_MAX), goes(&page)).await;
        let outcome = whole.unwrap_or_else(|_| Err(anyhow::anyhow!("took longer than {SECONDS_MAX} s")));
        if let Err(why) = outcome {
            let kept =
                keep(&page, name).await.unwrap_or_else(|lost| format!("(no screen was kept: {lost:#})"));
            return Err(anyhow::anyhow!("{why:#}\n\n{kept}"));
        }
        page.browser.client.clone().close().await.context("the browser does not end")
    });
    if let Err(why) = outcome {
        panic!("{name}: {why:#}");
    }
}

async fn open(scripts: Scripts, stage: Stage) -> anyhow::Result<Page> {
    let (demo, browser) = tokio::join!(Demo::open(stage), Browser::open(scripts));
    let (demo, browser) = (demo?, browser?);
    Look { width: 1440, height: 900, dark: false }.apply(&browser).await?;
    Ok(Page { browser, demo })
}

async fn keep(page: &Page, name: &str) -> anyhow::Result<String> {
    let path = seen()?.join(format!("{}.png", name.replace(' ', "-")));
    std::fs::write(&path, page.client().screenshot().await?)?;
    let complaints = page.browser.complaints().await.unwrap_or_default().join("\n  ");
    let (address, text) = (page.client().current_url().await?, page.text().await?);
    let demo = page.demo.said();
    Ok(format!(
        "the screen is in `{}`\nat {address}\n{text}\nthe browser said:\n  {complaints}\nthe demo said:\n{demo}",
        path.display()
    ))
}
