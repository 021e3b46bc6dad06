//! Sealed fields: the right place and key or nothing, rotation without opening, forgetting a person.

use countersign_kernel::{Random, Timestamp};
use countersign_seal::chain::{Draft, Entry};
use countersign_seal::export::verify;
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_seal::kind::Kind;
use countersign_seal::person::PersonKey;
use countersign_seal::sealed::{
    Place, Sealed, UnsealError, is_under_active, key_id, reseal, seal, unseal, unseal_text,
};
use countersign_seal::secret::Secret;
use serde_json::json;

use crate::day;

const CANARY: &str = "Ana López, born 1990-04-02";
const HERE: Place<'_> = Place::new("customers", "name", "cus_1");

fn ring(active: u8, older: &[u8]) -> KeyRing {
    let older: Vec<_> = older.iter().map(|n| MasterKey::new([*n; 32])).collect();
    KeyRing::new(&MasterKey::new([active; 32]), &older).unwrap()
}

#[test]
fn a_value_opens_only_where_it_was_sealed() {
    let (ring, random) = (ring(1, &[]), Random::from_number(1));
    let sealed = seal(&ring, &HERE, CANARY.as_bytes(), &random);
    assert_eq!(unseal_text(&ring, &HERE, &sealed).unwrap().expose(), CANARY);
    let elsewhere = [
        Place { table: "staff", ..HERE },
        Place { column: "address", ..HERE },
        Place { row: "cus_2", ..HERE },
        Place::new("customersn", "ame", "cus_1"),
        Place::new("customers", "namecus_1", ""),
    ];
    for place in elsewhere {
        assert_eq!(unseal(&ring, &place, &sealed).unwrap_err(), UnsealError::NotAuthentic);
        assert_eq!(reseal(&ring, &place, &sealed, &random).unwrap_err(), UnsealError::NotAuthentic);
    }
}

#[test]
fn a_value_with_any_bit_flipped_or_cut_short_does_not_open() {
    let (ring, random) = (ring(1, &[]), Random::from_number(2));
    let sealed = seal(&ring, &HERE, b"1990-04-02", &random).into_bytes();
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(unseal(&ring, &HERE, &Sealed::from_bytes(changed)).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(unseal(&ring, &HERE, &Sealed::from_bytes(sealed[..length].to_vec())).is_err(), "{length}");
    }
}

#[test]
fn the_same_text_is_never_sealed_to_the_same_bytes() {
    let (ring, random) = (ring(1, &[]), Random::from_number(3));
    let one = seal(&ring, &HERE, b"same", &random);
    assert_ne!(one, seal(&ring, &HERE, b"same", &random));
    assert_eq!(one, seal(&ring, &HERE, b"same", &Random::from_number(3)));
}

#[test]
fn rotation_ends_with_nothing_under_the_old_key() {
    let random = Random::from_number(4);
    let rows: Vec<String> = (0..200).map(|n| format!("cus_{n}")).collect();
    let place = |row| Place::new("customers", "name", row);
    let old = ring(1, &[]);
    let mut table: Vec<Sealed> = rows.iter().map(|r| seal(&old, &place(r), r.as_bytes(), &random)).collect();
    let both = ring(2, &[1]);
    for (row, sealed) in rows.iter().zip(&mut table) {
        assert!(!is_under_active(&both, sealed));
        assert_eq!(unseal_text(&both, &place(row), sealed).unwrap().expose(), row);
        *sealed = reseal(&both, &place(row), sealed, &random).unwrap();
        assert!(is_under_active(&both, sealed));
    }
    let new = ring(2, &[]);
    for (row, sealed) in rows.iter().zip(&table) {
        assert_eq!(key_id(sealed), Ok(new.active_id()));
        assert_eq!(unseal_text(&new, &place(row), sealed).unwrap().expose(), row);
        assert_eq!(unseal(&old, &place(row), sealed).unwrap_err(), UnsealError::UnknownKey(new.active_id()));
    }
}

#[test]
fn neither_debug_nor_display_shows_what_is_sealed() {
    let random = Random::from_number(5);
    let master = MasterKey::new([0xab; 32]);
    let ring = KeyRing::new(&master, &[]).unwrap();
    let sealed = seal(&ring, &HERE, CANARY.as_bytes(), &random);
    let person = PersonKey::fresh(&random);
    let secret = Secret::new(CANARY.to_owned());
    let opened = unseal(&ring, &HERE, &sealed).unwrap();
    let shown = [
        format!("{sealed:?} {sealed} {sealed:#?}"),
        format!("{secret:?} {secret} {:?}", Some(&secret)),
        format!("{opened:?} {opened}"),
        format!("{master:?} {ring:?} {person:?} {:?}", ring.signer()),
        format!("{:?}", unseal(&ring, &Place { row: "cus_2", ..HERE }, &sealed)),
    ];
    for text in shown {
        assert!(text.contains("‹sealed›") || text.contains("NotAuthentic"), "{text}");
        for leak in ["Ana", "1990", "abab", "171, 171", &sealed.to_base64(), "65, 110, 97"] {
            assert!(!text.contains(leak), "{text}");
        }
    }
}

#[test]
fn sealed_bytes_hold_nothing_of_the_text() {
    let sealed = seal(&ring(1, &[]), &HERE, CANARY.as_bytes(), &Random::from_number(6));
    assert!(!sealed.as_bytes().windows(4).any(|w| CANARY.as_bytes().windows(4).any(|c| c == w)));
    assert_eq!(Sealed::from_base64(&sealed.to_base64()), Ok(sealed));
    assert_eq!(Sealed::from_base64("?").unwrap_err(), UnsealError::Malformed);
}

#[test]
fn a_forgotten_person_is_unreadable_and_the_record_still_verifies() {
    let random = Random::from_number(7);
    let (old, new) = (ring(1, &[]), ring(2, &[1]));
    let place = Place::new("record", "customer", "ord_1");
    let key = PersonKey::fresh(&random);
    let wrapped = key.wrap(&old, "cus_1", &random);
    let body = json!({"customer": key.seal(&place, CANARY.as_bytes(), &random).to_base64()});
    let draft = Draft {
        at: Timestamp::from_micros(1_800_000_000_000_000),
        kind: Kind::new("fact.order").unwrap(),
        subject: "ord_1".into(),
        actor: "weedmaps".into(),
        store: None,
        body,
    };
    let entries: Vec<Entry> = day::chain(None, [draft]);
    let (file, head) = (day::file(&entries), day::head_of(&entries));
    let in_record = || Sealed::from_base64(entries[0].draft().body["customer"].as_str().unwrap()).unwrap();

    // A rotation moves the wrapped key and touches no entry.
    let wrapped = reseal(&new, &PersonKey::place("cus_1"), &wrapped, &random).unwrap();
    assert!(is_under_active(&new, &wrapped));
    let opened = PersonKey::unwrap(&new, "cus_1", &wrapped).unwrap();
    assert_eq!(opened.unseal_text(&place, &in_record()).unwrap().expose(), CANARY);
    assert!(PersonKey::unwrap(&new, "cus_2", &wrapped).is_err());

    // The wrapped key destroyed, neither the ring nor anybody else's key opens the entry.
    drop((wrapped, opened));
    assert_eq!(unseal(&new, &place, &in_record()).unwrap_err(), UnsealError::Malformed);
    let other = PersonKey::fresh(&random);
    assert_eq!(other.unseal(&place, &in_record()).unwrap_err(), UnsealError::UnknownKey(key.id()));
    assert_eq!(verify(&*file, &head).unwrap().entries, 1);
}

#[test]
fn bytes_that_are_not_text_are_said_to_be_so() {
    let (ring, random) = (ring(1, &[]), Random::from_number(8));
    let sealed = seal(&ring, &HERE, &[0xff, 0xfe], &random);
    assert_eq!(unseal_text(&ring, &HERE, &sealed).unwrap_err(), UnsealError::NotText);
    assert_eq!(unseal(&ring, &HERE, &sealed).unwrap().expose(), &[0xff, 0xfe]);
}
