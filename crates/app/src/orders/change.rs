//! Changing an order that is open. Only what the change touches is asked for again and decided again. Before the
//! countersignature the order is changed whatever the checks then say of it; after it, the new cart takes the old one's
//! place under the hold in one transaction, or nothing changes at all.

use countersign_domain::orders::change::{Change, Kind};
use countersign_domain::orders::{OrderFacts, State, Step, Verification, carry, verify};
use countersign_domain::reading::Reading;
use countersign_domain::verdict::Verdict;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::db::Tx;
use countersign_store::holds::{self, HoldRow};
use countersign_store::orders::{self, OrderRow};
use countersign_store::verifications;
use serde_json::{Value, json};

use super::gather::{self, Gathered};
use super::ledger::{self, Assembled};
use super::proposal::{self, Proposal};
use super::verdict::{self, Purpose};
use super::{hold, load, refuse};
use crate::app::App;
use crate::customers::matching::Matched;
use crate::customers::{keep, profile};
use crate::error::{AppError, Refusal};
use crate::record::{self, Note};

/// What became of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub kinds: Vec<Kind>,
    pub state: State,
    /// None where no check looks at what was changed.
    pub verification: Option<Verification>,
}

/// Changes the order, or says with the verification why not. `version` is the order as the person saw it.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
    wanted: &Change,
    words: &str,
) -> Result<Changed, AppError> {
    app.permit(actor, Permission::OrderChange)?;
    let words = refuse::written(words)?;
    let order = load::order(app.db(), actor, id).await?;
    order.state.after(Step::Change)?;
    if version.is_some_and(|seen| seen != order.version) {
        return Err(AppError::Refused(Refusal::MovedOn));
    }
    let proposal = proposal::propose(app, order, wanted).await?;
    let seen = see(app, &proposal).await?;
    let outcome = {
        let (proposal, seen, words) = (&proposal, &seen, words.as_str());
        app.db().write(|tx| Box::pin(decide(app, tx, actor, proposal, seen, words))).await?
    };
    app.tell(&proposal.order.store_id, id.as_str());
    // The refusal is on the record, like that of an approval; only now is it an error to the caller.
    outcome.map_err(|verification| AppError::Refused(Refusal::Checks(verification)))
}

/// What the checks are made on.
enum Seen {
    /// No check looks at what is changed.
    Nothing,
    /// The goods are the same, and everything about them and the person was seen a moment ago.
    Kept(Box<OrderFacts>),
    /// The systems outside were asked; about the person not, where that was seen a moment ago.
    Asked { gathered: Box<Gathered>, earlier: Option<Box<OrderFacts>> },
}

async fn see(app: &App, proposal: &Proposal) -> Result<Seen, AppError> {
    if proposal.touched.is_empty() {
        return Ok(Seen::Nothing);
    }
    let earlier = carried(app, proposal).await?;
    if let Some(earlier) = earlier.as_ref().filter(|_| !proposal.is_of_the_cart()) {
        return Ok(Seen::Kept(Box::new(earlier.clone())));
    }
    let known = match &earlier {
        Some(earlier) => person(app, &proposal.order, earlier).await?,
        None => None,
    };
    let earlier = earlier.filter(|_| known.is_some()).map(Box::new);
    let (order, lines) = (proposal.order.clone(), proposal.lines.clone());
    let gathered = Box::new(gather::of_cart(app, order, lines, known).await?);
    Ok(Seen::Asked { gathered, earlier })
}

/// The facts of the last verification, where those of the checks that are not touched may be carried over.
async fn carried(app: &App, proposal: &Proposal) -> Result<Option<OrderFacts>, AppError> {
    let order = &proposal.order;
    let Some(row) = verifications::latest(app.db(), &order.id).await? else { return Ok(None) };
    let (facts, said) = (verdict::facts(&row)?, verdict::read(&row)?);
    let (now, zone) = (app.now(), load::zone(&load::store(app.db(), &order.store_id).await?)?);
    let may = carry::may_carry(&facts, &said, &proposal.touched, now.date_in(&zone), now);
    Ok(may.then_some(facts))
}

/// Whom the order was matched to a moment ago: the one profile, as it is kept here.
async fn person(
    app: &App,
    order: &OrderRow,
    earlier: &OrderFacts,
) -> Result<Option<Reading<Matched>>, AppError> {
    let (Some(customer), Reading::Known { value, source, at }) = (&order.customer_id, &earlier.identity)
    else {
        return Ok(None);
    };
    let profile = profile::open(app, customer).await?;
    if value.profiles != 1 || profile.pos_id.is_empty() {
        return Ok(None);
    }
    let (agrees, disagrees) = (value.agrees.clone(), value.disagrees.clone());
    Ok(Some(Reading::known(Matched { profiles: vec![profile], agrees, disagrees }, source, *at)))
}

/// What the checks say of the order as it is to be, and what they were made on.
struct Looked<'g> {
    verification: Verification,
    on: LookedOn<'g>,
}

enum LookedOn<'g> {
    Kept(Box<OrderFacts>),
    Asked(&'g Gathered, Box<Assembled>),
}

impl LookedOn<'_> {
    fn facts(&self) -> &OrderFacts {
        match self {
            Self::Kept(facts) => facts,
            Self::Asked(_, assembled) => &assembled.facts,
        }
    }
}

async fn decide(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    proposal: &Proposal,
    seen: &Seen,
    words: &str,
) -> Result<Result<Changed, Box<Verification>>, AppError> {
    let now = app.now();
    load::locked(tx, actor, &proposal.order.id, Some(proposal.before.version)).await?;
    let mut order = proposal.order.clone();
    let held = order.state.holds();
    let mut body = proposal.shown(words);
    let looked = look(app, tx, &mut order, proposal, seen, now).await?;
    if let Some(looked) = &looked {
        let (facts, verification) = (looked.on.facts(), &looked.verification);
        if held && verification.verdict != Verdict::Pass {
            verdict::note_refused(tx, actor, &order, facts, verification, body).await?;
            return Ok(Err(Box::new(verification.clone())));
        }
        if !held {
            order.state = order.state.after(Step::Check)?;
        }
        let outcome = order.outcome_line.clone();
        verdict::write_down(app, tx, actor, &mut order, Purpose::Change, facts, verification).await?;
        if held {
            order.outcome_line = outcome;
        }
        let checks: Vec<&str> = proposal.touched.iter().map(|check| check.word()).collect();
        body["overrides_dropped"] = json!(verifications::drop_overrides(tx, &order.id, &checks).await?);
    }
    if held {
        body["packages"] = hold_anew(app, tx, &mut order, proposal, looked.as_ref(), now).await?;
    }
    body["state"] = json!(order.state);
    orders::change(tx, &order, &proposal.lines).await?;
    if let (true, Some(LookedOn::Asked(gathered, assembled))) =
        (held, looked.as_ref().map(|looked| &looked.on))
    {
        orders::promise(tx, &order.id, &hold::promised(assembled, &gathered.lines)).await?;
    }
    let (kind, subject, store) = ("act.order.change", order.id.as_str(), Some(&order.store_id));
    record::write(tx, Note { at: now, kind, subject, actor, store, body }).await?;
    load::save(tx, &order).await?;
    let verification = looked.map(|looked| looked.verification);
    Ok(Ok(Changed { kinds: proposal.kinds.clone(), state: order.state, verification }))
}

async fn look<'g>(
    app: &App,
    tx: &mut Tx<'_>,
    order: &mut OrderRow,
    proposal: &Proposal,
    seen: &'g Seen,
    now: Timestamp,
) -> Result<Option<Looked<'g>>, AppError> {
    let rulebook = app.rulebook();
    let on = match seen {
        Seen::Nothing => return Ok(None),
        Seen::Kept(earlier) => {
            let store = load::store(&mut *tx, &order.store_id).await?;
            let mut facts = OrderFacts { at: now, fulfilment: order.fulfilment, ..earlier.as_ref().clone() };
            facts.gate = ledger::gate(order, &store, &load::zone(&store)?);
            facts.stopped_before.retain(|stopped| !proposal.touched.contains(&stopped.check));
            carry::carry(earlier, &proposal.touched, &mut facts);
            LookedOn::Kept(Box::new(facts))
        }
        Seen::Asked { gathered, earlier } => {
            if earlier.is_none() {
                keep::of_order(app, tx, gathered, order, now).await?;
            }
            let mut assembled = ledger::in_turn(tx, gathered, order, &rulebook, now).await?;
            match earlier {
                Some(earlier) => carry::carry(earlier, &proposal.touched, &mut assembled.facts),
                None => carry::drop_signed(&proposal.touched, &mut assembled.facts),
            }
            LookedOn::Asked(gathered, Box::new(assembled))
        }
    };
    Ok(Some(Looked { verification: verify(on.facts(), &rulebook), on }))
}

/// Puts the new cart in the old one's place under the hold; answers what is held now. Other goods are picked anew.
async fn hold_anew(
    app: &App,
    tx: &mut Tx<'_>,
    order: &mut OrderRow,
    proposal: &Proposal,
    looked: Option<&Looked<'_>>,
    now: Timestamp,
) -> Result<Value, AppError> {
    let gone = || AppError::because("the hold of this order has run out; cancel it and take it anew");
    let held = holds::of_order(&mut *tx, &order.id).await?.ok_or_else(gone)?;
    let before = holds::packages(&mut *tx, &held.id).await?;
    let asked = looked.and_then(|looked| match &looked.on {
        LookedOn::Asked(gathered, assembled) => Some((*gathered, assembled, &looked.verification)),
        LookedOn::Kept(_) => None,
    });
    let (row, packages, is_held) = match asked.filter(|_| proposal.is_of_the_cart()) {
        Some((gathered, cart, _)) => {
            order.state = order.state.after(Step::PickAnew)?;
            order.outcome_line = "Changed, to be picked".to_owned();
            let (row, packages) = hold::of_cart(app, order, gathered, cart, now)?;
            let row = HoldRow { id: held.id, made_at: held.made_at, ..row };
            let is_held = holds::replace(tx, &row, &order.store_id, &packages).await?;
            (row, packages, is_held)
        }
        None => {
            let store = load::store(&mut *tx, &order.store_id).await?;
            let is_later = proposal.kinds.contains(&Kind::Window);
            let expires_at = if is_later { hold::until(&store, order, now) } else { held.expires_at };
            let person_key = order.person_key.clone().unwrap_or(held.person_key);
            let row = HoldRow { expires_at, person_key, ..held };
            let is_held = holds::renew(tx, &row).await?;
            (row, before.clone(), is_held)
        }
    };
    if !is_held {
        return Err(gone());
    }
    // Also where the goods stay: the order may have turned out to be another person's.
    if let Some((_, assembled, verification)) = asked {
        hold::count(tx, &row, assembled, verification, &app.rulebook()).await?;
    }
    order.hold_until = Some(row.expires_at.micros());
    Ok(json!({"before": hold::shown(&before), "after": hold::shown(&packages), "until": row.expires_at}))
}
