//! The room: the gate and what blocks it, the differences, the snapshots they rest on.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::inventory::view::{self, CaseRow, PullRow, Room as Books, RunRow};
use countersign_app::inventory::{GateMode, plan, raw};
use countersign_app::people::names;
use countersign_domain::inventory::gate::Rhythm;
use countersign_kernel::{Permission, Timestamp};
use serde::Deserialize;

use super::words::{self, Cell, Names};
use crate::orders::name_of;
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::local::lasting;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Keys, Room, Shell, Theme};
use crate::today::Banner;
use crate::ui::{self, Badge, Empty, Field, Kind, Tag, Verdict};

/// Cases on one page; the others follow when these are settled.
const CASES_SHOWN: usize = 200;
const DIGEST_CHARS: usize = 12;
const RAW_DAYS: &str = "raw_days";

/// `GET /inventory`
#[derive(Debug, Clone, Template)]
#[template(path = "inventory/room.html")]
pub struct RoomPage {
    pub shell: Shell,
    pub summary: String,
    pub banner: Banner,
    pub may_settle: bool,
    pub views: Vec<View>,
    pub names: Names,
    pub cases: Vec<CaseLine>,
    pub empty: Option<Empty>,
    pub snapshots_note: String,
    pub snapshots: Vec<SnapshotLine>,
    pub runs: Vec<RunLine>,
    /// Where the reader may change it.
    pub plan: Option<PlanFields>,
}

#[derive(Debug, Clone)]
pub struct View {
    pub name: &'static str,
    pub href: String,
    pub count: usize,
    pub here: bool,
}

#[derive(Debug, Clone)]
pub struct CaseLine {
    pub id: String,
    pub title: String,
    pub tag: Tag,
    pub badge: Badge,
    pub class: String,
    pub due: String,
    pub cells: Vec<Cell>,
    pub cause: String,
    pub owner: String,
}

#[derive(Debug, Clone)]
pub struct SnapshotLine {
    pub name: String,
    pub when: String,
    pub extent: Badge,
    pub why: String,
    pub rows: i64,
    pub digest: String,
    /// The answers it was read out of: how many and how large.
    pub raw: String,
    /// Where they can be had, for who may.
    pub raw_href: Option<String>,
}

#[derive(Debug, Clone)]
pub struct RunLine {
    pub when: String,
    pub extent: Badge,
    pub findings: i64,
    pub opened: i64,
    pub closed: i64,
}

#[derive(Debug, Clone)]
pub struct PlanFields {
    pub gate: Field,
    pub lead: Field,
    pub every: Field,
    /// Saved by itself.
    pub raw_days: Field,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    view: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    pub csrf: String,
    /// `off` or `automatic`
    pub gate: String,
    pub lead_minutes: String,
    pub every_minutes: String,
    /// Saved by itself, on another form.
    pub raw_days: String,
}

pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    draw(&web, &signed, StatusCode::OK, &asked.view, None).await
}

/// `POST /inventory/pulls`
pub(super) async fn pull(
    State(web): State<Web>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    plan::pull_now(&web.app, &signed.actor).await?;
    let flash =
        Flash::of(Verdict::Wait, "The books are being pulled.", "This page shows them when they are in.");
    Ok(done(&web, "/inventory", &flash))
}

/// `POST /inventory/plan`
pub(super) async fn set_plan(
    State(web): State<Web>,
    Posted { signed, form }: Posted<PlanForm>,
) -> Result<Response, WebError> {
    let mode = GateMode::from_word(&form.gate).ok_or(WebError::NoSense)?;
    let minutes = |field: &'static str, text: &str| {
        text.trim().parse::<i64>().map_err(|_| AppError::invalid(field, "is not a whole number of minutes"))
    };
    let rhythm = minutes("lead_minutes", &form.lead_minutes).and_then(|lead_minutes| {
        Ok(Rhythm { lead_minutes, every_minutes: minutes("every_minutes", &form.every_minutes)? })
    });
    let set = match rhythm {
        Ok(rhythm) => plan::set(&web.app, &signed.actor, &signed.store.id, mode, rhythm).await,
        Err(why) => Err(why),
    };
    match set {
        Ok(()) => Ok(done(
            &web,
            "/inventory",
            &Flash::pass("Saved.", "The gate and the pulls follow it from now on."),
        )),
        Err(AppError::Invalid { field, what }) => {
            let wrong = (field, as_sentence(&format!("this {what}")), form);
            draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, "", Some(wrong)).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) type Wrong = (&'static str, String, PlanForm);

pub(super) async fn draw(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    asked: &str,
    wrong: Option<Wrong>,
) -> Result<Response, WebError> {
    let books = view::room(&web.app, &signed.actor).await?;
    let people = names::of_store(&web.app, &signed.actor).await?;
    let which = VIEWS.iter().map(|(key, _)| *key).find(|key| *key == asked);
    let which = which.unwrap_or(if books.compared.blocking > 0 { "blocking" } else { "other" });
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let listed = of_view(&books, which, signed.now);
    let line = |case: &&CaseRow| case_line(signed, case, |label| signed.who(&people, label).to_owned());
    let page = RoomPage {
        shell: shell_for(web, signed, Room::Inventory, "Inventory", keys).await?,
        summary: summary(&books, signed),
        banner: banner(&books, signed),
        may_settle: signed.may(Permission::InventorySettle),
        views: VIEWS
            .iter()
            .map(|(key, name)| View {
                name,
                href: format!("/inventory?view={key}"),
                count: of_view(&books, key, signed.now).len(),
                here: *key == which,
            })
            .collect(),
        names: systems(&books),
        empty: listed.is_empty().then(|| empty(&books, which)),
        cases: listed.iter().take(CASES_SHOWN).map(line).collect(),
        snapshots_note: "each kept with the rows as they came".to_owned(),
        snapshots: books
            .pulls
            .iter()
            .map(|pull| snapshot(signed, pull, books.too_slow.get(&pull.channel)))
            .collect(),
        runs: books.runs.iter().map(|run| run_line(signed, run)).collect(),
        plan: signed.may(Permission::StoreEdit).then(|| plan_fields(&books, wrong.as_ref())),
    };
    show_as(web, signed, status, &page)
}

pub(super) const VIEWS: [(&str, &str); 4] = [
    ("blocking", "Block the gate"),
    ("fenced", "Ring-fenced or accepted"),
    ("other", "Do not block"),
    ("closed", "Closed lately"),
];

/// The cases of a view.
fn of_view<'b>(books: &'b Books, view: &str, now: Timestamp) -> Vec<&'b CaseRow> {
    if view == "closed" {
        return books.closed.iter().collect();
    }
    let blocks = |case: &CaseRow| plan::blocks(case, now, books.whole_today);
    let aside = |case: &CaseRow| !blocks(case) && (case.fence != "none" || case.is_accepted(now));
    let fits = |case: &&CaseRow| match view {
        "blocking" => blocks(case),
        "fenced" => aside(case),
        _ => !blocks(case) && !aside(case),
    };
    books.open.iter().filter(fits).collect()
}

fn summary(books: &Books, signed: &Signed) -> String {
    let Some(run) = books.runs.first() else { return "The books have not been pulled yet.".to_owned() };
    let age = lasting(signed.now.seconds_since(run.began_at));
    format!("Compared {age} ago, at {}. Only differences are shown.", signed.local().seconds(run.began_at))
}

fn banner(books: &Books, signed: &Signed) -> Banner {
    let shop = &books.shop;
    let automatic = books.moves_the_gate();
    let since = signed.local().clock_or_day(shop.gate_since, signed.now);
    let title = match shop.gate_open {
        true => format!("Gate open since {since}."),
        false => format!("Gate closed. {}", as_sentence(&shop.gate_reason)),
    };
    let text = match (automatic, shop.gate_open) {
        (false, _) => "A person moves this gate; the books below do not.",
        (true, true) => {
            "It closes by itself at the end of the day. What differs meanwhile is taken off sale by itself."
        }
        (true, false) => {
            "Settle or ring-fence each case that blocks it. It opens by itself when the last one is."
        }
    };
    let (n, fencing) = (books.compared.blocking, books.compared.fencing);
    let side = (automatic && n > 0).then(|| {
        let words =
            if fencing > 0 { format!("block it, {fencing} being hidden") } else { "block it".to_owned() };
        (n.to_string(), words)
    });
    Banner { open: shop.gate_open, title, text: text.to_owned(), href: None, side }
}

fn systems(books: &Books) -> Names {
    let of = |source: &str| {
        let all = books.pulls.iter().filter(|pull| pull.source == source).map(|pull| name_of(&pull.channel));
        all.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
    };
    Names { state: of("state"), pos: of("pos"), menus: of("menu") }
}

fn empty(books: &Books, view: &str) -> Empty {
    match (books.runs.is_empty(), view) {
        (true, _) => {
            Empty::new("inventory", "Nothing compared yet", "Pull the books to see where they differ.")
        }
        (_, "closed") => {
            Empty::new("inventory", "Nothing closed yet", "A case closes when whole books agree again.")
        }
        _ => Empty::new(
            "inventory",
            "Nothing here",
            "What the books do not agree on appears here, the worst first.",
        ),
    }
}

fn case_line(signed: &Signed, case: &CaseRow, who: impl Fn(&str) -> String) -> CaseLine {
    let due = match (case.closed_at, case.due_at <= signed.now) {
        (Some(at), _) => format!("closed {}", signed.local().clock_or_day(at.into(), signed.now)),
        (None, true) => "overdue".to_owned(),
        (None, false) => format!("due {}", signed.local().clock_or_day(case.due_at, signed.now)),
    };
    CaseLine {
        id: case.id.to_string(),
        title: words::title(case),
        tag: words::tag(case),
        badge: words::badge(case),
        class: words::class_words(case),
        due,
        cells: words::cells(case),
        cause: words::cause(case),
        owner: case.owner.as_deref().map_or_else(|| "No owner".to_owned(), who),
    }
}

pub(super) fn extent(word: &str) -> Badge {
    match word {
        "whole" => Badge::new(Verdict::Pass, "whole"),
        "unreadable" => Badge::new(Verdict::Unknown, "cannot be read"),
        "empty" => Badge::new(Verdict::Stop, "empty"),
        _ => Badge::new(Verdict::Stop, "in part"),
    }
}

fn snapshot(signed: &Signed, pull: &PullRow, too_slow: Option<&String>) -> SnapshotLine {
    let book = match pull.source.as_str() {
        "state" => "State",
        "pos" => "Point of sale",
        _ => "Menu",
    };
    let name = name_of(&pull.channel);
    let age = lasting(signed.now.seconds_since(pull.taken_at));
    let read = pull.whole_at.map_or_else(String::new, |at| {
        format!(
            "; what changed since the whole reading of {}",
            signed.local().clock_or_day(at.into(), signed.now)
        )
    });
    let raw = pull.raw_count.zip(pull.raw_bytes).filter(|(count, _)| *count > 0);
    let is_kept = pull.raw_until.is_some_and(|until| until > signed.now.micros());
    let may = is_kept && signed.may(Permission::InventoryRaw);
    SnapshotLine {
        raw: raw.map_or_else(String::new, |(count, bytes)| {
            let gone = if is_kept { "" } else { ", no longer kept" };
            format!("{count} {}, {}{gone}", if count == 1 { "answer" } else { "answers" }, size(bytes))
        }),
        raw_href: raw.filter(|_| may).map(|_| format!("/inventory/snapshots/{}/raw", pull.id)),
        name: if name.is_empty() { book.to_owned() } else { format!("{book}, {name}") },
        when: format!("{}, {age} ago{read}", signed.local().seconds(pull.taken_at)),
        extent: extent(&pull.extent),
        why: pull.missing.as_ref().or(too_slow).cloned().unwrap_or_default(),
        rows: pull.rows_count,
        digest: pull.digest.chars().take(DIGEST_CHARS).collect(),
    }
}

/// In the largest unit of which there is one, to a tenth.
fn size(bytes: i64) -> String {
    let in_unit = |unit: i64, name| format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => in_unit(1_000, "kB"),
        _ => in_unit(1_000_000, "MB"),
    }
}

fn run_line(signed: &Signed, run: &RunRow) -> RunLine {
    RunLine {
        when: signed.local().clock_or_day(run.began_at, signed.now),
        extent: extent(if run.whole { "whole" } else { "part" }),
        findings: run.findings,
        opened: run.opened,
        closed: run.closed,
    }
}

fn plan_fields(books: &Books, wrong: Option<&Wrong>) -> PlanFields {
    let kept = books.plan.as_ref();
    let number = |given: Option<i64>, otherwise: i64| given.unwrap_or(otherwise).to_string();
    let (of_raw, wrong) = match wrong {
        Some((at, ..)) if *at == RAW_DAYS => (wrong, None),
        _ => (None, wrong),
    };
    let mut raw_days = Field::new(RAW_DAYS, "Days that raw answers are kept", Kind::Number)
        .value(&of_raw.map_or_else(
            || number(kept.map(|plan| plan.raw_days), raw::DAYS),
            |(.., form)| form.raw_days.clone(),
        ))
        .note("what the systems sent, exactly as it came; of later pulls")
        .required();
    raw_days.error = of_raw.map(|(_, text, _)| text.clone());
    let with = |field: Field, kept: String, typed: fn(&PlanForm) -> &str| {
        let mut field = field.value(wrong.map_or(kept.as_str(), |(.., form)| typed(form))).required();
        field.error = wrong.filter(|(at, ..)| *at == field.name).map(|(_, text, _)| text.clone());
        field
    };
    let modes = [("off", "by a person"), ("automatic", "by the books")];
    let gate = kept.map_or("off", |plan| plan.gate.as_str()).to_owned();
    PlanFields {
        raw_days,
        gate: with(Field::choose("gate", "The gate is moved", &modes).id("plan-gate"), gate, |form| {
            &form.gate
        }),
        lead: with(
            Field::new("lead_minutes", "Minutes before the opening", Kind::Number),
            number(kept.map(|plan| plan.lead_minutes), 60),
            |form| &form.lead_minutes,
        ),
        every: with(
            Field::new("every_minutes", "Then every so many minutes", Kind::Number)
                .note("0 for the morning only"),
            number(kept.map(|plan| plan.every_minutes), 30),
            |form| &form.every_minutes,
        ),
    }
}
