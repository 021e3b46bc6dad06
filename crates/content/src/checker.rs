//! The check: words, claims, what the law says to each.

use countersign_kernel::Timestamp;
use countersign_rulebook::{ConductEffect, Confidence, Rulebook, SpeechKind, Surface, Text, Wording};

use crate::contexts::Clauses;
use crate::grammar::{Pattern, Says};
use crate::language::{Language, language};
use crate::matching::Cells;
use crate::reading::{Reading, read};
use crate::report::{Hit, Report, Verdict, family};
use crate::rewrite;

/// Longer texts are read so far and then go to a person.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

/// A jurisdiction or surface that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    #[error("there is no jurisdiction `{asked}`; there are {there}")]
    Jurisdiction { asked: String, there: String },
    #[error("there is no surface `{asked}`; there are {there}")]
    Surface { asked: String, there: String },
}

/// Checks texts for one place, one surface and one instant.
#[derive(Debug)]
pub struct Checker {
    language: &'static Language,
    surface: Surface,
    rulings: Vec<Ruling>,
    /// Why nothing can be ok here, where the law was not read.
    unread: Option<String>,
}

/// What follows when something of one kind is said.
#[derive(Debug, Clone)]
pub(crate) struct Ruling {
    effect: ConductEffect,
    rule: Text,
    why: Text,
    instead: Option<Text>,
    citation: Text,
    source_url: Text,
    confidence: Confidence,
}

/// A claim in the text, in words and bytes, before the law has spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub speech: SpeechKind,
    pub weak: bool,
    /// Only a word that is a claim by itself.
    pub bare: bool,
    pub bytes: std::ops::Range<usize>,
    pub sentence: usize,
}

impl Checker {
    pub fn new(
        book: &Rulebook,
        jurisdiction: &str,
        surface: Surface,
        at: Timestamp,
    ) -> Result<Self, Unknown> {
        if book.zone(jurisdiction).is_none() {
            let ids: Vec<String> = book.jurisdictions().iter().map(|j| j.id.to_string()).collect();
            return Err(Unknown::Jurisdiction { asked: jurisdiction.to_owned(), there: ids.join(", ") });
        }
        let (own, common) = (book.wordings(jurisdiction, at), book.common_wordings(at));
        let unread = own.is_empty().then(|| {
            format!("no law on wording was read for `{jurisdiction}`: a person decides; what every place forbids was looked for")
        });
        let ruling = |kind: SpeechKind| {
            let fits = |w: &&&Wording| {
                w.about.contains(&kind) && (w.surfaces.is_empty() || w.surfaces.contains(&surface))
            };
            let strictest =
                |all: &[&Wording]| all.iter().filter(fits).max_by_key(|w| w.effect).map(|w| Ruling::of(w));
            let mut ruling = strictest(&own).or_else(|| strictest(&common)).unwrap_or_else(Ruling::none);
            // Where the law was not read, nothing is allowed for want of a rule.
            let plain = matches!(kind, SpeechKind::EffectClaim | SpeechKind::ThcLevel);
            if unread.is_some() && ruling.effect == ConductEffect::Allow && !plain {
                ruling.effect = ConductEffect::Review;
            }
            ruling
        };
        let rulings = SpeechKind::ALL.iter().copied().map(ruling).collect();
        Ok(Self { language: language(), surface, rulings, unread })
    }

    /// The surface of this name.
    pub fn surface(name: &str) -> Result<Surface, Unknown> {
        Surface::from_word(name).ok_or_else(|| {
            let there: Vec<&str> = Surface::ALL.iter().map(|s| s.word()).collect();
            Unknown::Surface { asked: name.to_owned(), there: there.join(", ") }
        })
    }

    pub fn check(&self, text: &str) -> Report {
        let (text, cut) = clipped(text);
        let (reading, claims) = self.found(text);
        let mut hits = self.hits(text, &claims);
        // Of a text that was cut, nobody is to paste a part for the whole.
        let rewrite =
            (!hits.is_empty()).then(|| rewrite::rewrite(self, text, &reading, &mut hits)).filter(|_| !cut);
        let worst = hits.iter().map(|hit| hit.verdict).max().unwrap_or(Verdict::Ok);
        let note = if cut {
            Some(format!("only the first {TEXT_BYTES_MAX} bytes were read"))
        } else {
            self.unread.clone().filter(|_| worst != Verdict::Violation)
        };
        let verdict = if note.is_some() { worst.max(Verdict::Review) } else { worst };
        Report { verdict, hits, rewrite, note }
    }

    /// Whether nothing in it would be told.
    pub(crate) fn is_silent(&self, text: &str) -> bool {
        let (_, claims) = self.found(text);
        claims.iter().all(|claim| self.ruling(claim.speech).effect == ConductEffect::Allow)
    }

    fn found(&self, text: &str) -> (Reading, Vec<Claim>) {
        let reading = read(text, self.language);
        let claims = claims(&reading, self.language);
        (reading, claims)
    }

    fn ruling(&self, speech: SpeechKind) -> &Ruling {
        &self.rulings[speech as usize]
    }

    fn hits(&self, text: &str, claims: &[Claim]) -> Vec<Hit> {
        let told: Vec<&Claim> =
            claims.iter().filter(|claim| self.ruling(claim.speech).effect != ConductEffect::Allow).collect();
        let inside = |a: &Claim, b: &Claim| {
            let same = family(a.speech) == family(b.speech);
            let covered = b.bytes.start <= a.bytes.start && a.bytes.end <= b.bytes.end;
            let smaller = a.bytes.len() < b.bytes.len() || a.speech > b.speech;
            same && covered && smaller && (a.weak || !b.weak)
        };
        let mut places = Places::of(text);
        let mut hits = Vec::new();
        for same in told.chunk_by(|a, b| a.sentence == b.sentence) {
            let kept = same.iter().filter(|claim| !same.iter().any(|other| inside(claim, other)));
            hits.extend(kept.map(|claim| self.hit(text, claim, &mut places)));
        }
        hits
    }

    fn hit(&self, text: &str, claim: &Claim, places: &mut Places<'_>) -> Hit {
        let ruling = self.ruling(claim.speech);
        let firm = ruling.effect == ConductEffect::Deny && !claim.weak;
        Hit {
            kind: family(claim.speech),
            speech: claim.speech,
            verdict: if firm { Verdict::Violation } else { Verdict::Review },
            start: places.characters(claim.bytes.start),
            end: places.characters(claim.bytes.end),
            bytes: claim.bytes.clone(),
            text: text[claim.bytes.clone()].to_owned(),
            weak: claim.weak,
            rule: ruling.rule.clone(),
            why: ruling.why.clone(),
            citation: ruling.citation.clone(),
            source_url: ruling.source_url.clone(),
            confidence: ruling.confidence,
            rewrite: String::new(),
        }
    }

    /// What to say in place of a sentence that says this.
    pub(crate) fn instead(&self, speech: SpeechKind) -> String {
        match &self.ruling(speech).instead {
            Some(own) => own.to_string(),
            None => rewrite::instead(speech, self.surface).to_owned(),
        }
    }
}

impl Ruling {
    fn of(wording: &Wording) -> Self {
        Self {
            effect: wording.effect,
            rule: wording.id.clone(),
            why: wording.plain.clone(),
            instead: wording.instead.clone(),
            citation: wording.citation.clone(),
            source_url: wording.source_url.clone(),
            confidence: wording.confidence,
        }
    }

    /// No rule is on file: never allowed, and never forbidden either.
    fn none() -> Self {
        Self {
            effect: ConductEffect::Review,
            rule: "none".into(),
            why: "no rule on file speaks of this".into(),
            instead: None,
            citation: "none on file".into(),
            source_url: "".into(),
            confidence: Confidence::U,
        }
    }
}

/// Counts characters once, from left to right.
struct Places<'t> {
    text: &'t str,
    byte: usize,
    character: usize,
}

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, byte: 0, character: 0 }
    }

    fn characters(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.character) = (0, 0);
        }
        self.character += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.character
    }
}

/// The text, or as much of it as is read.
fn clipped(text: &str) -> (&str, bool) {
    if text.len() <= TEXT_BYTES_MAX {
        return (text, false);
    }
    let end = (0..=TEXT_BYTES_MAX).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    (&text[..end], true)
}

/// Everything the grammar finds, each place once for a kind.
fn claims(reading: &Reading, language: &Language) -> Vec<Claim> {
    let tokens = &reading.tokens;
    let grammar = &language.grammar;
    let mut cells = Cells::of(tokens, &language.lexicon);
    let mut masked = vec![false; tokens.len()];
    let is_mask = |pattern: &Pattern| pattern.says == Says::Mask;
    cells.matches(tokens, grammar, is_mask, |found| masked[found.start..found.end].fill(true));
    let clauses = Clauses::of(tokens, &cells, language);
    let unmasked = Cells::of(tokens, &language.lexicon);
    cells.mask(&masked);
    cells.only(language.lexicon.existing("LIKENESS"), language.lexicon.existing("FAMOUS"));
    let mut all: Vec<Claim> = Vec::new();
    let is_claim = |pattern: &Pattern| matches!(pattern.says, Says::Claim(_));
    cells.matches(tokens, grammar, is_claim, |found| {
        let pattern = &grammar.patterns[found.pattern];
        let Says::Claim(speech) = pattern.says else { return };
        if !clauses.take_back(&found, pattern, speech, &unmasked) {
            let bytes = tokens[found.start].bytes.start..tokens[found.end - 1].bytes.end;
            let (weak, bare) = (pattern.weak, pattern.bare);
            all.push(Claim { speech, weak, bare, bytes, sentence: tokens[found.start].sentence });
        }
    });
    merged(all)
}

/// Overlapping claims of one kind are one; beside a firm one in the same sentence a weak one says nothing.
fn merged(mut all: Vec<Claim>) -> Vec<Claim> {
    all.sort_by_key(|claim| (claim.sentence, claim.speech, claim.bytes.start, claim.bytes.end));
    let mut merged: Vec<Claim> = Vec::new();
    for same in all.chunk_by(|a, b| (a.sentence, a.speech) == (b.sentence, b.speech)) {
        let weak = same.iter().all(|claim| claim.weak);
        let told: Vec<&Claim> = same.iter().filter(|claim| weak || !claim.weak).collect();
        let closest = told.iter().filter(|claim| !told.iter().any(|other| is_closer(other, claim)));
        let begun = merged.len();
        for claim in closest {
            match merged[begun..].last_mut() {
                Some(last) if claim.bytes.start < last.bytes.end => {
                    last.bytes.end = last.bytes.end.max(claim.bytes.end);
                }
                _ => merged.push((*claim).clone()),
            }
        }
    }
    merged.sort_by_key(|claim| (claim.bytes.start, claim.bytes.end));
    merged
}

/// Of two that say the same, the one that covers less of the text shows better what it is; but a bare word shows least.
fn is_closer(other: &Claim, claim: &Claim) -> bool {
    let (outer, inner) = if claim.bare && !other.bare { (other, claim) } else { (claim, other) };
    let covers = outer.bytes.start <= inner.bytes.start && inner.bytes.end <= outer.bytes.end;
    let bare = other.bare && !claim.bare;
    covers && !bare && (claim.bare != other.bare || other.bytes.len() < claim.bytes.len())
}
