//! The parent: a child for each file, several at a time, and the answers in the order of the files.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::bounds;
use super::child::{self, Answer, Unread};

/// One of the files could not be read; the others were.
const SOME_UNREAD: u8 = 3;

#[derive(Debug, Args)]
pub struct Read {
    /// Certificates: PDF, scan, photo or WCIA JSON; what a file is shows in its first bytes
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A file that takes longer is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=3600))]
    give_up_after: u64,
    /// Reads pictures of the pages also where a PDF has text: slow, and a second opinion on such a file
    #[arg(long)]
    as_pictures: bool,
    /// Files that are read at the same time; as many as there are processors, if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    at_once: Option<u16>,
}

impl Read {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let program = std::env::current_exe().context("the program's own file cannot be found")?;
        let at_once = self
            .at_once
            .map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
        let places = Arc::new(Semaphore::new(at_once));
        let limit = Duration::from_secs(self.give_up_after);
        let as_pictures = self.as_pictures;
        let mut tasks = JoinSet::new();
        for (at, file) in self.files.iter().cloned().enumerate() {
            let (program, places) = (program.clone(), Arc::clone(&places));
            tasks.spawn(async move {
                let _place = places.acquire_owned().await;
                (at, one(&program, &file, as_pictures, limit).await)
            });
        }
        let mut answers: Vec<Option<Answer>> = self.files.iter().map(|_| None).collect();
        let shows = self.files.len() > 1 && io::stderr().is_terminal();
        let mut done = 0;
        while let Some(ended) = tasks.join_next().await {
            let (at, answer) = ended.context("a reader broke down")?;
            answers[at] = Some(answer);
            done += 1;
            if shows {
                eprint!("\r{done} of {} certificates read", self.files.len());
            }
        }
        if shows {
            eprintln!();
        }
        let unread = answers.iter().filter(|answer| !matches!(answer, Some(Ok(_)))).count();
        print(&self.files, answers)?;
        Ok(if unread == 0 { ExitCode::SUCCESS } else { ExitCode::from(SOME_UNREAD) })
    }
}

async fn one(program: &Path, file: &Path, as_pictures: bool, limit: Duration) -> Answer {
    child::read(program, &bytes_of(file).await?, as_pictures, limit).await.map_err(|mut unread| {
        if unread.kind == "timed_out" {
            unread.why.push_str("; give it more with --give-up-after");
        }
        unread
    })
}

pub async fn bytes_of(file: &Path) -> Result<Vec<u8>, Unread> {
    let unopened =
        |why: io::Error| Unread::new("not_opened", format!("`{}` cannot be opened: {why}", file.display()));
    // A pipe or a terminal would keep us waiting for ever.
    if !tokio::fs::metadata(file).await.map_err(unopened)?.is_file() {
        return Err(Unread::new("not_opened", format!("`{}` is not a file", file.display())));
    }
    let opened = tokio::fs::File::open(file).await.map_err(unopened)?;
    let mut bytes = Vec::new();
    opened.take(bounds::FILE_BYTES_MAX + 1).read_to_end(&mut bytes).await.map_err(unopened)?;
    if bytes.len() as u64 > bounds::FILE_BYTES_MAX {
        return Err(Unread::new(
            "too_large",
            format!("it is larger than {} MiB", bounds::FILE_BYTES_MAX / (1024 * 1024)),
        ));
    }
    Ok(bytes)
}

/// The child's object is passed on letter for letter, so that no number goes through a float on its way.
fn print(files: &[PathBuf], answers: Vec<Option<Answer>>) -> anyhow::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    output.write_all(b"[")?;
    for (at, (file, answer)) in files.iter().zip(answers).enumerate() {
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        let head = format!(
            "\"file\":{},\"path\":{}",
            serde_json::to_string(&name)?,
            serde_json::to_string(&file.to_string_lossy())?
        );
        let object = match answer.unwrap_or_else(|| Err(Unread::new("crashed", "nothing is known of it"))) {
            Ok(text) => format!("{{{head},{}", text.get(1..).unwrap_or("}")),
            Err(unread) => format!(
                "{{{head},\"error\":{},\"error_kind\":{}}}",
                serde_json::to_string(&unread.why)?,
                serde_json::to_string(unread.kind)?
            ),
        };
        output.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        output.write_all(object.as_bytes())?;
    }
    output.write_all(b"\n]\n")?;
    output.flush()?;
    Ok(())
}
