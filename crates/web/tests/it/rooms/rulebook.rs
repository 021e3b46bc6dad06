//! The rulebook: every entry that decides has a page.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use axum::http::StatusCode;
use countersign_kernel::Role;

use super::shop::in_shop;

#[test]
fn every_entry_of_the_rulebook_is_listed_and_has_a_page_with_its_source() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let list = jo.get("/rulebook").await;
        assert!(list.has("href=\"/rulebook/us-co\"") && list.has("your stores"));
        let book = shop.app.rulebook();
        let rules = book.rules().into_iter().map(|rule| (rule.jurisdiction, rule.id, rule.source_url));
        let provisions = book.provisions().into_iter();
        let provisions = provisions.map(|p| (p.jurisdiction.clone(), p.id.clone(), p.source_url.clone()));
        let promotions = book.promotion_rules().into_iter();
        let promotions = promotions.map(|p| (p.jurisdiction.clone(), p.id.clone(), p.source_url.clone()));
        let mut seen = 0;
        let mut places = BTreeMap::new();
        for (jurisdiction, id, source) in rules.chain(provisions).chain(promotions) {
            let path = format!("/rulebook/{id}");
            let place = match places.entry(jurisdiction.clone()) {
                Entry::Occupied(place) => place.into_mut(),
                Entry::Vacant(free) => {
                    assert!(list.has(&format!("href=\"/rulebook/{jurisdiction}\"")), "{jurisdiction}");
                    free.insert(jo.get(&format!("/rulebook/{jurisdiction}")).await)
                }
            };
            assert!(place.has(&format!("href=\"{path}\"")), "{id} is not listed");
            let page = jo.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{id}");
            let source = source.replace('&', "&#38;");
            assert!(page.has(&format!("href=\"{source}\"")), "{id} does not name its source");
            seen += 1;
        }
        assert!(seen > 10);
    });
}

#[test]
fn what_is_not_in_the_rulebook_is_not_there() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        for path in ["/rulebook/us-zz", "/rulebook/us-co/purchase-limit/none", "/rulebook/us-zz/a/b"] {
            assert_eq!(jo.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn the_list_begins_with_the_own_state_and_is_filtered_without_a_script() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let rows = |body: &str| {
            let rows = body.split("<tr data-row>").skip(1);
            let code = |row: &str| row.split("/rulebook/").nth(1)?.split('"').next().map(str::to_owned);
            rows.filter_map(code).collect::<Vec<_>>()
        };
        let all = rows(&jo.get("/rulebook").await.body);
        assert_eq!(all[0], "us-co");
        assert_eq!(all.len(), shop.app.rulebook().jurisdictions().len());
        assert_eq!(rows(&jo.get("/rulebook?q=ILLI").await.body), ["us-il"]);
        assert_eq!(rows(&jo.get("/rulebook?q=us-nv").await.body), ["us-nv"]);
        let barred = rows(&jo.get("/rulebook?q=no+adult+sale").await.body);
        assert!(barred.contains(&"us-tx".to_owned()) && !barred.contains(&"us-il".to_owned()), "{barred:?}");
        let none = jo.get("/rulebook?q=%3Cb%3Enowhere").await;
        assert!(rows(&none.body).is_empty() && none.has("No jurisdiction of the rulebook fits."));
        assert!(!none.has("<b>nowhere") && none.has("href=\"/rulebook\">Show all"));
    });
}

#[test]
fn a_state_shows_each_open_question_with_every_reading_and_a_rule_says_under_which_a_part_holds() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        for question in shop.app.rulebook().open_questions() {
            let page = jo.get(&format!("/rulebook/{}", question.jurisdiction)).await;
            let short = question.id.rsplit('/').next().unwrap();
            assert!(page.has(&format!("id=\"open-{short}\"")), "{}", question.id);
            assert!(!page.has("..</p>"), "{}: a sentence ends twice", question.id);
            for reading in &question.readings {
                assert!(page.has(&format!("<span class=\"mono\">{}</span>", reading.id)), "{}", question.id);
            }
        }
        let illinois = jo.get("/rulebook/us-il").await;
        assert!(
            illinois.has("the stricter: it forbids more") && illinois.has("Concerns adult sales with flower")
        );
        let rule = jo.get("/rulebook/us-il/purchase-limit/adult-2026").await;
        assert!(rule.has("Holds only if") && rule.has("href=\"/rulebook/us-il#open-adult-window\""));
        assert!(rule.has("Broken: unknown"));
    });
}

#[test]
fn a_tried_cart_is_allowed_denied_or_unknown_with_its_reasons_and_nothing_is_recorded() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let before = shop.record().await.len();
        let who = "program=adult&class=adult&age=34&resident=yes";
        let empty = jo.get("/rulebook/us-co/calculator").await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(!empty.has("id=\"answer\"") && empty.has("name=\"cart1_grams\""));

        let ask = |rest: &str| format!("/rulebook/us-co/calculator?{who}&{rest}");
        let allowed = jo.get(&ask("cart1_category=flower&cart1_grams=28.349523125")).await;
        assert!(allowed.has("This cart may be sold.") && allowed.has("Left after it"));
        let denied = jo.get(&ask("cart2_category=flower&cart2_grams=28.349524")).await;
        assert!(denied.has("This cart may not be sold.") && denied.has("Over by"));
        assert!(denied.has("href=\"/rulebook/us-co/purchase-limit/adult-2016\""));
        assert!(denied.has("What may be sold instead") && denied.has("Line 2 (flower)"));
        let visitor = jo.get(&ask("cart1_category=flower&cart1_grams=1").replace("age=34", "age=20")).await;
        assert!(visitor.has("This cart may not be sold."));

        let after = "cart1_category=flower&cart1_grams=30&earlier1_category=flower&earlier1_grams=60";
        let today = format!("/rulebook/us-il/calculator?{who}&{after}&earlier1_hours=1");
        let unknown = jo.get(&today).await;
        assert!(unknown.has("A person has to decide.") && unknown.has("Holds only if"));
        assert!(unknown.has("href=\"/rulebook/us-il#open-adult-window\"") && unknown.has("30 g"));
        let yesterday = jo.get(&today.replace("hours=1", "hours=24")).await;
        assert!(yesterday.has("This cart may be sold."));
        assert_eq!(shop.record().await.len(), before);
    });
}

#[test]
fn what_the_calculator_cannot_read_is_said_beside_its_field() {
    in_shop(|shop| async move {
        let jo = shop.enter("jo", &[Role::Associate]).await;
        let asked = "program=adult&class=adult&age=old&cart1_category=flower&cart1_grams=3,5&cart2_grams=1";
        let page = jo.get(&format!("/rulebook/us-co/calculator?{asked}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["age", "cart1_grams", "cart2_category"] {
            assert!(page.has(&format!("id=\"{field}-error\"")), "{field}");
        }
        assert!(page.has("value=\"3,5\"") && !page.has("id=\"answer\""));
        assert_eq!(jo.get("/rulebook/us-zz/calculator").await.status, StatusCode::NOT_FOUND);
        let ann = shop.enter("ann", &[Role::Auditor]).await;
        assert_eq!(ann.get("/rulebook/us-co/calculator").await.status, StatusCode::FORBIDDEN);
        assert!(!ann.get("/rulebook/us-co").await.has("/calculator"));
    });
}
