use std::fmt;

use super::part;

/// What a check said. The words are the same on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Stop,
    Unknown,
    Wait,
    NotNeeded,
}

impl Verdict {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::Stop => "Stop",
            Self::Unknown => "Unknown",
            Self::Wait => "Waiting",
            Self::NotNeeded => "Not needed",
        }
    }

    /// The end of its class names: `v-stop`, `word-stop`, `badge-stop`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Stop => "stop",
            Self::Unknown => "unknown",
            Self::Wait => "wait",
            Self::NotNeeded => "na",
        }
    }

    pub const fn glyph(self) -> Glyph {
        Glyph(self)
    }
}

/// The verdict's shape. It differs in form first and in colour second, and a word stands beside it.
#[derive(Debug, Clone, Copy)]
pub struct Glyph(Verdict);

impl fmt::Display for Glyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.0.key();
        write!(f, r##"<svg class="v v-{key}" aria-hidden="true"><use href="#m-{key}"/></svg>"##)
    }
}

/// A verdict in a box, with what it is about.
#[derive(Debug, Clone)]
pub struct Badge {
    pub verdict: Verdict,
    pub text: String,
}

impl Badge {
    pub fn new(verdict: Verdict, text: &str) -> Self {
        Self { verdict, text: text.to_owned() }
    }
}

/// The ten checks, in the order in which every strip and every list shows them.
pub const CHECKS: [&str; 10] = [
    "Identity",
    "Age",
    "Not banned",
    "ID in date",
    "Medical card",
    "Purchase limit",
    "Stock",
    "Price and promotion",
    "Gate and hours",
    "Address",
];

/// Ten ledger cells, always in the order of [`CHECKS`], so that a place has a meaning.
#[derive(Debug, Clone, Copy)]
pub struct Strip(pub [Verdict; 10]);

impl Strip {
    /// `7 pass, Purchase limit: stop` - what a screen reader says in place of ten shapes.
    fn sentence(&self) -> String {
        let count = |v| self.0.iter().filter(|x| **x == v).count();
        let mut said = format!("{} pass", count(Verdict::Pass));
        for (verdict, name) in self.0.iter().zip(CHECKS) {
            if matches!(verdict, Verdict::Stop | Verdict::Unknown | Verdict::Wait) {
                said.push_str(&format!(", {name}: {}", verdict.word().to_lowercase()));
            }
        }
        said
    }
}

impl fmt::Display for Strip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<span class="strip" role="img" aria-label="{}">"#, self.sentence())?;
        for verdict in self.0 {
            verdict.glyph().fmt(f)?;
        }
        f.write_str("</span>")
    }
}

impl fmt::Display for Badge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<span class="badge badge-{}">{}"#, self.verdict.key(), self.verdict.glyph())?;
        write!(
            f,
            "{}</span>",
            askama::filters::escape(&self.text, askama::filters::Html).map_err(|_| fmt::Error)?
        )
    }
}

part!(Glyph, Strip, Badge);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_says_what_is_not_passed_and_counts_the_rest() {
        let mut cells = [Verdict::Pass; 10];
        cells[4] = Verdict::NotNeeded;
        cells[5] = Verdict::Stop;
        assert_eq!(Strip(cells).sentence(), "8 pass, Purchase limit: stop");
    }

    #[test]
    fn a_badge_escapes_its_text() {
        let shown = Badge::new(Verdict::Stop, "<b>over</b>").to_string();
        assert!(!shown.contains("<b>"), "{shown}");
    }
}
