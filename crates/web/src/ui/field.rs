use askama::Template;

use super::part;

/// One labelled input. Its id is its name, so a page holds a name once (or gives an [`Field::id`] of its own).
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    pub name: &'static str,
    pub id: String,
    pub label: String,
    pub value: String,
    /// What to do to have it accepted; shown under the input and tied to it.
    pub error: Option<String>,
    pub note: Option<String>,
    pub kind: Kind,
    pub required: bool,
    pub focus: bool,
    pub autocomplete: &'static str,
    pub max: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Phone,
    Email,
    Date,
    Time,
    Password,
    /// A one-time code: digits keyboard, filled in by password managers.
    Code,
    /// Several lines.
    Area,
    /// `(value, words)` pairs.
    Choose(Vec<(String, String)>),
}

/// Longest text one input takes, unless it says otherwise.
pub const TEXT_MAX: usize = 200;

impl Field {
    pub fn new(name: &'static str, label: &str, kind: Kind) -> Self {
        Self {
            name,
            id: name.to_owned(),
            label: label.to_owned(),
            value: String::new(),
            error: None,
            note: None,
            max: if kind == Kind::Area { 10 * TEXT_MAX } else { TEXT_MAX },
            kind,
            required: false,
            focus: false,
            autocomplete: "off",
        }
    }

    pub fn text(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Text)
    }

    pub fn choose(name: &'static str, label: &str, options: &[(&str, &str)]) -> Self {
        let owned = options.iter().map(|(v, w)| ((*v).to_owned(), (*w).to_owned())).collect();
        Self::new(name, label, Kind::Choose(owned))
    }

    pub fn id(mut self, id: &str) -> Self {
        self.id = id.to_owned();
        self
    }

    pub fn value(mut self, value: &str) -> Self {
        self.value = value.to_owned();
        self
    }

    pub fn note(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }

    pub fn error(mut self, error: &str) -> Self {
        self.error = Some(error.to_owned());
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn focus(mut self) -> Self {
        self.focus = true;
        self
    }

    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Phone => "tel",
            Kind::Email => "email",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Password => "password",
            _ => "text",
        }
    }

    fn keyboard(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Number => Some("decimal"),
            Kind::Code => Some("numeric"),
            _ => None,
        }
    }

    fn described_by(&self) -> Option<String> {
        match (&self.note, &self.error) {
            (None, None) => None,
            (Some(_), None) => Some(format!("{}-note", self.id)),
            (None, Some(_)) => Some(format!("{}-error", self.id)),
            (Some(_), Some(_)) => Some(format!("{0}-note {0}-error", self.id)),
        }
    }
}

part!(Field);
