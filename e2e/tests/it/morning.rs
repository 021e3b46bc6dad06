//! A morning on which the books do not agree, and the day before, which is still to be signed.

use std::collections::BTreeMap;

use anyhow::Context;
use e2e::{Page, Scripts, Stage};

use crate::steps;

const HIDE: &str = "Hide it everywhere";
const SET: &str = "Set the state's count";

/// The first row of each kind of disagreement: the kind, and where its page is.
const KINDS: &str = r#"
    const kinds = {};
    for (const row of document.querySelectorAll("tr[data-row]")) {
        const kind = row.querySelector(".sub").lastChild.textContent.split(",")[0].trim();
        kinds[kind] ??= row.querySelector("a.open").getAttribute("href");
    }
    return kinds;
"#;

#[test]
fn whoever_opens_settles_one_of_each_kind_and_signs_the_day_before() {
    e2e::journey::run("morning", Scripts::On, Stage::Morning, async |page| {
        page.open("/").await?;
        page.sign_in("morgan").await?;
        page.see("Gate closed").await?;
        steps::again(page, "/inventory?view=blocking", |text| text.contains("Only differences are shown."))
            .await?;
        let kinds: BTreeMap<String, String> = serde_json::from_value(page.run(KINDS, vec![]).await?)?;
        anyhow::ensure!(kinds.len() >= 5, "so few kinds of disagreement: {kinds:?}");
        let mut fenced = Vec::new();
        for (kind, case) in &kinds {
            let settled = settle(page, case).await.with_context(|| format!("a case of `{kind}`"))?;
            if settled == Settled::Fenced {
                fenced.push((kind, case));
            }
        }
        // Each menu takes its own time; the case says when the last of them was read back.
        for (kind, case) in fenced {
            let hidden = |text: &str| {
                text.contains("It is hidden on every menu") || text.contains("The books agree again")
            };
            steps::again(page, case, hidden).await.with_context(|| format!("a fence round a `{kind}`"))?;
        }
        the_day_before_is_signed(page).await
    });
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    Counted,
    /// The menus are still to hide it.
    Fenced,
}

/// By what its page offers.
async fn settle(page: &Page, case: &str) -> anyhow::Result<Settled> {
    page.open(case).await?;
    page.part("#part-sides").await?;
    if page.text().await?.to_lowercase().contains(&SET.to_lowercase()) {
        page.choose("Reason of the state", "Entry Error").await?;
        page.fill("Note for the state", "counted twice, both times what the till has").await?;
        page.press(SET).await?;
        page.see("The state is being told.").await?;
        steps::again(page, case, |text| text.contains("done and read back")).await?;
        return Ok(Settled::Counted);
    }
    page.press(HIDE).await?;
    page.see("The fence is going up.").await?;
    page.open(case).await?;
    page.see("cannot be ordered here").await?;
    Ok(Settled::Fenced)
}

async fn the_day_before_is_signed(page: &Page) -> anyhow::Result<()> {
    page.open("/close").await?;
    page.see("Nothing has been drawn up for this day.").await?;
    // Today is first in the list of days, the day before is next.
    let before = page.attribute(".close-days li:nth-child(2) a", "href").await?;
    page.open(&before).await?;
    page.press("Draw the day up").await?;
    page.see("Nothing is open.").await?;
    page.press("Sign the day").await?;
    page.see("Signed. It cannot change").await?;
    page.hand_to("kim").await?;
    page.room("Record").await?;
    page.press("Verify all").await?;
    page.see("The record is whole").await
}
