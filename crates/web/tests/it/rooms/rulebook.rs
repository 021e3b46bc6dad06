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
        let mut seen = 0;
        let mut places = BTreeMap::new();
        for (jurisdiction, id, source) in rules.chain(provisions) {
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
