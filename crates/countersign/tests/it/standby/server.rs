//! One PostgreSQL server of the test's own, set up as the page says.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::page;

/// Where Debian has its programs, and where the page says that the data is.
const DEBIANS_DATA: &str = "/var/lib/postgresql/15/main";

pub struct Server {
    folder: PathBuf,
    pub port: u16,
}

impl Server {
    pub fn new(parent: &Path, name: &str, port: u16) -> Self {
        let folder = parent.join(name);
        fs::create_dir(&folder).expect("a folder");
        for path in [parent, &folder] {
            fs::set_permissions(path, Permissions::from_mode(0o755)).expect("the folder is ours");
        }
        if let Some((uid, gid)) = other_user() {
            chown(&folder, Some(uid), Some(gid)).expect("root may give a folder away");
        }
        Self { folder, port }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// An empty server with what the page adds to its two files.
    pub fn init(&self) {
        let data = self.data();
        self.run(&format!(
            "initdb -D {} -U postgres --auth-local=trust --auth-host=reject --no-sync",
            data.display()
        ));
        append(&data.join("postgresql.conf"), page::block("postgresql.conf"));
        let hba =
            page::block("pg_hba.conf").replace("hostssl", "host").replace("10.0.0.0/24", "127.0.0.1/32");
        // What initdb put there refuses everybody, and the first line that fits counts.
        let file = data.join("pg_hba.conf");
        let kept = fs::read_to_string(&file).expect("initdb wrote it");
        let local = kept.lines().filter(|line| line.starts_with("local")).collect::<Vec<_>>().join("\n");
        fs::write(&file, format!("{local}\n{hba}\n")).expect("the file is written");
    }

    /// What the page says is to be typed at the standby.
    pub fn base_backup_of(&self, primary: &Server) {
        let typed = page::block("sh on db-b")
            .replace(DEBIANS_DATA, &self.data().display().to_string())
            .replace("host=db-a port=5432", &format!("host=127.0.0.1 port={}", primary.port));
        self.run(&typed);
    }

    pub fn start(&self) {
        // Only what differs between servers on one machine; the disk is not the test's subject.
        let own = format!("-c port={} -c unix_socket_directories={}", self.port, self.folder.display());
        let log = self.folder.join("log");
        self.run(&format!(
            "pg_ctl -D {} -l {} -w -o '{own} -c shared_buffers=32MB' start",
            self.data().display(),
            log.display()
        ));
    }

    /// As if its machine lost power.
    pub fn die(&self) {
        self.run(&format!("pg_ctl -D {} -m immediate -w stop", self.data().display()));
    }

    pub fn is_running(&self) -> bool {
        self.data().join("postmaster.pid").exists()
    }

    /// Runs statements as the administrator; what they answer, without decoration.
    #[track_caller]
    pub fn sql(&self, text: &str) -> String {
        self.sql_in("postgres", text)
    }

    #[track_caller]
    pub fn sql_in(&self, database: &str, text: &str) -> String {
        let file = self.folder.join("typed.sql");
        fs::write(&file, text).expect("a file");
        fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("the file is ours");
        let host = self.folder.display();
        let output = self.run(&format!(
            "psql -X -q -A -t -v ON_ERROR_STOP=1 -h {host} -p {} -U postgres -d {database} -f {}",
            self.port,
            file.display()
        ));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// A line of a shell, as the user `postgres` would type it.
    #[track_caller]
    fn run(&self, line: &str) -> Output {
        let path = format!("{}:/usr/bin:/bin", programs().display());
        let mut command = match other_user() {
            Some(_) => {
                let mut command = Command::new("setpriv");
                command.args([
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    "--",
                    "sh",
                    "-c",
                    line,
                ]);
                command
            }
            None => {
                let mut command = Command::new("sh");
                command.args(["-c", line]);
                command
            }
        };
        let output = command.current_dir("/").env("PATH", path).output().expect("a shell");
        assert!(
            output.status.success(),
            "`{line}`\n{}\n{}",
            String::from_utf8_lossy(&output.stderr),
            fs::read_to_string(self.folder.join("log")).unwrap_or_default()
        );
        output
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.is_running() && !std::thread::panicking() {
            self.die();
        } else if self.is_running() {
            let stop = format!("{}/pg_ctl", programs().display());
            let mut command = Command::new("setpriv");
            let of = ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", &stop, "-D"];
            let _ = command.args(of).arg(self.data()).args(["-m", "immediate", "stop"]).output();
        }
    }
}

fn append(file: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).open(file).expect("initdb wrote it");
    writeln!(file, "{text}\nfsync = off").expect("the file is written");
}

/// PostgreSQL refuses root; then its own user runs it.
fn other_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").expect("linux has /proc").uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("linux has /etc/passwd");
    users.lines().find_map(|line| {
        let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found =
        versions.map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    found.expect("this test needs postgresql: `apt-get install postgresql`")
}
