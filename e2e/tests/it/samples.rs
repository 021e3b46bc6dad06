//! Every page in every state its samples know, at every size, light and dark.

use std::fmt::Write as _;

use anyhow::ensure;
use e2e::{Look, Page, Scripts, Stage, axe, journey};

/// Every `PARTS`-th page from `part` on, so that the parts run beside each other.
const PARTS: usize = 3;

fn samples(part: usize) {
    let name = format!("samples {part}");
    journey::run(&name, Scripts::On, Stage::Samples, async |page| {
        page.open("/preview").await?;
        let list = page.text().await?;
        let paths: Vec<&str> = list.lines().filter(|line| line.starts_with('/')).collect();
        ensure!(paths.len() > 30, "only {} samples: {list}", paths.len());
        // The list itself is no page: it has no icon, and the browser complains of that.
        page.browser.complaints().await?;
        let mut found = String::new();
        for path in paths.iter().skip(part).step_by(PARTS) {
            look_at(page, path, &mut found).await?;
        }
        ensure!(found.is_empty(), "{found}");
        Ok(())
    });
}

async fn look_at(page: &Page, path: &str, found: &mut String) -> anyhow::Result<()> {
    page.open(path).await?;
    for look in Look::all() {
        look.apply(&page.browser).await?;
        for line in axe::violations(page).await?.into_iter().chain(axe::sticking_out(page).await?) {
            writeln!(found, "{path} at {look}: {line}")?;
        }
    }
    for line in page.browser.complaints().await? {
        writeln!(found, "{path}: {line}")?;
    }
    Ok(())
}

#[test]
fn the_first_third_of_the_samples_is_clean() {
    samples(0);
}

#[test]
fn the_second_third_of_the_samples_is_clean() {
    samples(1);
}

#[test]
fn the_last_third_of_the_samples_is_clean() {
    samples(2);
}
