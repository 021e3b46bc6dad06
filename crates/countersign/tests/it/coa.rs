//! `coa read` as somebody types it: good files beside broken ones.

use std::fs;

use countersign_app::certificates::Reading;
use serde_json::Value;

use crate::program::{run, run_on, run_with, text};

const RESULT: &str = r#"[{"lab_name":"Evergreen Lab","labresult_id":"WA-1","status":"pass","release_date":"2022-10-01","metric_list":[{"test_type":"cannabinoid assay","status":"pass","metrics":[
{"name":"delta-9-tetrahydrocannabinol","analyte_type":"cannabinoid","qom":"3.4190","uom":"pct"},
{"name":"tetrahydrocannabinolic acid","analyte_type":"cannabinoid","qom":"16.08","uom":"pct"},
{"name":"total active delta-9-tetrahydrocannabinols","analyte_type":"cannabinoid","qom":"17.52","uom":"pct"}]}]}]"#;

/// A page with a table, written by hand: the cross-reference table is left to the reader to mend.
fn pdf() -> String {
    let rows = [
        ("Analyte", "%", "mg/g"),
        ("THCA", "26.35", "263.5"),
        ("d9-THC", "0.78", "7.8"),
        ("CBD", "ND", "ND"),
        ("CBN", "0.55", "55.5"),
    ];
    let mut content = String::new();
    for (at, (name, percent, grams)) in rows.iter().enumerate() {
        let y = 600 - 16 * at;
        for (x, text) in [(60, name), (200, percent), (300, grams)] {
            content.push_str(&format!("BT /F 9 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"));
        }
    }
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
         trailer<</Root 1 0 R>>\n",
        content.len()
    )
}

#[test]
fn certificates_are_read_in_order_and_a_broken_one_does_the_others_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("table.pdf"), pdf()).expect("written");
    fs::write(path("broken.pdf"), "%PDF-1.7 and nothing else").expect("written");
    fs::write(path("result.json"), RESULT).expect("written");
    let files = ["table.pdf", "broken.pdf", "missing.pdf", "result.json"].map(path);
    let mut arguments = vec!["coa", "read"];
    arguments.extend(files.iter().map(String::as_str));
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let read: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
    let names: Vec<&str> = read.iter().filter_map(|one| one["file"].as_str()).collect();
    assert_eq!(names, ["table.pdf", "broken.pdf", "missing.pdf", "result.json"]);
    let kinds: Vec<Option<&str>> = read.iter().map(|one| one["error_kind"].as_str()).collect();
    assert_eq!(kinds, [None, Some("unreadable"), Some("not_opened"), None]);

    let row = |of: &Value, key: &str| {
        of["cannabinoids"]
            .as_array()
            .and_then(|rows| rows.iter().find(|row| row["key"] == key).cloned())
            .expect("a row")
    };
    let thca = row(&read[0], "thca");
    assert_eq!(
        (&thca["printed"]["%"], &thca["printed"]["mg/g"]),
        (&Value::from("26.35"), &Value::from("263.5"))
    );
    assert_eq!((&thca["flags"], &thca["read_by"]), (&Value::Array(Vec::new()), &Value::from("text")));
    assert_eq!(row(&read[0], "cbd")["kind"], "nd");
    assert_eq!(
        row(&read[0], "cbn")["flags"],
        serde_json::json!(["units_disagree", "not_cross_checked"]),
        "0.55 % is not 55.5 mg/g"
    );
    assert!(text(&output.stdout).contains("\"value\":3.419,"), "numbers are passed on letter for letter");
    assert_eq!(read[3]["totals"]["total_thc"]["checks"], serde_json::json!(["formula"]));

    let good = run(&["coa", "read", &files[3]]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
}

/// What the server takes in is what the command writes, digit for digit.
#[test]
fn the_server_understands_what_the_reader_says() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, first) in [("table.pdf", pdf(), "26.35"), ("result.json", RESULT.to_owned(), "3.4190")]
    {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let output = run(&["coa", "read", &path.to_string_lossy()]);
        let said = text(&output.stdout);
        let object = said.trim().trim_start_matches('[').trim_end_matches(']');
        let reading = Reading::of(object).expect("it is understood");
        let values: Vec<_> = reading.cannabinoids.iter().filter_map(|row| row.value.as_deref()).collect();
        assert!(values.iter().any(|value| first.starts_with(value)), "{name}: {values:?}");
        assert!(reading.is_doubtful(), "{name} names neither package nor batch");
        assert!(values.iter().all(|value| object.contains(value)), "{name}: {values:?}");
    }
}

/// How large a PNG says it is.
fn size(png: &[u8]) -> (u32, u32) {
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(&png[12..16], b"IHDR");
    (side(16), side(20))
}

#[test]
fn a_page_is_drawn_within_bounds_and_what_is_no_page_is_said() {
    let drawn = run_with(&["coa", "draw-one", "--page", "1"], &pdf());
    assert_eq!(drawn.status.code(), Some(0), "{}", text(&drawn.stderr));
    assert!(drawn.stdout.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(size(&drawn.stdout), (1400, 1811), "letter paper");
    let bare = run_with(&["coa", "draw-one", "--page", "1"], &pdf().replace(" Tj", " Td"));
    assert!(bare.stdout.len() < drawn.stdout.len(), "the print is on it");

    // A page of 35 metres, and one that is a line, stay pictures of a bounded size.
    for (wide, high) in [("14400", "99999"), ("612", "1"), ("1", "1")] {
        let odd = pdf().replace("0 0 612 792", &format!("0 0 {wide} {high}"));
        let output = run_with(&["coa", "draw-one", "--page", "1"], &odd);
        match output.status.code() {
            Some(0) => {
                let (across, down) = size(&output.stdout);
                assert!(across <= 1400 && down <= 3600, "{wide} x {high}: {across} x {down}");
            }
            code => {
                assert_eq!(code, Some(3), "{wide} x {high}: {}", text(&output.stderr));
                assert_ne!(high, "99999", "a long page is drawn, however small");
            }
        }
    }
    for (page, input, why) in [
        ("2", pdf(), "no such page"),
        ("0", pdf(), "counted from 1"),
        ("1", RESULT.to_owned(), "no pages"),
        ("1", "MZ and the rest".to_owned(), "neither a PDF nor a picture"),
        ("1", "%PDF-1.7 and nothing else".to_owned(), ""),
    ] {
        let output = run_with(&["coa", "draw-one", "--page", page], &input);
        assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout).expect("a reason");
        assert!(said["error"].as_str().is_some_and(|said| said.contains(why)), "{said}");
    }
}

/// A grey JPEG of 640 x 200 by hand. Each block is one grey, one step from the block before: up through a row, down through the next.
fn jpeg() -> Vec<u8> {
    let segment = |name: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        [&[0xFF, name][..], &length, body].concat()
    };
    // One code of one bit, for one symbol: "a step of one" for the grey of a block, "no more" for its pattern.
    let codes = |table: u8, symbol: u8| [&[table, 1][..], &[0; 15], &[symbol]].concat();
    // `0`, up (`1`) or down (`0`), `0`: three bits for each of the 80 blocks of a row.
    let (up, down) = ([0b0100_1001, 0b0010_0100, 0b1001_0010].repeat(10), vec![0; 30]);
    let rows = (0..25).flat_map(|row| if row % 2 == 0 { up.clone() } else { down.clone() });
    [
        vec![0xFF, 0xD8],
        segment(0xDB, &[&[0][..], &[8; 64]].concat()),
        segment(0xC0, &[8, 0, 200, 640_u16.to_be_bytes()[0], 640_u16.to_be_bytes()[1], 1, 1, 0x11, 0]),
        segment(0xC4, &codes(0x00, 1)),
        segment(0xC4, &codes(0x10, 0)),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        rows.collect(),
        vec![0xFF, 0xD9],
    ]
    .concat()
}

/// A TIFF of one bit a pixel: stripes.
fn black_and_white(wide: u32, high: u32) -> Vec<u8> {
    let pixels = vec![0xF0; (wide / 8 * high) as usize];
    let size = u32::try_from(pixels.len()).expect("small");
    // Width, height, bits, no compression, black is nought, where, channels, rows, how much.
    let entries = [
        (256, wide),
        (257, high),
        (258, 1),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, high),
        (279, size),
    ];
    let mut file = [&b"II*\0"[..], &(8 + size).to_le_bytes(), &pixels].concat();
    file.extend(u16::try_from(entries.len()).expect("nine").to_le_bytes());
    for (tag, value) in entries {
        let tag: u16 = tag;
        file.extend(
            [&tag.to_le_bytes()[..], &4_u16.to_le_bytes(), &1_u32.to_le_bytes(), &value.to_le_bytes()]
                .concat(),
        );
    }
    file.extend([0; 4]);
    file
}

/// A second page behind the first: the same directory once more, to which the first leads.
fn two_pages(tiff: &[u8]) -> Vec<u8> {
    let entries = tiff.len() - (2 + 9 * 12 + 4);
    let second = u32::try_from(tiff.len()).expect("small");
    let mut file = tiff.to_vec();
    // Where its directory is stands in the head, and where the next one is at its end.
    file.extend_from_slice(&tiff[entries..]);
    file[tiff.len() - 4..tiff.len()].copy_from_slice(&second.to_le_bytes());
    file
}

#[test]
fn a_photo_and_a_fax_of_two_pages_are_drawn_too() {
    let fax = black_and_white(640, 200);
    let fax = two_pages(&fax);
    for (name, picture, page) in
        [("JPEG", jpeg(), "1"), ("TIFF", fax.clone(), "1"), ("TIFF", fax.clone(), "2")]
    {
        let drawn = run_on(&["coa", "draw-one", "--page", page], &picture);
        assert_eq!(drawn.status.code(), Some(0), "{name}: {} {}", text(&drawn.stdout), text(&drawn.stderr));
        assert_eq!(size(&drawn.stdout), (640, 200), "{name}: as it came, and never larger");
    }
    let none = run_on(&["coa", "draw-one", "--page", "3"], &fax);
    assert!(text(&none.stdout).contains("no such page"), "{}", text(&none.stdout));
}

#[test]
fn a_picture_of_a_certificate_is_read_and_half_of_one_is_not() {
    let drawn = run_with(&["coa", "draw-one", "--page", "1"], &pdf());
    assert_eq!(drawn.status.code(), Some(0), "{}", text(&drawn.stderr));
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("whole.png"), &drawn.stdout).expect("written");
    fs::write(path("half.png"), &drawn.stdout[..drawn.stdout.len() / 2]).expect("written");
    fs::write(path("half.jpg"), &jpeg()[..jpeg().len() / 2]).expect("written");
    let files = ["whole.png", "half.png", "half.jpg"].map(path);
    let mut arguments = vec!["coa", "read"];
    arguments.extend(files.iter().map(String::as_str));
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let read: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
    let kinds: Vec<Option<&str>> = read.iter().map(|one| one["error_kind"].as_str()).collect();
    assert_eq!(kinds, [None, Some("unreadable"), Some("unreadable")], "{read:?}");
    let rows = read[0]["cannabinoids"].as_array().expect("rows");
    let thca = rows.iter().find(|row| row["key"] == "thca").expect("a row");
    assert_eq!((&thca["printed"]["%"], &thca["read_by"]), (&Value::from("26.35"), &Value::from("ocr")));
    let sides: Vec<f64> =
        read[0]["page_sizes"][0].as_array().expect("sides").iter().filter_map(Value::as_f64).collect();
    assert_eq!(sides, [612.0, 791.66], "as wide as letter paper, as high as its picture says");
}
