//! The handlers of the checklists, and what Today shows of them.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use countersign_app::boards::view as boards;
use countersign_app::checklist::tick::{self, Which};
use countersign_app::checklist::view::{self, DayLists, How, ItemView, ListView};
use countersign_app::people::names;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::{AppError, Refusal};
use countersign_domain::checklist::{Assigned, Found, Standing};
use countersign_kernel::Permission;

use super::Need;
use super::checklist::{Card, CardRow, ChecklistPage, ItemRow, ListSheet, Step, TickForm};
use crate::connections::naming;
use crate::serve::frame::{done, shell_for, show};
use crate::serve::local::weekday_of;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::{Badge, Verdict};

const HERE: &str = "/today/checklist";
/// What is left of the list in force, on Today; more is on its page.
const CARD_ROWS: usize = 6;
const NEEDS_SHOWN: usize = 5;

/// `GET /today/checklist`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let day = view::day(&web.app, &signed.actor).await?;
    let mut words = Words::of(&web, &signed).await?;
    words.there = boards::links(&web.app, &signed.actor, &day.day.to_string()).await?;
    let keys = vec![Keys::new(&["Esc"], "back to Today")];
    let page = ChecklistPage {
        shell: shell_for(&web, &signed, Room::Today, "Checklist", keys).await?,
        day: weekday_of(day.day),
        summary: summary(&day),
        lists: day.lists.iter().map(|list| sheet(&signed, &words, list)).collect(),
    };
    show(&web, &signed, &page)
}

/// `POST /today/checklist/ticks`
pub(super) async fn tick(
    State(web): State<Web>,
    Posted { signed, form }: Posted<TickForm>,
) -> Result<Response, WebError> {
    let which = Which { list: &form.list, item: &form.item };
    let ticked = tick::tick(&web.app, &signed.actor, which, &form.note).await;
    answer(&web, &form, ticked, "Ticked.", "It stands on the record with your name and the time.")
}

/// `POST /today/checklist/withdrawals`
pub(super) async fn take_back(
    State(web): State<Web>,
    Posted { signed, form }: Posted<TickForm>,
) -> Result<Response, WebError> {
    let which = Which { list: &form.list, item: &form.item };
    let taken = tick::take_back(&web.app, &signed.actor, which).await;
    answer(&web, &form, taken, "Taken back.", "Both the tick and this stay on the record.")
}

/// A refusal is told on the page it came from, beside its list.
fn answer(
    web: &Web,
    form: &TickForm,
    result: Result<(), AppError>,
    title: &str,
    more: &str,
) -> Result<Response, WebError> {
    let flash = match result {
        Ok(()) => Flash::pass(title, more),
        Err(AppError::Refused(Refusal::Because(why))) => Flash::of(Verdict::Stop, &as_sentence(&why), ""),
        Err(AppError::Invalid { what, .. }) => {
            Flash::of(Verdict::Stop, &as_sentence(&format!("the note {what}")), "")
        }
        Err(other) => return Err(other.into()),
    };
    Ok(done(web, &format!("{HERE}#list-{}", form.list), &flash))
}

/// The names that items and ticks are shown with.
struct Words<'a> {
    /// By label of the record.
    people: BTreeMap<String, String>,
    /// By sign-in name.
    assigned: BTreeMap<String, String>,
    roles: &'a RoleMatrix,
    may_tick: bool,
    /// By list and item, the task board's vendor and the address there.
    there: BTreeMap<(String, String), (String, String)>,
}

impl<'a> Words<'a> {
    async fn of(web: &'a Web, signed: &Signed) -> Result<Self, WebError> {
        Ok(Self {
            people: names::of_store(&web.app, &signed.actor).await?,
            assigned: view::names(&web.app, &signed.actor).await?,
            roles: web.app.roles(),
            may_tick: signed.may(Permission::ChecklistTick),
            there: BTreeMap::new(),
        })
    }

    fn whose(&self, assigned: &Assigned) -> String {
        match assigned {
            Assigned::Role(role) => self.roles.entry(*role).title.clone(),
            Assigned::Person(login) => self.assigned.get(login).unwrap_or(login).clone(),
        }
    }
}

fn summary(day: &DayLists) -> String {
    let all: usize = day.lists.iter().map(|list| list.items.len()).sum();
    let done: usize = day.lists.iter().map(ListView::done).sum();
    let late = match day.overdue().len() {
        0 => "nothing is overdue".to_owned(),
        1 => "one thing is overdue".to_owned(),
        many => format!("{many} things are overdue"),
    };
    format!("{done} of {all} done, {late}.")
}

fn sheet(signed: &Signed, words: &Words<'_>, list: &ListView) -> ListSheet {
    let (local, now) = (signed.local(), signed.now);
    let from = local.clock_or_day(list.from, now);
    let note = if list.from > now {
        format!("from {from}")
    } else {
        let since = if list.in_force { "in force since" } else { "since" };
        format!("{since} {from}, {} of {} done", list.done(), list.items.len())
    };
    let rows = list.items.iter().map(|item| row(signed, words, list, item)).collect();
    ListSheet { id: list.id.clone(), title: list.title.clone(), note, in_force: list.in_force, rows }
}

fn row(signed: &Signed, words: &Words<'_>, list: &ListView, item: &ItemView) -> ItemRow {
    let (local, now) = (signed.local(), signed.now);
    let state = match item.standing {
        Standing::Done => Badge::new(Verdict::Pass, "Done"),
        Standing::Overdue => Badge::new(Verdict::Stop, "Overdue"),
        Standing::Open => Badge::new(Verdict::Wait, "To do"),
        Standing::Later => Badge::new(Verdict::NotNeeded, "Later"),
    };
    ItemRow {
        id: item.id.clone(),
        state,
        says: item.says.clone(),
        told: told(signed, words, item),
        whose: words.whose(&item.assigned),
        due: local.clock_or_day(item.due, now),
        late: item.standing == Standing::Overdue,
        step: step(words, item),
        there: words.there.get(&(list.id.clone(), item.id.clone())).map(|(vendor, url)| {
            let (name, _) = naming(vendor);
            (name.to_owned(), url.clone())
        }),
    }
}

fn told(signed: &Signed, words: &Words<'_>, item: &ItemView) -> String {
    let (local, now) = (signed.local(), signed.now);
    match &item.how {
        How::Seen(Found::Done { says, at: Some(at) }) => format!("{says}, {}", local.clock_or_day(*at, now)),
        How::Seen(found) if item.standing == Standing::Later => {
            debug_assert!(!found.is_done(), "what is later is not looked at");
            "ticks itself".to_owned()
        }
        How::Seen(found) => found.says().to_owned(),
        How::ByHand(Some(tick)) => {
            let who = signed.who(&words.people, &tick.by_whom);
            let when = local.clock_or_day(tick.at, now);
            let note = if tick.note.is_empty() { String::new() } else { format!(": {}", tick.note) };
            format!("{who}, {when}{note}")
        }
        How::ByHand(None) => String::new(),
    }
}

fn step(words: &Words<'_>, item: &ItemView) -> Step {
    match (&item.how, item.standing) {
        _ if !words.may_tick => Step::None,
        (How::ByHand(None), Standing::Open | Standing::Overdue) if item.is_own => Step::Tick,
        _ if item.may_take_back => Step::TakeBack,
        _ => Step::None,
    }
}

/// What is left of the list in force, and what is overdue, for Today. Nothing for whoever sees no checklists.
pub(super) async fn on_today(web: &Web, signed: &Signed) -> Result<(Option<Card>, Vec<Need>), WebError> {
    if !signed.may(Permission::ChecklistView) {
        return Ok((None, Vec::new()));
    }
    let day = view::day(&web.app, &signed.actor).await?;
    let words = Words::of(web, signed).await?;
    let card = day.in_force().map(|list| card(signed, &words, list));
    Ok((card, needs(signed, &words, &day)))
}

fn card(signed: &Signed, words: &Words<'_>, list: &ListView) -> Card {
    let left = list.items.iter().filter(|item| item.standing != Standing::Done);
    let rows: Vec<CardRow> = left.take(CARD_ROWS).map(|item| card_row(signed, words, item)).collect();
    Card {
        title: format!("Checklist: {}", list.title.to_lowercase()),
        done: format!("{} of {} done", list.done(), list.items.len()),
        empty: rows.is_empty(),
        rows,
    }
}

fn card_row(signed: &Signed, words: &Words<'_>, item: &ItemView) -> CardRow {
    let late = item.standing == Standing::Overdue;
    let due = signed.local().clock_or_day(item.due, signed.now);
    let said = told(signed, words, item);
    let whose = words.whose(&item.assigned);
    CardRow {
        verdict: if late { Verdict::Stop } else { Verdict::Wait },
        says: item.says.clone(),
        told: if said.is_empty() { whose } else { format!("{whose}. {}", as_sentence(&said)) },
        due: if late { format!("was due {due}") } else { format!("due {due}") },
        late,
    }
}

/// What is one's own comes first.
fn needs(signed: &Signed, words: &Words<'_>, day: &DayLists) -> Vec<Need> {
    let mut late = day.overdue();
    late.sort_by_key(|(_, item)| (!item.is_own, item.due));
    let more = late.len().saturating_sub(NEEDS_SHOWN);
    let due = |item: &ItemView| signed.local().clock_or_day(item.due, signed.now);
    let need = |(list, item): &(&str, &ItemView)| Need {
        verdict: Verdict::Stop,
        title: format!("{list}: {}", item.says),
        detail: format!("For {}, and it is overdue.", words.whose(&item.assigned).to_lowercase()),
        due: format!("was due {}", due(item)),
        late: true,
        href: HERE.to_owned(),
    };
    let mut needs: Vec<Need> = late.iter().take(NEEDS_SHOWN).map(need).collect();
    if more > 0 {
        needs.push(Need {
            verdict: Verdict::Stop,
            title: format!("{more} more of the checklists"),
            detail: "They are overdue.".to_owned(),
            due: String::new(),
            late: true,
            href: HERE.to_owned(),
        });
    }
    needs
}
