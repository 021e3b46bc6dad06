//! A photo in the words of its page.

use std::collections::BTreeMap;

use countersign_app::photos::view::{PhotoRow, Shown, judgement};
use countersign_app::photos::{Grade, Measured};
use countersign_kernel::{Permission, Timestamp};

use super::photos::{Asked, Line, Measure, NEEDS_ANOTHER, PhotoPage, Refuse, Sign};
use super::told::heading;
use crate::serve::Signed;
use crate::serve::refused::{as_sentence, in_query};
use crate::shell::Shell;
use crate::ui::{Badge, Fact, Verdict};

/// Who looks, and how others are called.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub signed: &'a Signed,
    pub names: &'a BTreeMap<String, String>,
}

impl Names<'_> {
    fn who(&self, label: Option<&str>) -> String {
        match label {
            Some("system:photos") => "the measures".to_owned(),
            Some(label) => self.signed.who(self.names, label).to_owned(),
            None => String::new(),
        }
    }

    fn at(&self, at: Timestamp) -> String {
        self.signed.local().clock_or_day(at, self.signed.now)
    }
}

fn state(names: Names<'_>, row: &PhotoRow) -> Badge {
    let is_late = row.due_at.is_some_and(|due| due < names.signed.now.micros());
    let (verdict, words) = match (row.state.as_str(), row.doubtful) {
        ("waiting", _) => (Verdict::Wait, "Being judged"),
        ("judged", false) => (Verdict::Wait, "Judged"),
        ("judged", true) => (Verdict::Unknown, "Doubtful"),
        ("signed_off", _) => (Verdict::Pass, "Shown"),
        ("superseded", _) => (Verdict::NotNeeded, "Replaced"),
        ("refused", _) if is_late => (Verdict::Stop, "Refused, overdue"),
        ("refused", _) => (Verdict::Stop, "Refused"),
        _ if is_late => (Verdict::Stop, "No picture, overdue"),
        _ => (Verdict::Stop, "No picture"),
    };
    Badge::new(verdict, words)
}

pub(super) fn line(names: Names<'_>, row: &PhotoRow) -> Line {
    let at = |at: Option<i64>| at.map_or_else(String::new, |at| names.at(Timestamp::from_micros(at)));
    let (says, when, who) = match row.state.as_str() {
        "waiting" => (String::new(), names.at(row.kept_at), names.who(Some(&row.kept_by))),
        "judged" => (found(row), names.at(row.kept_at), names.who(Some(&row.kept_by))),
        "signed_off" => {
            let address = row.clean_sha256.as_deref().map_or_else(String::new, short);
            (address, at(row.decided_at), names.who(row.decided_by.as_deref()))
        }
        _ => {
            let why = as_sentence(row.reason.as_deref().unwrap_or_default());
            (why, at(row.due_at), names.who(row.owner.as_deref()))
        }
    };
    Line {
        id: row.id.to_string(),
        product: row.product.clone(),
        sku: row.sku.clone(),
        picture: row.clean_sha256.as_ref().map(|_| format!("/menu/photos/{}/small.jpg", row.id)),
        state: state(names, row),
        says,
        when,
        who,
    }
}

/// What speaks against one that is to be signed off.
fn found(row: &PhotoRow) -> String {
    let lines = judgement(row).ok().flatten().map(|judgement| judgement.lines).unwrap_or_default();
    let doubts: Vec<String> =
        lines.into_iter().map(|line| line.to_do).filter(|to_do| !to_do.is_empty()).collect();
    match (row.doubtful, doubts.is_empty()) {
        (false, _) => "Nothing speaks against it.".to_owned(),
        (true, true) => "Something is doubtful.".to_owned(),
        (true, false) => doubts.join(" "),
    }
}

fn short(hash: &str) -> String {
    format!("/photos/{}….jpg", hash.get(..8).unwrap_or(hash))
}

pub(super) fn page(
    shell: Shell,
    names: Names<'_>,
    seen: &Shown,
    error: Option<String>,
    answers: &BTreeMap<String, String>,
) -> PhotoPage {
    let (row, signed) = (&seen.row, names.signed);
    let decides = signed.may(Permission::PhotoSignOff);
    let asked = || {
        seen.questions.iter().map(|question| Asked {
            id: question.id.clone(),
            says: question.says.clone(),
            law: match &question.law {
                Some(law) => format!("{} ({})", law.citation, sure(&law.confidence)),
                None => "The house asks it.".to_owned(),
            },
            answer: answers.get(&question.id).cloned().unwrap_or_default(),
        })
    };
    let is_open = row.state == "judged";
    PhotoPage {
        id: row.id.to_string(),
        product: row.product.clone(),
        state: state(names, row),
        summary: summary(names, row),
        error,
        picture: row.clean_sha256.as_ref().map(|_| format!("/menu/photos/{}/whole.jpg", row.id)),
        lines: seen.judgement.iter().flat_map(|judgement| &judgement.lines).map(measure).collect(),
        sign: (is_open && decides && !seen.needs_another).then(|| Sign { questions: asked().collect() }),
        needs: match (is_open, decides, seen.needs_another) {
            (true, true, true) => Some(NEEDS_ANOTHER),
            (true, false, _) => Some("Somebody whose work it is looks at it and signs it off."),
            _ => None,
        },
        refuse: match row.state.as_str() {
            "judged" if decides => Some(Refuse::open()),
            "signed_off" if decides => Some(Refuse::shown()),
            _ => None,
        },
        take: matches!(row.state.as_str(), "refused" | "unreadable"),
        again: format!("/menu/photos?sku={}", in_query(&row.sku)),
        facts: facts(names, seen),
        shell,
    }
}

/// What a mark of confidence means.
fn sure(mark: &str) -> &'static str {
    match mark {
        "V" => "read in its own text",
        "S" => "from somebody else's account of it",
        _ => "not checked; ask your counsel",
    }
}

fn summary(names: Names<'_>, row: &PhotoRow) -> String {
    let by = names.who(row.decided_by.as_deref());
    let reason = as_sentence(row.reason.as_deref().unwrap_or_default());
    match (row.state.as_str(), row.doubtful) {
        ("waiting", _) => "It is being judged. This page shows what was found when it is done.".to_owned(),
        ("judged", false) => {
            "Nothing that was measured speaks against it. Look at it, answer each question, and sign it off."
                .to_owned()
        }
        ("judged", true) => {
            "Something in it is doubtful, so somebody else than who handed it in signs it off.".to_owned()
        }
        ("signed_off", _) => {
            format!(
                "Signed off by {by}. Everybody can see it until another takes its place or it is taken down."
            )
        }
        ("superseded", _) => format!("Signed off by {by}. Another has taken its place."),
        ("refused", _) => format!("Refused by {by}. {reason}"),
        _ => format!("It could not be opened. {reason}"),
    }
}

fn measure(line: &Measured) -> Measure {
    let (verdict, word) = match line.grade {
        Grade::Good => (Verdict::Pass, "Good"),
        Grade::Doubtful => (Verdict::Unknown, "Doubtful"),
        Grade::Bad => (Verdict::Stop, "Take again"),
    };
    let (from, beyond) = if line.at_least { ("from", "below") } else { ("up to", "above") };
    let again = line.bad.map_or_else(String::new, |bad| format!(", taken again {beyond} {bad}"));
    Measure {
        name: heading(&line.what),
        found: format!("{} {}", line.measured, line.unit),
        limit: format!("good {from} {}{again}", line.good),
        judged: Badge::new(verdict, word),
        to_do: line.to_do.clone(),
    }
}

fn facts(names: Names<'_>, seen: &Shown) -> Vec<Fact> {
    let row = &seen.row;
    let mut facts = vec![
        Fact::new("Product", &format!("{} ({})", row.product, row.sku)),
        Fact::new("File", &row.file_name),
    ];
    if let Some(judgement) = &seen.judgement {
        let size = format!(
            "{} × {} pixels, {} kB, {}",
            judgement.width,
            judgement.height,
            judgement.file_bytes / 1000,
            judgement.kind
        );
        facts.push(Fact::new("As it came", &size));
    }
    let kept = format!("{}, {}", names.at(row.kept_at), names.who(Some(&row.kept_by)));
    facts.push(Fact::new("Handed in", &kept));
    if let (Some(due), Some(owner)) = (row.due_at, row.owner.as_deref()) {
        let again = format!("by {}, {}", names.at(Timestamp::from_micros(due)), names.who(Some(owner)));
        facts.push(Fact::new("To be taken again", &again));
    }
    facts.push(Fact::new("SHA-256 of the file", &row.sha256));
    if let Some(hash) = row.clean_sha256.as_deref().filter(|_| row.state == "signed_off") {
        let address = format!("/photos/{hash}.jpg");
        facts.push(Fact::link("Address for marketplaces", &address, &address));
    }
    if let Some(seq) = row.record_seq {
        facts.push(Fact::link("On the record", &format!("entry {seq}"), &format!("/record/{seq}")));
    }
    facts
}
