//! A fixed small record with every hash and signature written out. It stands in the documentation, and the
//! documentation is what is read here: if either changes, this fails.

use countersign_kernel::{Random, Timestamp};
use countersign_seal::blind::blind_index;
use countersign_seal::chain::{Draft, Entry};
use countersign_seal::export::{self, Verified, verify};
use countersign_seal::head::{Head, Signer};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_seal::kind::Kind;
use countersign_seal::sealed::{Place, Sealed, seal, unseal_text};
use serde_json::json;

use crate::day;

const DOC: &str = include_str!("../../../../docs/reference/record-format.md");

/// The fenced block that follows a heading.
fn block(heading: &str) -> &'static str {
    let after = DOC.split_once(heading).expect("the heading is in the documentation").1;
    after.split_once("```text\n").unwrap().1.split_once("```").unwrap().0
}

fn entries() -> Vec<Entry> {
    let draft = |seconds, kind: &str, subject: &str, actor: &str, body| Draft {
        at: Timestamp::from_micros(1_800_000_000_123_456).plus_seconds(seconds),
        kind: Kind::new(kind).unwrap(),
        subject: subject.into(),
        actor: actor.into(),
        store: Some("sto_1".into()),
        body,
    };
    let order = json!({"total_cents": 4200, "lines": [{"tag": "1A4000000000001000000001", "name": "Grün \"3.5 g\"\n"}]});
    let mut drafts = vec![
        draft(0, "fact.order", "ord_1", "weedmaps", order),
        draft(1, "verdict.limit", "ord_1", "checks", json!({"answer": "pass", "left_ug": -1, "rule": null})),
        draft(2, "note.started", "", "countersign", json!({})),
    ];
    drafts[2].store = None;
    day::chain(None, drafts)
}

fn head(entries: &[Entry]) -> Head {
    let at = Timestamp::from_micros(1_800_000_060_000_000);
    Signer::from_seed(&[7; 32]).sign("log_example", entries[2].link(), at)
}

#[test]
fn the_example_in_the_documentation_is_what_this_code_writes() {
    let entries = entries();
    assert_eq!(block("## Example export"), String::from_utf8(day::file(&entries)).unwrap());
    assert_eq!(block("## Example head"), head(&entries).text());
}

#[test]
fn the_example_in_the_documentation_holds() {
    let head = Head::parse(block("## Example head"), None).unwrap();
    let held = verify(block("## Example export").as_bytes(), &head).unwrap();
    assert_eq!(held, Verified { entries: 3, last: head.link(), beyond_head: 0 });
    assert!(DOC.contains(&format!("`{}`", head.public_key())));
    assert!(DOC.contains(export::HEADER));
}

/// Sealed values and blind indexes outlive a release: a change of labels or layout must not go unnoticed.
#[test]
fn values_sealed_by_earlier_releases_still_open() {
    let ring = KeyRing::new(&MasterKey::new([1; 32]), &[]).unwrap();
    let place = Place::new("customers", "name", "cus_1");
    let sealed = seal(&ring, &place, b"Ana", &Random::from_seed([2; 32]));
    assert_eq!(sealed.to_base64(), SEALED);
    let kept = Sealed::from_base64(SEALED).unwrap();
    assert_eq!(unseal_text(&ring, &place, &kept).unwrap().expose(), "Ana");
    assert_eq!(blind_index(&ring, "us-co/customer.phone", "+13035550142"), INDEX);
    assert_eq!(ring.signer().public_key().to_string(), PUBLIC_KEY);
}

const SEALED: &str = "AQF7vFBpFNMSpn+C3WP091wz2kRLcjZ0MEC2U/f2scejgq9yT2I5I8p66wcvdLOY3x/SSJziuNpIe+TsdNclnRvClgMQDjcr46pDwAJ6B2v5Z3M+2X+RzSi4hxejWYxePb93sdc=";
const INDEX: &str = "fa8a0ac8fed6fa12268e067bada347fb25e33008ce221cf52f3c16d4ce4528b0";
const PUBLIC_KEY: &str = "15274e46e978411bc6a7fe8bf2fe3195df7268e0f6b1f243fe4325218e6cacbe";
