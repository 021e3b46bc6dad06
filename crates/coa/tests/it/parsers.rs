//! A target for every parser of strangers' text: whatever comes, an answer and no panic, and what is answered is made of what came.
//! The cases come from fixed seeds, so that a failure comes again; COUNTERSIGN_FUZZ_CASES asks for more of them.

use countersign_coa::field::date_in;
use countersign_coa::name;
use countersign_coa::number::{Decimal, Kind, Unit, mark_of, mark_of_words};
use countersign_coa::page::{Area, Turn, Word};
use countersign_coa::{Blind, Eyes, Seen, ocr, read, wcia};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::{layouts, paper};

/// How often each target is tried where nothing else is said.
const CASES: u32 = 2_000;
/// Reading a whole document is slower.
const DOCUMENTS: u32 = 150;

fn runner(cases: u32, seed: u8) -> TestRunner {
    let asked = std::env::var("COUNTERSIGN_FUZZ_CASES").ok().and_then(|text| text.parse().ok());
    let config = ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// What certificates are made of, and what breaks readers of them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "THCA",
            "Δ9-THC",
            "d9",
            "β-",
            "Pinene",
            "1,8-Cineole",
            "Total",
            "THC",
            "(",
            ")",
            "±",
            "+",
            "<",
            ">",
            "≤",
            "LOQ",
            "LOD",
            "ND",
            "N/A",
            "%",
            "mg/g",
            "mg",
            "/",
            "serving",
            "per",
            "w/w",
            ".",
            ",",
            "0",
            "9",
            "26.35",
            "1,093",
            ".5",
            "0.0000000001",
            "99999999999999999999",
            "-",
            "--",
            "2021",
            "Mar",
            "23Mar2021",
            "12/31/2022",
            "31-12-22",
            "T00:00Z",
            "Sample ID:",
            "Batch",
            "#",
            ":",
            ";",
            "|",
            "1A4060300005F64000004517",
            "\u{fffd}",
            "\u{0}",
            "ﬁ",
            "İ",
            "🌿",
            "\u{202e}",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
        "[0-9.,/-]{0,14}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec(piece(), 0..9), prop::sample::select(vec!["", " ", "\n", "\t"]))
        .prop_map(|(pieces, between)| pieces.join(between))
}

#[test]
fn any_text_as_a_number() {
    runner(CASES, 1)
        .run(&text(), |text| {
            if let Some(number) = Decimal::read(&text) {
                // Its digits are the text's.
                let figures: String = text.chars().filter(char::is_ascii_digit).collect();
                let digits = number.digits.to_string();
                prop_assert_eq!(figures.trim_start_matches('0'), digits.trim_start_matches('0'));
            }
            if let Some(mark) = mark_of(&text) {
                prop_assert!(mark.kind != Kind::Value || mark.number.is_some());
                prop_assert!(text.contains(&mark.printed), "{:?} of {:?}", mark.printed, text);
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            let _ = mark_of_words(&words);
            Ok(())
        })
        .expect("no number panics");
}

#[test]
fn any_text_as_a_unit_a_name_or_a_total() {
    runner(CASES, 2)
        .run(&text(), |text| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let _ = (Unit::read(&text), Unit::within(&words));
            if let Some(found) = name::find(&text) {
                prop_assert!(!found.keys.is_empty());
            }
            let _ = name::total_of(&name::normal(&text));
            Ok(())
        })
        .expect("no name panics");
}

#[test]
fn any_text_as_a_date() {
    runner(CASES, 3)
        .run(&text(), |text| {
            if let Some(date) = date_in(&text) {
                prop_assert!((2005..=2079).contains(&date.year()), "{text:?} is {date}");
            }
            Ok(())
        })
        .expect("no date panics");
}

#[test]
fn any_text_as_a_result_in_json() {
    let member = (prop::sample::select(vec!["name", "qom", "uom", "status", "analyte_type", "loq"]), text());
    let object = prop::collection::vec(member, 0..7).prop_map(|members| {
        let members: Vec<String> = members
            .iter()
            .map(|(key, text)| format!("\"{key}\":{}", serde_json::Value::from(text.as_str())))
            .collect();
        format!("{{{}}}", members.join(","))
    });
    let document = (prop::collection::vec(object, 0..6), text(), any::<bool>()).prop_map(|(metrics, date, list)| {
        let one = format!(
            "{{\"document_name\":\"WCIA Lab Result Schema\",\"release_date\":{},\"metric_list\":[{{\"test_type\":\"cannabinoid assay\",\"metrics\":[{}]}}]}}",
            serde_json::Value::from(date),
            metrics.join(",")
        );
        if list { format!("[{one}]") } else { one }
    });
    runner(CASES, 4)
        .run(&(document, any::<Vec<u8>>()), |(document, bytes)| {
            let _ = (wcia::read(document.as_bytes()), wcia::read(&bytes));
            Ok(())
        })
        .expect("no JSON panics");
}

struct Said<'t>(&'t str);

impl Eyes for Said<'_> {
    fn words(&mut self, _: usize, _: i32, _: i32) -> Result<Seen, String> {
        Ok(Seen {
            words: ocr::words_of_tsv(self.0, 61_200, 2550),
            width: 61_200,
            height: 79_200,
            turn: Turn::Upright,
            tilt: 0,
        })
    }
}

#[test]
fn any_words_as_those_of_a_picture() {
    let place = || prop_oneof![(0..2600_i64).boxed(), any::<i64>().boxed()];
    let word = (place(), place(), 0..400_i64, 0..90_i64, -1..101_i32, piece());
    let row = word.prop_map(|(left, top, wide, high, sure, text)| {
        format!("5\t1\t1\t1\t1\t1\t{left}\t{top}\t{wide}\t{high}\t{sure}\t{text}")
    });
    let table =
        prop::collection::vec(prop_oneof![9 => row, 1 => text()], 0..60).prop_map(|rows| rows.join("\n"));
    runner(DOCUMENTS * 2, 5)
        .run(&table, |table| {
            let _ = read(b"\x89PNG", &mut Said(&table));
            Ok(())
        })
        .expect("no picture panics");
}

#[test]
fn any_two_readings_of_a_page() {
    let place = || prop_oneof![9 => (0..3000_i64).boxed(), 1 => any::<i64>().boxed()];
    let word = (place(), place(), 0..400_i64, 0..90_i64, prop_oneof![piece(), text()]);
    let row = |page: usize, (left, top, wide, high, text): &(i64, i64, i64, i64, String)| {
        let text = text.replace(['\n', '\t'], " ");
        format!("5\t{page}\t1\t1\t1\t1\t{left}\t{top}\t{wide}\t{high}\t90\t{text}\n")
    };
    let words = prop::collection::vec((word, 0..4_usize), 0..40);
    let points = prop::collection::vec((0..61_000_i32, 0..79_000_i32, 1..300_i32), 0..40);
    runner(DOCUMENTS * 2, 7)
        .run(&(words.clone(), words, points), |(first, second, points)| {
            let corners = [(0, 0), (300, -14), (i64::MAX, 5)];
            let whole: String = first.iter().map(|(word, _)| row(1, word)).collect();
            let pieces: String = second.iter().map(|(word, page)| row(*page, word)).collect();
            let whole = ocr::words_of_tsv(&whole, 61_200, 2550);
            let pieces = ocr::words_of_pieces(&pieces, 61_200, 2550, &corners);
            let points: Vec<Area> =
                points.into_iter().map(|(x, y, side)| Area::new(x, y, x + side, y + side)).collect();
            let figures = |words: &[Word]| -> String {
                words.iter().flat_map(|word| word.text.chars().filter(char::is_ascii_digit)).collect()
            };
            let (before, pointed) = (figures(&whole), ocr::pointed(whole, &points));
            // A point is all that is put in; no figure is.
            prop_assert_eq!(sorted(&before), sorted(&figures(&pointed)));
            let texts: Vec<String> = pointed
                .iter()
                .chain(&pieces)
                .flat_map(|word| [&word.also[..], std::slice::from_ref(&word.text)].concat())
                .collect();
            for word in ocr::together(pointed, pieces) {
                prop_assert!(texts.contains(&word.text), "{word:?} was never read");
            }
            Ok(())
        })
        .expect("no reading panics");
}

fn sorted(figures: &str) -> Vec<char> {
    let mut figures: Vec<char> = figures.chars().collect();
    figures.sort_unstable();
    figures
}

/// A sound certificate with some of its bytes changed, taken out, or put in twice: what stands behind the heads of a PDF.
#[test]
fn a_certificate_with_other_bytes_in_it() {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, any::<u8>()), 1..16);
    runner(DOCUMENTS, 8)
        .run(&(0..12_u64, changes), |(seed, changes)| {
            let paper = layouts::paper(seed);
            let mut bytes = paper::pdf(&paper.sheets, paper.greek);
            for (at, how, byte) in changes {
                let at = at.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    2 => {
                        bytes.remove(at);
                    }
                    // A number or a name of the file's own, somewhere else.
                    3 => {
                        let part: Vec<u8> = bytes[at..].iter().take(usize::from(byte)).copied().collect();
                        let to = usize::from(byte) * 31 % bytes.len();
                        bytes.splice(to..to, part);
                    }
                    _ => bytes[at] = b"0123456789.-/<>[]() "[usize::from(byte) % 20],
                }
            }
            if let Ok(profile) = read(&bytes, &mut Blind(String::new())) {
                prop_assert!(serde_json::to_string(&profile).is_ok());
            }
            Ok(())
        })
        .expect("no certificate panics");
}

#[test]
fn any_bytes_as_a_document() {
    let start = prop::sample::select(vec![
        &b""[..],
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"II*\0",
        b"{",
        b"[",
    ]);
    let pieces = prop::sample::select(vec![
        &b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"[..],
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Rotate 90>>\nendobj\n",
        b"4 0 obj\n<</Length 44>>stream\nBT /F 12 Tf 40 700 Td (THCA 26.35) Tj ET\nendstream\nendobj\n",
        b"<</Filter/FlateDecode/Length 99999999>>stream\n",
        b"xref\n0 5\n",
        b"trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF",
        b"[[[[[[[[[[[[",
        b"\"metric_list\":[",
        b"9999999999 0 R",
    ]);
    let part = prop_oneof![pieces.prop_map(<[u8]>::to_vec), any::<Vec<u8>>()];
    let bytes = (start, prop::collection::vec(part, 0..12))
        .prop_map(|(start, parts)| [start.to_vec(), parts.concat()].concat());
    runner(DOCUMENTS * 4, 6)
        .run(&bytes, |bytes| {
            let answer = || {
                let read = read(&bytes, &mut Blind(String::new()));
                read.map(|profile| serde_json::to_string(&profile).expect("JSON"))
                    .map_err(|why| why.to_string())
            };
            prop_assert_eq!(answer(), answer(), "the same bytes are read the same");
            Ok(())
        })
        .expect("no document panics");
}
