//! Values are typed by their number: through cannabinoids, terpenes and totals, each panel where the other ended.

use countersign_app::certificates::by_hand::by_hand;
use countersign_app::certificates::confirm::{About, Confirmed, confirm};
use countersign_kernel::id::CertificateId;
use countersign_store::db_test;
use serde_json::{Value, json};

use super::{Lab, TAG, said, typed, why};

/// Two cannabinoids of which the second is doubtful, a sound terpene and a doubtful one, a sound total and a doubtful one.
fn whole() -> String {
    let terpene = |key: &str, flags: &str| {
        format!(
            r#"{{"key":"{key}","name":"{key}","page":1,"printed":{{"mg/g":"4.10"}},"value":4.10,"unit":"mg/g","kind":"value",
            "box":[1,2,3,4],"read_by":"text","checks":["units"],"flags":{flags}}}"#
        )
    };
    let total = |name: &str, flags: &str| {
        format!(
            r#""{name}":{{"value":21.28,"unit":"%","kind":"value","printed":["21.28 %"],"page":2,"box":[1,2,3,4],"read_by":"text",
            "checks":["formula"],"flags":{flags}}}"#
        )
    };
    let flags = r#"["rows_disagree"]"#;
    let terpenes = [terpene("limonene", "[]"), terpene("myrcene", flags)].join(",");
    let totals = [total("total_cbd", "[]"), total("total_thc", flags)].join(",");
    said(Some(TAG), Some("B-1"), "{}", flags)
        .replace(r#""terpenes":[]"#, &format!(r#""terpenes":[{terpenes}]"#))
        .replace(r#""totals":{}"#, &format!(r#""totals":{{{totals}}}"#))
}

async fn types(
    lab: &Lab,
    who: &countersign_kernel::Actor,
    id: &CertificateId,
    texts: &[(usize, &str)],
    instead: bool,
) -> Confirmed {
    let texts = typed(texts);
    let about = About { typed: Some(&texts), instead, ..About::default() };
    confirm(&lab.app, who, id, about).await.expect("taken or not yet")
}

db_test!(a_terpene_and_a_total_are_typed_by_their_numbers, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.given("a.pdf", &whole()).await;
    let read = lab.shown(&id).await.reading.expect("it was read");
    let names: Vec<_> = read.flagged().iter().map(|value| (value.number, value.name.clone())).collect();
    let named = |number: usize, name: &str| (number, name.to_owned());
    assert_eq!(
        names,
        [named(2, "cannabinoids.cbd"), named(4, "terpenes.myrcene"), named(6, "totals.total_thc")]
    );
    let units: Vec<_> = by_hand(&read).into_values().map(|way| way.unit()).collect();
    assert_eq!(units, [Some("%"), Some("mg/g"), Some("%")], "each bare number has the unit of its own value");
    for sound in [1, 3, 5] {
        let texts = typed(&[(sound, "1")]);
        let about = About { typed: Some(&texts), ..About::default() };
        assert!(why(confirm(&lab.app, &lab.a, &id, about).await).contains("is not doubtful"), "{sound}");
    }

    assert_eq!(types(&lab, &lab.a, &id, &[(4, "5.20"), (6, "<LOQ")], false).await, Confirmed::ByOne);
    let swapped = types(&lab, &lab.b, &id, &[(4, "<LOQ"), (6, "5.20")], false).await;
    assert!(matches!(&swapped, Confirmed::NotYet(misread) if misread.len() == 2), "{swapped:?}");
    assert_eq!(types(&lab, &lab.b, &id, &[(4, "5.2"), (6, "< LOQ")], false).await, Confirmed::Whole);
    let body = lab.bodies("act.certificate.confirm").await.remove(0);
    let profile = &body["profile"];
    let myrcene = &profile["terpenes"][1];
    assert_eq!(
        [&myrcene["key"], &myrcene["value"], &myrcene["unit"], &myrcene["read_by"]],
        [&json!("myrcene"), &json!("5.20"), &json!("mg/g"), &json!("people")]
    );
    assert_eq!(profile["terpenes"][0]["value"], "4.10", "its neighbour stays as it was read");
    let thc = &profile["totals"]["total_thc"];
    assert_eq!(
        [&thc["kind"], &thc["value"], &thc["printed"], &thc["checks"]],
        [&json!("below_loq"), &Value::Null, &json!(["<LOQ"]), &json!(["typed_twice"])]
    );
    assert_eq!(profile["totals"]["total_cbd"]["value"], "21.28");
    assert_eq!(body["left_out"], json!(["cannabinoids.cbd"]));
    let of: Vec<_> = body["typed"].as_array().expect("a list").iter().map(|typed| &typed["of"]).collect();
    assert_eq!(of, ["terpenes.myrcene", "totals.total_thc"]);
});

db_test!(a_replaced_firsts_text_stays_closed_where_the_next_one_read_the_same, |db| async move {
    let lab = Lab::on(db).await;
    let id = lab.given("a.pdf", &whole()).await;
    types(&lab, &lab.a, &id, &[(4, "5.20"), (6, "9.87")], false).await;
    assert_eq!(types(&lab, &lab.b, &id, &[(4, "5.2"), (6, "7.65")], true).await, Confirmed::ByOne);
    let again = lab.bodies("act.certificate.first_hand").await.remove(1);
    let replaced = again["instead_of"]["typed"].as_array().expect("a list");
    assert_eq!((&replaced[0]["of"], &replaced[0]["text"]), (&json!("terpenes.myrcene"), &Value::Null));
    assert_eq!((&replaced[1]["of"], &replaced[1]["text"]), (&json!("totals.total_thc"), &json!("9.87")));
    let told = again.to_string();
    assert!(!told.contains("5.2") && !told.contains("7.65"), "a second is still to type these: {told}");
});
