//! Skilled hands: somebody who can rework the hashes. The signed head, kept elsewhere, gives them away.

use countersign_kernel::{Random, Timestamp};
use countersign_seal::chain::{Draft, Entry, Link, append};
use countersign_seal::export::{Fault, Verified, verify};
use countersign_seal::head::{Head, HeadError, Signer};
use serde_json::json;

use crate::day;

/// An entry in the place of another, its own hash worked out anew.
fn forged(entry: &Entry) -> Entry {
    let before = Link { seq: entry.seq() - 1, hash: entry.prev() };
    append(Some(&before), Draft { body: json!({"forged": true}), ..entry.draft().clone() }).unwrap()
}

#[test]
fn an_entry_reworked_with_its_hash_is_itself_named_and_not_its_neighbour() {
    let entries = day::entries(20, 20);
    let head = day::head_of(&entries);
    for i in 0..19 {
        let mut file = entries.clone();
        file[i] = forged(&entries[i]);
        let found = verify(&*day::file(&file), &head).unwrap_err();
        assert_eq!((found.seq, found.line), (Some(i as u64 + 1), i as u64 + 2));
        assert!(matches!(found.why, Fault::Replaced), "{found}");
        let start = day::file(&file[..i]).len() as u64;
        assert_eq!(found.byte, start);
    }
    let mut file = entries.clone();
    file[19] = forged(&entries[19]);
    let found = verify(&*day::file(&file), &head).unwrap_err();
    assert!(found.seq == Some(20) && matches!(found.why, Fault::NotTheHead), "{found}");
}

#[test]
fn an_entry_slipped_in_with_a_fitting_hash_is_itself_named() {
    let entries = day::entries(20, 21);
    let head = day::head_of(&entries);
    for i in 0..20 {
        let mut file = entries.clone();
        file.insert(i, forged(&entries[i]));
        let found = verify(&*day::file(&file), &head).unwrap_err();
        let named = found.seq;
        assert_eq!(named, Some(i as u64 + 1), "{found}");
    }
}

#[test]
fn a_reworked_entry_in_a_file_cut_short_is_still_found() {
    let entries = day::entries(20, 22);
    let mut file = entries[..15].to_vec();
    file[9] = forged(&entries[9]);
    let found = verify(&*day::file(&file), &day::head_of(&entries)).unwrap_err();
    assert!(found.seq == Some(11) && matches!(found.why, Fault::Unlinked), "{found}");
}

#[test]
fn a_fork_reworked_to_the_end_is_not_what_the_head_vouches_for() {
    let entries = day::entries(20, 23);
    let head = day::head_of(&entries);
    for from in 0_usize..20 {
        let random = Random::from_number(99);
        let start = from.checked_sub(1).map(|i| entries[i].link());
        let tail = day::chain(start, (from..25).map(|n| day::draft(n as u64, &random)));
        let file: Vec<_> = entries[..from].iter().chain(&tail).cloned().collect();
        let found = verify(&*day::file(&file), &head).unwrap_err();
        assert!(found.seq == Some(20) && matches!(found.why, Fault::NotTheHead), "{found}");
        // An older head narrows the place down.
        let older = verify(&*day::file(&file), &day::head_of(&entries[..10]));
        assert_eq!(older.is_ok(), from >= 10);
    }
}

#[test]
fn an_older_copy_of_the_record_lacks_what_the_head_vouches_for() {
    let entries = day::entries(20, 24);
    let found = verify(&*day::file(&entries[..12]), &day::head_of(&entries)).unwrap_err();
    assert!(found.seq == Some(13) && matches!(found.why, Fault::Missing { head: 20 }), "{found}");
    assert_eq!(found.line, 14);
    let found = verify(&*day::file(&[]), &day::head_of(&entries)).unwrap_err();
    assert_eq!(found.seq, Some(1));
}

#[test]
fn entries_after_the_head_are_counted_and_not_vouched_for() {
    let entries = day::entries(20, 25);
    let head = day::head_of(&entries[..12]);
    let last = entries[19].link();
    assert_eq!(verify(&*day::file(&entries), &head).unwrap(), Verified { entries: 12, last, beyond_head: 8 });
    let mut file = entries.clone();
    file.remove(15);
    assert_eq!(verify(&*day::file(&file), &head).unwrap_err().seq, Some(16));
    let none = verify(&*day::file(&entries), &day::head_of(&[])).unwrap();
    assert_eq!((none.entries, none.beyond_head), (0, 20));
}

#[test]
fn a_reworked_record_signed_with_another_key_is_refused_against_the_pinned_one() {
    let forged = day::entries(20, 27);
    let thief = Signer::from_seed(&[13; 32]);
    let head = thief.sign(day::LOG, forged[19].link(), Timestamp::from_micros(1_800_000_100_000_000));
    // Without a pinned key the pair looks whole: that is why an inspector is told the key by another way.
    let read = Head::parse(&head.text(), None).unwrap();
    assert!(verify(&*day::file(&forged), &read).is_ok());
    let error = Head::parse(&head.text(), Some(&day::signer().public_key())).unwrap_err();
    assert!(matches!(error, HeadError::OtherKey { .. }));
    // The thief's statement under the true key's name does not carry a fitting signature.
    let posing =
        head.text().replace(&thief.public_key().to_string(), &day::signer().public_key().to_string());
    assert!(matches!(Head::parse(&posing, None), Err(HeadError::NotSigned)));
}
