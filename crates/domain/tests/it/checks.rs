use countersign_domain::customers::Standing;
use countersign_domain::orders::facts::{MedicalFacts, OrderFacts, StateAllowance, StatePackageFact};
use countersign_domain::orders::{CheckName, Fulfilment, Verification, verify};
use countersign_domain::reading::Reading;
use countersign_domain::verdict::{Override, OverrideTerms, Verdict};
use countersign_kernel::Money;
use countersign_rulebook::{Category, CustomerClass, Measure, Program};

use crate::facts::{at, known, lawful, line, rulebook, unknown};

fn spoilt(spoil: impl FnOnce(&mut OrderFacts)) -> Verification {
    let mut facts = lawful();
    spoil(&mut facts);
    verify(&facts, &rulebook())
}

/// The one check that must not let the order through, its verdict, and nothing else.
fn check(spoil: impl FnOnce(&mut OrderFacts), name: CheckName, verdict: Verdict) {
    let verification = spoilt(spoil);
    let open: Vec<_> =
        verification.results.iter().filter(|r| !r.lets_through()).map(|r| (r.check, r.verdict)).collect();
    assert_eq!(open, [(name, verdict)], "{verification:#?}");
    assert_eq!(verification.verdict, verdict);
    let result = verification.of(name).expect("every check is there");
    assert!(result.rule.is_some() && !result.found.is_empty() && !result.short.is_empty(), "{result:#?}");
    assert!(result.terms.is_some(), "a check that stands in the way says whether it can be overridden");
}

fn package(facts: &mut OrderFacts) -> &mut StatePackageFact {
    match &mut facts.stock.packages[0].state {
        Reading::Known { value: Some(package), .. } => package,
        other => panic!("the lawful order has a package: {other:?}"),
    }
}

#[test]
fn a_lawful_order_passes_all_ten_in_their_fixed_order() {
    let verification = spoilt(|_| {});
    assert_eq!(verification.verdict, Verdict::Pass);
    assert_eq!(verification.strip(), "ppppnppppn");
    let names: Vec<_> = verification.results.iter().map(|r| r.check).collect();
    assert_eq!(names, CheckName::ALL);
    assert!(verification.results.iter().all(|r| r.rule.is_some() || r.verdict == Verdict::NotNeeded));
}

#[test]
fn identity() {
    let named = |facts: &mut OrderFacts, profiles: i64| match &mut facts.identity {
        Reading::Known { value, .. } => value.profiles = profiles,
        Reading::Unknown { .. } => {}
    };
    check(|f| f.identity = unknown("down"), CheckName::Identity, Verdict::Unknown);
    check(|f| named(f, 0), CheckName::Identity, Verdict::Unknown);
    check(|f| named(f, 2), CheckName::Identity, Verdict::Unknown);
    let disagree = |f: &mut OrderFacts| {
        if let Reading::Known { value, .. } = &mut f.identity {
            value.disagrees = vec!["birth date".to_owned()];
        }
    };
    check(disagree, CheckName::Identity, Verdict::Stop);
    let little = |f: &mut OrderFacts| {
        if let Reading::Known { value, .. } = &mut f.identity {
            value.agrees.pop();
        }
    };
    check(little, CheckName::Identity, Verdict::Unknown);
}

#[test]
fn age_is_the_lowest_anybody_says() {
    check(|f| f.age.order = known(20), CheckName::Age, Verdict::Stop);
    check(|f| f.age.profile = known(20), CheckName::Age, Verdict::Stop);
    check(|f| f.age.profile = unknown("no birth date"), CheckName::Age, Verdict::Unknown);
    assert_eq!(spoilt(|f| f.age.order = unknown("not given")).verdict, Verdict::Pass);
    assert_eq!(spoilt(|f| f.age.order = known(21)).verdict, Verdict::Pass);
}

#[test]
fn a_jurisdiction_without_rules_is_never_a_yes() {
    let verification = spoilt(|f| {
        f.jurisdiction = "us-zz".to_owned();
        f.limit.question.jurisdiction = "us-zz".to_owned();
    });
    assert_eq!(verification.verdict, Verdict::Unknown);
    assert_eq!(verification.of(CheckName::PurchaseLimit).map(|r| r.verdict), Some(Verdict::Unknown));
    assert_eq!(verification.of(CheckName::Age).map(|r| r.verdict), Some(Verdict::Unknown));
}

#[test]
fn standing() {
    check(|f| f.standing = known(Standing::Banned), CheckName::NotBanned, Verdict::Stop);
    check(|f| f.standing = known(Standing::Cancelled), CheckName::NotBanned, Verdict::Stop);
    check(|f| f.standing = known(Standing::OnHold), CheckName::NotBanned, Verdict::Unknown);
    check(|f| f.standing = known(Standing::Unclear), CheckName::NotBanned, Verdict::Unknown);
    check(|f| f.standing = unknown("down"), CheckName::NotBanned, Verdict::Unknown);
}

#[test]
fn the_document_is_good_on_its_last_day_and_not_after() {
    let day = |text: &str| known(Some(text.parse().expect("a date")));
    assert_eq!(spoilt(|f| f.id_expires = day("2026-11-20")).verdict, Verdict::Pass);
    check(|f| f.id_expires = day("2026-11-19"), CheckName::IdInDate, Verdict::Stop);
    check(|f| f.id_expires = known(None), CheckName::IdInDate, Verdict::Unknown);
    check(|f| f.id_expires = unknown("down"), CheckName::IdInDate, Verdict::Unknown);
}

fn patient(facts: &mut OrderFacts) {
    facts.program = Program::Medical;
    facts.limit.question.program = Program::Medical;
    facts.limit.question.customer.class = CustomerClass::Patient;
    let registered = known(true);
    facts.medical = Some(MedicalFacts { card_expires: known("2027-01-01".parse().ok()), registered });
    facts.limit.state_allowance = Some(known(StateAllowance {
        flower_ounces: Some("0.5".to_owned()),
        concentrate_ounces: None,
        infused_ounces: None,
        not_yet_posted: Vec::new(),
        at_register_today: Vec::new(),
        posted_today: Vec::new(),
    }));
}

fn medical(facts: &mut OrderFacts) -> &mut MedicalFacts {
    patient(facts);
    facts.medical.as_mut().expect("a patient")
}

#[test]
fn a_patients_card_and_registration() {
    assert_eq!(spoilt(patient).verdict, Verdict::Pass);
    let card = |text: &str| known(Some(text.parse().expect("a date")));
    check(|f| medical(f).card_expires = card("2026-11-19"), CheckName::MedicalCard, Verdict::Stop);
    check(|f| medical(f).registered = known(false), CheckName::MedicalCard, Verdict::Stop);
    check(|f| medical(f).registered = unknown("down"), CheckName::MedicalCard, Verdict::Unknown);
    check(|f| medical(f).card_expires = known(None), CheckName::MedicalCard, Verdict::Unknown);
}

/// So many ounces of flower left; so many grams that we have not posted, and that the register sold today.
fn flower_left(facts: &mut OrderFacts, ounces: &str, unposted: &str, register: &str) {
    patient(facts);
    facts.limit.state_allowance = Some(known(StateAllowance {
        flower_ounces: Some(ounces.to_owned()),
        concentrate_ounces: None,
        infused_ounces: None,
        not_yet_posted: vec![line(Category::Flower, Measure::Grams, unposted)],
        at_register_today: vec![line(Category::Flower, Measure::Grams, register)],
        posted_today: Vec::new(),
    }));
}

#[test]
fn the_states_own_figure_is_a_second_cap() {
    // 7 g in the cart; a quarter ounce is 7.08738 g.
    assert_eq!(spoilt(|f| flower_left(f, "0.25", "0", "0")).verdict, Verdict::Pass);
    check(|f| flower_left(f, "0.25", "0.1", "0"), CheckName::PurchaseLimit, Verdict::Stop);
    check(|f| flower_left(f, "-1", "0", "0"), CheckName::PurchaseLimit, Verdict::Stop);
    let down = |f: &mut OrderFacts| {
        patient(f);
        f.limit.state_allowance = Some(unknown("down"));
    };
    check(down, CheckName::PurchaseLimit, Verdict::Unknown);
}

#[test]
fn what_the_register_sold_the_state_may_not_have_counted() {
    // 7 g in the cart; half an ounce is 14.17476 g.
    assert_eq!(spoilt(|f| flower_left(f, "0.5", "0", "7")).verdict, Verdict::Pass);
    check(|f| flower_left(f, "0.5", "0", "7.2"), CheckName::PurchaseLimit, Verdict::Unknown);
    check(|f| flower_left(f, "0.2", "0", "7.2"), CheckName::PurchaseLimit, Verdict::Stop);
    // What is certain of one form is said before what is not known of another.
    let both = |f: &mut OrderFacts| {
        flower_left(f, "0.5", "0", "7.2");
        let edible =
            line(Category::Edible, Measure::MgThc, "300").with(Measure::Grams, "5".parse().expect("grams"));
        f.limit.question.cart.push(edible);
        if let Some(Reading::Known { value, .. }) = &mut f.limit.state_allowance {
            value.infused_ounces = Some("0.01".to_owned());
        }
    };
    check(both, CheckName::PurchaseLimit, Verdict::Stop);
}

#[test]
fn what_was_sold_of_infused_prerolls_the_state_may_have_counted_as_flower() {
    // 0.28 oz is 7.93786 g.
    let sold = |facts: &mut OrderFacts, category: Category, grams: &str| {
        patient(facts);
        facts.limit.question.cart = vec![line(Category::Concentrate, Measure::Grams, "6")];
        facts.limit.state_allowance = Some(known(StateAllowance {
            flower_ounces: None,
            concentrate_ounces: Some("0.28".to_owned()),
            infused_ounces: None,
            not_yet_posted: Vec::new(),
            at_register_today: Vec::new(),
            posted_today: vec![line(category, Measure::Grams, grams)],
        }));
    };
    assert_eq!(spoilt(|f| sold(f, Category::InfusedPreroll, "1.9")).verdict, Verdict::Pass);
    assert_eq!(spoilt(|f| sold(f, Category::Vape, "2")).verdict, Verdict::Pass);
    check(|f| sold(f, Category::InfusedPreroll, "2"), CheckName::PurchaseLimit, Verdict::Unknown);
}

#[test]
fn of_infused_goods_the_state_counts_the_thc() {
    let gummies = |facts: &mut OrderFacts, mg: &str| {
        patient(facts);
        let pack =
            line(Category::Edible, Measure::MgThc, mg).with(Measure::Grams, "55".parse().expect("grams"));
        facts.limit.question.cart = vec![pack];
        facts.limit.state_allowance = Some(known(StateAllowance {
            flower_ounces: None,
            concentrate_ounces: None,
            // 0.01 oz is 283.495 mg.
            infused_ounces: Some("0.01".to_owned()),
            not_yet_posted: Vec::new(),
            at_register_today: Vec::new(),
            posted_today: Vec::new(),
        }));
    };
    assert_eq!(spoilt(|f| gummies(f, "283")).verdict, Verdict::Pass);
    check(|f| gummies(f, "284"), CheckName::PurchaseLimit, Verdict::Stop);
}

#[test]
fn the_purchase_limit() {
    let cart = |f: &mut OrderFacts, grams: &str| {
        f.limit.question.cart = vec![line(Category::Flower, Measure::Grams, grams)];
    };
    assert_eq!(spoilt(|f| cart(f, "28")).verdict, Verdict::Pass);
    check(|f| cart(f, "28.4"), CheckName::PurchaseLimit, Verdict::Stop);
    check(|f| f.limit.missing = vec!["gummies".to_owned()], CheckName::PurchaseLimit, Verdict::Unknown);
    check(|f| f.limit.own_history = unknown("the till is down"), CheckName::PurchaseLimit, Verdict::Unknown);
    check(|f| f.limit.question.customer.age = None, CheckName::PurchaseLimit, Verdict::Unknown);
}

#[test]
fn an_adult_limit_that_is_not_known_leaves_no_room_for_an_override() {
    let signed = Override {
        check: CheckName::PurchaseLimit,
        ground: "we know him".to_owned(),
        requested_by: "a".to_owned(),
        countersigned_by: "b".to_owned(),
        at: at(),
    };
    let verification = spoilt(|f| {
        f.limit.own_history = unknown("the till is down");
        f.overrides = vec![signed];
    });
    let limit = verification.of(CheckName::PurchaseLimit).expect("the limit check");
    assert!(matches!(limit.terms, Some(OverrideTerms::Never { .. })), "{limit:#?}");
    assert_eq!((limit.overridden.is_none(), verification.verdict), (true, Verdict::Unknown));
}

#[test]
fn two_hands_let_an_unknown_through_and_never_a_stop() {
    let signed = |check: CheckName, by: &str| Override {
        check,
        ground: "saw the card on video".to_owned(),
        requested_by: "a".to_owned(),
        countersigned_by: by.to_owned(),
        at: at(),
    };
    let twins = |f: &mut OrderFacts| {
        if let Reading::Known { value, .. } = &mut f.identity {
            value.profiles = 2;
        }
    };
    let with = |by: &str| {
        spoilt(|f| {
            twins(f);
            f.overrides = vec![signed(CheckName::Identity, by)];
        })
    };
    assert_eq!((with("b").verdict, with("b").strip().starts_with('o')), (Verdict::Pass, true));
    assert_eq!(with("a").verdict, Verdict::Unknown, "one person is not two hands");
    let stop = |f: &mut OrderFacts| {
        f.standing = known(Standing::Banned);
        f.overrides = vec![signed(CheckName::NotBanned, "b")];
    };
    check(stop, CheckName::NotBanned, Verdict::Stop);
}

#[test]
fn stock_comes_from_packages_the_state_lets_us_sell() {
    check(|f| f.stock.lines[0].short = 1, CheckName::Stock, Verdict::Stop);
    check(|f| f.stock.shelf = unknown("the till is down"), CheckName::Stock, Verdict::Unknown);
    check(|f| f.stock.packages[0].state = unknown("down"), CheckName::Stock, Verdict::Unknown);
    check(|f| f.stock.packages[0].state = known(None), CheckName::Stock, Verdict::Stop);
    check(|f| package(f).on_hold = true, CheckName::Stock, Verdict::Stop);
    check(|f| package(f).recalled = true, CheckName::Stock, Verdict::Stop);
    check(|f| package(f).finished = true, CheckName::Stock, Verdict::Stop);
    check(|f| package(f).lab_state = "TestFailed".to_owned(), CheckName::Stock, Verdict::Stop);
    check(|f| package(f).lab_state = "SomethingNew".to_owned(), CheckName::Stock, Verdict::Stop);
    check(|f| package(f).expires = "2026-11-19".parse().ok(), CheckName::Stock, Verdict::Stop);
    check(|f| package(f).quantity = "4.99".to_owned(), CheckName::Stock, Verdict::Stop);
    check(|f| package(f).quantity = "many".to_owned(), CheckName::Stock, Verdict::Unknown);
}

#[test]
fn a_stop_speaks_before_an_unknown() {
    let verification = spoilt(|f| {
        f.standing = unknown("down");
        package(f).recalled = true;
    });
    assert_eq!(verification.verdict, Verdict::Stop);
    assert_eq!(verification.spokesman().map(|r| r.check), Some(CheckName::Stock));
}

#[test]
fn price() {
    let till = |f: &mut OrderFacts, cents: Option<i64>| {
        if let Reading::Known { value, .. } = &mut f.prices {
            value[0].till = cents.map(Money);
        }
    };
    check(|f| till(f, Some(2799)), CheckName::Price, Verdict::Stop);
    check(|f| till(f, None), CheckName::Price, Verdict::Unknown);
    check(|f| f.prices = unknown("down"), CheckName::Price, Verdict::Unknown);
}

#[test]
fn gate_and_hours() {
    let window = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    check(|f| f.gate.open = false, CheckName::Gate, Verdict::Unknown);
    check(|f| f.gate.window = window("08:30", "09:30"), CheckName::Gate, Verdict::Stop);
    check(|f| f.gate.window = window("21:30", "22:30"), CheckName::Gate, Verdict::Stop);
    assert_eq!(spoilt(|f| f.gate.window = None).verdict, Verdict::Pass);
    assert_eq!(spoilt(|f| f.gate.window = window("21:30", "22:00")).verdict, Verdict::Pass);
}

#[test]
fn a_delivery_address_is_for_a_person_to_review() {
    check(|f| f.fulfilment = Fulfilment::Delivery, CheckName::Address, Verdict::Unknown);
    assert_eq!(spoilt(|f| f.fulfilment = Fulfilment::Curbside).verdict, Verdict::Pass);
}

#[test]
fn what_was_written_down_reads_back_and_decides_the_same() {
    let mut of_patient = lawful();
    patient(&mut of_patient);
    if let Some(Reading::Known { value, .. }) = &mut of_patient.limit.state_allowance {
        value.not_yet_posted = vec![line(Category::Flower, Measure::Grams, "0.25")];
    }
    for facts in [lawful(), of_patient] {
        let text = serde_json::to_string(&facts).expect("facts have a JSON form");
        let back: OrderFacts = serde_json::from_str(&text).expect("facts read back from text");
        assert_eq!(back, facts);
        let value = serde_json::to_value(&facts).expect("facts have a JSON form");
        assert_eq!(serde_json::from_value::<OrderFacts>(value).expect("and from the record"), facts);
        assert_eq!(verify(&back, &rulebook()), verify(&facts, &rulebook()));
    }
}
