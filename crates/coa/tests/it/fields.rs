//! Heads of certificates as laboratories print them: labels with and without colons, glued, in a row, above their values.

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
    (
        "numbers with their parts in brackets, dates without colons",
        &[
            (40.0, 60.0, "Sample ID SD210915-033 (28123)"),
            (300.0, 60.0, "Matrix Concentrate"),
            (40.0, 72.0, "Sampled -"),
            (150.0, 72.0, "Received Sep 15, 2021"),
            (300.0, 72.0, "Reported Sep 17, 2021"),
        ],
        &[("sample_id", "SD210915-033"), ("received", "2021-09-15"), ("reported", "2021-09-17")],
    ),
    (
        "dates with times, and in the order of programs",
        &[
            (40.0, 60.0, "Sample ID: 0421-GLD-77"),
            (40.0, 72.0, "Date Collected: 2022-04-21T14:05:00Z"),
            (40.0, 84.0, "Date Received: 04/22/2022 09:15 AM"),
            (40.0, 96.0, "Date Tested: 25-Apr-2022"),
            (40.0, 108.0, "Date Reported: Apr. 26th, 2022"),
            (300.0, 60.0, "Batch ID: GLD-0421"),
            (300.0, 72.0, "Expiration Date: 4/26/23"),
        ],
        &[
            ("sample_id", "0421-GLD-77"),
            ("collected", "2022-04-21"),
            ("received", "2022-04-22"),
            ("tested", "2022-04-25"),
            ("reported", "2022-04-26"),
            ("expires", "2023-04-26"),
            ("batch", "GLD-0421"),
        ],
    ),
    (
        "a tag on two lines",
        &[
            (40.0, 60.0, "Source Package ID:"),
            (150.0, 60.0, "1A4060300002EE10"),
            (150.0, 70.0, "00009841"),
            (300.0, 60.0, "Sample Metrc ID:"),
            (410.0, 60.0, "1A4060300005F640"),
            (410.0, 70.0, "00004517"),
            (40.0, 90.0, "LIMS Sample ID: 210915R004"),
            (40.0, 102.0, "Collected on: 09/15/2021"),
            (40.0, 114.0, "Received on: 09/16/2021"),
            (40.0, 126.0, "Reported on: 09/18/2021"),
        ],
        &[
            ("source_tag", "1A4060300002EE1000009841"),
            ("package_tag", "1A4060300005F64000004517"),
            ("sample_id", "210915R004"),
            ("collected", "2021-09-15"),
            ("received", "2021-09-16"),
            ("reported", "2021-09-18"),
        ],
    ),
    (
        "labels and values in two columns",
        &[
            (40.0, 60.0, "Sample Name"),
            (140.0, 60.0, "Garlic Drip Live Rosin"),
            (40.0, 72.0, "Lab Sample ID"),
            (140.0, 72.0, "W-220412-08"),
            (40.0, 84.0, "Batch No."),
            (140.0, 84.0, "GDLR-0322"),
            (40.0, 96.0, "Date Sampled"),
            (140.0, 96.0, "03/22/2022"),
            (40.0, 108.0, "Date Accepted"),
            (140.0, 108.0, "03/23/2022"),
            (40.0, 120.0, "Date Reported"),
            (140.0, 120.0, "03/25/2022"),
        ],
        &[
            ("product_name", "Garlic Drip Live Rosin"),
            ("sample_id", "W-220412-08"),
            ("batch", "GDLR-0322"),
            ("collected", "2022-03-22"),
            ("received", "2022-03-23"),
            ("reported", "2022-03-25"),
        ],
    ),
    (
        "several labels on a line, parted by semicolons and bars",
        &[
            (40.0, 60.0, "Sample: 2105OKC0123.4567; Lot#: L-77; Batch#: B-0521"),
            (
                40.0,
                72.0,
                "Ordered: 05/01/2021 | Collected: 05/02/2021 | Received: 05/03/2021 | Completed: 05/06/2021",
            ),
        ],
        &[
            ("sample_id", "2105OKC0123.4567"),
            ("lot", "L-77"),
            ("batch", "B-0521"),
            ("collected", "2021-05-02"),
            ("received", "2021-05-03"),
            ("completed", "2021-05-06"),
        ],
    ),
    (
        "certificate, order and report numbers",
        &[
            (40.0, 60.0, "Certificate #: COA-55120"),
            (40.0, 72.0, "Order #: 88121"),
            (40.0, 84.0, "Lab ID: AZ-19-0042"),
            (300.0, 60.0, "Sample Received: 7/9/2022"),
            (300.0, 72.0, "Analysis Date: 7/10/2022"),
            (300.0, 84.0, "Report Created: 7/12/2022"),
            (300.0, 96.0, "Harvest Date: 6/1/2022"),
        ],
        &[
            ("report_id", "COA-55120"),
            ("sample_id", "AZ-19-0042"),
            ("received", "2022-07-09"),
            ("tested", "2022-07-10"),
            ("reported", "2022-07-12"),
        ],
    ),
    (
        "a batch that is no tag",
        &[
            (40.0, 60.0, "METRC Batch ID:"),
            (150.0, 60.0, "220407SLU.F23-1-D"),
            (40.0, 72.0, "METRC Sample ID:"),
            (150.0, 72.0, "1A40A0100000E11000048422"),
            (40.0, 84.0, "METRC Source ID:"),
            (150.0, 84.0, "1A40A0100000E11000051276"),
        ],
        &[
            ("batch", "220407SLU.F23-1-D"),
            ("package_tag", "1A40A0100000E11000048422"),
            ("source_tag", "1A40A0100000E11000051276"),
        ],
    ),
    (
        "titles in capitals above their values",
        &[
            (40.0, 60.0, "METRC TAG"),
            (220.0, 60.0, "HARVEST BATCH"),
            (340.0, 60.0, "DATE OF SAMPLING"),
            (470.0, 60.0, "DATE OF REPORT"),
            (40.0, 71.0, "1A4050300009C15000002232"),
            (220.0, 71.0, "HB-0612-3"),
            (340.0, 71.0, "JUNE 12 2022"),
            (470.0, 71.0, "JUNE 17 2022"),
        ],
        &[
            ("package_tag", "1A4050300009C15000002232"),
            ("batch", "HB-0612-3"),
            ("collected", "2022-06-12"),
            ("reported", "2022-06-17"),
        ],
    ),
];

#[test]
fn heads_are_read_however_they_are_laid_out() {
    let mut failures = Vec::new();
    for (what, texts, expected) in CASES {
        let mut sheet = Sheet::default();
        for (x, y, text) in *texts {
            sheet.put(*x, *y, 8.0, text);
        }
        let text =
            "The results of this report relate only to the material or product analyzed at the laboratory.";
        sheet.put(40.0, 700.0, 7.0, text);
        let profile = paper::profile(&[sheet], Greek::Sound);
        for (field, value) in *expected {
            let said = if profile.get(field).is_some() { &profile[field] } else { &profile["dates"][field] };
            if *said != if value.is_empty() { Value::Null } else { Value::from(*value) } {
                failures.push(format!("{what}: {field} is {said} for {value}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
