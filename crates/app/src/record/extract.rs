//! The inspector's file: the entries about a time, an order, a customer, a product or a package, each with its proof. Taking it is
//! a look, and that entry closes the file: it says what was asked for and binds everything that is left out.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_seal::chain::Entry;
use countersign_seal::extract::{self as form, Proved};
use countersign_seal::head::Head;
use countersign_seal::tree::{Growing, Tree};
use countersign_store::db::Tx;
use countersign_store::people::staff;
use countersign_store::record::{self as rows, RecordRow};
use countersign_store::{orders, stores};
use serde_json::{Map, Value, json};

use super::{Note, export, write};
use crate::acts::sale;
use crate::app::App;
use crate::error::AppError;
use crate::orders::{load, refuse::written};
use crate::permit::store_of;

/// Entries read at a time; between two readings other work gets its turn.
const BATCH: i64 = 500;
/// More entries than this are no file to read; the whole record is exported then.
const ENTRIES_MAX: usize = 50_000;

/// What the inspector asks for. Everything that is said must fit; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    pub from: Option<BusinessDate>,
    /// The last day.
    pub to: Option<BusinessDate>,
    /// An order's id, its reference at register and state, or its number in the actor's store.
    pub order: Option<String>,
    pub customer: Option<String>,
    /// A product's sku.
    pub product: Option<String>,
    /// A package's tag.
    pub package: Option<String>,
}

/// The file, and the head that vouches for its last entry.
#[derive(Debug)]
pub struct Taken {
    pub file: String,
    pub head: Head,
    pub entries: usize,
}

/// Takes out what is wanted of the actor's store; the product's own jobs take out every store's.
pub async fn take(app: &App, actor: &Actor, wanted: &Wanted, why: &str) -> Result<Taken, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    let why = written(why)?;
    let filter = Filter::of(app, store_of(actor).ok().cloned(), wanted).await?;
    let mut found = Found::default();
    loop {
        let read = rows::after(app.db(), found.last(), BATCH).await?;
        if read.is_empty() {
            break;
        }
        found.take(&read, &filter)?;
        tokio::task::yield_now().await;
    }
    let mut names = names(app, filter.store.as_ref()).await?;
    let (found, filter, said) = (&found, &filter, said(wanted));
    let (seal, head, found) = app
        .db()
        .write(|tx| {
            let (said, why) = (said.clone(), why.clone());
            Box::pin(async move { close(app, tx, actor, found.clone(), filter, (said, why)).await })
        })
        .await?;
    // Only who is named in the file; the others are nobody's business.
    let lines = || found.matching.iter().map(|(_, line)| line.as_str()).chain([seal.line()]);
    names.retain(|label, _| lines().any(|line| line.contains(label.as_str())));
    let tree = Tree::over(&found.hashes);
    let proved: Vec<Proved> =
        found.matching.iter().map(|(place, line)| Proved::new(line, &tree.path(*place))).collect();
    let entries = proved.len();
    Ok(Taken { file: form::write(&head, &seal, proved, names), head, entries })
}

/// Reads what was appended meanwhile, puts the look on the record and signs a head over it.
async fn close(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut found: Found,
    filter: &Filter,
    (wanted, why): (Value, String),
) -> Result<(Entry, Head, Found), AppError> {
    loop {
        let read = rows::after(&mut *tx, found.last(), BATCH).await?;
        if read.is_empty() {
            break;
        }
        found.take(&read, filter)?;
    }
    let root = data_encoding::HEXLOWER.encode(&found.tree.root());
    let body = json!({
        "why": why, "wanted": wanted, "entries": found.matching.len(),
        "tree": {"size": found.tree.size(), "root": root},
    });
    let at = app.now();
    let store = store_of(actor).ok();
    let entry = write(tx, Note { at, kind: form::KIND, subject: "", actor, store, body }).await?;
    let (_, head) = export::sign_over(app, tx, &entry, at).await?;
    Ok((entry, head, found))
}

/// The record as far as it was read.
#[derive(Debug, Clone, Default)]
struct Found {
    hashes: Vec<[u8; 32]>,
    tree: Growing,
    /// Place in the tree and line.
    matching: Vec<(usize, String)>,
}

impl Found {
    fn last(&self) -> i64 {
        i64::try_from(self.hashes.len()).expect("no record reaches 2^63 entries")
    }

    fn take(&mut self, read: &[RecordRow], filter: &Filter) -> Result<(), AppError> {
        for row in read {
            let damaged = || AppError::Damaged(format!("entry {} of the record", row.seq));
            let bytes = data_encoding::HEXLOWER.decode(row.hash.as_bytes()).map_err(|_| damaged())?;
            let hash: [u8; 32] = bytes.try_into().map_err(|_| damaged())?;
            if row.seq != self.last() + 1 {
                return Err(damaged());
            }
            if filter.takes(row) {
                if self.matching.len() == ENTRIES_MAX {
                    return Err(AppError::because(format!(
                        "more than {ENTRIES_MAX} entries match; ask for less, or export the whole record"
                    )));
                }
                // What is handed over is checked first: nobody is given a line that its own hash does not fit.
                Entry::parse(row.line.as_bytes()).map_err(|_| damaged())?;
                self.matching.push((self.hashes.len(), row.line.clone()));
            }
            self.hashes.push(hash);
            self.tree.push(&hash);
        }
        Ok(())
    }
}

/// What an entry must fit.
#[derive(Debug)]
struct Filter {
    store: Option<StoreId>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    /// Of each set, one word must stand in the entry.
    words: Vec<BTreeSet<String>>,
}

impl Filter {
    async fn of(app: &App, store: Option<StoreId>, wanted: &Wanted) -> Result<Self, AppError> {
        if *wanted == Wanted::default() {
            return Err(AppError::because(
                "say what is wanted: days, an order, a customer, a product or a package",
            ));
        }
        let zone = match &store {
            Some(store) => load::zone(&load::store(app.db(), store).await?)?,
            None => jiff::tz::TimeZone::UTC,
        };
        let mut words = Vec::new();
        if let Some(order) = &wanted.order {
            words.push(order_words(app, store.as_ref(), order).await?);
        }
        let of = store.as_ref();
        if let Some(customer) = &wanted.customer {
            words.push(with_orders(customer, orders::of_customer(app.db(), customer, of).await?));
        }
        if let Some(sku) = &wanted.product {
            words.push(with_orders(sku, orders::with_product(app.db(), sku, of).await?));
        }
        if let Some(tag) = &wanted.package {
            words.push(with_orders(tag, orders::with_package(app.db(), tag, of).await?));
        }
        Ok(Self {
            from: wanted.from.map(|day| day.start_in(&zone)),
            to: wanted.to.map(|day| day.tomorrow().start_in(&zone)),
            store,
            words,
        })
    }

    fn takes(&self, row: &RecordRow) -> bool {
        let own = self.store.as_ref().map(StoreId::as_str);
        let of_store = own.is_none() || row.store_id.is_none() || row.store_id.as_deref() == own;
        let in_time = self.from.is_none_or(|from| row.at >= from) && self.to.is_none_or(|to| row.at < to);
        if !of_store || !in_time {
            return false;
        }
        // Only what may match is read as JSON.
        let may = |words: &BTreeSet<String>| words.iter().any(|word| row.line.contains(word.as_str()));
        if !self.words.iter().all(may) {
            return false;
        }
        let entry: Value = serde_json::from_str(&row.line).unwrap_or_default();
        let says =
            |words: &BTreeSet<String>| words.contains(&row.subject) || speaks_of(&entry["body"], words);
        self.words.iter().all(says)
    }
}

/// Whether one of the words stands anywhere in a body, as a whole text.
fn speaks_of(body: &Value, words: &BTreeSet<String>) -> bool {
    match body {
        Value::String(text) => words.contains(text),
        Value::Array(items) => items.iter().any(|item| speaks_of(item, words)),
        Value::Object(fields) => {
            fields.iter().any(|(key, item)| words.contains(key) || speaks_of(item, words))
        }
        _ => false,
    }
}

fn with_orders(word: &str, found: Vec<(String, i64)>) -> BTreeSet<String> {
    let mut words = BTreeSet::from([word.to_owned()]);
    for (id, number) in found {
        words.insert(sale::reference_of(number, &id));
        words.insert(id);
    }
    words
}

async fn order_words(app: &App, store: Option<&StoreId>, order: &str) -> Result<BTreeSet<String>, AppError> {
    let unknown = || AppError::NotFound("order");
    let row = match (order.parse().ok().or_else(|| sale::order_of(order)), store, order.parse()) {
        (Some(id), ..) => orders::by_id(app.db(), &id).await?,
        (None, Some(store), Ok(number)) => orders::by_number(app.db(), store, number).await?,
        (None, ..) => None,
    };
    let row = row.filter(|row| store.is_none_or(|store| row.store_id == *store)).ok_or_else(unknown)?;
    Ok(with_orders(row.id.as_str(), vec![(row.id.to_string(), row.number)]))
}

fn said(wanted: &Wanted) -> Value {
    let mut said = Map::new();
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            said.insert(name.to_owned(), Value::String(value));
        }
    };
    say("from", wanted.from.map(|day| day.to_string()));
    say("to", wanted.to.map(|day| day.to_string()));
    say("order", wanted.order.clone());
    say("customer", wanted.customer.clone());
    say("product", wanted.product.clone());
    say("package", wanted.package.clone());
    Value::Object(said)
}

/// Who works in the stores that may be spoken of, and the stores themselves.
async fn names(app: &App, own: Option<&StoreId>) -> Result<BTreeMap<String, String>, AppError> {
    let mut names = BTreeMap::new();
    for store in stores::all(app.db()).await? {
        if own.is_some_and(|own| *own != store.id) {
            continue;
        }
        for person in staff::of_store(app.db(), &store.id).await? {
            names.insert(person.id.to_string(), person.name);
        }
        names.insert(store.id.to_string(), format!("{}, {}", store.name, store.license));
    }
    Ok(names)
}
