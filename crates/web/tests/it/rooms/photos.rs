//! Photos in the browser: handed in for a product, looked at question by question, and open to everybody only when they are signed off.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::StatusCode;
use countersign_app::photos::questions::built_in;
use countersign_app::photos::{Darkroom, Developed, Grade, Judgement, Measured, Undeveloped, judge};
use countersign_kernel::Role;
use countersign_store::stock::{self, StockRow};

use super::shop::{Browser, Shop, in_shop};

const LIST: &str = "/menu/photos";

/// Finds every file doubtful in which it says so, and opens none that says `torn`.
#[derive(Debug)]
struct Echo;

#[async_trait]
impl Darkroom for Echo {
    async fn develop(&self, bytes: Vec<u8>) -> Result<Developed, Undeveloped> {
        let said = String::from_utf8_lossy(&bytes[3..]).into_owned();
        if said == "torn" {
            return Err(Undeveloped::Unfit(
                "it is not whole: its end is missing; hand it in again".to_owned(),
            ));
        }
        let grade = if said.starts_with("doubtful") { Grade::Doubtful } else { Grade::Good };
        let line = Measured {
            what: "background".to_owned(),
            grade,
            measured: 420,
            unit: "of 1000, one colour along the edge".to_owned(),
            at_least: true,
            good: 650,
            bad: None,
            to_do: if grade == Grade::Good { String::new() } else { "Is it a <scene>?".to_owned() },
        };
        let judgement = Judgement {
            version: "photo/1".to_owned(),
            kind: "jpeg".to_owned(),
            width: 900,
            height: 800,
            file_bytes: 12_345,
            lines: vec![line],
        };
        let picture = |size: &str| [b"\xFF\xD8\xFF", format!("{size} {said}").as_bytes()].concat();
        Ok(Developed { judgement, clean: picture("clean"), preview: picture("small") })
    }
}

fn file(said: &str) -> Vec<u8> {
    [b"\xFF\xD8\xFF", said.as_bytes()].concat()
}

async fn stocked(shop: &Shop) {
    let row = StockRow {
        inventory_id: "1".to_owned(),
        product_id: "p1".to_owned(),
        sku: "BD & 35".to_owned(),
        name: "Blue <Dream> 3.5 g".to_owned(),
        category: "Flower".to_owned(),
        tag: None,
        quantity: 4,
        unit: "each".to_owned(),
        price_adult: Some(3_000),
        price_medical: None,
        cannabis: true,
        medical_only: false,
        measures: "{}".to_owned(),
        packaged_on: None,
    };
    let (store, rows, at) = (&shop.store, &[row], shop.app.now());
    shop.app.db().write(|tx| Box::pin(stock::replace(tx, store, rows, at))).await.unwrap();
    shop.app.set_darkroom(Arc::new(Echo));
}

async fn handed_in(shop: &Shop, browser: &Browser, said: &str) -> String {
    let fields = [("csrf", browser.csrf.as_str()), ("sku", "BD & 35")];
    let sent = browser.upload_with(LIST, &fields, "blue.jpg", &file(said)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    while judge::next(&shop.app).await.expect("judged") {}
    sent.value("location").to_owned()
}

/// Yes to everything that is asked in Denver, but for what is changed.
fn answers(changed: Option<(&str, &str)>) -> Vec<(String, String)> {
    let asked = built_in().asked("us-co").into_iter().map(|question| question.id);
    asked
        .map(|id| {
            let answer = changed.filter(|(other, _)| *other == id).map_or("yes", |(_, answer)| answer);
            (format!("q-{id}"), answer.to_owned())
        })
        .collect()
}

async fn signs(browser: &Browser, page: &str, changed: Option<(&str, &str)>) -> super::shop::Answer {
    let answers = answers(changed);
    let fields: Vec<(&str, &str)> =
        answers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&format!("{page}/sign-off"), &fields).await
}

/// The address that the page gives to marketplaces.
fn address(body: &str) -> String {
    let from = body.find("/photos/").expect("an address") + "/photos/".len();
    let at = body.match_indices("href=\"/photos/").next().map_or(from, |(at, text)| at + text.len());
    format!("/photos/{}", &body[at..at + 68])
}

#[test]
fn a_photo_is_open_to_everybody_when_it_is_signed_off_and_while_it_is_in_force() {
    in_shop(|shop| async move {
        stocked(&shop).await;
        let sam = shop.enter("sam", &[Role::Associate]).await;
        let ines = shop.enter("ines", &[Role::Manager]).await;
        assert!(sam.get(LIST).await.has("Blue &#60;Dream&#62; 3.5 g (BD &#38; 35)"));
        let page = handed_in(&shop, &sam, "doubtful one").await;
        assert!(sam.get(LIST).await.has("Is it a &#60;scene&#62;?"), "the list says why");
        let seen = sam.get(&page).await;
        assert!(seen.has("Doubtful") && seen.has("Is it a &#60;scene&#62;?") && seen.has("good from 650"));
        assert!(!seen.has("Sign off</button>"), "it is not Sam's to sign off");
        assert_eq!(signs(&sam, &page, None).await.status, StatusCode::FORBIDDEN);

        let open = ines.get(&page).await;
        assert!(
            open.has("1 CCR 212-3") && open.has("The house asks it.") && open.has("read in its own text")
        );
        let half = signs(&ines, &page, Some(("people", ""))).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(half.has("Answers") || half.has("answers"), "{}", half.body);
        assert!(half.has("value=\"yes\" required checked"), "what was answered is kept");
        let hash_of_it = {
            let small = ines.get(&format!("{page}/small.jpg")).await;
            assert_eq!(
                (small.value("content-type"), small.value("cache-control")),
                ("image/jpeg", "private, no-cache")
            );
            assert!(small.has("small doubtful one"));
            let mark = small.value("etag").to_owned();
            assert_eq!(
                ines.get_with(&format!("{page}/small.jpg"), "if-none-match", &mark).await.status,
                StatusCode::NOT_MODIFIED
            );
            mark[1..65].to_owned()
        };
        let public = format!("/photos/{hash_of_it}.jpg");
        let nobody = shop.stranger();
        assert_eq!(nobody.get(&public).await.status, StatusCode::NOT_FOUND, "not before it is signed off");
        assert_eq!(signs(&ines, &page, None).await.status, StatusCode::SEE_OTHER);
        assert_eq!(address(&ines.get(&page).await.body), public);

        for got in [nobody.head(&public).await, nobody.get(&public).await] {
            assert_eq!(got.status, StatusCode::OK);
            assert_eq!(got.value("content-type"), "image/jpeg");
            assert_eq!(got.value("cache-control"), "public, max-age=604800");
            assert_eq!(got.value("x-content-type-options"), "nosniff");
            assert_eq!(got.value("cross-origin-resource-policy"), "cross-origin");
            assert_eq!(got.value("etag"), format!("\"{hash_of_it}\""));
            assert!(got.headers.get("set-cookie").is_none());
        }
        assert!(
            nobody.head(&public).await.body.is_empty() && nobody.get(&public).await.has("clean doubtful one")
        );
        let again = nobody.get_with(&public, "if-none-match", &format!("\"{hash_of_it}\"")).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);

        let down = ines.post(&format!("{page}/refusal"), &[("reason", "the package has changed")]).await;
        assert_eq!(down.status, StatusCode::SEE_OTHER);
        assert_eq!(nobody.head(&public).await.status, StatusCode::NOT_FOUND);
        let list = sam.get(LIST).await;
        assert!(list.has("The package has changed.") && list.has("24 Nov"), "{}", list.body);
        assert_eq!(ines.post(&format!("{page}/taking"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(shop.of_kind("act.photo.take_again").await.len(), 1);
    });
}

#[test]
fn a_no_refuses_it_and_what_cannot_be_opened_says_why() {
    in_shop(|shop| async move {
        stocked(&shop).await;
        let ines = shop.enter("ines", &[Role::Manager]).await;
        let page = handed_in(&shop, &ines, "good one").await;
        assert_eq!(signs(&ines, &page, Some(("children", "no"))).await.status, StatusCode::SEE_OTHER);
        assert!(ines.get(&page).await.has("Something in it appeals to children."));
        let torn = handed_in(&shop, &ines, "torn").await;
        let seen = ines.get(&torn).await;
        assert!(
            seen.has("its end is missing") && seen.has("/menu/photos?sku=BD%20%26%2035"),
            "{}",
            seen.body
        );
        assert_eq!(ines.get(&format!("{torn}/small.jpg")).await.status, StatusCode::NOT_FOUND);
        assert!(ines.get("/menu/photos?sku=BD%20%26%2035").await.has("value=\"BD &#38; 35\" selected"));
        let doubtful = handed_in(&shop, &ines, "doubtful two").await;
        assert!(ines.get(&doubtful).await.has("somebody else must look at it"));
        assert_eq!(signs(&ines, &doubtful, None).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn what_is_no_photo_or_of_no_product_is_refused_with_the_form() {
    in_shop(|shop| async move {
        stocked(&shop).await;
        let ines = shop.enter("ines", &[Role::Manager]).await;
        let csrf = ines.csrf.as_str();
        for (sku, bytes, said) in [
            ("BD & 35", b"%PDF-1.7".to_vec(), "is neither a JPEG"),
            ("NONE", file("good"), "is not on the shelf"),
            ("", file("good"), "is not on the shelf"),
        ] {
            let sent = ines.upload_with(LIST, &[("csrf", csrf), ("sku", sku)], "x.jpg", &bytes).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(sent.has(said), "{}", sent.body);
        }
        let large = vec![0xFF; 16 * 1024 * 1024 + 1];
        let sent = ines.upload_with(LIST, &[("csrf", csrf), ("sku", "BD & 35")], "x.jpg", &large).await;
        assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.has("hand in a smaller one"));
        let forged =
            ines.upload_with(LIST, &[("csrf", "guess"), ("sku", "BD & 35")], "x.jpg", &file("good")).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let nobody = shop.stranger();
        for path in ["/photos/x.jpg", "/photos/..%2fsecret", &format!("/photos/{}.jpg", "0".repeat(64))] {
            assert_eq!(nobody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}
