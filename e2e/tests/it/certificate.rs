//! A certificate beside its pages: a value and its box light up together, and the keyboard is enough to type what is doubtful.

use e2e::{Scripts, Stage, journey};

const ENTER: char = '\u{e007}';
const UP: char = '\u{e013}';
const DOWN: char = '\u{e015}';

#[test]
fn a_value_and_its_box_light_up_together() {
    journey::run("certificate", Scripts::On, Stage::Samples, async |page| {
        page.open("/menu/certificates/coa_two").await?;
        let drawn =
            "const it = document.querySelector('.paper img'); return it?.complete && it.naturalWidth > 0";
        page.until("the picture of the page", drawn, vec![]).await?;
        page.keys(&['j']).await?;
        page.part("#value-1.picked.lit").await?;
        page.part("#place-1.lit").await?;

        // The page follows to where the value stands, and the rows stay where they are.
        let low = "const it = document.getElementById('pages'); it.style.maxHeight = '150px'; it.scrollTop = 9999; return it.scrollTop > 0";
        page.until("a low pane", low, vec![]).await?;
        page.keys(&[DOWN, DOWN, DOWN, DOWN, UP]).await?;
        page.part("#place-4.lit").await?;
        anyhow::ensure!(page.count(".lit").await? == 2, "one value and one box");
        let seen = "const [a, b] = ['pages', 'place-4'].map((id) => document.getElementById(id).getBoundingClientRect()); \
                    return b.top >= a.top && b.bottom <= a.bottom";
        page.until("the page to follow", seen, vec![]).await?;

        page.keys(&[ENTER]).await?;
        page.until("the field of the value", "return document.activeElement.id === 'typed-4'", vec![])
            .await?;
        page.keys(&['0', '.', '1', ENTER]).await?;
        page.until("what comes next", "return document.activeElement.id === 'tag'", vec![]).await?;
        let typed = "return document.getElementById('typed-4').value === '0.1' && location.hash === ''";
        page.until("what was typed to stay", typed, vec![]).await?;

        let click = "document.querySelector('#place-4 rect').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })); \
                     return document.activeElement.id === 'typed-4'";
        page.until("a box to lead to its field", click, vec![]).await?;
        let hover = "document.querySelector('#place-6 rect').dispatchEvent(new PointerEvent('pointerover', { bubbles: true })); \
                     return document.querySelector('#value-6').classList.contains('lit')";
        page.until("the value under the pointer's box", hover, vec![]).await?;
        let complaints = page.browser.complaints().await?;
        anyhow::ensure!(complaints.is_empty(), "{complaints:?}");
        Ok(())
    });
}
