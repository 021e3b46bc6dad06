//! How long a limit decision takes, reasons included. Run: `cargo bench -p countersign-rulebook`.

use countersign_rulebook::{Question, Rulebook};

fn main() {
    divan::main();
}

fn book() -> Rulebook {
    Rulebook::shipped().expect("the shipped rules load")
}

/// `purchases` earlier sales of today and five lines, where an ounce, its equivalents and a calendar day decide.
fn question(purchases: usize, flower: &str) -> Question {
    let sale =
        r#"{"at":"2026-11-18T13:00:00-07:00","store":"same","lines":[{"category":"flower","grams":"0.5"}]}"#;
    let history = vec![sale; purchases].join(",");
    let text = format!(
        r#"{{"id":"bench","jurisdiction":"us-co","program":"adult","at":"2026-11-18T15:00:00-07:00",
        "customer":{{"class":"adult","birth_date":"1990-05-01"}},"history":[{history}],
        "cart":[{{"category":"flower","grams":"{flower}"}},{{"category":"preroll","grams":"1","count":2}},
        {{"category":"vape","grams":"0.5","count":1}},{{"category":"edible","mg_thc":"100","count":1}},
        {{"category":"concentrate","grams":"1","count":1}}]}}"#
    );
    Question::parse_line(1, &text.replace('\n', "")).expect("a question")
}

#[divan::bench(args = [0, 20])]
fn lawful_cart(bencher: divan::Bencher<'_, '_>, purchases: usize) {
    let (book, question) = (book(), question(purchases, "3.5"));
    bencher.bench_local(|| book.decide(divan::black_box(&question)));
}

#[divan::bench(args = [0, 20])]
fn verdict_only(bencher: divan::Bencher<'_, '_>, purchases: usize) {
    let (book, question) = (book(), question(purchases, "28"));
    bencher.bench_local(|| book.verdict(divan::black_box(&question)));
}

#[divan::bench(args = [0, 20])]
fn refused_cart_with_suggestion(bencher: divan::Bencher<'_, '_>, purchases: usize) {
    let (book, question) = (book(), question(purchases, "28"));
    bencher.bench_local(|| book.decide(divan::black_box(&question)));
}

#[divan::bench]
fn from_text_to_text(bencher: divan::Bencher<'_, '_>) {
    let (book, question) = (book(), question(20, "3.5"));
    let line = serde_json::to_string(&question).expect("json");
    bencher.bench_local(|| {
        let question = Question::parse_line(1, divan::black_box(&line)).expect("a question");
        serde_json::to_string(&book.decide(&question)).expect("json")
    });
}
