//! axe-core on the page that is open.

use anyhow::Context;
use serde_json::{Value, json};

use crate::page::Page;
use crate::program::project;

/// WCAG 2.2 AA, and what axe itself calls good practice.
const RUN: &str = r#"
    const done = arguments[arguments.length - 1];
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    axe.run(document, { runOnly: tags, resultTypes: ["violations"] })
        .then(({ violations }) => done(violations.flatMap((rule) => rule.nodes.map((node) =>
            `${rule.id}: ${rule.help}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}: ${node.failureSummary}`))))
        .catch((why) => done([`axe itself failed: ${why}`]));
"#;

/// What is wrong with the page, one line a finding.
pub async fn violations(page: &Page) -> anyhow::Result<Vec<String>> {
    if page.run("return typeof axe === 'object'", vec![]).await? != json!(true) {
        let path = project().join("node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&path).context("axe-core is not there: run `./x setup`")?;
        page.run(&source, vec![]).await?;
    }
    let found = page.client().execute_async(RUN, vec![]).await?;
    let lines = found.as_array().context("axe answers with a list")?;
    Ok(lines.iter().map(|line| line.as_str().map_or_else(|| line.to_string(), str::to_owned)).collect())
}

/// Parts that stick out to the right of the window, so that the page would scroll sideways.
pub async fn sticking_out(page: &Page) -> anyhow::Result<Vec<String>> {
    const SCRIPT: &str = r#"
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const out = [...document.querySelectorAll("body *")].filter((el) => {
            const box = el.getBoundingClientRect();
            return box.width > 0 && box.right > root.clientWidth + 1;
        });
        return out.slice(0, 5).map((el) =>
            `${el.tagName.toLowerCase()}.${el.className.baseVal ?? el.className} ends at ${Math.round(el.getBoundingClientRect().right)}`);
    "#;
    let found = page.run(SCRIPT, vec![]).await?;
    Ok(found.as_array().into_iter().flatten().map(Value::to_string).collect())
}
