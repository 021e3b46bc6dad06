//! The state system of barcodes where nothing goes wrong, and where what no source settles is the other way round.

use countersign_kernel::{Clock, Money, Quantity};
use countersign_ports::books::Adjustment;
use countersign_ports::state_system::{Buyer, Receipt, StateSystem};
use countersign_ports::{Connection, Failure};
use countersign_sandbox::faults::{Fault, When};
use serde_json::{Value, json};

use crate::stage::Stage;

fn state(connection: &dyn Connection) -> &dyn StateSystem {
    connection.state_system().expect("a state system")
}

fn receipt(stage: &Stage, number: &str) -> Receipt {
    stage.named_for("biotrack", stage.receipt(number))
}

fn switch(stage: &Stage, changes: Value) {
    stage.sandbox.room("biotrack").expect("it runs").vendor.set_switches(changes).expect("a switch");
}

#[tokio::test]
async fn packages_are_listed_with_what_other_tables_say_of_them() {
    let stage = Stage::start().await;
    let biotrack = stage.connect("biotrack");
    let state = state(&*biotrack);
    assert!(state.facility().await.expect("our location").ends_with("Retail"));
    assert!(state.keeps_medical_apart());
    let packages = state.active_packages().await.expect("a list");
    let world = &stage.sandbox.world;
    let ours = world.packages.iter().filter(|p| p.store == 0 && p.finished_on.is_none());
    assert_eq!(packages.len(), ours.clone().count());
    for package in ours {
        let tag = Stage::tag_for("biotrack", &package.tag);
        let read = packages.iter().find(|read| read.tag == tag).expect("it is listed");
        assert_eq!(read.on_hold, package.on_hold || package.on_recall, "{read:?}");
        assert_eq!(read.unit, format!("{:?}", world.product_of(package).unit));
        let passed = matches!(format!("{:?}", package.lab.state).as_str(), "TestPassed" | "RetestPassed");
        assert_eq!(read.lab_state == "TestPassed", passed, "{read:?}");
    }
    stage.clock.advance_seconds(5);
    let tag = receipt(&stage, "WEB-1").lines[0].tag.clone();
    let listed = packages.iter().find(|package| package.tag == tag).cloned();
    assert_eq!(state.package(&tag).await.expect("a package"), listed);
    let foreign = world.packages.iter().find(|p| p.store == 1).expect("one");
    assert_eq!(
        state.package(&Stage::tag_for("biotrack", &foreign.tag)).await,
        Ok(None),
        "another location's"
    );
    assert_eq!(state.package(&"0000000000000000".parse().expect("a barcode")).await, Ok(None));
}

#[tokio::test]
async fn a_sale_is_posted_found_read_back_and_voided() {
    let stage = Stage::start().await;
    let biotrack = stage.connect("biotrack");
    let state = state(&*biotrack);
    let receipt = receipt(&stage, "WEB-1");
    let look = || state.receipts_by_number("WEB-1", receipt.sold_at);
    assert_eq!(look().await, Ok(Vec::new()));
    let id = state.post_receipt(&receipt, None).await.expect("posted");
    let found = look().await.expect("a look");
    assert_eq!((found.len(), found[0].id.clone(), found[0].voided), (1, id.clone(), false));
    assert_eq!(found[0].total, receipt.lines[0].total);

    let since = stage.clock.now().plus_minutes(-1);
    let day = state.receipts_since(since).await.expect("a day");
    let ours = day.iter().find(|read| read.id == id).expect("it is there");
    assert_eq!(
        (ours.external_number.as_deref(), ours.voided, ours.total),
        (Some("WEB-1"), false, found[0].total)
    );
    let lines = state.receipt_lines(&id).await.expect("its lines");
    assert_eq!((lines.len(), lines[0].unit.as_str()), (1, "Each"));
    assert_eq!(lines[0].tag, receipt.lines[0].tag.to_string());
    assert_eq!(Ok(lines[0].quantity), receipt.lines[0].quantity.parse());
    assert_eq!(state.receipt_lines("1").await.expect_err("no such sale").failure, Failure::NotFound);

    stage.clock.advance_seconds(5);
    state.void_receipt(&id).await.expect("voided");
    state.void_receipt(&id).await.expect("voiding what is void is no error");
    assert!(state.void_receipt("1").await.is_err(), "what was never sold is not void");
    assert!(look().await.expect("a look")[0].voided);
}

/// Whatever the state keeps of a void and wherever a table begins, the same sales are read.
#[tokio::test]
async fn what_no_source_settles_changes_nothing_that_is_read() {
    for switches in [
        json!({"sim_assumption_voided_row": "is_added"}),
        json!({"sim_assumption_start_is_exclusive": true}),
        json!({"leaked_header": true}),
        json!({"sim_assumption_used_nonce": "replays"}),
    ] {
        let stage = Stage::start().await;
        switch(&stage, switches.clone());
        let biotrack = stage.connect("biotrack");
        let state = state(&*biotrack);
        let kept = state.post_receipt(&receipt(&stage, "WEB-1"), None).await.expect("posted");
        let gone = state.post_receipt(&receipt(&stage, "WEB-2"), None).await.expect("posted");
        state.void_receipt(&gone).await.expect("voided");
        stage.clock.advance_seconds(5);
        let day = state.receipts_since(stage.clock.now().plus_minutes(-1)).await.expect("a day");
        let standing = |id: &str| day.iter().find(|read| read.id == id).map(|read| read.voided);
        assert_eq!((standing(&kept), standing(&gone)), (Some(false), Some(true)), "{switches}");
        for (number, id, voided) in [("WEB-1", &kept, false), ("WEB-2", &gone, true)] {
            let found = state.receipts_by_number(number, stage.clock.now()).await.expect("a look");
            let found: Vec<_> = found.iter().map(|read| (&read.id, read.voided)).collect();
            assert_eq!(found, [(id, voided)], "{switches}");
        }
        assert_eq!(state.receipt_lines(&kept).await.expect("its lines").len(), 1, "{switches}");
    }
}

/// Where the terminal's name is not ours to use, the nonce alone finds a sale, and the day's list has no numbers.
#[tokio::test]
async fn without_the_terminals_name_the_nonce_finds_the_sale() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_terminal_is_kept": false}));
    let mut config = stage.config("biotrack");
    config.settings["number_as_terminal"] = json!(false);
    let biotrack = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let state = state(&*biotrack);
    let look = || state.receipts_by_number("WEB-1", stage.clock.now());
    assert_eq!(look().await, Ok(Vec::new()));
    let id = state.post_receipt(&receipt(&stage, "WEB-1"), None).await.expect("posted");
    let found = look().await.expect("a look");
    assert_eq!(found.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    let day = state.receipts_since(stage.clock.now().plus_minutes(-1)).await.expect("a day");
    assert_eq!(day.iter().find(|read| read.id == id).expect("it is there").external_number, None);
}

/// A refusal of the question is not an answer to it: nobody may post again on the strength of it.
#[tokio::test]
async fn a_look_that_was_refused_says_nothing_of_the_sale() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_terminal_is_kept": false}));
    let biotrack = stage.connect("biotrack");
    let state = state(&*biotrack);
    let number = "WEB-1";
    state.post_receipt(&receipt(&stage, number), None).await.expect("posted");
    stage.fault(
        "biotrack",
        ("POST", "/serverjson.asp#nonce_replay"),
        When::Always,
        Fault::Status { status: 400 },
    );
    let look = state.receipts_by_number(number, stage.clock.now()).await;
    assert!(look.is_err(), "{look:?}");
}

#[tokio::test]
async fn a_session_that_ended_is_opened_anew_and_a_wrong_password_is_no_session() {
    let stage = Stage::start().await;
    let biotrack = stage.connect("biotrack");
    let state_of = state(&*biotrack);
    state_of.facility().await.expect("our location");
    stage.act("biotrack", "expire_sessions", json!({})).await;
    stage.log.take();
    let id =
        state_of.post_receipt(&receipt(&stage, "WEB-1"), None).await.expect("posted under a new session");
    let calls: Vec<&str> = stage.log.take().iter().map(|call| call.operation).collect();
    assert_eq!(calls.iter().filter(|operation| **operation == "login").count(), 1, "{calls:?}");
    let found = state_of.receipts_by_number("WEB-1", stage.clock.now()).await.expect("a look");
    assert_eq!(found.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);

    let mut config = stage.config("biotrack");
    config.secrets = config.secrets.with("password", "wrong");
    let wrong = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let error = state(&*wrong).facility().await.expect_err("no entry");
    assert_eq!(error.failure, Failure::NotAllowed);
    assert!(!format!("{wrong:?}").contains("wrong"), "{wrong:?}");
    let mut config = stage.config("biotrack");
    config.settings["location"] = json!("999999");
    let elsewhere = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    assert_eq!(state(&*elsewhere).facility().await.expect_err("not ours").failure, Failure::NotFound);
}

#[tokio::test]
async fn what_a_patient_may_buy_is_not_asked_and_their_card_travels_with_the_sale() {
    let stage = Stage::start().await;
    let biotrack = stage.connect("biotrack");
    let state = state(&*biotrack);
    let world = &stage.sandbox.world;
    let patient = world.customers.iter().find(|c| format!("{:?}", c.story) == "Patient").expect("one");
    let number = patient.card.as_ref().expect("a card").number.clone();
    assert_eq!(state.patient(&number).await.expect_err("not asked").failure, Failure::Unsupported);
    let package = world.packages.iter().find(|p| p.store == 0 && p.is_medical && p.is_sellable(world.today));
    let package = package.expect("the world has one");
    let mut receipt = receipt(&stage, "WEB-2");
    receipt.buyer = Buyer::Patient;
    receipt.lines[0].tag = Stage::tag_for("biotrack", &package.tag);
    receipt.lines[0].unit = format!("{:?}", world.product_of(package).unit);
    let refused = state.post_receipt(&receipt, None).await.expect_err("goods for patients need a card");
    assert!(!refused.is_passing() && refused.to_string().contains("1020"), "{refused}");
    state.post_receipt(&receipt, Some(&number)).await.expect("posted with the card");
}

#[tokio::test]
async fn a_price_each_is_told_and_a_count_by_removal_reads_back_as_another() {
    let stage = Stage::start().await;
    switch(&stage, json!({"sim_assumption_price_is_each": true}));
    let mut config = stage.config("biotrack");
    config.settings["price_is"] = json!("each");
    let biotrack = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let state = state(&*biotrack);
    let mut receipt = receipt(&stage, "WEB-1");
    (receipt.lines[0].quantity, receipt.lines[0].total) = ("3".to_owned(), Money(4_500));
    let id = state.post_receipt(&receipt, None).await.expect("posted");
    let found = state.receipts_by_number("WEB-1", receipt.sold_at).await.expect("a look");
    assert_eq!((found[0].id.clone(), found[0].total), (id, Money(4_500)));
    let ledger = stage.sandbox.room("biotrack").expect("it runs").vendor.ledger();
    let told =
        ledger["receipts"].as_array().expect("receipts").iter().find(|r| r["external_number"] == "WEB-1");
    assert_eq!(told.expect("ours")["total"], json!(Money(4_500)));
    receipt.lines[0].total = Money(4_600);
    assert!(
        state.post_receipt(&receipt, None).await.is_err(),
        "a third of 46.00 is no whole number of cents"
    );

    // Whoever reads back sees that the state understood something else.
    switch(&stage, json!({"sim_assumption_adjusts_by_removal": true}));
    let tag = receipt.lines[0].tag.clone();
    let before = state.package(&tag).await.expect("an answer").expect("a package");
    let wanted = Adjustment {
        tag: tag.clone(),
        from: before.quantity.clone(),
        to: "1".to_owned(),
        unit: before.unit,
        reason: "Correction".to_owned(),
        note: "counted twice".to_owned(),
        on: "2026-11-21".parse().expect("a day"),
    };
    state.set_quantity(&wanted).await.expect("it is taken");
    let after = state.package(&tag).await.expect("an answer").expect("a package");
    let nano = |text: &str| text.parse::<Quantity>().expect("a quantity").0;
    assert_eq!(nano(&after.quantity), nano(&before.quantity) - Quantity::whole(1).0, "one was taken off");
}

#[tokio::test]
async fn what_the_shop_says_a_type_is_counted_in_counts() {
    let stage = Stage::start().await;
    let biotrack = stage.connect("biotrack");
    let tag = receipt(&stage, "WEB-1").lines[0].tag.clone();
    let known = state(&*biotrack).package(&tag).await.expect("an answer").expect("a package");
    assert_eq!((known.lab_state.as_str(), known.unit.as_str()), ("TestPassed", "Each"));
    let mut config = stage.config("biotrack");
    config.settings["inventory_types"] = json!({"28": "grams", "24": "grams", "22": "grams", "23": "grams",
        "25": "grams", "32": "grams", "35": "grams"});
    let other = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let read = state(&*other).package(&tag).await.expect("an answer").expect("a package");
    assert_eq!(read.unit, "Grams", "the shop's own word counts");
    let refused =
        state(&*other).post_receipt(&receipt(&stage, "WEB-1"), None).await.expect_err("sold as each");
    assert!(refused.to_string().contains("counted in Grams"), "{refused}");
}
