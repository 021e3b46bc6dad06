//! The day's checklists in the browser: ticked by whoever they are for, taken back, and told on Today when overdue.

use axum::http::StatusCode;
use countersign_kernel::Role;

use super::shop::in_shop;

const PAGE: &str = "/today/checklist";

#[test]
fn a_person_ticks_what_is_theirs_and_sees_whose_the_rest_is() {
    in_shop(|shop| async move {
        let officer = shop.enter("kim", &[Role::ComplianceOfficer]).await;
        let page = officer.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        // Ten in the morning: the doors have been open for an hour.
        assert!(page.body.contains("Checklist, Sunday, 22 November"), "{}", page.body);
        for says in ["Opening", "Midday", "Closing", "not since then", "no system is connected", "from 13:00"]
        {
            assert_eq!(page.body.contains(says), says != "not since then", "{says}");
        }
        assert_eq!(page.body.matches("name=\"note\"").count(), 1, "one thing is for them to tick");
        let tick = [("list", "opening"), ("item", "expiring"), ("note", "two <jars> until Friday")];
        let sent = officer.post("/today/checklist/ticks", &tick).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(sent.value("location"), "/today/checklist#list-opening");
        let page = officer.get(PAGE).await;
        assert!(page.body.contains("Jo Rivera, 10:00: two &#60;jars&#62; until Friday"), "{}", page.body);
        let associate = shop.enter("ann", &[Role::Associate]).await;
        let seen = associate.get(PAGE).await;
        assert!(seen.body.contains("two &#60;jars&#62;") && !seen.body.contains("Take back"));
        let back = [("list", "opening"), ("item", "expiring")];
        associate.post("/today/checklist/withdrawals", &back).await;
        assert!(officer.get(PAGE).await.body.contains("Take back"), "it was not theirs to take back");
        officer.post("/today/checklist/withdrawals", &back).await;
        assert!(!officer.get(PAGE).await.body.contains("Take back"));
        // Both stand among the ticks of the day.
        let past = officer.get("/today/checklist/days").await;
        assert!(past.has("Earlier checklists: Sunday, 22 November"), "{}", past.body);
        assert!(past.body.contains("two &#60;jars&#62;") && past.has("taken back by Jo Rivera, 10:00"));
        let other = officer.get("/today/checklist/days/2026-11-20").await;
        assert!(other.has("Nobody ticked anything on this day") && other.has("Sunday, 22 November"));
        assert_eq!(officer.get("/today/checklist/days/friday").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_is_overdue_stands_on_today_with_its_list() {
    in_shop(|shop| async move {
        let manager = shop.enter("max", &[Role::Manager]).await;
        let today = manager.get("/").await;
        assert_eq!(today.status, StatusCode::OK);
        assert!(today.body.contains("Checklist: opening"), "{}", today.body);
        assert!(today.body.contains("Opening: The books of state, till and menus were pulled whole"));
        assert!(today.body.contains("was due 08:45"));
        let night = [("list", "opening"), ("item", "night"), ("note", "")];
        assert!(today.body.contains("What came in since the last close has been read"));
        manager.post("/today/checklist/ticks", &night).await;
        let today = manager.get("/").await;
        assert!(!today.body.contains("What came in since the last close has been read"), "it is done");
    });
}

#[test]
fn who_may_not_tick_is_refused_and_nothing_is_kept() {
    in_shop(|shop| async move {
        let auditor = shop.enter("ada", &[Role::Auditor]).await;
        assert_eq!(auditor.get(PAGE).await.status, StatusCode::OK);
        let night = [("list", "opening"), ("item", "night"), ("note", "")];
        assert_eq!(auditor.post("/today/checklist/ticks", &night).await.status, StatusCode::FORBIDDEN);
        let budtender = shop.enter("bud", &[Role::Budtender]).await;
        budtender.post("/today/checklist/ticks", &night).await;
        let manager = shop.enter("max", &[Role::Manager]).await;
        assert!(!manager.get(PAGE).await.body.contains("Take back"), "nobody has ticked anything");
    });
}
