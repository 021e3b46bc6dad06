//! Today's handlers.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::orders::numbers;
use countersign_app::orders::queue::{self, Group, QueuedOrder, Tab};
use countersign_app::today::{self, Today};
use countersign_app::{AppError, connections, gate};
use countersign_domain::orders::State as Stage;
use countersign_kernel::{Permission, Timestamp};

use super::{Banner, Bar, Chart, Figure, GateForm, Need, SystemLine, TodayPage, TodayStep};
use super::{cases, law, lists, night};
use crate::connections::work_of;
use crate::orders::{name_of, owed_words, words};
use crate::serve::frame::{done, gate_moved, shell_for, show_as};
use crate::serve::local::{countdown, lasting};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Empty, Field, Verdict};

/// Of each kind; more orders than this are in the queue.
const NEEDS_MAX: usize = 20;
/// Leafly's clock is short under this.
const SHORT_SECONDS: i64 = 300;

/// `GET /`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    if !signed.may(Permission::OrderView) {
        return Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(first_room(
            &signed,
        ))));
    }
    draw(&web, &signed, StatusCode::OK, None).await
}

/// Where somebody begins who sees no orders.
fn first_room(signed: &Signed) -> &'static str {
    let rooms = [
        (Permission::ConnectionView, "/connections"),
        (Permission::PeopleView, "/settings/people"),
        (Permission::RecordView, "/record"),
        (Permission::RulebookView, "/rulebook"),
    ];
    rooms.into_iter().find(|(permission, _)| signed.may(*permission)).map_or("/more", |(_, to)| to)
}

/// `POST /gate`
pub(super) async fn move_gate(
    State(web): State<Web>,
    Posted { signed, form }: Posted<GateForm>,
) -> Result<Response, WebError> {
    let open = match form.state.as_str() {
        "open" => true,
        "closed" => false,
        _ => return Err(WebError::NoSense),
    };
    match gate::set(&web.app, &signed.actor, open, &form.reason).await {
        Ok(is_open) => Ok(done(&web, "/", &gate_moved(open, is_open))),
        Err(AppError::Invalid { what, .. }) => {
            draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, Some(as_sentence(&what))).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn draw(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    gate_error: Option<String>,
) -> Result<Response, WebError> {
    let day = today::today(&web.app, &signed.actor).await?;
    let open = queue::queue(&web.app, &signed.actor, Tab::Open, None, None).await?;
    let mut needs = needs(web, signed, &day, &open.rows).await?;
    needs.extend(cases::needs(web, signed).await?);
    needs.extend(law::needs(web, signed).await?);
    let (checklist, overdue) = lists::on_today(web, signed).await?;
    needs.extend(overdue);
    // What is late, and what stops something, comes before what only waits; within each as it came.
    needs.sort_by_key(|need| (!need.late, need.verdict != Verdict::Stop));
    let (local, now) = (signed.local(), signed.now);
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let mut reason = Field::text("reason", "Why, for the record").required();
    reason.error = gate_error;
    let page = TodayPage {
        shell: shell_for(web, signed, Room::Today, "Today", keys).await?,
        day: local.weekday(now),
        summary: summary(signed, needs.len()),
        banner: banner(web, signed, &day),
        gate_reason: signed.may(Permission::StoreEdit).then_some(reason),
        needs_empty: needs.is_empty().then(|| {
            let then = "What a person must decide appears here, most urgent first.";
            Empty::new("today", "Nothing needs you", then)
        }),
        needs,
        night: night::night(web, signed).await?,
        figures: figures(&day),
        checklist,
        systems: systems(web, signed).await?,
        steps: steps(signed),
        chart: chart(signed, &day),
    };
    show_as(web, signed, status, &page)
}

fn summary(signed: &Signed, needs: usize) -> String {
    let shop = &signed.store;
    let needs = match needs {
        0 => "Nothing needs a person.".to_owned(),
        1 => "One thing needs a person.".to_owned(),
        many => format!("{many} things need a person."),
    };
    format!("Store hours {} to {}. {needs}", shop.opens, shop.closes)
}

fn banner(web: &Web, signed: &Signed, day: &Today) -> Banner {
    let shop = &signed.store;
    let since = shop.local.clock_or_day(shop.gate_since, signed.now);
    let hash: String = web.app.rulebook().hash().chars().take(8).collect();
    let reason = as_sentence(&shop.gate_reason);
    let (title, text) = if shop.gate_open {
        (
            format!("Gate open since {since}. Orders can be approved."),
            format!("Every decision rests on the rulebook {hash}."),
        )
    } else {
        (
            format!("Gate closed since {since}. {reason}"),
            "New orders are taken in and checked; none can be approved until it is open.".to_owned(),
        )
    };
    let href = signed.may(Permission::RulebookView).then(|| ("/rulebook".to_owned(), "Read it".to_owned()));
    let words = if day.counts.open == 1 { "order open" } else { "orders open" };
    let side = Some((day.counts.open.to_string(), words.to_owned()));
    Banner { open: shop.gate_open, title, text, href: href.filter(|_| shop.gate_open), side }
}

/// Most urgent first: what a clock runs on, then stops, unknowns, what only waits for a signature.
async fn needs(web: &Web, signed: &Signed, day: &Today, rows: &[QueuedOrder]) -> Result<Vec<Need>, WebError> {
    let mut undecided: Vec<&QueuedOrder> =
        rows.iter().filter(|row| row.group <= Group::ToCountersign).collect();
    undecided.sort_by_key(|row| {
        (row.acknowledge_by.map_or(i64::MAX, Timestamp::micros), row.group, row.arrived_at)
    });
    let mut needs: Vec<Need> =
        undecided.into_iter().take(NEEDS_MAX).map(|row| of_order(signed, row)).collect();
    let stuck = day.owed.iter().filter(|act| act.state == "dead").take(NEEDS_MAX);
    let mut ids: Vec<&str> = stuck.clone().filter_map(|act| act.order_id.as_deref()).collect();
    ids.extend(day.overrides.iter().take(NEEDS_MAX).map(|(order, ..)| order.as_str()));
    let known = numbers::of_orders(&web.app, &signed.actor, &ids).await?;
    let number = |id: &str| known.get(id).map_or("?".to_owned(), i64::to_string);
    for act in stuck {
        let what = owed_words(&act.kind, &act.target).to_lowercase();
        let (title, href) = match act.order_id.as_deref() {
            Some(order) => (format!("Order {}: stuck, {what}", number(order)), format!("/orders/{order}")),
            None => {
                let there = || format!("/connections/{}", act.target);
                let seen = signed.may(Permission::ConnectionView).then(there);
                let href = work_of(signed, act).or(seen).unwrap_or_else(|| "/orders".to_owned());
                (format!("Stuck: {what}"), href)
            }
        };
        needs.push(Need {
            verdict: Verdict::Stop,
            title,
            detail: act.last_error.clone().unwrap_or_default(),
            due: format!("since {}", signed.local().clock_or_day(act.made_at, signed.now)),
            late: true,
            href,
        });
    }
    for (order, check, since) in day.overrides.iter().take(NEEDS_MAX) {
        needs.push(Need {
            verdict: Verdict::Unknown,
            title: format!("Order {}: an override of {} waits", number(order.as_str()), check.title()),
            detail: "A second person must read the ground and countersign it.".to_owned(),
            due: format!("waits {}", lasting(signed.now.seconds_since(*since))),
            late: false,
            href: format!("/orders/{order}"),
        });
    }
    Ok(needs)
}

fn of_order(signed: &Signed, row: &QueuedOrder) -> Need {
    let (local, now) = (signed.local(), signed.now);
    let when = row.window_start.map(|at| format!(" {}", local.clock_or_day(at, now))).unwrap_or_default();
    let left = row.acknowledge_by.map(|at| at.seconds_since(now));
    let verdict = match row.group {
        Group::Stopped => Verdict::Stop,
        Group::Unknown => Verdict::Unknown,
        _ => Verdict::Pass,
    };
    Need {
        verdict,
        title: format!("Order {}: {}", row.number, words::outcome(&row.outcome).to_lowercase()),
        detail: format!(
            "{}, {}{when}",
            words::channel(row.channel).name,
            words::fulfilment(row.fulfilment).to_lowercase()
        ),
        due: match left {
            Some(left) => format!("{} left", countdown(left)),
            None => format!("waits {}", lasting(now.seconds_since(row.arrived_at))),
        },
        late: left.is_some_and(|left| left < SHORT_SECONDS),
        href: format!("/orders/{}", row.id),
    }
}

fn figures(day: &Today) -> Vec<Figure> {
    let ended = |state: Stage| day.ended.iter().filter(|(s, _)| *s == state).map(|(_, n)| n).sum::<i64>();
    let figure = |number: i64, words: &str| Figure { number: number.to_string(), words: words.to_owned() };
    let owed = i64::try_from(day.owed.len()).unwrap_or(i64::MAX);
    let arrived = i64::try_from(day.arrivals.len()).unwrap_or(i64::MAX);
    vec![
        figure(arrived, "orders arrived today"),
        figure(ended(Stage::Completed), "completed today"),
        figure(ended(Stage::Refused) + ended(Stage::Cancelled), "refused or cancelled today"),
        figure(owed, "acts still owed to systems outside"),
    ]
}

async fn systems(web: &Web, signed: &Signed) -> Result<Vec<SystemLine>, WebError> {
    if !signed.may(Permission::ConnectionView) {
        return Ok(Vec::new());
    }
    let (local, now) = (signed.local(), signed.now);
    let when = |at: Option<i64>| at.map(|at| local.clock_or_day(at.into(), now));
    let listed = connections::list(&web.app, &signed.actor).await?;
    let line = |view: connections::ConnectionView| {
        let row = view.row;
        let failing = row.last_error_at > row.last_good_at;
        let (verdict, found) = match (when(row.last_good_at), when(row.last_error_at)) {
            (_, Some(at)) if failing => (Verdict::Unknown, format!("last call failed {at}")),
            (Some(at), _) => (Verdict::Pass, format!("answered {at}")),
            _ => (Verdict::Wait, "not called yet".to_owned()),
        };
        SystemLine {
            verdict,
            name: name_of(&row.vendor),
            found,
            href: format!("/connections/{}", row.vendor),
        }
    };
    Ok(listed.into_iter().map(line).collect())
}

/// The day's few fixed points, and where now is among them.
fn steps(signed: &Signed) -> Vec<TodayStep> {
    let shop = &signed.store;
    let now = shop.local.clock(signed.now);
    let step = |time: &str, text: String, by: &str| TodayStep {
        verdict: if *time <= *now { Verdict::Pass } else { Verdict::Wait },
        time: time.to_owned(),
        text,
        by: by.to_owned(),
        here: false,
    };
    let mut steps = vec![
        step(&shop.opens, "Store opens, first pickups".to_owned(), "hours"),
        step(&shop.closes, "Last pickup, store closes".to_owned(), "hours"),
    ];
    if shop.local.date(shop.gate_since) == shop.local.date(signed.now) {
        let word = if shop.gate_open { "opened" } else { "closed" };
        let text = if shop.gate_reason.is_empty() {
            format!("Gate {word}")
        } else {
            format!("Gate {word}: {}", shop.gate_reason)
        };
        steps.push(step(&shop.local.clock(shop.gate_since), text, "record"));
    }
    steps.sort_by(|a, b| a.time.cmp(&b.time));
    if let Some(here) = steps.iter_mut().rev().find(|step| step.verdict == Verdict::Pass) {
        here.here = true;
    }
    steps
}

/// Orders by the hour they arrived in, each by what its first checks said.
fn chart(signed: &Signed, day: &Today) -> Option<Chart> {
    if day.arrivals.is_empty() {
        return None;
    }
    let local = signed.local();
    let hour_of =
        |at: Timestamp| local.clock(at).split(':').next().and_then(|h| h.parse::<usize>().ok()).unwrap_or(0);
    let hour_in = |wall: &str| wall.split(':').next().and_then(|h| h.parse::<usize>().ok());
    let arrived: Vec<(usize, &str)> =
        day.arrivals.iter().map(|(at, verdict)| (hour_of(*at), verdict.as_str())).collect();
    let earliest = arrived.iter().map(|(hour, _)| *hour).min()?;
    let latest = arrived.iter().map(|(hour, _)| *hour).max()?;
    let from = hour_in(&signed.store.opens).unwrap_or(earliest).min(earliest);
    let to = hour_in(&signed.store.closes).unwrap_or(latest).max(latest).min(23);
    let bars: Vec<Bar> = (from..=to)
        .map(|hour| {
            let count = |fits: fn(&str) -> bool| {
                let n = arrived.iter().filter(|(at, verdict)| *at == hour && fits(verdict)).count();
                u32::try_from(n).unwrap_or(u32::MAX)
            };
            Bar {
                hour: format!("{hour}:00"),
                passed: count(|v| v == "pass" || v == "not_needed"),
                unknown: count(|v| v == "unknown" || v == "wait"),
                stopped: count(|v| v == "stop"),
            }
        })
        .collect();
    let height = |bar: &Bar| bar.passed + bar.unknown + bar.stopped;
    let busiest = bars.iter().max_by_key(|bar| height(bar))?;
    let sentence = format!(
        "Orders by hour today; busiest at {} with {}. The table below has every number.",
        busiest.hour,
        height(busiest)
    );
    let top = height(busiest).max(2).next_multiple_of(2);
    let big = arrived.len().to_string();
    Some(Chart { title: "Orders by hour, today".to_owned(), big, sentence, bars, top })
}
