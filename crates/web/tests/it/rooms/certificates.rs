//! Certificates in the browser: handed in, read meanwhile, confirmed by two people, refused with a reason.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::StatusCode;
use countersign_app::certificates::{Reader, read};
use countersign_kernel::Role;

use super::shop::{Answer, Browser, Shop, in_shop};

const LIST: &str = "/menu/certificates";
const TAG: &str = "1A4000000000022000000123";

/// Says of every file what stands in it after its first line.
#[derive(Debug)]
struct Echo;

#[async_trait]
impl Reader for Echo {
    async fn read(&self, bytes: Vec<u8>) -> Result<String, String> {
        let text = String::from_utf8(bytes).expect("the test writes text");
        Ok(text.split_once('\n').expect("a first line").1.to_owned())
    }

    async fn draw(&self, _: Vec<u8>, page: u32) -> Result<Vec<u8>, String> {
        match page {
            1 => Ok(b"\x89PNG\r\n\x1a\nthe first page".to_vec()),
            2 => Ok(b"<script>alert(1)</script>".to_vec()),
            _ => Err("it is torn".to_owned()),
        }
    }
}

fn file(tag_flags: &str, row_flags: &str) -> Vec<u8> {
    let row = |key: &str, value: &str, flags: &str| {
        format!(
            r#"{{"key":"{key}","name":"{key}","page":1,"printed":{{"%":"{value}"}},"value":{value},"unit":"%","kind":"value",
            "box":[10,20.5,100.25,30],"read_by":"text","checks":["units"],"flags":{flags}}}"#
        )
    };
    format!(
        "%PDF-1.7\n{{\"lab\":\"Aspen <Labs>\",\"package_tag\":\"{TAG}\",\"batch\":null,\"dates\":{{}},\"field_flags\":{tag_flags},
        \"text_layer\":\"native\",\"pages\":3,\"page_sizes\":[[612,792],[792,612.5],[1,1]],\"cannabinoids\":[{},{}],\"terpenes\":[],\"totals\":{{}},\"status\":{{}},\"flags\":[]}}",
        row("THCA", "23.45", "[]"),
        row("CBD", "0.10", row_flags),
    )
    .into_bytes()
}

async fn handed_in(browser: &Browser, name: &str, bytes: &[u8]) -> String {
    let sent = browser.upload(LIST, &browser.csrf, name, bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.value("location").to_owned()
}

async fn all_read(shop: &Shop) {
    shop.app.set_reader(Arc::new(Echo));
    while read::next(&shop.app).await.expect("read") {}
}

async fn then(browser: &Browser, page: &str, noun: &str, fields: &[(&str, &str)]) -> Answer {
    let sent = browser.post(&format!("{page}/{noun}"), fields).await;
    assert_eq!((sent.status, sent.value("location")), (StatusCode::SEE_OTHER, page), "{}", sent.body);
    browser.get(page).await
}

#[test]
fn a_doubtful_certificate_is_handed_in_and_confirmed_by_two_people() {
    in_shop(|shop| async move {
        let sam = shop.enter("sam", &[Role::Associate]).await;
        let kim = shop.enter("kim", &[Role::InventoryManager]).await;
        let ines = shop.enter("ines", &[Role::Manager]).await;
        let doubtful = file(r#"{"package_tag":"several_values"}"#, r#"["not_cross_checked"]"#);
        let page = handed_in(&sam, "blue.pdf", &doubtful).await;
        assert!(sam.get(&page).await.has("Being read"));
        all_read(&shop).await;
        let seen = sam.get(&page).await;
        assert!(seen.has("Doubtful") && seen.has("no check covers it") && seen.has("Aspen &#60;Labs&#62;"));
        assert!(seen.has("Package tag: it is printed with different values."), "{}", seen.body);
        assert!(seen.has("23.45 %") && seen.has("left out") && !seen.has("0.10 %<"));
        // Value and place know of each other without a script.
        assert!(seen.has("href=\"#place-1\"") && seen.has("id=\"place-1\"") && seen.has("href=\"#value-1\""));
        assert!(seen.has("x=\"8.00\" y=\"18.50\" width=\"94.25\" height=\"13.50\""), "{}", seen.body);
        assert!(!seen.has("data-key=\"y\""), "an associate is offered nothing to confirm");
        let sent = sam.post(&format!("{page}/confirmation"), &[]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);

        let seen = kim.get(&page).await;
        assert!(seen.has("Confirm as the first of two") && seen.has("data-key=\"y\""));
        assert!(
            seen.has("name=\"tag\"") && !seen.has(&format!("value=\"{TAG}\"")),
            "a doubt is not filled in"
        );
        let sent = kim.post(&format!("{page}/confirmation"), &[("tag", "123")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.has("`tag` cannot be a package") && sent.has("value=\"123\""), "{}", sent.body);
        let seen = then(&kim, &page, "confirmation", &[("tag", TAG)]).await;
        assert!(seen.has("as the first of two.") && !seen.has("data-key=\"y\""));
        let sent = kim.post(&format!("{page}/confirmation"), &[]).await;
        assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.has("somebody else must look"));
        assert!(ines.get(&page).await.has("Confirm as the second"));
        let seen = then(&ines, &page, "confirmation", &[]).await;
        assert!(seen.has("It cannot change") && seen.has(TAG) && seen.has("On the record"), "{}", seen.body);
        assert!(ines.get(LIST).await.has("blue.pdf</a>") && ines.get(LIST).await.has(TAG));
        assert_eq!(shop.of_kind("act.certificate.confirm").await.len(), 1);
    });
}

#[test]
fn a_doubtful_value_is_typed_off_the_page_by_two_people_and_neither_sees_the_other() {
    in_shop(|shop| async move {
        let sam = shop.enter("sam", &[Role::Associate]).await;
        let kim = shop.enter("kim", &[Role::InventoryManager]).await;
        let ines = shop.enter("ines", &[Role::Manager]).await;
        let page = handed_in(&kim, "blue.pdf", &file("{}", r#"["units_disagree"]"#)).await;
        all_read(&shop).await;
        let confirmation = format!("{page}/confirmation");
        assert!(!sam.get(&page).await.has("name=\"value-2\""), "who may not confirm types nothing");
        let seen = kim.get(&page).await;
        assert!(seen.has("name=\"value-2\" value=\"\"") && !seen.has("name=\"value-1\""), "{}", seen.body);
        assert!(
            seen.has("aria-label=\"CBD, as the page prints it, with its unit\"") && !seen.has("0.10"),
            "nothing is filled in, and no unit stands beside the field"
        );

        let sent = kim.post(&confirmation, &[("value-2", "0.1o")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            sent.has("look again at CBD.") && sent.has("is no result") && sent.has("value=\"0.1o\""),
            "{}",
            sent.body
        );
        assert!(
            sent.has("aria-invalid=\"true\" aria-describedby=\"typed-2-error\"")
                && !sent.has("name=\"instead\"")
        );
        let sent = kim.post(&confirmation, &[("value-1", "99")]).await;
        assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.has("is not doubtful"));
        let sent = kim.post(&confirmation, &[("value-2", "0.10")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.has("none is sure here") && sent.has("value=\"0.10\""), "{}", sent.body);
        let seen = then(&kim, &page, "confirmation", &[("value-2", "0.10 %")]).await;
        assert!(seen.has("0.10 %") && seen.has("as the first of two."), "{}", seen.body);

        let seen = ines.get(&page).await;
        assert!(seen.has("name=\"value-2\" value=\"\"") && !seen.has("0.10"), "{}", seen.body);
        let sent = ines.post(&confirmation, &[("value-2", "1.00 %")]).await;
        assert!(
            sent.has("is not what the first of two typed")
                && sent.has("name=\"instead\"")
                && !sent.has("0.10")
        );
        let seen = then(&ines, &page, "confirmation", &[("value-2", "0.1 %")]).await;
        assert!(seen.has("It cannot change") && seen.has("0.10 %") && !seen.has("left out"), "{}", seen.body);
        assert_eq!(shop.of_kind("act.certificate.confirm").await.len(), 1);
    });
}

#[test]
fn the_unit_of_a_bare_number_stands_beside_its_field() {
    in_shop(|shop| async move {
        let kim = shop.enter("kim", &[Role::InventoryManager]).await;
        let page = handed_in(&kim, "blue.pdf", &file("{}", r#"["rows_disagree"]"#)).await;
        all_read(&shop).await;
        let seen = kim.get(&page).await;
        assert!(seen.has("aria-label=\"CBD, as the page prints it, in %\""), "{}", seen.body);
        assert!(seen.has("<span class=\"quiet\" aria-hidden=\"true\">%</span>"), "{}", seen.body);
        let seen = then(&kim, &page, "confirmation", &[("value-2", "0.10")]).await;
        assert!(seen.has("0.10 %"), "{}", seen.body);
    });
}

#[test]
fn a_value_whose_name_is_doubtful_has_no_field_and_says_why() {
    in_shop(|shop| async move {
        let kim = shop.enter("kim", &[Role::InventoryManager]).await;
        let flags = r#"["name_ambiguous", "units_disagree"]"#;
        let page = handed_in(&kim, "blue.pdf", &file("{}", flags)).await;
        all_read(&shop).await;
        let seen = kim.get(&page).await;
        assert!(seen.has("Confirm as the first of two") && !seen.has("name=\"value-2\""), "{}", seen.body);
        assert!(seen.has("It stays left out: two rows have its name") && !seen.has("Values with a field"));
    });
}

#[test]
fn a_page_is_a_picture_for_those_who_may_see_the_certificate_and_never_the_file() {
    in_shop(|shop| async move {
        let sam = shop.enter("sam", &[Role::Associate]).await;
        let page = handed_in(&sam, "blue.pdf", &file("{}", "[]")).await;
        let first = format!("{page}/pages/1.png");
        assert_eq!(sam.get(&first).await.status, StatusCode::NOT_FOUND, "nothing is read yet");
        all_read(&shop).await;
        let seen = sam.get(&page).await;
        assert!(
            seen.has(&format!("src=\"{first}\"")) && seen.has("viewBox=\"0 0 792.00 612.50\""),
            "{}",
            seen.body
        );

        let drawn = sam.get(&first).await;
        assert_eq!((drawn.status, drawn.value("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(drawn.value("x-content-type-options"), "nosniff");
        assert_eq!(drawn.value("cache-control"), "private, no-cache");
        assert!(drawn.value("content-security-policy").starts_with("default-src 'none'"));
        let mark = drawn.value("etag").to_owned();
        let again = sam.get_with(&first, "if-none-match", &mark).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));

        let odd = sam.get(&format!("{page}/pages/2.png")).await;
        assert!(
            odd.status == StatusCode::UNPROCESSABLE_ENTITY && odd.has("what came is no picture"),
            "{} {}",
            odd.status,
            odd.body
        );
        assert!(sam.get(&format!("{page}/pages/3.png")).await.has("it is torn"));
        for name in ["0.png", "4.png", "1", "1.pdf", "x.png", "-1.png", "99999999999.png"] {
            assert_eq!(
                sam.get(&format!("{page}/pages/{name}")).await.status,
                StatusCode::NOT_FOUND,
                "{name}"
            );
        }
        let bud = shop.enter("bud", &[Role::Budtender]).await;
        let refused = bud.get_with(&first, "if-none-match", &mark).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "knowing its mark opens nothing");
        assert_eq!(shop.stranger().get(&first).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn a_sound_certificate_takes_one_key_and_one_that_is_wrong_a_reason() {
    in_shop(|shop| async move {
        let ines = shop.enter("ines", &[Role::Manager]).await;
        let sound = handed_in(&ines, "a.pdf", &file("{}", "[]")).await;
        let wrong = handed_in(&ines, "b.pdf", &file("{}", r#"["implausible"]"#)).await;
        all_read(&shop).await;
        assert!(ines.get(&sound).await.has("Nothing in it is doubtful"));
        then(&ines, &sound, "confirmation", &[]).await;
        let sent = ines.post(&format!("{wrong}/refusal"), &[("reason", " ")]).await;
        assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.has("write one sentence"));
        let seen = then(&ines, &wrong, "refusal", &[("reason", "another product")]).await;
        assert!(seen.has("Refused by") && seen.has("Another product.") && !seen.has("data-key=\"y\""));
        assert!(!seen.has("<kbd>y</kbd>"), "no key is named that does nothing");
    });
}

#[test]
fn what_is_no_certificate_or_not_from_our_form_is_not_kept() {
    in_shop(|shop| async move {
        let ines = shop.enter("ines", &[Role::Manager]).await;
        let sent = ines.upload(LIST, &ines.csrf, "x.exe", b"MZ\x90").await;
        assert!(
            sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.has("neither a PDF"),
            "{}",
            sent.body
        );
        let sent = ines.upload(LIST, "made-up", "a.pdf", &file("{}", "[]")).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        let large = vec![b'{'; countersign_app::handed_in::FILE_BYTES_MAX + 2];
        let sent = ines.upload(LIST, &ines.csrf, "a.json", &large).await;
        assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.has("larger than 16 MiB"));
        let bud = shop.enter("bud", &[Role::Budtender]).await;
        let sent = bud.upload(LIST, &bud.csrf, "a.pdf", &file("{}", "[]")).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        assert!(ines.get(LIST).await.has("No certificate was handed in yet."));
        assert!(shop.of_kind("fact.certificate").await.is_empty());
    });
}

#[test]
fn the_room_opens_at_the_first_page_one_may_enter() {
    in_shop(|shop| async move {
        let ines = shop.enter("ines", &[Role::Manager]).await;
        assert_eq!(ines.get("/menu/certificates/coa_nothing").await.status, StatusCode::NOT_FOUND);
        assert_eq!(ines.get("/menu").await.value("location"), "/menu/products");
        let kim = shop.enter("kim", &[Role::Budtender]).await;
        assert_eq!(kim.get("/menu").await.value("location"), "/menu/promotions");
        let ted = shop.enter("ted", &[Role::It]).await;
        assert_eq!(ted.get("/menu").await.status, StatusCode::FORBIDDEN);
    });
}
