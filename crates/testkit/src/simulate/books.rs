//! The books in the morning: what goes wrong with them overnight, and who settles it before the gate can open.

use countersign_app::inventory::{deeds, view};
use countersign_app::{AppError, Refusal};
use countersign_sandbox::overnight::{self, Befallen, Mishap};

use super::agenda::Event;
use super::day::Day;
use crate::street::Street;

/// Somebody looks after the cases this often, and gives up on the opening after so long.
const MINUTES_BETWEEN: i64 = 6;
const MINUTES_MAX: i64 = 6 * 60;

/// Something that was made to disagree, and how it must be found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seeded {
    pub class: &'static str,
    /// A tag, or `sku:…`
    pub about: String,
    pub channel: &'static str,
}

fn seeded(class: &'static str, about: impl Into<String>, channel: &'static str) -> Seeded {
    Seeded { class, about: about.into(), channel }
}

/// Lets the night pass that upsets the books of every store, and says under which names each mishap must be found.
pub async fn upset(street: &Street, seed: u64) -> anyhow::Result<Vec<Seeded>> {
    let befallen = overnight::pass(street.sandbox(), seed).await?;
    // The other listings tell figures too, and only a few packages have a certificate: a case for each channel.
    let unproven =
        ["weedmaps", "leafly"].map(|channel| seeded("figures-without-certificate", "figures", channel));
    Ok(befallen.iter().flat_map(names).chain(unproven).collect())
}

fn names(it: &Befallen) -> Vec<Seeded> {
    let (tag, sku) = (it.tag.as_str(), format!("sku:{}", it.sku));
    match it.mishap {
        Mishap::CountedTwice => vec![seeded("quantity-mismatch", tag, "")],
        Mishap::Held => vec![seeded("on-hold-for-sale", tag, "")],
        Mishap::Recalled => vec![seeded("recalled-for-sale", tag, "")],
        Mishap::FailedRetest => vec![seeded("failed-for-sale", tag, "")],
        Mishap::PutAside => vec![seeded("blocked-in-pos-for-sale", tag, "")],
        Mishap::Repriced => vec![
            seeded("price-differs-from-pos", tag, "weedmaps"),
            seeded("price-differs-between-channels", tag, ""),
        ],
        Mishap::Renamed => vec![seeded("on-menu-not-in-pos", sku, "weedmaps")],
        Mishap::SoldOut => vec![
            seeded("on-menu-not-in-pos", sku.clone(), "weedmaps"),
            seeded("on-menu-not-in-pos", sku, "leafly"),
        ],
        Mishap::NotUnpacked => vec![seeded("in-state-not-in-pos", tag, "")],
        Mishap::Relabelled => vec![seeded("lab-values-differ", tag, "weedmaps")],
    }
}

impl Day {
    /// The inventory manager goes through what blocks the gate: the state's count and a menu's price where they can be set,
    /// a fence elsewhere.
    pub async fn settle_books(&mut self, store: usize) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
        let room = view::room(&app, &team.inventory_manager).await?;
        let now = self.now();
        if !self.log.tried_to_open.contains(&store) {
            self.log.tried_to_open.push(store);
            let Some(case) = room.open.first() else { return self.settle_later(store) };
            match deeds::fence(&app, &team.budtender, &case.id).await {
                Err(AppError::NotPermitted(_)) => self.log.refused("a budtender fences a product"),
                other => self.log.note(format!("a budtender fenced {}: {other:?}", case.id)),
            }
            let critical = room.open.iter().find(|case| case.severity == "critical");
            if let Some(case) = critical {
                match deeds::accept(&app, &team.compliance_officer, &case.id, "it will be fine", 1).await {
                    Err(AppError::Refused(Refusal::Because(_))) => self.log.refused("a recall is accepted"),
                    other => self.log.note(format!("{} was accepted: {other:?}", case.id)),
                }
            }
        }
        for case in &room.open {
            let misleads_only = case.class == "lab-values-differ";
            let waits =
                case.fence != "none" || case.is_accepted(now) || case.severity == "low" || misleads_only;
            if waits || case.class == "snapshot-incomplete" || case.class == "pulls-apart" {
                continue;
            }
            let who = &team.inventory_manager;
            // What the till lacks may still be in its box: nobody writes that off unseen.
            let is_counted = case.class == "quantity-mismatch" && deeds::adjustable(&app, case).is_some();
            let done = if is_counted {
                let why = "counted again by hand";
                deeds::adjust(&app, who, &case.id, "Entry Error", why, false).await
            } else if deeds::prices(&app, case).is_empty() {
                deeds::fence(&app, who, &case.id).await
            } else {
                deeds::reprice(&app, who, &case.id).await
            };
            match done {
                // Somebody was quicker, or the state does not answer: there is a next round.
                Ok(()) | Err(AppError::Refused(_) | AppError::Outside(_)) => {}
                Err(why) => return Err(why.into()),
            }
        }
        self.settle_later(store)
    }

    fn settle_later(&mut self, store: usize) -> anyhow::Result<()> {
        let at = self.now().plus_minutes(MINUTES_BETWEEN);
        if at < self.after(MINUTES_MAX) {
            self.agenda.put(at, Event::Books { store });
        }
        Ok(())
    }
}
