//! What might be said in place of a sentence that may not be: what is left of it without the claim, or a plain fact.

use std::collections::HashSet;

use countersign_rulebook::{SpeechKind, Surface};

use crate::checker::Checker;
use crate::reading::Reading;
use crate::report::Hit;

/// Fewer words than this are no sentence worth keeping.
const WORDS_MIN: usize = 3;

/// Gives every hit the words for its sentence, and returns the whole text with all of them.
pub fn rewrite(checker: &Checker, text: &str, reading: &Reading, hits: &mut [Hit]) -> String {
    let mut whole: Vec<String> = Vec::new();
    let mut said = HashSet::new();
    let mut first = 0;
    for sentence in &reading.sentences {
        let original = text[sentence.clone()].trim();
        // Hits stand in the order of the text, and none reaches beyond its sentence.
        first += hits[first..].iter().take_while(|hit| hit.bytes.end <= sentence.start).count();
        let many = hits[first..].iter().take_while(|hit| hit.bytes.start < sentence.end).count();
        let touched: Vec<usize> = (first..first + many).collect();
        if touched.is_empty() {
            whole.push(original.to_owned());
            continue;
        }
        let left = kept(checker, text, sentence.clone(), hits, &touched);
        for &at in &touched {
            let instead = left.clone().unwrap_or_else(|| checker.instead(hits[at].speech));
            hits[at].rewrite = instead.clone();
            if said.insert(instead.clone()) {
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

/// What stands before the first hit and after the last one, if that is still a sentence and says nothing else.
fn kept(
    checker: &Checker,
    text: &str,
    sentence: std::ops::Range<usize>,
    hits: &[Hit],
    touched: &[usize],
) -> Option<String> {
    let first = touched.iter().map(|at| hits[*at].bytes.start).min()?.max(sentence.start);
    let last = touched.iter().map(|at| hits[*at].bytes.end).max()?.min(sentence.end);
    let before =
        cut(&text[sentence.start..first], &[" that ", " which ", " and it "]).map_or("", |(kept, _)| kept);
    let after = cut_first(&text[last..sentence.end]).unwrap_or("");
    let bare = |part: &str| {
        let marks = |c: char| c.is_whitespace() || ",;:()-–—".contains(c);
        part.trim_matches(marks).to_owned()
    };
    let parts: Vec<String> = [before, after].into_iter().map(bare).filter(|part| !part.is_empty()).collect();
    let mut left = parts.join(", ");
    let words = left.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let head = left.chars().next().filter(|c| c.is_alphanumeric())?;
    if words < WORDS_MIN {
        return None;
    }
    left.replace_range(..head.len_utf8(), &head.to_uppercase().to_string());
    if !left.ends_with(['.', '!', '?']) {
        left.push('.');
    }
    checker.is_silent(&left).then_some(left)
}

/// Marks at which a sentence comes apart.
const MARKS: &[char] = &[',', ':', '—', '–', '(', ')'];

/// What stands before the last mark or the last of the words, and what comes after it.
fn cut<'t>(text: &'t str, words: &[&str]) -> Option<(&'t str, &'t str)> {
    let marks = text.rfind(MARKS);
    let dash = text.rfind(" - ");
    let word = words.iter().filter_map(|word| text.rfind(word)).max();
    let at = [marks, dash, word].into_iter().flatten().max()?;
    Some(text.split_at(at))
}

/// What comes after the first mark.
fn cut_first(text: &str) -> Option<&str> {
    let at = text.find(MARKS).into_iter().chain(text.find(" - ")).min()?;
    text.get(at..)
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
        K::Potency | K::ThcLevel => "Its cannabinoid content is on the label.",
        K::PricePromotion | K::FreeGoods | K::Contest => "Prices are on our menu.",
        K::OutOfState => "Pick it up at our dispensary.",
        K::Superlative
        | K::Disparagement
        | K::Slang
        | K::OrganicWord
        | K::PlantImage
        | K::ConsumptionImage => "Its details are on the label.",
    }
}
