//! What can be pressed on an order's page: what its state allows, locked with a reason where it may not be done.

use countersign_app::orders::view::OrderView;
use countersign_domain::orders::{State, Step};
use countersign_domain::verdict::Verdict as Outcome;
use countersign_kernel::Permission;

use super::words::{key, outcome, verdict};
use crate::orders::order::{Lock, OverrideNote};
use crate::serve::Signed;
use crate::ui::{Action, Badge, How, Tone, Verdict};

pub fn post(signed: &Signed, view: &OrderView, deed: &str) -> How {
    How::Post {
        to: format!("/orders/{}/{deed}", view.order.id),
        csrf: signed.csrf().to_owned(),
        fields: vec![("version", view.order.version.to_string())],
    }
}

fn to(view: &OrderView, place: &str) -> String {
    format!("/orders/{}/{place}", view.order.id)
}

/// The actions, the one next step last, and why those that are locked are locked.
pub struct Actions {
    pub all: Vec<Action>,
    pub locked: Vec<Lock>,
}

pub fn of(signed: &Signed, view: &OrderView) -> Actions {
    let mut actions = Making { signed, all: Vec::new(), missing: Vec::new(), locked: Vec::new() };
    let state = view.order.state;
    if !state.is_final() {
        let how = How::Form { to: to(view, "cancellation") };
        actions.add(Permission::OrderCancel, Action::new("Cancel", Tone::Quiet, how));
    }
    // Not everybody's: a lock would only be noise beside what there is to do.
    if state.after(Step::Change).is_ok() && signed.may(Permission::OrderChange) {
        let how = How::Open { to: to(view, "change") };
        actions.all.push(Action::new("Change", Tone::Quiet, how));
    }
    match state {
        State::Arrived | State::Checked => undecided(&mut actions, view),
        State::Approved => {
            let how = How::Open { to: to(view, "pick-list") };
            actions
                .add(Permission::OrderPick, Action::new("Pick list", Tone::Primary, how).with_icon("pick"));
        }
        State::Preparing => {
            let how = How::Open { to: to(view, "pick-list") };
            actions.add(Permission::OrderPick, Action::new("Pick list", Tone::Plain, how).with_icon("pick"));
            let ready = Action::new("Ready for hand-over", Tone::Primary, post(signed, view, "readiness"));
            actions.add(Permission::OrderPick, ready.with_key("a"));
        }
        State::Ready => {
            let how = How::Open { to: to(view, "hand-over") };
            let hand_over = Action::new("Hand over", Tone::Primary, how).with_icon("hand-over").with_key("a");
            actions.add(Permission::OrderHandOver, hand_over);
            if let Some((_, scan)) = view.scan.as_ref().filter(|(_, scan)| scan.verdict != Outcome::Pass) {
                let words = format!("Last scan: {}", scan.found);
                actions.locked.push(Lock { id: "why-scan", why: Badge::new(Verdict::Stop, &words) });
            }
        }
        // Rare, and not everybody's: a lock would only be noise on every order that is done.
        State::Completed if signed.may(Permission::OrderReturn) => {
            let how = How::Form { to: to(view, "return") };
            actions.all.push(Action::new("Take it back", Tone::Quiet, how));
        }
        _ => {}
    }
    actions.finish()
}

fn undecided(actions: &mut Making<'_>, view: &OrderView) {
    let signed = actions.signed;
    let may_be_asked = view.checked.as_ref().is_some_and(|checked| {
        let open = |r: &&countersign_domain::CheckResult| r.verdict == Outcome::Unknown && !r.lets_through();
        checked.verification.results.iter().any(|r| open(&r))
    });
    if may_be_asked && signed.may(Permission::OverrideRequest) {
        let how = How::Form { to: to(view, "override") };
        actions.all.push(Action::new("Ask for an override", Tone::Quiet, how));
    }
    let refuse = Action::new("Refuse", Tone::Stop, How::Form { to: to(view, "refusal") }).with_key("r");
    let why = why_not(view);
    let approve = Action::new("Approve", Tone::Primary, post(signed, view, "approval"));
    let approve = approve.with_key("a").with_icon("pen");
    match why {
        None => {
            actions.add(Permission::OrderRefuse, refuse);
            actions.add(Permission::OrderApprove, approve);
        }
        Some(why) => {
            actions.all.push(Action { how: How::Locked { why: "why" }, ..approve });
            actions.locked.push(Lock { id: "why", why });
            actions.add(Permission::OrderRefuse, refuse);
        }
    }
}

/// A longer sentence has no place beside a button.
const BRIEF_MAX: usize = 70;

/// Why nobody can approve the order now; `None` when it is only a matter of who.
pub fn why_not(view: &OrderView) -> Option<Badge> {
    let Some(checked) = &view.checked else {
        return Some(Badge::new(Verdict::Wait, "Approve is locked: the checks have not run yet"));
    };
    let verification = &checked.verification;
    let spokesman = verification.spokesman()?;
    let name = spokesman.check.title();
    // The whole sentence where it is short; the checks below have it in any case.
    let brief = spokesman.found.len() <= BRIEF_MAX || spokesman.short.is_empty();
    let found = outcome(if brief { &spokesman.found } else { &spokesman.short });
    let words = match verification.verdict {
        Outcome::Unknown => {
            format!("Approve is locked: {name} is unknown, and unknown is never yes. {found}")
        }
        _ => format!("Approve is locked: {found}"),
    };
    Some(Badge::new(verdict(verification.verdict), &words))
}

struct Making<'a> {
    signed: &'a Signed,
    all: Vec<Action>,
    missing: Vec<String>,
    locked: Vec<Lock>,
}

impl Making<'_> {
    /// The action, or its lock for somebody whose roles do not include it.
    fn add(&mut self, permission: Permission, action: Action) {
        if self.signed.may(permission) {
            self.all.push(action);
        } else {
            self.missing.push(action.label.clone());
            self.all.push(Action { how: How::Locked { why: "why-role" }, ..action });
        }
    }

    fn finish(mut self) -> Actions {
        if !self.missing.is_empty() {
            let words = format!("Your roles do not include: {}", self.missing.join(", ").to_lowercase());
            self.locked.push(Lock { id: "why-role", why: Badge::new(Verdict::Wait, &words) });
        }
        Actions { all: self.all, locked: self.locked }
    }
}

/// Checks again, where the order is undecided and the reader may.
pub fn recheck(signed: &Signed, view: &OrderView) -> Option<Action> {
    let undecided = matches!(view.order.state, State::Arrived | State::Checked);
    let may = undecided && signed.may(Permission::OrderVerify);
    may.then(|| {
        Action::new("Check again", Tone::Quiet, post(signed, view, "verification")).with_icon("retry")
    })
}

/// The newest override that waits for its second hand, or that is signed.
pub fn override_note(signed: &Signed, names: &super::side::Names, view: &OrderView) -> Option<OverrideNote> {
    if !matches!(view.order.state, State::Arrived | State::Checked) {
        return None;
    }
    let asked = view.overrides.iter().max_by_key(|o| (o.countersigned_by.is_none(), o.requested_at))?;
    let check = countersign_domain::orders::CheckName::from_word(&asked.check_name)?;
    let when = signed.local().clock_or_day(asked.requested_at, signed.now);
    let who = signed.who(names, &asked.requested_by);
    let text = format!("{who} asked to let {} count as passed, at {when}.", check.title());
    if let Some(second) = &asked.countersigned_by {
        let text = format!(
            "{text} Countersigned by {}; it counts from the next check on.",
            signed.who(names, second)
        );
        return Some(OverrideNote { text, ground: asked.ground.clone(), actions: Vec::new(), locked: None });
    }
    let own = asked.requested_by == signed.actor.label();
    let locked = match (own, signed.may(Permission::OverrideCountersign)) {
        (true, _) => Some("You asked for it yourself; somebody else must countersign it."),
        (false, false) => Some("Your roles do not include countersigning overrides."),
        (false, true) => None,
    };
    let mut how = post(signed, view, "override/countersignature");
    if let How::Post { fields, .. } = &mut how {
        fields.push(("check", key(check).to_owned()));
    }
    let how = if locked.is_some() { How::Locked { why: "why-override" } } else { how };
    let sign = Action::new("Countersign the override", Tone::Primary, how).with_icon("pen");
    let locked = locked.map(str::to_owned);
    Some(OverrideNote { text, ground: asked.ground.clone(), actions: vec![sign], locked })
}
