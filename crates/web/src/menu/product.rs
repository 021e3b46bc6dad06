//! One product: what stands in the way, its figures and words, what each menu shows and shall show.

use askama::Template;
use serde::Deserialize;

use super::products::href;
use super::wording::HitRow;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Fact, Field, Kind, Tag, Verdict};

/// `POST /menu/products/{sku}/words`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    pub csrf: String,
    pub brand: String,
    pub strain: String,
    pub description: String,
    /// The version that was changed.
    pub version: i64,
}

/// `POST /menu/products/{sku}/publication`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PublishForm {
    pub csrf: String,
    /// The package whose figures were seen; empty where there is none.
    pub tag: String,
    /// Its certificate; empty where there is none.
    pub certificate: String,
    pub version: i64,
    /// `yes`: they have read words that are for a person to decide.
    pub words_read: String,
}

/// `POST /menu/products/{sku}/withdrawal`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    pub csrf: String,
    pub reason: String,
}

/// `GET /menu/products/{sku}`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/product.html")]
pub struct ProductPage {
    pub shell: Shell,
    pub href: String,
    pub name: String,
    pub summary: String,
    pub state: Badge,
    pub error: Option<String>,
    pub obstacles: Vec<Obstacle>,
    pub facts: Vec<Fact>,
    /// What one unit costs where, and why; empty where no promotion touches it.
    pub prices: Vec<Fact>,
    /// What the label says, and what the state asks of it.
    pub label: Vec<Fact>,
    pub packages: Vec<PackageLine>,
    /// How the total of THC came about; empty without figures.
    pub total_by: String,
    pub figures: Vec<FigureLine>,
    pub words: Words,
    pub sides: Vec<SideView>,
    /// What may be done; none of it where one may not.
    pub publish: Option<Publish>,
    pub withdraw: Option<Field>,
    pub earlier: Vec<Earlier>,
}

/// Something that stands in the way, and where it is put right.
#[derive(Debug, Clone)]
pub struct Obstacle {
    pub text: &'static str,
    pub link: Option<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub struct PackageLine {
    pub tag: Tag,
    pub left: i64,
    pub certificate: Badge,
    /// Its certificate's page.
    pub href: Option<String>,
    /// The next units come from it.
    pub is_next: bool,
}

#[derive(Debug, Clone)]
pub struct FigureLine {
    pub name: String,
    pub amount: String,
}

#[derive(Debug, Clone)]
pub struct Words {
    pub verdict: Badge,
    pub hits: Vec<HitRow>,
    /// Empty where one may only read them.
    pub fields: Vec<Field>,
    pub facts: Vec<Fact>,
    pub version: i64,
}

/// One menu: what it shows, and what a shopper will see there.
#[derive(Debug, Clone)]
pub struct SideView {
    pub name: String,
    pub on: Badge,
    /// When it was read, and how far the newest publication is there.
    pub notes: Vec<String>,
    pub changes: Vec<ChangeLine>,
    /// As it would be sent now.
    pub preview: Vec<Fact>,
}

#[derive(Debug, Clone)]
pub struct ChangeLine {
    pub what: String,
    pub shows: String,
    pub shall: String,
}

#[derive(Debug, Clone)]
pub struct Publish {
    pub label: String,
    pub tag: String,
    pub certificate: String,
    pub version: i64,
    /// The words are for a person to decide: whoever publishes says that they read them.
    pub must_read: bool,
}

#[derive(Debug, Clone)]
pub struct Earlier {
    pub when: String,
    pub by: String,
    pub state: Badge,
    pub package: String,
    /// Its entry on the record.
    pub record: String,
}

/// The fields as they stand after these words were sent.
pub(super) fn fields(brand: &str, strain: &str, description: &str) -> Vec<Field> {
    use countersign_app::menu::write::{DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX};
    let mut fields = vec![
        Field::text("brand", "Brand").value(brand),
        Field::text("strain", "Strain").value(strain),
        Field::new("description", "Description, plain text", Kind::Area).value(description),
    ];
    for (field, max) in fields.iter_mut().zip([NAME_CHARS_MAX, NAME_CHARS_MAX, DESCRIPTION_CHARS_MAX]) {
        field.max = max;
    }
    fields
}

impl ProductPage {
    pub fn sample() -> Self {
        let fact = Fact::new;
        let preview = vec![
            fact("Name", "Gale Fork, flower 3.5 g"),
            fact("Price", "$26.00"),
            fact("Size", "3.5 g"),
            fact("Offered", "11"),
            fact("Total THC", "23.89 % (printed: as the certificate prints it)"),
        ];
        let side = |name: &str, on, changes: Vec<ChangeLine>| SideView {
            name: name.to_owned(),
            on,
            notes: vec!["Read at 09:40.".to_owned()],
            changes,
            preview: preview.clone(),
        };
        let change = ChangeLine {
            what: "Total THC".to_owned(),
            shows: "22.1 %".to_owned(),
            shall: "23.89 %".to_owned(),
        };
        Self {
            shell: Shell::sample(Room::Menu, "Gale Fork, flower 3.5 g"),
            href: href("GF35"),
            name: "Gale Fork, flower 3.5 g".to_owned(),
            summary: "Flower, GF35. Nothing stands in the way.".to_owned(),
            state: Badge::new(Verdict::Pass, "Can be published"),
            error: None,
            obstacles: Vec::new(),
            facts: vec![fact("Left to sell", "12"), fact("Price at the till", "$26.00")],
            prices: sample_prices(),
            label: sample_label(),
            packages: sample_packages(),
            total_by: "as the certificate prints it".to_owned(),
            figures: [("Total THC", "23.89 %"), ("THCA", "26.35 %"), ("D9-THC", "0.78 %")]
                .map(|(name, amount)| FigureLine { name: name.to_owned(), amount: amount.to_owned() })
                .into(),
            words: Words {
                verdict: Badge::new(Verdict::Pass, "Nothing found"),
                hits: Vec::new(),
                fields: fields("Bristlecone", "Gale Fork", "Pine and pepper."),
                facts: Vec::new(),
                version: 1,
            },
            sides: vec![
                side("Weedmaps", Badge::new(Verdict::Pass, "Shown"), vec![change]),
                side("Leafly", Badge::new(Verdict::NotNeeded, "Not there"), Vec::new()),
            ],
            publish: Some(Publish {
                label: "Publish on Weedmaps and Leafly".to_owned(),
                tag: "1A4000000000022000000123".to_owned(),
                certificate: "coa_three".to_owned(),
                version: 1,
                must_read: false,
            }),
            withdraw: Some(Field::text("reason", "Why it comes off")),
            earlier: vec![Earlier {
                when: "09:12".to_owned(),
                by: "Ines Marrow".to_owned(),
                state: Badge::new(Verdict::Stop, "Taken back"),
                package: "1A4000000000022000000122".to_owned(),
                record: "/record/812".to_owned(),
            }],
        }
    }

    /// Something stands in the way, and its words are for a person to decide.
    pub fn sample_held() -> Self {
        let hit =
            super::wording::WordingPage::sample().checked.map(|checked| checked.hits).unwrap_or_default();
        let mut page = Self::sample();
        page.state = Badge::new(Verdict::Stop, "Held up");
        page.summary = "Flower, GF35. Two things stand in the way.".to_owned();
        page.error = Some("Somebody else has changed it since; look again.".to_owned());
        page.obstacles = vec![
            Obstacle {
                text: "The package that the next units come from has no certificate. Hand it in.",
                link: Some(("Certificates", "/menu/certificates".to_owned())),
            },
            Obstacle {
                text: "Its words say what may not be said of cannabis here. Change them.",
                link: None,
            },
        ];
        page.figures = Vec::new();
        page.label = Vec::new();
        page.total_by = String::new();
        page.words.verdict = Badge::new(Verdict::Stop, "Violation");
        page.words.hits = hit;
        page.publish = None;
        page.earlier = Vec::new();
        page
    }

    /// Ready, but whoever publishes has to say that they have read the words.
    pub fn sample_to_read() -> Self {
        let mut page = Self::sample();
        page.words.verdict = Badge::new(Verdict::Unknown, "A person decides");
        if let Some(publish) = &mut page.publish {
            publish.must_read = true;
        }
        page.withdraw = None;
        page
    }
}

fn sample_prices() -> Vec<Fact> {
    let web = "$23.40 instead of $26.00: Late week (on the web only, from 2026-11-22 until 2026-11-29)";
    vec![
        Fact::new("Adult use, on the web", web),
        Fact::new("Adult use, in the shop", "$26.00, the till's price"),
    ]
}

fn sample_label() -> Vec<Fact> {
    vec![
        Fact::new("THC on the label", "22 %, by the state"),
        Fact::new("Label and certificate", "Within 85 to 115 % of what the label says."),
    ]
}

fn sample_packages() -> Vec<PackageLine> {
    let package = |serial: &str, certificate, is_next: bool| PackageLine {
        tag: Tag::new("1A400000000002200", serial),
        left: 6,
        certificate,
        href: is_next.then(|| "/menu/certificates/coa_three".to_owned()),
        is_next,
    };
    vec![
        package("0000123", Badge::new(Verdict::Pass, "Confirmed"), true),
        package("0000124", Badge::new(Verdict::Unknown, "Missing"), false),
    ]
}
