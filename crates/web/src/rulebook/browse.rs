//! The rulebook's handlers. What is shown is the very book that decides.

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_app::AppError;
use countersign_kernel::{BusinessDate, Permission};
use countersign_rulebook::{JurisdictionInfo, Program, Rulebook, Status};

use super::law::{self, Detail, Law, day, first_sentence, how_sure, why_sure};
use super::{
    Change, Jurisdiction, JurisdictionPage, RuleLine, RulePage, RulebookPage, Source, Topic, Version,
};
use crate::serve::frame::{shell_for, show};
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Badge, Verdict};

/// What begins or ends within so many days is said to change soon.
const SOON_DAYS: i64 = 180;

/// `GET /rulebook`
pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::RulebookView)?;
    let book = web.app.rulebook();
    let laws = law::all(&book);
    let ours = signed.store.jurisdiction.as_str();
    let today = law::today(&book, ours, signed.now).unwrap_or_else(|| signed.local().date(signed.now));
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let in_force = laws.iter().filter(|law| law.jurisdiction == ours && law.holds_on(today)).count();
    let page = RulebookPage {
        shell: shell_for(&web, &signed, Room::Rulebook, "Rulebook", keys).await?,
        summary: format!(
            "{in_force} entries in force for your store, rulebook {}. What nobody is sure of answers unknown.",
            book.hash().get(..8).unwrap_or_default()
        ),
        jurisdictions: book
            .jurisdictions()
            .iter()
            .map(|place| jurisdiction(place, &laws, &book, &signed))
            .collect(),
        soon: soon(&laws, today),
    };
    show(&web, &signed, &page)
}

fn jurisdiction(place: &JurisdictionInfo, laws: &[Law], book: &Rulebook, signed: &Signed) -> Jurisdiction {
    let today = law::today(book, &place.id, signed.now).unwrap_or_else(|| signed.local().date(signed.now));
    let held: Vec<&Law> =
        laws.iter().filter(|law| *law.jurisdiction == *place.id && law.holds_on(today)).collect();
    let cap = |program: Program| {
        let mut caps =
            held.iter().filter(|law| law.programs.contains(&program)).filter_map(|law| first_cap(law));
        caps.next().unwrap_or_else(|| "no limit".to_owned())
    };
    Jurisdiction {
        code: place.id.to_string(),
        name: place.name.clone(),
        adult: cap(Program::Adult),
        medical: cap(Program::Medical),
        rules: held.len().to_string(),
        read: held.iter().map(|law| law.read_on).min().map(day).unwrap_or_default(),
        confidence: how_sure_of_all(&held),
        ours: *place.id == *signed.store.jurisdiction,
    }
}

/// `1 oz, calendar day`: the first number of a limit.
fn first_cap(law: &Law) -> Option<String> {
    let Detail::Limit { parts, .. } = &law.detail else { return None };
    parts.iter().find_map(|part| {
        let (cap, window) = (part.cap.as_ref()?, part.window.as_ref()?);
        Some(format!("{cap}, {window}"))
    })
}

/// Whether every entry may be decided by, or some of them send whatever rests on them to a person.
fn how_sure_of_all(held: &[&Law]) -> Badge {
    let unsure =
        held.iter().filter(|law| how_sure(law.confidence, law.status).verdict != Verdict::Pass).count();
    match (held.len(), unsure) {
        (0, _) => Badge::new(Verdict::Unknown, "Nothing in force"),
        (all, 0) => Badge::new(Verdict::Pass, &format!("All {all} may be decided by")),
        (all, some) => Badge::new(Verdict::Unknown, &format!("{some} of {all} need a person")),
    }
}

fn soon(laws: &[Law], today: BusinessDate) -> Vec<Change> {
    let last = today.0.saturating_add(jiff::Span::new().days(SOON_DAYS));
    let near = |date: BusinessDate| date.0 > today.0 && date.0 <= last;
    let mut changes: Vec<(BusinessDate, Change)> = Vec::new();
    for law in laws {
        let href = format!("/rulebook/{}/{}", law.jurisdiction, law.short());
        let mut add = |at: BusinessDate, what: &str| {
            let text = format!("{what}: {}", first_sentence(&law.plain));
            changes.push((at, Change { when: day(at), text, href: href.clone() }));
        };
        if near(law.from) || law.status == Status::Pending && law.from.0 > today.0 {
            add(law.from, if law.status == Status::Pending { "Announced" } else { "Begins" });
        }
        if let Some(until) = law.until.filter(|until| near(*until)) {
            add(until, "Ends");
        }
    }
    changes.sort_by_key(|(at, _)| at.0);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// `GET /rulebook/{jurisdiction}`
pub(super) async fn place(
    State(web): State<Web>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, WebError> {
    signed.must(Permission::RulebookView)?;
    let book = web.app.rulebook();
    let place = known(&book, &code)?;
    let today = law::today(&book, &code, signed.now).ok_or(AppError::NotFound("jurisdiction"))?;
    let laws: Vec<Law> = law::all(&book).into_iter().filter(|law| law.jurisdiction == code).collect();
    let in_force = laws.iter().filter(|law| law.holds_on(today)).count();
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let ours = if code == signed.store.jurisdiction { " Your store sells under them." } else { "" };
    let page = JurisdictionPage {
        shell: shell_for(&web, &signed, Room::Rulebook, &place.name, keys).await?,
        summary: format!("{in_force} of {} entries are in force today.{ours}", laws.len()),
        topics: topics(&laws, today),
        code,
        name: place.name,
    };
    show(&web, &signed, &page)
}

fn known(book: &Rulebook, code: &str) -> Result<JurisdictionInfo, WebError> {
    let found = book.jurisdictions().into_iter().find(|place| *place.id == *code);
    Ok(found.ok_or(AppError::NotFound("jurisdiction"))?)
}

/// What holds today under its headings, then what is announced or over.
fn topics(laws: &[Law], today: BusinessDate) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for law in laws {
        let name = match (law.holds_on(today), law.from.0 > today.0) {
            (true, _) => law.heading,
            (false, true) => "Not yet in force",
            (false, false) => "No longer in force",
        };
        let line = RuleLine {
            id: law.short().to_owned(),
            plain: format!("{} ({})", first_sentence(&law.plain), law.programs()),
            citation: law.source.citation.clone(),
            since: day(law.from),
            confidence: how_sure(law.confidence, law.status),
        };
        match topics.iter_mut().find(|topic| topic.name == name) {
            Some(topic) => topic.rules.push(line),
            None => topics.push(Topic { name: name.to_owned(), rules: vec![line] }),
        }
    }
    topics.sort_by_key(|topic| matches!(topic.name.as_str(), "Not yet in force" | "No longer in force"));
    topics
}

/// `GET /rulebook/{jurisdiction}/{*rule}`
pub(super) async fn rule(
    State(web): State<Web>,
    signed: Signed,
    Path((code, short)): Path<(String, String)>,
) -> Result<Response, WebError> {
    signed.must(Permission::RulebookView)?;
    let book = web.app.rulebook();
    let place = known(&book, &code)?;
    let today = law::today(&book, &code, signed.now).ok_or(AppError::NotFound("jurisdiction"))?;
    let laws = law::all(&book);
    let law = laws.iter().find(|law| law.jurisdiction == code && law.short() == short);
    let law = law.ok_or(AppError::NotFound("rule"))?;
    let title = format!("{}, {}", law.heading, law.programs());
    let page = RulePage {
        shell: shell_for(&web, &signed, Room::Rulebook, &title, Vec::new()).await?,
        code,
        jurisdiction: place.name,
        id: law.id.clone(),
        title,
        confidence: how_sure(law.confidence, law.status),
        confidence_why: why_sure(law.confidence).to_owned(),
        plain: law.plain.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()).collect(),
        numbers: law.numbers(),
        sources: sources(law),
        versions: versions(law, &laws, today),
    };
    show(&web, &signed, &page)
}

fn sources(law: &Law) -> Vec<Source> {
    let read = day(law.read_on);
    let source = |source: law::Source| Source {
        citation: source.citation,
        url: source.url,
        title: law::capital(&source.title),
        read: read.clone(),
    };
    law.sources().into_iter().map(source).collect()
}

fn versions(law: &Law, laws: &[Law], today: BusinessDate) -> Vec<Version> {
    let mut versions: Vec<&Law> = laws.iter().filter(|other| other.is_version_of(law)).collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.from.0));
    let one = |version: &&Law| Version {
        from: day(version.from),
        until: version.until.map_or("further notice".to_owned(), day),
        text: first_sentence(&version.plain).to_owned(),
        href: format!("/rulebook/{}/{}", version.jurisdiction, version.short()),
        current: version.holds_on(today),
    };
    versions.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stands_last_and_what_holds_under_its_heading() {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let laws: Vec<Law> = law::all(&book).into_iter().filter(|law| law.jurisdiction == "us-co").collect();
        let today = "2026-11-22".parse().expect("a date");
        let topics = topics(&laws, today);
        let names: Vec<_> = topics.iter().map(|topic| topic.name.as_str()).collect();
        assert_eq!(names[0], "Purchase limits");
        assert_eq!(names.last(), Some(&"No longer in force"), "{names:?}");
        assert_eq!(topics.iter().map(|topic| topic.rules.len()).sum::<usize>(), laws.len());
    }

    #[test]
    fn a_change_is_soon_when_it_comes_within_half_a_year() {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let laws = law::all(&book);
        let on = |day: &str| soon(&laws, day.parse().expect("a date"));
        let said: Vec<_> = on("2016-09-01").into_iter().map(|change| change.when).collect();
        assert!(said.contains(&"1 Oct 2016".to_owned()), "{said:?}");
        assert!(on("2016-10-01").iter().all(|change| change.when != "1 Oct 2016"));
    }
}
