//! Invented orders: one stopped by the limit, one ready to be countersigned, one unknown with an override asked for.

use super::order::{
    Cart, CartLine, Check, Choice, ClockNote, Hand, Lock, Meter, OrderPage, OverrideNote, Owed, Remedy, Step,
    Why,
};
use super::queue_sample::clock;
use crate::shell::{Keys, Room, Shell};
use crate::ui::{Action, Badge, CHECKS, Channel, Fact, How, LogKind, LogLine, Person, Tag, Tone, Verdict};

const KEYS: [&str; 10] = [
    "identity",
    "age",
    "not-banned",
    "id-in-date",
    "medical-card",
    "purchase-limit",
    "stock",
    "price",
    "gate",
    "address",
];

fn check(at: usize, verdict: Verdict, found: &str, rule: &str) -> Check {
    let why = (!rule.is_empty()).then(|| Why {
        title: "The rule".to_owned(),
        plain: "The person must be known, of age and allowed to buy here.".to_owned(),
        more: String::new(),
        citation: rule.to_owned(),
        href: None,
        source: None,
        dates: "read 20 Nov 2026".to_owned(),
    });
    Check {
        key: KEYS[at],
        name: CHECKS[at],
        verdict,
        found: found.to_owned(),
        rule: rule.to_owned(),
        open: false,
        meter: None,
        why,
        evidence: vec![Fact::new("Checked", "22 Nov 2026, 09:59:33 MST")],
        remedy: None,
    }
}

pub(super) fn stops() -> Vec<Check> {
    vec![limit_stop()]
}

fn limit_stop() -> Check {
    let cart = |title: &str, amount: &str, consequence: &str| Choice {
        title: title.to_owned(),
        amount: amount.to_owned(),
        consequence: consequence.to_owned(),
    };
    Check {
        open: true,
        meter: Some(Meter {
            sentence: "Bought 14.00 g, this cart 18.46 g, together 32.46 g of a cap of 28.35 g".to_owned(),
            used: 400,
            cart: 410,
            over: 118,
            cap: 810,
            used_text: "14.00 g".to_owned(),
            cart_text: "18.46 g".to_owned(),
            over_text: Some("4.11 g".to_owned()),
            cap_text: "28.35 g".to_owned(),
            unit_note: "in grams of flower, exact sum 32.456 g".to_owned(),
        }),
        why: Some(Why {
            title: "Why it stops".to_owned(),
            plain: "An adult may buy one ounce of flower, or its equivalent, in one day.".to_owned(),
            more: "Eight grams of concentrate count as one ounce; so do 800 mg of THC in products."
                .to_owned(),
            citation: "1 CCR 212-3, Rule 6-110(C)".to_owned(),
            href: Some("/rulebook/us-co/adult-transaction".to_owned()),
            source: Some("https://example.org/rule-6-110".to_owned()),
            dates: "in force since 1 Oct 2016, read 20 Nov 2026".to_owned(),
        }),
        evidence: vec![
            Fact::link("Today 09:12", "Order 1279, 14 g flower, picked up here", "/orders/ord_1279"),
            Fact::new("Other shops", "Colorado keeps no register of adults; there is none to ask"),
            Fact::new("Open orders", "None besides this one"),
            Fact::new("Checked", "09:59:33, from facts 1,842 to 1,846"),
        ],
        remedy: Some(Remedy {
            title: "Smallest lawful carts".to_owned(),
            choices: vec![
                cart(
                    "Gale Fork 3.5 g, three to one",
                    "−$52.00",
                    "Together 25.46 g. Changes the fewest lines.",
                ),
                cart("Without Copper Kettle rosin", "−$44.00", "Together 28.34 g. Costs the customer least."),
            ],
            later: Some("The rest may be bought from Mon 23 Nov, 00:00 MST.".to_owned()),
            note: Some(
                "Refuse with one of these and the customer is told it in the same message.".to_owned(),
            ),
        }),
        ..check(
            5,
            Verdict::Stop,
            "Over by 4.11 g: 14.00 g bought today, 18.46 g in this cart",
            "Rule 6-110(C)",
        )
    }
}

fn passes() -> Vec<Check> {
    use Verdict::{NotNeeded, Pass};
    vec![
        check(0, Pass, "Name, birth date and licence agree with the profile", "Rule 3-405"),
        check(1, Pass, "34 on the day of sale", "Rule 3-405"),
        check(2, Pass, "No entry for this person at any of our stores", "House rule"),
        check(3, Pass, "Colorado licence, expires 14 Mar 2029", "Rule 3-405"),
        check(4, NotNeeded, "Adult order", ""),
        check(6, Pass, "3 packages active in Metrc, tested and passed; 6 units held", "House rule"),
        check(7, Pass, "Same price on menu, POS and order; no promotion used", "House rule"),
        check(8, Pass, "Gate open since 08:47; pickup inside 09:00 to 22:00", "House rule"),
        check(9, NotNeeded, "Pickup", ""),
    ]
}

fn cart() -> Cart {
    let line =
        |item: &str, serial: &str, quantity: &str, as_: &str, measure: &str, stock: &str, price: &str| {
            CartLine {
                item: item.to_owned(),
                tags: vec![Tag::new("1A4FF0300000BC7", serial)],
                quantity: quantity.to_owned(),
                counts_as: as_.to_owned(),
                measure: measure.to_owned(),
                stock: stock.to_owned(),
                price: price.to_owned(),
            }
        };
    Cart {
        note: "6 units from 3 packages, held until 10:14:12".to_owned(),
        lines: vec![
            line("Gale Fork, flower 3.5 g", "000012086", "3", "10.5 g flower", "10.50 g", "14 free", "78.00"),
            line(
                "Copper Kettle, live rosin 1 g",
                "000011417",
                "1",
                "1 g concentrate",
                "3.54 g",
                "6 free",
                "44.00",
            ),
            line(
                "Sour peach gummies, 10 × 5 mg",
                "000012551",
                "2",
                "125 mg THC",
                "4.42 g",
                "41 free",
                "28.00",
            ),
        ],
        measure: "Flower".to_owned(),
        measure_total: "18.46 g".to_owned(),
        extras: vec![("Tax, as the POS prices this cart".to_owned(), "14.20".to_owned())],
        total: "164.20".to_owned(),
    }
}

fn log() -> Vec<LogLine> {
    let line = |time: &str, kind, text: &str, stub: &str| LogLine {
        time: time.to_owned(),
        kind,
        text: text.to_owned(),
        stub: stub.to_owned(),
        href: "/record/1842".to_owned(),
    };
    vec![
        line("09:59:12", LogKind::Fact, "Order submitted by Leafly, signature good", "4be1 07d9"),
        line("09:59:13", LogKind::Fact, "Order fetched; personal fields sealed", "c802 9f3e"),
        line("09:59:32", LogKind::Fact, "Ledger read: 14 g flower today", "1d77 a4b0"),
        line("09:59:33", LogKind::Check, "Checked: 7 pass, 1 stop, 2 not needed", "90ce 5512"),
        line("10:03:02", LogKind::Look, "Name opened by I. Marrow, to verify this order", "e3f8 2c61"),
    ]
}

fn steps(here: usize) -> Vec<Step> {
    let names = ["Placed", "Checked", "Countersigned", "Picked", "Ready", "Handed over"];
    let times = ["09:59", "09:59", "10:04", "10:11", "10:15", ""];
    let step = |at: usize| Step {
        name: names[at],
        time: if at < here { times[at].to_owned() } else { String::new() },
        done: at < here,
        here: at == here,
    };
    (0..names.len()).map(step).collect()
}

fn lock(verdict: Verdict, why: &str) -> Vec<Lock> {
    vec![Lock { id: "why", why: Badge::new(verdict, why) }]
}

fn hand(stub: Option<&str>, who: &str, waits: &str) -> Hand {
    Hand { stub: stub.map(str::to_owned), who: who.to_owned(), waits: waits.to_owned() }
}

pub(crate) fn post(label: &str, tone: Tone, to: &str) -> Action {
    let version = vec![("version", "7".to_owned())];
    let how = How::Post { to: to.to_owned(), csrf: "sample-csrf".to_owned(), fields: version };
    Action::new(label, tone, how)
}

pub(crate) fn form(label: &str, tone: Tone, to: &str) -> Action {
    Action::new(label, tone, How::Form { to: to.to_owned() })
}

fn shell(number: &str) -> Shell {
    let mut shell = Shell::sample(Room::Orders, &format!("Order {number}"));
    shell.here = format!("/orders/ord_{number}");
    shell.keys = vec![
        Keys::new(&["a"], "approve"),
        Keys::new(&["r"], "refuse"),
        Keys::new(&["j", "k"], "next, previous check"),
        Keys::new(&["Enter"], "open a check"),
        Keys::new(&["Esc"], "back to the queue"),
    ];
    shell
}

impl OrderPage {
    /// Stopped by the purchase limit.
    pub fn sample() -> Self {
        let mut checks = vec![limit_stop()];
        checks.extend(passes());
        Self {
            shell: shell("1297"),
            id: "ord_1297".to_owned(),
            number: "1297".to_owned(),
            customer: Person::named("Odessa Brandvold"),
            channel: Channel::LEAFLY,
            outside_id: "8841-20377".to_owned(),
            state: Badge::new(Verdict::Stop, "Stopped by 1 of 10 checks"),
            about: vec![
                "Adult, 34".to_owned(),
                "Pickup today 11:30 to 12:00".to_owned(),
                "Pays at pickup".to_owned(),
            ],
            actions: vec![
                form("Cancel", Tone::Quiet, "/orders/ord_1297/cancellation"),
                Action::new("Approve", Tone::Primary, How::Locked { why: "why" }).with_key("a"),
                form("Refuse", Tone::Stop, "/orders/ord_1297/refusal").with_key("r"),
            ],
            locked: lock(Verdict::Stop, "Approve is locked: the purchase limit is over by 4.11 g"),
            owed: vec![Owed {
                verdict: Verdict::Stop,
                title: "Acknowledge it to Leafly".to_owned(),
                detail: "tried 9 times: Leafly did not answer".to_owned(),
                deed: Some(
                    post("Try again", Tone::Plain, "/orders/ord_1297/acts/act_1/retry").with_icon("retry"),
                ),
            }],
            cart: cart(),
            checks_note: "7 pass, 1 stop, 2 not needed; checked 09:59:33 in 4 ms".to_owned(),
            recheck: Some(
                post("Check again", Tone::Quiet, "/orders/ord_1297/verification").with_icon("retry"),
            ),
            checks,
            clock: Some(ClockNote {
                clock: clock("8:12", 55, "2026-11-22T17:14:12Z"),
                by: "10:14:12".to_owned(),
                consequence: "Once acknowledged, its ID pictures close to us.".to_owned(),
            }),
            hands: [
                hand(Some("90ce 5512"), "Checked by the rulebook", "09:59:33"),
                hand(None, "Countersigned by a person", "waits for the limit"),
            ],
            override_: None,
            steps: steps(2),
            record: log(),
            may_record: true,
            customer_facts: vec![
                Fact::new("Left today", "14.35 g of flower, resets 00:00 MST"),
                Fact::new("Orders", "23 since May 2024, 1 not picked up"),
                Fact::new("Messages", "Agreed for orders, 2 Jun 2026"),
            ],
            customer_href: Some("/customers/cus_odessa".to_owned()),
        }
    }

    /// All checks pass; one press countersigns it.
    pub fn sample_ready() -> Self {
        let mut checks = passes();
        checks
            .insert(5, check(5, Verdict::Pass, "18.46 g of 28.35 g; nothing bought today", "Rule 6-110(C)"));
        Self {
            state: Badge::new(Verdict::Pass, "Ready to countersign"),
            actions: vec![
                form("Cancel", Tone::Quiet, "/orders/ord_1297/cancellation"),
                form("Refuse", Tone::Stop, "/orders/ord_1297/refusal").with_key("r"),
                post("Approve", Tone::Primary, "/orders/ord_1297/approval").with_key("a").with_icon("pen"),
            ],
            locked: Vec::new(),
            owed: Vec::new(),
            checks_note: "8 pass, 2 not needed; checked 09:59:33 in 4 ms".to_owned(),
            checks,
            hands: [
                hand(Some("90ce 5512"), "Checked by the rulebook", "09:59:33"),
                hand(None, "Countersigned by a person", "waits for you"),
            ],
            ..Self::sample()
        }
    }

    /// One check is unknown and a first person has asked for an override.
    pub fn sample_override() -> Self {
        let mut checks = passes();
        checks.remove(0);
        let mut identity = check(0, Verdict::Unknown, "The profile has no identification yet", "Rule 3-405");
        identity.open = true;
        identity.remedy = Some(Remedy {
            title: "What you can do now".to_owned(),
            choices: Vec::new(),
            later: None,
            note: Some(
                "Ask for identification, look at it at the counter, or have a second person override it."
                    .to_owned(),
            ),
        });
        checks.insert(0, identity);
        Self {
            state: Badge::new(Verdict::Unknown, "1 of 10 checks is unknown"),
            actions: vec![
                form("Cancel", Tone::Quiet, "/orders/ord_1297/cancellation"),
                form("Refuse", Tone::Stop, "/orders/ord_1297/refusal").with_key("r"),
                Action::new("Approve", Tone::Primary, How::Locked { why: "why" }).with_key("a"),
            ],
            locked: lock(
                Verdict::Unknown,
                "Approve is locked: identity is unknown, and unknown is never yes",
            ),
            override_: Some(OverrideNote {
                text: "K. Osei asked to let Identity count as passed, at 10:01:44.".to_owned(),
                ground: "Regular for two years; I compared the licence at the counter this morning."
                    .to_owned(),
                actions: vec![
                    post(
                        "Countersign the override",
                        Tone::Primary,
                        "/orders/ord_1297/override/countersignature",
                    )
                    .with_icon("pen"),
                ],
                locked: None,
            }),
            checks,
            clock: None,
            ..Self::sample()
        }
    }
}

pub(crate) fn page_shell(title: &str, here: &str) -> Shell {
    let mut shell = Shell::sample(Room::Orders, title);
    shell.here = here.to_owned();
    shell.keys = vec![Keys::new(&["Esc"], "back to the order")];
    shell
}
