//! What cannot be read is refused with its place, and nothing is left half-written.

use std::fs;

use countersign_domain::inventory::Source;

use super::shop::{A, Shop};

#[test]
fn a_bad_row_is_refused_with_file_line_column_and_what_to_do() {
    for (source, from, to, expected) in [
        (
            Source::State,
            ",10,",
            ",1e3,",
            "/state.csv:2: column `qty`: `1e3` is not a decimal number; write it like 12.5; mend",
        ),
        (Source::Pos, "3.5", "\"3,5\"", "/pos.csv:3: column `qty`: `3,5` is not a decimal number"),
        (
            Source::Pos,
            "3.5",
            "3.50000000000000044",
            "/pos.csv:3: column `qty`: `3.50000000000000044` has more than 9 decimal places",
        ),
        (
            Source::Pos,
            "35.00",
            "35.005",
            "/pos.csv:2: column `price`: `35.005` has more than 2 decimal places",
        ),
        (Source::Menu, "35.00", "99999999999", "/menu.csv:2: column `price`: the price is too large"),
        (Source::Menu, ",35.00\n", "\n", "/menu.csv:2: 4 fields, and the header has 5"),
        (Source::Menu, "402R-1", "Shop, Front", "/menu.csv:2: 6 fields, and the header has 5"),
    ] {
        let shop = Shop::good();
        shop.change(source, from, to);
        let said = shop.refused();
        assert!(said.starts_with(expected), "{said}");
        assert!(said.ends_with("--keep-going"), "{said}");
        assert_eq!(shop.files(), ["menu.csv", "pos.csv", "state.csv"]);
    }
    let shop = Shop::good();
    shop.write(Source::State, format!("tag,qty,status,unit,updated_at\n{A},1,Active,Stones,\n"));
    assert!(shop.refused().contains("/state.csv:2: column `unit`: `Stones` is not a unit"));
    shop.write(Source::State, format!("tag,qty,status,Updated At\n{A},1,Active,2026-11-22 08:00\n"));
    assert!(
        shop.refused().contains(
            "/state.csv:2: column `Updated At`: `2026-11-22 08:00` is not an instant with its zone"
        )
    );
    shop.write(Source::State, format!("tag,qty,status,expires\n{A},1,Active,11/22/2026\n"));
    assert!(shop.refused().contains("column `expires`: `11/22/2026` is not a day like 2026-11-22"));
}

#[test]
fn the_first_bad_row_is_the_one_that_is_told() {
    let shop = Shop::good();
    shop.change(Source::Menu, ",35.00\n", "\n");
    shop.change(Source::Pos, "3.5", "many");
    shop.change(Source::Pos, ",10,", ",few,");
    assert!(shop.refused().starts_with("/pos.csv:2: column `qty`: `few`"));
}

#[test]
fn going_on_reports_what_was_left_out() {
    let mut shop = Shop::good();
    shop.change(Source::Pos, "3.5", "many");
    shop.change(Source::Menu, ",35.00\n", "\n");
    shop.job.keep_going = true;
    let found = shop.found();
    assert!(found.contains(&"unreadable-row x 2".to_owned()), "{found:?}");
    let report = shop.report();
    assert!(report.contains("qty: `many` is not a decimal number"), "{report}");
    assert!(report.contains("4 fields, and the header has 5"), "{report}");
}

#[test]
fn a_header_that_cannot_be_used_is_refused() {
    for (text, expected) in [
        ("", "there is no first line; the first line must name the columns"),
        (
            "tag,status\n",
            "the column `qty` is missing; name it in the first line, where there are `tag`, `status`",
        ),
        ("tag,qty,status,Quantity\n", "the columns `qty` and `Quantity` say the same; leave one of them out"),
        ("\u{feff}", "there is no first line"),
    ] {
        let shop = Shop::good();
        shop.write(Source::State, text);
        let said = shop.refused();
        assert!(said.contains("/state.csv`: ") && said.contains(expected), "{said}");
    }
    let shop = Shop::good();
    shop.write(Source::Pos, b"\xff\xfet\0a\0g\0");
    assert!(shop.refused().contains("it is written in UTF-16; save it as CSV in UTF-8"));
    shop.write(Source::Pos, format!("tag,qty,status\n{A},1,\"Active\n"));
    let said = shop.refused();
    assert!(said.starts_with("/pos.csv:2: a quote was opened here or below and never closed"), "{said}");
    fs::remove_file(shop.path(Source::Pos)).expect("removed");
    assert!(shop.refused().contains("/pos.csv` cannot be read"));
}

#[test]
fn the_report_that_was_there_stays_when_a_run_fails() {
    let mut shop = Shop::good();
    fs::write(&shop.job.out, "yesterday's").expect("written");
    shop.change(Source::Menu, "35.00", "x");
    shop.refused();
    assert_eq!(shop.report(), "yesterday's");
    assert_eq!(shop.files(), ["menu.csv", "pos.csv", "report.csv", "state.csv"]);
    shop.change(Source::Menu, ",x", ",35.00");
    shop.run().expect("it runs");
    assert!(shop.report().starts_with("class,severity,tag,"));
    assert_eq!(shop.files().len(), 4, "nothing beside it");
    shop.job.out = shop.path(Source::Menu);
    assert!(shop.refused().contains("would overwrite an export"));
    shop.job.out = shop.path(Source::Menu).join("report.csv");
    assert!(shop.refused().contains("cannot be written"));
}
