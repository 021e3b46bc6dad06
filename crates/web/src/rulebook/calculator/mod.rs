//! Trying a cart: a person who does not exist buys what is typed, and the rulebook answers. Nothing is kept.

mod answered;
mod certificate;
mod form;
mod sample;
mod show;

use askama::Template;

use super::Under;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Fact, Field, Verdict};

pub(super) use show::page;

/// `GET /rulebook/{jurisdiction}/calculator`
#[derive(Debug, Clone, Template)]
#[template(path = "rulebook/calculator.html")]
pub struct CalculatorPage {
    pub shell: Shell,
    pub code: String,
    pub name: String,
    pub program: Field,
    pub class: Field,
    pub age: Field,
    pub resident: Field,
    /// The day on which it is tried.
    pub on: Field,
    /// What the rules here read of a certificate.
    pub certificate: Vec<Cell>,
    pub cart: Vec<Entry>,
    pub earlier: Vec<Entry>,
    /// Why there is no answer although one was asked for.
    pub error: Option<String>,
    pub answered: Option<Answered>,
}

impl CalculatorPage {
    /// Whether something of the certificate is filled in or wrong.
    fn certificate_open(&self) -> bool {
        self.certificate.iter().any(|cell| !cell.value.is_empty() || cell.error.is_some())
    }
}

/// One line of the cart, or one earlier purchase.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `Line 1`
    pub title: String,
    /// What it is, and for an earlier purchase when and where; then the measures that the rules here read.
    pub cells: Vec<Cell>,
    /// Every other measure.
    pub more: Vec<Cell>,
    /// Whether one of those is filled in.
    pub open: bool,
}

/// One input of an entry; its id is its name.
#[derive(Debug, Clone)]
pub struct Cell {
    pub name: String,
    pub label: String,
    pub value: String,
    pub error: Option<String>,
    /// `(value, words)`, where one chooses.
    pub options: Vec<(&'static str, String)>,
    /// Whether digits are typed.
    pub number: bool,
}

#[derive(Debug, Clone)]
pub struct Answered {
    pub badge: Badge,
    pub sentence: String,
    /// The rule that decided.
    pub rule: Option<Fact>,
    pub reasons: Vec<ReasonRow>,
    pub left: Vec<LeftRow>,
    pub suggestions: Vec<SuggestionRow>,
}

#[derive(Debug, Clone)]
pub struct ReasonRow {
    pub verdict: Verdict,
    pub text: String,
    /// Used, cart, cap, over by, window.
    pub figures: Vec<Fact>,
    pub citation: String,
    pub url: String,
    pub rule: String,
    pub under: Vec<Under>,
}

#[derive(Debug, Clone)]
pub struct LeftRow {
    pub counter: String,
    pub window: String,
    pub cap: String,
    pub used: String,
    pub cart: String,
    pub after: String,
    pub returns: String,
}

#[derive(Debug, Clone)]
pub struct SuggestionRow {
    pub changes: Vec<String>,
    pub why: String,
    pub proven: bool,
    /// When the rest may be bought.
    pub rest: Option<String>,
}
