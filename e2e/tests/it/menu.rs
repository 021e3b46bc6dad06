//! From a laboratory's certificate to a listing on both marketplaces, and no number is typed on the way.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use fantoccini::Locator;
use tempfile::TempDir;

use crate::steps;

/// The first product on the list that has figures on a menu by the percent: flower.
const FLOWER: &str = r#"
    const rows = [...document.querySelectorAll("tr[data-row]")];
    const row = rows.find((row) => row.innerText.includes(", Flower") && row.innerText.includes("Missing"));
    return row?.querySelector("a.open").getAttribute("href");
"#;

/// What the state says that its label has: `28.9 %, by the state`.
const LABEL: &str = r#"
    const name = [...document.querySelectorAll("dt")].find((dt) => dt.innerText === "THC on the label");
    return name?.nextElementSibling.innerText;
"#;

#[test]
fn a_new_certificate_becomes_a_live_listing_on_both_marketplaces() {
    e2e::journey::journey("menu", async |page| {
        page.open("/inventory").await?;
        page.sign_in("morgan").await?;
        page.press("Pull the books now").await?;
        page.room("Menu").await?;
        page.see("No certificate").await?;
        let product = page.until("a flower without a certificate", FLOWER, vec![]).await?;
        let product = product.as_str().context("a product's page")?.to_owned();
        page.open(&product).await?;
        page.see("has no certificate. Hand it in.").await?;
        let tag = page.part("td .tag").await?;
        ensure!(tag.len() == 24, "a package tag: {tag}");
        let label = page.until("what the label says", LABEL, vec![]).await?;
        let lab = Lab::of_label(label.as_str().context("a label")?)?;

        // Off every menu first, so that what stands there in the end is what was published.
        page.fill("Why it comes off", "its figures are not known yet").await?;
        page.press("Take off every menu").await?;
        steps::again(page, &product, |text| {
            text.matches("Not there").count() + text.matches("Hidden").count() == 2
        })
        .await?;

        let folder = tempfile::tempdir()?;
        let file = certificate(&folder, &tag, &lab)?;
        page.press("Certificates").await?;
        let field = page.client().find(Locator::Css("#file")).await?;
        field.send_keys(&file.to_string_lossy()).await?;
        page.press("Hand in").await?;
        page.see(&tag).await?;
        page.press("Confirm").await?;
        page.see("It is on the record with the hash of its file.").await?;

        steps::again(page, &product, |text| text.contains("Nothing stands in the way.")).await?;
        page.see(&format!("{} %", lab.total)).await?;
        page.press("Publish on Leafly and Weedmaps").await?;
        page.see("It is on its way.").await?;
        steps::again(page, &product, |text| text.contains("Shown everywhere")).await?;
        ensure!(page.count("caption").await? == 0, "no menu shows anything otherwise than it shall");
        let complaints = page.browser.complaints().await?;
        ensure!(complaints.is_empty(), "{complaints:?}");
        Ok(())
    });
}

/// What a laboratory might have found in goods that are labelled so: a hundredth of a percent less.
struct Lab {
    total: String,
    thca: String,
    thca_mg: String,
}

impl Lab {
    /// In hundredths of a percent. The total is THC and what is left of the acid.
    fn of_label(label: &str) -> anyhow::Result<Self> {
        let number = label.split(' ').next().context("a number")?;
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let label = whole.parse::<i64>()? * 100 + format!("{part:0<2}").parse::<i64>()?;
        let total = label - 1;
        let thca = ((total - THC) * 1_000 + 438) / 877;
        let text = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let thca_mg = format!("{}.{}", thca / 10, thca % 10);
        Ok(Self { total: text(total), thca: text(thca), thca_mg })
    }
}

/// Of the free THC, hundredths of a percent.
const THC: i64 = 78;

/// A page with a table, as a laboratory prints it: the cross-reference table is left to the reader to mend.
fn certificate(folder: &TempDir, tag: &str, lab: &Lab) -> anyhow::Result<PathBuf> {
    let head = [
        (60, 740, "Certificate of Analysis".to_owned()),
        (60, 716, format!("Metrc Package Tag: {tag}")),
        (60, 700, "Batch: B-2026-11".to_owned()),
        (60, 684, "Overall Result: PASS".to_owned()),
        (60, 668, format!("Total THC: {} %", lab.total)),
    ];
    let rows = [("Analyte", "%", "mg/g"), ("THCA", &lab.thca, &lab.thca_mg), ("d9-THC", "0.78", "7.8")];
    let rows = rows.iter().enumerate().flat_map(|(at, (name, percent, grams))| {
        [(60, name), (200, percent), (300, grams)].map(|(x, text)| (x, 620 - 16 * at, (*text).to_owned()))
    });
    let line = |(x, y, text): (i32, usize, String)| format!("BT /F 9 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n");
    let content: String = head.into_iter().chain(rows).map(line).collect();
    let file = folder.path().join("certificate.pdf");
    let text = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
         trailer<</Root 1 0 R>>\n",
        content.len()
    );
    std::fs::write(&file, text)?;
    Ok(file)
}
