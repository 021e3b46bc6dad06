//! The rulebook's handlers. What is shown is the very book that decides.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use countersign_app::AppError;
use countersign_kernel::{BusinessDate, Permission};
use countersign_rulebook::{JurisdictionInfo, OpenQuestion, Program, RuleInfo, Rulebook, Status};

use super::headline::headline;
use super::law::{self, Law, day, first_sentence, how_sure, why_sure};
use super::{
    Change, Jurisdiction, JurisdictionPage, ListQuery, RuleLine, RulePage, RulebookPage, Source, Topic,
    Version, settle_path,
};
use super::{parts, questions};
use crate::serve::frame::{shell_for, show};
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Badge, Empty, Verdict};

/// What begins or ends within so many days is said to change soon.
pub(crate) const SOON_DAYS: i64 = 180;
const ANNOUNCED: &str = "Announced";

/// `GET /rulebook`
pub(super) async fn list(
    State(web): State<Web>,
    signed: Signed,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    signed.must(Permission::RulebookView)?;
    let book = web.app.rulebook();
    let laws = law::all(&book);
    let ours = signed.store.jurisdiction.as_str();
    let today = law::today(&book, ours, signed.now).unwrap_or_else(|| signed.local().date(signed.now));
    let keys = vec![
        Keys::new(&["j", "k"], "move"),
        Keys::new(&["Enter"], "open"),
        Keys::new(&["f"], "find a jurisdiction"),
    ];
    let in_force = laws.iter().filter(|law| law.jurisdiction == ours && law.holds_on(today)).count();
    let rules = book.rules();
    let mut places: Vec<Jurisdiction> =
        book.jurisdictions().iter().map(|place| jurisdiction(place, &laws, &rules, &book, &signed)).collect();
    for question in book.open_questions().iter().filter(|question| question.adopted.is_none()) {
        let place = places.iter_mut().find(|place| *place.code == *question.jurisdiction);
        place.into_iter().for_each(|place| place.open += 1);
    }
    places.sort_by(|a, b| (!a.ours, &a.name).cmp(&(!b.ours, &b.name)));
    let all = places.len();
    places.retain(|place| fits(place, &query.q));
    let empty = places.is_empty().then(|| {
        Empty::new(
            "search",
            "No jurisdiction of the rulebook fits.",
            "Try a name, a code like us-co, or `no adult`.",
        )
    });
    let page = RulebookPage {
        shell: shell_for(&web, &signed, Room::Rulebook, "Rulebook", keys).await?,
        summary: format!(
            "{in_force} entries in force for your store, rulebook {}. What nobody is sure of answers unknown.",
            book.hash().get(..8).unwrap_or_default()
        ),
        shown: if places.len() == all { all.to_string() } else { format!("{} of {all}", places.len()) },
        filtered: !query.q.trim().is_empty(),
        q: query.q,
        jurisdictions: places,
        empty,
        soon: soon(&laws, today, Some(SOON_DAYS)),
    };
    show(&web, &signed, &page)
}

fn jurisdiction(
    place: &JurisdictionInfo,
    laws: &[Law],
    rules: &[RuleInfo],
    book: &Rulebook,
    signed: &Signed,
) -> Jurisdiction {
    let today = law::today(book, &place.id, signed.now).unwrap_or_else(|| signed.local().date(signed.now));
    let held: Vec<&Law> =
        laws.iter().filter(|law| *law.jurisdiction == *place.id && law.holds_on(today)).collect();
    let told = |program: Program| headline(book, rules, &place.id, program, signed.now);
    Jurisdiction {
        code: place.id.to_string(),
        name: place.name.clone(),
        adult: told(Program::Adult),
        medical: told(Program::Medical),
        rules: held.len().to_string(),
        open: 0,
        read: held.iter().map(|law| law.read_on).min().map(day).unwrap_or_default(),
        confidence: how_sure_of_all(&held),
        ours: *place.id == *signed.store.jurisdiction,
    }
}

/// Whether every word that was typed stands somewhere in the row.
fn fits(place: &Jurisdiction, typed: &str) -> bool {
    let row = format!("{} {} {} {}", place.name, place.code, place.adult.text, place.medical.text);
    let row = row.to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| row.contains(word))
}

/// Whether every entry may be decided by, or some of them send whatever rests on them to a person.
fn how_sure_of_all(held: &[&Law]) -> Badge {
    let unsure =
        held.iter().filter(|law| how_sure(law.confidence, law.status).verdict != Verdict::Pass).count();
    match (held.len(), unsure) {
        (0, _) => Badge::new(Verdict::Unknown, "Nothing in force"),
        (_, 0) => Badge::new(Verdict::Pass, "Sources firm"),
        (all, some) => Badge::new(Verdict::Unknown, &format!("{some} of {all} unsure")),
    }
}

/// What begins or ends after today, within so many days if that is said.
fn soon(laws: &[Law], today: BusinessDate, days: Option<i64>) -> Vec<Change> {
    let last = days.map(|days| today.0.saturating_add(jiff::Span::new().days(days)));
    let near = |date: BusinessDate| date.0 > today.0 && last.is_none_or(|last| date.0 <= last);
    let mut changes: Vec<(BusinessDate, Change)> = Vec::new();
    for law in laws {
        let href = format!("/rulebook/{}/{}", law.jurisdiction, law.short());
        let mut add = |at: BusinessDate, what: &str| {
            let text = format!("{what}: {}", first_sentence(&law.plain));
            let href = if what == ANNOUNCED { settle_path(&law.id) } else { href.clone() };
            changes.push((at, Change { when: day(at), text, href }));
        };
        if near(law.from) || law.status == Status::Pending && law.from.0 > today.0 {
            add(law.from, if law.status == Status::Pending { ANNOUNCED } else { "Begins" });
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
    let rules: Vec<RuleInfo> =
        book.rules().into_iter().filter(|rule| *rule.jurisdiction == *place.id).collect();
    let open: Vec<OpenQuestion> =
        book.open_questions().into_iter().filter(|question| question.jurisdiction == place.id).collect();
    let page = JurisdictionPage {
        shell: shell_for(&web, &signed, Room::Rulebook, &place.name, keys).await?,
        summary: format!("{in_force} of {} entries are in force today.{ours}", laws.len()),
        topics: topics(&laws, today),
        open: questions::items(&open, &rules, today),
        soon: soon(&laws, today, None),
        may_ask: signed.may(Permission::LimitAsk),
        code,
        name: place.name,
    };
    show(&web, &signed, &page)
}

pub(super) fn known(book: &Rulebook, code: &str) -> Result<JurisdictionInfo, WebError> {
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
            plain: format!("{} ({})", words(law), law.programs()),
            citation: law.source.citation.clone(),
            since: match law.until {
                Some(until) => format!("{} until {}", day(law.from), day(until)),
                None => format!("since {}", day(law.from)),
            },
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

/// A purchase rule in all its words; of other entries the first sentence.
fn words(law: &Law) -> &str {
    if law.parts().is_empty() { first_sentence(&law.plain) } else { law.plain.trim_end_matches('.') }
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
    let questions = book.open_questions();
    let page = RulePage {
        shell: shell_for(&web, &signed, Room::Rulebook, &title, Vec::new()).await?,
        jurisdiction: place.name,
        id: law.id.clone(),
        title,
        confidence: how_sure(law.confidence, law.status),
        confidence_why: why_sure(law.confidence).to_owned(),
        parts: law.parts().iter().map(|part| parts::row(part, &code, &questions)).collect(),
        plain: law.plain.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()).collect(),
        numbers: law.numbers(),
        sources: sources(law),
        versions: versions(law, &laws, today),
        code,
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
        let on = |day: &str| soon(&laws, day.parse().expect("a date"), Some(SOON_DAYS));
        let said: Vec<_> = on("2016-09-01").into_iter().map(|change| change.when).collect();
        assert!(said.contains(&"1 Oct 2016".to_owned()), "{said:?}");
        assert!(on("2016-10-01").iter().all(|change| change.when != "1 Oct 2016"));
    }
}
