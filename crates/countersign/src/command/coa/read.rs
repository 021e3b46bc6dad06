//! The parent: a child for each file, several at a time, and the answers in the order of the files.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde::de::IgnoredAny;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{bounds, parse_one};

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

/// What became of one file: a JSON object without its file, or the reason.
type Answer = Result<String, Unread>;

struct Unread {
    kind: &'static str,
    why: String,
}

impl Unread {
    fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
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
    let bytes = bytes_of(file).await?;
    let mut child = Command::new(program)
        .args(["coa", "parse-one"])
        .args(as_pictures.then_some("--as-pictures"))
        .env_remove("COUNTERSIGN_DATABASE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|why| {
            Unread::new("not_started", format!("a process to read it in cannot be started: {why}"))
        })?;
    let group = child.id();
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let talk = async {
        let give = async {
            if let Some(mut input) = input {
                // A child that ends early has its own way to say why.
                let _ = input.write_all(&bytes).await;
            }
        };
        let take = async {
            let mut answer = Vec::new();
            if let Some(output) = output {
                let _ = output.take(bounds::ANSWER_BYTES_MAX + 1).read_to_end(&mut answer).await;
            }
            answer
        };
        let ((), answer) = tokio::join!(give, take);
        (child.wait().await, answer)
    };
    let Ok((ended, answer)) = tokio::time::timeout(limit, talk).await else {
        // Its Tesseract goes with it.
        if let Some(group) =
            group.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        return Err(Unread::new(
            "timed_out",
            format!("it was not read within {} seconds; give it more with --give-up-after", limit.as_secs()),
        ));
    };
    let ended =
        ended.map_err(|why| Unread::new("crashed", format!("the process that read it was lost: {why}")))?;
    let text = String::from_utf8(answer)
        .ok()
        .filter(|text| text.starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok());
    match (ended.code(), text) {
        (Some(0), Some(text)) => Ok(text),
        (Some(code), Some(text)) if code == i32::from(parse_one::UNREAD) => {
            let why: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            Err(Unread::new("unreadable", why["error"].as_str().unwrap_or("no reason was given")))
        }
        _ => Err(Unread::new(
            "crashed",
            format!("reading it broke down or went over a limit of memory or time ({ended})"),
        )),
    }
}

async fn bytes_of(file: &Path) -> Result<Vec<u8>, Unread> {
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
