//! The engine's report in the words of the page.

use countersign_app::wording::{Hit, Report, Verdict as Found};
use countersign_rulebook::{SpeechKind, Status};

use super::wording::{Checked, HitRow, Piece};
use crate::rulebook::how_sure;
use crate::serve::refused::as_sentence;
use crate::ui::{Badge, Verdict};

const DOUBTFUL_WORDS: &str = "The words may be innocent; read them in their place.";
const DOUBTFUL_LAW: &str = "The law leaves this to a person here, or was not read.";

pub(super) fn checked(report: Report, text: &str, surface: &str, place: &str) -> Checked {
    Checked {
        badge: badge(report.verdict),
        sentence: sentence(&report, place),
        pieces: pieces(text, &report.hits),
        hits: hits(&report),
        rewrite: report.rewrite,
        surface: surface.to_owned(),
    }
}

/// What was found, numbered.
pub(super) fn hits(report: &Report) -> Vec<HitRow> {
    report.hits.iter().enumerate().map(|(at, hit)| row(at + 1, hit)).collect()
}

const fn verdict(found: Found) -> Verdict {
    match found {
        Found::Ok => Verdict::Pass,
        Found::Review => Verdict::Unknown,
        Found::Violation => Verdict::Stop,
    }
}

fn badge(found: Found) -> Badge {
    let words = match found {
        Found::Ok => "Nothing found",
        Found::Review => "A person decides",
        Found::Violation => "Violation",
    };
    Badge::new(verdict(found), words)
}

fn sentence(report: &Report, place: &str) -> String {
    let count = |found| report.hits.iter().filter(|hit| hit.verdict == found).count();
    let violations = match count(Found::Violation) {
        0 => None,
        1 => Some("One place may not be said here".to_owned()),
        some => Some(format!("{some} places may not be said here")),
    };
    let reviews = match (count(Found::Review), violations.is_some()) {
        (0, _) => None,
        (1, true) => Some("one is for a person to decide".to_owned()),
        (1, false) => Some("One place is for a person to decide".to_owned()),
        (some, true) => Some(format!("{some} are for a person to decide")),
        (some, false) => Some(format!("{some} places are for a person to decide")),
    };
    let counted: Vec<String> = violations.into_iter().chain(reviews).collect();
    let note = report.note.as_deref().map(as_sentence);
    match (counted.is_empty(), note) {
        (true, None) => {
            format!("Nothing was found that the law of {place}, as far as it was read, speaks of.")
        }
        (true, Some(note)) => note,
        (false, None) => format!("{}.", counted.join(", and ")),
        (false, Some(note)) => format!("{}. {note}", counted.join(", and ")),
    }
}

/// The text cut at every place where something begins or ends; each piece with the worst that covers it.
fn pieces(text: &str, hits: &[Hit]) -> Vec<Piece> {
    let mut cuts: Vec<usize> = hits.iter().flat_map(|hit| [hit.bytes.start, hit.bytes.end]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let between = |(from, to): (usize, usize)| {
        let covering = hits.iter().filter(|hit| hit.bytes.start <= from && to <= hit.bytes.end);
        let ending = hits.iter().enumerate().filter(|(_, hit)| hit.bytes.end == to);
        Piece {
            text: text[from..to].to_owned(),
            verdict: covering.map(|hit| hit.verdict).max().map(verdict),
            ends: ending.map(|(at, _)| at + 1).collect(),
        }
    };
    cuts.windows(2).map(|pair| between((pair[0], pair[1]))).collect()
}

fn row(number: usize, hit: &Hit) -> HitRow {
    let doubt = match (hit.verdict, hit.weak) {
        (Found::Review, true) => Some(DOUBTFUL_WORDS),
        (Found::Review, false) => Some(DOUBTFUL_LAW),
        _ => None,
    };
    HitRow {
        number,
        badge: badge(hit.verdict),
        said: hit.text.clone(),
        kind: kind(hit.speech),
        why: as_sentence(&hit.why),
        doubt,
        citation: hit.citation.to_string(),
        url: hit.source_url.to_string(),
        rule: hit.rule.to_string(),
        confidence: how_sure(hit.confidence, Status::InForce),
        instead: hit.rewrite.clone(),
    }
}

const fn kind(speech: SpeechKind) -> &'static str {
    match speech {
        SpeechKind::MedicalClaim => "A medical claim",
        SpeechKind::WellnessClaim => "A claim of wellness",
        SpeechKind::EffectClaim => "A claim of an effect",
        SpeechKind::ClaimDisclaimer => "A disclaimer of claims",
        SpeechKind::MinorAppeal => "Appeals to minors",
        SpeechKind::CandyWord => "The word candy",
        SpeechKind::BrandLikeness => "Named after somebody's brand",
        SpeechKind::Overconsumption => "Encourages too much",
        SpeechKind::Alcohol => "With alcohol",
        SpeechKind::SafetyClaim => "A claim that it is safe",
        SpeechKind::Guarantee => "A guarantee",
        SpeechKind::GovernmentApproval => "Approval of an authority",
        SpeechKind::Potency => "Praise of its strength",
        SpeechKind::ThcLevel => "A figure of THC",
        SpeechKind::Superlative => "A superlative",
        SpeechKind::Disparagement => "Runs others down",
        SpeechKind::Slang => "Slang",
        SpeechKind::PricePromotion => "A price promotion",
        SpeechKind::FreeGoods => "Free goods",
        SpeechKind::Contest => "A contest",
        SpeechKind::OrganicWord => "Organic or craft",
        SpeechKind::PlantImage => "A picture of the plant",
        SpeechKind::ConsumptionImage => "A picture of consumption",
        SpeechKind::OutOfState => "Sale across the state's border",
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use countersign_rulebook::Confidence;

    use super::*;

    fn hit(bytes: Range<usize>, verdict: Found) -> Hit {
        let text = |text: &str| countersign_rulebook::Text::from(text);
        Hit {
            kind: "guarantee",
            speech: SpeechKind::Guarantee,
            verdict,
            start: 0,
            end: 0,
            bytes,
            text: String::new(),
            weak: false,
            rule: text("r"),
            why: text("w"),
            citation: text("c"),
            source_url: text(""),
            confidence: Confidence::S,
            rewrite: String::new(),
        }
    }

    #[test]
    fn pieces_are_the_text_and_carry_the_worst_that_covers_them() {
        let text = "ä good 🧸 thing";
        type Expected<'a> = Vec<(&'a str, Option<Verdict>, &'a [usize])>;
        let cases: [(Vec<Hit>, Expected<'_>); 3] = [
            (vec![], vec![(text, None, &[])]),
            (
                vec![hit(3..7, Found::Review), hit(8..12, Found::Violation)],
                vec![
                    ("ä ", None, &[]),
                    ("good", Some(Verdict::Unknown), &[1]),
                    (" ", None, &[]),
                    ("🧸", Some(Verdict::Stop), &[2]),
                    (" thing", None, &[]),
                ],
            ),
            (
                vec![hit(0..12, Found::Review), hit(3..18, Found::Violation)],
                vec![
                    ("ä ", Some(Verdict::Unknown), &[]),
                    ("good 🧸", Some(Verdict::Stop), &[1]),
                    (" thing", Some(Verdict::Stop), &[2]),
                ],
            ),
        ];
        for (hits, expected) in cases {
            let found = pieces(text, &hits);
            let found: Vec<_> =
                found.iter().map(|p| (p.text.as_str(), p.verdict, p.ends.as_slice())).collect();
            assert_eq!(found, expected);
        }
        assert!(pieces("", &[]).is_empty());
    }

    #[test]
    fn what_was_not_read_to_its_end_is_never_said_to_be_clean() {
        let report = |verdict, hits: Vec<Hit>, note: Option<&str>| Report {
            verdict,
            hits,
            rewrite: None,
            note: note.map(str::to_owned),
        };
        let said = |report: Report| sentence(&report, "Utah");
        assert!(said(report(Found::Ok, vec![], None)).starts_with("Nothing was found"));
        assert_eq!(said(report(Found::Review, vec![], Some("no law was read"))), "No law was read.");
        let both = vec![hit(0..1, Found::Violation), hit(0..1, Found::Review)];
        assert_eq!(
            said(report(Found::Violation, both, None)),
            "One place may not be said here, and one is for a person to decide."
        );
    }
}
