//! An invented cart with its answer, for the preview and the rules every page keeps.

use countersign_rulebook::Measure;

use super::form::{Typed, Wrong, entry};
use super::{Answered, CalculatorPage, Cell, LeftRow, ReasonRow, SuggestionRow};
use crate::rulebook::Under;
use crate::shell::{Room, Shell};
use crate::ui::{Badge, Fact, Field, Kind, Verdict};

impl CalculatorPage {
    pub fn sample() -> Self {
        let fields = [("cart1_category", "flower"), ("cart1_grams", "28.35"), ("cart2_category", "edible")];
        let typed: Typed =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let wrong = Wrong::from([("cart2_mg_thc".to_owned(), "Write a plain number, like 3.5.".to_owned())]);
        let read = [Measure::Grams, Measure::MgThc];
        let choose = |name, label, options: &[(&str, &str)]| Field::choose(name, label, options);
        Self {
            shell: Shell::sample(Room::Rulebook, "Try a cart"),
            code: "us-co".to_owned(),
            name: "Colorado".to_owned(),
            program: choose("program", "Programme", &[("adult", "Adult use"), ("medical", "Medical")]),
            class: choose("class", "Buys as", &[("adult", "Adult, no card"), ("patient", "Patient")]),
            age: Field::new("age", "Age in years", Kind::Number).value("34"),
            resident: choose("resident", "Lives in the state", &[("", "Not said"), ("yes", "Yes")]),
            on: Field::new("on", "On which day", Kind::Date).note("Today unless said."),
            certificate: vec![Cell {
                name: "certified_patients".to_owned(),
                label: "Patients of a caregiver".to_owned(),
                value: String::new(),
                error: None,
                options: Vec::new(),
                number: true,
            }],
            cart: vec![
                entry("Line 1", "cart1", &typed, &wrong, &read),
                entry("Line 2", "cart2", &typed, &wrong, &read),
            ],
            earlier: vec![entry("Earlier purchase 1", "earlier1", &typed, &wrong, &read)],
            error: None,
            answered: Some(answered()),
        }
    }
}

fn answered() -> Answered {
    let figures = [
        ("Already", "0 g"),
        ("This cart", "28.35 g"),
        ("Cap", "28.349523125 g"),
        ("Over by", "0.000476875 g"),
        ("Counts over", "a day"),
    ];
    let href = "/rulebook/us-co/purchase-limit/adult-2016";
    let reason = |verdict, text: &str, under| ReasonRow {
        verdict,
        text: text.to_owned(),
        figures: figures.iter().map(|(name, value)| Fact::new(name, value)).collect(),
        citation: "1 CCR 212-3, Rule 6-110(C)".to_owned(),
        url: "https://www.sos.state.co.us/CCR/".to_owned(),
        rule: href.to_owned(),
        under,
    };
    Answered {
        badge: Badge::new(Verdict::Stop, "Stop"),
        sentence: "This cart may not be sold.".to_owned(),
        rule: Some(Fact::link("Decided by", "us-co/purchase-limit/adult-2016", href)),
        reasons: vec![
            reason(
                Verdict::Stop,
                "Flower and its equivalents: 28.35 g in this cart are over 1 oz",
                Vec::new(),
            ),
            reason(
                Verdict::Unknown,
                "Flower, all visits: 28.35 g in this cart are over 1 oz",
                vec![Under {
                    asks: "Does the amount bound one visit, or all visits of a day?".to_owned(),
                    plain: "visits of one day are counted together".to_owned(),
                    href: "/rulebook/us-co#open-visit-or-day".to_owned(),
                }],
            ),
        ],
        left: vec![LeftRow {
            counter: "Flower and its equivalents".to_owned(),
            window: "a day".to_owned(),
            cap: "28.349523125 g".to_owned(),
            used: "0 g".to_owned(),
            cart: "28.35 g".to_owned(),
            after: "0 g".to_owned(),
            returns: "23 Nov 2026, 00:00 MST".to_owned(),
        }],
        suggestions: vec![SuggestionRow {
            changes: vec!["Line 1 (flower): 28 grams instead of 28.35".to_owned()],
            why: "It keeps the most of this cart".to_owned(),
            proven: true,
            rest: Some("23 Nov 2026, 00:00 MST".to_owned()),
        }],
    }
}
