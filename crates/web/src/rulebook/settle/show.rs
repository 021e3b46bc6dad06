//! The handlers of settling.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::people::names;
use countersign_app::rulebook::{AdoptionRow, Changed, Proposal, Standing, adopt};
use countersign_app::{AppError, Refusal};
use countersign_kernel::Permission;
use countersign_rulebook::{Bulletin, IN_FORCE, OpenQuestion, Rulebook, SET_ASIDE};

use super::{ChangedRow, Choice, ProposalBox, SettleForm, SettlePage, SettledBy};
use crate::orders::words::verdict;
use crate::rulebook::browse::known;
use crate::rulebook::law::{capital, day};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::{Field, Kind};

/// More changed orders than this are counted and not shown.
const ROWS_MAX: usize = 100;

/// Where the question or bulletin of this whole id is settled.
pub(crate) fn settle_path(id: &str) -> String {
    let (code, short) = id.split_once('/').unwrap_or((id, ""));
    format!("/rulebook/{code}/settle/{short}")
}

/// What can be settled: an open question, or announced law.
enum Subject {
    Question(OpenQuestion),
    Bulletin(Box<Bulletin>),
}

impl Subject {
    fn find(book: &Rulebook, id: &str) -> Result<Self, WebError> {
        if let Some(question) = book.open_questions().into_iter().find(|question| *question.id == *id) {
            return Ok(Self::Question(question));
        }
        let bulletin = book.bulletins().into_iter().find(|bulletin| *bulletin.id == *id);
        Ok(Self::Bulletin(Box::new(bulletin.ok_or(AppError::NotFound("open question"))?)))
    }

    fn title(&self) -> String {
        match self {
            Self::Question(question) => question.asks.to_string(),
            Self::Bulletin(bulletin) => bulletin.plain.trim_end_matches('.').to_owned(),
        }
    }

    fn kind(&self) -> String {
        match self {
            Self::Question(_) => "An open question: the sources can be read in more than one way.".to_owned(),
            Self::Bulletin(bulletin) => {
                format!("Announced for {}; decided by only once it is adopted.", day(bulletin.from))
            }
        }
    }

    fn source(&self) -> Option<(String, String)> {
        match self {
            Self::Question(_) => None,
            Self::Bulletin(bulletin) => {
                Some((bulletin.citation.to_string(), bulletin.source_url.to_string()))
            }
        }
    }

    fn choices(&self, chosen: &str) -> Vec<Choice> {
        match self {
            Self::Question(question) => {
                let choice = |reading: &countersign_rulebook::ReadingInfo| Choice {
                    value: reading.id.to_string(),
                    title: capital(reading.plain.trim_end_matches('.')),
                    detail: match reading.parts {
                        0 => "No part of a rule hangs on it.".to_owned(),
                        1 => "One part of a rule hangs on it.".to_owned(),
                        many => format!("{many} parts of rules hang on it."),
                    },
                    source: reading.source_url.as_ref().map(ToString::to_string),
                    adopted: question.adopted.as_ref() == Some(&reading.id),
                    chosen: *reading.id == *chosen,
                };
                question.readings.iter().map(choice).collect()
            }
            Self::Bulletin(bulletin) => {
                let from = day(bulletin.from);
                let words = [
                    (
                        IN_FORCE,
                        "It takes effect",
                        format!("From {from} on it is decided by, and what it replaces ends."),
                    ),
                    (
                        SET_ASIDE,
                        "It does not take effect",
                        "Nothing changes, and nobody is reminded of it.".to_owned(),
                    ),
                ];
                let choice = |(value, title, detail): (&str, &str, String)| Choice {
                    value: value.to_owned(),
                    title: title.to_owned(),
                    detail,
                    source: None,
                    adopted: bulletin.adopted.as_deref() == Some(value),
                    chosen: value == chosen,
                };
                words.into_iter().map(choice).collect()
            }
        }
    }
}

/// `GET /rulebook/{jurisdiction}/settle/{*id}`
pub(in crate::rulebook) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    signed.must(Permission::RulebookView)?;
    draw(&web, &signed, &code, &id, None).await
}

/// `POST /rulebook/{jurisdiction}/settle/{*id}`
pub(in crate::rulebook) async fn post(
    State(web): State<Web>,
    Path((code, id)): Path<(String, String)>,
    Posted { signed, form }: Posted<SettleForm>,
) -> Result<Response, WebError> {
    let (app, actor, whole) = (&web.app, &signed.actor, format!("{code}/{id}"));
    let reading = Some(form.reading.as_str()).filter(|reading| !reading.is_empty());
    let outcome = match form.deed.as_str() {
        "propose" => adopt::propose(app, actor, &whole, reading, &form.reason).await.map(|found| {
            let more = format!("{} A second person signs.", tried(found.looked_at, found.changed));
            Flash::pass("Proposed.", &more)
        }),
        "sign" => adopt::sign(app, actor, &whole).await.map(|()| {
            let hash: String = app.rulebook().hash().chars().take(8).collect();
            Flash::pass("Signed.", &format!("From now on the rulebook is {hash}; it is on the record."))
        }),
        "decline" => adopt::decline(app, actor, &whole, &form.reason)
            .await
            .map(|()| Flash::pass("Taken away.", "The proposal and why it went are on the record.")),
        _ => return Err(WebError::NoSense),
    };
    match outcome {
        Ok(flash) => Ok(done(&web, &format!("/rulebook/{code}/settle/{id}"), &flash)),
        Err(AppError::Invalid { what, .. }) => {
            let sent = Sent { form, status: StatusCode::UNPROCESSABLE_ENTITY, error: as_sentence(&what) };
            draw(&web, &signed, &code, &id, Some(sent)).await
        }
        Err(AppError::Refused(Refusal::Because(why))) => {
            let sent = Sent { form, status: StatusCode::CONFLICT, error: as_sentence(&why) };
            draw(&web, &signed, &code, &id, Some(sent)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A form that was not taken.
struct Sent {
    form: SettleForm,
    status: StatusCode,
    error: String,
}

async fn draw(
    web: &Web,
    signed: &Signed,
    code: &str,
    id: &str,
    sent: Option<Sent>,
) -> Result<Response, WebError> {
    let book = web.app.rulebook();
    let place = known(&book, code)?;
    let whole = format!("{code}/{id}");
    let subject = Subject::find(&book, &whole)?;
    let standing = adopt::standing(&web.app, &signed.actor).await?;
    let people = People(names::of_store(&web.app, &signed.actor).await?);
    let (proposal, settled) = of(&standing, &whole);
    let form = sent.as_ref().map(|sent| &sent.form);
    let chosen = form.map_or("", |form| form.reading.as_str());
    let typed = form.map_or("", |form| form.reason.as_str());
    let ground = Field::new("reason", "Why, for the record", Kind::Area).required().value(typed);
    let keys = vec![Keys::new(&["Esc"], "back")];
    let page = SettlePage {
        shell: shell_for(web, signed, Room::Rulebook, &subject.title(), keys).await?,
        code: code.to_owned(),
        jurisdiction: place.name,
        id: id.to_owned(),
        title: subject.title(),
        kind: subject.kind(),
        source: subject.source(),
        choices: subject.choices(chosen),
        settled: settled.map(|settled| settled_by(signed, &people, settled)),
        proposal: proposal.map(|proposal| proposal_box(signed, &people, proposal)),
        ground: signed.may(Permission::RulebookPropose).then_some(ground),
        error: sent.as_ref().map(|sent| sent.error.clone()),
    };
    show_as(web, signed, sent.map_or(StatusCode::OK, |sent| sent.status), &page)
}

fn of<'s>(standing: &'s Standing, question: &str) -> (Option<&'s Proposal>, Option<&'s AdoptionRow>) {
    (
        standing.proposals.iter().find(|proposal| proposal.question == question),
        standing.settled.iter().find(|settled| settled.question == question),
    )
}

/// Names of staff; who is not of this store stays an id.
struct People(std::collections::BTreeMap<String, String>);

impl People {
    fn name(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

fn settled_by(signed: &Signed, people: &People, settled: &AdoptionRow) -> SettledBy {
    SettledBy {
        reading: settled.reading.clone(),
        ground: settled.ground.clone(),
        proposed_by: people.name(&settled.proposed_by),
        signed_by: people.name(&settled.signed_by),
        when: signed.local().clock_or_day(settled.signed_at, signed.now),
    }
}

fn proposal_box(signed: &Signed, people: &People, proposal: &Proposal) -> ProposalBox {
    let own = proposal.by == signed.actor.label();
    let may = signed.may(Permission::RulebookAdopt);
    let found = &proposal.findings;
    let shown = found.listed.len().min(ROWS_MAX);
    let more = found.changed - shown as u64;
    let may_decline = may || signed.may(Permission::RulebookPropose);
    ProposalBox {
        reading: proposal.reading.clone().unwrap_or_else(|| "open again".to_owned()),
        ground: proposal.ground.clone(),
        by: people.name(&proposal.by),
        when: signed.local().clock_or_day(proposal.at, signed.now),
        tried: tried(found.looked_at, found.changed),
        changed: found.listed[..shown].iter().map(|changed| row(signed, changed)).collect(),
        more: (more > 0).then(|| format!("and {more} more")),
        may_sign: may && !own,
        why_not: match (may, own) {
            (true, false) => None,
            (_, true) => Some("You proposed it; a second person reads the ground and signs.".to_owned()),
            (false, false) => Some("A compliance officer signs it.".to_owned()),
        },
        decline: may_decline.then(|| {
            Field::new("reason", "Why it is not adopted", Kind::Area).id("decline-reason").required()
        }),
        decline_words: if own { "Take it back" } else { "Turn it down" },
    }
}

fn tried(looked_at: u64, changed: u64) -> String {
    match (looked_at, changed) {
        (0, _) => "There is no past order to try it on.".to_owned(),
        (1, 0) => "The one past order comes out the same.".to_owned(),
        (1, _) => "The one past order comes out differently.".to_owned(),
        (all, 0) => format!("None of {all} past orders comes out differently."),
        (all, 1) => format!("Of {all} past orders one comes out differently."),
        (all, some) => format!("Of {all} past orders {some} come out differently."),
    }
}

fn row(signed: &Signed, changed: &Changed) -> ChangedRow {
    ChangedRow {
        number: changed.number.to_string(),
        href: format!("/orders/{}", changed.order),
        when: signed.local().clock_or_day(changed.at, signed.now),
        check: changed.check.title(),
        before: verdict(changed.before),
        after: verdict(changed.after),
        found: as_sentence(&changed.found),
    }
}
