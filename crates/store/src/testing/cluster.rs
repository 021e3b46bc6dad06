//! A throw-away PostgreSQL server, started by the first test that needs it.
//!
//! nextest runs each test in a process of its own, so the server is shared through a folder in `/tmp`:
//! `start.lock` is held while somebody starts or stops the server; `users.lock` is held, shared, by every process that
//! uses it; `watchdog.lock` by the one watchdog (`watchdog.sh`), which stops the server and removes the folder when
//! nobody has held `users.lock` for a while. Locks go with their process, so a killed run leaves nothing that blocks:
//! the next one finds a server without answer and makes a new one.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::{env, iter};

/// Names a server that is already there, by the url of an administrator.
const GIVEN: &str = "COUNTERSIGN_TEST_PG";
/// Set to `on` to let the server wait for the disk, for durability tests.
const FSYNC: &str = "COUNTERSIGN_TEST_PG_FSYNC";
const TRIES_MAX: u32 = 100;
const WATCHDOG: &str = include_str!("watchdog.sh");

pub(super) struct Cluster {
    admin_url: String,
    /// Held until this process ends: it tells the watchdog that the server is in use.
    _user: Option<File>,
}

pub(super) fn get() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| match env::var(GIVEN) {
        Ok(admin_url) => Cluster { admin_url, _user: None },
        Err(_) => share(),
    })
}

impl Cluster {
    pub(super) fn admin_url(&self) -> String {
        self.admin_url.clone()
    }

    /// The same server, another database.
    pub(super) fn url(&self, database: &str) -> String {
        let (path, query) = self.admin_url.split_once('?').unwrap_or((&self.admin_url, ""));
        let (server, _) = path.rsplit_once('/').expect("a postgres url has a database name");
        format!("{server}/{database}?{query}")
    }
}

fn share() -> Cluster {
    let fsync = env::var(FSYNC).is_ok_and(|value| value == "on");
    let home = Home::new(fsync);
    let start = home.lock_start();
    if !home.answers() {
        home.start(fsync);
    }
    let user = File::create(home.path.join("users.lock")).expect("the lock file can be made");
    user.lock_shared().expect("the server's users do not exclude each other");
    fs::write(home.path.join("used"), std::process::id().to_string()).expect("the use can be noted");
    home.watch();
    drop(start);
    let admin_url = format!("postgres://countersign@localhost/postgres?host={}", home.server().display());
    Cluster { admin_url, _user: Some(user) }
}

struct Home {
    path: PathBuf,
    uid: u32,
    /// Where `initdb` and `pg_ctl` are.
    programs: PathBuf,
}

impl Home {
    fn new(fsync: bool) -> Home {
        let uid = this_user();
        // Not the folder that TMPDIR names: a socket's path may have 107 bytes only, and the `postgres` user must be
        // able to get there.
        let suffix = if fsync { "-fsync" } else { "" };
        let path = PathBuf::from(format!("/tmp/countersign-test-pg-{uid}{suffix}"));
        Home { path, uid, programs: programs() }
    }

    /// Where the server keeps its data, its socket and its log. Owned by the user that it runs as.
    fn server(&self) -> PathBuf {
        self.path.join("server")
    }

    /// The watchdog may remove the folder while we wait for its lock. Then what we hold is a lock on nothing, and we
    /// begin again.
    fn lock_start(&self) -> File {
        let path = self.path.join("start.lock");
        for _ in 0..TRIES_MAX {
            match fs::create_dir(&self.path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => panic!("`{}` cannot be made: {error}", self.path.display()),
            }
            let Ok(folder) = fs::symlink_metadata(&self.path) else { continue };
            assert!(
                folder.is_dir() && folder.uid() == self.uid,
                "`{}` is somebody else's",
                self.path.display()
            );
            let Ok(file) = File::create(&path) else { continue };
            file.lock().expect("a lock file can be locked");
            let ours = file.metadata().expect("an open file has metadata").ino();
            if fs::metadata(&path).is_ok_and(|there| there.ino() == ours) {
                return file;
            }
        }
        panic!("`{}` keeps being removed", self.path.display());
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.server().join(".s.PGSQL.5432")).is_ok()
    }

    fn start(&self, fsync: bool) {
        let server = self.server();
        let data = server.join("data");
        if server.exists() {
            // A killed run's. It may hang rather than be dead, so stop it; that it cannot be stopped is the usual case.
            self.tool("pg_ctl").arg("-D").arg(&data).args(["-m", "immediate", "stop"]).output().ok();
            fs::remove_dir_all(&server).expect("a dead server's folder can be removed");
        }
        fs::create_dir(&server).expect("the server's folder can be made");
        fs::set_permissions(&server, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
        give_to_server(self.uid, &server);
        let mut initdb = self.tool("initdb");
        initdb.arg("-D").arg(&data);
        initdb.args(["-U", "countersign", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        succeed(&mut initdb, &server);

        let durable = if fsync { "on" } else { "off" };
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c fsync={durable} -c full_page_writes={durable} \
             -c max_connections=300 -c shared_buffers=64MB",
            server.display()
        );
        let mut start = self.tool("pg_ctl");
        start.arg("-D").arg(&data).arg("-l").arg(server.join("log")).args(["-w", "-o", &settings, "start"]);
        succeed(&mut start, &server);
    }

    /// Starts the watchdog unless one is there. A second one that starts at the same moment leaves by itself.
    fn watch(&self) {
        let lock = File::create(self.path.join("watchdog.lock")).expect("the lock file can be made");
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return,
            Err(TryLockError::Error(error)) => panic!("the watchdog's lock cannot be looked at: {error}"),
            Ok(()) => drop(lock),
        }
        let mut stop = self.tool("pg_ctl");
        stop.arg("-D").arg(self.server().join("data")).args(["-m", "immediate", "stop"]);
        let stop = iter::once(stop.get_program()).chain(stop.get_args());
        // In the background of a shell of its own process group: neither Ctrl-C nor the runner's clean-up of this
        // test's group reaches it, and this process has no child to wait for.
        let status = Command::new("sh")
            .args(["-c", r#"sh -c "$@" &"#, "watchdog", WATCHDOG, "watchdog"])
            .arg(&self.path)
            .args(stop)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "the watchdog of the test server cannot be started"
        );
    }

    /// A program of PostgreSQL, run as an ordinary user: the server refuses root.
    fn tool(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        as_ordinary_user(self.uid, &program)
    }
}

/// A command for a program that root may not run: the server and what belongs to it.
pub fn as_ordinary_user(uid: u32, program: &Path) -> Command {
    let mut command = if uid == 0 {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").stdin(Stdio::null());
    command
}

pub fn this_user() -> u32 {
    fs::metadata("/proc/self").expect("linux has /proc").uid()
}

/// The newest version's programs. Debian keeps them out of the path.
pub fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").exists().then_some((version, bin))
        })
        .max();
    match newest {
        Some((_, bin)) => bin,
        None => panic!(
            "these tests need postgresql: nothing is in /usr/lib/postgresql/*/bin (`apt-get install postgresql`), \
             and {GIVEN} does not name a server"
        ),
    }
}

/// Root's servers run as the user `postgres`, who must own what they write to.
pub fn give_to_server(uid: u32, folder: &Path) {
    if uid == 0 {
        let (uid, gid) = postgres_user();
        std::os::unix::fs::chown(folder, Some(uid), Some(gid)).expect("root may give a folder away");
    }
}

fn postgres_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("linux has /etc/passwd");
    let entry = users.lines().find_map(|line| {
        let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    entry.expect("as root these tests run the server as the user `postgres`, which debian's package makes")
}

/// Runs it to its end, which must be a good one; else the log in the server's folder is shown.
#[track_caller]
pub fn succeed(command: &mut Command, server: &Path) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed\n{}{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        fs::read_to_string(server.join("log")).unwrap_or_default(),
    );
    output
}
