//! The parts of one purchase rule, as its page lists them.

use countersign_rulebook::{OpenQuestion, PartInfo, Status, Strength};

use super::law::{capital, how_sure};
use super::questions::{amount, short};
use super::{PartRow, Under};
use crate::ui::{Badge, Verdict};

pub(super) fn row(part: &PartInfo, jurisdiction: &str, questions: &[OpenQuestion]) -> PartRow {
    PartRow {
        name: capital(&part.name),
        amount: amount(part),
        counts: part.counts.iter().map(|count| capital(&count.replace('_', " "))).collect(),
        note: part.plain.as_ref().map(|plain| capital(plain)),
        effect: effect(part),
        under: part.readings.iter().filter_map(|id| under(id, jurisdiction, questions)).collect(),
        citation: part.citation.to_string(),
        url: part.source_url.to_string(),
        confidence: how_sure(part.confidence, Status::InForce),
    }
}

/// What happens to a sale that breaks it.
fn effect(part: &PartInfo) -> Option<Badge> {
    match (part.kind.as_str(), part.strength) {
        ("free", _) => Some(Badge::new(Verdict::NotNeeded, "Never counts")),
        (_, Strength::Firm) => None,
        (_, Strength::Doubtful) => Some(Badge::new(Verdict::Unknown, "Broken: unknown")),
        (_, Strength::Caution) => Some(Badge::new(Verdict::Wait, "Broken: a caution")),
    }
}

/// A reading by its whole id, as a link to its question.
pub(super) fn under(id: &str, jurisdiction: &str, questions: &[OpenQuestion]) -> Option<Under> {
    let (question, reading) = id.rsplit_once('/')?;
    let question = questions.iter().find(|known| *known.id == *question)?;
    let reading = question.readings.iter().find(|known| *known.id == *reading)?;
    Some(Under {
        asks: question.asks.to_string(),
        plain: reading.plain.trim_end_matches('.').to_owned(),
        href: format!("/rulebook/{jurisdiction}#open-{}", short(&question.id)),
    })
}
