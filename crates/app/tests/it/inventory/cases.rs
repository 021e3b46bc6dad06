//! How a case lives: opened once, refreshed while it lasts, closed by whole books alone; and what people do about it.

use countersign_app::acts::carry_out;
use countersign_app::inventory::{deeds, plan, view};
use countersign_app::record::browse;
use countersign_app::testing::books::{MENUS, Mood, Written};
use countersign_app::testing::shop as bristlecone;
use countersign_app::{AppError, jobs};
use countersign_domain::orders::CheckName;
use countersign_kernel::{Actor, Money, Role};
use countersign_store::cases::CaseRow;
use countersign_store::db_test;

use super::{Shop, at};

fn as_role(actor: &Actor, role: Role) -> Actor {
    let Actor::Staff { id, name, store, .. } = actor else { panic!("staff") };
    Actor::Staff { id: id.clone(), name: name.clone(), roles: vec![role], store: store.clone() }
}

db_test!(a_case_is_opened_once_refreshed_and_closed_by_whole_books_alone, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let first = shop.cases().await.remove(0);
    assert_eq!(first.due_at, first.opened_at.plus_minutes(240));
    shop.books().state[0].quantity = "14".to_owned();
    shop.pull().await;
    let second = shop.cases().await.remove(0);
    assert_eq!((second.id.clone(), second.opened_at), (first.id.clone(), first.opened_at));
    assert!(second.seen_at > first.seen_at && second.evidence.contains("14"));
    // The state's first page has the package no longer, and its second page failed: nothing is told by that.
    shop.books().state.remove(0);
    shop.books().pos.remove(0);
    shop.books().moods[0] = Mood::Part;
    shop.pull().await;
    assert_eq!(shop.case(&first.id).await.closed_at, None);
    shop.books().moods[0] = Mood::Whole;
    shop.pull().await;
    let closed = shop.case(&first.id).await;
    assert_eq!(closed.closed_why.as_deref(), Some("the books agree again"));
    assert_eq!(closed.live, None);
    let late = deeds::take(&shop.app, &shop.staff, &first.id).await;
    assert!(matches!(late, Err(AppError::Refused(_))), "{late:?}");
});

db_test!(a_fenced_product_is_hidden_everywhere_and_cannot_be_ordered, |db| async move {
    let shop = Shop::on(db, |books| {
        books.state[0].on_hold = true;
        books.slow = 3;
    })
    .await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    assert_eq!(shop.case(&case.id).await.fence, "hiding");
    let order = bristlecone::entered(&shop.app, &shop.staff, 1, "k1").await;
    let verdict =
        countersign_app::orders::check::check(&shop.app, &shop.staff, &order).await.expect("checked");
    let stock = verdict
        .results
        .iter()
        .find(|result| result.check == CheckName::Stock)
        .expect("the check of the stock");
    assert!(stock.found.contains("0 free"), "{}", stock.found);
    // Both menus say yes and go on showing it for a while: the fence stands when it is seen to be gone.
    jobs::settle(&shop.app).await.expect("tried");
    assert_eq!(shop.case(&case.id).await.fence, "hiding");
    shop.go_to("2026-11-22T15:03:00Z").await;
    assert_eq!(shop.case(&case.id).await.fence, "hidden");
    let mut hidden = shop.books().hidden.clone();
    hidden.sort();
    hidden.dedup();
    assert_eq!(hidden, MENUS.map(|menu| (menu, "item-GF35".to_owned())));
    let seen = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case");
    assert!(seen.acts.iter().all(|act| act.state == "done"), "{:?}", seen.acts);
    // Hidden, and still on hold in the state and free in the till: the case lasts, and so does the fence.
    shop.pull().await;
    assert_eq!(shop.case(&case.id).await.fence, "hidden");
    shop.books().state[0].on_hold = false;
    shop.pull().await;
    assert!(shop.case(&case.id).await.closed_at.is_some());
    let offered = countersign_app::shelf::products(&shop.app, &shop.staff).await.expect("products");
    assert!(offered.iter().any(|product| product.sku == "GF35"), "it may be ordered again");
});

db_test!(a_menu_that_cannot_be_read_back_is_taken_at_its_word, |db| async move {
    let shop = Shop::on(db, |books| {
        books.moods[3] = Mood::Unreadable;
        books.state[0].recalled = true;
    })
    .await;
    let case = shop.cases().await.into_iter().find(|c| c.class == "recalled-for-sale").expect("found");
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    assert_eq!(shop.case(&case.id).await.fence, "hidden");
    let acts = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts;
    let unread =
        acts.iter().find(|act| act.target == MENUS[1]).and_then(|act| act.result.clone()).expect("done");
    assert!(unread.contains(r#""read_back":false"#) && unread.contains("GF35"), "{unread}");
});

db_test!(the_states_count_is_set_with_a_reason_of_the_state_and_read_back, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let case = shop.cases().await.remove(0);
    let adjust = async |actor: &Actor, reason: &str, why: &str| {
        deeds::adjust(&shop.app, actor, &case.id, reason, why, false).await
    };
    let associate = as_role(&shop.staff, Role::Associate);
    assert!(matches!(adjust(&associate, "Scale Variance", "").await, Err(AppError::NotPermitted(_))));
    for (reason, why) in [("Because", "x"), ("Entry Error", " ")] {
        assert!(matches!(adjust(&shop.staff, reason, why).await, Err(AppError::Invalid { .. })), "{reason}");
    }
    adjust(&shop.staff, "Entry Error", "one was counted twice").await.expect("owed");
    shop.clock.advance_seconds(1);
    shop.work().await;
    {
        let books = shop.books();
        assert_eq!((books.adjusted.len(), books.state[0].quantity.as_str()), (1, "12"));
        assert_eq!(
            (books.adjusted[0].from.as_str(), books.adjusted[0].reason.as_str()),
            ("13", "Entry Error")
        );
        assert_eq!(books.adjusted[0].on.to_string(), "2026-11-22");
    }
    assert!(shop.case(&case.id).await.closed_at.is_some(), "the next pull confirmed it");
});

db_test!(what_the_state_counted_meanwhile_is_not_overwritten, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let case = shop.cases().await.remove(0);
    deeds::adjust(&shop.app, &shop.staff, &case.id, "Scale Variance", "", false).await.expect("owed");
    shop.books().state[0].quantity = "11".to_owned();
    shop.work().await;
    assert!(shop.books().adjusted.is_empty());
    let acts = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts;
    assert_eq!(acts[0].state, "dead");
    assert!(acts[0].last_error.as_deref().is_some_and(|why| why.contains("11 Each now")), "{acts:?}");
    // Only somebody of this store lets it try again.
    let id = acts[0].id.clone();
    let Actor::Staff { id: who, name, roles, .. } = shop.staff.clone() else { panic!("staff") };
    let store = "sto_06h0cc5tdnx5b0c832qwwtar6w".parse().expect("another store");
    let stranger = Actor::Staff { id: who, name, roles, store };
    let revived = carry_out::revive(&shop.app, &stranger, &id).await;
    assert!(matches!(revived, Err(AppError::NotFound(_))), "{revived:?}");
    // Looked at again and set again: the deed that was stuck stands in nobody's way.
    shop.pull().await;
    deeds::adjust(&shop.app, &shop.staff, &case.id, "Scale Variance", "", false).await.expect("owed");
    shop.clock.advance_seconds(1);
    shop.work().await;
    assert_eq!(shop.books().state[0].quantity, "12");
    assert!(shop.case(&case.id).await.closed_at.is_some());
});

db_test!(what_is_owed_about_a_case_is_owed_no_more_when_the_books_agree, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].recalled = true).await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    // The recall is over before anything was hidden.
    shop.books().state[0].recalled = false;
    shop.clock.advance_seconds(1);
    plan::pull_now(&shop.app, &shop.staff).await.expect("asked for");
    jobs::books(&shop.app).await.expect("compared");
    assert!(shop.case(&case.id).await.closed_at.is_some());
    shop.work().await;
    assert!(shop.books().hidden.is_empty(), "what agrees is not hidden");
});

db_test!(a_menu_that_shows_again_what_was_hidden_has_it_hidden_again, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].recalled = true).await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    shop.go_to("2026-11-22T16:01:00Z").await;
    assert!(shop.gate().await.gate_open);
    shop.books().menus[0][0].visible = Some(true);
    shop.clock.advance_seconds(1);
    plan::pull_now(&shop.app, &shop.staff).await.expect("asked for");
    jobs::books(&shop.app).await.expect("compared");
    assert_eq!(shop.case(&case.id).await.fence, "hiding");
    assert!(!shop.gate().await.gate_open);
    shop.work().await;
    assert_eq!(shop.books().menus[0][0].visible, Some(false));
    assert_eq!(shop.case(&case.id).await.fence, "hidden");
    assert!(shop.gate().await.gate_open);
});

db_test!(only_what_may_wait_is_accepted_and_only_for_a_time, |db| async move {
    let shop = Shop::on(db, |books| {
        books.state[0].quantity = "13".to_owned();
        books.state[1].recalled = true;
    })
    .await;
    let cases = shop.cases().await;
    let of = |class: &str| cases.iter().find(|case| case.class == class).expect("found").id.clone();
    let (count, recall) = (of("quantity-mismatch"), of("recalled-for-sale"));
    let accept =
        async |actor: &Actor, id, days| deeds::accept(&shop.app, actor, id, "counted by hand", days).await;
    let manager = as_role(&shop.staff, Role::InventoryManager);
    assert!(matches!(accept(&manager, &count, 2).await, Err(AppError::NotPermitted(_))));
    assert!(matches!(accept(&shop.staff, &count, 91).await, Err(AppError::Invalid { .. })));
    assert!(matches!(accept(&shop.staff, &recall, 2).await, Err(AppError::Refused(_))));
    accept(&shop.staff, &count, 2).await.expect("accepted");
    let case = shop.case(&count).await;
    assert!(case.is_accepted(shop.app.now()) && !case.is_accepted(shop.app.now().plus_minutes(2 * 24 * 60)));
    let notes = view::case(&shop.app, &shop.staff, &count).await.expect("a case").notes;
    assert!(notes.last().is_some_and(|note| note.said.contains("counted by hand")));
});

db_test!(every_deed_and_every_pull_is_on_the_record, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let case = shop.cases().await.remove(0);
    deeds::take(&shop.app, &shop.staff, &case.id).await.expect("taken");
    deeds::note(&shop.app, &shop.staff, &case.id, "asked the vault").await.expect("noted");
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    let entries =
        browse::page(&shop.app, &shop.staff, None, None, None, browse::PAGE_MAX).await.expect("entries");
    let kinds = |kind: &str| entries.iter().filter(|row| row.kind == kind).count();
    for (kind, least) in [
        ("fact.snapshot", 4),
        ("note.compared", 1),
        ("note.case_opened", 1),
        ("act.case_taken", 1),
        ("note.case", 1),
        ("act.fence", 1),
        ("note.fenced", 1),
        ("act.gate", 2),
    ] {
        assert!(kinds(kind) >= least, "{kind}: {}", kinds(kind));
    }
    let other = Actor::Staff {
        id: countersign_kernel::id::StaffId::fresh(shop.app.clock(), shop.app.random()),
        name: "Somebody".to_owned(),
        roles: vec![Role::Manager],
        store: countersign_kernel::id::StoreId::fresh(shop.app.clock(), shop.app.random()),
    };
    assert!(matches!(deeds::take(&shop.app, &other, &case.id).await, Err(AppError::NotFound(_))));
    assert!(shop.app.now() > at("2026-11-22T14:59:00Z"));
});

db_test!(a_package_that_the_shop_no_longer_has_is_emptied_and_finished, |db| async move {
    let shop = Shop::on(db, |books| {
        books.pos.remove(0);
        for menu in &mut books.menus {
            menu.remove(0);
        }
    })
    .await;
    let case = shop.cases().await.into_iter().find(|c| c.class == "in-state-not-in-pos").expect("found");
    let wanted = deeds::adjustable(&shop.app, &case).expect("it can be set");
    assert_eq!((wanted.from.as_str(), wanted.to.as_str(), wanted.can_finish), ("12.0", "0", true));
    deeds::adjust(&shop.app, &shop.staff, &case.id, "Scale Variance", "", true).await.expect("owed");
    shop.clock.advance_seconds(1);
    shop.work().await;
    let package = shop.books().state[0].clone();
    assert_eq!((package.quantity.as_str(), package.finished), ("0", true));
    assert!(shop.case(&case.id).await.closed_at.is_some(), "the next pull confirmed it");
});

db_test!(the_count_of_a_finished_package_is_not_set, |db| async move {
    let shop = Shop::on(db, |books| {
        let finished = &mut books.state[0];
        (finished.quantity, finished.finished) = ("0".to_owned(), true);
    })
    .await;
    let cases = shop.cases().await;
    let case = cases.iter().find(|case| case.class == "quantity-mismatch").expect("found");
    assert_eq!(deeds::adjustable(&shop.app, case), None, "the state refuses it");
    let asked = deeds::adjust(&shop.app, &shop.staff, &case.id, "Scale Variance", "", false).await;
    assert!(matches!(asked, Err(AppError::Refused(_))), "{asked:?}");
});

db_test!(only_an_empty_package_is_finished, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
    let case = shop.cases().await.remove(0);
    let asked = deeds::adjust(&shop.app, &shop.staff, &case.id, "Scale Variance", "", true).await;
    assert!(matches!(asked, Err(AppError::Refused(_))), "{asked:?}");
    let acts = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts;
    assert!(acts.is_empty(), "nothing is half owed");
});

db_test!(a_listing_gets_the_price_of_the_point_of_sale, |db| async move {
    let shop = Shop::on(db, |books| books.menus[0][2].price = Some(Money(1_999))).await;
    let cases = shop.cases().await;
    let case = cases.iter().find(|case| case.class == "price-differs-from-pos").expect("found");
    let wanted = deeds::prices(&shop.app, case);
    let change = &wanted[MENUS[0]][0];
    assert_eq!((change.from, change.to, wanted.len()), (Some(Money(1_999)), Money(2_800), 1));
    let auditor = as_role(&shop.staff, Role::Auditor);
    let asked = deeds::reprice(&shop.app, &auditor, &case.id).await;
    assert!(matches!(asked, Err(AppError::NotPermitted(_))), "{asked:?}");
    deeds::reprice(&shop.app, &shop.staff, &case.id).await.expect("owed");
    shop.clock.advance_seconds(1);
    shop.work().await;
    assert_eq!(shop.books().menus[0][2].price, Some(Money(2_800)));
    for case in cases {
        assert!(shop.case(&case.id).await.closed_at.is_some(), "{} is over", case.class);
    }
});

db_test!(a_price_that_somebody_set_meanwhile_is_not_overwritten, |db| async move {
    let shop = Shop::on(db, |books| books.menus[0][2].price = Some(Money(1_999))).await;
    let case = shop.cases().await.into_iter().find(|c| c.class == "price-differs-from-pos").expect("found");
    deeds::reprice(&shop.app, &shop.staff, &case.id).await.expect("owed");
    shop.books().menus[0][2].price = Some(Money(2_100));
    shop.work().await;
    assert_eq!(shop.books().menus[0][2].price, Some(Money(2_100)));
    let acts = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts;
    assert_eq!(acts[0].state, "dead");
    let why = acts[0].last_error.as_deref().expect("it says why");
    assert!(why.contains("$21.00 now and showed $19.99"), "{why}");
});

db_test!(goods_for_patients_alone_are_not_priced_by_us, |db| async move {
    let shop = Shop::on(db, |books| {
        books.pos[2].medical_only = true;
        books.pos[2].price_medical = Some(Money(2_400));
        books.menus[0][2].price = Some(Money(1_999));
    })
    .await;
    let cases = shop.cases().await;
    let case = cases.iter().find(|case| case.class == "price-differs-from-pos").expect("found");
    assert!(deeds::prices(&shop.app, case).is_empty());
    assert!(deeds::why_not_priced(&shop.app, case).is_some_and(|why| why.contains("no one price")));
    let asked = deeds::reprice(&shop.app, &shop.staff, &case.id).await;
    assert!(matches!(asked, Err(AppError::Refused(_))), "{asked:?}");
});

db_test!(what_a_case_hid_is_shown_again_by_a_person_when_the_case_is_over, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].on_hold = true).await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    let early = deeds::show_again(&shop.app, &shop.staff, &case.id).await;
    assert!(matches!(early, Err(AppError::Refused(_))), "{early:?}");
    shop.books().state[0].on_hold = false;
    shop.pull().await;
    assert!(shop.case(&case.id).await.closed_at.is_some());
    assert_eq!(shop.books().menus[0][0].visible, Some(false), "nobody has said so yet");
    deeds::show_again(&shop.app, &shop.staff, &case.id).await.expect("owed");
    shop.clock.advance_seconds(1);
    shop.work().await;
    let shown: Vec<_> = shop.books().menus.iter().map(|menu| menu[0].visible).collect();
    assert_eq!(shown, [Some(true), Some(true)]);
    let twice = deeds::show_again(&shop.app, &shop.staff, &case.id).await;
    assert!(matches!(twice, Err(AppError::Refused(_))), "{twice:?}");
});

db_test!(a_product_that_another_case_keeps_off_sale_is_not_shown_again, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].on_hold = true).await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    {
        let mut books = shop.books();
        books.state[0].on_hold = false;
        books.state[0].quantity = "13".to_owned();
    }
    shop.pull().await;
    // What somebody has accepted does not speak against it; the fence round the same product does.
    let counts = shop.cases().await.into_iter().find(|c| c.class == "quantity-mismatch").expect("found");
    if counts.fence == "none" {
        deeds::fence(&shop.app, &shop.staff, &counts.id).await.expect("fenced");
    }
    deeds::accept(&shop.app, &shop.staff, &counts.id, "one is behind the scale", 1).await.expect("accepted");
    let asked = deeds::show_again(&shop.app, &shop.staff, &case.id).await;
    assert!(asked.as_ref().is_err_and(|why| why.to_string().contains("another case keeps")), "{asked:?}");
});

db_test!(
    an_act_of_a_case_is_let_try_again_by_whoever_may_decide_it_and_only_as_it_would_be_decided_now,
    |db| async move {
        let shop = Shop::on(db, |books| books.state[0].quantity = "13".to_owned()).await;
        let case = shop.cases().await.remove(0);
        deeds::adjust(&shop.app, &shop.staff, &case.id, "Scale Variance", "", false).await.expect("owed");
        shop.books().state[0].quantity = "11".to_owned();
        shop.work().await;
        let act = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts.remove(0);
        assert_eq!(act.state, "dead");
        for role in [Role::Budtender, Role::Associate, Role::ComplianceOfficer, Role::It] {
            let refused = carry_out::revive(&shop.app, &as_role(&shop.staff, role), &act.id).await;
            assert!(
                matches!(refused, Err(AppError::NotPermitted(_))),
                "{role:?} may not set the count: {refused:?}"
            );
        }
        // The till counts otherwise meanwhile: what was decided then is not sent now.
        shop.books().pos[0].quantity = Some("10".to_owned());
        shop.pull().await;
        let keeper = as_role(&shop.staff, Role::InventoryManager);
        let refused = carry_out::revive(&shop.app, &keeper, &act.id).await;
        assert!(
            refused.as_ref().is_err_and(|why| why.to_string().contains("has changed since")),
            "{refused:?}"
        );
        shop.books().pos[0].quantity = Some("12".to_owned());
        shop.books().state[0].quantity = "13".to_owned();
        shop.pull().await;
        carry_out::revive(&shop.app, &keeper, &act.id).await.expect("it tries again");
        shop.clock.advance_seconds(1);
        shop.work().await;
        assert_eq!(shop.books().state[0].quantity, "12");
    }
);

db_test!(what_is_over_only_because_it_is_hidden_is_not_shown_again, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].recalled = true).await;
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    // Hidden everywhere and blocked in the till: nothing of it can be bought, and the case is over.
    shop.books().pos[0].status = "Quarantine".to_owned();
    shop.pull().await;
    assert!(shop.case(&case.id).await.closed_at.is_some());
    let asked = deeds::show_again(&shop.app, &shop.staff, &case.id).await;
    assert!(asked.as_ref().is_err_and(|why| why.to_string().contains("recalled for sale")), "{asked:?}");
    assert_eq!(shop.books().menus[0][0].visible, Some(false));
});

db_test!(a_wrong_price_is_not_put_back_on_the_menu, |db| async move {
    let shop = Shop::on(db, |books| books.menus[0][2].price = Some(Money(1_999))).await;
    let case = shop.cases().await.into_iter().find(|c| c.class == "price-differs-from-pos").expect("found");
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    let asked = deeds::reprice(&shop.app, &shop.staff, &case.id).await;
    assert!(asked.as_ref().is_err_and(|why| why.to_string().contains("until it is hidden")), "{asked:?}");
    shop.work().await;
    shop.pull().await;
    assert!(shop.case(&case.id).await.closed_at.is_some(), "nobody sees the price");
    let asked = deeds::show_again(&shop.app, &shop.staff, &case.id).await;
    assert!(asked.as_ref().is_err_and(|why| why.to_string().contains("price differs")), "{asked:?}");
});

/// The first case is ring-fenced and its product hidden; then the books are mended and agree again.
async fn fenced_until(shop: &Shop, mended: impl FnOnce(&mut Written)) -> CaseRow {
    let case = shop.cases().await.remove(0);
    deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    shop.work().await;
    mended(&mut shop.books());
    shop.pull().await;
    case
}

/// The books are pulled and compared, and what is owed is left for later.
async fn compared(shop: &Shop) {
    shop.clock.advance_seconds(1);
    plan::pull_now(&shop.app, &shop.staff).await.expect("asked");
    jobs::books(&shop.app).await.expect("compared");
}

db_test!(what_was_fenced_meanwhile_is_not_shown_by_an_act_that_was_owed_before, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].on_hold = true).await;
    let case = fenced_until(&shop, |books| books.state[0].on_hold = false).await;
    deeds::show_again(&shop.app, &shop.staff, &case.id).await.expect("owed");
    // Before the menus are told, the state recalls it and somebody fences it.
    shop.books().state[0].recalled = true;
    compared(&shop).await;
    let recall = shop.cases().await.into_iter().find(|c| c.class == "recalled-for-sale").expect("found");
    if recall.fence == "none" {
        deeds::fence(&shop.app, &shop.staff, &recall.id).await.expect("fenced");
    }
    jobs::settle(&shop.app).await.expect("tried");
    assert_eq!(shop.books().menus[0][0].visible, Some(false));
    let acts = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts;
    let shows: Vec<_> =
        acts.iter().filter(|act| act.kind == "menu.show").map(|act| act.state.as_str()).collect();
    assert_eq!(shows, ["dead", "dead"], "a person must look");
});

db_test!(a_menu_that_did_not_come_whole_speaks_for_nothing, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].recalled = true).await;
    let case = fenced_until(&shop, |books| books.state[0].recalled = false).await;
    assert!(shop.case(&case.id).await.closed_at.is_some());
    shop.books().moods[2] = Mood::Part;
    shop.pull().await;
    let asked = deeds::show_again(&shop.app, &shop.staff, &case.id).await;
    assert!(asked.as_ref().is_err_and(|why| why.to_string().contains("did not come whole")), "{asked:?}");
});

db_test!(a_showing_waits_while_the_books_do_not_come_whole, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].recalled = true).await;
    let case = fenced_until(&shop, |books| books.state[0].recalled = false).await;
    deeds::show_again(&shop.app, &shop.staff, &case.id).await.expect("owed");
    shop.books().moods[2] = Mood::Part;
    compared(&shop).await;
    jobs::settle(&shop.app).await.expect("tried");
    assert_eq!(shop.books().menus[0][0].visible, Some(false), "nobody knows what is on the rest of the menu");
    shop.books().moods[2] = Mood::Whole;
    shop.clock.advance_seconds(300);
    shop.pull().await;
    shop.work().await;
    assert_eq!(shop.books().menus[0][0].visible, Some(true), "and nobody had to press anything");
});

db_test!(a_showing_that_waited_is_held_against_the_books_of_its_own_moment, |db| async move {
    let shop = Shop::on(db, |books| books.state[0].on_hold = true).await;
    let case = fenced_until(&shop, |books| books.state[0].on_hold = false).await;
    deeds::show_again(&shop.app, &shop.staff, &case.id).await.expect("owed");
    // Before the menus are told it is recalled and blocked in the till: hidden as it is, that makes no case.
    {
        let mut books = shop.books();
        books.state[0].recalled = true;
        books.pos[0].status = "Quarantine".to_owned();
    }
    compared(&shop).await;
    jobs::settle(&shop.app).await.expect("tried");
    let shown = || async {
        let acts = view::case(&shop.app, &shop.staff, &case.id).await.expect("a case").acts;
        acts.into_iter().filter(|act| act.kind == "menu.show").collect::<Vec<_>>()
    };
    let dead = shown().await;
    assert!(dead.iter().all(|act| act.state == "dead"), "{dead:?}");
    // Nor does a person's *Try again* show it.
    carry_out::revive(&shop.app, &shop.staff, &dead[0].id).await.expect("it tries again");
    jobs::settle(&shop.app).await.expect("tried");
    assert!(shown().await.iter().all(|act| act.state == "dead"));
    assert_eq!(shop.books().menus[0][0].visible, Some(false));
});
