//! What must not be taken for a verdict, a name, a tag or a batch, and values that stand far from their labels.

use serde_json::Value;

use crate::paper::{self, Greek, Sheet};

type Texts = &'static [(f32, f32, f32, &'static str)];

/// A page of these texts with the prose that every certificate has at its foot.
fn read(texts: Texts) -> Value {
    let mut sheet = Sheet::default();
    for (x, y, size, text) in texts {
        sheet.put(*x, *y, *size, text);
    }
    let foot =
        "The results of this report relate only to the material or product analyzed at the laboratory.";
    sheet.put(40.0, 700.0, 7.0, foot);
    paper::profile(&[sheet], Greek::Sound)
}

/// Headings of two panels, the second of which failed, with the verdict on each of their analytes.
const PANELS: Texts = &[
    (40.0, 200.0, 11.0, "Heavy Metals - Pass"),
    (40.0, 214.0, 7.0, "Analyte"),
    (140.0, 214.0, 7.0, "Limit"),
    (240.0, 214.0, 7.0, "Status"),
    (40.0, 225.0, 7.0, "Lead"),
    (140.0, 225.0, 7.0, "0.5"),
    (240.0, 225.0, 7.0, "Pass"),
    (40.0, 300.0, 11.0, "Residual Solvents - Fail"),
    (40.0, 314.0, 7.0, "Analyte"),
    (140.0, 314.0, 7.0, "Limit"),
    (240.0, 314.0, 7.0, "Status"),
    (40.0, 325.0, 7.0, "Butane"),
    (140.0, 325.0, 7.0, "5000"),
    (240.0, 325.0, 7.0, "Pass"),
];

#[test]
fn a_column_of_verdicts_is_no_verdict_on_the_whole() {
    let profile = read(PANELS);
    assert_eq!(profile["status"]["overall"], Value::Null);
    assert_eq!(profile["status"]["heavy_metals"], "pass");
    assert_eq!(profile["status"]["residual_solvents"], "fail");
}

#[test]
fn nothing_passed_overall_beside_a_failed_panel() {
    let printed = |verdict: &'static str| -> Texts {
        if verdict == "FAIL" {
            &[
                (40.0, 60.0, 8.0, "Overall"),
                (40.0, 70.0, 8.0, "PASS"),
                (140.0, 60.0, 8.0, "Pesticides"),
                (140.0, 70.0, 8.0, "FAIL"),
            ]
        } else {
            &[
                (40.0, 60.0, 8.0, "Overall"),
                (40.0, 70.0, 8.0, "PASS"),
                (140.0, 60.0, 8.0, "Pesticides"),
                (140.0, 70.0, 8.0, "PASS"),
            ]
        }
    };
    assert_eq!(read(printed("PASS"))["status"]["overall"], "pass");
    let failed = read(printed("FAIL"));
    assert_eq!(failed["status"]["overall"], Value::Null);
    assert_eq!(failed["status"]["pesticides"], "fail");
}

#[test]
fn the_whole_has_passed_or_failed_and_a_dates_label_says_neither() {
    let profile = read(&[
        (40.0, 60.0, 8.0, "Batch#:"),
        (90.0, 60.0, 8.0, "HB-0311"),
        (240.0, 60.0, 8.0, "Completed:"),
        (300.0, 60.0, 8.0, "07/15/2023"),
        (40.0, 90.0, 8.0, "Batch"),
        (140.0, 90.0, 8.0, "07/13/2023"),
        (240.0, 90.0, 8.0, "Pass"),
        (40.0, 102.0, 8.0, "Potency"),
        (240.0, 102.0, 8.0, "Complete"),
    ]);
    assert_eq!(profile["status"]["overall"], "pass");
    assert_eq!(profile["status"]["cannabinoids"], "complete");
    let tested = read(&[(40.0, 60.0, 8.0, "Overall"), (40.0, 70.0, 8.0, "Tested")]);
    assert_eq!(tested["status"]["overall"], Value::Null);
}

#[test]
fn a_panel_that_failed_on_any_page_failed() {
    let mut sheets = vec![Sheet::default(), Sheet::default()];
    sheets[0].put(40.0, 60.0, 8.0, "Mycotoxins: Pass");
    sheets[1].put(40.0, 60.0, 8.0, "Mycotoxins: Fail");
    let profile = paper::profile(&sheets, Greek::Sound);
    assert_eq!(profile["status"]["mycotoxins"], "fail");
}

#[test]
fn a_verdict_of_one_panel_is_not_its_neighbours() {
    let profile = read(&[
        (40.0, 60.0, 8.0, "Water Activity"),
        (140.0, 60.0, 8.0, "Pass"),
        (40.0, 70.0, 8.0, "Microbiology"),
        (140.0, 70.0, 8.0, "Fail"),
        (120.0, 82.0, 8.0, "Cannabinoids"),
    ]);
    assert_eq!(profile["status"]["microbials"], "fail");
    assert_eq!(profile["status"]["cannabinoids"], Value::Null);
    // The label of a date is no verdict.
    let profile = read(&[
        (40.0, 60.0, 8.0, "Microbials"),
        (240.0, 60.0, 8.0, "Completed:"),
        (300.0, 60.0, 8.0, "07/13/2023"),
    ]);
    assert_eq!(profile["status"]["microbials"], Value::Null);
    // A tile of its own, with a heading right under it.
    let profile =
        read(&[(40.0, 60.0, 8.0, "Status"), (40.0, 70.0, 8.0, "Pass"), (40.0, 82.0, 8.0, "Cannabinoids")]);
    assert_eq!(profile["status"], serde_json::json!({}));
}

#[test]
fn a_verdict_at_the_other_end_of_its_line_is_the_panels() {
    let profile = read(&[
        (40.0, 60.0, 6.0, "Heavy Metals"),
        (200.0, 60.0, 6.0, "ICP-MS"),
        (500.0, 60.0, 6.0, "Fail"),
        (40.0, 90.0, 6.0, "Pesticides"),
        (300.0, 90.0, 6.0, "Mycotoxins"),
        (500.0, 90.0, 6.0, "Pass"),
    ]);
    assert_eq!(profile["status"]["heavy_metals"], "fail");
    assert_eq!(profile["status"]["mycotoxins"], "pass");
    assert_eq!(profile["status"]["pesticides"], Value::Null);
}

#[test]
fn whoever_signs_for_a_laboratory_is_not_its_name() {
    let profile = read(&[(40.0, 60.0, 8.0, "Authorized by: Dana Roe, Lab Director 03/11/2024")]);
    assert_eq!(profile["lab"], Value::Null);
    let profile = read(&[(40.0, 60.0, 8.0, "Laboratory: Blue Mesa Analytics")]);
    assert_eq!(profile["lab"], "Blue Mesa Analytics");
    let profile = read(&[(40.0, 60.0, 12.0, "Certificate of Analysis Coastal Botanics Lab")]);
    assert_eq!(profile["lab"], "Coastal Botanics Lab");
}

#[test]
fn a_verdict_may_stand_behind_its_value() {
    let profile = read(&[
        (40.0, 60.0, 8.0, "Water Activity"),
        (240.0, 60.0, 8.0, "0.52 aw - Pass"),
        (40.0, 72.0, 8.0, "Moisture"),
        (240.0, 72.0, 8.0, "11.4% - Complete"),
        (40.0, 84.0, 8.0, "Pathogenic Microbiology"),
        (240.0, 84.0, 8.0, "Passed"),
        (40.0, 96.0, 8.0, "Mycotoxin Testing"),
        (240.0, 96.0, 8.0, "Not Tested"),
    ]);
    assert_eq!(profile["status"]["water_activity"], "pass");
    assert_eq!(profile["status"]["moisture"], "complete");
    assert_eq!(profile["status"]["microbials"], "pass");
    assert_eq!(profile["status"]["mycotoxins"], "not_tested");
}

/// What stands at the head of a page, and the product's name that must come out.
const NAMES: &[(&str, Texts, Option<&str>)] = &[
    (
        "the name under a label that means a number elsewhere",
        &[(40.0, 40.0, 16.0, "TERPENOID TEST RESULTS"), (40.0, 60.0, 8.0, "Sample: Dutch Purple")],
        Some("Dutch Purple"),
    ),
    (
        "a logo above the name",
        &[
            (40.0, 40.0, 18.0, "infinite CAL"),
            (40.0, 54.0, 8.0, "Infinite Chemical Analysis Labs"),
            (40.0, 72.0, 12.0, "Calm Tincture 1:3 30mL"),
        ],
        Some("Calm Tincture 1:3 30mL"),
    ),
    (
        "a logo that begins like the company's name",
        &[(40.0, 40.0, 18.0, "NORTHLIGHT"), (300.0, 40.0, 8.0, "Northlight Testing LLC")],
        None,
    ),
    (
        "the client's number beside the name",
        &[(40.0, 60.0, 8.0, "Sample: Mango Tango Vape"), (40.0, 72.0, 8.0, "Client Sample ID: MT-VAPE-05")],
        Some("Mango Tango Vape"),
    ),
    ("a heading of a section", &[(40.0, 60.0, 14.0, "SAFETY"), (40.0, 90.0, 8.0, "Foil bag")], None),
    ("a panel's heading", &[(40.0, 60.0, 14.0, "Heavy Metals - Pass")], None),
    ("a label", &[(40.0, 60.0, 14.0, "Metrc Source UID")], None),
    (
        "the line a browser prints on the edge",
        &[
            (24.0, 20.0, 8.0, "11/23/26, 11:49 PM"),
            (288.0, 20.0, 12.0, "certificate-print-view"),
            (40.0, 60.0, 10.0, "Midnight Blackberry"),
        ],
        Some("Midnight Blackberry"),
    ),
    ("a heading with a word before it", &[(40.0, 60.0, 12.0, "Sample Relief Balm")], Some("Relief Balm")),
];

#[test]
fn a_product_is_not_called_like_something_else_on_the_page() {
    for (what, texts, name) in NAMES {
        let profile = read(texts);
        assert_eq!(profile["product_name"].as_str(), *name, "{what}");
    }
}

#[test]
fn a_name_that_only_its_size_speaks_for_is_doubted() {
    let profile = read(&[(40.0, 60.0, 14.0, "Midnight Blackberry")]);
    assert_eq!(profile["product_name"], "Midnight Blackberry");
    assert_eq!(profile["field_flags"]["product_name"], "no_label");
    let profile = read(&[(40.0, 60.0, 8.0, "Product Name: Midnight Blackberry")]);
    assert_eq!(profile["field_flags"]["product_name"], Value::Null);
}

#[test]
fn a_name_of_two_lines_is_whole() {
    // The first word of the second line would not have fitted before the next column.
    let profile = read(&[
        (40.0, 60.0, 8.0, "Product"),
        (110.0, 60.0, 8.0, "Sample ID"),
        (40.0, 74.0, 8.0, "Ocean OG Live"),
        (110.0, 74.0, 8.0, "HP2402-118"),
        (40.0, 84.0, 8.0, "Rosin 1g"),
    ]);
    assert_eq!(profile["product_name"], "Ocean OG Live Rosin 1g");
    // Here it would have: it is something else.
    let profile = read(&[
        (40.0, 60.0, 8.0, "Product"),
        (210.0, 60.0, 8.0, "Sample ID"),
        (40.0, 74.0, 8.0, "Ocean OG"),
        (210.0, 74.0, 8.0, "HP2402-118"),
        (40.0, 84.0, 8.0, "Flower"),
    ]);
    assert_eq!(profile["product_name"], "Ocean OG");
}

#[test]
fn the_tag_of_what_it_came_from_is_not_the_packages() {
    for label in
        ["Metrc Source UID", "METRC Source Tag", "Parent Package Tag", "Tag of the source we were given"]
    {
        let mut sheet = Sheet::default();
        sheet.put(40.0, 60.0, 8.0, label);
        sheet.put(40.0, 70.0, 8.0, "1A4AD3500000900694421480");
        let profile = paper::profile(&[sheet], Greek::Sound);
        assert_eq!(profile["source_tag"], "1A4AD3500000900694421480", "{label}");
        assert_eq!(profile["package_tag"], Value::Null, "{label}");
    }
}

#[test]
fn several_tags_behind_one_label_are_told() {
    let profile =
        read(&[(40.0, 60.0, 8.0, "Source Package UIDs: 1A4FF0300000222000001111, 1A4FF0300000222000002222")]);
    assert_eq!(profile["field_flags"]["source_tag"], "several_values");
    let profile = read(&[(40.0, 60.0, 8.0, "Source Package UID: 1A4FF0300000222000001111")]);
    assert_eq!(profile["field_flags"]["source_tag"], Value::Null);
}

#[test]
fn a_batch_is_whole_and_the_products() {
    for (text, batch) in [
        ("Batch #: 2210 0044 8812", Some("2210 0044 8812")),
        ("Batch #: DCB 0428", Some("DCB 0428")),
        ("Harvest Batch: DP 2023-04-12", Some("DP 2023-04-12")),
        ("Batch: CC-0117 B", Some("CC-0117 B")),
        ("Batch: 4.5 kg", None),
        ("Prep Batch: PB-9917", None),
        ("QC Batch: QC-2231", None),
    ] {
        let mut sheet = Sheet::default();
        sheet.put(40.0, 60.0, 8.0, text);
        let profile = paper::profile(&[sheet], Greek::Sound);
        assert_eq!(profile["batch"].as_str(), batch, "{text}");
    }
    // The run of the instrument in a column of the table of results.
    let profile = read(&[
        (40.0, 200.0, 7.0, "Analyte"),
        (200.0, 200.0, 7.0, "Result"),
        (260.0, 200.0, 7.0, "LOQ"),
        (320.0, 200.0, 7.0, "Batch"),
        (400.0, 200.0, 7.0, "Analyzed"),
        (40.0, 211.0, 7.0, "Cannabinol (CBN)"),
        (200.0, 211.0, 7.0, "0.122"),
        (260.0, 211.0, 7.0, "0.050"),
        (320.0, 211.0, 7.0, "B23F041"),
        (400.0, 211.0, 7.0, "08/19/23 14:02"),
    ]);
    assert_eq!(profile["batch"], Value::Null);
}

#[test]
fn values_far_behind_their_labels_are_theirs() {
    let profile = read(&[
        (40.0, 60.0, 7.0, "Sample Name"),
        (230.0, 60.0, 7.0, "Dark Chocolate Bar"),
        (320.0, 60.0, 7.0, "Sample Code"),
        (520.0, 60.0, 7.0, "1049382-1"),
        (40.0, 70.0, 7.0, "Servings"),
        (260.0, 70.0, 7.0, "ten"),
        (320.0, 70.0, 7.0, "Batch No."),
        (520.0, 70.0, 7.0, "MSC-2211"),
        (40.0, 80.0, 7.0, "Collected On"),
        (230.0, 80.0, 7.0, "April 10, 2023"),
        (320.0, 80.0, 7.0, "Receive Date"),
        (520.0, 80.0, 7.0, "April 11, 2023"),
        (40.0, 90.0, 7.0, "Issued"),
        (230.0, 90.0, 7.0, "April 15, 2023"),
        (320.0, 90.0, 7.0, "Unit weight"),
        (520.0, 90.0, 7.0, "0.5 g"),
    ]);
    assert_eq!(profile["product_name"], "Dark Chocolate Bar");
    assert_eq!(profile["sample_id"], "1049382-1");
    assert_eq!(profile["batch"], "MSC-2211");
    assert_eq!(profile["dates"]["collected"], "2023-04-10");
    assert_eq!(profile["dates"]["received"], "2023-04-11");
    assert_eq!(profile["dates"]["reported"], "2023-04-15");
}

#[test]
fn behind_an_empty_cell_stands_no_value() {
    let profile = read(&[
        (40.0, 60.0, 7.0, "Sample Name"),
        (320.0, 60.0, 7.0, "Harvested By"),
        (460.0, 60.0, 7.0, "J. Doe"),
        (40.0, 70.0, 7.0, "Sample ID"),
        (180.0, 70.0, 7.0, "PT-2231"),
        (320.0, 70.0, 7.0, "Batch No."),
        (460.0, 70.0, 7.0, "MSC-2211"),
        (40.0, 80.0, 7.0, "Date Received"),
        (180.0, 80.0, 7.0, "02/12/2024"),
        (320.0, 80.0, 7.0, "Date Reported"),
        (460.0, 80.0, 7.0, "02/19/2024"),
        (40.0, 90.0, 7.0, "Client"),
        (320.0, 90.0, 7.0, "Courier"),
        (460.0, 90.0, 7.0, "Swift"),
    ]);
    assert_eq!(profile["product_name"], Value::Null);
    assert_eq!(profile["client"], Value::Null);
    assert_eq!(profile["batch"], "MSC-2211");
    assert_eq!(profile["dates"]["reported"], "2024-02-19");
}

#[test]
fn an_unknown_label_with_a_value_of_its_own_is_no_value() {
    let profile = read(&[
        (40.0, 60.0, 7.0, "Strain"),
        (320.0, 60.0, 7.0, "Temperature"),
        (460.0, 60.0, 7.0, "21 C"),
        (40.0, 70.0, 7.0, "Date Received"),
        (180.0, 70.0, 7.0, "02/12/2024"),
        (320.0, 70.0, 7.0, "Date Reported"),
        (460.0, 70.0, 7.0, "02/19/2024"),
    ]);
    assert_eq!(profile["strain"], Value::Null);
    assert_eq!(profile["dates"]["received"], "2024-02-12");
}

#[test]
fn a_label_that_stands_alone_takes_nothing_from_the_other_side_of_the_page() {
    let profile = read(&[(40.0, 60.0, 7.0, "Batch No."), (400.0, 60.0, 7.0, "SOP-4417 revision 3")]);
    assert_eq!(profile["batch"], Value::Null);
}

#[test]
fn a_laboratorys_licence_is_read_in_every_states_form() {
    for (text, licence) in [
        ("1 Main St, Ann Arbor, MI 48108 License # SC-000005", "SC-000005"),
        ("Las Vegas, NV 89118 Lic. # 26062187482183961022", "26062187482183961022"),
        ("Portland OR ORELAP ID 4044 OLCC License: 010-1002015CCA3", "010-1002015CCA3"),
        ("Milwaukie, OR 97222 OLCC 010-1002156BF26", "010-1002156BF26"),
        ("Phoenix, AZ 85013 ADHS License 00000016LCVT00301232", "00000016LCVT00301232"),
        ("Denver, CO 80223 MED License No. 405R-00002", "405R-00002"),
        ("Aurora, IL 60505 License LT-0000117", "LT-0000117"),
        ("Columbus, OH 43207 Licence Number: MMCPT00004", "MMCPT00004"),
        ("Warwick, NY 10990 OCM License: OCM-CPL-00006", "OCM-CPL-00006"),
        ("Harrisburg, PA 17110 Approved Lab No. LAB-1002-17", "LAB-1002-17"),
    ] {
        let mut sheet = Sheet::default();
        sheet.put(40.0, 40.0, 14.0, "Example Analytics");
        sheet.put(40.0, 54.0, 7.0, text);
        sheet.put(40.0, 70.0, 7.0, "Client: Orchard Farms LLC");
        sheet.put(40.0, 80.0, 7.0, "License: C12-0000999");
        let profile = paper::profile(&[sheet], Greek::Sound);
        assert_eq!(profile["lab_license"], licence, "{text}");
        assert_eq!(profile["client_license"], "C12-0000999", "{text}");
    }
    // The client's own is not the laboratory's.
    let profile = read(&[(40.0, 54.0, 7.0, "Client: Orchard Farms LLC License: RMD385-C")]);
    assert_eq!(profile["lab_license"], Value::Null);
}

#[test]
fn moisture_with_its_sign_apart_is_read() {
    let profile = read(&[(40.0, 60.0, 7.0, "Moisture Content 11.0 %")]);
    assert_eq!(profile["moisture_pct"].to_string().trim_matches('"'), "11");
}
