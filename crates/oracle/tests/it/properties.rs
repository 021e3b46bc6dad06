//! What must hold of every rulebook, tried on the same questions.

use countersign_kernel::Random;
use countersign_oracle::generate;
use countersign_rulebook::{
    Amount, CertifiedValue, Change, CustomerClass, Line, Measure, Question, Rulebook, Suggestion, Verdict,
};

use crate::{ruled, shipped};

const QUESTIONS: u64 = 200;
/// Smaller carts are sought at length.
const SUGGESTED: u64 = 150;

/// The verdict of every generated question and of what `change` makes of it.
fn compare(change: impl Fn(&Question, &Random) -> Option<Question>, fine: impl Fn(Verdict, Verdict) -> bool) {
    let book = shipped();
    let mut tried = 0;
    for place in ruled(&book) {
        for number in 0..QUESTIONS {
            let question = generate::question(place, number);
            let Some(changed) = change(&question, &Random::from_number(number)) else { continue };
            tried += 1;
            let (before, after) = (verdict(&book, &question), verdict(&book, &changed));
            let json = |q: &Question| serde_json::to_string(q).expect("a question is JSON");
            assert!(fine(before, after), "{before} became {after}:\n{}\n{}", json(&question), json(&changed));
        }
    }
    assert!(tried > 0, "something was tried");
}

/// The ledger's database refuses what is over a count, so a count may never be over where the verdict is yes; and it sums
/// the history in two halves.
#[test]
fn what_is_allowed_is_within_every_count_and_counts_add_up() {
    let book = shipped();
    let (mut within, mut over) = (0, 0);
    for place in ruled(&book) {
        for number in 0..QUESTIONS {
            let whole = generate::question(place, number);
            let counts = book.counts(&whole);
            let is_over = counts.iter().any(|count| count.used + count.cart > count.cap);
            let json = || serde_json::to_string(&whole).expect("a question is JSON");
            match verdict(&book, &whole) {
                Verdict::Deny => over += usize::from(is_over),
                said => assert!(!is_over, "{said} over {counts:?}: {}", json()),
            }
            within += usize::from(!is_over && !counts.is_empty());
            let (first, second) = whole.history.split_at(whole.history.len() / 2);
            let part = |history: &[_]| book.counts(&Question { history: history.to_vec(), ..whole.clone() });
            for ((all, first), second) in counts.iter().zip(part(first)).zip(part(second)) {
                // Each half may drop less than a trillionth.
                let rest = all.used - first.used - second.used;
                assert!(
                    (0..=1).contains(&rest) && all.cap == first.cap,
                    "{all:?} of {first:?} and {second:?}: {}",
                    json()
                );
            }
        }
    }
    assert!(within > 1_000 && over > 500, "both happen: {within} within, {over} over");
}

/// What was refused stays refused, and what was doubtful does not become lawful.
fn never_better(before: Verdict, after: Verdict) -> bool {
    match before {
        Verdict::Allow => true,
        Verdict::Unknown => after != Verdict::Allow,
        Verdict::Deny => after == Verdict::Deny,
    }
}

fn verdict(book: &Rulebook, question: &Question) -> Verdict {
    book.verdict(question)
}

#[test]
fn the_order_of_lines_does_not_matter() {
    let shuffled = |question: &Question, _: &Random| {
        let mut changed = question.clone();
        changed.cart.reverse();
        changed.history.reverse();
        Some(changed)
    };
    compare(shuffled, |before, after| before == after);
}

#[test]
fn splitting_a_line_does_not_matter() {
    let split = |question: &Question, random: &Random| {
        let mut changed = question.clone();
        let at = random.below(changed.cart.len() as u64) as usize;
        let (one, other) = halves(&changed.cart[at])?;
        changed.cart[at] = one;
        changed.cart.push(other);
        Some(changed)
    };
    compare(split, |before, after| before == after);
}

/// A line as two that add up to it, the first about a third.
fn halves(line: &Line) -> Option<(Line, Line)> {
    let (mut one, mut other) = (line.clone(), line.clone());
    Measure::ADDITIVE.iter().find_map(|measure| line.measure(*measure))?;
    for &measure in Measure::ADDITIVE {
        let Some(all) = line.measure(measure) else { continue };
        let unit = if measure == Measure::Count { Amount::whole(1).scaled() } else { 1 };
        let third = all.scaled() / unit / 3 * unit;
        one = one.with(measure, Amount::from_scaled(third).ok()?);
        other = other.with(measure, Amount::from_scaled(all.scaled() - third).ok()?);
    }
    Some((one, other))
}

#[test]
fn the_unit_of_measure_does_not_matter() {
    let metric = |question: &Question, _: &Random| {
        let mut changed = question.clone();
        let mut any = false;
        let past = changed.history.iter_mut().flat_map(|purchase| &mut purchase.lines);
        for line in past.chain(&mut changed.cart) {
            let Some(ounces) = line.fl_oz else { continue };
            // 29.5735295625 ml, rounded down to what can be written.
            let scaled = ounces.scaled() * 295_735_295_625 / 10_000_000_000;
            line.ml = Some(Amount::from_scaled(scaled).ok()?);
            line.fl_oz = None;
            any = true;
        }
        any.then_some(changed)
    };
    compare(metric, |before, after| before == after);
}

#[test]
fn a_fuller_cart_is_never_better() {
    let fuller = |question: &Question, random: &Random| {
        let place = countersign_oracle::place(&question.jurisdiction)?;
        let mut changed = question.clone();
        changed.cart.push(generate::one_more(place, question.program, random)?);
        Some(changed)
    };
    compare(fuller, never_better);
}

#[test]
fn a_larger_line_is_never_better() {
    let doubled = |question: &Question, random: &Random| {
        let mut changed = question.clone();
        let at = random.below(changed.cart.len() as u64) as usize;
        let line = &mut changed.cart[at];
        for &measure in Measure::ADDITIVE {
            if let Some(amount) = line.measure(measure) {
                *line = line.clone().with(measure, amount.times(2)?);
            }
        }
        Some(changed)
    };
    compare(doubled, never_better);
}

#[test]
fn more_bought_before_is_never_better() {
    let later = |question: &Question, random: &Random| {
        let place = countersign_oracle::place(&question.jurisdiction)?;
        let mut changed = question.clone();
        let line = generate::one_more(place, question.program, random)?;
        changed.history.first_mut()?.lines.push(line);
        Some(changed)
    };
    compare(later, never_better);
}

#[test]
fn what_was_bought_a_year_ago_is_forgotten() {
    const YEAR_MICROS: i64 = 400 * 24 * 60 * 60 * 1_000_000;
    let old = |question: &Question| {
        let (mut aged, mut none) = (question.clone(), question.clone());
        aged.history.iter_mut().for_each(|purchase| purchase.at = purchase.at.plus_micros(-YEAR_MICROS));
        none.history.clear();
        (!question.history.is_empty()).then_some((aged, none))
    };
    let book = shipped();
    for place in ruled(&book) {
        for number in 0..QUESTIONS {
            let question = generate::question(place, number);
            if let Some((aged, none)) = old(&question) {
                assert_eq!(verdict(&book, &aged), verdict(&book, &none), "{}", question.id);
            }
        }
    }
}

#[test]
fn patients_are_a_caregivers() {
    let linked = |question: &Question, _: &Random| {
        let mut changed = question.clone();
        let three = CertifiedValue::Amount(Amount::whole(3));
        changed.customer.certified.0.insert("patients".to_owned(), three);
        (question.customer.class != CustomerClass::Caregiver).then_some(changed)
    };
    compare(linked, |before, after| before == after);
}

#[test]
fn more_patients_are_never_worse() {
    let one_more = |question: &Question, _: &Random| {
        let mut changed = question.clone();
        let next = Amount::whole(question.customer.certified.patients() + 1);
        changed.customer.certified.0.insert("patients".to_owned(), CertifiedValue::Amount(next));
        (question.customer.class == CustomerClass::Caregiver).then_some(changed)
    };
    compare(one_more, |before, after| before != Verdict::Allow || after == Verdict::Allow);
}

/// The cart with the suggested lines in place; a line that is taken out is none.
fn smaller(question: &Question, suggestion: &Suggestion) -> Vec<Option<Line>> {
    let mut lines: Vec<Option<Line>> = question.cart.iter().cloned().map(Some).collect();
    for change in &suggestion.change {
        let put = |line: Line, (measure, amount): (&Measure, &Amount)| line.with(*measure, *amount);
        let changed = change.to.iter().fold(question.cart[change.line].clone(), put);
        let gone = change.to.values().all(|amount| amount.is_zero());
        lines[change.line] = (!gone).then_some(changed);
    }
    lines
}

/// A changed line with one unit more of what was taken away: a piece, a package, a hundredth of a gram where it is
/// loose, or all of it.
fn one_unit_more(whole: &Line, change: &Change) -> Option<Line> {
    let share = |amount: Amount, part: i128, of: i128| {
        let scaled = amount.scaled() * part;
        (scaled % of == 0).then(|| Amount::from_scaled(scaled / of).ok()).flatten()
    };
    let pieces = |amount: Amount| amount.scaled() / Amount::whole(1).scaled();
    if let (Some(all), Some(kept)) = (whole.count, change.to.get(&Measure::Count)) {
        let (all, more) = (pieces(all), pieces(*kept) + 1);
        let part = |line: Option<Line>, measure: &Measure| {
            let amount = share(whole.measure(*measure)?, more, all)?;
            Some(line?.with(*measure, amount))
        };
        return change.to.keys().fold(Some(whole.clone()), part);
    }
    let hundredth = Amount::whole(1).scaled() / 100;
    let unit = whole.package_grams.map_or(hundredth, Amount::scaled);
    match (change.to.len(), whole.grams, change.to.get(&Measure::Grams)) {
        (1, Some(all), Some(kept)) => {
            let more = (kept.scaled() + unit).min(all.scaled());
            Some(whole.clone().with(Measure::Grams, Amount::from_scaled(more).ok()?))
        }
        _ => change.to.values().all(|amount| amount.is_zero()).then(|| whole.clone()),
    }
}

#[test]
fn a_suggested_cart_is_allowed_and_one_unit_more_of_what_was_removed_is_not() {
    let book = shipped();
    let mut tried = 0;
    for place in ruled(&book) {
        for number in 0..SUGGESTED {
            let question = generate::question(place, number);
            let json = serde_json::to_string(&question).expect("a question is JSON");
            for suggestion in book.decide(&question).suggestions {
                let lines = smaller(&question, &suggestion);
                let asked = |lines: &[Option<Line>]| {
                    let cart = lines.iter().flatten().cloned().collect();
                    verdict(&book, &Question { cart, ..question.clone() })
                };
                assert_eq!(asked(&lines), Verdict::Allow, "{suggestion:?} of {json}");
                for change in suggestion.change.iter().filter(|_| suggestion.proven_optimal) {
                    let Some(more) = one_unit_more(&question.cart[change.line], change) else { continue };
                    let mut lines = lines.clone();
                    lines[change.line] = Some(more);
                    assert_ne!(
                        asked(&lines),
                        Verdict::Allow,
                        "one more of line {} than {suggestion:?} of {json}",
                        change.line
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "only {tried} were tried");
}
