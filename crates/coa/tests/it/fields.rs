//! Heads of certificates as laboratories print them: labels with and without colons, glued, in a row, above their values.

use countersign_coa::{Blind, read};
use serde_json::Value;

use crate::paper::{self, Greek, Sheet};

/// Where each text stands, and which fields must come out.
type Case = (&'static str, &'static [(f32, f32, &'static str)], &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    (
        "labels glued to their values",
        &[
            (40.0, 60.0, "Sample:KN10602007-003"),
            (40.0, 70.0, "Harvest/Lot ID: 0001-77"),
            (40.0, 80.0, "Batch#: 0003422111112222"),
            (40.0, 90.0, "Sample Size Received: 4 gram"),
            (300.0, 60.0, "Ordered : 06/01/21"),
            (300.0, 70.0, "Sampled : 06/02/21"),
            (300.0, 80.0, "Completed: 06/04/21 Expires: 06/04/22"),
            (300.0, 90.0, "Sampling Method: SOP Client Method"),
        ],
        &[
            ("sample_id", "KN10602007-003"),
            ("batch", "0003422111112222"),
            ("ordered", "2021-06-01"),
            ("collected", "2021-06-02"),
            ("completed", "2021-06-04"),
            ("expires", "2022-06-04"),
        ],
    ),
    (
        "labels above their values",
        &[
            (40.0, 60.0, "Sample ID"),
            (150.0, 60.0, "Batch Number"),
            (280.0, 60.0, "Date Received"),
            (400.0, 60.0, "Report Date"),
            (40.0, 72.0, "LAB-22-0911"),
            (150.0, 72.0, "B77-1"),
            (280.0, 72.0, "DEC 14, 2021"),
            (400.0, 72.0, "December 16, 2021"),
        ],
        &[
            ("sample_id", "LAB-22-0911"),
            ("batch", "B77-1"),
            ("received", "2021-12-14"),
            ("reported", "2021-12-16"),
        ],
    ),
    (
        "number signs and no colons",
        &[
            (40.0, 60.0, "Order # SUN210915-010001"),
            (40.0, 72.0, "Sample # AABX123"),
            (300.0, 60.0, "Sampling Date: 2021-09-14"),
            (300.0, 72.0, "Completion Date: 2021-09-18"),
            (300.0, 84.0, "Batch # 7741-A"),
            (300.0, 96.0, "Batch Date: 2021-09-01"),
        ],
        &[
            ("sample_id", "AABX123"),
            ("collected", "2021-09-14"),
            ("completed", "2021-09-18"),
            ("batch", "7741-A"),
        ],
    ),
    (
        "tags, and empty fields with their labels",
        &[
            (40.0, 60.0, "METRC Sample: 1A4060300005F64000004517"),
            (40.0, 72.0, "METRC Source ID: 1A4060300002EE1000009841"),
            (40.0, 84.0, "Batch #:"),
            (300.0, 84.0, "Strain: Blue Dream"),
            (40.0, 96.0, "Lot ID:"),
            (40.0, 108.0, "Analytical Batch: BA-2231"),
            (300.0, 60.0, "Received: 21 March 2022; Reported: 23 March 2022"),
        ],
        &[
            ("package_tag", "1A4060300005F64000004517"),
            ("source_tag", "1A4060300002EE1000009841"),
            ("batch", ""),
            ("strain", "Blue Dream"),
            ("received", "2022-03-21"),
            ("reported", "2022-03-23"),
        ],
    ),
];

#[test]
fn heads_are_read_however_they_are_laid_out() {
    for (what, texts, expected) in CASES {
        let mut sheet = Sheet::default();
        for (x, y, text) in *texts {
            sheet.put(*x, *y, 8.0, text);
        }
        let text =
            "The results of this report relate only to the material or product analyzed at the laboratory.";
        sheet.put(40.0, 700.0, 7.0, text);
        let bytes = paper::pdf(&[sheet], Greek::Sound);
        let profile = read(&bytes, &mut Blind(String::new())).expect("a profile");
        let profile = serde_json::to_value(&profile).expect("JSON");
        for (field, value) in *expected {
            let said = if profile.get(field).is_some() { &profile[field] } else { &profile["dates"][field] };
            assert_eq!(
                said,
                &if value.is_empty() { Value::Null } else { Value::from(*value) },
                "{what}: {field} of {profile}"
            );
        }
    }
}
