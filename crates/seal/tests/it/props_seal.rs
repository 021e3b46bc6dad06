//! Properties over generated values.

use countersign_kernel::{Random, Timestamp};
use countersign_seal::canonical;
use countersign_seal::chain::{Draft, Entry, append};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_seal::kind::Kind;
use countersign_seal::sealed::{Place, seal, unseal};
use proptest::prelude::*;
use serde_json::Value;

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|f| Value::Object(f.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn what_is_sealed_opens_in_its_place_only(
        text in prop::collection::vec(any::<u8>(), 0..400),
        here in any::<[String; 3]>(),
        there in any::<[String; 3]>(),
        seed in any::<u64>(),
    ) {
        let random = Random::from_number(seed);
        let ring = KeyRing::new(&MasterKey::fresh(&random), &[]).unwrap();
        let place = Place::new(&here[0], &here[1], &here[2]);
        let sealed = seal(&ring, &place, &text, &random);
        let opened = unseal(&ring, &place, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), &text);
        let other = Place::new(&there[0], &there[1], &there[2]);
        prop_assert_eq!(unseal(&ring, &other, &sealed).is_ok(), here == there);
    }

    #[test]
    fn canonical_text_reads_back_and_stays(value in json()) {
        let text = canonical::text(&value).unwrap();
        let read = canonical::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(canonical::text(&read).unwrap(), text);
    }

    #[test]
    fn reading_strangers_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in any::<String>()) {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = Entry::parse(bytes);
            if let Err(error) = canonical::parse(bytes) {
                prop_assert!(error.byte <= bytes.len());
            }
        }
    }

    #[test]
    fn any_draft_appended_reads_back(
        body in json(), subject in "\\PC{0,40}", actor in ".{1,40}", store in any::<Option<[char; 3]>>(),
        micros in 0..4_000_000_000_000_000_i64,
    ) {
        let draft = Draft {
            at: Timestamp::from_micros(micros), kind: Kind::new("note.test").unwrap(), subject, actor,
            store: store.map(|chars| chars.iter().collect()), body,
        };
        let entry = append(None, draft.clone()).unwrap();
        let read = Entry::parse(entry.line().as_bytes()).unwrap();
        prop_assert_eq!(read.draft(), &draft);
        prop_assert_eq!(read.link(), entry.link());
    }
}
