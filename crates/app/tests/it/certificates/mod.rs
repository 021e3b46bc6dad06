//! Certificates: kept once, read apart, confirmed by one person or by two, on the record without what is doubtful.

mod beside;
mod numbered;

use std::sync::Arc;

use async_trait::async_trait;
use countersign_app::certificates::by_hand::{ByHand, by_hand};
use countersign_app::certificates::confirm::{About, Confirmed, confirm, refuse};
use countersign_app::certificates::keep::keep;
use countersign_app::certificates::typed::Texts;
use countersign_app::certificates::{Reader, page, read, view};
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::Systems;
use countersign_app::{App, AppError};
use countersign_kernel::Actor;
use countersign_kernel::id::{CertificateId, StoreId};
use countersign_rulebook::Rulebook;
use countersign_store::db::Db;
use countersign_store::{db_test, record};
use serde_json::Value;

const TAG: &str = "1A4000000000022000000123";

/// Answers with what stands in the file after its first line; a file that says `broken` is not readable.
#[derive(Debug)]
pub struct Echo;

#[async_trait]
impl Reader for Echo {
    async fn read(&self, bytes: Vec<u8>) -> Result<String, String> {
        let text = String::from_utf8(bytes).expect("the test writes text");
        let (_, said) = text.split_once('\n').expect("a first line");
        if said == "broken" { Err("its pages are torn".to_owned()) } else { Ok(said.to_owned()) }
    }

    async fn draw(&self, _: Vec<u8>, page: u32) -> Result<Vec<u8>, String> {
        let drawn: &[u8] = if page == 1 { b"\x89PNG\r\n\x1a\nink" } else { b"%PDF-1.7 the file itself" };
        Ok(drawn.to_vec())
    }
}

struct Lab {
    app: App,
    a: Actor,
    b: Actor,
}

impl Lab {
    async fn on(db: Db) -> Self {
        let clock = bristlecone::clock();
        let systems = Arc::new(Systems::new("metrc"));
        let app = bristlecone::process(db, &clock, 1, Rulebook::shipped().expect("the law"));
        let store = bristlecone::open_shop(&app, &systems).await;
        app.set_reader(Arc::new(Echo));
        let (a, b) = (bristlecone::staff(&app, &store), bristlecone::staff(&app, &store));
        Self { app, a, b }
    }

    async fn given(&self, name: &str, said: &str) -> CertificateId {
        let file = format!("%PDF-1.7 {name}\n{said}");
        let id = keep(&self.app, &self.a, name, file.as_bytes()).await.expect("kept");
        while read::next(&self.app).await.expect("read") {}
        id
    }

    async fn shown(&self, id: &CertificateId) -> view::Shown {
        view::one(&self.app, &self.a, id).await.expect("it is there")
    }

    async fn bodies(&self, kind: &str) -> Vec<Value> {
        let rows = record::after(self.app.db(), 0, 1_000).await.expect("the record");
        let of_kind = rows.into_iter().filter(|row| row.kind == kind);
        let line = |row: record::RecordRow| serde_json::from_str::<Value>(&row.line).expect("a line");
        of_kind.map(|row| line(row)["body"].clone()).collect()
    }
}

/// What a reader says of a certificate with one sound row and one with these flags.
fn said(tag: Option<&str>, batch: Option<&str>, field_flags: &str, row_flags: &str) -> String {
    let text = |value: Option<&str>| value.map_or("null".to_owned(), |value| format!("\"{value}\""));
    let row = |key: &str, value: &str, flags: &str| {
        format!(
            r#"{{"key":"{key}","name":"{key}","page":1,"printed":{{"%":"{value}"}},"value":{value},"unit":"%","kind":"value",
            "box":[10,20.5,100.25,30],"read_by":"text","checks":["units"],"flags":{flags}}}"#
        )
    };
    format!(
        r#"{{"lab":"Aspen Labs","package_tag":{},"batch":{},"dates":{{"tested":"2026-11-02"}},"field_flags":{field_flags},
        "text_layer":"native","pages":2,"page_sizes":[[612,792],[612.25,792]],"cannabinoids":[{},{}],"terpenes":[],"totals":{{}},"status":{{"pesticides":"pass"}},
        "flags":[]}}"#,
        text(tag),
        text(batch),
        row("thca", "23.4500000000000000001", "[]"),
        row("cbd", "0.10", row_flags),
    )
}

pub fn sound(tag: &str, batch: &str) -> String {
    said(Some(tag), Some(batch), "{}", "[]")
}

fn why<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    result.expect_err("it is refused").to_string()
}

db_test!(a_sound_one_is_confirmed_by_one_person_and_every_digit_is_on_the_record, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.given("a.pdf", &sound(TAG, "B-1")).await;
    assert_ne!(lab.given("again.pdf", "x").await, id, "another file is another certificate");
    let twice =
        keep(&lab.app, &lab.b, "b.pdf", format!("%PDF-1.7 a.pdf\n{}", sound(TAG, "B-1")).as_bytes()).await;
    assert_eq!(twice.expect("the very file"), id);
    let shown = lab.shown(&id).await;
    assert_eq!((shown.row.state.as_str(), shown.row.doubtful), ("read", false));

    assert_eq!(confirm(&lab.app, &lab.a, &id, About::default()).await.expect("sound"), Confirmed::Whole);
    let body = lab.bodies("act.certificate.confirm").await.remove(0);
    assert_eq!((&body["tag"], &body["batch"]), (&TAG.into(), &"B-1".into()));
    assert_eq!(body["profile"]["cannabinoids"][0]["value"], "23.4500000000000000001");
    assert_eq!(body["profile"]["cannabinoids"][0]["box"][1], "20.5");
    assert_eq!(body["file_sha256"].as_str(), Some(shown.row.sha256.as_str()));
    assert_eq!(body["left_out"], serde_json::json!([]));

    for deed in [
        why(confirm(&lab.app, &lab.b, &id, About::default()).await),
        why(refuse(&lab.app, &lab.b, &id, "I changed my mind").await),
    ] {
        assert!(deed.contains("it is decided and cannot change"), "{deed}");
    }
});

db_test!(what_is_doubtful_takes_two_people_and_is_left_out, |db| async move {
    let lab = Lab::on(db).await;
    let flagged =
        said(Some(TAG), Some("B-1"), r#"{"package_tag":"several_values"}"#, r#"["not_cross_checked"]"#);
    let id = lab.given("a.pdf", &flagged).await;
    assert!(lab.shown(&id).await.row.doubtful);
    let odd = About { tag: "not a tag", ..About::default() };
    assert!(why(confirm(&lab.app, &lab.a, &id, odd).await).contains("`tag` cannot be"));
    let about = About { tag: TAG, batch: "ignored, it was read", ..About::default() };
    assert_eq!(confirm(&lab.app, &lab.a, &id, about).await.expect("the first"), Confirmed::ByOne);
    assert_eq!(lab.shown(&id).await.row.state, "read");
    assert!(why(confirm(&lab.app, &lab.a, &id, about).await).contains("somebody else"));
    assert!(lab.bodies("act.certificate.confirm").await.is_empty());
    let other = "1A4000000000022000000124";
    for (tag, batch, field) in [(other, "", "`tag`"), ("not a tag", "", "`tag`"), (TAG, "B-2", "`batch`")] {
        let told = why(confirm(&lab.app, &lab.b, &id, About { tag, batch, ..About::default() }).await);
        assert!(told.contains(field) && told.contains("not what the first of two said"), "{told}");
    }
    let lower = TAG.to_lowercase();
    let about = About { tag: &lower, batch: " B-1 ", ..About::default() };
    assert_eq!(confirm(&lab.app, &lab.b, &id, about).await.expect("the second"), Confirmed::Whole);
    let body = lab.bodies("act.certificate.confirm").await.remove(0);
    assert_eq!((&body["tag"], &body["batch"]), (&TAG.into(), &"B-1".into()));
    assert_eq!(body["left_out"], serde_json::json!(["cannabinoids.cbd", "package_tag"]));
    assert_eq!(body["profile"]["cannabinoids"].as_array().map(Vec::len), Some(1));
    assert_eq!(body["profile"]["package_tag"], Value::Null, "what was read of it stays out");
    assert_eq!(body["first_by"], lab.a.label());
});

db_test!(a_tag_that_the_first_mistyped_is_set_right_by_beginning_again, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.given("a.pdf", &said(None, None, "{}", "[]")).await;
    let slip = "1A4000000000022000000124";
    let about = |tag, instead| About { tag, batch: "B-7", instead, ..About::default() };
    assert_eq!(confirm(&lab.app, &lab.a, &id, about(slip, false)).await.expect("one"), Confirmed::ByOne);
    assert!(why(confirm(&lab.app, &lab.b, &id, about("no tag", true)).await).contains("`tag` cannot be"));
    assert_eq!(confirm(&lab.app, &lab.b, &id, about(TAG, true)).await.expect("anew"), Confirmed::ByOne);
    let hands = lab.bodies("act.certificate.first_hand").await;
    let again = hands.iter().find(|body| body["tag"] == TAG).expect("the second of them");
    assert_eq!((&again["instead_of"]["tag"], &again["instead_of"]["batch"]), (&slip.into(), &"B-7".into()));
    assert!(why(confirm(&lab.app, &lab.b, &id, about("", false)).await).contains("somebody else"));
    assert_eq!(confirm(&lab.app, &lab.a, &id, about("", false)).await.expect("agreed"), Confirmed::Whole);
    let body = lab.bodies("act.certificate.confirm").await.remove(0);
    assert_eq!((&body["tag"], &body["batch"]), (&TAG.into(), &"B-7".into()));
});

db_test!(one_that_names_nothing_is_bound_to_what_a_person_reads_on_the_page, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.given("a.pdf", &said(None, None, "{}", "[]")).await;
    assert!(lab.shown(&id).await.row.doubtful);
    assert!(why(confirm(&lab.app, &lab.a, &id, About::default()).await).contains("write one of them"));
    let about = About { batch: " B-7 ", ..About::default() };
    assert_eq!(confirm(&lab.app, &lab.a, &id, about).await.expect("typed"), Confirmed::ByOne);
    let more = About { tag: TAG, batch: "B-7", ..About::default() };
    assert!(
        why(confirm(&lab.app, &lab.b, &id, more).await).contains("`tag` is not what"),
        "the first named none"
    );
    confirm(&lab.app, &lab.b, &id, About::default()).await.expect("the second");
    assert_eq!(lab.bodies("act.certificate.confirm").await[0]["batch"], "B-7");
});

db_test!(a_later_one_takes_the_place_of_the_earlier_by_name, |db| async move {
    let lab = Lab::on(db).await;
    let first = lab.given("first.pdf", &sound(TAG, "B-1")).await;
    confirm(&lab.app, &lab.a, &first, About::default()).await.expect("sound");
    let second = lab.given("second.pdf", &sound(TAG, "B-2")).await;
    assert_eq!(lab.shown(&second).await.in_force.map(|row| row.id), Some(first.clone()));
    confirm(&lab.app, &lab.b, &second, About::default()).await.expect("sound");
    let body = lab.bodies("act.certificate.confirm").await.remove(1);
    assert_eq!(body["supersedes"]["certificate"], first.as_str());
    assert_eq!(body["supersedes"]["file"], "first.pdf");
    assert_eq!(lab.shown(&first).await.superseded_by.map(|row| row.id), Some(second.clone()));
    let third = lab.given("third.pdf", &sound(TAG, "B-3")).await;
    assert_eq!(lab.shown(&third).await.in_force.map(|row| row.id), Some(second));
});

db_test!(what_cannot_be_read_can_only_be_refused_with_a_reason, |db| async move {
    let lab = Lab::on(db).await;
    for (name, said, reason) in
        [("torn.pdf", "broken", "its pages are torn"), ("odd.pdf", "{}", "cannot be understood")]
    {
        let id = lab.given(name, said).await;
        let shown = lab.shown(&id).await;
        assert_eq!(shown.row.state, "unreadable");
        assert!(shown.row.reason.expect("why").contains(reason), "{name}");
        let told = why(confirm(&lab.app, &lab.a, &id, About::default()).await);
        assert!(told.contains("could not be read"), "{told}");
        assert!(why(refuse(&lab.app, &lab.a, &id, "  ").await).contains("`reason` is empty"));
        refuse(&lab.app, &lab.a, &id, "the laboratory sends it again").await.expect("refused");
        assert_eq!(lab.shown(&id).await.row.state, "refused");
    }
    assert_eq!(lab.bodies("act.certificate.refuse").await.len(), 2);
});

db_test!(only_certificates_are_kept, |db| async move {
    let lab = Lab::on(db).await;
    for (bytes, what) in
        [(&b""[..], "is empty"), (b"MZ\x90\0", "neither a PDF"), (b"plain words", "neither a PDF")]
    {
        assert!(why(keep(&lab.app, &lab.a, "x", bytes).await).contains(what), "{what}");
    }
    let large = vec![b'{'; countersign_app::handed_in::FILE_BYTES_MAX + 1];
    assert!(why(keep(&lab.app, &lab.a, "x", &large).await).contains("larger than 16 MiB"));
    let named = keep(&lab.app, &lab.a, "C:\\lab\\one\u{7}.json", b" {}").await.expect("json");
    assert_eq!(lab.shown(&named).await.row.file_name, "one.json");
    assert_eq!(lab.shown(&named).await.row.media, "json");
});

db_test!(a_page_that_was_read_has_a_picture_and_nothing_else_has_one, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.given("a.pdf", &sound(TAG, "B-1")).await;
    let sheet = page::find(&lab.app, &lab.a, &id, 1).await.expect("it was read");
    assert_eq!(sheet.sha256, lab.shown(&id).await.row.sha256);
    assert!(page::draw(&lab.app, &sheet).await.expect("drawn").ends_with(b"ink"));
    let second = page::find(&lab.app, &lab.a, &id, 2).await.expect("it was read");
    assert!(why(page::draw(&lab.app, &second).await).contains("no picture"), "the file is never passed on");
    for number in [0, 3, u32::MAX] {
        assert!(why(page::find(&lab.app, &lab.a, &id, number).await).contains("page"), "{number}");
    }
    let torn = lab.given("torn.pdf", "broken").await;
    assert!(matches!(page::find(&lab.app, &lab.a, &torn, 1).await, Err(AppError::NotFound("page"))));
    let elsewhere = bristlecone::staff(&lab.app, &StoreId::fresh(lab.app.clock(), lab.app.random()));
    assert!(matches!(page::find(&lab.app, &elsewhere, &id, 1).await, Err(AppError::NotFound("certificate"))));
});

/// Value 2, `cannabinoids.cbd`, is doubtful; value 1 is not.
fn typed(texts: &[(usize, &str)]) -> Texts {
    texts.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
}

impl Lab {
    async fn doubtful(&self, name: &str) -> CertificateId {
        self.given(name, &said(Some(TAG), Some("B-1"), "{}", r#"["rows_disagree"]"#)).await
    }

    async fn types(&self, who: &Actor, id: &CertificateId, texts: &[(usize, &str)]) -> Confirmed {
        let texts = typed(texts);
        let about = About { typed: Some(&texts), ..About::default() };
        confirm(&self.app, who, id, about).await.expect("taken or not yet")
    }
}

fn not_yet(done: Confirmed, says: &str) {
    match done {
        Confirmed::NotYet(misread) => {
            assert!(misread.len() == 1 && misread[0].number == 2, "{misread:?}");
            assert!(misread[0].why.contains(says), "{misread:?}");
        }
        other => panic!("{other:?}"),
    }
}

db_test!(what_two_people_type_alike_is_confirmed_with_both_names_and_the_files_hash, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.doubtful("a.pdf").await;
    assert_eq!(lab.types(&lab.a, &id, &[(2, " 0.10 "), (1, "")]).await, Confirmed::ByOne);
    let first = lab.bodies("act.certificate.first_hand").await.remove(0);
    assert_eq!(first["typed"][0]["of"], "cannabinoids.cbd", "which it was");
    assert!(!first.to_string().contains("0.10"), "and not what: the second may read the record: {first}");
    assert_eq!(first["instead_of"], Value::Null);
    assert_eq!(lab.shown(&id).await.typed[&2].shown(), "0.10 %", "whoever typed it sees it");
    let other = view::one(&lab.app, &lab.b, &id).await.expect("it is there");
    assert!(other.typed.is_empty(), "the second of two types without seeing it");

    not_yet(lab.types(&lab.b, &id, &[]).await, "type what the page prints too");
    not_yet(lab.types(&lab.b, &id, &[(2, "1.00")]).await, "is not what the first of two typed");
    not_yet(lab.types(&lab.b, &id, &[(2, "0.10 mg/g")]).await, "is not what the first");
    assert!(lab.bodies("act.certificate.confirm").await.is_empty());
    assert_eq!(lab.types(&lab.b, &id, &[(2, "0.1%")]).await, Confirmed::Whole, "the same number");

    let shown = lab.shown(&id).await;
    assert_eq!(shown.typed[&2].shown(), "0.10 %");
    let body = lab.bodies("act.certificate.confirm").await.remove(0);
    assert_eq!(body["file_sha256"].as_str(), Some(shown.row.sha256.as_str()));
    assert_eq!(
        (body["first_by"].as_str(), &body["left_out"]),
        (Some(lab.a.label().as_str()), &serde_json::json!([]))
    );
    let row = &body["profile"]["cannabinoids"][1];
    assert_eq!(
        (&row["value"], &row["unit"], &row["read_by"]),
        (&"0.10".into(), &"%".into(), &"people".into())
    );
    assert_eq!(
        (&row["checks"], &row["flags"]),
        (&serde_json::json!(["typed_twice"]), &serde_json::json!([]))
    );
    let typed = &body["typed"][0];
    assert_eq!((&typed["flags"][0], &typed["page"]), (&"rows_disagree".into(), &1.into()));
    assert_eq!(body["profile"]["cannabinoids"][0]["read_by"], "text", "what was sure stays as it was read");
});

db_test!(where_the_unit_is_doubtful_too_a_number_is_typed_with_it, |db| async move {
    let lab = Lab::on(db).await;
    for (name, flag) in
        [("a.pdf", "units_disagree"), ("b.pdf", "unit_mass_disagrees"), ("c.pdf", "unit_not_printed")]
    {
        let flags = format!(r#"["not_cross_checked", "{flag}"]"#);
        let id = lab.given(name, &said(Some(TAG), Some("B-1"), "{}", &flags)).await;
        for bare in ["0.10", "<0.05"] {
            not_yet(lab.types(&lab.a, &id, &[(2, bare)]).await, "write it behind the number");
        }
        assert_eq!(lab.shown(&id).await.row.first_by, None, "{flag}: nothing is kept of it");
        assert_eq!(lab.types(&lab.a, &id, &[(2, "0.10 %")]).await, Confirmed::ByOne, "{flag}");
        not_yet(lab.types(&lab.b, &id, &[(2, "0.10 mg/g")]).await, "is not what the first");
        assert_eq!(lab.types(&lab.b, &id, &[(2, "0.10%")]).await, Confirmed::Whole, "{flag}");
    }
    let nd = lab.given("nd.pdf", &said(Some(TAG), Some("B-1"), "{}", r#"["units_disagree"]"#)).await;
    assert_eq!(lab.types(&lab.a, &nd, &[(2, "ND")]).await, Confirmed::ByOne, "what is no number has no unit");
});

db_test!(a_doubt_that_is_not_about_the_number_is_not_cleared_by_one, |db| async move {
    let lab = Lab::on(db).await;
    for (name, flag, says) in [
        ("a.pdf", "name_ambiguous", "two rows have its name"),
        ("b.pdf", "name_incomplete", "lost a letter"),
        ("c.pdf", "name_inferred", "found out from what remained"),
        ("d.pdf", "dry_weight_only", "dry weight"),
        ("e.pdf", "zero_or_not_detected", "one sign for nought"),
    ] {
        let flags = format!(r#"["rows_disagree", "{flag}"]"#);
        let id = lab.given(name, &said(Some(TAG), Some("B-1"), "{}", &flags)).await;
        let texts = typed(&[(2, "0.10 %")]);
        let about = About { typed: Some(&texts), ..About::default() };
        let told = why(confirm(&lab.app, &lab.a, &id, about).await);
        assert!(told.contains("value 2 stays left out") && told.contains(says), "{told}");
        let read = lab.shown(&id).await.reading.expect("it was read");
        assert!(matches!(by_hand(&read)[&2], ByHand::LeftOut(why) if why.contains(says)), "{flag}");
        lab.types(&lab.a, &id, &[]).await;
        assert_eq!(lab.types(&lab.b, &id, &[]).await, Confirmed::Whole);
        let body = lab.bodies("act.certificate.confirm").await.pop().expect("confirmed");
        assert_eq!(body["left_out"], serde_json::json!(["cannabinoids.cbd"]), "{flag}");
    }
});

db_test!(what_is_no_result_is_said_beside_its_value_and_nothing_is_kept, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.doubtful("a.pdf").await;
    for (text, says) in [
        ("about 3", "is no result"),
        ("23,4", "is no result"),
        ("-1", "is no result"),
        ("1e1", "is no result"),
        ("0.1 0.2", "is no result"),
        ("100.01", "more than 100 %"),
        ("2345 mg/g", "more than 1000 mg/g"),
        ("<2345 mg/g", "more than 1000 mg/g"),
        ("1000000.1 ppm", "more than 1000000 ppm"),
        ("0.1000000000000000000000000000000000000001", "is longer than any result"),
    ] {
        not_yet(lab.types(&lab.a, &id, &[(2, text)]).await, says);
    }
    assert_eq!(lab.shown(&id).await.row.first_by, None);
    for number in [1, 3, 0] {
        let texts = typed(&[(number, "1")]);
        let about = About { typed: Some(&texts), ..About::default() };
        assert!(why(confirm(&lab.app, &lab.a, &id, about).await).contains("is not doubtful"), "{number}");
    }
    for (name, text) in [("whole.pdf", "1000 mg/g"), ("package.pdf", "2345 mg/package")] {
        let id = lab.doubtful(name).await;
        assert_eq!(lab.types(&lab.a, &id, &[(2, text)]).await, Confirmed::ByOne, "{text} can be");
    }
    for (name, text, kind) in [
        ("nd.pdf", "not detected", "nd"),
        ("loq.pdf", "< LOQ", "below_loq"),
        ("limit.pdf", "<0.05", "below_limit"),
    ] {
        let id = lab.doubtful(name).await;
        lab.types(&lab.a, &id, &[(2, text)]).await;
        assert_eq!(lab.types(&lab.b, &id, &[(2, text)]).await, Confirmed::Whole);
        let body = lab.bodies("act.certificate.confirm").await.pop().expect("confirmed");
        let row = &body["profile"]["cannabinoids"][1];
        assert_eq!(
            (row["kind"].as_str(), &row["value"]),
            (Some(kind), &Value::Null),
            "none of these is nought"
        );
    }
});

db_test!(a_second_person_who_reads_something_else_may_begin_again_with_it, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.doubtful("a.pdf").await;
    lab.types(&lab.a, &id, &[(2, "1.00")]).await;
    not_yet(lab.types(&lab.b, &id, &[(2, "0.10")]).await, "is not what the first");
    let texts = typed(&[(2, "0.10")]);
    let about = About { typed: Some(&texts), instead: true, ..About::default() };
    assert_eq!(confirm(&lab.app, &lab.b, &id, about).await.expect("begun again"), Confirmed::ByOne);
    let again = lab.bodies("act.certificate.first_hand").await.remove(1);
    let replaced = &again["instead_of"];
    assert_eq!(replaced["by"], lab.a.label());
    assert_eq!(
        (&replaced["typed"][0]["of"], &replaced["typed"][0]["text"], &replaced["typed"][0]["value"]),
        (&"cannabinoids.cbd".into(), &"1.00".into(), &"1.00".into())
    );
    assert!(!again["typed"].to_string().contains("0.10"), "{again}");
    assert!(
        why(confirm(&lab.app, &lab.b, &id, about).await).contains("somebody else"),
        "not with themselves"
    );
    assert_eq!(lab.types(&lab.a, &id, &[(2, "0.10")]).await, Confirmed::Whole);
    let body = lab.bodies("act.certificate.confirm").await.remove(0);
    assert_eq!((&body["first_by"], &body["tag"]), (&lab.b.label().into(), &TAG.into()));
});
