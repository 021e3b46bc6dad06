//! Customer profiles, sealed, found again by blind index; and the row that puts one person's orders in line.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{CustomerId, StoreId};

use crate::db::{Db, DbError, Engine, Source, Tx};

/// A profile as it is kept. The `Vec<u8>` columns are sealed.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CustomerRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: CustomerId,
    pub person_key: String,
    pub pos_id: Option<String>,
    pub name: Vec<u8>,
    pub birth_date: Vec<u8>,
    pub phone: Option<Vec<u8>>,
    pub email: Option<Vec<u8>>,
    pub address: Option<Vec<u8>>,
    pub id_number: Option<Vec<u8>>,
    pub patient_number: Option<Vec<u8>>,
    pub blind_phone: Option<String>,
    pub blind_email: Option<String>,
    pub blind_id_number: Option<String>,
    pub blind_patient_number: Option<String>,
    pub blind_name_birth: String,
    pub standing: String,
    pub id_expires: Option<String>,
    pub card_expires: Option<String>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub pos_read_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub created_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub updated_at: Timestamp,
}

impl std::fmt::Debug for CustomerRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustomerRow({}, ‹sealed›)", self.id)
    }
}

const COLUMNS: &str = "select id, person_key, pos_id, name, birth_date, phone, email, address, id_number, \
                       patient_number, blind_phone, blind_email, blind_id_number, blind_patient_number, \
                       blind_name_birth, standing, id_expires, card_expires, pos_read_at, created_at, updated_at \
                       from customers";

/// Keeps a profile. For a person who is already there the caller has sealed the fields for the id they have
/// (see [`id_of_person`], in the same transaction); that id comes back.
pub async fn upsert(tx: &mut Tx<'_>, row: &CustomerRow) -> Result<CustomerId, DbError> {
    let id: String = tx
        .query(
            "insert into customers (id, person_key, pos_id, name, birth_date, phone, email, address, id_number, \
             patient_number, blind_phone, blind_email, blind_id_number, blind_patient_number, blind_name_birth, \
             standing, id_expires, card_expires, pos_read_at, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
             on conflict (person_key) do update set pos_id = excluded.pos_id, name = excluded.name, \
             birth_date = excluded.birth_date, phone = excluded.phone, email = excluded.email, \
             address = excluded.address, id_number = excluded.id_number, \
             patient_number = excluded.patient_number, blind_phone = excluded.blind_phone, \
             blind_email = excluded.blind_email, blind_id_number = excluded.blind_id_number, \
             blind_patient_number = excluded.blind_patient_number, blind_name_birth = excluded.blind_name_birth, \
             standing = excluded.standing, id_expires = excluded.id_expires, card_expires = excluded.card_expires, \
             pos_read_at = excluded.pos_read_at, updated_at = excluded.updated_at \
             returning id",
        )
        .bind(row.id.as_str())
        .bind(&row.person_key)
        .bind(row.pos_id.as_deref())
        .bind(&row.name)
        .bind(&row.birth_date)
        .bind(row.phone.as_deref())
        .bind(row.email.as_deref())
        .bind(row.address.as_deref())
        .bind(row.id_number.as_deref())
        .bind(row.patient_number.as_deref())
        .bind(row.blind_phone.as_deref())
        .bind(row.blind_email.as_deref())
        .bind(row.blind_id_number.as_deref())
        .bind(row.blind_patient_number.as_deref())
        .bind(&row.blind_name_birth)
        .bind(&row.standing)
        .bind(row.id_expires.as_deref())
        .bind(row.card_expires.as_deref())
        .bind(row.pos_read_at.micros())
        .bind(row.created_at.micros())
        .bind(row.updated_at.micros())
        .one_value()
        .await?;
    Ok(CustomerId::try_from(id).expect("the id column holds only customer ids"))
}

pub async fn id_of_person<'c>(from: impl Source<'c>, person_key: &str) -> Result<Option<String>, DbError> {
    from.query("select id from customers where person_key = $1").bind(person_key).maybe_value().await
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &CustomerId) -> Result<Option<CustomerRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

/// Which blind index a search goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlindColumn {
    Phone,
    Email,
    IdNumber,
    PatientNumber,
    NameBirth,
}

/// At most this many people are shown for one exact value.
pub const FOUND_MAX: i64 = 50;

pub async fn find(db: &Db, column: BlindColumn, blinds: &[String]) -> Result<Vec<CustomerRow>, DbError> {
    let place = match column {
        BlindColumn::Phone => " where blind_phone in (",
        BlindColumn::Email => " where blind_email in (",
        BlindColumn::IdNumber => " where blind_id_number in (",
        BlindColumn::PatientNumber => " where blind_patient_number in (",
        BlindColumn::NameBirth => " where blind_name_birth in (",
    };
    db.query(COLUMNS)
        .push(place)
        .args(blinds.iter().map(String::as_str))
        .push(") order by updated_at desc, id limit ")
        .arg(FOUND_MAX)
        .all()
        .await
}

/// The customers most lately seen, for the list before a search.
pub async fn latest(db: &Db, count: i64) -> Result<Vec<CustomerRow>, DbError> {
    db.query(COLUMNS).push(" order by updated_at desc, id limit ").arg(count).all().await
}

/// How many orders each of `customers` has placed at a store; whoever has none is left out.
pub async fn order_counts(
    db: &Db,
    store: &StoreId,
    customers: &[CustomerId],
) -> Result<Vec<(String, i64)>, DbError> {
    db.query("select customer_id, count(*) from orders where store_id = $1")
        .bind(store.as_str())
        .push(" and customer_id in (")
        .args(customers.iter().map(CustomerId::as_str))
        .push(") group by customer_id")
        .all()
        .await
}

/// Takes the person's turn: whoever else decides about the same person waits until this transaction ends.
pub async fn take_turn(tx: &mut Tx<'_>, person_key: &str, jurisdiction: &str) -> Result<(), DbError> {
    // INVARIANT: the update takes the row's lock on PostgreSQL, and SQLite has one writer; so two decisions about
    // one person never read the ledger at the same time.
    debug_assert!(matches!(tx.engine(), Engine::Sqlite | Engine::Postgres));
    tx.query(
        "insert into allowances (person_key, jurisdiction, turn) values ($1, $2, $3) \
         on conflict (person_key, jurisdiction) do update set turn = allowances.turn + 1",
    )
    .bind(person_key)
    .bind(jurisdiction)
    .bind(1_i64)
    .execute()
    .await?;
    Ok(())
}
