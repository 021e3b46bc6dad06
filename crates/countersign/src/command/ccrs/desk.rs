//! Where the book lies: in a file, or in a store's database, where its sales lie too.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use countersign_app::App;
use countersign_app::filing::book::{self, Answered, Kept, Paper, Said};
use countersign_domain::filing::{Answer, Book, Entry};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Clock, SystemClock, Timestamp};
use countersign_vendors::ccrs::{DrawnFile, Export, FiledBy, Problem, export_of, rows_of};

use super::book::OpenBook;
use crate::wire;

/// Which book.
#[derive(Debug, Args)]
pub struct Place {
    /// The book of what was handed in, as a file
    #[arg(long, value_name = "FILE", required_unless_present = "store", conflicts_with = "store")]
    book: Option<PathBuf>,
    /// The store whose book lies in the database; see `store list`
    #[arg(long, value_name = "ID", requires = "database")]
    store: Option<String>,
    /// `sqlite:FILE` or `postgres://…`
    #[arg(long, env = "COUNTERSIGN_DATABASE")]
    database: Option<String>,
    /// The master key's file; beside a SQLite database unless given
    #[arg(long, env = "COUNTERSIGN_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// When it is, as 2026-11-22T15:00:00Z; now, if it is not said
    #[arg(long, value_name = "INSTANT", conflicts_with = "store")]
    at: Option<Timestamp>,
}

/// What a store's own sales owe the state.
#[derive(Debug, Default)]
pub struct Owed {
    /// When each was sold that stands in no file yet, the oldest first.
    pub sales: Vec<Timestamp>,
    /// What was brought back and is not surely out of the state's books.
    pub brought_back: usize,
}

impl Owed {
    pub fn is_none(&self) -> bool {
        self.sales.is_empty() && self.brought_back == 0
    }
}

/// An open book.
#[derive(Debug)]
pub enum Desk {
    File(OpenBook),
    Store(Box<OfStore>),
}

#[derive(Debug)]
pub struct OfStore {
    app: App,
    store: StoreId,
    kept: Kept,
}

pub fn operator() -> Actor {
    Actor::system("operator")
}

impl Place {
    pub fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(|| SystemClock.now())
    }

    pub async fn app(&self) -> anyhow::Result<(App, StoreId)> {
        let (Some(store), Some(database)) = (&self.store, &self.database) else {
            bail!("--store and --database say whose book it is");
        };
        let store: StoreId = store.parse().context("--store")?;
        let database = wire::DatabaseArgs { database: database.clone(), key_file: self.key_file.clone() };
        Ok((wire::open(&database, None).await?.app, store))
    }

    pub async fn open(&self) -> anyhow::Result<Desk> {
        if let Some(book) = &self.book {
            return Ok(Desk::File(OpenBook::open(book)?));
        }
        let (app, store) = self.app().await?;
        let kept = book::kept(&app, &operator(), &store).await?;
        Ok(Desk::Store(Box::new(OfStore { app, store, kept })))
    }

    /// To be looked at alone: a file that is not there is an empty book, and is not begun. With it, what a store owes.
    pub async fn look(&self) -> anyhow::Result<(Book, Owed)> {
        if let Some(book) = &self.book {
            return Ok((super::book::read(book)?, Owed::default()));
        }
        let (app, store) = self.app().await?;
        let kept = book::kept(&app, &operator(), &store).await?;
        let is_back = |sale: &&book::KeptSale| sale.was_drawn && sale.is_gone && !sale.is_out;
        let owed = Owed {
            sales: kept.owed().map(|sale| sale.sold_at).collect(),
            brought_back: kept.sales.iter().filter(is_back).count(),
        };
        Ok((kept.book, owed))
    }
}

impl Desk {
    pub fn book(&self) -> &Book {
        match self {
            Self::File(open) => &open.book,
            Self::Store(of) => &of.kept.book,
        }
    }

    /// Who files, where the book knows it.
    pub fn filed_by(&self) -> Option<FiledBy> {
        match self {
            Self::File(_) => None,
            Self::Store(of) => {
                Some(FiledBy { licence: of.kept.duty.licence.clone(), name: of.kept.duty.filed_by.clone() })
            }
        }
    }

    /// What the store itself sold, and why some of it cannot be filed.
    pub fn sales(&self) -> Option<(Export, Vec<Problem>)> {
        let Self::Store(of) = self else { return None };
        let wanted = of.kept.sales.iter().filter(|kept| kept.is_wanted());
        Some(export_of(wanted.map(|kept| (&kept.sale, kept.is_gone))))
    }

    pub async fn drawn(&mut self, files: &[DrawnFile], now: Timestamp) -> anyhow::Result<()> {
        match self {
            Self::File(open) => {
                let entry = |file: &DrawnFile| Entry::Drawn {
                    at: now,
                    file: file.name.to_string(),
                    rows: file.rows.clone(),
                };
                open.add(files.iter().map(entry).collect())
            }
            Self::Store(of) => {
                let paper = |file: &DrawnFile| Paper {
                    name: file.name.to_string(),
                    body: file.text.clone(),
                    rows: file.rows.clone(),
                };
                let papers: Vec<Paper> = files.iter().map(paper).collect();
                Ok(book::drawn(&of.app, &operator(), &of.kept, rows_of, &papers).await?)
            }
        }
    }

    pub async fn say(&mut self, files: &[String], said: Said, now: Timestamp) -> anyhow::Result<()> {
        match self {
            Self::File(open) => {
                let entry = |file: &String| match said {
                    Said::Uploaded => Entry::Uploaded { at: now, file: file.clone() },
                    Said::GivenUp => Entry::GivenUp { at: now, file: file.clone() },
                };
                open.add(files.iter().map(entry).collect())
            }
            Self::Store(of) => Ok(book::say(&of.app, &operator(), &of.store, files, said).await?),
        }
    }

    pub async fn answered(
        &mut self,
        (file, mail): (&str, &str),
        answer: &Answer,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        match self {
            Self::File(open) => {
                let (file, mail) = (file.to_owned(), mail.to_owned());
                open.add(vec![Entry::Answered { at: now, file, mail, answer: answer.clone() }])
            }
            Self::Store(of) => {
                let given = Answered { file, mail, answer };
                book::answered(&of.app, &operator(), &of.store, rows_of, given).await?;
                of.kept = book::kept(&of.app, &operator(), &of.store).await?;
                Ok(())
            }
        }
    }
}
