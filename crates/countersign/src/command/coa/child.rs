//! One file in a child of its own: bytes in, its answer out, and an end to it.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::de::IgnoredAny;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::{bounds, parse_one};

/// What became of one file: a JSON object without its file, or the reason.
pub type Answer = Result<String, Unread>;

#[derive(Debug)]
pub struct Unread {
    pub kind: &'static str,
    pub why: String,
}

impl Unread {
    pub fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
}

pub async fn read(program: &Path, bytes: &[u8], as_pictures: bool, limit: Duration) -> Answer {
    let mut arguments = vec!["coa", "parse-one"];
    arguments.extend(as_pictures.then_some("--as-pictures"));
    let (ended, answer) = run(program, &arguments, bytes, limit).await?;
    let text = object(answer);
    match (ended.code(), text) {
        (Some(0), Some(text)) => Ok(text),
        (_, text) => Err(unread(ended, text)),
    }
}

/// Page `number` (from 1) as a PNG.
pub async fn draw(program: &Path, bytes: &[u8], number: u32, limit: Duration) -> Result<Vec<u8>, Unread> {
    let number = number.to_string();
    bytes_of(program, &["coa", "draw-one", "--page", &number], bytes, limit).await
}

/// A photo, developed: the parcel of `photo develop-one`.
pub async fn develop(program: &Path, bytes: &[u8], limit: Duration) -> Result<Vec<u8>, Unread> {
    bytes_of(program, &["photo", "develop-one"], bytes, limit).await
}

async fn bytes_of(
    program: &Path,
    arguments: &[&str],
    bytes: &[u8],
    limit: Duration,
) -> Result<Vec<u8>, Unread> {
    let (ended, answer) = run(program, arguments, bytes, limit).await?;
    match ended.code() {
        Some(0) if answer.len() as u64 <= bounds::ANSWER_BYTES_MAX => Ok(answer),
        _ => Err(unread(ended, object(answer))),
    }
}

fn object(answer: Vec<u8>) -> Option<String> {
    String::from_utf8(answer)
        .ok()
        .filter(|text| text.starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// What the child says against the document, or how it broke down.
fn unread(ended: ExitStatus, text: Option<String>) -> Unread {
    match (ended.code(), text) {
        (Some(code), Some(text)) if code == i32::from(parse_one::UNREAD) => {
            let why: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            Unread::new("unreadable", why["error"].as_str().unwrap_or("no reason was given"))
        }
        _ => Unread::new(
            "crashed",
            format!("reading it broke down or went over a limit of memory or time ({ended})"),
        ),
    }
}

async fn run(
    program: &Path,
    arguments: &[&str],
    bytes: &[u8],
    limit: Duration,
) -> Result<(ExitStatus, Vec<u8>), Unread> {
    let mut child = Command::new(program)
        .args(arguments)
        .env_remove("COUNTERSIGN_DATABASE")
        .env_remove("COUNTERSIGN_KEY_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|why| {
            Unread::new("not_started", format!("a process to read it in cannot be started: {why}"))
        })?;
    let mut group = Group(child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw));
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let talk = async {
        let give = async {
            if let Some(mut input) = input {
                // A child that ends early has its own way to say why.
                let _ = input.write_all(bytes).await;
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
        return Err(Unread::new("timed_out", format!("it was not read within {} seconds", limit.as_secs())));
    };
    let ended =
        ended.map_err(|why| Unread::new("crashed", format!("the process that read it was lost: {why}")))?;
    if [Some(0), Some(i32::from(parse_one::UNREAD))].contains(&ended.code()) {
        // It has waited for its Tesseract, and its number may soon be another's.
        group.0 = None;
    }
    Ok((ended, answer))
}

/// The child and its Tesseract, which end together: when the time is over, when one of them breaks down, and when nobody waits for
/// the answer any more.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File, Permissions};
    use std::io::{BufRead, BufReader, Read};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A child that starts another and waits for it. Both hold the pipe on which the other speaks, first at once and then late.
    struct Slow {
        folder: tempfile::TempDir,
    }

    impl Slow {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let slow = Self { folder };
            let made = std::process::Command::new("mkfifo").arg(slow.path("pipe")).status().expect("mkfifo");
            assert!(made.success());
            let script = format!(
                "#!/bin/sh\nexec 3>'{}'\n(echo begun >&3; sleep 30; echo late >&3) &\nwait\n",
                slow.path("pipe").display()
            );
            fs::write(slow.path("program"), script).expect("written");
            fs::set_permissions(slow.path("program"), Permissions::from_mode(0o755)).expect("to be run");
            slow
        }

        fn path(&self, name: &str) -> std::path::PathBuf {
            self.folder.path().join(name)
        }

        /// Says when the other has begun, and in the end what came after that.
        fn heard(&self) -> (tokio::sync::oneshot::Receiver<()>, std::thread::JoinHandle<String>) {
            let (tell, begun) = tokio::sync::oneshot::channel();
            let pipe = self.path("pipe");
            let hearing = std::thread::spawn(move || {
                let mut pipe = BufReader::new(File::open(pipe).expect("a pipe"));
                let (mut first, mut rest) = (String::new(), String::new());
                pipe.read_line(&mut first).expect("a line");
                assert_eq!(first, "begun\n");
                tell.send(()).expect("somebody waits");
                // Ends when nobody is left who could write.
                pipe.read_to_string(&mut rest).expect("text");
                rest
            });
            (begun, hearing)
        }
    }

    #[tokio::test]
    async fn who_asks_no_more_ends_the_child_and_whom_it_started() {
        let slow = Slow::new();
        let (begun, hearing) = slow.heard();
        let program = slow.path("program");
        let asking =
            tokio::spawn(async move { read(&program, b"", false, Duration::from_secs(60)).await.is_ok() });
        begun.await.expect("it began");
        asking.abort();
        assert!(asking.await.is_err_and(|why| why.is_cancelled()));
        assert_eq!(hearing.join().expect("heard"), "", "neither lived on");
    }
}
