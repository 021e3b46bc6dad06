//! The book as a file: one entry a line, and lines are only ever added.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use countersign_domain::filing::{Book, Entry};

/// The book, and the file that it is kept in. Nobody else writes while it is open.
#[derive(Debug)]
pub struct OpenBook {
    pub book: Book,
    path: PathBuf,
    file: File,
}

impl OpenBook {
    /// Opens it to write; a new one is begun where there is none.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = file.with_context(|| format!("the book `{}`", path.display()))?;
        file.try_lock().with_context(|| {
            format!("the book `{}` is in use by another command; wait for it", path.display())
        })?;
        Ok(Self { book: read(path)?, path: path.to_owned(), file })
    }

    /// Adds entries to the file first, all or none as far as the disk can tell, then to the book.
    pub fn add(&mut self, entries: Vec<Entry>) -> anyhow::Result<()> {
        let mut after = self.book.clone();
        let mut lines = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut lines, &entry)?;
            lines.push(b'\n');
            after.add(entry)?;
        }
        let written = self.file.write_all(&lines).and_then(|()| self.file.sync_all());
        written.with_context(|| format!("the book `{}` could not be written", self.path.display()))?;
        self.book = after;
        Ok(())
    }
}

/// Reads a book; an empty one where there is none.
pub fn read(path: &Path) -> anyhow::Result<Book> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) if why.kind() == ErrorKind::NotFound => String::new(),
        Err(why) => return Err(why).with_context(|| format!("the book `{}`", path.display())),
    };
    let mut book = Book::default();
    for (index, line) in text.lines().enumerate() {
        let place = || format!("{}:{}", path.display(), index + 1);
        let entry: Entry = serde_json::from_str(line)
            .with_context(|| format!("{}: not an entry of the book; take back a copy of it", place()))?;
        book.add(entry).with_context(place)?;
    }
    Ok(book)
}
