//! Connecting a vendor as somebody does it in the browser: tried before it is kept, opened on every server, let go of.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use countersign_app::connections::{
    self, Connected, NotKept, Tried, Typed, connect, disconnect, offered, wanted,
};
use countersign_app::testing::vendors::{BAD_KEY, FED, Two};
use countersign_app::{App, AppError, jobs};
use countersign_kernel::id::StaffId;
use countersign_kernel::{Actor, Role};
use countersign_store::{db_test, record};
use serde_json::Value;

use crate::nodes::Pair;

/// Two servers of one shop that nobody has connected yet.
struct Bare {
    pair: Pair,
    vendors: Arc<Two>,
    it: Actor,
}

impl Bare {
    async fn on(db: countersign_store::db::Db) -> Self {
        let pair = Pair::on(db).await;
        let vendors = Two::of(pair.systems.clone());
        for app in [&pair.a, &pair.b] {
            app.set_connections(pair.store.clone(), Vec::new());
            app.set_vendors(vendors.clone());
        }
        let it = somebody(&pair, Role::It);
        Self { pair, vendors, it }
    }

    fn opened(&self) -> i64 {
        self.vendors.opened.load(Ordering::SeqCst)
    }

    async fn connect(&self, vendor: &str, typed: &[(&str, &str)], anyway: bool) -> Connected {
        connect(&self.pair.a, &self.it, vendor, &given(typed), anyway).await.expect("it was tried")
    }

    fn is_open(&self, app: &App) -> bool {
        !app.connections(&self.pair.store).is_empty()
    }

    /// What the record says of connections, oldest first.
    async fn said(&self) -> Vec<Value> {
        let rows = record::after(self.pair.a.db(), 0, 1_000).await.expect("the record");
        let of_kind = rows.into_iter().filter(|row| row.kind == "note.connection");
        let line = |row: record::RecordRow| serde_json::from_str::<Value>(&row.line).expect("a line");
        of_kind.map(|row| line(row)["body"].clone()).collect()
    }
}

fn somebody(pair: &Pair, role: Role) -> Actor {
    let id = StaffId::fresh(pair.a.clock(), pair.a.random());
    Actor::Staff { id, name: "Ira Tam".to_owned(), roles: vec![role], store: pair.store.clone() }
}

fn given(typed: &[(&str, &str)]) -> Typed {
    Typed(typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
}

const METRC: [(&str, &str); 3] =
    [("base_url", "https://api-co.metrc.com"), ("user_key", "hush-hush"), ("license", "402R-00001")];

db_test!(what_answers_is_kept_and_opened_and_no_value_is_told, |db| async move {
    let bare = Bare::on(db).await;
    let before = offered(&bare.pair.a, &bare.it).await.expect("offered");
    assert_eq!(
        before.iter().map(|(form, kept)| (form.vendor, *kept)).collect::<Vec<_>>(),
        [("metrc", false), (FED, false)]
    );
    let done = bare.connect("metrc", &METRC, false).await;
    assert!(matches!(&done, Connected::Kept(Tried::Answers(us)) if us == "402R-00001"), "{done:?}");
    assert!(bare.is_open(&bare.pair.a));
    let kept = wanted(&bare.pair.a, &bare.it, "metrc").await.expect("a form").kept.expect("kept");
    assert_eq!(kept.0.get("license").map(String::as_str), Some("402R-00001"));
    assert!(!kept.0.contains_key("user_key"));

    // The key stays; only the licence is another.
    let changed = [("base_url", "https://api-co.metrc.com"), ("license", "402R-00002")];
    assert!(matches!(bare.connect("metrc", &changed, false).await, Connected::Kept(_)));
    let store = &bare.pair.store;
    let all = connections::configurations(&bare.pair.a, &bare.it, store).await.expect("opened");
    assert_eq!(all[0].1.secrets.get("user_key").map(String::as_str), Some("hush-hush"));
    let said = bare.said().await;
    let changes: Vec<_> = said.iter().map(|body| body["changed"].to_string()).collect();
    assert_eq!(changes, [r#"["everything"]"#, r#"["license"]"#]);
    assert!(said.iter().all(|body| !body.to_string().contains("hush") && !body.to_string().contains("402R")));
});

db_test!(what_does_not_answer_or_fit_is_not_kept, |db| async move {
    let bare = Bare::on(db).await;
    let missing = bare.connect("metrc", &METRC[1..2], false).await;
    let Connected::Mistakes(mistakes) = missing else { panic!("{missing:?}") };
    assert_eq!(mistakes.iter().map(|m| m.field).collect::<Vec<_>>(), ["base_url", "license"]);

    let mut bad = METRC;
    bad[1].1 = BAD_KEY;
    let bad = bare.connect("metrc", &bad, true).await;
    assert!(
        matches!(&bad, Connected::NotKept(NotKept::CannotOpen(why)) if why.contains("no key")),
        "{bad:?}"
    );

    bare.pair.systems.state_is_down.store(true, Ordering::SeqCst);
    let silent = bare.connect("metrc", &METRC, false).await;
    assert!(matches!(silent, Connected::NotKept(NotKept::Failed(_))), "{silent:?}");
    assert!(!bare.is_open(&bare.pair.a) && bare.said().await.is_empty(), "nothing was kept");
    let anyway = bare.connect("metrc", &METRC, true).await;
    assert!(matches!(anyway, Connected::Kept(Tried::Failed(_))), "{anyway:?}");
    assert!(bare.is_open(&bare.pair.a));
});

db_test!(a_channel_with_two_writers_is_refused, |db| async move {
    let bare = Bare::on(db).await;
    let feeding: Vec<_> = METRC.into_iter().chain([("feeds", FED)]).collect();
    assert!(matches!(bare.connect("metrc", &feeding, false).await, Connected::Kept(_)));
    let second = bare.connect(FED, &METRC[1..], false).await;
    assert!(
        matches!(&second, Connected::NotKept(NotKept::TwoWriters(said)) if said.len() == 1),
        "{second:?}"
    );
    // The one that feeds is not held against itself.
    assert!(matches!(bare.connect("metrc", &METRC, false).await, Connected::Kept(_)));
    assert!(matches!(bare.connect(FED, &METRC[1..], false).await, Connected::Kept(_)));
});

db_test!(another_server_opens_it_by_itself_and_once, |db| async move {
    let bare = Bare::on(db).await;
    bare.connect("metrc", &METRC, false).await;
    let (other, before) = (&bare.pair.b, bare.opened());
    assert!(!bare.is_open(other));
    jobs::connections(other).await.expect("looked at");
    assert!(bare.is_open(other));
    for _ in 0..3 {
        jobs::connections(other).await.expect("looked at");
    }
    assert_eq!(bare.opened(), before + 1, "what did not change stays open as it is");
    bare.connect("metrc", &METRC, false).await;
    let before = bare.opened();
    jobs::connections(other).await.expect("looked at");
    assert_eq!(bare.opened(), before + 1, "a key that was typed anew opens it anew");
    disconnect(&bare.pair.a, &bare.it, "metrc").await.expect("nothing waits for it");
    jobs::connections(other).await.expect("looked at");
    assert!(!bare.is_open(&bare.pair.a) && !bare.is_open(other));
});

db_test!(a_vendor_for_which_acts_wait_is_not_let_go_of, |db| async move {
    let bare = Bare::on(db).await;
    bare.connect("metrc", &METRC, false).await;
    let id = countersign_app::testing::shop::checked(&bare.pair.a, &bare.pair.who, 1, "one").await;
    countersign_app::testing::shop::made_ready(&bare.pair.a, &bare.pair.who, &id).await;
    countersign_app::orders::complete::complete(&bare.pair.a, &bare.pair.who, &id, None).await.expect("sold");
    let refused = disconnect(&bare.pair.a, &bare.it, "metrc").await.unwrap_err();
    assert!(refused.to_string().contains("still wait for it"), "{refused}");
    jobs::settle(&bare.pair.a).await.expect("the acts go out");
    disconnect(&bare.pair.a, &bare.it, "metrc").await.expect("nothing waits any more");
    assert_eq!(bare.said().await.last().expect("said")["changed"][0], "disconnected");
    let again = disconnect(&bare.pair.a, &bare.it, "metrc").await.unwrap_err();
    assert!(matches!(again, AppError::NotFound(_)), "{again}");
});

db_test!(it_takes_the_permission, |db| async move {
    let bare = Bare::on(db).await;
    let associate = somebody(&bare.pair, Role::Associate);
    let app = &bare.pair.a;
    let refused = connect(app, &associate, "metrc", &given(&METRC), false).await.unwrap_err();
    assert!(matches!(refused, AppError::NotPermitted(_)), "{refused}");
    assert!(matches!(wanted(app, &associate, "metrc").await, Err(AppError::NotPermitted(_))));
    assert!(matches!(offered(app, &associate).await, Err(AppError::NotPermitted(_))));
    assert!(matches!(disconnect(app, &associate, "metrc").await, Err(AppError::NotPermitted(_))));
    assert!(matches!(wanted(app, &bare.it, "elsewhere").await, Err(AppError::NotFound(_))));
});
