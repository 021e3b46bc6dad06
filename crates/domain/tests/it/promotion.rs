//! What a cart costs under promotions: every cent accounted for, the same in whatever order, and never dearer for one more.

use countersign_domain::promotion::engine::price;
use countersign_domain::promotion::{
    Cart, CartLine, Gives, Goods, Moment, NetUnit, Percent, Place, Places, Priced, Promotion, Stacking,
    Terms, Whom, WhyNot,
};
use countersign_kernel::Money;
use countersign_rulebook::Program;
use proptest::prelude::*;

fn percent(whole: i64) -> Percent {
    Percent::of_hundredths(whole * 100).expect("a percentage")
}

fn of_skus(skus: &[&str]) -> Goods {
    Goods { skus: skus.iter().map(|sku| (*sku).to_owned()).collect(), ..Goods::default() }
}

fn promotion(id: &str, gives: Gives, goods: Goods, stacking: Stacking) -> Promotion {
    let terms = Terms {
        name: id.to_owned(),
        words: String::new(),
        gives,
        goods,
        whom: Whom::Everybody,
        from: "2026-11-01".parse().expect("a date"),
        until: None,
        weekdays: Vec::new(),
        hours: None,
        places: Places::Everywhere,
        stacking,
        priority: 10,
        uses_max: None,
    };
    Promotion { id: id.to_owned(), version: 1, terms }
}

fn line(sku: &str, quantity: i64, cents: i64) -> CartLine {
    CartLine {
        sku: sku.to_owned(),
        category: "Flower".to_owned(),
        cannabis: true,
        quantity,
        unit_price: Money(cents),
    }
}

fn cart(lines: Vec<CartLine>) -> Cart {
    let at = Moment { date: "2026-11-23".parse().expect("a Monday"), minute: 17 * 60 };
    Cart { lines, program: Program::Adult, place: Place::Web, at }
}

fn net(lines: Vec<CartLine>, promotions: &[Promotion]) -> i64 {
    price(&cart(lines), promotions).net().0
}

#[test]
fn each_form_takes_off_what_it_says() {
    let all = Goods::default;
    let second = |buy, get, whole, others| Gives::SecondUnit { buy, get, percent: percent(whole), others };
    for (gives, lines, wanted) in [
        (Gives::PercentOff { percent: percent(10) }, vec![line("a", 3, 2_499)], 3 * 2_249),
        (Gives::AmountOff { off: Money(500) }, vec![line("a", 2, 2_000), line("b", 1, 300)], 3_000),
        (Gives::FixedPrice { price: Money(1_500) }, vec![line("a", 2, 2_000), line("b", 1, 900)], 3_900),
        (Gives::CartOff { off: Money(1_000), minimum: Money(5_000) }, vec![line("a", 2, 2_500)], 4_000),
        (Gives::CartOff { off: Money(1_000), minimum: Money(5_001) }, vec![line("a", 2, 2_500)], 5_000),
        // Two of the dearest for thirty, the third at its price.
        (
            Gives::Bundle { units: 2, price: Money(3_000) },
            vec![line("a", 2, 2_000), line("b", 1, 900)],
            3_900,
        ),
        // Of three, one set: the cheaper of the two dearest is half.
        (second(1, 1, 50, None), vec![line("a", 2, 2_000), line("b", 1, 900)], 2_000 + 1_000 + 900),
        (second(2, 1, 100, Some(of_skus(&["b"]))), vec![line("a", 2, 2_000), line("b", 2, 900)], 4_900),
    ] {
        let goods =
            if matches!(&gives, Gives::SecondUnit { others: Some(_), .. }) { of_skus(&["a"]) } else { all() };
        let one = promotion("p", gives.clone(), goods, Stacking::Exclusive);
        assert_eq!(net(lines, &[one]), wanted, "{gives:?}");
    }
}

#[test]
fn a_second_unit_for_less_is_a_part_of_its_own_and_a_free_one_is_seen() {
    let free = Gives::SecondUnit { buy: 1, get: 1, percent: percent(100), others: None };
    let priced =
        price(&cart(vec![line("a", 2, 2_000)]), &[promotion("p", free, Goods::default(), Stacking::Stacks)]);
    let found = &priced.lines[0];
    let parts: Vec<_> = found.parts.iter().map(|part| (part.units, part.each.0)).collect();
    assert_eq!((parts, found.cheapest()), (vec![(1, 2_000), (1, 0)], Some(Money::ZERO)));
    assert_eq!(found.net_unit().map(|net| net.to_string()), Some("10.00".to_owned()));
    assert_eq!(NetUnit::of(Money(6_253), 3).map(|net| net.to_string()), Some("62.53 for 3".to_owned()));
}

#[test]
fn what_was_not_given_says_why() {
    let off = || Gives::PercentOff { percent: percent(10) };
    let of = |id: &str, change: fn(&mut Terms)| {
        let mut one = promotion(id, off(), Goods::default(), Stacking::Stacks);
        change(&mut one.terms);
        one
    };
    let promotions = [
        of("date", |terms| terms.from = "2026-11-24".parse().expect("a date")),
        of("day", |terms| terms.weekdays = vec![countersign_domain::promotion::Weekday::Sunday]),
        of("hour", |terms| {
            terms.hours = Some(countersign_domain::promotion::Hours { from: 960, until: 1_020 });
        }),
        of("place", |terms| terms.places = Places::Counter),
        of("whom", |terms| terms.whom = Whom::Medical),
        of("cart", |terms| terms.goods = of_skus(&["z"])),
        of("given", |terms| terms.uses_max = Some(1)),
        promotion("worse", Gives::AmountOff { off: Money(1) }, Goods::default(), Stacking::Exclusive),
    ];
    let priced = price(&cart(vec![line("a", 2, 1_000)]), &promotions);
    let given: Vec<_> = priced.given.iter().map(|given| (given.id.as_str(), given.amount)).collect();
    assert_eq!(given, [("given", Money(100))]);
    let why: Vec<_> = priced.not_given.iter().map(|not| (not.id.as_str(), not.why)).collect();
    let wanted = [
        ("cart", WhyNot::Cart),
        ("date", WhyNot::Dates),
        ("day", WhyNot::Weekday),
        ("hour", WhyNot::Hours),
        ("place", WhyNot::Place),
        ("whom", WhyNot::Whom),
        ("worse", WhyNot::Better),
    ];
    assert_eq!(why, wanted);
}

#[test]
fn a_cart_beyond_counting_is_priced_at_the_shelf() {
    let off = promotion("p", Gives::PercentOff { percent: percent(50) }, Goods::default(), Stacking::Stacks);
    let priced = price(&cart(vec![line("a", 1_001, 100)]), &[off]);
    assert_eq!((priced.net(), priced.not_given[0].why), (Money(100_100), WhyNot::TooLarge));
}

fn gives() -> impl Strategy<Value = Gives> {
    let other = prop_oneof![Just(None), Just(Some(of_skus(&["b", "c"])))];
    prop_oneof![
        (1_i64..=100).prop_map(|whole| Gives::PercentOff { percent: percent(whole) }),
        (1_i64..900).prop_map(|cents| Gives::AmountOff { off: Money(cents) }),
        (0_i64..900).prop_map(|cents| Gives::FixedPrice { price: Money(cents) }),
        (1_i64..900, 0_i64..900)
            .prop_map(|(off, more)| Gives::CartOff { off: Money(off), minimum: Money(off + more) }),
        (2_u32..4, 0_i64..1_500).prop_map(|(units, cents)| Gives::Bundle { units, price: Money(cents) }),
        (1_u32..3, 1_u32..3, 1_i64..=100, other).prop_map(|(buy, get, whole, others)| Gives::SecondUnit {
            buy,
            get,
            percent: percent(whole),
            others,
        }),
    ]
}

fn some_goods() -> impl Strategy<Value = Goods> {
    prop_oneof![
        Just(Goods::default()),
        Just(of_skus(&["a"])),
        Just(of_skus(&["a", "b"])),
        Just(of_skus(&["c"])),
    ]
}

fn promotions(most: usize) -> impl Strategy<Value = Vec<Promotion>> {
    let one =
        (gives(), some_goods(), any::<bool>(), 0_u16..3, prop_oneof![Just(None), (1_u32..4).prop_map(Some)]);
    prop::collection::vec(one, 0..most).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(at, (gives, goods, stacks, priority, uses))| {
            let stacking = if stacks { Stacking::Stacks } else { Stacking::Exclusive };
            let mut one = promotion(&format!("p{at}"), gives, goods, stacking);
            (one.terms.priority, one.terms.uses_max) = (priority, uses);
            one
        });
        made.collect()
    })
}

fn lines() -> impl Strategy<Value = Vec<CartLine>> {
    let one = (
        prop::sample::select(vec!["a", "b", "c"]),
        1_i64..5,
        prop::sample::select(vec![1_i64, 333, 1_000, 2_499]),
    );
    prop::collection::vec(one, 1..5)
        .prop_map(|all| all.into_iter().map(|(sku, quantity, cents)| line(sku, quantity, cents)).collect())
}

fn adds_up(priced: &Priced) {
    for line in &priced.lines {
        let of_parts: i64 = line.parts.iter().map(|part| part.units * part.each.0).sum();
        let units: i64 = line.parts.iter().map(|part| part.units).sum();
        assert_eq!((of_parts, units), (line.net.0, line.quantity));
        assert!(line.net >= Money::ZERO && line.discount >= Money::ZERO);
        assert!(line.parts.iter().all(|part| (0..=line.unit_price.0).contains(&part.each.0)));
        assert_eq!(line.net + line.discount, line.unit_price.times(line.quantity).expect("no overflow"));
    }
    for (at, line) in priced.lines.iter().enumerate() {
        let shares = priced.given.iter().flat_map(|given| &given.shares).filter(|share| share.0 == at);
        assert_eq!(shares.map(|share| share.1).sum::<Money>(), line.discount);
    }
    for given in &priced.given {
        assert_eq!(given.shares.iter().map(|share| share.1).sum::<Money>(), given.amount);
    }
}

/// The promotion by itself, on unit prices, in another way than the engine: by trying.
fn alone(one: &Promotion, lines: &[CartLine]) -> i64 {
    let units: Vec<(&CartLine, i64)> =
        lines.iter().flat_map(|line| (0..line.quantity).map(move |_| (line, line.unit_price.0))).collect();
    let whole: i64 = units.iter().map(|unit| unit.1).sum();
    let of = |goods: &Goods| -> Vec<i64> {
        units.iter().filter(|(line, _)| goods.holds(&line.sku, &line.category)).map(|unit| unit.1).collect()
    };
    let mine = of(&one.terms.goods);
    let uses = one.terms.uses_max.map_or(usize::MAX, |uses| uses as usize);
    let off = |percent: Percent, price: i64| (price * percent.hundredths() + 5_000) / 10_000;
    let most = |mut cuts: Vec<i64>, count: usize| -> i64 {
        cuts.sort_unstable_by(|one, other| other.cmp(one));
        cuts.into_iter().take(count).filter(|cut| *cut > 0).sum()
    };
    let cut = match &one.terms.gives {
        Gives::PercentOff { percent } => most(mine.iter().map(|p| off(*percent, *p)).collect(), uses),
        Gives::AmountOff { off } => most(mine.iter().map(|p| off.0.min(*p)).collect(), uses),
        Gives::FixedPrice { price } => most(mine.iter().map(|p| p - price.0).collect(), uses),
        Gives::CartOff { off, minimum } => {
            let sum: i64 = mine.iter().sum();
            if sum >= minimum.0 { off.0.min(sum) } else { 0 }
        }
        Gives::Bundle { units, price } => {
            let bought = |set: &[i64]| (set.iter().sum::<i64>() - price.0).max(0);
            sets(&mine, *units as usize, uses, &bought)
        }
        Gives::SecondUnit { buy, get, percent, others: None } => {
            let cheapest = |set: &[i64]| {
                let mut set = set.to_vec();
                set.sort_unstable();
                set.iter().take(*get as usize).map(|price| off(*percent, *price)).sum()
            };
            sets(&mine, (*buy + *get) as usize, uses, &cheapest)
        }
        Gives::SecondUnit { buy, get, percent, others: Some(others) } => {
            let bought = units
                .iter()
                .filter(|(l, _)| {
                    one.terms.goods.holds(&l.sku, &l.category) && !others.holds(&l.sku, &l.category)
                })
                .count();
            let count = (bought / *buy as usize).min(uses) * *get as usize;
            most(of(others).iter().map(|price| off(*percent, *price)).collect(), count)
        }
    };
    whole - cut
}

/// The most that any choice of sets saves: every one of them is tried.
fn sets(mine: &[i64], size: usize, uses: usize, saves: &dyn Fn(&[i64]) -> i64) -> i64 {
    if mine.len() < size || uses == 0 {
        return 0;
    }
    // Without the first, or with it and every choice of the others of its set.
    let mut best = sets(&mine[1..], size, uses, saves);
    for mask in 0_u32..(1 << (mine.len() - 1)) {
        if mask.count_ones() as usize != size - 1 {
            continue;
        }
        let chosen = |at: usize| at == 0 || mask & (1 << (at - 1)) != 0;
        let set: Vec<i64> = (0..mine.len()).filter(|at| chosen(*at)).map(|at| mine[at]).collect();
        let rest: Vec<i64> = (0..mine.len()).filter(|at| !chosen(*at)).map(|at| mine[at]).collect();
        best = best.max(saves(&set) + sets(&rest, size, uses - 1, saves));
    }
    best
}

proptest! {
    #[test]
    fn no_cent_is_lost_and_nothing_costs_less_than_nothing(lines in lines(), all in promotions(5)) {
        adds_up(&price(&cart(lines), &all));
    }

    #[test]
    fn the_order_of_lines_and_promotions_does_not_matter(
        lines in lines(), all in promotions(5), turn in 0_usize..5, other in 0_usize..5,
    ) {
        let before = price(&cart(lines.clone()), &all);
        let (mut lines, mut all) = (lines, all);
        let (at, of) = (turn % lines.len(), if all.is_empty() { 0 } else { other % all.len() });
        lines.rotate_left(at);
        lines.reverse();
        all.rotate_left(of);
        prop_assert_eq!(price(&cart(lines), &all), before);
    }

    #[test]
    fn one_more_exclusive_promotion_never_makes_a_cart_dearer(
        lines in lines(), all in promotions(5), gives in gives(), goods in some_goods(),
    ) {
        let before = net(lines.clone(), &all);
        let mut more = all;
        more.push(promotion("q", gives, goods, Stacking::Exclusive));
        prop_assert!(net(lines, &more) <= before);
    }

    #[test]
    fn what_lines_of_one_product_share_adds_up(lines in lines(), all in promotions(4)) {
        let priced = price(&cart(lines.clone()), &all);
        prop_assert_eq!(priced.nets_of(&lines).into_iter().sum::<Money>(), priced.net());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Of exclusive ones the customer gets the one that is really the cheapest, each worked out by trying every set.
    #[test]
    fn the_best_is_the_best(
        lines in prop::collection::vec(
            (prop::sample::select(vec!["a", "b", "c"]), 1_i64..3, prop::sample::select(vec![1_i64, 333, 1_000, 2_499])), 1..4,
        ),
        all in promotions(4),
    ) {
        let lines: Vec<CartLine> = lines.into_iter().map(|(sku, count, cents)| line(sku, count, cents)).collect();
        let mut all = all;
        for one in &mut all {
            one.terms.stacking = Stacking::Exclusive;
        }
        let whole: i64 = lines.iter().map(|line| line.quantity * line.unit_price.0).sum();
        let best = all.iter().map(|one| alone(one, &lines)).min().unwrap_or(whole).min(whole);
        prop_assert_eq!(net(lines, &all), best);
    }

    /// Of those that stack, no choice among them would have cost less.
    #[test]
    fn no_choice_of_stacking_ones_is_cheaper(lines in lines(), all in promotions(4)) {
        let mut all = all;
        for one in &mut all {
            one.terms.stacking = Stacking::Stacks;
        }
        let together = net(lines.clone(), &all);
        for set in 0_u32..(1 << all.len()) {
            let some: Vec<Promotion> =
                all.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0).map(|(_, one)| one.clone()).collect();
            prop_assert!(together <= net(lines.clone(), &some));
        }
    }
}

mod law {
    use countersign_domain::promotion::law::{OnShelf, examples, question};
    use countersign_rulebook::Practice;

    use super::*;

    fn product(sku: &str, cents: i64, cost: Option<i64>) -> OnShelf {
        OnShelf {
            sku: sku.to_owned(),
            name: sku.to_owned(),
            category: "Flower".to_owned(),
            cannabis: sku != "papers",
            adult: Some(Money(cents)),
            medical: None,
            cost: cost.map(Money),
        }
    }

    fn shelf() -> Vec<OnShelf> {
        vec![
            product("a", 2_000, Some(900)),
            product("b", 1_000, Some(900)),
            product("papers", 300, Some(100)),
        ]
    }

    /// Sure and possible, of a promotion for everybody and everywhere whose terms are stated.
    fn asked(gives: Gives, goods: Goods, change: fn(&mut Terms)) -> (Vec<Practice>, Vec<Practice>) {
        let mut one = promotion("p", gives, goods, Stacking::Exclusive);
        "Until Sunday, while it lasts.".clone_into(&mut one.terms.words);
        change(&mut one.terms);
        let question = question(&one, &[], &shelf(), "us-co", &[]);
        (question.practices, question.possible)
    }

    #[test]
    fn what_a_promotion_is_goes_by_its_prices_and_not_by_its_name() {
        use Practice::{
            BelowCost, FreeAccessory, FreeGoods, HappyHour, MedicalDiscount, NoTerms, PriceCut, PublicPrice,
            SecondUnit, StrikeThrough, TiedSale, WebOnly,
        };
        let off = |whole| Gives::PercentOff { percent: percent(whole) };
        let second = |whole| Gives::SecondUnit { buy: 1, get: 1, percent: percent(whole), others: None };
        let a = || of_skus(&["a"]);
        let as_it_is: fn(&mut Terms) = |_| {};
        for (gives, goods, change, wanted) in [
            (off(10), a(), as_it_is, vec![PriceCut, PublicPrice]),
            // Half of ten dollars is under what it cost; half of twenty is not.
            (off(50), Goods::default(), as_it_is, vec![PriceCut, BelowCost, PublicPrice]),
            (off(100), a(), as_it_is, vec![PriceCut, FreeGoods, BelowCost, PublicPrice]),
            (off(100), of_skus(&["papers"]), as_it_is, vec![PriceCut, FreeAccessory, BelowCost, PublicPrice]),
            (second(50), a(), as_it_is, vec![SecondUnit, PublicPrice]),
            // Called whatever: the second one is for nothing.
            (
                second(100),
                a(),
                |t| "Penny special".clone_into(&mut t.name),
                vec![SecondUnit, FreeGoods, BelowCost, PublicPrice],
            ),
            (
                Gives::CartOff { off: Money(100), minimum: Money(4_000) },
                a(),
                as_it_is,
                vec![TiedSale, PublicPrice],
            ),
            (off(10), a(), |t| t.places = Places::Counter, vec![PriceCut]),
            (
                off(10),
                a(),
                |t| {
                    (t.places, t.whom, t.words) = (Places::Web, Whom::Medical, String::new());
                    t.hours = Some(countersign_domain::promotion::Hours { from: 960, until: 1_080 });
                    "Friday sale".clone_into(&mut t.name);
                },
                vec![PriceCut, HappyHour, WebOnly, MedicalDiscount, PublicPrice, StrikeThrough, NoTerms],
            ),
        ] {
            let mut wanted = wanted;
            wanted.sort_unstable();
            assert_eq!(asked(gives.clone(), goods, change), (wanted, vec![]), "{gives:?}");
        }
    }

    #[test]
    fn what_is_not_known_stays_possible() {
        let one = promotion("p", Gives::AmountOff { off: Money(100) }, Goods::default(), Stacking::Stacks);
        let dear = [product("a", 2_000, None)];
        assert_eq!(question(&one, &[], &dear, "us-co", &[]).possible, [Practice::BelowCost]);
        assert_eq!(
            question(&one, &[], &[], "us-co", &[]).possible,
            [Practice::FreeGoods, Practice::BelowCost]
        );
    }

    #[test]
    fn two_that_stack_are_asked_about_together() {
        let half = |id: &str| {
            promotion(id, Gives::AmountOff { off: Money(1_000) }, of_skus(&["a"]), Stacking::Stacks)
        };
        let alone = question(&half("p"), &[], &shelf(), "us-co", &[]);
        let beside = question(&half("p"), &[half("q")], &shelf(), "us-co", &[]);
        let free =
            |asked: &countersign_rulebook::PromotionQuestion| asked.practices.contains(&Practice::FreeGoods);
        assert!(!free(&alone) && free(&beside));
        let shown = examples(&half("p"), &[], &shelf());
        assert!(shown.iter().all(|example| example.about().is_some_and(|line| line.net == Money(1_000))));
    }
}
