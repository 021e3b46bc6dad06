//! The program as a process.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use countersign_kernel::{Clock, Random, SystemClock, Timestamp};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const POLL: Duration = Duration::from_millis(10);

/// A command with nothing of the caller's environment that could steer it.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["DATABASE", "KEY_FILE", "LISTEN", "RULES", "CHECKLISTS", "SAFETY_STOCK", "HEADS"] {
        command.env_remove(format!("COUNTERSIGN_{name}"));
    }
    command.args(arguments);
    command
}

/// Runs a command to its end with `input` on standard input.
pub fn run_with(arguments: &[&str], input: &str) -> Output {
    run_on(arguments, input.as_bytes())
}

/// The same with anything on standard input.
pub fn run_on(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writing = std::thread::spawn(move || {
        // A program that has heard enough closes the pipe; that is not an error here.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    writing.join().expect("the writer ends");
    output
}

pub fn run(arguments: &[&str]) -> Output {
    run_with(arguments, "")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a command that must succeed and gives what it printed.
#[track_caller]
pub fn good(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A port below those that the system hands to callers, so that it can be listened on again and again. It is this
/// process's until it ends: no other test gets it, whether somebody listens on it or not.
pub fn free_port() -> u16 {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    let start = (std::process::id() % u32::from(COUNT)) as u16;
    let mut ports = (0..COUNT).map(|step| FIRST + (start + step) % COUNT);
    ports.find(|port| reserve(*port)).expect("a free port")
}

/// Several of them.
#[allow(dead_code, reason = "the benches need one")]
pub fn free_ports<const N: usize>() -> [u16; N] {
    std::array::from_fn(|_| free_port())
}

/// Locks the port's file for as long as this process lives, if nobody else has and nobody listens there.
fn reserve(port: u16) -> bool {
    static RESERVED: Mutex<Vec<File>> = Mutex::new(Vec::new());
    let path = std::env::temp_dir().join(format!("countersign-port-{port}"));
    // One that cannot be opened is another user's.
    let Ok(file) = File::options().create(true).append(true).open(path) else { return false };
    let is_free = file.try_lock().is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    if is_free {
        RESERVED.lock().expect("nobody panics while reserving").push(file);
    }
    is_free
}

/// A point in time after which a wait is a failure.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Timestamp);

impl Deadline {
    pub fn in_seconds(seconds: i64) -> Self {
        Self(SystemClock.now().plus_seconds(seconds))
    }

    #[track_caller]
    pub fn check(&self, waiting_for: &str) {
        assert!(SystemClock.now() < self.0, "waited too long for {waiting_for}");
    }
}

/// A process that is killed when the test lets go of it.
#[derive(Debug)]
pub struct Process {
    child: Child,
}

impl Process {
    pub fn spawn(arguments: &[&str], log: &Path) -> Self {
        Self::spawn_command(command(arguments), log)
    }

    pub fn spawn_command(mut command: Command, log: &Path) -> Self {
        let log = File::options().create(true).append(true).open(log).expect("a log file");
        let child = command
            .env("COUNTERSIGN_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Self { child }
    }

    #[allow(dead_code, reason = "the benches ask the system about the process")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the process can be asked").is_some()
    }

    /// SIGKILL: nothing in the process runs any more.
    pub fn kill(mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("the process ends");
    }

    /// Asks the process to end, as a service manager would, and waits until it has.
    pub fn stop(mut self, signal: &str) -> std::process::ExitStatus {
        let sent =
            Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success(), "{signal} cannot be sent");
        let deadline = Deadline::in_seconds(60);
        loop {
            if let Some(status) = self.child.try_wait().expect("the process can be asked") {
                return status;
            }
            deadline.check("the process to end");
            std::thread::sleep(POLL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server on one database and one port, however often it is started.
#[derive(Debug)]
pub struct ServerPlace {
    pub database: String,
    pub port: u16,
    pub log: PathBuf,
}

impl ServerPlace {
    pub fn start(&self) -> Process {
        let listen = format!("127.0.0.1:{}", self.port);
        Process::spawn(&["serve", "--database", &self.database, "--listen", &listen], &self.log)
    }

    /// Starts the server and waits until it takes connections.
    pub fn start_and_wait(&self) -> Process {
        let deadline = Deadline::in_seconds(60);
        let mut process = self.start();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if process.has_ended() {
                process = self.start();
            }
            if SystemClock.now() >= deadline.0 {
                panic!("the server does not listen; its log:\n{}", self.log_end());
            }
            std::thread::sleep(POLL);
        }
        process
    }

    /// The end of what the server had to say.
    pub fn log_end(&self) -> String {
        const CHARS: usize = 4_000;
        let mut whole = String::new();
        let read = File::open(&self.log).and_then(|mut file| file.read_to_string(&mut whole));
        if read.is_err() {
            return "no log".to_owned();
        }
        let from = whole.len().saturating_sub(CHARS);
        whole.chars().skip(whole[..whole.floor_char_boundary(from)].chars().count()).collect()
    }
}

/// Milliseconds from `least` to `most`.
pub fn pause(random: &Random, least: u64, most: u64) -> Duration {
    Duration::from_millis(least + random.below(most - least + 1))
}
