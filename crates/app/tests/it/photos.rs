//! Photos: kept once, judged apart, signed off with every question answered, shown only then, and taken again where they are not good
//! enough.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use countersign_app::photos::hand_in::hand_in;
use countersign_app::photos::public::{served, signed_off};
use countersign_app::photos::questions::built_in;
use countersign_app::photos::sign_off::{Decided, refuse, sign_off};
use countersign_app::photos::view::{self, Size};
use countersign_app::photos::{Darkroom, Developed, Grade, Judgement, Undeveloped, again, judge};
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::Systems;
use countersign_app::{App, AppError};
use countersign_kernel::Actor;
use countersign_kernel::id::{PhotoId, StaffId, StoreId};
use countersign_photo::Line;
use countersign_rulebook::Rulebook;
use countersign_store::db::Db;
use countersign_store::{db_test, record};
use serde_json::Value;

const SKU: &str = "GF35";

/// Says of each file what stands behind its first bytes.
#[derive(Debug)]
struct Echo;

#[async_trait]
impl Darkroom for Echo {
    async fn develop(&self, bytes: Vec<u8>) -> Result<Developed, Undeveloped> {
        let said = String::from_utf8_lossy(&bytes[3..]).into_owned();
        let grade = match said.split(' ').next() {
            Some("good") => Grade::Good,
            Some("doubtful") => Grade::Doubtful,
            Some("bad") => Grade::Bad,
            Some("nothing") => {
                return Ok(Developed { clean: b"<script>".to_vec(), ..developed(Grade::Good, &said) });
            }
            Some("later") => return Err(Undeveloped::NotNow("no process can be started".to_owned())),
            _ => return Err(Undeveloped::Unfit("it is damaged".to_owned())),
        };
        Ok(developed(grade, &said))
    }
}

fn developed(grade: Grade, said: &str) -> Developed {
    let line = Line {
        what: "sharpness".to_owned(),
        grade,
        measured: 12,
        unit: "variance".to_owned(),
        at_least: true,
        good: 100,
        bad: Some(20),
        to_do: if grade == Grade::Good { String::new() } else { "It is blurred.".to_owned() },
    };
    let (version, kind) = ("photo/1".to_owned(), "jpeg".to_owned());
    let judgement = Judgement { version, kind, width: 900, height: 900, file_bytes: 9, lines: vec![line] };
    let picture = |size: &str| format!("\u{0}\u{0}\u{0}{size} {said}").into_bytes();
    let jpeg = |size: &str| [b"\xFF\xD8\xFF".to_vec(), picture(size)].concat();
    Developed { judgement, clean: jpeg("clean"), preview: jpeg("small") }
}

struct Studio {
    app: App,
    store: StoreId,
    a: Actor,
    b: Actor,
}

impl Studio {
    async fn on(db: Db) -> Self {
        let clock = bristlecone::clock();
        let systems = Arc::new(Systems::new("metrc"));
        let app = bristlecone::process(db, &clock, 1, Rulebook::shipped().expect("the law"));
        let store = bristlecone::open_shop(&app, &systems).await;
        app.set_darkroom(Arc::new(Echo));
        let (a, b) = (bristlecone::staff(&app, &store), bristlecone::staff(&app, &store));
        let products = view::room(&app, &a).await.expect("the shelf is read for the form").products;
        assert_eq!(products[0].0, SKU);
        Self { app, store, a, b }
    }

    async fn given(&self, said: &str) -> PhotoId {
        let id = hand_in(&self.app, &self.a, SKU, "gf.jpg", &file(said)).await.expect("kept");
        while judge::next(&self.app).await.expect("judged") {}
        id
    }

    async fn state(&self, id: &PhotoId) -> String {
        view::one(&self.app, &self.a, id).await.expect("it is there").row.state
    }

    async fn hash(&self, id: &PhotoId) -> String {
        let row = view::one(&self.app, &self.a, id).await.expect("it is there").row;
        row.clean_sha256.expect("it was judged")
    }

    async fn bodies(&self, kind: &str) -> Vec<Value> {
        let rows = record::after(self.app.db(), 0, 1_000).await.expect("the record");
        let of_kind = rows.into_iter().filter(|row| row.kind == kind);
        let line = |row: record::RecordRow| serde_json::from_str::<Value>(&row.line).expect("a line");
        of_kind.map(|row| line(row)["body"].clone()).collect()
    }
}

fn file(said: &str) -> Vec<u8> {
    [b"\xFF\xD8\xFF", said.as_bytes()].concat()
}

/// Yes to all that is asked in Denver, but for what is changed.
fn answers(changed: &[(&str, &str)]) -> BTreeMap<String, String> {
    let asked = built_in().asked("us-co").into_iter().map(|question| (question.id, "yes".to_owned()));
    let changed = changed.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned()));
    asked.chain(changed).collect()
}

fn why<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    result.expect_err("it is refused").to_string()
}

db_test!(a_good_photo_is_shown_once_it_is_signed_off_and_not_before, |db| async move {
    let studio = Studio::on(db).await;
    let (app, a) = (&studio.app, &studio.a);
    let id = studio.given("good one").await;
    assert_eq!(
        hand_in(app, &studio.b, SKU, "again.jpg", &file("good one")).await.expect("the very file"),
        id
    );
    let hash = studio.hash(&id).await;
    assert!(served(app, &hash).await.is_err(), "judged is not signed off");
    assert_eq!(signed_off(app, &studio.store, SKU).await.expect("asked"), None);

    assert_eq!(sign_off(app, a, &id, &answers(&[])).await.expect("nothing is doubtful"), Decided::SignedOff);
    assert!(served(app, &hash).await.expect("it is shown").ends_with(b"clean good one"));
    let shown = signed_off(app, &studio.store, SKU).await.expect("asked").expect("there is one");
    assert_eq!((shown.sha256, shown.changed_at), (hash.clone(), app.now()));
    let body = studio.bodies("act.photo.sign_off").await.remove(0);
    assert_eq!((body["clean_sha256"].as_str(), body["sku"].as_str()), (Some(hash.as_str()), Some(SKU)));
    assert_eq!(body["questions"]["version"], built_in().version.as_str());
    let law = body["questions"]["answers"]
        .as_array()
        .expect("answers")
        .iter()
        .find_map(|said| said["law"].as_str());
    assert!(law.is_some_and(|law| law.contains("1 CCR 212-3") && law.ends_with("[V]")), "{body}");
    assert!(why(sign_off(app, &studio.b, &id, &answers(&[])).await).contains("decided"));
    let (of, small) = view::picture(app, a, &id, Size::Small).await.expect("a picture");
    assert!(of == hash && small.ends_with(b"small good one"));
});

db_test!(a_doubtful_one_is_signed_off_by_somebody_else, |db| async move {
    let studio = Studio::on(db).await;
    let id = studio.given("doubtful one").await;
    assert!(view::one(&studio.app, &studio.a, &id).await.expect("seen").needs_another);
    let alone = sign_off(&studio.app, &studio.a, &id, &answers(&[])).await;
    assert!(why(alone).contains("somebody else must sign it off"));
    assert_eq!(studio.state(&id).await, "judged");
    let other = sign_off(&studio.app, &studio.b, &id, &answers(&[])).await;
    assert_eq!(other.expect("another pair of eyes"), Decided::SignedOff);
});

db_test!(an_unanswered_question_is_no_yes_and_a_no_has_it_taken_again, |db| async move {
    let studio = Studio::on(db).await;
    let (app, b) = (&studio.app, &studio.b);
    let id = studio.given("good one").await;
    for nothing in ["", "perhaps"] {
        assert!(why(sign_off(app, b, &id, &answers(&[("people", nothing)])).await).contains("1 of"));
    }
    assert!(why(sign_off(app, b, &id, &BTreeMap::new()).await).contains("`answers` are missing"));
    assert_eq!(studio.state(&id).await, "judged");
    let no = sign_off(app, b, &id, &answers(&[("people", "no")])).await;
    assert_eq!(no.expect("answered"), Decided::Refused);
    let room = view::room(app, b).await.expect("the room");
    let again = &room.again[0];
    assert_eq!((again.id.clone(), again.owner.clone()), (id.clone(), Some(studio.a.label())));
    assert_eq!(again.reason.as_deref(), Some("A person, or a part of one, is in it."));
    assert_eq!(again.due_at, Some(app.now().plus_seconds(172_800).micros()));
    again::take(app, b, &id).await.expect("theirs now");
    let room = view::room(app, b).await.expect("the room");
    assert_eq!(room.again[0].owner, Some(b.label()));
    assert_eq!(studio.bodies("act.photo.take_again").await.len(), 1);

    let next = studio.given("good two").await;
    let room = view::room(app, b).await.expect("the room");
    assert_eq!((room.again.len(), room.open[0].id.clone()), (0, next), "it was taken again");
});

db_test!(what_is_not_good_enough_is_taken_again_without_asking_anybody, |db| async move {
    let studio = Studio::on(db).await;
    let (app, a) = (&studio.app, &studio.a);
    let (bad, torn, nothing) =
        (studio.given("bad one").await, studio.given("torn").await, studio.given("nothing of ours").await);
    assert_eq!(studio.state(&bad).await, "refused");
    assert_eq!(studio.state(&torn).await, "unreadable");
    assert_eq!(studio.state(&nothing).await, "unreadable", "what is no picture is never kept as one");
    let row = view::one(app, a, &bad).await.expect("seen").row;
    assert_eq!(
        (row.reason.as_deref(), row.decided_by.as_deref()),
        (Some("It is blurred."), Some("system:photos"))
    );
    for id in [&bad, &torn] {
        assert!(why(sign_off(app, &studio.b, id, &answers(&[])).await).contains("decided"));
        assert!(view::one(app, a, id).await.expect("seen").questions.is_empty());
    }
    assert_eq!(studio.bodies("fact.photo_judged").await.len(), 3);
});

db_test!(what_this_machine_cannot_develop_now_is_not_held_against_the_photo, |db| async move {
    let studio = Studio::on(db).await;
    let (app, a) = (&studio.app, &studio.a);
    let id = hand_in(app, a, SKU, "gf.jpg", &file("later one")).await.expect("kept");
    assert!(why(judge::next(app).await).contains("no process can be started"));
    assert_eq!(studio.state(&id).await, "waiting");
    assert!(!judge::next(app).await.expect("nothing else waits"), "not before its claim has run out");
    assert_eq!(studio.state(&studio.given("good one").await).await, "judged", "others go on meanwhile");
    assert_eq!(view::room(app, a).await.expect("the room").again, []);
});

db_test!(a_later_one_takes_its_place_and_one_that_is_taken_down_is_shown_no_more, |db| async move {
    let studio = Studio::on(db).await;
    let (app, b) = (&studio.app, &studio.b);
    let (first, second) = (studio.given("good one").await, studio.given("good two").await);
    for id in [&first, &second] {
        sign_off(app, b, id, &answers(&[])).await.expect("signed off");
    }
    assert_eq!(studio.state(&first).await, "superseded");
    let (before, now) = (studio.hash(&first).await, studio.hash(&second).await);
    assert!(served(app, &before).await.is_err() && served(app, &now).await.is_ok());
    let body = studio.bodies("act.photo.sign_off").await.remove(1);
    assert_eq!(body["supersedes"]["clean_sha256"], before.as_str());

    assert!(why(refuse(app, b, &second, "  ").await).contains("is empty"));
    refuse(app, b, &second, "the package has changed").await.expect("taken down");
    assert!(served(app, &now).await.is_err());
    assert_eq!(signed_off(app, &studio.store, SKU).await.expect("asked"), None);
    assert_eq!(view::room(app, b).await.expect("the room").again[0].id, second);
    assert_eq!(studio.bodies("act.photo.refuse").await[0]["was"], "signed_off");
});

db_test!(what_is_no_photo_of_the_shelf_is_not_taken_and_others_see_nothing, |db| async move {
    let studio = Studio::on(db).await;
    let (app, a) = (&studio.app, &studio.a);
    for (sku, bytes, said) in [
        ("NONE", file("good"), "`sku` is not on the shelf"),
        (SKU, Vec::new(), "`file` is empty"),
        (SKU, b"%PDF-1.7".to_vec(), "`file` is neither"),
        (SKU, vec![0xFF; 16 * 1024 * 1024 + 1], "larger than 16 MiB"),
    ] {
        assert!(why(hand_in(app, a, sku, "x.jpg", &bytes).await).contains(said), "{said}");
    }
    let id = studio.given("good one").await;
    let stranger = Actor::Staff {
        id: StaffId::fresh(app.clock(), app.random()),
        name: "Kim".to_owned(),
        roles: vec![countersign_kernel::Role::Manager],
        store: StoreId::fresh(app.clock(), app.random()),
    };
    assert!(why(view::one(app, &stranger, &id).await).contains("no such photo"));
    assert!(why(sign_off(app, &stranger, &id, &answers(&[])).await).contains("no such photo"));
    assert!(why(refuse(app, &stranger, &id, "no").await).contains("no such photo"));
    let hash = view::one(app, a, &id).await.expect("it is there").row.clean_sha256.expect("it was judged");
    assert!(served(app, &hash).await.is_err(), "not before it is signed off");
    assert!(why(sign_off(app, &Actor::system("menu"), &id, &answers(&[])).await).contains("for a person"));
});
