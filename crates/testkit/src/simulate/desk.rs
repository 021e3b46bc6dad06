//! The desk: an associate works the queue, a compliance officer signs second, a manager looks after what is stuck.

use countersign_app::acts::carry_out;
use countersign_app::orders::queue::{Tab, queue};
use countersign_app::orders::view::{OrderView, view};
use countersign_app::orders::{approve, cancel, check, countersign, refuse};
use countersign_app::{AppError, Refusal};
use countersign_domain::orders::{Cancellation, CheckName, State, Verification};
use countersign_domain::verdict::{OverrideTerms, Verdict};
use countersign_kernel::id::OrderId;

use super::day::Day;
use crate::shop::Team;

/// An unknown is looked at so often before somebody gives the order up.
const LOOKS_MAX: u32 = 7;
/// Pages of the queue that one person goes through at one sitting.
const PAGES_MAX: usize = 40;
/// Stuck acts a manager looks at on one round.
const STUCK_MAX: i64 = 500;

/// What two people may establish by looking at a document in their hands. Stock and limits they may not: no look at a
/// card says what the state's books say.
const SEEN_WITH_EYES: [CheckName; 4] =
    [CheckName::Identity, CheckName::IdInDate, CheckName::MedicalCard, CheckName::Address];

impl Day {
    pub async fn desk(&mut self, store: usize) -> anyhow::Result<()> {
        let team = self.shop.teams[store].clone();
        for id in self.listed(&team, Tab::ToCountersign).await? {
            self.approve(&team, &id).await?;
        }
        for id in self.listed(&team, Tab::NeedsMe).await? {
            self.decide(&team, &id).await?;
        }
        let open = self.listed(&team, Tab::Open).await?;
        self.changes(&team, &open).await
    }

    /// Every order under a tab, page by page.
    pub async fn listed(&self, team: &Team, tab: Tab) -> anyhow::Result<Vec<OrderId>> {
        let mut found = Vec::new();
        let mut after = None;
        for _ in 0..PAGES_MAX {
            let page = queue(&self.shop.app, &team.associate, tab, None, after).await?;
            found.extend(page.rows.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(found)
    }

    async fn approve(&mut self, team: &Team, id: &OrderId) -> anyhow::Result<()> {
        let app = self.shop.app.clone();
        if self.chance(5) {
            match approve::approve(&app, &team.budtender, id, None).await {
                Err(AppError::NotPermitted(_)) => self.log.refused("a budtender approves"),
                other => self.log.note(format!("a budtender approved {id}: {:?}", other.map(|v| v.verdict))),
            }
        }
        if self.chance(5) {
            let elsewhere = self.shop.teams[(self.team_place(team) + 1) % self.shop.teams.len()].clone();
            match approve::approve(&app, &elsewhere.associate, id, None).await {
                Err(AppError::NotFound(_)) => self.log.refused("the other store approves"),
                other => {
                    self.log.note(format!("the other store approved {id}: {:?}", other.map(|v| v.verdict)))
                }
            }
        }
        let seen = view(&app, &team.associate, id).await?;
        if self.chance(4) {
            let stale = Some(seen.order.version - 1);
            match approve::approve(&app, &team.associate, id, stale).await {
                Err(AppError::Refused(Refusal::MovedOn)) => self.log.refused("approval of an old page"),
                Err(AppError::Refused(_) | AppError::Outside(_)) => {}
                other => self.log.note(format!("an old page approved {id}: {:?}", other.map(|v| v.verdict))),
            }
        }
        settled(approve::approve(&app, &team.associate, id, Some(seen.order.version)).await.map(drop))
    }

    fn team_place(&self, team: &Team) -> usize {
        self.shop.teams.iter().position(|t| t.manager == team.manager).unwrap_or(0)
    }

    /// Stopped or unknown: look, ask again, sign with two hands, or refuse.
    async fn decide(&mut self, team: &Team, id: &OrderId) -> anyhow::Result<()> {
        let app = self.shop.app.clone();
        let seen = view(&app, &team.associate, id).await?;
        let Some(checked) = &seen.checked else { return Ok(()) };
        match checked.verification.verdict {
            Verdict::Stop => self.refuse_stop(team, &seen, &checked.verification).await,
            Verdict::Unknown => {
                let looks = self.looks.entry(id.clone()).or_default();
                *looks += 1;
                let looks = *looks;
                if looks > LOOKS_MAX {
                    let words = "We could not establish what the law asks us to know";
                    return settled(
                        refuse::refuse(&app, &team.associate, id, None, Cancellation::Other, words).await,
                    );
                }
                if looks > 2 && self.sign(team, id, &checked.verification).await? {
                    self.log.overrides += 1;
                }
                match check::check(&app, &team.associate, id).await {
                    Ok(_) | Err(AppError::Refused(_)) => Ok(()),
                    Err(why) => Err(why.into()),
                }
            }
            Verdict::Pass | Verdict::NotNeeded => Ok(()),
        }
    }

    async fn refuse_stop(
        &mut self,
        team: &Team,
        seen: &OrderView,
        said: &Verification,
    ) -> anyhow::Result<()> {
        let (app, id) = (self.shop.app.clone(), &seen.order.id);
        let spokesman = said.spokesman().map(|result| result.check);
        if self.chance(20) {
            match approve::approve(&app, &team.manager, id, None).await {
                Err(AppError::Refused(_)) => self.log.refused("approval of a stopped order"),
                // What stopped it may have passed meanwhile; then the checks ran again and let it through. Or the register
                // was not there to be looked at.
                Ok(_) | Err(AppError::Outside(_)) => return Ok(()),
                Err(why) => return Err(why.into()),
            }
        }
        // The checks ran again for that, and a system that failed meanwhile makes an unknown of a stop.
        let now = view(&app, &team.associate, id).await?.checked.map(|checked| checked.verification.verdict);
        if now != Some(Verdict::Stop) {
            return Ok(());
        }
        if self.chance(20)
            && let Some(check) = spokesman
        {
            match countersign::request(&app, &team.associate, id, check, "please").await {
                Err(AppError::Refused(_)) => self.log.refused("override of a stop"),
                other => self.log.note(format!("an override of a stop was taken for {id}: {other:?}")),
            }
        }
        let why = match spokesman {
            Some(CheckName::PurchaseLimit) => Cancellation::OverLimit,
            Some(CheckName::Stock) => Cancellation::OutOfStock,
            Some(CheckName::Gate) => Cancellation::Closed,
            Some(CheckName::Identity | CheckName::Age | CheckName::IdInDate | CheckName::MedicalCard) => {
                Cancellation::Identity
            }
            _ => Cancellation::Other,
        };
        settled(refuse::refuse(&app, &team.associate, id, None, why, "The checks stop this order").await)
    }

    /// Signs every unknown that two people can settle by looking. `false` when something else is unknown too.
    async fn sign(&mut self, team: &Team, id: &OrderId, said: &Verification) -> anyhow::Result<bool> {
        let open: Vec<_> = said.results.iter().filter(|result| !result.lets_through()).collect();
        let signable = |r: &&countersign_domain::CheckResult| {
            SEEN_WITH_EYES.contains(&r.check) && matches!(r.terms, Some(OverrideTerms::TwoHands { .. }))
        };
        let app = self.shop.app.clone();
        if let Some(never) = open.iter().find(|r| matches!(r.terms, Some(OverrideTerms::Never { .. }))) {
            match countersign::request(&app, &team.associate, id, never.check, "The customer is in a hurry")
                .await
            {
                Err(AppError::Refused(_)) => self.log.refused("override that no rule allows"),
                other => self.log.note(format!("an override no rule allows was taken for {id}: {other:?}")),
            }
            return Ok(false);
        }
        if !open.iter().all(signable) {
            return Ok(false);
        }
        for result in open {
            let ground = "Seen on the customer's own documents at the counter";
            match countersign::request(&app, &team.manager, id, result.check, ground).await {
                Ok(()) => {}
                Err(AppError::Refused(_)) => return Ok(false),
                Err(why) => return Err(why.into()),
            }
            match countersign::countersign(&app, &team.manager, id, result.check).await {
                Err(AppError::Refused(_)) => self.log.refused("one person signs with both hands"),
                other => self.log.note(format!("one person signed twice for {id}: {other:?}")),
            }
            settled(countersign::countersign(&app, &team.compliance_officer, id, result.check).await)?;
        }
        Ok(true)
    }

    /// The manager lets what is stuck try again.
    pub async fn rounds(&mut self, store: usize) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
        let waiting = countersign_store::acts::waiting(app.db(), &self.shop.stores[store], STUCK_MAX).await?;
        for act in waiting.into_iter().filter(|act| act.state == "dead") {
            carry_out::revive(&app, &team.manager, &act.id).await?;
            self.log.revived += 1;
        }
        self.tidy_jane(store).await
    }

    /// Closing time: what is not approved is refused, who did not come is missed.
    pub async fn close_store(&mut self, store: usize) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
        for id in self.listed(&team, Tab::Open).await? {
            let seen = view(&app, &team.manager, &id).await?;
            let words = "The store has closed for today";
            let outcome = match seen.order.state {
                State::Arrived | State::Checked => {
                    refuse::refuse(&app, &team.manager, &id, None, Cancellation::Closed, words).await
                }
                // Some are marked by hand; the others run out by themselves.
                State::Ready if self.chance(50) => {
                    cancel::cancel(&app, &team.manager, &id, None, Cancellation::NoShow, "Nobody came").await
                }
                _ => Ok(()),
            };
            settled(outcome)?;
        }
        Ok(())
    }
}

/// A refusal is an answer like any other, and what a silent system outside held up is tried again on the next round; what else
/// goes wrong ends the day.
pub fn settled(outcome: Result<(), AppError>) -> anyhow::Result<()> {
    match outcome {
        Ok(()) | Err(AppError::Refused(_) | AppError::Outside(_)) => Ok(()),
        Err(why) => Err(why.into()),
    }
}
