//! A lawful adult pickup order. Each test spoils one thing in it.

use countersign_domain::Reading;
use countersign_domain::customers::Standing;
use countersign_domain::orders::facts::{
    AgeFacts, GateFacts, IdentityMatch, LimitFacts, OrderFacts, PackageFact, PriceFact, StatePackageFact,
    StockFacts, StockLine,
};
use countersign_domain::orders::{Channel, Fulfilment};
use countersign_kernel::{Money, Timestamp};
use countersign_rulebook::{
    Category, Certified, Customer, CustomerClass, Line, Measure, Program, Question, Rulebook,
};

pub fn rulebook() -> Rulebook {
    Rulebook::shipped().expect("the shipped rulebook loads")
}

pub fn at() -> Timestamp {
    "2026-11-20T19:00:00Z".parse().expect("an instant")
}

pub fn known<T>(value: T) -> Reading<T> {
    Reading::known(value, "test", at())
}

pub fn unknown<T>(why: &str) -> Reading<T> {
    Reading::unknown(why, "test", at())
}

pub fn line(category: Category, measure: Measure, amount: &str) -> Line {
    Line::new(category).with(measure, amount.parse().expect("an amount"))
}

pub fn lawful() -> OrderFacts {
    let text = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    OrderFacts {
        at: at(),
        jurisdiction: "us-co".to_owned(),
        today: "2026-11-20".parse().expect("a date"),
        channel: Channel::Leafly,
        program: Program::Adult,
        fulfilment: Fulfilment::Pickup,
        identity: known(IdentityMatch {
            profiles: 1,
            agrees: text(&["name", "birth date", "phone"]),
            disagrees: Vec::new(),
            documents: text(&["government_id"]),
        }),
        age: AgeFacts { profile: known(34), order: known(34) },
        standing: known(Standing::Active),
        id_expires: known("2029-03-14".parse().ok()),
        medical: None,
        limit: LimitFacts {
            question: question(),
            missing: Vec::new(),
            own_history: known(0),
            state_allowance: None,
        },
        stock: stock(),
        prices: known(vec![PriceFact {
            sku: "S1".to_owned(),
            ordered: Money(2800),
            till: Some(Money(2800)),
        }]),
        promised: None,
        gate: GateFacts {
            open: true,
            since: at(),
            reason: "opened".to_owned(),
            opens: "09:00".to_owned(),
            closes: "22:00".to_owned(),
            window: Some(("12:30".to_owned(), "13:00".to_owned())),
        },
        overrides: Vec::new(),
        stopped_before: Vec::new(),
    }
}

fn question() -> Question {
    Question {
        id: "test".to_owned(),
        jurisdiction: "us-co".to_owned(),
        program: Program::Adult,
        at: at(),
        customer: Customer {
            class: CustomerClass::Adult,
            birth_date: None,
            age: Some(34),
            resident: None,
            certified: Certified::default(),
        },
        history: Vec::new(),
        cart: vec![line(Category::Flower, Measure::Grams, "7")],
    }
}

fn stock() -> StockFacts {
    StockFacts {
        shelf: known(600),
        lines: vec![StockLine { sku: "S1".to_owned(), asked: 2, short: 0, known_product: true }],
        packages: vec![PackageFact {
            tag: "1A4000000000001000000042".parse().expect("a tag"),
            wanted: 2,
            held: 3,
            state: known(Some(StatePackageFact {
                quantity: "5".to_owned(),
                unit: "Each".to_owned(),
                lab_state: "TestPassed".to_owned(),
                on_hold: false,
                recalled: false,
                finished: false,
                expires: None,
            })),
        }],
    }
}
