//! An open question: the law can be read in more than one way. Each reading is written down; a part that holds
//! under one reading only names it. Until an operator adopts a reading, what breaks only such a part is `unknown`.

use serde::Deserialize;

use crate::adopt::Adoption;
use crate::file::Problems;
use crate::kind::Strength;
use crate::text::Text;

const READINGS_MAX: usize = 6;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenText {
    pub id: toml::Spanned<String>,
    /// The question itself, for the person who has to decide.
    pub asks: String,
    pub readings: Vec<ReadingText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadingText {
    pub id: String,
    pub plain: String,
    pub source_url: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// The whole id: jurisdiction, topic, question.
    pub id: Text,
    pub asks: Text,
    pub readings: Vec<Reading>,
    /// Which of the readings the operator has adopted.
    pub adopted: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub id: Text,
    pub plain: Text,
    pub source_url: Option<Text>,
    /// Parts that hold only under this reading.
    pub parts: usize,
}

/// Under which readings a part holds, while they are not all adopted.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub under: Vec<Under>,
    /// What a person is told: each question and every reading.
    pub told: Text,
}

/// One reading of one question.
#[derive(Debug, Clone)]
pub(crate) struct Under {
    pub question: Text,
    pub reading: usize,
    /// How many readings the question has: when something breaks each of them, there is nothing left to decide.
    pub of: usize,
    /// `question/reading` with the whole id of the question.
    pub id: Text,
}

/// `reading` of a part as written: one `question/reading`, or several that must hold together.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum ReadingsText {
    One(String),
    All(Vec<String>),
}

impl ReadingsText {
    fn each(&self) -> &[String] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::All(all) => all,
        }
    }
}

/// How a part stands, given what is adopted.
#[derive(Debug, Clone)]
pub(crate) enum Standing {
    /// It holds with the strength that is written.
    Holds,
    /// It holds under readings of questions that are open.
    Open(Held),
    /// Another reading is adopted: the part is not there.
    Gone,
}

impl Standing {
    pub fn held(&self) -> Option<Held> {
        match self {
            Self::Open(held) => Some(held.clone()),
            Self::Holds | Self::Gone => None,
        }
    }

    /// Firm only counts for as much as the reading does.
    pub fn strength(&self, written: Strength) -> Strength {
        match (self, written) {
            (Self::Open(_), Strength::Firm) => Strength::Doubtful,
            _ => written,
        }
    }
}

/// The open questions of one file while its rules are compiled.
#[derive(Debug, Default)]
pub(crate) struct Opens(pub Vec<Open>);

impl Opens {
    pub fn compile(
        texts: &[OpenText],
        prefix: &str,
        adopted: &[Adoption],
        problems: &mut Problems<'_>,
    ) -> Self {
        let mut opens: Vec<Open> = Vec::new();
        for text in texts {
            let id: Text = format!("{prefix}/{}", text.id.get_ref()).into();
            if let Err(what) = text.check() {
                problems.add(text.id.span(), what, "correct this open question");
            }
            if opens.iter().any(|other| other.id == id) {
                let what = format!("`{}` is asked twice", text.id.get_ref());
                problems.add(text.id.span(), what, "give each question its own id");
            }
            let chosen = adopted.iter().find(|a| a.question == *id).map(|a| a.reading.as_str());
            opens.push(Open {
                adopted: chosen.and_then(|reading| text.readings.iter().position(|r| r.id == reading)),
                id,
                asks: text.asks.as_str().into(),
                readings: text.readings.iter().map(ReadingText::compile).collect(),
            });
        }
        Self(opens)
    }

    /// How a part stands that is written under readings, or under nothing.
    pub fn standing(&mut self, written: Option<&ReadingsText>) -> Result<Standing, String> {
        let mut held: Vec<(Under, String)> = Vec::new();
        let mut gone = false;
        for written in written.map(ReadingsText::each).unwrap_or_default() {
            let (open, at) = self.reading(written)?;
            match open.adopted {
                Some(adopted) => gone |= adopted != at,
                None => held.push((open.under(at), open.told(at))),
            }
        }
        if gone {
            return Ok(Standing::Gone);
        }
        if held.is_empty() {
            return Ok(Standing::Holds);
        }
        let (under, told): (Vec<Under>, Vec<String>) = held.into_iter().unzip();
        Ok(Standing::Open(Held { under, told: told.join("; ").into() }))
    }

    fn reading(&mut self, written: &str) -> Result<(&Open, usize), String> {
        let (question, reading) =
            written.split_once('/').ok_or_else(|| format!("`{written}` is not `question/reading`"))?;
        let open = self.0.iter_mut().find(|open| open.id.rsplit('/').next() == Some(question));
        let open = open.ok_or_else(|| format!("no `[[open]]` of this file has the id `{question}`"))?;
        let at = open.readings.iter().position(|r| r.id == reading);
        let at = at.ok_or_else(|| format!("`{question}` has no reading `{reading}`"))?;
        open.readings[at].parts += 1;
        Ok((open, at))
    }
}

impl OpenText {
    fn check(&self) -> Result<(), String> {
        let word = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !word(self.id.get_ref()) || !self.readings.iter().all(|r| word(&r.id)) {
            return Err("an id is letters, digits and hyphens".to_owned());
        }
        if self.asks.trim().is_empty() || self.readings.iter().any(|r| r.plain.trim().is_empty()) {
            return Err("the question and every reading need plain words".to_owned());
        }
        if !(2..=READINGS_MAX).contains(&self.readings.len()) {
            return Err(format!("an open question has 2 to {READINGS_MAX} readings"));
        }
        for (at, reading) in self.readings.iter().enumerate() {
            if self.readings[..at].iter().any(|other| other.id == reading.id) {
                return Err(format!("the reading `{}` is given twice", reading.id));
            }
        }
        Ok(())
    }
}

impl ReadingText {
    fn compile(&self) -> Reading {
        Reading {
            id: self.id.as_str().into(),
            plain: self.plain.as_str().into(),
            source_url: self.source_url.as_deref().map(Into::into),
            parts: 0,
        }
    }
}

impl Open {
    fn under(&self, at: usize) -> Under {
        Under {
            question: self.id.clone(),
            reading: at,
            of: self.readings.len(),
            id: format!("{}/{}", self.id, self.readings[at].id).into(),
        }
    }

    fn told(&self, at: usize) -> String {
        let readings: Vec<String> = self.readings.iter().map(|r| format!("({}) {}", r.id, r.plain)).collect();
        let (asks, readings, this) = (&self.asks, readings.join("; "), &self.readings[at].id);
        format!("open question: {asks} Readings: {readings}; this holds only under ({this})")
    }
}
