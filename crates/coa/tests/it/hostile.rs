//! Files that are no certificates any more: an error or a doubtful profile, never a panic.

use countersign_coa::page::Turn;
use countersign_coa::{Blind, Eyes, Seen, kind, ocr, read};

use crate::layouts::{self, Dice};
use crate::paper;

#[test]
fn mutated_documents_never_panic() {
    for seed in 0..150 {
        let mut dice = Dice::new(seed);
        let paper = layouts::paper(seed % 12);
        let mut bytes = paper::pdf(&paper.sheets, paper.greek);
        for _ in 0..1 + dice.below(40) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
                1 => {
                    bytes.remove(at);
                }
                2 => bytes.insert(at, b'9'),
                _ => bytes.truncate(at.max(8)),
            }
        }
        let _ = read(&bytes, &mut Blind(String::new()));
    }
}

#[test]
fn mutated_json_never_panics() {
    let good = br#"[{"document_name":"WCIA Lab Result Schema","metric_list":[{"test_type":"cannabinoid assay","status":"pass","metrics":[{"name":"cannabinol","analyte_type":"cannabinoid","qom":"0.0089","uom":"pct"}]}]}]"#;
    for seed in 0..2000 {
        let mut dice = Dice::new(seed);
        let mut bytes = good.to_vec();
        for _ in 0..1 + dice.below(4) {
            let at = dice.below(bytes.len());
            bytes[at] = u8::try_from(dice.below(256)).expect("a byte");
        }
        let _ = read(&bytes, &mut Blind(String::new()));
    }
}

#[test]
fn what_is_no_document_is_said_to_be_none() {
    for bytes in [&b""[..], b"hello", b"\0\0\0\0", b"%PDF-1.7", b"{", b"[]", b"{}"] {
        assert!(read(bytes, &mut Blind(String::new())).is_err(), "{bytes:?}");
    }
    assert_eq!(kind(b"GIF89a"), None);
}

struct Said(String);

impl Eyes for Said {
    fn words(&mut self, _: usize, _: i32, _: i32) -> Result<Seen, String> {
        Ok(Seen {
            words: ocr::words_of_tsv(&self.0, 61_200, 2550),
            width: 61_200,
            height: 79_200,
            turn: Turn::Upright,
            tilt: 0,
        })
    }
}

#[test]
fn a_reader_of_pictures_may_say_anything() {
    let words = [
        "THCA",
        "26.35",
        "263.5",
        "ND",
        "%",
        "mg/g",
        "Total",
        "β-Pinene",
        "<LOQ",
        "±",
        "",
        "Δ9-THC",
        "99999999999999999999",
        "1,8-Cineole",
    ];
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        let mut tsv = String::new();
        for _ in 0..dice.below(80) {
            let mut number = |most: usize| {
                if dice.below(40) == 0 { i64::MAX.to_string() } else { dice.below(most).to_string() }
            };
            let (left, top, wide, high) = (number(2600), number(3300), number(400), number(90));
            let word = dice.one_of(&words);
            tsv.push_str(&format!("5\t1\t1\t1\t1\t1\t{left}\t{top}\t{wide}\t{high}\t90\t{word}\n"));
        }
        let _ = read(b"\x89PNG", &mut Said(tsv));
    }
}
