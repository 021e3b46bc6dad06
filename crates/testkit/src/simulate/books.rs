//! The books in the morning: who settles what the night did to them before the gate can open.

use std::collections::BTreeSet;

use countersign_app::inventory::view::{CaseRow, Room};
use countersign_app::inventory::{deeds, plan, view};
use countersign_app::{AppError, Refusal};
use countersign_sandbox::overnight;
use countersign_store::stores;

use super::agenda::Event;
use super::day::Day;
use super::night;
use crate::shop::Team;

/// Somebody looks after the cases this often, and gives up on the opening after so long.
const MINUTES_BETWEEN: i64 = 6;
const MINUTES_MAX: i64 = 6 * 60;

impl Day {
    /// The inventory manager goes through what blocks the gate: what is wrong at its source is put right there, the state's count
    /// and a menu's price are set where they can be, and there is a fence round the rest.
    pub async fn settle_books(&mut self, store: usize) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
        let room = view::room(&app, &team.inventory_manager).await?;
        self.try_wrongs(&team, store, &room).await;
        // While the shop trades the books are not pulled: see how its stores are set up.
        let is_early = !room.shop.gate_open;
        let is_whole = room.runs.first().is_some_and(|run| run.whole);
        let (at_source, mut again) = match is_early {
            true => self.put_right(store, &room, is_whole).await?,
            false => (BTreeSet::new(), false),
        };
        for case in &room.open {
            let waits_for_the_rest = is_early && !is_whole && case.severity != "critical";
            if waits_for_the_rest || at_source.contains(&case.subject) {
                continue;
            }
            self.settle_case(&team, &room, case).await?;
        }
        again |= is_early && !is_whole;
        if again {
            plan::pull_now(&app, &team.inventory_manager).await?;
        }
        self.settle_later(store)
    }

    /// Things that people try in the morning and that the product must not let them.
    async fn try_wrongs(&mut self, team: &Team, store: usize, room: &Room) {
        if self.log.tried_to_open.contains(&store) {
            return;
        }
        let critical = room.open.iter().find(|case| case.severity == "critical");
        let Some(case) = critical else { return };
        self.log.tried_to_open.push(store);
        let app = self.shop.app.clone();
        match deeds::fence(&app, &team.budtender, &case.id).await {
            Err(AppError::NotPermitted(_)) => self.log.refused("a budtender fences a product"),
            other => self.log.note(format!("a budtender fenced {}: {other:?}", case.id)),
        }
        match deeds::accept(&app, &team.compliance_officer, &case.id, "it will be fine", 1).await {
            Err(AppError::Refused(Refusal::Because(_))) => self.log.refused("a recall is accepted"),
            other => self.log.note(format!("{} was accepted: {other:?}", case.id)),
        }
    }

    /// What went wrong in another system's own page is put right there, once whole books tell of it. Answers what those cases are
    /// about, as long as no later books have told that it helped, and whether the books have to be pulled again.
    async fn put_right(
        &mut self,
        store: usize,
        room: &Room,
        is_whole: bool,
    ) -> anyhow::Result<(BTreeSet<String>, bool)> {
        let (mut about, mut again) = (BTreeSet::new(), false);
        let open: BTreeSet<&str> = room.open.iter().map(|case| case.subject.as_str()).collect();
        let last_whole = room.runs.iter().filter(|run| run.whole).map(|run| run.began_at).max();
        for (place, it) in self.log.befallen.clone().into_iter().enumerate() {
            let names: Vec<String> = night::names(&it).into_iter().map(|seeded| seeded.about).collect();
            let is_open = names.iter().any(|name| open.contains(name.as_str()));
            if it.store != store || !overnight::is_put_right_at_the_source(it.mishap) || !is_open {
                continue;
            }
            let put_right = self.log.put_right.get(&place).copied();
            if put_right.is_none() && is_whole {
                overnight::put_right(self.street.sandbox(), &it).await?;
                self.log.put_right.insert(place, self.now());
            }
            // Books that were read since then and still tell of it tell of something else.
            if put_right.is_none_or(|at| last_whole.is_none_or(|read| read <= at)) {
                about.extend(names);
                again = true;
            }
        }
        Ok((about, again))
    }

    async fn settle_case(&mut self, team: &Team, room: &Room, case: &CaseRow) -> anyhow::Result<()> {
        let app = self.shop.app.clone();
        let is_unlisted = case.class == "missing-listing";
        let waits_anyway = case.class == "lab-values-differ" || case.severity == "low" && !is_unlisted;
        let is_settled = case.fence != "none" || case.is_accepted(self.now());
        let of_pulls = ["snapshot-incomplete", "pulls-apart"].contains(&case.class.as_str());
        if waits_anyway || is_settled || of_pulls {
            return Ok(());
        }
        // What the till lacks may still be in its box: nobody writes that off unseen.
        let is_counted =
            |case: &CaseRow| case.class == "quantity-mismatch" && deeds::adjustable(&app, case).is_some();
        let explained = |other: &CaseRow| other.subject == case.subject && is_counted(other);
        let who = &team.inventory_manager;
        let done = if is_unlisted {
            match room.shop.gate_open {
                true => Ok(()),
                false => {
                    deeds::accept(&app, &team.compliance_officer, &case.id, "sold in the shop only", 1).await
                }
            }
        } else if is_counted(case) {
            let why = "counted again by hand";
            deeds::adjust(&app, who, &case.id, "Entry Error", why, false).await
        } else if case.class == "orderable-at-zero" && room.open.iter().any(explained) {
            Ok(())
        } else if deeds::prices(&app, case).is_empty() {
            deeds::fence(&app, who, &case.id).await
        } else {
            deeds::reprice(&app, who, &case.id).await
        };
        match done {
            // Somebody was quicker, or the state does not answer: there is a next round.
            Ok(()) | Err(AppError::Refused(_) | AppError::Outside(_)) => Ok(()),
            Err(why) => Err(why.into()),
        }
    }

    /// Nobody is let in before the books agree.
    pub async fn has_opened(&self, store: usize) -> anyhow::Result<bool> {
        let shop = stores::by_id(self.shop.app.db(), &self.shop.stores[store]).await?;
        Ok(shop.is_some_and(|shop| shop.gate_open))
    }

    fn settle_later(&mut self, store: usize) -> anyhow::Result<()> {
        let at = self.now().plus_minutes(MINUTES_BETWEEN);
        if at < self.after(MINUTES_MAX) {
            self.agenda.put(at, Event::Books { store });
        }
        Ok(())
    }
}
