//! The report and its summary.

use countersign_domain::inventory::{Policy, Source};
use countersign_reconcile::{policy_file, summary};

use super::shop::{A, B, Shop};

#[test]
fn the_summary_has_the_worst_first_and_adds_up() {
    let shop = Shop::good();
    shop.change(Source::State, "Active", "OnHold");
    shop.change(Source::Pos, "3.5", "2.5");
    shop.change(Source::Menu, "35.00", "30.00");
    let outcome = shop.run().expect("it runs");
    let table = summary::table(&outcome);
    let classes: Vec<&str> =
        table.lines().skip(3).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(
        classes,
        ["on-hold-for-sale", "quantity-mismatch", "price-differs-from-pos", "all"],
        "{table}"
    );
    let json = summary::json(&outcome);
    assert_eq!((&json["total"], &json["clean"], &json["rows"]["pos"]), (&3.into(), &false.into(), &2.into()));
    assert_eq!(json["classes"]["on-hold-for-sale"]["severity"], "critical");
    let report = shop.report();
    assert_eq!(report.lines().count(), 4);
    assert!(
        report
            .lines()
            .nth(1)
            .is_some_and(|line| line.starts_with(&format!("on-hold-for-sale,critical,{A},402R-1,menu,")))
    );
    assert!(report.contains(&format!("quantity-mismatch,high,{B},402R-1,pos,,,3.5; Active; at 402R-1; line 3,2.5; Active; price 35.00; at 402R-1; line 3,")));
}

#[test]
fn a_field_that_a_spreadsheet_would_run_is_made_harmless() {
    let shop = Shop::good();
    shop.write(
        Source::Menu,
        format!("tag,status,name\n=cmd(),visible,x\n{A},visible,\"@SUM(1,2) \"\"x\"\"\"\n{B},hidden,\n"),
    );
    shop.change(Source::State, "Active", "Recalled");
    shop.run().expect("it runs");
    let report = shop.report();
    assert!(report.contains(",'=cmd(),"), "{report}");
    assert!(report.contains(",\"'@SUM(1,2) \"\"x\"\"\","), "{report}");
}

#[test]
fn several_passes_find_what_one_finds() {
    let rows: String = (0..500)
        .map(|serial| format!("1A4060300001A2B{serial:09},x,{},Active,{}\n", serial % 7, serial % 5))
        .collect();
    let text = format!("tag,facility,qty,status,price\n{rows}none,x,1,Active,1\n");
    let mut shop = Shop::of(&text, &text, &text);
    shop.change(Source::Pos, ",3,Active", ",4,Active");
    let once = (shop.found(), shop.report());
    assert!(once.1.lines().count() > 100, "{:?}", once.0);
    shop.job.passes = 7;
    let sorted = |report: &str| {
        let mut lines: Vec<String> = report.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(shop.found(), once.0);
    assert_eq!(sorted(&shop.report()), sorted(&once.1));
}

#[test]
fn a_policy_is_read_from_a_file_and_printed_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.toml");
    let shipped = Policy::default();
    std::fs::write(&path, policy_file::text(&shipped)).expect("written");
    assert_eq!(policy_file::read(&path).expect("a policy"), shipped);
    std::fs::write(&path, "price_tolerance = \"0.50\"\nlist_on = \"none\"\n[tolerance]\nEach = \"1\"\n")
        .expect("written");
    let mut shop = Shop::good();
    shop.job.policy = policy_file::read(&path).expect("a policy");
    shop.change(Source::Pos, ",10,", ",11,");
    shop.change(Source::Menu, "35.00", "34.50");
    assert_eq!(shop.found(), ["quantity-mismatch x 1"], "a unit that is not told is not `Each`");
    std::fs::write(&path, "stale_after = 3\n").expect("written");
    let why = policy_file::read(&path).expect_err("refused").to_string();
    assert!(why.contains("unknown field `stale_after`") && why.contains("line 1"), "{why}");
}
