//! Product photos: the list with its form, and one photo beside what was measured and what is asked of it.

use std::collections::BTreeMap;

use askama::Template;
use serde::Deserialize;

use super::{Leaf, PHOTOS, sample_leaves};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Empty, Fact, Field, Verdict};

/// `GET /menu/photos`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The product that somebody came from.
    pub sku: String,
}

/// `POST /menu/photos/{id}/sign-off`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignOffForm {
    pub csrf: String,
    /// `q-people`: `yes` or `no`.
    #[serde(flatten)]
    pub values: BTreeMap<String, String>,
}

impl SignOffForm {
    pub fn answers(&self) -> BTreeMap<String, String> {
        let answer =
            |(name, text): (&String, &String)| Some((name.strip_prefix("q-")?.to_owned(), text.clone()));
        self.values.iter().filter_map(answer).collect()
    }
}

/// `POST /menu/photos/{id}/refusal`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefusalForm {
    pub csrf: String,
    pub reason: String,
}

/// `POST /menu/photos/{id}/taking`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakingForm {
    pub csrf: String,
}

/// `GET /menu/photos`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/photos.html")]
pub struct PhotosPage {
    pub shell: Shell,
    pub leaves: Vec<Leaf>,
    /// Why the last file was not taken.
    pub error: Option<String>,
    pub product: Field,
    /// To be signed off, to be taken again, shown.
    pub lists: [List; 3],
}

#[derive(Debug, Clone)]
pub struct List {
    pub title: &'static str,
    /// The heads of its last columns.
    pub says: &'static str,
    pub when: &'static str,
    pub who: &'static str,
    pub lines: Vec<Line>,
    pub empty: Empty,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    pub product: String,
    pub sku: String,
    pub picture: Option<String>,
    pub state: Badge,
    pub says: String,
    pub when: String,
    pub who: String,
}

/// `GET /menu/photos/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/photo.html")]
pub struct PhotoPage {
    pub shell: Shell,
    pub id: String,
    pub product: String,
    pub state: Badge,
    /// What is to be done with it, or what became of it.
    pub summary: String,
    pub error: Option<String>,
    pub picture: Option<String>,
    pub lines: Vec<Measure>,
    pub sign: Option<Sign>,
    /// Why it cannot be signed off by this person.
    pub needs: Option<&'static str>,
    pub refuse: Option<Refuse>,
    /// It is to be taken again; `again` is where to hand in.
    pub take: bool,
    pub again: String,
    pub facts: Vec<Fact>,
}

#[derive(Debug, Clone)]
pub struct Measure {
    pub name: String,
    pub found: String,
    /// From when on it is good.
    pub limit: String,
    pub judged: Badge,
    pub to_do: String,
}

#[derive(Debug, Clone)]
pub struct Sign {
    pub questions: Vec<Asked>,
}

#[derive(Debug, Clone)]
pub struct Asked {
    pub id: String,
    pub says: String,
    /// Whose question it is, with its citation.
    pub law: String,
    /// What this person answered a moment ago.
    pub answer: String,
}

#[derive(Debug, Clone)]
pub struct Refuse {
    pub title: &'static str,
    pub button: &'static str,
    pub reason: Field,
}

impl List {
    pub fn open(lines: Vec<Line>) -> Self {
        let empty = Empty::new("look", "No photo waits.", "What is handed in is measured and stands here.");
        let (title, says, when, who) = ("To be signed off", "What was found", "Handed in", "By");
        Self { title, says, when, who, lines, empty }
    }

    pub fn again(lines: Vec<Line>) -> Self {
        let empty = Empty::new(
            "retry",
            "Nothing is to be taken again.",
            "A refused photo stands here until another is handed in.",
        );
        let (title, says, when, who) = ("To shoot again", "Why", "Due", "Whose");
        Self { title, says, when, who, lines, empty }
    }

    pub fn shown(lines: Vec<Line>) -> Self {
        let empty = Empty::new("shop", "No photo is shown yet.", "What is signed off stands here.");
        let (title, says, when, who) = ("Shown", "Address", "Signed off", "By");
        Self { title, says, when, who, lines, empty }
    }
}

pub(super) fn product_field(products: &[(String, String)], chosen: &str) -> Field {
    let words: Vec<(String, String)> =
        products.iter().map(|(sku, name)| (sku.clone(), format!("{name} ({sku})"))).collect();
    let mut options = vec![("", "Choose a product")];
    options.extend(words.iter().map(|(sku, words)| (sku.as_str(), words.as_str())));
    Field::choose("sku", "Which product it shows", &options).value(chosen).required()
}

impl PhotosPage {
    pub fn sample() -> Self {
        let line = |id: &str, product: &str, verdict, state: &str, says: &str| Line {
            id: id.to_owned(),
            product: product.to_owned(),
            sku: format!("SKU-{id}"),
            picture: Some(format!("/menu/photos/{id}/small.jpg")),
            state: Badge::new(verdict, state),
            says: says.to_owned(),
            when: "09:40".to_owned(),
            who: "Ines Marrow".to_owned(),
        };
        let waiting =
            Line { picture: None, ..line("pho_new", "Ridge Gummies", Verdict::Wait, "Being judged", "") };
        let background =
            "What is behind the product is uneven: look whether it is a scene, and use a plain background.";
        let blurred =
            "It is blurred: hold the camera still, let it focus on the product, and clean the lens.";
        let products = [("BD-35".to_owned(), "Blue Dream 3.5 g".to_owned())];
        Self {
            shell: Shell::sample(Room::Menu, "Photos"),
            leaves: sample_leaves(PHOTOS),
            error: None,
            product: product_field(&products, ""),
            lists: [
                List::open(vec![
                    line("pho_two", "Blue Dream 3.5 g", Verdict::Unknown, "Doubtful", background),
                    line(
                        "pho_one",
                        "Cedar Pre-roll 1 g",
                        Verdict::Wait,
                        "Judged",
                        "Nothing speaks against it.",
                    ),
                    waiting,
                ]),
                List::again(vec![line("pho_four", "Aspen Tincture", Verdict::Stop, "Refused", blurred)]),
                List::shown(vec![line(
                    "pho_three",
                    "Larch Vape 0.5 g",
                    Verdict::Pass,
                    "Shown",
                    "/photos/9f86…0a08.jpg",
                )]),
            ],
        }
    }

    pub fn sample_empty() -> Self {
        let error = "`file` is neither a JPEG, a PNG nor a WebP picture; choose the camera's own file.";
        let lists = [List::open(Vec::new()), List::again(Vec::new()), List::shown(Vec::new())];
        Self { error: Some(error.to_owned()), lists, ..Self::sample() }
    }
}

impl PhotoPage {
    pub fn sample() -> Self {
        let line = |name: &str, found: &str, limit: &str| Measure {
            name: name.to_owned(),
            found: found.to_owned(),
            limit: limit.to_owned(),
            judged: Badge::new(Verdict::Pass, "Good"),
            to_do: String::new(),
        };
        let asked = |id: &str, says: &str, law: &str| Asked {
            id: id.to_owned(),
            says: says.to_owned(),
            law: law.to_owned(),
            answer: String::new(),
        };
        let law = "1 CCR 212-3, 3-705 to 3-755 (read in its own text)";
        Self {
            shell: Shell::sample(Room::Menu, "Cedar Pre-roll 1 g"),
            id: "pho_one".to_owned(),
            product: "Cedar Pre-roll 1 g".to_owned(),
            state: Badge::new(Verdict::Wait, "Judged"),
            summary: "Nothing that was measured speaks against it. Look at it, answer each question, and sign it off.".to_owned(),
            error: None,
            picture: Some("/menu/photos/pho_one/whole.jpg".to_owned()),
            lines: vec![
                line("Resolution", "1000 pixels on the shorter side", "good from 800, taken again below 500"),
                line("Sharpness", "812 variance of the Laplacian", "good from 100, taken again below 20"),
            ],
            sign: Some(Sign {
                questions: vec![
                    asked("product", "It shows the product that is sold under this name, in the package in which it is handed over.", law),
                    asked("people", "Nobody is in it: no face, no hand, no part of a person.", "The house asks it."),
                ],
            }),
            needs: None,
            refuse: Some(Refuse::open()),
            take: false,
            again: "/menu/photos?sku=CED-1".to_owned(),
            facts: vec![Fact::new("File", "cedar.jpg"), Fact::new("Handed in", "09:40, Ines Marrow")],
        }
    }

    pub fn sample_needs_another() -> Self {
        let mut page = Self::sample();
        page.lines.push(Measure {
            name: "Background".to_owned(),
            found: "420 of 1000, one colour along the edge".to_owned(),
            limit: "good from 650".to_owned(),
            judged: Badge::new(Verdict::Unknown, "Doubtful"),
            to_do: "What is behind the product is uneven: look whether it is a scene, and use a plain background.".to_owned(),
        });
        Self {
            id: "pho_two".to_owned(),
            state: Badge::new(Verdict::Unknown, "Doubtful"),
            summary: "Something in it is doubtful, so somebody else than who handed it in signs it off."
                .to_owned(),
            sign: None,
            needs: Some(NEEDS_ANOTHER),
            ..page
        }
    }

    pub fn sample_shown() -> Self {
        Self {
            id: "pho_three".to_owned(),
            state: Badge::new(Verdict::Pass, "Shown"),
            summary: "Signed off by Ines Marrow. Everybody can see it until another takes its place or it is taken down.".to_owned(),
            sign: None,
            refuse: Some(Refuse::shown()),
            facts: vec![Fact::link("Address for marketplaces", "/photos/9f86….jpg", "/menu/photos/pho_three/whole.jpg")],
            ..Self::sample()
        }
    }

    pub fn sample_again() -> Self {
        Self {
            id: "pho_four".to_owned(),
            state: Badge::new(Verdict::Stop, "No picture"),
            summary: "It could not be opened. It is not whole: its end is missing; hand it in again"
                .to_owned(),
            error: Some("Nothing is left to refuse.".to_owned()),
            picture: None,
            lines: Vec::new(),
            sign: None,
            refuse: None,
            take: true,
            ..Self::sample()
        }
    }
}

pub(super) const NEEDS_ANOTHER: &str = "You handed it in, and something in it is doubtful: somebody else must look at it and sign it off. You may still refuse it.";

impl Refuse {
    pub(super) fn open() -> Self {
        let reason = Field::text("reason", "Why it is taken again").required();
        Self { title: "Refuse", button: "Refuse", reason }
    }

    pub(super) fn shown() -> Self {
        let reason = Field::text("reason", "Why it is shown no more").required();
        Self { title: "Take it down", button: "Take down", reason }
    }
}
