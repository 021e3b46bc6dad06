//! The queue and its side panel.

use axum::extract::{Query, State};
use axum::response::Response;
use countersign_app::orders::cart as carts;
use countersign_app::orders::queue::{self, Counts, Group as Stands, QueuedOrder, Tab};
use countersign_app::orders::view;
use countersign_domain::orders::Channel;
use countersign_kernel::Permission;

use super::actions;
use super::figures::{over, short, tidy};
use super::order::{badge, hand_over_words};
use super::words::{amount, channel, clock, fulfilment, letter, order_id, outcome, person};
use crate::orders::queue::{Group, Peek, QueuePage, QueueQuery, Row, SumLine, View};
use crate::serve::frame::{shell_for, show};
use crate::serve::local::{countdown, lasting};
use crate::serve::refused::in_query;
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Action, Empty, How, Page, Strip, Tone, Verdict};

/// `GET /orders`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Query(query): Query<QueueQuery>,
) -> Result<Response, WebError> {
    let tab = Tab::from_word(&query.view).unwrap_or(Tab::Open);
    let from = Channel::from_word(&query.channel);
    let found = queue::queue(&web.app, &signed.actor, tab, from, cursor(query.after.as_deref())?).await?;
    let keys = vec![
        Keys::new(&["j", "k"], "move"),
        Keys::new(&["Enter"], "open"),
        Keys::new(&["r"], "refuse"),
        Keys::new(&["p"], "phone order"),
    ];
    let shell = shell_for(&web, &signed, Room::Orders, "Orders", keys).await?;
    let picked = match query.peek.as_deref() {
        Some(id) => Some(peek(&web, &signed, id).await?),
        None => None,
    };
    let address = |tab: Tab, from: Option<Channel>| {
        let channel = from.map(|c| format!("&channel={}", c.word())).unwrap_or_default();
        format!("/orders?view={}{channel}", tab.word())
    };
    let next = found
        .next
        .as_ref()
        .map(|(at, id)| format!("{}&after={}", address(tab, from), in_query(&format!("{at}.{id}"))));
    let rows = found.rows.len();
    let page = QueuePage {
        shell,
        summary: summary(&signed, &found.counts, &found.rows),
        views: Tab::ALL.into_iter().map(|t| view_of(t, &found.counts, address(t, from), t == tab)).collect(),
        channels: channels(tab, from, address),
        groups: groups(&signed, &found.rows, query.peek.as_deref()),
        peek: picked,
        page: Page {
            shown: if next.is_some() { format!("{rows}, and more") } else { format!("{rows} shown") },
            first: query.after.as_ref().map(|_| address(tab, from)),
            next,
        },
        empty: (rows == 0).then(|| empty(tab, &found.counts)),
        may_enter: signed.may(Permission::OrderEnter),
    };
    show(&web, &signed, &page)
}

/// `1800000000000000.ord_…`, as the page before wrote it.
fn cursor(after: Option<&str>) -> Result<Option<(i64, String)>, WebError> {
    let Some(text) = after else { return Ok(None) };
    let (at, id) = text.split_once('.').ok_or(WebError::NoSense)?;
    Ok(Some((at.parse().map_err(|_| WebError::NoSense)?, order_id(id)?.to_string())))
}

fn view_of(tab: Tab, counts: &Counts, href: String, current: bool) -> View {
    let (name, count) = match tab {
        Tab::Open => ("Open", counts.open),
        Tab::NeedsMe => ("Needs me", counts.stopped + counts.unknown),
        Tab::ToCountersign => ("To countersign", counts.to_countersign),
        Tab::PreparingAndReady => ("Preparing and ready", counts.preparing + counts.ready),
        Tab::DoneToday => ("Done today", counts.done_today),
    };
    View { name: name.to_owned(), count: count.to_string(), href, current }
}

fn channels(tab: Tab, from: Option<Channel>, address: impl Fn(Tab, Option<Channel>) -> String) -> Vec<View> {
    let all = std::iter::once(None).chain(Channel::ALL.iter().copied().map(Some));
    all.map(|one| View {
        name: one.map_or("All channels", |c| channel(c).name).to_owned(),
        count: String::new(),
        href: address(tab, one),
        current: one == from,
    })
    .collect()
}

fn summary(signed: &Signed, counts: &Counts, rows: &[QueuedOrder]) -> String {
    let waiting = counts.stopped + counts.unknown + counts.to_countersign;
    let mut words = match waiting {
        0 => "Nothing needs a person.".to_owned(),
        1 => "One order needs a person.".to_owned(),
        many => format!("{many} orders need a person."),
    };
    let undecided = rows.iter().filter(|row| row.group <= Stands::ToCountersign);
    if let Some(oldest) = undecided.map(|row| row.arrived_at).min() {
        words.push_str(&format!(" The oldest has waited {}.", lasting(signed.now.seconds_since(oldest))));
    }
    if let Some(soonest) = rows.iter().filter_map(|row| row.acknowledge_by).min() {
        words.push_str(&format!(
            " A Leafly clock runs out in {}.",
            countdown(soonest.seconds_since(signed.now))
        ));
    }
    words
}

fn empty(tab: Tab, counts: &Counts) -> Empty {
    let what = match tab {
        Tab::Open => "No open order",
        Tab::NeedsMe => "Nothing needs you",
        Tab::ToCountersign => "Nothing to countersign",
        Tab::PreparingAndReady => "Nothing is being prepared",
        Tab::DoneToday => "Nothing is done yet today",
    };
    let then = format!("{} done today. The next order appears here and is announced.", counts.done_today);
    Empty::new("orders", what, &then)
}

const GROUPS: [(Stands, Verdict, &str, &str); 7] = [
    (Stands::Stopped, Verdict::Stop, "Stopped", "a rule says no; refuse, or change what stops it"),
    (Stands::Unknown, Verdict::Unknown, "Unknown", "something could not be told; establish it"),
    (Stands::ToCountersign, Verdict::Pass, "To countersign", "all checks pass; waits for the second hand"),
    (Stands::Checking, Verdict::Wait, "Being checked", "in the next seconds"),
    (Stands::Preparing, Verdict::Wait, "Preparing", "countersigned and held"),
    (Stands::Ready, Verdict::Pass, "Ready", "waits for the customer"),
    (Stands::Done, Verdict::NotNeeded, "Done", "today"),
];

fn groups(signed: &Signed, rows: &[QueuedOrder], picked: Option<&str>) -> Vec<Group> {
    let group = |(stands, verdict, name, note): (Stands, Verdict, &str, &str)| {
        let rows: Vec<Row> = rows
            .iter()
            .filter(|row| row.group == stands)
            .map(|one| row(signed, one, verdict, picked))
            .collect();
        let count = rows.len();
        (count > 0).then(|| Group { verdict, name: name.to_owned(), count, note: note.to_owned(), rows })
    };
    GROUPS.into_iter().filter_map(group).collect()
}

fn row(signed: &Signed, one: &QueuedOrder, verdict: Verdict, picked: Option<&str>) -> Row {
    let (local, now) = (signed.local(), signed.now);
    let when = one.window_start.map(|at| format!(" {}", local.clock_or_day(at, now))).unwrap_or_default();
    let waiting = match one.closed_at {
        Some(at) => local.clock_or_day(at, now),
        None => lasting(now.seconds_since(one.arrived_at)),
    };
    Row {
        id: one.id.to_string(),
        number: one.number.to_string(),
        channel: channel(one.channel),
        customer: person(signed, &one.customer, &one.id),
        hand_over: format!("{}{when}", fulfilment(one.fulfilment)),
        total: amount(one.total),
        strip: strip(&one.strip),
        verdict,
        outcome: outcome(&one.outcome),
        waiting,
        clock: one.acknowledge_by.filter(|_| one.closed_at.is_none()).map(|at| clock(at, now)),
        selected: picked == Some(one.id.as_str()),
    }
}

fn strip(letters: &str) -> Strip {
    let mut cells = [Verdict::NotNeeded; 10];
    for (cell, mark) in cells.iter_mut().zip(letters.chars()) {
        *cell = letter(mark);
    }
    Strip(cells)
}

async fn peek(web: &Web, signed: &Signed, id: &str) -> Result<Peek, WebError> {
    let view = view::view(&web.app, &signed.actor, &order_id(id)?).await?;
    let counted = carts::cart(&web.app, &view).await?;
    let spokesman = view.checked.as_ref().and_then(|c| c.verification.spokesman());
    let headline = match spokesman {
        Some(result) => format!("{}: {}", result.check.title(), tidy(&result.found)),
        None if view.checked.is_some() => "Every check lets it through".to_owned(),
        None => "The checks have not run yet".to_owned(),
    };
    let line = |name: &str, value: String, total| SumLine { name: name.to_owned(), value, total };
    let sum = counted.counter.as_ref().map(|c| {
        let mut sum = vec![
            line("Bought before", format!("{} {}", short(&c.used), c.unit), false),
            line("This cart", format!("{} {}", short(&c.cart), c.unit), false),
        ];
        sum.push(line(&format!("Cap, {}", c.window), format!("{} {}", short(&c.cap), c.unit), true));
        sum.extend(over(c).map(|over| line("Over by", format!("{over} {}", c.unit), true)));
        sum
    });
    let rule = spokesman.and_then(|r| r.rule.as_ref()).map(|rule| (rule.citation.clone(), rule.says.clone()));
    let open =
        Action::new("Open the order", Tone::Primary, How::Open { to: format!("/orders/{}", view.order.id) });
    let mut all = vec![open];
    let makes = actions::of(signed, &view);
    all.extend(makes.all.into_iter().filter(|a| a.label == "Refuse" && !matches!(a.how, How::Locked { .. })));
    let locked = makes.locked.into_iter().find(|lock| lock.id == "why");
    let locked = locked.map(|lock| lock.why.text.trim_start_matches("Approve is locked: ").to_owned());
    Ok(Peek {
        id: view.order.id.to_string(),
        number: view.order.number.to_string(),
        about: format!(
            "{}, {}",
            channel(view.order.channel).name,
            hand_over_words(signed, &view).to_lowercase()
        ),
        badge: badge(signed, &view),
        headline,
        sum: sum.unwrap_or_default(),
        rule,
        now: now_words(spokesman.is_some(), &view.order.state),
        actions: all,
        locked,
    })
}

fn now_words(open: bool, state: &countersign_domain::orders::State) -> String {
    use countersign_domain::orders::State;
    match state {
        State::Arrived => "Wait for the checks; they run in the next seconds.",
        State::Checked if open => "Open it: the checks say what can be done about each.",
        State::Checked => "Open it and countersign.",
        State::Approved | State::Preparing => "Pick it from the packages named on its list.",
        State::Ready => "Scan the licence when the customer comes.",
        _ => "Nothing; it is over.",
    }
    .to_owned()
}
