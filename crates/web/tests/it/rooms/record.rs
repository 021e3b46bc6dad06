//! The record: read, verified, and taken out in two files that agree.

use axum::http::StatusCode;
use countersign_app::gate;
use countersign_kernel::{Actor, Permission, Role};
use countersign_seal::export;
use countersign_seal::head::Head;
use countersign_store::testing::overwrite_line;

use super::shop::{Shop, in_shop};

async fn move_gate(shop: &Shop, times: usize) {
    for turn in 0..times {
        let reason = format!("turn {turn}");
        gate::set_for(&shop.app, &Actor::system("test"), &shop.store, turn % 2 == 0, &reason).await.unwrap();
    }
}

#[test]
fn the_newest_entry_stands_first_and_the_next_page_goes_on_where_this_one_ends() {
    in_shop(|shop| async move {
        move_gate(&shop, 120).await;
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        let first = auditor.get("/record?kind=act").await;
        assert_eq!(first.status, StatusCode::OK);
        assert!(
            first.has("Gate closed: turn 119") && first.has("Gate opened: turn 20") && !first.has("turn 19<")
        );
        let next = first.body.split("href=\"/record?kind=act").nth(1).and_then(|rest| rest.split('"').next());
        let next = format!("/record?kind=act{}", next.expect("there is a next page").replace("&#38;", "&"));
        let second = auditor.get(&next).await;
        assert!(
            second.has("Gate closed: turn 19<")
                && second.has("Gate opened: turn 0<")
                && !second.has("turn 20<")
        );
        assert!(!second.has("rel=\"next\""), "the second page is the last");
        let looks = auditor.get("/record?kind=look").await;
        assert!(!looks.has("Gate closed: turn") && !looks.has("Gate opened: turn"), "acts are filtered out");
    });
}

#[test]
fn an_entry_is_shown_whole_with_its_place_in_the_chain_but_not_that_of_another_store() {
    in_shop(|shop| async move {
        move_gate(&shop, 1).await;
        gate::set_for(&shop.app, &Actor::system("test"), &shop.other_store, true, "elsewhere").await.unwrap();
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        let gates = shop.of_kind("act.gate").await;
        let page = auditor.get(&format!("/record/{}", gates[0].seq)).await;
        assert!(
            page.has(&gates[0].hash) && page.has("Agrees with its hash") && page.has("Gate opened: turn 0")
        );
        assert!(page.has("&#34;reason&#34;: &#34;turn 0&#34;"), "its body is laid out");
        assert_eq!(auditor.get(&format!("/record/{}", gates[1].seq)).await.status, StatusCode::NOT_FOUND);
        assert!(!auditor.get("/record").await.has("elsewhere"));
        assert_eq!(auditor.get("/record/0").await.status, StatusCode::NOT_FOUND);
        assert_eq!(auditor.get("/record/last").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_whole_record_is_called_whole_and_a_changed_entry_is_named() {
    in_shop(|shop| async move {
        move_gate(&shop, 3).await;
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        let page = auditor.post("/record/verification", &[]).await;
        assert!(page.has("The record is whole") && page.has("no head has been signed yet"), "{}", page.body);
        auditor.post("/record/export", &[]).await;
        let page = auditor.post("/record/verification", &[]).await;
        assert!(page.has("The record is whole") && page.has("lead through the head that was signed last"));
        let entry = shop.of_kind("act.gate").await.remove(1);
        let forged = entry.line.replace("turn 1", "turn 7");
        overwrite_line(shop.app.db(), entry.seq, &forged).await.unwrap();
        let page = auditor.post("/record/verification", &[]).await;
        assert!(page.has(&format!("Entry {} is not as it was written", entry.seq)), "{}", page.body);
        assert!(page.has(&format!("href=\"/record/{}\"", entry.seq)));
        assert!(auditor.get(&format!("/record/{}", entry.seq)).await.has("the entry was changed"));
    });
}

#[test]
fn the_two_files_of_an_export_agree_and_taking_them_is_a_look() {
    in_shop(|shop| async move {
        move_gate(&shop, 3).await;
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        let sent_on = auditor.post("/record/export", &[]).await;
        assert_eq!(sent_on.status, StatusCode::SEE_OTHER);
        let place = sent_on.value("location").to_owned();
        assert!(auditor.get(&place).await.has("Download the head"));
        // What happens meanwhile is in neither file.
        move_gate(&shop, 2).await;
        let head = auditor.get(&format!("{place}/head")).await;
        let record = auditor.get(&format!("{place}/record")).await;
        assert!(
            record.value("content-disposition").starts_with("attachment; filename=\"countersign-record-")
        );
        let expected = shop.app.keys().signer().public_key();
        let head = Head::parse(&head.body, Some(&expected)).unwrap();
        let verified = export::verify(record.body.as_bytes(), &head).unwrap();
        assert_eq!((verified.beyond_head, verified.entries), (0, head.link().seq));
        let forged = record.body.replacen("turn 1", "turn 7", 1);
        assert!(export::verify(forged.as_bytes(), &head).is_err());
        let looks = shop.of_kind("look.record").await;
        assert_eq!(looks.len(), 1, "the record was taken once");
        assert_eq!(looks[0].actor, auditor.actor.label());
    });
}

#[test]
fn without_the_permission_the_record_is_neither_read_nor_taken() {
    in_shop(|shop| async move {
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        let place = auditor.post("/record/export", &[]).await.value("location").to_owned();
        for role in Role::ALL {
            let browser = shop.enter(&format!("the.{role}"), &[*role]).await;
            let may = |permission| shop.app.roles().allows(*role, permission);
            let status = |permission| if may(permission) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            let (reads, takes) = (status(Permission::RecordView), status(Permission::RecordExport));
            for path in ["/record", "/record/1"] {
                assert_eq!(browser.get(path).await.status, reads, "{role} {path}");
            }
            assert_eq!(browser.post("/record/verification", &[]).await.status, reads, "{role}");
            for path in [place.clone(), format!("{place}/head"), format!("{place}/record")] {
                assert_eq!(browser.get(&path).await.status, takes, "{role} {path}");
            }
            let sign = browser.post("/record/export", &[]).await.status;
            assert_eq!(sign == StatusCode::SEE_OTHER, may(Permission::RecordExport), "{role}");
        }
        let unsigned = auditor.get("/record/export/1/record").await;
        assert_eq!(unsigned.status, StatusCode::NOT_FOUND, "only what a head vouches for is given");
    });
}

#[test]
fn an_inspectors_file_is_asked_for_with_a_purpose_and_holds() {
    in_shop(|shop| async move {
        move_gate(&shop, 4).await;
        let auditor = shop.enter("kim", &[Role::Auditor]).await;
        assert!(auditor.get("/record").await.has("href=\"/record/extract\""));
        let day = [("from", "2026-11-22"), ("to", "2026-11-22")];
        let empty = auditor.post("/record/extract", &[day[0], day[1], ("reason", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.has("It is empty") && empty.has("value=\"2026-11-22\""));
        for (fields, says) in [
            (vec![("reason", "an inspection")], "Say what is wanted"),
            (vec![("reason", "an inspection"), ("order", "77")], "There is no such order here."),
            (vec![("reason", "an inspection"), ("from", "soon")], "It is not a day like 2026-11-22"),
        ] {
            let refused = auditor.post("/record/extract", &fields).await;
            assert!(
                refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has(says),
                "{}",
                refused.body
            );
        }
        let answer = auditor.post("/record/extract", &[day[0], day[1], ("reason", "an inspection")]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.value("content-disposition").contains("countersign-extract-"));
        let key = shop.app.keys().signer().public_key();
        let held = countersign_seal::extract::verify(&answer.body, Some(&key), None).unwrap();
        assert!(held.entries >= 4 && held.of >= held.entries as u64);
        assert!(answer.has("turn 3") && answer.has("an inspection"));
        let associate = shop.enter("sam", &[Role::Associate]).await;
        assert_eq!(associate.get("/record/extract").await.status, StatusCode::FORBIDDEN);
        let sent = associate.post("/record/extract", &[day[0], ("reason", "curious")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
    });
}
