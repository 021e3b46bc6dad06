//! What might be said in place of a sentence that may not be: what is left of it without the claim, or a plain fact.

use countersign_rulebook::{SpeechKind, Surface};

use crate::checker::Checker;
use crate::reading::Reading;
use crate::report::Hit;

/// Fewer words than this are no sentence worth keeping.
const WORDS_MIN: usize = 3;

/// Gives every hit the words for its sentence, and returns the whole text with all of them.
pub fn rewrite(checker: &Checker, text: &str, reading: &Reading, hits: &mut [Hit]) -> String {
    let mut whole: Vec<String> = Vec::new();
    for sentence in &reading.sentences {
        let inside = |hit: &Hit| hit.bytes.start < sentence.end && sentence.start < hit.bytes.end;
        let original = text[sentence.clone()].trim();
        let touched: Vec<usize> = (0..hits.len()).filter(|at| inside(&hits[*at])).collect();
        if touched.is_empty() {
            whole.push(original.to_owned());
            continue;
        }
        let left = kept(checker, text, sentence.clone(), hits, &touched);
        for &at in &touched {
            let instead = left.clone().unwrap_or_else(|| checker.instead(hits[at].speech));
            hits[at].rewrite = instead.clone();
            if !whole.contains(&instead) {
                whole.push(instead);
            }
        }
    }
    whole.retain(|sentence| !sentence.is_empty());
    let joined = whole.join(" ");
    if checker.is_silent(&joined) {
        return joined;
    }
    // What was innocent alone may not be so beside its neighbours: then only the facts are left.
    let mut plain: Vec<String> = Vec::new();
    for hit in hits.iter() {
        let instead = checker.instead(hit.speech);
        if !plain.contains(&instead) {
            plain.push(instead);
        }
    }
    plain.join(" ")
}

/// The sentence without the parts that hold a hit, if that is still a sentence and says nothing else.
fn kept(
    checker: &Checker,
    text: &str,
    sentence: std::ops::Range<usize>,
    hits: &[Hit],
    touched: &[usize],
) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let mut dropped = false;
    for part in segments(text, sentence.clone()) {
        let hit =
            touched.iter().any(|at| hits[*at].bytes.start < part.end && part.start < hits[*at].bytes.end);
        if hit {
            dropped = true;
        } else {
            parts.push(text[part].trim_matches(|c: char| c.is_whitespace() || ",;:-–—".contains(c)));
        }
    }
    parts.retain(|part| !part.is_empty());
    let mut left = parts.join(", ");
    let words = left.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    if !dropped || words < WORDS_MIN || !left.chars().next().is_some_and(char::is_alphanumeric) {
        return None;
    }
    if !left.ends_with(['.', '!', '?']) {
        left.push('.');
    }
    checker.is_silent(&left).then_some(left)
}

/// A sentence cut at its commas and dashes, and before "that", "which" and the like.
fn segments(text: &str, sentence: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    const BEFORE: &[&str] = &[" that ", " which ", " for ", " with ", " to ", " and ", " while ", " so "];
    let own = &text[sentence.clone()];
    let mut cuts: Vec<usize> =
        own.match_indices([',', ':', '—', '–', '(', ')']).map(|(at, mark)| at + mark.len()).collect();
    cuts.extend(own.match_indices(" - ").map(|(at, _)| at + 1));
    // A list of three facts stays together unless a hit is among them, so these are tried as they stand.
    for word in BEFORE {
        cuts.extend(own.match_indices(word).map(|(at, _)| at));
    }
    cuts.push(own.len());
    cuts.sort_unstable();
    cuts.dedup();
    let mut segments = Vec::new();
    let mut start = 0;
    for cut in cuts {
        if cut > start {
            segments.push(sentence.start + start..sentence.start + cut);
            start = cut;
        }
    }
    segments
}

/// A plain fact that is lawful everywhere.
pub fn instead(speech: SpeechKind, surface: Surface) -> &'static str {
    use SpeechKind as K;
    match speech {
        K::MedicalClaim | K::WellnessClaim if surface == Surface::ChatReply => {
            "We cannot say what a product does for a condition; please ask a doctor or pharmacist. We can share its lab results, aroma and terpenes."
        }
        K::MedicalClaim | K::WellnessClaim | K::EffectClaim | K::ClaimDisclaimer => {
            "See its lab results for cannabinoids and terpenes."
        }
        K::MinorAppeal | K::CandyWord | K::BrandLikeness => "For adults 21 and older only.",
        K::Overconsumption | K::Alcohol => "Please consume responsibly.",
        K::SafetyClaim | K::Guarantee => "The certificate of its lab tests is on request.",
        K::GovernmentApproval => "Sold by a licensed dispensary.",
        K::Potency => "Its cannabinoid content is on the label.",
        K::PricePromotion | K::FreeGoods | K::Contest => "Prices are on our menu.",
        K::OutOfState => "Pick it up at our dispensary.",
        K::Superlative | K::Slang | K::OrganicWord | K::PlantImage => "Its details are on the label.",
    }
}
