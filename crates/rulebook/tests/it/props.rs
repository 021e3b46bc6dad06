//! What must hold for every question, whatever the numbers of the law are.

use countersign_rulebook::{
    Amount, Category, Certified, Customer, CustomerClass, Line, Measure, Program, Purchase, Question,
    Rulebook, Store, Verdict,
};
use proptest::prelude::*;

const CASES: u32 = 192;

fn book() -> &'static Rulebook {
    static BOOK: std::sync::OnceLock<Rulebook> = std::sync::OnceLock::new();
    BOOK.get_or_init(|| Rulebook::shipped().expect("the shipped rules load"))
}

fn amount(hundredths: u32) -> Amount {
    Amount::from_scaled(i128::from(hundredths) * 10_000_000_000).expect("in range")
}

/// Every kind of line with most measures present, now and then one missing.
fn line() -> impl Strategy<Value = Line> {
    let category = proptest::sample::select(Category::ALL);
    (category, 0_u32..3_000, 0_u32..90_000, 0_u32..10, 0_u32..20).prop_map(
        |(category, grams, mg, price, luck)| {
            let mut line = Line::new(category).with(Measure::MgThc, amount(mg));
            if luck != 0 {
                line = line.with(Measure::Grams, amount(grams));
            }
            if luck == 1 {
                line.mg_thc = None;
            }
            line.price = (price > 0).then(|| amount(price * 1_000));
            line
        },
    )
}

fn purchase() -> impl Strategy<Value = Purchase> {
    let store = proptest::sample::select(Store::ALL);
    (0_i64..40, store, proptest::collection::vec(line(), 1..3)).prop_map(|(hours, store, lines)| Purchase {
        at: now().plus_seconds(-hours * 3_600),
        store,
        lines,
    })
}

fn now() -> countersign_kernel::Timestamp {
    "2026-11-18T15:00:00-07:00".parse().expect("an instant")
}

fn question() -> impl Strategy<Value = Question> {
    let program = proptest::sample::select(Program::ALL);
    let class = proptest::sample::select(CustomerClass::ALL);
    let parts = (program, class, 17_u8..25, 0_i64..5_000);
    let history = proptest::collection::vec(purchase(), 0..3);
    (parts, history, proptest::collection::vec(line(), 0..6)).prop_map(
        |((program, class, age, days), history, cart)| Question {
            id: "p".to_owned(),
            jurisdiction: book().jurisdictions()[0].id.to_string(),
            program,
            at: now().plus_seconds(-(days % 2) * days * 86_400),
            customer: Customer {
                class,
                birth_date: None,
                age: Some(age),
                resident: Some(true),
                certified: Certified::default(),
            },
            history,
            cart,
        },
    )
}

fn halves(line: &Line) -> Option<(Line, Line)> {
    let mut halves = (line.clone(), line.clone());
    for &measure in Measure::ADDITIVE {
        if let Some(whole) = line.measure(measure) {
            let half = Amount::from_scaled(whole.scaled() / 2).ok()?;
            halves.0 = halves.0.with(measure, half);
            halves.1 = halves.1.with(measure, whole.checked_sub(half)?);
        }
    }
    Some(halves)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_lines_and_purchases_never_changes_a_verdict(question in question(), turn in 0_usize..6) {
        let mut turned = question.clone();
        let by = turn % turned.cart.len().max(1);
        turned.cart.rotate_left(by);
        turned.history.reverse();
        prop_assert_eq!(book().verdict(&question), book().verdict(&turned));
    }

    #[test]
    fn splitting_a_line_never_changes_a_verdict(question in question(), which in 0_usize..6) {
        prop_assume!(!question.cart.is_empty());
        let at = which % question.cart.len();
        let mut split = question.clone();
        let (one, other) = halves(&split.cart[at]).expect("an amount has halves");
        split.cart[at] = one;
        split.cart.push(other);
        prop_assert_eq!(book().verdict(&question), book().verdict(&split));
    }

    #[test]
    fn the_spelling_of_a_number_never_changes_an_answer(question in question()) {
        let text = serde_json::to_string(&question).expect("JSON");
        let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for line in value["cart"].as_array_mut().into_iter().flatten() {
            if let Some(grams) = line["grams"].as_str() {
                let milli = format!("{}e-3", grams.parse::<Amount>().expect("an amount").times(1_000).expect("in range"));
                line["grams"] = serde_json::Value::String(milli);
            }
        }
        let spelt = Question::parse_line(1, &value.to_string()).expect("a question");
        prop_assert_eq!(book().decide(&question), book().decide(&spelt));
    }

    #[test]
    fn adding_to_a_cart_never_turns_deny_into_allow(question in question(), added in line()) {
        let before = book().verdict(&question);
        let mut more = question.clone();
        more.cart.push(added);
        let after = book().verdict(&more);
        prop_assert!(before != Verdict::Deny || after == Verdict::Deny, "{} became {}", before, after);
        prop_assert!(before != Verdict::Unknown || after != Verdict::Allow, "{} became {}", before, after);
    }

    #[test]
    fn an_earlier_purchase_never_widens_what_is_lawful(question in question(), purchase in purchase()) {
        let before = book().verdict(&question);
        let mut more = question.clone();
        more.history.push(purchase);
        prop_assert!(before == Verdict::Allow || book().verdict(&more) != Verdict::Allow);
    }

    #[test]
    fn what_is_suggested_is_lawful_and_smaller(question in question()) {
        let answer = book().decide(&question);
        for suggestion in &answer.suggestions {
            prop_assert!(answer.verdict != Verdict::Allow && !suggestion.change.is_empty());
            let mut smaller = question.clone();
            let mut gone = Vec::new();
            for change in &suggestion.change {
                let line = &mut smaller.cart[change.line];
                for (&measure, &to) in &change.to {
                    prop_assert!(to <= line.measure(measure).expect("a measure of the line"));
                    *line = line.clone().with(measure, to);
                }
                if change.to.values().all(|a| a.is_zero()) {
                    gone.push(change.line);
                }
            }
            smaller.cart = smaller.cart.into_iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, l)| l).collect();
            prop_assert_eq!(book().verdict(&smaller), Verdict::Allow);
        }
    }

    #[test]
    fn every_refusal_and_doubt_says_why(question in question()) {
        let answer = book().decide(&question);
        prop_assert_eq!(answer.verdict == Verdict::Allow, answer.reasons.is_empty());
        prop_assert!(answer.reasons.iter().all(|r| !r.text.is_empty()));
        prop_assert_eq!(book().verdict(&question), answer.verdict);
    }

    #[test]
    fn no_line_of_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = Question::parse_line(1, &text);
    }
}

fn counted(category: Category, count: u32, each: u32, price: u32) -> Line {
    let measure = if category == Category::Edible { Measure::MgThc } else { Measure::Grams };
    let mut line =
        Line::new(category).with(Measure::Count, Amount::whole(count)).with(measure, amount(each * count));
    line.price = Some(amount(price * count));
    line
}

/// Tries every whole number of units of every line.
fn dearest_lawful(
    question: &Question,
    lines: &[(Category, u32, u32, u32)],
    at: usize,
    cart: &mut Vec<Line>,
    value: u32,
) -> u32 {
    let Some(&(category, count, each, price)) = lines.get(at) else {
        let tried = Question { cart: cart.clone(), ..question.clone() };
        return if book().verdict(&tried) == Verdict::Allow { value } else { 0 };
    };
    let mut best = 0;
    for units in 0..=count {
        if units > 0 {
            cart.push(counted(category, units, each, price));
        }
        best = best.max(dearest_lawful(question, lines, at + 1, cart, value + units * price));
        if units > 0 {
            cart.pop();
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_proven_suggestion_keeps_as_much_as_trying_everything_does(
        lines in proptest::collection::vec(
            (proptest::sample::select(&[Category::Flower, Category::Concentrate, Category::Edible]), 1_u32..5, 100_u32..20_000, 1_u32..90),
            1..4,
        ),
        program in proptest::sample::select(Program::ALL),
    ) {
        let class = if program == Program::Adult { CustomerClass::Adult } else { CustomerClass::Patient };
        let question = Question {
            id: String::new(),
            jurisdiction: book().jurisdictions()[0].id.to_string(),
            program,
            at: now(),
            customer: Customer { class, birth_date: None, age: Some(40), resident: None, certified: Certified::default() },
            history: Vec::new(),
            cart: lines.iter().map(|&(category, count, each, price)| counted(category, count, each / 10, price)).collect(),
        };
        let lines: Vec<_> = lines.iter().map(|&(c, n, each, price)| (c, n, each / 10, price)).collect();
        let best = dearest_lawful(&question, &lines, 0, &mut Vec::new(), 0);
        let answer = book().decide(&question);
        let whole: u32 = lines.iter().map(|&(_, count, _, price)| count * price).sum();
        let Some(suggestion) = answer.suggestions.first() else {
            prop_assert!(best == 0 || best == whole, "nothing suggested, {} of {} possible", best, whole);
            return Ok(());
        };
        prop_assert!(suggestion.proven_optimal);
        let mut kept = whole;
        for change in &suggestion.change {
            let units = change.to[&Measure::Count].scaled() / Amount::whole(1).scaled();
            let (_, count, _, price) = lines[change.line];
            kept -= (count - u32::try_from(units).expect("a small count")) * price;
        }
        prop_assert_eq!(kept, best);
    }
}
