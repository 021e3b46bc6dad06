use countersign_kernel::id::{SessionId, StaffId, StoreId, TokenId};
use countersign_kernel::{ManualClock, Permission, Random, Role, Timestamp};
use countersign_store::db::{Db, DbError, violated};
use countersign_store::people::attempts::{self, Claim, Limit};
use countersign_store::people::sessions::{self, SessionRow};
use countersign_store::people::staff::{self, StaffRow};
use countersign_store::people::tokens::{self, NewToken};
use countersign_store::people::{Roles, Scopes};
use countersign_store::{db_test, stores};

use crate::places;

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const LIMIT: Limit = Limit { tries: 3, window_micros: 60_000_000 };

/// Ids in the order they are asked for.
struct Ids(ManualClock, Random);

fn ids() -> Ids {
    Ids(ManualClock::at(START), Random::from_number(7))
}

async fn shop(db: &Db, ids: &Ids) -> StoreId {
    let store = places::store(&ids.0, &ids.1, START);
    db.write(|tx| Box::pin(async { stores::insert(tx, &store).await })).await.unwrap();
    store.id
}

fn person(ids: &Ids, store: &StoreId, login: &str) -> StaffRow {
    StaffRow {
        id: StaffId::fresh(&ids.0, &ids.1),
        store_id: store.clone(),
        name: "Jo Rivera".to_owned(),
        login: login.to_owned(),
        password_hash: "hash".to_owned(),
        password_temporary: true,
        totp_secret: None,
        totp_pending: Some(vec![0, 255]),
        totp_last_step: 0,
        roles: Roles::new(&[Role::Associate, Role::Budtender]),
        active: true,
        created_at: START,
    }
}

fn session(ids: &Ids, person: &StaffRow, secret_hash: &str, ends_at: Timestamp) -> SessionRow {
    SessionRow {
        id: SessionId::fresh(&ids.0, &ids.1),
        secret_hash: secret_hash.to_owned(),
        staff_id: person.id.clone(),
        store_id: person.store_id.clone(),
        csrf: "page".to_owned(),
        second_factor_done: true,
        created_at: START,
        seen_at: START,
        ends_at,
        device: "Firefox".to_owned(),
    }
}

async fn put(db: &Db, person: &StaffRow) -> Result<(), DbError> {
    db.write(|tx| Box::pin(async { staff::insert(tx, person).await })).await
}

async fn open(db: &Db, session: &SessionRow) {
    db.write(|tx| Box::pin(async { sessions::insert(tx, session).await })).await.unwrap();
}

db_test!(a_person_reads_back_as_written_and_a_login_is_one_persons, |db| async move {
    let ids = ids();
    let store = shop(&db, &ids).await;
    let jo = person(&ids, &store, "jo");
    put(&db, &jo).await.unwrap();
    assert_eq!(staff::by_login(&db, "jo").await.unwrap().as_ref(), Some(&jo));
    assert_eq!(staff::by_id(&db, &jo.id).await.unwrap(), Some(jo));
    assert_eq!(staff::by_login(&db, "Jo").await.unwrap(), None);
    let error = put(&db, &person(&ids, &store, "jo")).await.unwrap_err();
    assert_eq!(violated(&error).as_deref(), Some("staff_login_key"));
});

db_test!(changes_of_a_person_reach_that_person_only, |db| async move {
    let ids = ids();
    let store = shop(&db, &ids).await;
    let (jo, kim) = (person(&ids, &store, "jo"), person(&ids, &store, "kim"));
    put(&db, &jo).await.unwrap();
    put(&db, &kim).await.unwrap();
    let roles = Roles::new(&[Role::Manager]);
    db.write(|tx| {
        Box::pin(async {
            staff::set_roles(tx, &jo.id, &roles).await?;
            staff::set_active(tx, &jo.id, false).await?;
            staff::set_password(tx, &jo.id, "other", false).await?;
            staff::accept_totp(tx, &jo.id, &[7], 40).await
        })
    })
    .await
    .unwrap();
    let found = staff::by_id(&db, &jo.id).await.unwrap().unwrap();
    assert_eq!((found.roles, found.active, found.password_hash.as_str()), (roles, false, "other"));
    assert_eq!(
        (found.password_temporary, found.totp_secret, found.totp_pending),
        (false, Some(vec![7]), None)
    );
    assert_eq!(staff::by_id(&db, &kim.id).await.unwrap().as_ref(), Some(&kim));
    let order: Vec<_> =
        staff::of_store(&db, &store).await.unwrap().into_iter().map(|person| person.login).collect();
    assert_eq!(order, ["kim", "jo"], "active ones first");
});

db_test!(a_code_is_spent_once_and_with_it_every_older_one, |db| async move {
    let ids = ids();
    let store = shop(&db, &ids).await;
    let jo = person(&ids, &store, "jo");
    put(&db, &jo).await.unwrap();
    let spend = |step: i64| {
        let (db, id) = (db.clone(), jo.id.clone());
        async move {
            db.write(|tx| Box::pin(async { staff::spend_totp_step(tx, &id, step).await })).await.unwrap()
        }
    };
    assert!(spend(10).await);
    assert!(!spend(10).await);
    assert!(!spend(9).await);
    assert!(spend(11).await);
});

db_test!(ending_sessions_spares_the_one_kept_and_other_peoples, |db| async move {
    let ids = ids();
    let store = shop(&db, &ids).await;
    let (jo, kim) = (person(&ids, &store, "jo"), person(&ids, &store, "kim"));
    put(&db, &jo).await.unwrap();
    put(&db, &kim).await.unwrap();
    let ends = START.plus_minutes(10);
    let (one, two, three) =
        (session(&ids, &jo, "a", ends), session(&ids, &jo, "b", ends), session(&ids, &kim, "c", START));
    for row in [&one, &two, &three] {
        open(&db, row).await;
    }
    assert_eq!(sessions::by_secret_hash(&db, "a").await.unwrap().as_ref(), Some(&one));
    let ended = db
        .write(|tx| Box::pin(async { sessions::end_of_staff(tx, &jo.id, Some(&two.id)).await }))
        .await
        .unwrap();
    assert_eq!(ended, 1);
    assert_eq!(sessions::by_secret_hash(&db, "a").await.unwrap(), None);
    assert_eq!(sessions::of_staff(&db, &jo.id).await.unwrap(), [two]);
    let swept = db.write(|tx| Box::pin(async { sessions::forget_ended(tx, START).await })).await.unwrap();
    assert_eq!(swept, 1, "kim's had run out");
    assert_eq!(sessions::by_secret_hash(&db, "c").await.unwrap(), None);
});

db_test!(a_sighting_is_never_turned_back, |db| async move {
    let ids = ids();
    let store = shop(&db, &ids).await;
    let jo = person(&ids, &store, "jo");
    put(&db, &jo).await.unwrap();
    let row = session(&ids, &jo, "a", START.plus_minutes(10));
    open(&db, &row).await;
    for minutes in [3, 2] {
        let at = START.plus_minutes(minutes);
        db.write(|tx| Box::pin(async { sessions::seen(tx, &row.id, at).await })).await.unwrap();
    }
    let found = sessions::by_secret_hash(&db, "a").await.unwrap().unwrap();
    assert_eq!(found.seen_at, START.plus_minutes(3));
});

async fn claim(db: &Db, subject: &str, at: Timestamp) -> Claim {
    db.write(|tx| Box::pin(async { attempts::claim(tx, subject, at, LIMIT).await })).await.unwrap()
}

db_test!(tries_fill_their_slots_and_free_them_as_they_age, |db| async move {
    for n in 0..3 {
        assert_eq!(claim(&db, "jo", START.plus_seconds(n)).await, Claim::Taken(n));
    }
    let full = Claim::FullUntil(START.plus_seconds(60));
    assert_eq!(claim(&db, "jo", START.plus_seconds(3)).await, full);
    assert_eq!(claim(&db, "kim", START.plus_seconds(3)).await, Claim::Taken(0), "another has their own");
    assert_eq!(claim(&db, "jo", START.plus_micros(60_000_000 - 1)).await, full);
    assert_eq!(claim(&db, "jo", START.plus_seconds(60)).await, Claim::Taken(0));
    db.write(|tx| Box::pin(async { attempts::release(tx, "jo", 0).await })).await.unwrap();
    assert_eq!(attempts::count(&db, "jo", START).await.unwrap(), 2);
    db.write(|tx| Box::pin(async { attempts::clear(tx, "jo").await })).await.unwrap();
    assert_eq!(attempts::count(&db, "jo", START).await.unwrap(), 0);
    let swept = db
        .write(|tx| Box::pin(async { attempts::forget_before(tx, START.plus_seconds(9)).await }))
        .await
        .unwrap();
    assert_eq!(swept, 1);
});

db_test!(many_tries_at_once_take_no_more_than_there_are_slots, |db| async move {
    let tries: Vec<_> = (0..12)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { claim(&db, "jo", START).await })
        })
        .collect();
    let mut taken = Vec::new();
    for one in tries {
        if let Claim::Taken(slot) = one.await.unwrap() {
            taken.push(slot);
        }
    }
    taken.sort_unstable();
    assert_eq!(taken, [0, 1, 2]);
});

db_test!(a_token_is_found_by_its_hash_and_revoked_once, |db| async move {
    let ids = ids();
    let store = shop(&db, &ids).await;
    let id = TokenId::fresh(&ids.0, &ids.1);
    let scopes = Scopes::new(&[Permission::OrderView, Permission::LimitAsk]);
    let new = NewToken {
        id: &id,
        store_id: &store,
        name: "till",
        secret_hash: "abc",
        scopes: &scopes,
        created_by: "system:demo",
        created_at: START,
        ends_at: Some(START.plus_minutes(1)),
    };
    db.write(|tx| Box::pin(async { tokens::insert(tx, &new).await })).await.unwrap();
    let found = tokens::by_secret_hash(&db, "abc").await.unwrap().unwrap();
    assert_eq!((&found.id, &found.scopes, found.ends_at()), (&id, &scopes, Some(START.plus_minutes(1))));
    assert_eq!(tokens::count_usable(&db, &store, START).await.unwrap(), 1);
    assert_eq!(tokens::count_usable(&db, &store, START.plus_minutes(1)).await.unwrap(), 0, "it has ended");
    for first in [true, false] {
        let revoked = db.write(|tx| Box::pin(async { tokens::revoke(tx, &id, START).await })).await.unwrap();
        assert_eq!(revoked, first);
    }
    assert_eq!(tokens::by_id(&db, &id).await.unwrap().unwrap().revoked_at(), Some(START));
    assert_eq!(tokens::count_usable(&db, &store, START).await.unwrap(), 0);
    assert_eq!(tokens::of_store(&db, &store).await.unwrap().len(), 1);
});
