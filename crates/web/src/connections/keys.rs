//! The pages on which a vendor is chosen, and its keys and settings are typed.

use std::collections::BTreeMap;

use askama::Template;
use countersign_app::connections::{self as app, FieldKind, Form, Mistake, Typed};
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Badge, Field, Kind, Verdict};

/// Keys are long, and so are lists of settings.
const LONG_MAX: usize = 4_000;

/// `POST /connections/{id}/keys`: one field a name of the vendor's form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct KeysForm {
    pub csrf: String,
    /// Present when what does not answer is kept all the same.
    pub anyway: Option<String>,
    #[serde(flatten)]
    pub typed: BTreeMap<String, String>,
}

impl std::fmt::Debug for KeysForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeysForm(‹sealed›)")
    }
}

/// `GET /connections/new`
#[derive(Debug, Clone, Template)]
#[template(path = "connections/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub offers: Vec<Offer>,
}

#[derive(Debug, Clone)]
pub struct Offer {
    pub vendor: String,
    pub name: String,
    /// `State system`, `Orders, Menu`
    pub what: String,
    pub is_connected: bool,
}

/// `GET /connections/{id}/keys`
#[derive(Debug, Clone, Template)]
#[template(path = "connections/keys.html")]
pub struct KeysPage {
    pub shell: Shell,
    pub vendor: String,
    pub name: String,
    pub is_connected: bool,
    /// What became of the last try; nothing was kept.
    pub told: Option<Told>,
    pub address: Field,
    pub keys: Vec<Field>,
    pub needed: Vec<Field>,
    pub or_not: Vec<Field>,
    /// Shown after it did not answer.
    pub offers_anyway: bool,
}

/// Why nothing was kept.
#[derive(Debug, Clone)]
pub struct Told {
    pub title: String,
    pub lines: Vec<String>,
}

impl Offer {
    pub fn of(form: &Form, is_connected: bool) -> Self {
        Self {
            vendor: form.vendor.to_owned(),
            name: form.title.to_owned(),
            what: form.kinds.join(", "),
            is_connected,
        }
    }

    fn health(&self) -> Badge {
        match self.is_connected {
            true => Badge::new(Verdict::Pass, "Connected"),
            false => Badge::new(Verdict::NotNeeded, "Not connected"),
        }
    }
}

/// The fields as they are shown: what was typed (of keys nothing), and what is amiss.
#[derive(Debug)]
pub struct Shown<'f> {
    pub form: &'f Form,
    pub typed: &'f Typed,
    pub mistakes: &'f [Mistake],
    pub is_connected: bool,
}

impl Shown<'_> {
    pub fn address(&self) -> Field {
        let note = match self.form.address {
            app::Address::Always(address) => format!("{address} unless you say otherwise."),
            app::Address::Such(example) => format!("Of your state or contract, such as {example}."),
        };
        self.with_mistake(Field::text(app::ADDRESS, "Address").note(&note).value(self.text(app::ADDRESS)))
    }

    pub fn keys(&self) -> Vec<Field> {
        self.those(|field| field.is_secret())
    }

    pub fn needed(&self) -> Vec<Field> {
        self.those(|field| !field.is_secret() && field.is_needed)
    }

    pub fn or_not(&self) -> Vec<Field> {
        self.those(|field| !field.is_secret() && !field.is_needed)
    }

    fn those(&self, which: impl Fn(&app::Field) -> bool) -> Vec<Field> {
        self.form.fields.iter().filter(|field| which(field)).map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &app::Field) -> Field {
        let mut shown = Field::new(field.name, field.title, kind(field));
        let (kept, example) = (self.is_connected && field.is_secret(), field.example);
        shown.note = Some(match (kept, example) {
            (true, _) => format!("{} It is kept sealed; leave this empty to keep it.", field.what),
            (false, "") => field.what.to_owned(),
            (false, _) if matches!(field.kind, FieldKind::YesOrNo | FieldKind::Choice(_)) => {
                field.what.to_owned()
            }
            (false, example) => format!("{} Such as {example}.", field.what),
        });
        if field.is_secret() {
            (shown.autocomplete, shown.max) = ("new-password", LONG_MAX);
        } else {
            shown.value = self.text(field.name).to_owned();
        }
        shown.required = field.is_needed && !kept;
        self.with_mistake(shown)
    }

    fn text(&self, name: &str) -> &str {
        self.typed.0.get(name).map_or("", String::as_str)
    }

    fn with_mistake(&self, field: Field) -> Field {
        match self.mistakes.iter().find(|mistake| mistake.field == field.name) {
            Some(mistake) => {
                let error = format!("{} {}", field.label, mistake.what);
                field.error(&error)
            }
            None => field,
        }
    }
}

fn kind(field: &app::Field) -> Kind {
    let choose = |words: &[(&str, &str)]| {
        Kind::Choose(words.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect())
    };
    let first = match field.is_needed {
        true => "Choose one".to_owned(),
        false => format!("As usual: {}", field.example),
    };
    match field.kind {
        FieldKind::Secret => Kind::Password,
        FieldKind::Number => Kind::Number,
        FieldKind::Day => Kind::Date,
        FieldKind::Pairs => Kind::Area,
        FieldKind::Text | FieldKind::Address | FieldKind::Words => Kind::Text,
        FieldKind::YesOrNo => choose(&[("", &first), ("yes", "Yes"), ("no", "No")]),
        FieldKind::Choice(words) => {
            let words = words.iter().map(|word| (*word, *word));
            choose(&[("", first.as_str())].into_iter().chain(words).collect::<Vec<_>>())
        }
    }
}

impl NewPage {
    pub fn sample() -> Self {
        let offer = |vendor: &str, name: &str, what: &str, is_connected| Offer {
            vendor: vendor.to_owned(),
            name: name.to_owned(),
            what: what.to_owned(),
            is_connected,
        };
        Self {
            shell: Shell::sample(Room::Connections, "Connect a system"),
            offers: vec![
                offer("metrc", "Metrc", "State system", true),
                offer("biotrack", "BioTrackTHC", "State system", false),
                offer("weedmaps", "Weedmaps", "Orders, Menu", true),
                offer("dutchie_pos", "Dutchie POS", "Point of sale", false),
            ],
        }
    }
}

impl KeysPage {
    pub fn sample() -> Self {
        let fields = vec![
            app::Field::secret(
                "vendor_key",
                "Integrator's key",
                "The key of this integration in this state.",
            ),
            app::Field::secret(
                "user_key",
                "User's API key",
                "In Metrc under the name of a user of this licence.",
            ),
            app::Field::needed("license", "Licence", FieldKind::Text, "For adult-use sales.", "403R-00001"),
            app::Field::or_not("page_size", "Rows a page", FieldKind::Number, "1 to 20.", "20"),
            app::Field::or_not(
                "external_lookup",
                "By external number",
                FieldKind::YesOrNo,
                "Else scanned.",
                "yes",
            ),
        ];
        let form = Form {
            vendor: "metrc",
            title: "Metrc",
            kinds: vec!["State system"],
            address: app::Address::Such("https://api-co.metrc.com"),
            fields,
        };
        let typed = Typed([("license".to_owned(), "403R-00001".to_owned())].into());
        let mistakes =
            [Mistake { field: "base_url", what: "is missing; such as https://api-co.metrc.com".to_owned() }];
        let shown = Shown { form: &form, typed: &typed, mistakes: &mistakes, is_connected: false };
        Self {
            shell: Shell::sample(Room::Connections, "Metrc"),
            vendor: "metrc".to_owned(),
            name: "Metrc".to_owned(),
            is_connected: true,
            told: Some(Told {
                title: "Metrc did not answer as it should. Nothing was kept.".to_owned(),
                lines: vec!["metrc does not let us in for `facility`".to_owned()],
            }),
            address: shown.address(),
            keys: shown.keys(),
            needed: shown.needed(),
            or_not: shown.or_not(),
            offers_anyway: true,
        }
    }
}
