//! Carts that laws, regulators and their guides print, one to a line: place, programme, lines, verdict. They hold for
//! the rulebook and for the oracle alike.

use countersign_kernel::BusinessDate;
use countersign_oracle::{Finding, finding_for, place};
use countersign_rulebook::{
    Category, Certified, CertifiedValue, Customer, CustomerClass, Line, Measure, Program, Question, Verdict,
};

use crate::shipped;

/// `st programme[@date] category:measure=amount[,measure=amount] … [certified:key=value] => verdict`
const PRINTED: &str = include_str!("published.txt");

fn question(text: &str) -> Question {
    let mut words = text.split_whitespace();
    let code = words.next().expect("a place");
    let place = place(&format!("us-{code}")).expect("a place of the oracle");
    let (program, date) = match words.next().expect("a programme").split_once('@') {
        Some((program, date)) => (program, date),
        None => (text.split_whitespace().nth(1).expect("a programme"), "2026-11-18"),
    };
    let program = Program::from_word(program).expect("a programme");
    let zone = countersign_kernel::time::zone(place.zone).expect("a zone");
    let day: BusinessDate = date.parse().expect("a date");
    let class = if program == Program::Adult { CustomerClass::Adult } else { CustomerClass::Patient };
    let mut customer = Customer {
        class,
        birth_date: Some("1988-05-01".parse().expect("a date")),
        age: None,
        resident: Some(true),
        certified: Certified::default(),
    };
    let mut cart = Vec::new();
    for word in words {
        let (kind, said) = word.split_once(':').expect("a kind and what is said of it");
        match kind {
            "certified" => certify(&mut customer.certified, said),
            "visitor" => customer.resident = Some(false),
            "class" => customer.class = CustomerClass::from_word(said).expect("a class"),
            "age" => (customer.birth_date, customer.age) = (None, Some(said.parse().expect("an age"))),
            _ => cart.push(line(kind, said)),
        }
    }
    let at = day.start_in(&zone).plus_minutes(13 * 60);
    Question {
        id: text.to_owned(),
        jurisdiction: place.jurisdiction(),
        program,
        at,
        customer,
        history: Vec::new(),
        cart,
    }
}

fn certify(certified: &mut Certified, said: &str) {
    let (key, value) = said.split_once('=').expect("a key and a value");
    let value = match value {
        "true" => CertifiedValue::Flag(true),
        "false" => CertifiedValue::Flag(false),
        _ => match value.parse() {
            Ok(amount) => CertifiedValue::Amount(amount),
            Err(_) => CertifiedValue::Words(value.split('+').map(str::to_owned).collect()),
        },
    };
    certified.0.insert(key.to_owned(), value);
}

fn line(kind: &str, said: &str) -> Line {
    let mut line = Line::new(Category::from_word(kind).expect("a category"));
    for pair in said.split(',') {
        let (measure, amount) = pair.split_once('=').expect("a measure and an amount");
        if measure == "tier" {
            line.tier = Some(amount.to_owned());
            continue;
        }
        let measure = Measure::from_word(measure).expect("a measure");
        line = line.with(measure, amount.parse().expect("an amount"));
    }
    line
}

#[test]
fn what_is_printed_holds() {
    let book = shipped();
    let mut wrong = Vec::new();
    for text in PRINTED.lines().map(str::trim).filter(|text| !text.is_empty() && !text.starts_with('#')) {
        let (asked, verdict) = text.split_once("=>").expect("a question and its verdict");
        let question = question(asked.trim());
        let verdict = verdict.trim();
        let answer = book.decide(&question);
        if answer.verdict.word() != verdict {
            let reasons: Vec<&str> = answer.reasons.iter().map(|reason| reason.text.as_str()).collect();
            wrong.push(format!("the rulebook says {} of `{text}`: {}", answer.verdict, reasons.join(" | ")));
        }
        let verdict =
            [Verdict::Allow, Verdict::Deny, Verdict::Unknown].into_iter().find(|v| v.word() == verdict);
        let found = finding_for(&question);
        if found != Finding::Silent && found.agrees_with(verdict.expect("a verdict")) != Some(true) {
            wrong.push(format!("the oracle says {found} of `{text}`"));
        }
    }
    assert!(wrong.is_empty(), "{} printed carts are answered otherwise:\n{}", wrong.len(), wrong.join("\n"));
}
