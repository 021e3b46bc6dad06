//! Inventory: the differences with the gate above them, a case with every side beside the others, and its deeds.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use countersign_app::inventory::{GateMode, plan};
use countersign_app::jobs;
use countersign_app::testing::books::{self, Shelves, tag_of};
use countersign_app::testing::shop as testing;
use countersign_app::testing::systems::Systems;
use countersign_domain::inventory::gate::Rhythm;
use countersign_domain::menu::{Figure, FigureUnit, Measured};
use countersign_kernel::{Actor, Money, Role};
use serde_json::{Value, json};

use super::connections::connect;
use super::shop::{Shop, in_shop};

async fn open_books(shop: &Shop, change: impl FnOnce(&mut books::Written)) -> Shelves {
    let mut written = books::clean();
    change(&mut written);
    let shelves = Arc::new(Mutex::new(written));
    shop.app.set_connections(shop.store.clone(), books::connections(&shelves));
    let rhythm = Rhythm { lead_minutes: 60, every_minutes: 30 };
    plan::set(&shop.app, &Actor::system("test"), &shop.store, GateMode::Automatic, rhythm).await.unwrap();
    jobs::books(&shop.app).await.unwrap();
    shelves
}

/// The address of the case whose row has this text.
fn case_of(page: &str, text: &str) -> String {
    let row = page.split("<tr data-row>").find(|row| row.contains(text)).expect("a row");
    let from = row.find("/inventory/cases/").expect("its address");
    row[from..].split('"').next().expect("its end").to_owned()
}

#[test]
fn only_differences_are_shown_the_worst_first_and_the_gate_says_what_blocks() {
    in_shop(|shop| async move {
        open_books(&shop, |books| {
            books.state[0].quantity = "13".to_owned();
            books.state[1].recalled = true;
            books.menus[0][2].price = Some(Money(1_999));
        })
        .await;
        let dana = shop.enter("dana", &[Role::Associate]).await;
        let page = dana.get("/inventory").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.has("4 cases to settle or ring-fence"), "{}", page.body);
        let at = |text: &str| page.body.find(text).unwrap_or_else(|| panic!("no `{text}`"));
        assert!(at("Recalled for sale") < at("Quantity mismatch"));
        assert!(at("Quantity mismatch") < at("Price differs from POS"));
        assert!(page.has("13 each") && page.has("12 each") && page.has("$19.99"));
        assert!(page.has("sold in the point of sale, and the sale is not yet posted to the state"));
        assert!(page.has("Menu, menu_one") && page.has("whole"), "the snapshots they rest on");
        let today = dana.get("/").await;
        assert!(today.has("Ridge Line, flower 7 g: recalled for sale"), "Today names it");
        assert!(!page.has("/inventory/plan"), "an associate does not change how the books are pulled");
        let it = shop.enter("ira", &[Role::It]).await;
        assert_eq!(it.get("/inventory").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_case_is_fenced_from_its_page_and_the_gate_opens_when_it_is_hidden() {
    in_shop(|shop| async move {
        let shelves = open_books(&shop, |books| books.state[1].recalled = true).await;
        let dana = shop.enter("dana", &[Role::Associate]).await;
        let case = case_of(&dana.get("/inventory").await.body, "Ridge Line");
        let page = dana.get(&case).await;
        assert!(page.has(tag_of(1).head_and_serial().1), "the tag: {}", page.body);
        assert!(page.has("recalled") && page.has("Shown on menu_one") && page.has("Shown on menu_two"));
        assert!(page.has("Hide it everywhere") && !page.has("/acceptance") && !page.has("/adjustment"));
        assert_eq!(dana.post(&format!("{case}/fence"), &[]).await.status, StatusCode::SEE_OTHER);
        jobs::settle(&shop.app).await.unwrap();
        jobs::books(&shop.app).await.unwrap();
        assert_eq!(shelves.lock().unwrap().hidden.len(), 2);
        let page = dana.get(&case).await;
        assert!(page.has("It is hidden on every menu") && page.has("done and read back"), "{}", page.body);
        let again = dana.post(&format!("{case}/fence"), &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(dana.get("/inventory?view=fenced").await.has("Ridge Line"));
        assert!(dana.get("/inventory").await.has("Gate open since"));
    });
}

#[test]
fn the_states_count_is_set_by_whoever_may_with_a_reason_the_state_names() {
    in_shop(|shop| async move {
        let shelves = open_books(&shop, |books| books.state[0].quantity = "13".to_owned()).await;
        let dana = shop.enter("dana", &[Role::Associate]).await;
        let case = case_of(&dana.get("/inventory").await.body, "Gale Fork");
        let adjustment = format!("{case}/adjustment");
        assert!(dana.get(&case).await.has("The inventory manager or the manager can set"));
        let fields = [("state_reason", "Entry Error"), ("adjust_note", "one counted twice")];
        assert_eq!(dana.post(&adjustment, &fields).await.status, StatusCode::FORBIDDEN);
        let ivo = shop.enter("ivo", &[Role::InventoryManager]).await;
        assert!(ivo.get(&case).await.has("Entry Error (needs a note)"));
        let bare = ivo.post(&adjustment, &[("state_reason", "Entry Error")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.has("The note needs 1 to 500 characters"), "{}", bare.body);
        assert_eq!(ivo.post(&adjustment, &fields).await.status, StatusCode::SEE_OTHER);
        jobs::settle(&shop.app).await.unwrap();
        assert_eq!(shelves.lock().unwrap().state[0].quantity, "12");
        assert!(ivo.get(&case).await.has("sets the state&#39;s count from 13 to 12 Each"));
    });
}

#[test]
fn a_case_is_taken_noted_and_accepted_for_a_time() {
    in_shop(|shop| async move {
        open_books(&shop, |books| books.state[0].quantity = "13".to_owned()).await;
        let kim = shop.enter("kim", &[Role::ComplianceOfficer]).await;
        let case = case_of(&kim.get("/inventory").await.body, "Gale Fork");
        assert_eq!(kim.post(&format!("{case}/ownership"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            kim.post(&format!("{case}/notes"), &[("note", "counted by hand")]).await.status,
            StatusCode::SEE_OTHER
        );
        let page = kim.get(&case).await;
        assert!(page.has("counted by hand") && page.has("Jo Rivera") && !page.has("Take this case"));
        let accept = |reason: &'static str, days: &'static str| {
            let path = format!("{case}/acceptance");
            let kim = &kim;
            async move { kim.post(&path, &[("reason", reason), ("days", days)]).await }
        };
        assert_eq!(accept("", "1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(accept("recount tomorrow", "ten").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(accept("recount tomorrow", "1").await.status, StatusCode::SEE_OTHER);
        assert!(kim.get(&case).await.has("recount tomorrow"));
        assert_eq!(kim.get("/inventory/cases/cas_none").await.status, StatusCode::NOT_FOUND);
        assert_eq!(shop.of_kind("act.case_accepted").await.len(), 1);
    });
}

#[test]
fn how_the_books_are_pulled_is_set_where_it_is_shown() {
    in_shop(|shop| async move {
        let kim = shop.enter("kim", &[Role::ComplianceOfficer]).await;
        assert!(kim.get("/inventory").await.has("The books have not been pulled yet."));
        let set = |gate: &'static str, lead: &'static str| {
            let kim = &kim;
            async move {
                let fields = [("gate", gate), ("lead_minutes", lead), ("every_minutes", "15")];
                kim.post("/inventory/plan", &fields).await
            }
        };
        assert_eq!(set("automatic", "45").await.status, StatusCode::SEE_OTHER);
        let refused = set("automatic", "soon").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.has("This is not a whole number of minutes"), "{}", refused.body);
        assert_eq!(set("sometimes", "45").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(kim.post("/inventory/pulls", &[]).await.status, StatusCode::SEE_OTHER);
        jobs::books(&shop.app).await.unwrap();
        let page = kim.get("/inventory").await;
        assert!(page.has("no state system is connected"), "{}", page.body);
        assert!(!page.has("Gate open since"), "unknown is never yes");
    });
}

#[test]
fn a_wrong_price_is_set_to_the_tills_from_its_case() {
    in_shop(|shop| async move {
        let shelves = open_books(&shop, |books| books.menus[0][2].price = Some(Money(1_999))).await;
        let auditor = shop.enter("aud", &[Role::Auditor]).await;
        let case = case_of(&auditor.get("/inventory").await.body, "Price differs from POS");
        assert!(!auditor.get(&case).await.has("/prices"), "an auditor looks");
        assert_eq!(auditor.post(&format!("{case}/prices"), &[]).await.status, StatusCode::FORBIDDEN);
        let dana = shop.enter("dana", &[Role::Associate]).await;
        assert!(dana.get(&case).await.has("menu_one: from $19.99 to $28.00"));
        assert_eq!(dana.post(&format!("{case}/prices"), &[]).await.status, StatusCode::SEE_OTHER);
        jobs::settle(&shop.app).await.unwrap();
        assert_eq!(shelves.lock().unwrap().menus[0][2].price, Some(Money(2_800)));
        shop.clock.advance_seconds(1);
        jobs::books(&shop.app).await.unwrap();
        let page = dana.get(&case).await;
        assert!(page.has("The books agree again") && page.has("Set the price on menu_one"), "{}", page.body);
    });
}

#[test]
fn what_was_hidden_is_shown_again_from_the_case_that_hid_it() {
    in_shop(|shop| async move {
        let shelves = open_books(&shop, |books| books.state[1].recalled = true).await;
        let dana = shop.enter("dana", &[Role::Associate]).await;
        let case = case_of(&dana.get("/inventory").await.body, "Ridge Line");
        dana.post(&format!("{case}/fence"), &[]).await;
        jobs::settle(&shop.app).await.unwrap();
        assert!(!dana.get(&case).await.has("/showing"), "the case is not over");
        shelves.lock().unwrap().state[1].recalled = false;
        shop.clock.advance_seconds(1);
        dana.post("/inventory/pulls", &[]).await;
        jobs::books(&shop.app).await.unwrap();
        assert!(dana.get(&case).await.has("had it hidden on menu_one and menu_two"));
        assert_eq!(dana.post(&format!("{case}/showing"), &[]).await.status, StatusCode::SEE_OTHER);
        jobs::settle(&shop.app).await.unwrap();
        let shown: Vec<_> = shelves.lock().unwrap().menus.iter().map(|menu| menu[1].visible).collect();
        assert_eq!(shown, [Some(true), Some(true)]);
        assert!(!dana.get(&case).await.has("/showing"), "it is done");
    });
}

#[test]
fn the_books_over_time_are_drawn_with_every_number_in_a_table() {
    in_shop(|shop| async move {
        open_books(&shop, |books| {
            books.state[0].quantity = "13".to_owned();
            books.state[1].recalled = true;
        })
        .await;
        let dana = shop.enter("dana", &[Role::Associate]).await;
        assert!(dana.get("/inventory").await.has("/inventory/history"));
        let page = dana.get("/inventory/history").await;
        assert_eq!(page.status, StatusCode::OK);
        let today = "<td>2026-11-22</td><td class=\"num\">2</td><td class=\"num\">1</td>";
        assert!(page.body.contains(today), "{}", page.body);
        assert!(page.has("most on 2026-11-22 with 2") && page.has("The recall came after"));
        let it = shop.enter("ira", &[Role::It]).await;
        assert_eq!(it.get("/inventory/history").await.status, StatusCode::FORBIDDEN);
    });
}

/// More orders than Today lists, and all of them undecided.
const ORDERS: usize = 21;

#[test]
fn an_act_that_is_stuck_is_named_on_today_however_many_orders_wait() {
    in_shop(|shop| async move {
        let till: Arc<Systems> = Arc::new(Systems::new("till_sim"));
        shop.app.set_connections(shop.store.clone(), vec![till]);
        for order in 0..ORDERS {
            testing::entered(&shop.app, &testing::staff(&shop.app, &shop.store), 1, &format!("o{order}"))
                .await;
        }
        let shelves = open_books(&shop, |books| books.state[0].quantity = "13".to_owned()).await;
        let ivo = shop.enter("ivo", &[Role::InventoryManager, Role::Associate]).await;
        let case = case_of(&ivo.get("/inventory").await.body, "Gale Fork");
        let fields = [("state_reason", "Scale Variance"), ("adjust_note", "")];
        assert_eq!(ivo.post(&format!("{case}/adjustment"), &fields).await.status, StatusCode::SEE_OTHER);
        // Counted anew behind our back: the deed gives up.
        shelves.lock().unwrap().state[0].quantity = "11".to_owned();
        jobs::settle(&shop.app).await.unwrap();
        let today = ivo.get("/").await;
        let at =
            |text: &str| today.body.find(text).unwrap_or_else(|| panic!("no `{text}` in {}", today.body));
        assert!(at("Stuck: ") < at("Order 1001: "), "it stops something; the orders only wait");
        assert!(today.has(&case), "and leads to its case");
        let page = ivo.get(&case).await;
        connect(&shop, "state_sim").await;
        let ira = shop.enter("ira", &[Role::It]).await;
        let given_up = ira.get("/connections/state_sim").await;
        assert!(given_up.has("Given up") && given_up.has("Set the count at state_sim"), "{}", given_up.body);
        assert!(!given_up.has(&case), "IT sees no inventory");
        assert!(!given_up.has("/connections/state_sim/acts/"), "and the state's count is not theirs to set");
        let acts = format!("{case}/acts/");
        let from = page.body.find(&acts).expect("it can be tried again");
        let retry = page.body[from..].split('"').next().expect("its end").to_owned();
        shelves.lock().unwrap().state[0].quantity = "13".to_owned();
        assert_eq!(ivo.post(&retry, &[]).await.status, StatusCode::SEE_OTHER);
        jobs::settle(&shop.app).await.unwrap();
        assert_eq!(shelves.lock().unwrap().state[0].quantity, "12");
        assert_eq!(ivo.post(&retry, &[]).await.status, StatusCode::CONFLICT, "it is not stuck any more");
    });
}

#[test]
fn figures_without_a_certificate_name_each_listing_and_keep_nothing_shut() {
    in_shop(|shop| async move {
        let amount = "0.1".parse().unwrap();
        let figure = Figure { amount, unit: FigureUnit::Percent };
        open_books(&shop, |books| {
            books.menus[0][0].figures.cannabinoids = vec![Measured { key: "cbd".to_owned(), figure }];
        })
        .await;
        let kim = shop.enter("kim", &[Role::InventoryManager]).await;
        let room = kim.get("/inventory").await;
        assert!(room.has("Figures without certificate"), "{}", room.body);
        let page = kim.get(&case_of(&room.body, "One listing with figures")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.has("/menu/products/GF35") && page.has("Its package has no confirmed certificate."),
            "{}",
            page.body
        );
        assert!(
            !page.has("Publish it anew") && !page.has("Hide it everywhere"),
            "each is put right in the menu room"
        );
    });
}

#[test]
fn raw_answers_are_taken_along_by_whoever_may_and_that_is_a_look() {
    in_shop(|shop| async move {
        open_books(&shop, |_| {}).await;
        let dana = shop.enter("dana", &[Role::Associate]).await;
        let page = dana.get("/inventory").await;
        assert!(
            page.has("1 answer, ") && !page.has("/inventory/snapshots/"),
            "how much there is, and no way to it"
        );
        let kim = shop.enter("kim", &[Role::Auditor]).await;
        let page = kim.get("/inventory").await.body;
        let from = page.find("/inventory/snapshots/").expect("a way to it");
        let href = page[from..].split('"').next().expect("its end");
        assert_eq!(dana.get(href).await.status, StatusCode::FORBIDDEN);
        let file = kim.get(href).await;
        assert!(file.value("content-disposition").starts_with("attachment; filename=\"countersign-raw-"));
        let lines: Vec<Value> =
            file.body.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
        let [head, answer] = &lines[..] else { panic!("{}", file.body) };
        assert_eq!((&head["answers"], &head["sha256"]), (&json!(1), &head["sha256_on_record"]));
        let text = answer["text"].as_str().expect("as it came");
        assert!(text.starts_with("{\"rows\":[") && answer["bytes"] == json!(text.len()), "{answer}");
        let looks = shop.of_kind("look.snapshot").await;
        assert_eq!(looks.iter().map(|look| &look.actor).collect::<Vec<_>>(), [&kim.actor.label()]);
    });
}

#[test]
fn how_long_raw_answers_are_kept_is_set_where_the_pulls_are() {
    in_shop(|shop| async move {
        open_books(&shop, |_| {}).await;
        let morgan = shop.enter("morgan", &[Role::Manager]).await;
        assert!(morgan.get("/inventory").await.has("name=\"raw_days\""));
        for (typed, says) in
            [("0", "This goes from 1 to 730"), ("soon", "This is not a whole number of days")]
        {
            let page = morgan.post("/inventory/raw", &[("raw_days", typed)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.has(says) && page.has(&format!("value=\"{typed}\"")), "{}", page.body);
            assert!(page.has("value=\"60\""), "the other fields stay as they are kept");
        }
        assert_eq!(morgan.post("/inventory/raw", &[("raw_days", "90")]).await.status, StatusCode::SEE_OTHER);
        assert!(morgan.get("/inventory").await.has("value=\"90\""));
        let kim = shop.enter("kim", &[Role::Auditor]).await;
        assert_eq!(kim.post("/inventory/raw", &[("raw_days", "9")]).await.status, StatusCode::FORBIDDEN);
    });
}
