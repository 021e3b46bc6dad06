//! The counter: orders are picked, customers come or do not, licences are scanned, bags go out.

use countersign_app::AppError;
use countersign_app::orders::queue::Tab;
use countersign_app::orders::view::view;
use countersign_app::orders::{cancel, complete, hand_over, pick, take_back};
use countersign_domain::orders::{Cancellation, Channel, State};
use countersign_domain::verdict::Verdict;
use countersign_kernel::Timestamp;
use countersign_kernel::id::OrderId;
use countersign_sandbox::world::Story;

use super::agenda::{Event, Manner};
use super::day::Day;
use super::desk::settled;
use super::log::HandedOver;
use crate::oracle::Returned;
use crate::shop::Team;

/// Somebody waits at the counter this often for systems that do not answer.
const TRIES_MAX: u32 = 8;
const MINUTES_BETWEEN_TRIES: i64 = 5;
/// So many of a hundred sales come back.
const RETURNED_PERCENT: u64 = 4;

#[derive(Debug, Clone)]
pub struct Visit {
    pub order: OrderId,
    pub customer: usize,
    pub medical: bool,
    pub store: usize,
    pub manner: Manner,
    pub tries: u32,
}

impl Day {
    pub async fn pick(&mut self, store: usize) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
        for id in self.listed(&team, Tab::PreparingAndReady).await? {
            let order = view(&app, &team.budtender, &id).await?.order;
            if order.state == State::Approved {
                settled(pick::pick(&app, &team.inventory_manager, &id, None).await)?;
            }
            if order.state == State::Preparing || (order.state == State::Approved && self.chance(40)) {
                settled(pick::make_ready(&app, &team.budtender, &id, None).await)?;
            }
            self.expect(store, &id, order.channel, &order.external_id, order.program == "medical");
        }
        Ok(())
    }

    /// The customer sets out once the order has been accepted.
    fn expect(&mut self, store: usize, id: &OrderId, channel: Channel, external_id: &str, medical: bool) {
        let Some(customer) = self.buyers.get(&(channel.into(), external_id.to_owned())).copied() else {
            return self.log.note(format!("nobody ordered {id}, which came over {}", channel.word()));
        };
        if !self.expected.insert(id.clone()) {
            return;
        }
        let manner = match self.random.below(100) {
            0..=9 => Manner::NoShow,
            10..=15 => Manner::WrongFirst,
            16..=18 => Manner::WrongOnly,
            19..=22 => Manner::SmudgedFirst,
            _ => Manner::Right,
        };
        if manner == Manner::NoShow {
            return;
        }
        let at = self.now().plus_minutes(self.minutes(6, 170));
        let order = id.clone();
        self.agenda.put(at, Event::Visit { order, customer, medical, store, manner, tries: 0 });
    }

    pub async fn visit(&mut self, visit: Visit) -> anyhow::Result<()> {
        if !self.is_open() {
            return Ok(());
        }
        let (app, team) = (self.shop.app.clone(), self.shop.teams[visit.store].clone());
        let order = view(&app, &team.budtender, &visit.order).await?.order;
        if order.state.is_final() {
            // The server died after the bag had gone over the counter.
            if order.state == State::Completed && !self.log.has_handed_over(&visit.order) {
                self.handed_over(&visit, order.closed_at.map_or(self.now(), Timestamp::from));
                self.ring_up_by_hand(visit.store, &visit.order, visit.customer, visit.medical).await?;
            }
            return Ok(());
        }
        if order.state != State::Ready {
            self.too_early(&team, &visit).await?;
            return Ok(());
        }
        if visit.tries == 0 && !self.first_licence(&team, &visit).await? {
            return Ok(());
        }
        self.right_licence(&team, visit).await
    }

    /// Nobody gets a bag that is not ready, whatever they show.
    async fn too_early(&mut self, team: &Team, visit: &Visit) -> anyhow::Result<()> {
        match complete::complete(&self.shop.app, &team.budtender, &visit.order, None).await {
            Err(AppError::Refused(_)) => self.log.refused("completion before it is ready"),
            other => self.log.note(format!("{} was completed before it was ready: {other:?}", visit.order)),
        }
        self.again(visit.clone());
        Ok(())
    }

    fn again(&mut self, visit: Visit) {
        if visit.tries < TRIES_MAX {
            let at = self.now().plus_minutes(MINUTES_BETWEEN_TRIES);
            let Visit { order, customer, medical, store, manner, tries } = visit;
            self.agenda.put(at, Event::Visit { order, customer, medical, store, manner, tries: tries + 1 });
        }
    }

    /// What some people show before the right licence. `false` when they leave after it.
    async fn first_licence(&mut self, team: &Team, visit: &Visit) -> anyhow::Result<bool> {
        let (app, id) = (self.shop.app.clone(), &visit.order);
        match visit.manner {
            Manner::Right | Manner::NoShow => Ok(true),
            Manner::SmudgedFirst => {
                match hand_over::scan(&app, &team.budtender, id, "@\n\u{1e}\rANSI 6360").await {
                    Err(AppError::Invalid { .. }) => self.log.refused("half a barcode"),
                    other => self.log.note(format!("half a barcode was read for {id}: {other:?}")),
                }
                Ok(true)
            }
            Manner::WrongFirst | Manner::WrongOnly => {
                let world = self.street.world();
                let other = (visit.customer + 7) % world.customers.len();
                let barcode = world.customers[other].id.barcode.clone();
                match hand_over::scan(&app, &team.budtender, id, &barcode).await?.verdict {
                    Verdict::Stop => self.log.refused("somebody else's licence"),
                    verdict => {
                        self.log.note(format!("{id} passed with customer {other}'s licence: {verdict:?}"))
                    }
                }
                match complete::complete(&app, &team.budtender, id, None).await {
                    Err(AppError::Refused(_)) => self.log.refused("completion after a bad scan"),
                    // The register is looked at before the scan is.
                    Err(AppError::Outside(_)) => {}
                    outcome => self.log.note(format!("{id} was completed after a bad scan: {outcome:?}")),
                }
                Ok(visit.manner == Manner::WrongFirst)
            }
        }
    }

    async fn right_licence(&mut self, team: &Team, visit: Visit) -> anyhow::Result<()> {
        let (app, id) = (self.shop.app.clone(), &visit.order);
        let person = &self.street.world().customers[visit.customer];
        let (story, barcode) = (person.story, person.id.barcode.clone());
        let result = match hand_over::scan(&app, &team.budtender, id, &barcode).await {
            Ok(result) => result,
            Err(AppError::Refused(_)) => {
                self.again(visit);
                return Ok(());
            }
            Err(why) => return Err(why.into()),
        };
        if result.verdict != Verdict::Pass {
            if !matches!(story, Story::MinorWithWrongBirthDate | Story::ExpiredId) {
                self.log.note(format!(
                    "{id}: the right licence of customer {} did not pass: {}",
                    visit.customer, result.found
                ));
            }
            let why = Cancellation::Identity;
            return settled(
                cancel::cancel(&app, &team.manager, id, None, why, "The licence does not fit").await,
            );
        }
        if self.chance(5) {
            match complete::complete(&app, &team.customer_service, id, None).await {
                Err(AppError::NotPermitted(_)) => self.log.refused("customer service hands over"),
                other => self.log.note(format!("customer service completed {id}: {other:?}")),
            }
        }
        self.complete(team, visit).await
    }

    /// Whoever handed it over may not take it back; whoever may, may once.
    pub async fn take_back(&mut self, store: usize, id: &OrderId) -> anyhow::Result<()> {
        let (app, team) = (self.shop.app.clone(), self.shop.teams[store].clone());
        match take_back::take_back(&app, &team.budtender, id, None, "A wrong cartridge").await {
            Err(AppError::NotPermitted(_)) => self.log.refused("a budtender takes back"),
            other => self.log.note(format!("a budtender took {id} back: {other:?}")),
        }
        match take_back::take_back(&app, &team.manager, id, None, "A wrong cartridge").await {
            Ok(()) => self.log.returned.push(Returned { order: id.to_string(), at: self.now() }),
            // The server died after it had been taken back.
            Err(AppError::Refused(_)) if !self.log.has_returned(id) => {
                let order = view(&app, &team.manager, id).await?.order;
                let at = order.closed_at.map_or(self.now(), Timestamp::from);
                self.log.returned.push(Returned { order: id.to_string(), at });
            }
            Err(AppError::Refused(_)) => return Ok(()),
            Err(why) => return Err(why.into()),
        }
        match take_back::take_back(&app, &team.manager, id, None, "Once more").await {
            Err(AppError::Refused(_)) => self.log.refused("a return twice"),
            other => self.log.note(format!("{id} was taken back twice: {other:?}")),
        }
        Ok(())
    }

    fn handed_over(&mut self, visit: &Visit, at: Timestamp) {
        self.log.handed_over.push(HandedOver {
            order: visit.order.to_string(),
            ordered_by: visit.customer,
            taken_by: visit.customer,
            medical: visit.medical,
            at,
        });
    }

    async fn complete(&mut self, team: &Team, visit: Visit) -> anyhow::Result<()> {
        let (app, id) = (self.shop.app.clone(), visit.order.clone());
        match complete::complete(&app, &team.budtender, &id, None).await {
            Ok(()) => {
                self.handed_over(&visit, self.now());
                self.ring_up_by_hand(visit.store, &id, visit.customer, visit.medical).await?;
                match complete::complete(&app, &team.budtender, &id, None).await {
                    Err(AppError::Refused(_)) => self.log.refused("completion twice"),
                    other => self.log.note(format!("{id} was completed twice: {other:?}")),
                }
                if self.chance(RETURNED_PERCENT) {
                    let at = self.now().plus_minutes(self.minutes(1, 90));
                    self.agenda.put(at, Event::Return { store: visit.store, order: id });
                }
                Ok(())
            }
            Err(AppError::Refused(countersign_app::Refusal::Checks(said)))
                if said.verdict == Verdict::Stop =>
            {
                self.log.refused("a sale that a check at the counter stops");
                let why = Cancellation::OverLimit;
                settled(cancel::cancel(&app, &team.manager, &id, None, why, "The checks stop the sale").await)
            }
            Err(AppError::Refused(_) | AppError::Outside(_)) => {
                self.again(visit);
                Ok(())
            }
            Err(why) => Err(why.into()),
        }
    }
}
