//! Every shape of file that is accepted says the same.

use countersign_domain::inventory::policy::Untagged;
use countersign_domain::inventory::{Class, Source};
use countersign_kernel::amount::parse_scaled;
use countersign_reconcile::decimal;
use proptest::prelude::*;

use super::shop::{A, B, Shop};

#[test]
fn a_good_shop_is_clean() {
    let shop = Shop::good();
    let outcome = shop.run().expect("it runs");
    assert!(outcome.is_clean(), "{outcome:?}");
    assert_eq!(outcome.rows, [2, 2, 2]);
    assert_eq!(shop.report().lines().count(), 1, "the header alone");
}

#[test]
fn marks_line_ends_quotes_orders_and_delimiters_do_not_matter() {
    let lower = A.to_lowercase();
    for pos in [
        format!(
            "\u{feff}tag,facility,qty,status,price\r\n{A},402R-1,10,Active,35.00\r\n{B},402R-1,3.5,Active,35.00\r\n"
        ),
        format!("PRICE;Status;Qty;Facility;TAG\n35.00;Active;10;402R-1;{A}\n35;active;3.500;402r-1;{B}"),
        format!("Package Tag\tOn Hand\tpackage_status\tNote\n{A}\t10\tActive\t\n\n\r\n{B}\t3.5\tACTIVE\tx\n"),
        format!(
            "tag,qty,status,name\n\"{A}\",\"10\",\"Active\",\"Sour, \"\"best\"\"\nof\n\nall\"\n {B} ,3.5,Active,5\" pipe\n"
        ),
        format!(
            "\"tag\",\"qty\",\"status\",\"price\"\r\n\"{lower}\",\"10.0\",\"Active\",\"$35.00\"\r\n {B} , 3.5 ,Active, 35.0 \r\n"
        ),
    ] {
        let shop = Shop::good();
        shop.write(Source::Pos, &pos);
        assert_eq!(shop.found(), [""; 0], "{pos}");
    }
}

#[test]
fn the_empty_end_of_a_spreadsheet_and_what_a_source_is_not_asked_for_do_not_matter() {
    let shop = Shop::good();
    let state = format!(
        "tag,facility,qty,status,price\n{A},402R-1,10,good,N/A\n{B},402R-1,3.5,Pass,n/a\n,,,,\n , ,,,\n"
    );
    shop.write(Source::State, state);
    let pos =
        format!("tag,qty,status,price,expires\n{A},10,Published,$ 35.00,soon\n{B},3.5,enabled,35,\n,,,,\n");
    shop.write(Source::Pos, pos);
    assert_eq!(shop.found(), [""; 0]);
}

#[test]
fn a_listing_in_a_standing_that_keeps_it_from_sale_is_seen_by_nobody() {
    for word in ["finished", "On Hold", "removed"] {
        let shop = Shop::good();
        shop.write(Source::Menu, format!("tag,status,price\n{A},{word},0\n{B},live,35\n"));
        assert_eq!(shop.found(), [""; 0], "{word}");
    }
}

#[test]
fn a_line_is_the_one_an_editor_shows() {
    let shop = Shop::good();
    shop.write(
        Source::Pos,
        format!("tag,qty,status,name\n{A},10,Active,\"two\nlines\"\n\n{B},4,Active,\"plain\"\n"),
    );
    assert_eq!(shop.found(), ["quantity-mismatch x 1"]);
    assert!(shop.report().contains("4; Active; line 5,"), "{}", shop.report());
}

#[test]
fn all_columns_are_used_where_they_are_there() {
    let state = format!(
        "tag,facility,qty,unit,status,thc,expires,updated_at,name\n\
         {A},402R-1,10,Each,TestPassed,21.5,2026-12-01,2026-11-22T08:00:00-07:00,Sour\n\
         {B},402R-1,3.5,Grams,TestPassed,10 mg,2026-11-21,0001-01-01T00:00:00+00:00,Kush\n"
    );
    let pos = format!(
        "tag,facility,qty,unit,status,price,room\n{A},402R-1,4,ea,Active,35,Vault\n{A},402R-1,6,ea,Active,35,Floor\n\
         {B},402R-1,3.5,g,Active,35,Floor\n"
    );
    let menu = format!(
        "tag,channel,status,price,thc,updated_at,writer\n\
         {A},Green,visible,35,21.5%,2026-11-20T08:00:00Z,pos-feed\n{A},green,visible,35,21.5%,2026-11-22T14:00:00Z,hub\n\
         {B},Leaf,visible,30,21.5%,,\n{B},Green,hidden,1,10mg,,\n"
    );
    let shop = Shop::of(&state, &pos, &menu);
    let expected = [
        "expired-for-sale x 1",
        "potency-differs x 1",
        "two-writers x 1",
        "price-differs-from-pos x 1",
        "stale-listing x 1",
    ];
    assert_eq!(shop.found(), expected);
    let report = shop.report();
    for words in [
        format!("two-writers,high,{A},402R-1,menu,green,Sour,"),
        "10 Each; TestPassed; THC 21.5%; at 402R-1; good until 2026-12-01; written 2026-11-22T15:00:00Z; line 2".to_owned(),
        "4 Each; Active; price 35.00; at 402R-1; in Vault; line 2 | 6 Each; ".to_owned(),
        "percent-against-milligrams".to_owned(),
        "on green; hidden; price 1.00; THC 10 mg; line 5".to_owned(),
    ] {
        assert!(report.contains(&words), "no `{words}` in {report}");
    }
}

#[test]
fn a_tag_that_is_none_is_reported_and_goods_without_one_may_be_ignored() {
    let mut shop = Shop::good();
    shop.change(Source::State, A, "1.40603E+23");
    shop.change(Source::Pos, A, "");
    shop.change(Source::Menu, A, "1A4060300001A2B00000001");
    assert_eq!(shop.found(), ["malformed-tag x 3"]);
    let report = shop.report();
    for words in ["1.40603E+23,,state,", "spreadsheet", "no-tag", "1A4060300001A2B00000001,,menu,", "line 2"]
    {
        assert!(report.contains(words), "no `{words}` in {report}");
    }
    shop.job.policy.untagged = Untagged::Ignore;
    assert_eq!(shop.found(), ["malformed-tag x 2"]);
}

#[test]
fn a_menu_may_count_as_it_likes() {
    let shop = Shop::good();
    shop.change(Source::Menu, ",10,", ",10+,");
    assert_eq!(shop.found(), [""; 0]);
}

#[test]
fn an_export_without_rows_is_taken_for_one_that_failed() {
    for (source, allowed) in [
        (Source::State, vec!["on-menu-not-in-state x 2", "in-pos-not-in-state x 2"]),
        (Source::Pos, vec!["in-state-not-in-pos x 2", "on-menu-not-in-pos x 2"]),
        (Source::Menu, vec!["missing-listing x 2"]),
    ] {
        let mut shop = Shop::good();
        shop.write(source, "tag,facility,qty,status,price\n");
        assert_eq!(shop.found(), ["snapshot-incomplete x 1"], "{source}");
        assert!(shop.report().contains("empty-export"));
        shop.job.may_be_empty = vec![source];
        assert_eq!(shop.found(), allowed, "{source}");
        shop.job.partial = vec![source];
        assert_eq!(shop.found(), ["snapshot-incomplete x 1"], "{source} in part");
    }
}

#[test]
fn what_is_missing_from_a_part_is_said_to_be_unknown() {
    let mut shop = Shop::good();
    shop.change(Source::Pos, B, "1A4060300001A2B000000003");
    shop.change(Source::Menu, "35.00", "30.00");
    shop.job.partial = vec![Source::State];
    let expected = ["on-menu-not-in-pos x 1", "price-differs-from-pos x 1", "snapshot-incomplete x 1"];
    assert_eq!(
        shop.found(),
        ["in-state-not-in-pos x 1".to_owned()]
            .into_iter()
            .chain(expected.map(str::to_owned))
            .collect::<Vec<_>>()
    );
    assert!(!shop.run().expect("it runs").counts.contains_key(&Class::InPosNotInState));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decimals_are_read_as_the_kernel_reads_them(text in "-?[0-9]{0,20}(\\.[0-9]{0,11})?|[-0-9.e+ ]{0,6}", places in 0_u32..10) {
        prop_assert_eq!(decimal::read(text.as_bytes(), places), parse_scaled(&text, places));
    }
}
