//! Copy, checked while it is typed: what was said, where, by which law it may not be, and what to say instead.

use askama::Template;
use countersign_rulebook::Surface;
use serde::Deserialize;

use super::{Leaf, WORDING, sample_leaves};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Field, Kind, Verdict};

/// Longer copy is checked on the command line; encoded as a form it would not fit.
pub const COPY_CHARS_MAX: usize = 6_000;

/// `POST /menu/wording`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordingForm {
    pub csrf: String,
    pub surface: String,
    pub text: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "menu/wording.html")]
pub struct WordingPage {
    pub shell: Shell,
    pub leaves: Vec<Leaf>,
    /// `Colorado`
    pub place: String,
    pub surface: Field,
    pub text: Field,
    /// None while there is nothing to check.
    pub checked: Option<Checked>,
}

#[derive(Debug, Clone)]
pub struct Checked {
    pub badge: Badge,
    pub sentence: String,
    /// The text, cut where something begins or ends that may not be said.
    pub pieces: Vec<Piece>,
    pub hits: Vec<HitRow>,
    /// The whole text without what may not be said.
    pub rewrite: Option<String>,
    /// The surface it was checked for, as the form sends it.
    pub surface: String,
}

#[derive(Debug, Clone)]
pub struct Piece {
    pub text: String,
    /// The worst that is said of it; none for what may be said.
    pub verdict: Option<Verdict>,
    /// The numbers of what ends with it.
    pub ends: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct HitRow {
    pub number: usize,
    pub badge: Badge,
    pub said: String,
    /// `A medical claim`
    pub kind: &'static str,
    /// What the law says.
    pub why: String,
    /// Why a person decides, where one does.
    pub doubt: Option<&'static str>,
    pub citation: String,
    pub url: String,
    pub rule: String,
    pub confidence: Badge,
    pub instead: String,
}

/// The fields as they stand after `surface` and `text` were sent.
pub(super) fn fields(surface: &str, text: &str) -> (Field, Field) {
    let options: Vec<(&str, &str)> = Surface::ALL.iter().map(|s| (s.word(), words(*s))).collect();
    let mut copy = Field::new("text", "What is to be said", Kind::Area).value(text);
    copy.max = COPY_CHARS_MAX;
    (Field::choose("surface", "Where it is shown", &options).value(surface), copy)
}

const fn words(surface: Surface) -> &'static str {
    match surface {
        Surface::Menu => "Menu",
        Surface::Advertisement => "Advertisement",
        Surface::Promotion => "Promotion",
        Surface::Social => "Social media",
        Surface::Email => "E-mail",
        Surface::Sms => "Text message",
        Surface::ChatReply => "Reply in a chat",
        Surface::Review => "Answer to a review",
        Surface::ImageText => "Text in a picture",
    }
}

impl WordingPage {
    pub fn sample() -> Self {
        let text = "Slow-cured flower. Relieves chronic pain. Totally zen.";
        let (surface, field) = fields("menu", text);
        let piece = |text: &str, verdict, ends: &[usize]| Piece {
            text: text.to_owned(),
            verdict,
            ends: ends.to_vec(),
        };
        let hit = |number, verdict: Verdict, said: &str, kind, doubt| HitRow {
            number,
            badge: Badge::new(
                verdict,
                if verdict == Verdict::Stop { "Violation" } else { "A person decides" },
            ),
            said: said.to_owned(),
            kind,
            why: "No health or physical benefit claim".to_owned(),
            doubt,
            citation: "1 CCR 212-3, Rule 3-710".to_owned(),
            url: "https://example.invalid/rule".to_owned(),
            rule: "us-co/content/health".to_owned(),
            confidence: Badge::new(Verdict::Pass, "Read at the source (S)"),
            instead: "See its lab results for cannabinoids and terpenes.".to_owned(),
        };
        Self {
            shell: Shell::sample(Room::Menu, "Wording"),
            leaves: sample_leaves(WORDING),
            place: "Colorado".to_owned(),
            surface,
            text: field,
            checked: Some(Checked {
                badge: Badge::new(Verdict::Stop, "Violation"),
                sentence: "One place may not be said here, and one is for a person to decide.".to_owned(),
                pieces: vec![
                    piece("Slow-cured flower. ", None, &[]),
                    piece("Relieves chronic pain", Some(Verdict::Stop), &[1]),
                    piece(". Totally ", None, &[]),
                    piece("zen", Some(Verdict::Unknown), &[2]),
                    piece(".", None, &[]),
                ],
                hits: vec![
                    hit(1, Verdict::Stop, "Relieves chronic pain", "A medical claim", None),
                    hit(
                        2,
                        Verdict::Unknown,
                        "zen",
                        "A claim of wellness",
                        Some("The words may be innocent; read them in their place."),
                    ),
                ],
                rewrite: Some(
                    "Slow-cured flower. See its lab results for cannabinoids and terpenes.".to_owned(),
                ),
                surface: "menu".to_owned(),
            }),
        }
    }

    pub fn sample_ok() -> Self {
        let text = "Slow-cured flower with notes of pine.";
        let (surface, field) = fields("menu", text);
        let checked = Checked {
            badge: Badge::new(Verdict::Pass, "Nothing found"),
            sentence: "Nothing was found that the law of Colorado, as far as it was read, speaks of."
                .to_owned(),
            pieces: vec![Piece { text: text.to_owned(), verdict: None, ends: Vec::new() }],
            hits: Vec::new(),
            rewrite: None,
            surface: "menu".to_owned(),
        };
        Self { surface, text: field, checked: Some(checked), ..Self::sample() }
    }

    pub fn sample_empty() -> Self {
        let (surface, text) = fields("menu", "");
        Self { surface, text, checked: None, ..Self::sample() }
    }
}
