//! The handlers of the connections, and the words for how each of them does.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_app::acts::carry_out;
use countersign_app::boards::view::{self, CallsBack};
use countersign_app::connections::{self, ActRow, ConnectionView, Waiting};
use countersign_app::node::{self, NodeView};
use countersign_app::{AppError, Refusal};
use countersign_kernel::id::CaseId;
use countersign_kernel::{Permission, Timestamp};

use super::{Call, ConnectionPage, ConnectionsPage, Mirror, Server, Stuck, System};
use crate::orders::owed_words;
use crate::serve::frame::{done, shell_for, show};
use crate::serve::local::Local;
use crate::serve::refused::{act_id, as_sentence};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Keys, Room};
use crate::ui::{Action, Badge, Empty, Fact, How, Tone, Verdict};

/// How people call the systems we know, and what each is to the shop.
const SYSTEMS: [(&str, &str, &str); 14] = [
    ("metrc", "Metrc", "State system"),
    ("biotrack", "BioTrackTHC", "State system"),
    ("leafdata", "Leaf Data Systems", "State system"),
    ("weedmaps", "Weedmaps", "Marketplace"),
    ("leafly", "Leafly", "Marketplace"),
    ("jane", "Jane", "Marketplace"),
    ("dutchie", "Dutchie E-commerce", "Marketplace"),
    ("website", "Own website", "Website"),
    ("dutchie_pos", "Dutchie POS", "Point of sale"),
    ("flowhub", "Flowhub", "Point of sale"),
    ("cova", "Cova", "Point of sale"),
    ("asana", "Asana", "Task board"),
    ("trello", "Trello", "Task board"),
    ("mondaycom", "monday.com", "Task board"),
];

/// `GET /connections`
pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let seen = seen(&web, &signed).await?;
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let page = ConnectionsPage {
        shell: shell_for(&web, &signed, Room::Connections, "Connections", keys).await?,
        summary: summary(&seen.systems),
        systems: seen.systems,
        servers: node::list(&web.app, &signed.actor).await?.into_iter().map(|n| server(n, &signed)).collect(),
        may_edit: signed.may(Permission::ConnectionEdit),
    };
    show(&web, &signed, &page)
}

/// `GET /connections/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let Seen { views, waiting, .. } = seen(&web, &signed).await?;
    let view =
        views.into_iter().find(|view| view.row.vendor == id).ok_or(AppError::NotFound("connection"))?;
    let (local, now) = (signed.local(), signed.now);
    let mut system = system(&view, waiting.get(&id), local, now);
    system.can = view.abilities.iter().map(|a| (format!("{}: {}", a.name, a.note), a.has)).collect();
    let given_up = connections::given_up(&web.app, &signed.actor, &id).await?;
    let shell = shell_for(&web, &signed, Room::Connections, &system.name, Vec::new()).await?;
    let page = ConnectionPage {
        stuck: given_up.iter().map(|act| stuck(&web, &signed, &shell.csrf, act)).collect(),
        shell,
        failure: failure(&view, &system.name, local, now),
        calls: calls(&view, local, now),
        may_edit: signed.may(Permission::ConnectionEdit),
        mirror: mirror(&web, &signed, &id).await?,
        system,
    };
    show(&web, &signed, &page)
}

/// How far a task board follows; nothing for any other system.
async fn mirror(web: &Web, signed: &Signed, id: &str) -> Result<Option<Mirror>, WebError> {
    let Some(board) = view::of_vendor(&web.app, &signed.actor, id).await? else { return Ok(None) };
    let (local, now) = (signed.local(), signed.now);
    let at = |at: Timestamp| local.clock_or_day(at, now);
    let badge = match (&board.error, board.swept_at) {
        (Some(_), _) => Badge::new(Verdict::Unknown, "Not followed"),
        (None, Some(_)) => Badge::new(Verdict::Pass, "Follows"),
        (None, None) => Badge::new(Verdict::Wait, "Not looked at yet"),
    };
    let calls = match board.calls_left {
        Some(left) => format!("{}, {left} left", board.calls_today),
        None => format!("{}, no limit of a day", board.calls_today),
    };
    let told = match board.calls_back {
        CallsBack::Yes => "It tells us when something changes there",
        CallsBack::Asked => "It was asked to tell us and has not said that it will",
        CallsBack::NoAddress => "It cannot tell us: this server was not given a public address",
        CallsBack::Cannot => "It does not tell us",
    };
    let made_true = board.swept_at.map_or("never".to_owned(), at);
    Ok(Some(Mirror {
        badge,
        facts: vec![
            Fact::new("Made true", &made_true),
            Fact::new("Next look", &at(board.next_at.max(now))),
            Fact::new("Open work there", &board.open_tasks.to_string()),
            Fact::new("Calls today", &calls),
            Fact::new("Changes there", told),
        ],
        error: board.error.map(|(when, why)| format!("{} At {}.", as_sentence(&why), at(when))),
    }))
}

/// `POST /connections/{id}/acts/{act}/retry`
pub(super) async fn retry(
    State(web): State<Web>,
    Path((id, act)): Path<(String, String)>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let act = act_id(&act)?;
    let flash = match carry_out::revive(&web.app, &signed.actor, &act).await {
        Ok(()) => Flash::of(Verdict::Wait, "It is tried again.", "It happens in the next few seconds."),
        Err(AppError::Refused(Refusal::Because(why))) => Flash::of(Verdict::Unknown, &as_sentence(&why), ""),
        Err(other) => return Err(other.into()),
    };
    Ok(done(&web, &format!("/connections/{id}"), &flash))
}

/// Where the work that an act is part of is shown, for who may see it.
pub(crate) fn work_of(signed: &Signed, act: &ActRow) -> Option<String> {
    let case = act.lane.split(':').next().filter(|id| id.parse::<CaseId>().is_ok());
    match (&act.order_id, case) {
        (Some(order), _) => signed.may(Permission::OrderView).then(|| format!("/orders/{order}")),
        (None, Some(case)) => {
            signed.may(Permission::InventoryView).then(|| format!("/inventory/cases/{case}"))
        }
        (None, None) => None,
    }
}

fn stuck(web: &Web, signed: &Signed, csrf: &str, act: &ActRow) -> Stuck {
    let since = signed.local().clock_or_day(act.made_at, signed.now);
    let why = act.last_error.as_deref().unwrap_or("no reason was given");
    let to = format!("/connections/{}/acts/{}/retry", act.target, act.id);
    let retry = || {
        let how = How::Post { to, csrf: csrf.to_owned(), fields: Vec::new() };
        Action::new("Try again", Tone::Plain, how).with_icon("retry")
    };
    Stuck {
        title: owed_words(&act.kind, &act.target),
        detail: format!("since {since}: {why}"),
        href: work_of(signed, act),
        retry: carry_out::may_revive(&web.app, &signed.actor, act).then(retry),
    }
}

/// `POST /connections/{id}/trial`
pub(super) async fn try_now(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let name = naming(&id).0;
    let flash = match connections::test(&web.app, &signed.actor, &id).await {
        Ok(us) => Flash::pass(&format!("{name} answers."), &format!("It knows us as {us}.")),
        Err(AppError::Outside(call)) => Flash::of(
            Verdict::Stop,
            &format!("{name} did not answer as it should."),
            &as_sentence(&call.to_string()),
        ),
        Err(AppError::Refused(Refusal::Because(why))) => Flash::of(Verdict::Unknown, &as_sentence(&why), ""),
        Err(other) => return Err(other.into()),
    };
    Ok(done(&web, &format!("/connections/{id}"), &flash))
}

fn server(node: NodeView, signed: &Signed) -> Server {
    let (local, now) = (signed.local(), signed.now);
    let ended = || format!("Ended {}", local.clock_or_day(node.row.ends_at, now));
    let health = match node.alive {
        true => Badge::new(Verdict::Pass, "Works"),
        false => Badge::new(Verdict::Unknown, &ended()),
    };
    let since = local.clock_or_day(node.row.started_at, now);
    Server { name: node.row.name, health, since, this: node.this }
}

struct Seen {
    views: Vec<ConnectionView>,
    systems: Vec<System>,
    waiting: BTreeMap<String, Waiting>,
}

async fn seen(web: &Web, signed: &Signed) -> Result<Seen, WebError> {
    let views = connections::list(&web.app, &signed.actor).await?;
    let waiting = connections::waiting(&web.app, &signed.actor).await?;
    let one = |view: &ConnectionView| system(view, waiting.get(&view.row.vendor), signed.local(), signed.now);
    let systems = views.iter().map(one).collect();
    Ok(Seen { views, systems, waiting })
}

fn summary(systems: &[System]) -> String {
    let failing =
        systems.iter().filter(|s| matches!(s.health.verdict, Verdict::Unknown | Verdict::Stop)).count();
    match (systems.len(), failing) {
        (0, _) => {
            "Nothing is connected yet. Whoever sets the product up connects it with its keys.".to_owned()
        }
        (1, 0) => "One system, and it answers.".to_owned(),
        (all, 0) => format!("{all} systems. None is failing."),
        (all, bad) => format!(
            "{all} systems. {bad} did not answer the last time; what waits for them is sent again by itself."
        ),
    }
}

/// Its name and what it is; a system we have no words for is called as it is configured.
pub(crate) fn naming(vendor: &str) -> (&str, &str) {
    let known = SYSTEMS.iter().find(|(word, ..)| *word == vendor);
    known.map_or((vendor, "System"), |(_, name, what)| (name, what))
}

fn system(view: &ConnectionView, waiting: Option<&Waiting>, local: &Local, now: Timestamp) -> System {
    let row = &view.row;
    let (name, what) = naming(&row.vendor);
    let at = |micros: Option<i64>| {
        micros.map_or_else(|| "never".to_owned(), |micros| local.clock_or_day(Timestamp::from(micros), now))
    };
    let mut facts = vec![
        Fact::new("Last answer", &at(row.last_good_at)),
        Fact::new("Calls", &format!("{}, {} failed", row.calls, row.failures)),
        Fact::new("Address", &row.base_url),
    ];
    if let Some(error) = &row.last_error {
        facts.insert(1, Fact::new("Last failure", &format!("{}, {error}", at(row.last_error_at))));
    }
    System {
        id: row.vendor.clone(),
        name: name.to_owned(),
        what: what.to_owned(),
        health: health(&row.state, view.open),
        facts,
        can: view.abilities.iter().map(|ability| (ability.name.to_owned(), ability.has)).collect(),
        waiting: waiting.map(|waiting| waits(waiting, local, now)),
    }
}

fn health(state: &str, open: bool) -> Badge {
    let (verdict, text) = match (open, state) {
        (false, _) => (Verdict::Stop, "Not open"),
        (true, "good") => (Verdict::Pass, "Answers"),
        (true, "failing") => (Verdict::Unknown, "Fails"),
        (true, _) => (Verdict::Wait, "Not tried yet"),
    };
    Badge::new(verdict, text)
}

fn waits(waiting: &Waiting, local: &Local, now: Timestamp) -> String {
    let acts = |n: i64| if n == 1 { "1 act".to_owned() } else { format!("{n} acts") };
    let due = waiting.next.filter(|_| waiting.due > 0).map(|next| {
        format!("{} to be sent, the next at {}", acts(waiting.due), local.clock_or_day(next, now))
    });
    let dead = (waiting.dead > 0).then(|| format!("{} given up: a person must look", acts(waiting.dead)));
    [dead, due].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn failure(view: &ConnectionView, name: &str, local: &Local, now: Timestamp) -> Option<Empty> {
    let row = &view.row;
    if !view.open {
        let then = "Its configuration could not be opened when the program started; the log says why.";
        return Some(Empty::failed("connections", &format!("{name} is not open"), then));
    }
    let error = row.last_error.as_deref().filter(|_| row.state == "failing")?;
    let at = row.last_error_at.map(|at| local.clock_or_day(Timestamp::from(at), now)).unwrap_or_default();
    let what = format!("{name} did not answer as it should");
    Some(Empty::failed(
        "connections",
        &what,
        &format!("{error}, at {at}. What waits for it is tried again by itself."),
    ))
}

/// The last good answer and the last failure, newest first.
fn calls(view: &ConnectionView, local: &Local, now: Timestamp) -> Vec<Call> {
    let row = &view.row;
    let call = |at: i64, verdict, what: &str, answer: &str| {
        let time = local.clock_or_day(Timestamp::from(at), now);
        (at, Call { time, verdict, what: what.to_owned(), answer: answer.to_owned() })
    };
    let good = row.last_good_at.map(|at| call(at, Verdict::Pass, "last good call", "answered"));
    let bad = row.last_error_at.zip(row.last_error.as_deref()).map(|(at, error)| {
        let (what, answer) = error.split_once(": ").unwrap_or(("last failed call", error));
        call(at, Verdict::Stop, what, answer)
    });
    let mut calls: Vec<_> = [good, bad].into_iter().flatten().collect();
    calls.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    calls.into_iter().map(|(_, call)| call).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_good_answer_is_called_one() {
        for (state, open, verdict) in [
            ("good", true, Verdict::Pass),
            ("good", false, Verdict::Stop),
            ("failing", true, Verdict::Unknown),
            ("untried", true, Verdict::Wait),
            ("odd", true, Verdict::Wait),
        ] {
            assert_eq!(health(state, open).verdict, verdict, "{state} {open}");
        }
    }

    #[test]
    fn what_waits_is_said_with_its_time_and_the_dead_come_first() {
        let local = Local::of("America/Denver").expect("a zone");
        let at: Timestamp = "2026-11-22T17:03:00Z".parse().expect("an instant");
        let said = |due, next, dead| waits(&Waiting { due, next, dead }, &local, at);
        assert_eq!(said(2, Some(at), 0), "2 acts to be sent, the next at 10:03");
        assert_eq!(
            said(1, Some(at), 1),
            "1 act given up: a person must look; 1 act to be sent, the next at 10:03"
        );
    }

    #[test]
    fn a_system_without_words_keeps_its_own_name() {
        assert_eq!(naming("metrc"), ("Metrc", "State system"));
        assert_eq!(naming("other_pos"), ("other_pos", "System"));
    }
}
