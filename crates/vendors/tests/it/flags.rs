//! What a connector says of itself is what it does, and the page that people read says the same.

use std::path::Path;
use std::sync::Arc;

use countersign_ports::capability::Ability;
use countersign_ports::flag::{Capability, Flag, Kind};
use countersign_ports::{CallError, Connection, Effect, Failure};
use countersign_vendors::{SHEETS, Sheet};

use crate::conformance::{Op, Props, call_of, of};
use crate::stage::Stage;

fn kinds(connection: &dyn Connection) -> Vec<Kind> {
    let has = |kind: &Kind| match kind {
        Kind::State => connection.state_system().is_some(),
        Kind::PointOfSale => connection.point_of_sale().is_some(),
        Kind::Orders => connection.order_source().is_some(),
        Kind::Menu => connection.marketplace_menu().is_some(),
        Kind::Tasks => connection.task_board().is_some(),
    };
    Kind::ALL.into_iter().filter(has).collect()
}

#[test]
fn every_vendor_says_something_of_every_capability_of_its_kinds() {
    for sheet in SHEETS {
        let of_its_kinds = |c: &&Capability| sheet.kinds().any(|kind| kind == c.kind());
        let expected: Vec<Capability> = Capability::ALL.iter().filter(of_its_kinds).copied().collect();
        let said: Vec<Capability> = sheet.flags.iter().map(|flag| flag.capability).collect();
        assert_eq!(said, expected, "{sheet:?}");
        for Flag { capability, note, .. } in sheet.flags {
            let good = !note.is_empty() && note.len() <= 140 && !note.contains(['|', '\n']);
            assert!(good, "{sheet:?} {capability:?}: {note}");
        }
    }
}

#[tokio::test]
async fn a_connection_has_the_kinds_that_its_flags_say() {
    let stage = Stage::start().await;
    for sheet in SHEETS {
        let connection = stage.connect(sheet.name);
        assert_eq!(kinds(&*connection), sheet.kinds().collect::<Vec<_>>(), "{sheet:?}");
        let shown: Vec<Ability> = connection.abilities();
        assert_eq!(shown.len(), sheet.flags.len());
        assert_eq!(connection.vendor(), sheet.name);
    }
}

/// Calls what is asked of a vendor with everything prepared, and what is not asked with nothing.
async fn outcome(stage: &Stage, sheet: &Sheet, flag: &Flag, name: &str) -> Result<String, CallError> {
    if flag.evidence.is_asked() {
        let op: &Op = of(sheet.name).find(|op| op.name == name).expect("on the list");
        return Props::prepare(stage, op).await.run(op).await;
    }
    let connection: Arc<dyn Connection> = stage.connect(sheet.name);
    let mut props = Props::of_nothing(stage, connection, stage.receipt("WEB-78"));
    props.sale = Some(stage.any_sale());
    props.whole = Some(stage.any_order());
    stage.log.take();
    let outcome = props.call(name).await;
    let calls = stage.log.take();
    assert!(calls.is_empty(), "{sheet:?} `{name}` cannot be done and was tried: {calls:?}");
    outcome
}

#[tokio::test]
async fn what_is_not_asked_says_so_without_a_call_and_what_is_asked_answers() {
    let stage = Stage::start().await;
    for sheet in SHEETS {
        for flag in sheet.flags {
            let Some(name) = call_of(flag.capability) else { continue };
            let outcome = outcome(&stage, sheet, flag, name).await;
            let what = format!("{sheet:?} {:?} is {}: {outcome:?}", flag.capability, flag.evidence);
            match outcome {
                Ok(_) => assert!(flag.evidence.is_asked(), "{what}"),
                Err(CallError { failure: Failure::Unsupported, effect: Effect::None, .. }) => {
                    assert!(!flag.evidence.is_asked(), "{what}");
                }
                Err(_) => panic!("{what}"),
            }
        }
    }
}

/// The page is written from the flags. Changed flags rewrite it, and this test fails once to say so.
#[test]
fn the_page_about_connectors_is_the_flags() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/connectors.md");
    let page = countersign_vendors::connectors_page();
    if std::fs::read_to_string(&path).ok().as_deref() != Some(page.as_str()) {
        std::fs::write(&path, &page).expect("the documentation is writable");
        panic!("`docs/reference/connectors.md` did not show the flags; it was written anew, commit it");
    }
}
