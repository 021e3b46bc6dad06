//! The limit decision beside `zen-expression`: the same 25 lines, the same answer, measured in turns in one run.
//!
//! It never measures two things that do not agree. Start reading at `main`; README.md says what each side is given.
//! Run: `cargo bench --manifest-path bench/peers/Cargo.toml`.

use std::hint::black_box;
use std::time::Instant;

use countersign_kernel::Timestamp;
use countersign_rulebook::{Category, Line, Measure, Question, Rulebook, Verdict};
use serde_json::{Value, json};
use zen_expression::expression::{Expression, Standard};
use zen_expression::scope::Scope;
use zen_expression::variable::Variable;
use zen_expression::vm::VM;

const ROUNDS: usize = 1_001;
/// Every contestant's round lasts about as long, so that interruptions and cold caches are shared out evenly.
const ROUND_MICROS: f64 = 400.0;
const RUNS_TO_GUESS: u32 = 1_000;
/// The rate that is asked of ours, in multiples of the peer's.
const RATIO_AIM: f64 = 15.0;

/// A way to write the sum for the peer.
struct Way {
    name: &'static str,
    /// The lines were sorted by kind before, which ours does as part of the decision.
    is_sorted: bool,
    source: &'static str,
}

const WAYS: [Way; 4] = [
    Way {
        name: "days filtered, then each line by its kind",
        is_sorted: false,
        source: "sum(map(filter(lines, #.at >= start and #.at < end), #.kind == 'flower' \
            ? #.amount / 28.349523125 : #.kind == 'concentrate' ? #.amount / 8 : #.amount / 800)) <= 1",
    },
    Way {
        name: "each line by its day and kind",
        is_sorted: false,
        source: "sum(map(lines, #.at >= start and #.at < end ? (#.kind == 'flower' \
            ? #.amount / 28.349523125 : #.kind == 'concentrate' ? #.amount / 8 : #.amount / 800) : 0)) <= 1",
    },
    Way {
        name: "kinds sorted before, days filtered",
        is_sorted: true,
        source: "sum(map(filter(flower, #.at >= start and #.at < end), #.amount)) / 28.349523125 \
            + sum(map(filter(concentrate, #.at >= start and #.at < end), #.amount)) / 8 \
            + sum(map(filter(products, #.at >= start and #.at < end), #.amount)) / 800 <= 1",
    },
    Way {
        name: "kinds sorted before, each line by its day",
        is_sorted: true,
        source: "sum(map(flower, #.at >= start and #.at < end ? #.amount : 0)) / 28.349523125 \
            + sum(map(concentrate, #.at >= start and #.at < end ? #.amount : 0)) / 8 \
            + sum(map(products, #.at >= start and #.at < end ? #.amount : 0)) / 800 <= 1",
    },
];

/// Who is measured, and the microseconds of one run in each round.
struct Contestant<'c> {
    name: String,
    run: Box<dyn FnMut() + 'c>,
    runs_a_round: u32,
    rounds: Vec<f64>,
}

impl<'c> Contestant<'c> {
    fn new<T>(name: String, mut run: impl FnMut() -> T + 'c) -> Self {
        let run = Box::new(move || _ = black_box(run()));
        let mut one = Self { name, run, runs_a_round: RUNS_TO_GUESS, rounds: Vec::with_capacity(ROUNDS) };
        one.round();
        let guess = one.rounds.pop().expect("a round was run");
        one.runs_a_round = (ROUND_MICROS / guess) as u32 + 1;
        one
    }

    fn round(&mut self) {
        let start = Instant::now();
        for _ in 0..self.runs_a_round {
            (self.run)();
        }
        self.rounds.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(self.runs_a_round));
    }

    fn micros(&self) -> f64 {
        median(self.rounds.clone())
    }

    /// How many times the rate of `other` this one has, by the rounds that they ran one after the other.
    fn times_the_rate_of(&self, other: &Self) -> f64 {
        median(self.rounds.iter().zip(&other.rounds).map(|(own, theirs)| theirs / own).collect())
    }

    fn print(&self) {
        let micros = self.micros();
        println!("  {micros:>8.3} µs  {:>10.0} a second  {}", 1e6 / micros, self.name);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let book = Rulebook::shipped().expect("the shipped rules load");
    let scripts: Vec<Expression<Standard>> = WAYS
        .iter()
        .map(|way| zen_expression::compile_expression(way.source).expect("an expression"))
        .collect();
    for (case, flower, expected) in [("lawful", "3.5", Verdict::Allow), ("unlawful", "28", Verdict::Deny)] {
        let question = question(flower);
        let scope = Scope::new(Variable::from(peer_data(&question)));
        agree(&book, &question, &scripts, &scope, expected);
        compare(case, &book, &question, &scripts, &scope);
    }
}

/// 20 sales of today and five lines.
fn question(flower: &str) -> Question {
    let sale = json!({"at": "2026-11-18T13:00:00-07:00", "store": "same",
        "lines": [{"category": "flower", "grams": "0.5"}]});
    let text = json!({"id": "bench", "jurisdiction": "us-co", "program": "adult",
        "at": "2026-11-18T15:00:00-07:00", "customer": {"class": "adult", "birth_date": "1990-05-01"},
        "history": vec![sale; 20],
        "cart": [{"category": "flower", "grams": flower},
            {"category": "preroll", "grams": "1", "count": 2},
            {"category": "vape", "grams": "0.5", "count": 1},
            {"category": "edible", "mg_thc": "100", "count": 1},
            {"category": "concentrate", "grams": "1", "count": 1}]});
    Question::parse_line(1, &text.to_string()).expect("a question")
}

/// The same for the peer: all lines in one list and by their kinds, and the local day as two instants.
fn peer_data(question: &Question) -> Value {
    let day = |text: &str| text.parse::<Timestamp>().expect("an instant").micros();
    let sold = question.history.iter().flat_map(|sale| sale.lines.iter().map(move |line| (sale.at, line)));
    let lines = sold.chain(question.cart.iter().map(|line| (question.at, line)));
    let lines: Vec<Value> = lines.map(|(at, line)| peer_line(at.micros(), line)).collect();
    let of = |kind: &str| -> Vec<&Value> { lines.iter().filter(|line| line["kind"] == kind).collect() };
    json!({
        "start": day("2026-11-18T00:00:00-07:00"),
        "end": day("2026-11-19T00:00:00-07:00"),
        "flower": of("flower"), "concentrate": of("concentrate"), "products": of("products"),
        "lines": lines,
    })
}

fn peer_line(at: i64, line: &Line) -> Value {
    let (kind, measure) = match line.category {
        Category::Flower | Category::Preroll => ("flower", Measure::Grams),
        Category::Concentrate | Category::Vape => ("concentrate", Measure::Grams),
        _ => ("products", Measure::MgThc),
    };
    let amount = line.measure(measure).expect("every line is measured").to_string();
    let amount: Value = serde_json::from_str(&amount).expect("a number");
    json!({"at": at, "kind": kind, "amount": amount})
}

fn agree(
    book: &Rulebook,
    question: &Question,
    scripts: &[Expression<Standard>],
    scope: &Scope,
    expected: Verdict,
) {
    assert_eq!(book.verdict(question), expected);
    let answer = book.decide(question);
    assert_eq!(answer.verdict, expected);
    assert_eq!(answer.reasons.is_empty(), expected == Verdict::Allow);
    for (script, way) in scripts.iter().zip(&WAYS) {
        let said = script.evaluate_with_scope(scope, &mut VM::new()).expect("an answer").as_bool();
        assert_eq!(said, Some(expected == Verdict::Allow), "the peer, {}", way.name);
    }
}

fn compare(
    case: &str,
    book: &Rulebook,
    question: &Question,
    scripts: &[Expression<Standard>],
    scope: &Scope,
) {
    let mut ours = [
        Contestant::new("ours, verdict".to_owned(), || book.verdict(black_box(question))),
        Contestant::new("ours, decide with reasons".to_owned(), || book.decide(black_box(question))),
    ];
    let mut peers: Vec<Contestant<'_>> = Vec::new();
    for (script, way) in scripts.iter().zip(&WAYS) {
        let mut vm = VM::new();
        let run = move || script.evaluate_with_scope(black_box(scope), &mut vm);
        peers.push(Contestant::new(format!("zen-expression, {}", way.name), run));
    }
    for _ in 0..ROUNDS {
        ours.iter_mut().chain(&mut peers).for_each(Contestant::round);
    }
    println!("{case} cart, 20 purchases, 5 lines: median of {ROUNDS} rounds");
    ours.iter().chain(&peers).for_each(Contestant::print);
    for (what, is_sorted) in [("equal task", false), ("peer's lines sorted by kind before", true)] {
        let of = peers.iter().zip(&WAYS).filter(|(_, way)| way.is_sorted == is_sorted).map(|(peer, _)| peer);
        let fastest =
            of.min_by(|a, b| a.micros().total_cmp(&b.micros())).expect("there are ways of both sorts");
        for one in &ours {
            println!(
                "  ratio {:>5.1}  {}, {what} (aim {RATIO_AIM})",
                one.times_the_rate_of(fastest),
                one.name
            );
        }
    }
}
