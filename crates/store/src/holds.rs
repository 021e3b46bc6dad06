//! The ledger: what is held of a person's allowance and of each package, and what was used up.

use std::collections::BTreeMap;

use countersign_kernel::id::{HoldId, OrderId, StoreId};
use countersign_kernel::{PackageTag, Timestamp};
use countersign_rulebook::Count;

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct HoldRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: HoldId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub order_id: OrderId,
    pub person_key: String,
    pub jurisdiction: String,
    pub program: String,
    /// `held`, then one of `consumed`, `freed`, `expired`; `returned` after `consumed`.
    pub state: String,
    /// The cart in the law's measures, as JSON.
    pub lines: String,
    /// What the POS will be told, as JSON.
    pub sale: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub made_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub expires_at: Timestamp,
    pub settled_at: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct HeldPackage {
    pub line: i64,
    pub tag: String,
    pub quantity: i64,
    /// The state's unit of the package.
    pub unit: String,
    /// Units that the state system had of the package when it was held, where that was known.
    pub has: Option<i64>,
}

const COLUMNS: &str = "select id, order_id, person_key, jurisdiction, program, state, lines, sale, made_at, \
                       expires_at, settled_at from holds";

pub async fn insert(
    tx: &mut Tx<'_>,
    hold: &HoldRow,
    store: &StoreId,
    packages: &[HeldPackage],
) -> Result<(), DbError> {
    tx.query(
        "insert into holds (id, order_id, person_key, jurisdiction, program, state, lines, sale, made_at, expires_at, \
         settled_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(hold.id.as_str())
    .bind(hold.order_id.as_str())
    .bind(&hold.person_key)
    .bind(&hold.jurisdiction)
    .bind(&hold.program)
    .bind(&hold.state)
    .bind(&hold.lines)
    .bind(&hold.sale)
    .bind(hold.made_at.micros())
    .bind(hold.expires_at.micros())
    .bind(hold.settled_at)
    .execute()
    .await?;
    hold_packages(tx, &hold.id, store, packages).await
}

pub(crate) const HOLD_PACKAGE: &str = "insert into hold_packages \
    (hold_id, line, tag, store_id, quantity, unit, has, others) \
    select $1, $2, $3, $4, $5, $6, $7, cast(coalesce(sum(p.quantity), 0) as bigint) \
    from hold_packages p join holds h on h.id = p.hold_id where p.tag = $3 and h.state = 'held'";

/// The database sums what other open holds have of each package, and refuses what the state system has not.
async fn hold_packages(
    tx: &mut Tx<'_>,
    hold: &HoldId,
    store: &StoreId,
    packages: &[HeldPackage],
) -> Result<(), DbError> {
    for package in packages {
        tx.query(HOLD_PACKAGE)
            .bind(hold.as_str())
            .bind(package.line)
            .bind(&package.tag)
            .bind(store.as_str())
            .bind(package.quantity)
            .bind(&package.unit)
            .bind(package.has)
            .execute()
            .await?;
    }
    Ok(())
}

/// Holds another cart under a hold that has not ended. It is one row before and after, so that at no moment neither cart
/// counts. `false` when the hold had ended.
pub async fn replace(
    tx: &mut Tx<'_>,
    hold: &HoldRow,
    store: &StoreId,
    packages: &[HeldPackage],
) -> Result<bool, DbError> {
    if !renew(tx, hold).await? {
        return Ok(false);
    }
    tx.query("delete from hold_packages where hold_id = $1").bind(hold.id.as_str()).execute().await?;
    hold_packages(tx, &hold.id, store, packages).await?;
    Ok(true)
}

/// The same without the packages, which stay held as they are.
pub async fn renew(tx: &mut Tx<'_>, hold: &HoldRow) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update holds set person_key = $2, lines = $3, sale = $4, expires_at = $5 where id = $1 \
             and state = 'held'",
        )
        .bind(hold.id.as_str())
        .bind(&hold.person_key)
        .bind(&hold.lines)
        .bind(&hold.sale)
        .bind(hold.expires_at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

pub(crate) const HOLD_COUNT: &str = "insert into hold_counts \
    (hold_id, rule, part, amount, outside, cap, signed, used) \
    select $1, $2, $3, $4, $5, $6, $7, cast(coalesce(sum(c.amount), 0) as bigint) \
    from holds h join hold_counts c on c.hold_id = h.id \
    where h.person_key = $8 and h.jurisdiction = $9 and h.id <> $1 and c.rule = $2 and c.part = $3 \
    and $10 and (h.state = 'held' or (h.state = 'consumed' and h.settled_at >= $11))";

/// Writes down what a hold adds to the limits on its person, in place of what it added before. The database sums the person's other holds itself, and
/// refuses what is over a cap whatever the program believes: `violated` is then [`OVER_THE_CAP`].
pub async fn count(tx: &mut Tx<'_>, hold: &HoldRow, counts: &[Count], signed: bool) -> Result<(), DbError> {
    tx.query("delete from hold_counts where hold_id = $1").bind(hold.id.as_str()).execute().await?;
    for count in counts {
        tx.query(HOLD_COUNT)
            .bind(hold.id.as_str())
            .bind(count.rule.as_str())
            .bind(count.part.as_str())
            .bind(count.cart)
            .bind(count.used)
            .bind(count.cap)
            .bind(signed)
            .bind(&hold.person_key)
            .bind(&hold.jurisdiction)
            .bind(count.since.is_some())
            .bind(count.since.map_or(0, Timestamp::micros))
            .execute()
            .await?;
    }
    Ok(())
}

/// The ledger's own sum is over a limit.
pub const OVER_THE_CAP: &str = "hold_counts_cap_check";
/// Holds have more of a package than the state system.
pub const OVER_THE_PACKAGE: &str = "hold_packages_has_check";

/// Everything that may count against a person's limit: open holds whatever their age, and what was used up since
/// `since`. Another order's holds only when `except` names one.
pub async fn counting<'c>(
    from: impl Source<'c>,
    person_key: &str,
    jurisdiction: &str,
    since: Timestamp,
    except: Option<&OrderId>,
) -> Result<Vec<HoldRow>, DbError> {
    from.query(COLUMNS)
        .push(" where person_key = ")
        .arg(person_key)
        .push(" and jurisdiction = ")
        .arg(jurisdiction)
        .push(" and order_id <> ")
        .arg(except.map_or("", OrderId::as_str))
        .push(" and (state = 'held' or (state = 'consumed' and settled_at >= ")
        .arg(since.micros())
        .push(")) order by made_at, id")
        .all()
        .await
}

pub async fn of_order<'c>(from: impl Source<'c>, order: &OrderId) -> Result<Option<HoldRow>, DbError> {
    from.query(COLUMNS).push(" where order_id = ").arg(order.as_str()).maybe().await
}

pub async fn packages<'c>(from: impl Source<'c>, hold: &HoldId) -> Result<Vec<HeldPackage>, DbError> {
    from.query(
        "select line, tag, quantity, unit, has from hold_packages where hold_id = $1 order by line, tag",
    )
    .bind(hold.as_str())
    .all()
    .await
}

/// Ends a hold, once. `false` when it had ended before.
pub async fn settle(tx: &mut Tx<'_>, order: &OrderId, state: &str, at: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .query("update holds set state = $2, settled_at = $3 where order_id = $1 and state = 'held'")
        .bind(order.as_str())
        .bind(state)
        .bind(at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// A sale that was voided counts no longer. `false` when nothing had been used up.
pub async fn give_back(tx: &mut Tx<'_>, order: &OrderId, at: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update holds set state = 'returned', settled_at = $2 where order_id = $1 and state = 'consumed'",
        )
        .bind(order.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// A list of packages that was read from outside, by the acts that take a sold unit off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageList {
    /// What the point of sale has on the shelf.
    Shelf,
    /// What the state system has.
    State,
}

// Each part finds its rows by an index: what was sold and posted long ago is never looked through.
macro_rules! held_units {
    ($taken_off_by:literal) => {
        concat!(
            "with counted (id) as (select id from holds where state = 'held' \
             union select id from holds where state = 'consumed' and settled_at >= $3 \
             union select h.id from holds h join acts a on a.order_id = h.order_id where h.state = 'consumed' \
             and a.done_at is null and ",
            $taken_off_by,
            " union select h.id from holds h join acts a on a.order_id = h.order_id where h.state = 'consumed' \
             and a.done_at >= $3 and ",
            $taken_off_by,
            ") select p.tag, cast(sum(p.quantity) as bigint) from counted c join holds h on h.id = c.id \
             join hold_packages p on p.hold_id = c.id where p.store_id = $1 and h.order_id <> $2 group by p.tag"
        )
    };
}

impl PackageList {
    pub(crate) fn held_units(self) -> &'static str {
        match self {
            Self::Shelf => held_units!("a.kind = 'pos.sale'"),
            Self::State => held_units!("a.kind = 'state.receipt'"),
        }
    }
}

/// Units of each package that orders hold, or that were sold and are not yet taken off a list.
#[derive(Debug, Clone, Default)]
pub struct Held(BTreeMap<String, i64>);

impl Held {
    #[must_use]
    pub fn of(&self, tag: &PackageTag) -> i64 {
        self.0.get(tag.as_str()).copied().unwrap_or(0)
    }
}

/// The list was read at `read_at`, so what was completed since is not in it.
pub async fn held_units<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    list: PackageList,
    read_at: Timestamp,
    except: Option<&OrderId>,
) -> Result<Held, DbError> {
    let rows: Vec<(String, i64)> = from
        .query(list.held_units())
        .bind(store.as_str())
        .bind(except.map_or("", OrderId::as_str))
        .bind(read_at.micros())
        .all()
        .await?;
    Ok(Held(rows.into_iter().collect()))
}

/// Orders of a store that hold, or once held, units of a package: by the whole tag or by its serial. Newest first.
pub async fn orders_of_package(
    db: &Db,
    store: &StoreId,
    tag: &str,
    count: i64,
) -> Result<Vec<String>, DbError> {
    // A tag's serial is what follows its first fifteen characters.
    db.query(
        "select distinct h.order_id, h.made_at from hold_packages p join holds h on h.id = p.hold_id \
         where p.store_id = $1 and (p.tag = $2 or substr(p.tag, 16) = $2) order by h.made_at desc limit $3",
    )
    .bind(store.as_str())
    .bind(tag)
    .bind(count)
    .all::<(String, i64)>()
    .await
    .map(|rows| rows.into_iter().map(|(id, _)| id).collect())
}
