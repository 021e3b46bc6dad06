//! `ccrs write`: exports in, files out.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use countersign_domain::filing::{Held, Left};
use countersign_vendors::ccrs::{DrawnUp, Export, FiledBy, Table, draw_up};

use super::desk::Place;

#[derive(Debug, Args)]
pub struct Write {
    #[command(flatten)]
    place: Place,
    /// The shop's licence number; a store's is known
    #[arg(long, value_name = "NUMBER", value_parser = licence, required_unless_present = "store", conflicts_with = "store")]
    licence: Option<String>,
    /// Who files: the name that stands in the files; a store's is known
    #[arg(long, value_name = "NAME", required_unless_present = "store", conflicts_with = "store")]
    by: Option<String>,
    /// The folder that the files are put into
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    #[arg(long, value_name = "CSV")]
    strain: Option<PathBuf>,
    #[arg(long, value_name = "CSV")]
    area: Option<PathBuf>,
    #[arg(long, value_name = "CSV")]
    product: Option<PathBuf>,
    #[arg(long, value_name = "CSV")]
    inventory: Option<PathBuf>,
    #[arg(long, value_name = "CSV")]
    adjustment: Option<PathBuf>,
    #[arg(long, value_name = "CSV")]
    transfer: Option<PathBuf>,
    #[arg(long, value_name = "CSV")]
    sale: Option<PathBuf>,
}

pub(super) fn licence(text: &str) -> Result<String, String> {
    let fits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| text.to_owned()).ok_or_else(|| "letters and digits, at most 20".to_owned())
}

impl Write {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let mut exports = self.exports()?;
        let mut desk = self.place.open().await?;
        let of_the_store = desk.sales();
        let is_given = !exports.is_empty() || of_the_store.is_some();
        anyhow::ensure!(is_given, "no export is given; see --help");
        let (own, cannot) = of_the_store.unzip();
        exports.extend(own);
        let now = self.place.now();
        let given = self.licence.clone().zip(self.by.clone());
        let given = given.map(|(licence, name)| FiledBy { licence, name });
        let by = desk.filed_by().or(given).context("--licence and --by say who files")?;
        let mut drawn = draw_up(desk.book(), &exports, &by, now);
        drawn.problems.extend(cannot.into_iter().flatten());
        std::fs::create_dir_all(&self.out).with_context(|| format!("the folder `{}`", self.out.display()))?;
        for file in &drawn.files {
            let path = self.out.join(file.name.to_string());
            put(&path, &file.text).with_context(|| format!("`{}` could not be written", path.display()))?;
        }
        // A file that the book does not know must not be uploaded: its answer could not be read.
        if let Err(why) = desk.drawn(&drawn.files, now).await {
            for file in &drawn.files {
                drop(std::fs::remove_file(self.out.join(file.name.to_string())));
            }
            return Err(why);
        }
        tell(&exports, &drawn)?;
        let whole = drawn.problems.is_empty() && drawn.held.is_empty();
        Ok(ExitCode::from(u8::from(!whole)))
    }

    fn exports(&self) -> anyhow::Result<Vec<Export>> {
        let given = [
            (Table::Strain, &self.strain),
            (Table::Area, &self.area),
            (Table::Product, &self.product),
            (Table::Inventory, &self.inventory),
            (Table::InventoryAdjustment, &self.adjustment),
            (Table::InventoryTransfer, &self.transfer),
            (Table::Sale, &self.sale),
        ];
        let mut exports = Vec::new();
        for (table, path) in given.into_iter().filter_map(|(table, path)| Some((table, path.as_ref()?))) {
            let bytes = std::fs::read(path).with_context(|| format!("`{}`", path.display()))?;
            let export = Export::read(table, &bytes).with_context(|| format!("`{}`", path.display()))?;
            exports.push(export);
        }
        Ok(exports)
    }
}

/// A new file, on the disk; one that is there is never written over.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn tell(exports: &[Export], drawn: &DrawnUp) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for export in exports.iter().filter(|export| !export.passed_over.is_empty()) {
        writeln!(out, "{}: passed over: {}", export.table.name(), export.passed_over.join(", "))?;
    }
    let mut group = 0;
    for file in &drawn.files {
        if file.name.table.group() != group {
            if group != 0 {
                writeln!(out, "Wait until the state has answered to the files above.")?;
            }
            group = file.name.table.group();
            writeln!(out, "Upload, group {group}:")?;
        }
        writeln!(out, "  {}  {} rows", file.name, file.rows.len())?;
    }
    if drawn.files.is_empty() {
        writeln!(out, "Nothing to upload.")?;
    }
    let count = |what: Left| drawn.left.iter().filter(|(_, left)| *left == what).count();
    let (taken, on_its_way) = (count(Left::Taken), count(Left::OnItsWay));
    writeln!(out, "{taken} rows are with the state already, {on_its_way} are on their way.")?;
    if drawn.excise_read > 0 {
        writeln!(
            out,
            "{} sales have several units or a discount: their excise is right of what was paid. Whether the state reads it so, its answer says.",
            drawn.excise_read
        )?;
    }
    for problem in &drawn.problems {
        let table = problem.table.name();
        writeln!(
            out,
            "left out: {table} line {} `{}`: {}: {}",
            problem.line, problem.key, problem.column, problem.what
        )?;
    }
    for (row, why) in &drawn.held {
        writeln!(out, "held: {} `{}`: {}", row.table, row.key, held(why))?;
    }
    Ok(())
}

fn held(why: &Held) -> String {
    match why {
        Held::AwaitsAnswer => "it was changed, and what was handed in before is not answered yet".to_owned(),
        Held::Refused(reasons) => {
            let said = reasons.iter().map(|reason| format!("{}: {}", reason.said, reason.class.what_to_do()));
            format!("refused and unchanged. {}", said.collect::<Vec<_>>().join(" "))
        }
        Held::Unclear => {
            "the answers to its file do not tell whether it was taken; `ccrs give-up` has it go out again"
                .to_owned()
        }
        Held::Parent(parent) => format!("its {} `{}` was refused", parent.table, parent.key),
    }
}
