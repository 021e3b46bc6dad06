//! The book of what was handed in: files drawn up, uploaded, answered, given up. Each is an entry there and one on the record.

use std::collections::BTreeSet;

use countersign_domain::filing::{Answer, Book, Entry, FiledRow, Named, Sale, is_out};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::db::{Tx, violated};
use countersign_store::filings::{self, DutyRow, SaleRow};
use countersign_store::holds;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::permit::same_store;
use crate::record::{self, Note};

/// More than a shop files in ten years.
pub const ENTRIES_MAX: i64 = 20_000;
/// Sales that one store keeps for its files.
pub const SALES_MAX: i64 = 500_000;

/// The names under which the rows of a sale stand in the book: the connector's to say.
pub type Names = fn(&Sale) -> Vec<Named>;

/// A sale that is owed, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSale {
    pub order: OrderId,
    pub sale: Sale,
    pub sold_at: Timestamp,
    pub was_drawn: bool,
    /// It was brought back.
    pub is_gone: bool,
    /// It was brought back, and the state surely has it not.
    pub is_out: bool,
}

impl KeptSale {
    /// What never went into a file and was brought back need not go into one.
    pub fn is_wanted(&self) -> bool {
        self.was_drawn || !self.is_gone
    }
}

/// Everything that a store keeps of its filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub duty: DutyRow,
    pub book: Book,
    pub sales: Vec<KeptSale>,
    /// How many entries the book had when it was read.
    seen: i64,
}

/// A file as the connector drew it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub name: String,
    pub body: String,
    pub rows: Vec<FiledRow>,
}

impl Kept {
    /// What was sold and stands in no file yet, the oldest first.
    pub fn owed(&self) -> impl Iterator<Item = &KeptSale> {
        self.sales.iter().filter(|sale| !sale.was_drawn && !sale.is_gone)
    }
}

pub async fn kept(app: &App, actor: &Actor, store: &StoreId) -> Result<Kept, AppError> {
    app.permit(actor, Permission::CloseView)?;
    mine(actor, store)?;
    app.db().read(|tx| Box::pin(read(tx, store))).await
}

fn mine(actor: &Actor, store: &StoreId) -> Result<(), AppError> {
    if same_store(actor, store) { Ok(()) } else { Err(AppError::NotFound("store")) }
}

async fn read(tx: &mut Tx<'_>, store: &StoreId) -> Result<Kept, AppError> {
    let duty = filings::duty(&mut *tx, store).await?;
    let duty = duty.ok_or_else(|| AppError::because("this store files nothing; begin with that"))?;
    let entries = filings::entries(&mut *tx, store, ENTRIES_MAX).await?;
    let seen = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    within(seen, ENTRIES_MAX)?;
    let entries: Vec<Entry> = entries
        .iter()
        .map(|text| serde_json::from_str(text))
        .collect::<Result<_, _>>()
        .map_err(|why| damaged(&why))?;
    let book = Book::of(entries).map_err(|why| damaged(&why))?;
    let rows = filings::sales(&mut *tx, store, SALES_MAX).await?;
    within(i64::try_from(rows.len()).unwrap_or(i64::MAX), SALES_MAX)?;
    let sales = rows.into_iter().map(sale).collect::<Result<_, _>>()?;
    Ok(Kept { duty, book, sales, seen })
}

fn within(count: i64, max: i64) -> Result<(), AppError> {
    let why = || AppError::Damaged(format!("the book of filings has more than {max} entries"));
    if count > max { Err(why()) } else { Ok(()) }
}

fn sale(row: SaleRow) -> Result<KeptSale, AppError> {
    Ok(KeptSale {
        sale: serde_json::from_str(&row.sale).map_err(|why| damaged(&why))?,
        order: row.order_id,
        sold_at: row.sold_at,
        was_drawn: row.drawn_at.is_some(),
        is_gone: row.gone_at.is_some(),
        is_out: row.out_at.is_some(),
    })
}

fn damaged(why: &dyn std::fmt::Display) -> AppError {
    AppError::Damaged(format!("the book of filings: {why}"))
}

/// What is about to be written in the book, and how the record tells of it.
struct Line<'a> {
    entry: Entry,
    kind: &'static str,
    subject: &'a str,
    body: Value,
}

/// Adds to a book that nobody else has added to since it was read.
async fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kept: &mut Kept,
    line: Line<'_>,
    now: Timestamp,
) -> Result<(), AppError> {
    let store = kept.duty.store_id.clone();
    let text = serde_json::to_string(&line.entry).expect("an entry has a JSON form");
    // What does not fit the book is refused before it stands in it.
    kept.book.add(line.entry).map_err(|why| AppError::because(why.to_string()))?;
    filings::add_entry(tx, &store, kept.seen, now, &text).await.map_err(|why| {
        let taken = violated(&why).is_some_and(|name| name.contains("filing_entries"));
        if taken { AppError::Refused(Refusal::MovedOn) } else { why.into() }
    })?;
    kept.seen += 1;
    let Line { kind, subject, body, .. } = line;
    record::write(tx, Note { at: now, kind, subject, actor, store: Some(&store), body }).await?;
    Ok(())
}

/// Keeps files that were drawn up on `seen`, all or none. Refused where the book is another by now.
pub async fn drawn(
    app: &App,
    actor: &Actor,
    seen: &Kept,
    names: Names,
    files: &[Paper],
) -> Result<(), AppError> {
    app.permit(actor, Permission::CloseDraw)?;
    let store = &seen.duty.store_id;
    mine(actor, store)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let mut kept = read(tx, store).await?;
                if kept.seen != seen.seen {
                    return Err(AppError::Refused(Refusal::MovedOn));
                }
                let now = app.now();
                for file in files {
                    let entry = Entry::Drawn { at: now, file: file.name.clone(), rows: file.rows.clone() };
                    let body = json!({"file": file.name, "sha256": record::sha256(&file.body), "rows": file.rows.len()});
                    let line = Line { entry, kind: "act.filing_drawn", subject: &file.name, body };
                    filings::put_file(tx, store, &file.name, &file.body).await?;
                    add(tx, actor, &mut kept, line, now).await?;
                }
                let out: BTreeSet<&Named> = files.iter().flat_map(|f| &f.rows).map(|row| &row.row).collect();
                for kept in seen.sales.iter().filter(|kept| !kept.was_drawn) {
                    let is_in = names(&kept.sale).iter().any(|name| out.contains(name));
                    // What was brought back since must not go out as sold.
                    if is_in && !filings::sale_is_drawn(tx, &kept.order, now).await? {
                        return Err(AppError::Refused(Refusal::MovedOn));
                    }
                }
                Ok(())
            })
        })
        .await?;
    app.tell(store, "filing");
    Ok(())
}

/// What a person says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Uploaded,
    /// No answer will come, or it cannot be read: its rows go out again.
    GivenUp,
}

pub async fn say(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    files: &[String],
    said: Said,
) -> Result<(), AppError> {
    app.permit(actor, Permission::CloseDraw)?;
    mine(actor, store)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let mut kept = read(tx, store).await?;
                let now = app.now();
                for file in files {
                    let (entry, kind) = match said {
                        Said::Uploaded => {
                            (Entry::Uploaded { at: now, file: file.clone() }, "act.filing_uploaded")
                        }
                        Said::GivenUp => {
                            (Entry::GivenUp { at: now, file: file.clone() }, "act.filing_given_up")
                        }
                    };
                    let line = Line { entry, kind, subject: file, body: json!({"file": file}) };
                    add(tx, actor, &mut kept, line, now).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, "filing");
    Ok(())
}

/// An answer of the state to one file.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    pub file: &'a str,
    /// The hash of the mail, by which one that comes twice is known.
    pub mail: &'a str,
    pub answer: &'a Answer,
}

/// Takes an answer in. `false` when this mail was read before; then nothing changes.
pub async fn answered(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    names: Names,
    given: Answered<'_>,
) -> Result<bool, AppError> {
    app.permit(actor, Permission::CloseDraw)?;
    mine(actor, store)?;
    let new = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let mut kept = read(tx, store).await?;
                if kept.book.has_read(given.mail) {
                    return Ok(false);
                }
                let now = app.now();
                let (file, mail) = (given.file.to_owned(), given.mail.to_owned());
                let entry = Entry::Answered { at: now, file, mail, answer: given.answer.clone() };
                let body = json!({"file": given.file, "mail_sha256": given.mail, "answer": given.answer});
                let line = Line { entry, kind: "fact.filing_answer", subject: given.file, body };
                add(tx, actor, &mut kept, line, now).await?;
                give_back(tx, &kept, names, now).await?;
                Ok::<_, AppError>(true)
            })
        })
        .await?;
    app.tell(store, "filing");
    Ok(new)
}

/// What was brought back and is surely out of the state's books counts against nobody any more.
async fn give_back(tx: &mut Tx<'_>, kept: &Kept, names: Names, now: Timestamp) -> Result<(), AppError> {
    let waiting = kept.sales.iter().filter(|sale| sale.is_gone && !sale.is_out);
    for sale in waiting.filter(|kept_sale| is_out(&kept.book, &names(&kept_sale.sale))) {
        if filings::sale_is_out(tx, &sale.order, now).await? {
            holds::give_back(tx, &sale.order, now).await?;
        }
    }
    Ok(())
}

/// A file as it was drawn up.
pub async fn file(app: &App, actor: &Actor, store: &StoreId, name: &str) -> Result<String, AppError> {
    app.permit(actor, Permission::CloseView)?;
    mine(actor, store)?;
    filings::file(app.db(), store, name).await?.ok_or(AppError::NotFound("file"))
}
