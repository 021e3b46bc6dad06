//! Without a mouse.

use e2e::journey;

use crate::steps;

const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const CONTROL: char = '\u{e009}';

/// A key in the very moment in which the palette closes, when its field still has the focus.
const AT_ONCE: &str = r#"
    const palette = document.querySelector("dialog.palette"), field = palette.querySelector("input");
    palette.close();
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true, cancelable: true }));
"#;

#[test]
fn the_keyboard_is_enough() {
    journey("keyboard", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        steps::place(page, "Leafly", "an adult", "Lawful: one package of flower").await?;
        page.keys(&['g', 'o']).await?;
        page.part("tr[data-row]").await?;
        page.keys(&['j']).await?;
        page.part("tr[data-row].picked").await?;
        page.part("#peek .peek").await?;
        page.keys(&[ENTER]).await?;
        page.part("#part-checks").await?;
        page.keys(&['?']).await?;
        page.part("dialog[open][aria-label='Keys']").await?;
        page.keys(&[ESCAPE]).await?;
        page.until("the dialog to close", "return !document.querySelector('dialog[open]')", vec![]).await?;
        page.chord(CONTROL, 'k').await?;
        page.part("dialog.palette[open]").await?;
        page.keys(&[ESCAPE]).await?;
        page.until("the palette to close", "return !document.querySelector('dialog[open]')", vec![]).await?;
        page.keys(&['r']).await?;
        page.part("dialog[open] [name='reason']").await?;
        page.keys(&[ESCAPE]).await?;
        page.until("the form to close", "return !document.querySelector('dialog[open]')", vec![]).await?;
        page.chord(CONTROL, 'k').await?;
        page.part("dialog.palette[open]").await?;
        page.run(AT_ONCE, vec![]).await?;
        page.part("dialog[open] [name='reason']").await?;
        page.keys(&[ESCAPE]).await?;
        page.until("the form to close", "return !document.querySelector('dialog[open]')", vec![]).await?;
        // Before the checks have run it is locked, and the key only says why.
        page.part("main [data-key='a']:not([aria-disabled])").await?;
        page.keys(&['a']).await?;
        page.see("Pick list").await?;
        page.keys(&[ESCAPE]).await?;
        page.until("the queue", "return location.pathname === '/orders'", vec![]).await?;
        page.keys(&['/']).await?;
        page.until("the search", "return document.activeElement?.id === 'find'", vec![]).await.map(drop)
    });
}
