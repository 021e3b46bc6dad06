//! The smallest lawful change: always lawful, never with room to spare, and never worse than trying everything.

use countersign_rulebook::{
    Amount, Category, Line, Measure, Program, Question, Rulebook, Suggestion, Verdict,
};
use proptest::prelude::*;

/// Pools, separate amounts and limits that close each other, on invented numbers.
const SHAPES: &[&str] = &[
    r#"
[[rule.limit]]
id = "pool"
name = "pool"
cap = "28 g"
window = "transaction"
count = [
  { categories = ["flower"], measure = "grams" },
  { categories = ["concentrate"], measure = "grams", full = "8 g" },
  { categories = ["edible"], measure = "mg_thc", full = "800 mg" },
]
"#,
    r#"
[[rule.limit]]
id = "all"
name = "all"
cap = "40 g"
window = "transaction"
count = [{ categories = ["flower", "concentrate"], measure = "grams" }, { categories = ["edible"], measure = "mg_thc", full = "2000 mg" }]
[[rule.limit]]
id = "wax"
name = "wax"
cap = "5 g"
window = "transaction"
count = [{ categories = ["concentrate"], measure = "grams" }]
[[rule.limit]]
id = "thc"
name = "thc"
cap = "900 mg"
window = "transaction"
count = [{ categories = ["edible", "concentrate"], measure = "mg_thc", or = [{ measure = "grams", full = "9 g" }] }]
"#,
    r#"
[[rule.limit]]
id = "flower"
name = "flower"
cap = "30 g"
window = "transaction"
count = [{ categories = ["flower"], measure = "grams" }]
[[rule.limit]]
id = "wax"
name = "wax"
cap = "8 g"
window = "transaction"
count = [{ categories = ["concentrate"], measure = "grams" }]
[[rule.limit]]
id = "edible"
name = "edible"
cap = "700 mg"
window = "transaction"
count = [{ categories = ["edible"], measure = "mg_thc" }]
[[rule.exclusive]]
id = "x"
plain = "one full amount closes the others"
limits = ["flower", "wax", "edible"]
closes = "full"
"#,
];

fn books() -> &'static [Rulebook] {
    static BOOKS: std::sync::OnceLock<Vec<Rulebook>> = std::sync::OnceLock::new();
    BOOKS.get_or_init(|| SHAPES.iter().map(|shape| crate::nowhere::book("", shape)).collect())
}

/// Category, units, size of a unit in quarters of a gram (or in 25 mg), and price of a unit.
type Goods = (Category, u32, u32, u32);

fn goods() -> impl Strategy<Value = Goods> {
    let category = proptest::sample::select(&[Category::Flower, Category::Concentrate, Category::Edible]);
    (category, 1_u32..4, 1_u32..30, 1_u32..60)
}

fn line((category, count, size, price): Goods) -> Line {
    let quarters =
        |quarters: u32| Amount::from_scaled(i128::from(quarters) * 250_000_000_000).expect("in range");
    let mut line = Line::new(category).with(Measure::Count, Amount::whole(count));
    line = match category {
        Category::Edible => line.with(Measure::MgThc, Amount::whole(25 * size * count)),
        _ => line.with(Measure::Grams, quarters(size * count)),
    };
    line.price = Some(Amount::whole(price * count));
    line
}

fn question(goods: &[Goods]) -> Question {
    let mut question = crate::nowhere::question("", "", "");
    question.program = Program::Medical;
    question.cart = goods.iter().filter(|g| g.1 > 0).map(|&g| line(g)).collect();
    question
}

fn kept(goods: &[Goods], suggestion: &Suggestion) -> Vec<Goods> {
    let mut kept = goods.to_vec();
    for change in &suggestion.change {
        let units = change.to[&Measure::Count].scaled() / Amount::whole(1).scaled();
        kept[change.line].1 = u32::try_from(units).expect("a small count");
    }
    kept
}

fn value(goods: &[Goods]) -> u32 {
    goods.iter().map(|(_, count, _, price)| count * price).sum()
}

fn touched(before: &[Goods], after: &[Goods]) -> usize {
    before.iter().zip(after).filter(|(b, a)| b.1 != a.1).count()
}

/// The most value that any lawful part of the cart keeps, and the fewest lines that have to be touched for it.
fn by_trying_everything(book: &Rulebook, goods: &[Goods]) -> (u32, usize) {
    let mut tried: Vec<Goods> = goods.iter().map(|g| (g.0, 0, g.2, g.3)).collect();
    let mut best = (0, usize::MAX);
    loop {
        let (worth, lines) = (value(&tried), touched(goods, &tried));
        let better = worth > best.0 || (worth == best.0 && lines < best.1);
        if better && book.verdict(&question(&tried)) == Verdict::Allow {
            best = (worth, lines);
        }
        let Some(at) = (0..goods.len()).find(|&at| tried[at].1 < goods[at].1) else { return best };
        tried[at].1 += 1;
        for earlier in &mut tried[..at] {
            earlier.1 = 0;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_keeps_more_or_touches_fewer_lines(goods in proptest::collection::vec(goods(), 1..5), shape in 0..SHAPES.len()) {
        let book = &books()[shape];
        let answer = book.decide(&question(&goods));
        let (worth, lines) = by_trying_everything(book, &goods);
        match answer.suggestions.first() {
            Some(suggestion) => {
                let kept = kept(&goods, suggestion);
                prop_assert!(suggestion.proven_optimal);
                prop_assert_eq!(book.verdict(&question(&kept)), Verdict::Allow);
                prop_assert_eq!((value(&kept), touched(&goods, &kept)), (worth, lines), "{:?}", kept);
            }
            None => prop_assert!(worth == 0 || answer.verdict == Verdict::Allow, "{} could be kept", worth),
        }
    }

    #[test]
    fn one_unit_more_of_what_was_taken_is_not_lawful(goods in proptest::collection::vec(goods(), 1..12), shape in 0..SHAPES.len()) {
        let book = &books()[shape];
        for suggestion in &book.decide(&question(&goods)).suggestions {
            let kept = kept(&goods, suggestion);
            prop_assert_eq!(book.verdict(&question(&kept)), Verdict::Allow);
            for change in suggestion.change.iter().filter(|_| suggestion.proven_optimal) {
                let mut more = kept.clone();
                more[change.line].1 += 1;
                prop_assert_ne!(book.verdict(&question(&more)), Verdict::Allow);
            }
        }
    }

    #[test]
    fn thirty_lines_are_proven(goods in proptest::collection::vec(goods(), 30), shape in 0..2_usize, alike in 0_u32..3, sizes in proptest::sample::select(&[2_u32, 4, 8, 30])) {
        // The hardest carts are those in which everything costs the same for its size.
        let size = |g: &Goods| g.2 % sizes + 1;
        let price = |g: &Goods| match alike { 0 => g.3, 1 => size(g) * 2, _ => 10 };
        let goods: Vec<Goods> = goods.iter().map(|g| (g.0, g.1, size(g), price(g))).collect();
        let book = &books()[shape];
        let answer = book.decide(&question(&goods));
        for suggestion in &answer.suggestions {
            prop_assert_eq!(book.verdict(&question(&kept(&goods, suggestion))), Verdict::Allow);
            prop_assert!(suggestion.proven_optimal, "not proven: {:?}", goods);
        }
    }
}

#[test]
fn loose_goods_fill_what_is_left_to_the_hundredth() {
    let mut question = crate::nowhere::question(
        "",
        "",
        r#"{"category":"flower","grams":20,"price":100},{"category":"flower","grams":20,"price":160},{"category":"concentrate","grams":"1.5","price":60}"#,
    );
    question.id = "loose".to_owned();
    let answer = books()[0].decide(&question);
    let suggestion = &answer.suggestions[0];
    // 1.5 g of concentrate are 5.25 g of flower; of the cheaper flower 2.75 g are left.
    let told: Vec<_> =
        suggestion.change.iter().map(|c| (c.line, c.to[&Measure::Grams].to_string())).collect();
    assert_eq!((told, suggestion.proven_optimal), (vec![(0, "2.75".to_owned())], true), "{answer:?}");
}
