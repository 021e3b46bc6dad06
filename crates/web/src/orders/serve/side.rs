//! What stands beside the order: the two hands, its life, the record, the customer, what is owed outside.

use std::collections::BTreeMap;

use countersign_app::acts::by_hand;
use countersign_app::orders::view::OrderView;
use countersign_app::record::browse::RecordRow;
use countersign_domain::orders::State;
use countersign_kernel::{Permission, Timestamp};
use countersign_rulebook::Program;

use super::words::{clock, state};
use crate::orders::order::{ClockNote, Hand, Owed, Step};
use crate::record::say;
use crate::serve::Signed;
use crate::ui::{Action, Fact, How, LogLine, Tone, Verdict};

pub type Names = BTreeMap<String, String>;

/// Entries of the record shown beside the order.
const LOG_LINES_MAX: usize = 14;

/// When something of a kind last happened to the order, its entry's stub and who did it.
fn last(view: &OrderView, kind: &str) -> Option<(Timestamp, String, String)> {
    let row = view.record.iter().find(|row| row.kind == kind)?;
    Some((row.at, say::stub(&row.hash), row.actor.clone()))
}

/// When the checks first ran. They run again at the counter, after the countersignature.
fn first_checked(view: &OrderView) -> Option<Timestamp> {
    let first = view.record.iter().rev().find(|row| row.kind == "verdict.order").map(|row| row.at);
    first.or_else(|| view.checked.as_ref().map(|checked| checked.at))
}

/// The verdict that the countersignature rests on, by its time and its entry: the last one before it, or the last of all.
fn rests_on(view: &OrderView) -> Option<(Timestamp, String)> {
    let approved = view.record.iter().find(|row| row.kind == "act.approve").map_or(i64::MAX, |row| row.seq);
    let verdict = view.record.iter().find(|row| row.kind == "verdict.order" && row.seq < approved);
    let shown = verdict.map(|row| (row.at, say::stub(&row.hash)));
    shown.or_else(|| view.checked.as_ref().map(|c| (c.at, format!("entry {}", c.record_seq))))
}

pub fn hands(signed: &Signed, names: &Names, view: &OrderView) -> [Hand; 2] {
    let local = signed.local();
    let first = match rests_on(view) {
        Some((at, stub)) => Hand {
            stub: Some(stub),
            who: "Checked by the rulebook".to_owned(),
            waits: local.clock_or_day(at, signed.now),
        },
        None => Hand {
            stub: None,
            who: "Checked by the rulebook".to_owned(),
            waits: "waits for the checks".to_owned(),
        },
    };
    let second = match last(view, "act.approve") {
        Some((at, stub, actor)) => Hand {
            stub: Some(stub),
            who: format!("Countersigned by {}", signed.who(names, &actor)),
            waits: local.clock_or_day(at, signed.now),
        },
        None => {
            Hand { stub: None, who: "Countersigned by a person".to_owned(), waits: waits_for(signed, view) }
        }
    };
    [first, second]
}

fn waits_for(signed: &Signed, view: &OrderView) -> String {
    if view.order.state.is_final() {
        return "not countersigned".to_owned();
    }
    let spokesman = view.checked.as_ref().and_then(|c| c.verification.spokesman());
    match spokesman {
        Some(result) => format!("waits for: {}", result.check.title()),
        None if view.checked.is_none() => "waits for the checks".to_owned(),
        None if signed.may(Permission::OrderApprove) => "waits for you".to_owned(),
        None => "waits for an associate or a manager".to_owned(),
    }
}

pub fn steps(signed: &Signed, view: &OrderView) -> Vec<Step> {
    let order = &view.order;
    let time =
        |at: Option<Timestamp>| at.map(|at| signed.local().clock_or_day(at, signed.now)).unwrap_or_default();
    let of = |kind: &str| last(view, kind).map(|(at, ..)| at);
    let reached = match order.state {
        State::Arrived => 1,
        State::Checked => 2,
        State::Approved => 3,
        State::Preparing => 4,
        State::Ready => 5,
        State::Completed => 6,
        State::Returned => 7,
        _ => of("act.ready").map_or_else(|| of("act.approve").map_or(2, |_| 3), |_| 5),
    };
    let mut names = [
        ("Placed", Some(order.placed_at)),
        ("Checked", first_checked(view)),
        ("Countersigned", of("act.approve")),
        ("Picked", of("act.pick")),
        ("Ready", of("act.ready")),
        ("Handed over", of("act.complete")),
    ]
    .to_vec();
    if order.state == State::Returned {
        names.push((state(State::Returned), of("act.return")));
    }
    let ended_early = order.state.is_final() && !matches!(order.state, State::Completed | State::Returned);
    if ended_early {
        names.truncate(reached);
        names.push((state(order.state), order.closed_at.map(Timestamp::from)));
    }
    let whole = names.len();
    let step = |(at, (name, when)): (usize, (&'static str, Option<Timestamp>))| Step {
        name,
        time: if at < reached || ended_early { time(when) } else { String::new() },
        done: at < reached || ended_early,
        here: if ended_early { at + 1 == whole } else { at == reached },
    };
    names.into_iter().enumerate().map(step).collect()
}

pub fn record(signed: &Signed, names: &Names, view: &OrderView) -> Vec<LogLine> {
    let newest = view.record.iter().take(LOG_LINES_MAX);
    let line = |row| log_line(signed, names, row);
    let mut lines: Vec<LogLine> = newest.map(line).collect();
    lines.reverse();
    lines
}

fn log_line(signed: &Signed, names: &Names, row: &RecordRow) -> LogLine {
    let who = signed.who(names, &row.actor);
    let said = say::say(&row.kind, &say::body(&row.line));
    let text = if who == "by itself" { said } else { format!("{said}, {who}") };
    LogLine {
        time: signed.local().clock_or_day(row.at, signed.now),
        kind: say::log_kind(&row.kind),
        text,
        stub: say::stub(&row.hash),
        href: format!("/record/{}", row.seq),
    }
}

pub fn clock_note(signed: &Signed, view: &OrderView) -> Option<ClockNote> {
    let order = &view.order;
    let runs = order.acknowledged_at.is_none() && !order.state.is_final();
    let deadline = order.acknowledge_by.filter(|_| runs).map(Timestamp::from)?;
    let pictures = if view.files.is_empty() { "" } else { "Its pictures are kept here, sealed." };
    Some(ClockNote {
        clock: clock(deadline, signed.now),
        by: signed.local().seconds(deadline),
        consequence: format!("Approving or refusing acknowledges it. {pictures}").trim().to_owned(),
    })
}

pub fn customer_facts(signed: &Signed, view: &OrderView) -> Vec<Fact> {
    let mut facts = Vec::new();
    let facts_checked = view.checked.as_ref().map(|c| &c.facts);
    let age = facts_checked.and_then(|f| f.age.profile.value().or(f.age.order.value()));
    let basis = match view.order.program() {
        Program::Adult => "Adult",
        Program::Medical => "Patient",
    };
    facts.push(Fact::new("Buys as", &age.map_or(basis.to_owned(), |age| format!("{basis}, {age} years"))));
    if signed.may(Permission::CustomerView) {
        if let Some(phone) = &view.buyer.phone {
            facts.push(Fact::new("Phone", phone));
        }
        if let Some(email) = &view.buyer.email {
            facts.push(Fact::new("E-mail", email));
        }
    }
    let left = view.checked.as_ref().and_then(|c| c.verification.limit.remaining.first());
    if let Some(left) = left.filter(|_| !view.order.state.is_final()) {
        let after = format!("{} {}", super::figures::short_down(&left.after), left.unit);
        facts.push(Fact::new("Left after this cart", &after));
    }
    if !view.files.is_empty() {
        let kinds: Vec<_> = view.files.iter().map(|file| file.kind.replace('_', " ")).collect();
        facts.push(Fact::new("Pictures", &format!("{}; sealed", kinds.join(", "))));
    }
    facts
}

/// What a person has to do at a system that cannot be asked for it.
fn left<'v>(signed: &'v Signed, view: &'v OrderView) -> impl Iterator<Item = Owed> + 'v {
    view.acts.iter().filter(|act| by_hand::is_left(act)).map(|act| {
        let to = name_of(&act.target);
        let (title, done) = match act.kind.as_str() {
            "pos.sale" if view.is_in_the_till => {
                (format!("Complete order {} at {to}'s register", view.order.external_id), "It is rung up")
            }
            "pos.sale" => (format!("Ring it up at {to}'s register"), "It is rung up"),
            _ => (format!("Set it in {to}'s own page"), "It is set"),
        };
        let number = by_hand::reference(act).map(|number| format!("Under the number {number}. "));
        let detail = format!("{}It cannot be done from here.", number.unwrap_or_default());
        let place = format!("/orders/{}/acts/{}/by-hand", view.order.id, act.id);
        let how = How::Post { to: place, csrf: signed.csrf().to_owned(), fields: Vec::new() };
        let deed = signed.may(by_hand::work_of(act)).then(|| Action::new(done, Tone::Plain, how));
        Owed { verdict: Verdict::Unknown, title, detail, deed }
    })
}

/// What is still owed to systems outside about this order, what is stuck, and what is left to a person.
pub fn owed(signed: &Signed, view: &OrderView) -> Vec<Owed> {
    let waiting = view.acts.iter().filter(|act| matches!(act.state.as_str(), "due" | "dead"));
    waiting
        .map(|act| {
            let stuck = act.state == "dead";
            let to = format!("/orders/{}/acts/{}/retry", view.order.id, act.id);
            let how = How::Post { to, csrf: signed.csrf().to_owned(), fields: Vec::new() };
            let may = stuck && signed.may(Permission::OrderApprove);
            let tries = match act.attempts {
                0 => "not tried yet".to_owned(),
                1 => "tried once".to_owned(),
                many => format!("tried {many} times"),
            };
            let error = act.last_error.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            Owed {
                verdict: if stuck { Verdict::Stop } else { Verdict::Wait },
                title: owed_words(&act.kind, &act.target),
                detail: format!("{tries}{error}"),
                deed: may.then(|| Action::new("Try again", Tone::Plain, how).with_icon("retry")),
            }
        })
        .chain(left(signed, view))
        .collect()
}

pub fn owed_words(kind: &str, target: &str) -> String {
    let to = name_of(target);
    match kind {
        "channel.acknowledge" => format!("Acknowledge it to {to}"),
        "channel.status" => format!("Tell {to} where it is"),
        "state.receipt" => format!("Post the receipt to {to}"),
        "state.void" => format!("Void the receipt at {to}"),
        "pos.sale" => format!("Post the sale to {to}"),
        "menu.hide" => format!("Hide the product on {to}"),
        "menu.withdraw" => format!("Take what is short off {to}"),
        "menu.restore" | "menu.show" => format!("Show it again on {to}"),
        "menu.price" => format!("Set the price on {to}"),
        "state.quantity" => format!("Set the count at {to}"),
        other => format!("{other}, {to}"),
    }
}

/// A system's short name as people write it.
pub fn name_of(target: &str) -> String {
    crate::connections::naming(target).0.to_owned()
}
