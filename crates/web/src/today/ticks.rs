//! Earlier days of the checklists: what people ticked, and what they took back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::checklist::past::{self, PastDay, PastTick};
use countersign_app::people::names;
use countersign_kernel::{BusinessDate, Permission};

use crate::serve::frame::{shell_for, show};
use crate::serve::local::weekday_of;
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Room, Shell, Theme};
use crate::ui::Verdict;

/// `GET /today/checklist/days` and `GET /today/checklist/days/{day}`
#[derive(Debug, Clone, Template)]
#[template(path = "today/ticks.html")]
pub struct TicksPage {
    pub shell: Shell,
    /// `Sunday, 22 November`; absent while there is no day to show.
    pub day: Option<String>,
    pub rows: Vec<TickLine>,
    /// Address, day, and whether it is the one that is shown.
    pub days: Vec<(String, String, bool)>,
}

#[derive(Debug, Clone)]
pub struct TickLine {
    pub list: String,
    pub says: String,
    pub note: String,
    pub at: String,
    pub by: String,
    /// Who took it back, and when.
    pub taken_back: Option<String>,
    /// Its entry of the record, for who may read it.
    pub href: Option<String>,
}

pub(super) async fn newest(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    draw(&web, &signed, None).await
}

pub(super) async fn of_day(
    State(web): State<Web>,
    signed: Signed,
    Path(day): Path<String>,
) -> Result<Response, WebError> {
    draw(&web, &signed, Some(day.parse().map_err(|_| AppError::NotFound("day"))?)).await
}

async fn draw(web: &Web, signed: &Signed, day: Option<BusinessDate>) -> Result<Response, WebError> {
    let seen: PastDay = past::day(&web.app, &signed.actor, day).await?;
    let people = names::of_store(&web.app, &signed.actor).await?;
    let line = |tick: &PastTick| {
        let clock = |at| signed.local().clock_or_day(at, signed.now);
        let who = |label: &str| signed.who(&people, label).to_owned();
        TickLine {
            list: tick.list.clone(),
            says: tick.says.clone(),
            note: tick.note.clone(),
            at: clock(tick.at),
            by: who(&tick.by_whom),
            taken_back: tick.taken_back.as_ref().map(|(at, by)| format!("{}, {}", who(by), clock(*at))),
            href: signed.may(Permission::RecordView).then(|| format!("/record/{}", tick.record_seq)),
        }
    };
    let page = TicksPage {
        shell: shell_for(web, signed, Room::Today, "Earlier checklists", Vec::new()).await?,
        day: seen.day.map(weekday_of),
        rows: seen.ticks.iter().map(line).collect(),
        days: seen
            .days
            .iter()
            .map(|day| (format!("/today/checklist/days/{day}"), weekday_of(*day), seen.day == Some(*day)))
            .collect(),
    };
    show(web, signed, &page)
}

impl TicksPage {
    pub fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        let line = |says: &str, note: &str, at: &str, taken_back: Option<&str>| TickLine {
            list: text("Opening"),
            says: text(says),
            note: text(note),
            at: text(at),
            by: text("Ines Marrow"),
            taken_back: taken_back.map(text),
            href: Some(text("/record/1851")),
        };
        let day = |day: &str, words: &str, here| (format!("/today/checklist/days/{day}"), text(words), here);
        Self {
            shell: Shell::sample(Room::Today, "Earlier checklists"),
            day: Some(text("Saturday, 21 November")),
            rows: vec![
                line(
                    "What came in since the last close has been read",
                    "two calls from Leafly",
                    "08:31",
                    None,
                ),
                line(
                    "Counter, camera and age check at the door are ready",
                    "",
                    "08:44",
                    Some("Ines Marrow, 08:46"),
                ),
            ],
            days: vec![
                day("2026-11-21", "Saturday, 21 November", true),
                day("2026-11-20", "Friday, 20 November", false),
            ],
        }
    }
}
