//! The rooms of a real day, at every size, light and dark: nothing for axe to find, nothing that sticks out, nothing
//! the browser complains about. States that a quiet day does not reach are looked at in `samples`.

use std::fmt::Write as _;

use e2e::{Look, Page, axe, journey};

use crate::steps;

const ROOMS: &[&str] = &[
    "/",
    "/orders",
    "/orders/new",
    "/inventory",
    "/customers",
    "/menu/wording",
    "/menu/certificates",
    "/close",
    "/record",
    "/record/1",
    "/rulebook",
    "/connections",
    "/settings/people",
    "/sandbox",
    "/more",
    "/nothing-here",
];

#[test]
fn every_room_of_a_real_day_is_clean() {
    journey("pages", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        steps::place(page, "Leafly", "an adult who bought the day's limit", "Over an adult's limit").await?;
        page.press("See the orders arrive").await?;
        steps::open_the_only_order(page).await?;
        let order = page.path().await?;
        let mut found = String::new();
        look_at(page, &order, &mut found).await?;
        page.hand_to("morgan").await?;
        for room in ROOMS {
            page.open(room).await?;
            look_at(page, room, &mut found).await?;
        }
        anyhow::ensure!(found.is_empty(), "{found}");
        Ok(())
    });
}

async fn look_at(page: &Page, path: &str, found: &mut String) -> anyhow::Result<()> {
    for look in Look::all() {
        look.apply(&page.browser).await?;
        for line in axe::violations(page).await?.into_iter().chain(axe::sticking_out(page).await?) {
            writeln!(found, "{path} at {look}: {line}")?;
        }
    }
    // A page that is not there is answered with 404, which the browser mentions.
    let complaints = page.browser.complaints().await?;
    for line in complaints.iter().filter(|line| !line.contains("nothing-here")) {
        writeln!(found, "{path}: {line}")?;
    }
    Ok(())
}
