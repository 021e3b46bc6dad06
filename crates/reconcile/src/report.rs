//! The report: one row for each discrepancy, written beside its place and put there whole.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use countersign_domain::inventory::{Cause, Class, Finding, LooseRow, PullFinding, Pulls, Shelf, Source};
use tempfile::NamedTempFile;

use crate::error::Error;
use crate::says;

pub const COLUMNS: [&str; 14] = [
    "class",
    "severity",
    "tag",
    "facility",
    "source",
    "channel",
    "name",
    "state_says",
    "pos_says",
    "menu_says",
    "cause",
    "likely_cause",
    "resolved_by",
    "actions",
];

#[derive(Debug)]
pub struct Report {
    out: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl Report {
    pub fn create(out: &Path) -> Result<Self, Error> {
        let folder = match out.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".report-").suffix(".csv");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any other new file; the system takes off what the person's mask says.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let wrong = |source| Error::Report { file: out.to_owned(), source };
        let file = builder.tempfile_in(folder).map_err(wrong)?;
        let mut report = Self { out: out.to_owned(), writer: BufWriter::with_capacity(1 << 16, file) };
        report.line(&COLUMNS.map(Cow::Borrowed)).map_err(wrong)?;
        Ok(report)
    }

    /// What is wrong with whole pulls.
    pub fn pull(&mut self, found: &PullFinding, pulls: &Pulls) -> Result<(), Error> {
        let channel = pulls.books.channels.text(found.channel.into());
        let mut fields: [Cow<'_, str>; COLUMNS.len()] = common(found.class, found.source, found.cause);
        fields[5] = Cow::Borrowed(channel);
        self.line(&fields).map_err(|source| self.wrong(source))
    }

    /// A row that cannot be matched with anything.
    pub fn loose(&mut self, found: &LooseRow) -> Result<(), Error> {
        let mut fields: [Cow<'_, str>; COLUMNS.len()] = common(found.class, found.source, found.cause);
        if found.class == Class::MalformedTag {
            fields[2] = Cow::Borrowed(&found.says);
        }
        let says = match found.class {
            Class::MalformedTag => format!("line {}", found.line),
            _ => format!("line {}; {}", found.line, found.says),
        };
        fields[7 + found.source as usize] = Cow::Owned(says);
        self.line(&fields).map_err(|source| self.wrong(source))
    }

    pub fn finding(&mut self, found: &Finding, shelf: &Shelf, pulls: &Pulls) -> Result<(), Error> {
        let package = shelf.package(found.tag);
        let books = &pulls.books;
        let mut rows = Source::ALL.into_iter().flat_map(|source| package.of(source));
        let facility = rows.clone().map(|row| row.facility).find(|facility| *facility != 0).unwrap_or(0);
        let name = rows.find_map(|row| (row.name != 0).then_some(row.name)).unwrap_or(0);
        let mut fields: [Cow<'_, str>; COLUMNS.len()] = common(found.class, found.source, found.cause);
        fields[2] = Cow::Owned(found.tag.to_string());
        fields[3] = Cow::Borrowed(books.facilities.text(facility.into()));
        fields[5] = Cow::Borrowed(books.channels.text(found.channel.into()));
        fields[6] = Cow::Borrowed(books.names.text(name.into()));
        for source in Source::ALL {
            fields[7 + source as usize] = Cow::Owned(says::of(source, &package, pulls));
        }
        self.line(&fields).map_err(|source| self.wrong(source))
    }

    /// Puts the report in its place, in one step.
    pub fn finish(mut self) -> Result<(), Error> {
        self.writer.flush().map_err(|source| self.wrong(source))?;
        let out = self.out.clone();
        let wrong = |source| Error::Report { file: out.clone(), source };
        let file = self.writer.into_inner().map_err(|why| wrong(why.into_error()))?;
        file.as_file().sync_all().map_err(wrong)?;
        file.persist(&out).map_err(|why| wrong(why.error))?;
        Ok(())
    }

    fn wrong(&self, source: io::Error) -> Error {
        Error::Report { file: self.out.clone(), source }
    }

    fn line(&mut self, fields: &[Cow<'_, str>; COLUMNS.len()]) -> io::Result<()> {
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.writer.write_all(b",")?;
            }
            write_field(&mut self.writer, field)?;
        }
        self.writer.write_all(b"\n")
    }
}

fn common(class: Class, source: Source, cause: Cause) -> [Cow<'static, str>; COLUMNS.len()] {
    let mut fields = [const { Cow::Borrowed("") }; COLUMNS.len()];
    fields[0] = Cow::Borrowed(class.name());
    fields[1] = Cow::Borrowed(class.severity().name());
    fields[4] = Cow::Borrowed(source.name());
    fields[10] = Cow::Borrowed(cause.name());
    fields[11] = Cow::Borrowed(cause.of(class));
    fields[12] = Cow::Borrowed(class.resolved_by());
    let actions: Vec<&str> = class.actions().iter().map(|action| action.name()).collect();
    fields[13] = Cow::Owned(actions.join(" "));
    fields
}

/// A spreadsheet runs a field that starts with one of these, so an apostrophe is put before it.
const RUN_BY_SPREADSHEETS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn write_field(writer: &mut impl Write, field: &str) -> io::Result<()> {
    let guard = if field.starts_with(RUN_BY_SPREADSHEETS) { "'" } else { "" };
    if field.contains([',', '"', '\n', '\r']) {
        write!(writer, "\"{guard}{}\"", field.replace('"', "\"\""))
    } else {
        write!(writer, "{guard}{field}")
    }
}
