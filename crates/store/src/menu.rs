//! What people write about products, and what was put on the menus.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{ActId, PublicationId, StoreId};

use crate::db::{DbError, Source, Tx};

/// What a person wrote about a product; empty where nothing was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct WordsRow {
    pub brand: String,
    pub strain: String,
    pub description: String,
    /// Counts up with every change; nought before the first.
    pub version: i64,
}

pub async fn words<'c>(from: impl Source<'c>, store: &StoreId, sku: &str) -> Result<WordsRow, DbError> {
    let found: Option<WordsRow> = from
        .query(
            "select brand, strain, description, version from product_words where store_id = $1 and sku = $2",
        )
        .bind(store.as_str())
        .bind(sku)
        .maybe()
        .await?;
    Ok(found.unwrap_or_default())
}

/// Writes them in place of the version before. `false` when somebody else has written meanwhile.
pub async fn put_words(
    tx: &mut Tx<'_>,
    store: &StoreId,
    sku: &str,
    words: &WordsRow,
    (at, by): (Timestamp, &str),
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "insert into product_words (store_id, sku, brand, strain, description, version, changed_at, changed_by) \
             values ($1, $2, $3, $4, $5, $6 + 1, $7, $8) on conflict (store_id, sku) do update set \
             brand = excluded.brand, strain = excluded.strain, description = excluded.description, \
             version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by \
             where product_words.version = $6",
        )
        .bind(store.as_str())
        .bind(sku)
        .bind(&words.brand)
        .bind(&words.strain)
        .bind(&words.description)
        .bind(words.version)
        .bind(at.micros())
        .bind(by)
        .execute()
        .await?;
    Ok(changed == 1)
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PublicationRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: PublicationId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub sku: String,
    pub tag: Option<String>,
    pub certificate_id: Option<String>,
    /// `going`, then `stands` or `taking_back` and `taken_back`; `withdrawn` when a person took it off.
    pub state: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub made_at: Timestamp,
    pub made_by: String,
    pub settled_at: Option<i64>,
    pub record_seq: i64,
}

macro_rules! columns {
    () => {
        "id, store_id, sku, tag, certificate_id, state, made_at, made_by, settled_at, record_seq"
    };
}

/// Another one of the product is on its way.
pub const ON_ITS_WAY: &str = "publications_on_its_way";

pub async fn insert(tx: &mut Tx<'_>, row: &PublicationRow) -> Result<(), DbError> {
    tx.query(concat!(
        "insert into publications (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(row.id.as_str())
    .bind(row.store_id.as_str())
    .bind(&row.sku)
    .bind(row.tag.as_deref())
    .bind(row.certificate_id.as_deref())
    .bind(&row.state)
    .bind(row.made_at.micros())
    .bind(&row.made_by)
    .bind(row.settled_at)
    .bind(row.record_seq)
    .execute()
    .await?;
    Ok(())
}

pub async fn set_state(
    tx: &mut Tx<'_>,
    id: &PublicationId,
    state: &str,
    settled_at: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.query("update publications set state = $2, settled_at = $3 where id = $1")
        .bind(id.as_str())
        .bind(state)
        .bind(settled_at.map(Timestamp::micros))
        .execute()
        .await?;
    Ok(())
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &PublicationId) -> Result<Option<PublicationRow>, DbError> {
    from.query(concat!("select ", columns!(), " from publications where id = $1"))
        .bind(id.as_str())
        .maybe()
        .await
}

/// With its row locked until the transaction ends, so that two channels that end at once settle it one after the other.
pub async fn locked(tx: &mut Tx<'_>, id: &PublicationId) -> Result<Option<PublicationRow>, DbError> {
    // DIALECT: SQLite has one writer, and this transaction is it.
    let lock = tx.pick("", " for update");
    tx.query(concat!("select ", columns!(), " from publications where id = "))
        .arg(id.as_str())
        .push(lock)
        .maybe()
        .await
}

/// The publications of a product, newest first.
pub async fn of_product<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    sku: &str,
    count: i64,
) -> Result<Vec<PublicationRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from publications where store_id = $1 and sku = $2 order by made_at desc, id desc limit $3"
    ))
    .bind(store.as_str())
    .bind(sku)
    .bind(count)
    .all()
    .await
}

/// Of every product the newest publication that stood, or that a person ended: what became of it last.
pub async fn settled<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<PublicationRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from publications p where store_id = $1 and state in ('stands', 'withdrawn') and not exists (select 1 \
         from publications later where later.store_id = p.store_id and later.sku = p.sku \
         and later.state in ('stands', 'withdrawn') and (later.made_at, later.id) > (p.made_at, p.id)) order by sku"
    ))
    .bind(store.as_str())
    .all()
    .await
}

/// The newest publication of every product of a store.
pub async fn newest<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<PublicationRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from publications p where store_id = $1 and not exists (select 1 from publications later \
         where later.store_id = p.store_id and later.sku = p.sku and (later.made_at, later.id) > (p.made_at, p.id)) \
         order by sku"
    ))
    .bind(store.as_str())
    .all()
    .await
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ChannelRow {
    pub channel: String,
    pub act_id: String,
    pub listing: String,
    pub before: Option<String>,
    pub undo_act_id: Option<String>,
    /// Of the act: `due`, `done`, `dead`, `dropped`.
    pub state: String,
    pub attempts: i64,
    pub last_error: Option<String>,
    /// Of the act that takes it back.
    pub undo_state: Option<String>,
}

pub async fn insert_channel(
    tx: &mut Tx<'_>,
    id: &PublicationId,
    (channel, act): (&str, &ActId),
    listing: &str,
    before: Option<&str>,
) -> Result<(), DbError> {
    tx.query(
        "insert into publication_channels (publication_id, channel, act_id, listing, before) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(id.as_str())
    .bind(channel)
    .bind(act.as_str())
    .bind(listing)
    .bind(before)
    .execute()
    .await?;
    Ok(())
}

pub async fn channels<'c>(from: impl Source<'c>, id: &PublicationId) -> Result<Vec<ChannelRow>, DbError> {
    from.query(
        "select c.channel, c.act_id, c.listing, c.before, c.undo_act_id, a.state, a.attempts, a.last_error, \
         u.state as undo_state from publication_channels c join acts a on a.id = c.act_id \
         left join acts u on u.id = c.undo_act_id where c.publication_id = $1 order by c.channel",
    )
    .bind(id.as_str())
    .all()
    .await
}

/// What a channel was told by a publication that stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct StandingRow {
    pub sku: String,
    pub channel: String,
    pub tag: Option<String>,
    pub certificate_id: Option<String>,
    pub listing: String,
}

/// Of every product what the newest publication told each channel, where that one stands.
pub async fn standing<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<StandingRow>, DbError> {
    from.query(
        "select p.sku, c.channel, p.tag, p.certificate_id, c.listing from publications p \
         join publication_channels c on c.publication_id = p.id where p.store_id = $1 and p.state = 'stands' \
         and not exists (select 1 from publications later where later.store_id = p.store_id and later.sku = p.sku \
         and later.state in ('stands', 'withdrawn') and (later.made_at, later.id) > (p.made_at, p.id)) \
         order by p.sku, c.channel",
    )
    .bind(store.as_str())
    .all()
    .await
}

/// Whether an act takes some publication back.
pub async fn is_undo<'c>(from: impl Source<'c>, act: &ActId) -> Result<bool, DbError> {
    let found: Option<String> = from
        .query("select publication_id from publication_channels where undo_act_id = $1")
        .bind(act.as_str())
        .maybe_value()
        .await?;
    Ok(found.is_some())
}

pub async fn set_undo(
    tx: &mut Tx<'_>,
    id: &PublicationId,
    channel: &str,
    undo: &ActId,
) -> Result<(), DbError> {
    tx.query("update publication_channels set undo_act_id = $3 where publication_id = $1 and channel = $2")
        .bind(id.as_str())
        .bind(channel)
        .bind(undo.as_str())
        .execute()
        .await?;
    Ok(())
}
