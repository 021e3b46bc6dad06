//! One PostgreSQL server of the test's own, set up as the page says.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use countersign_store::testing::cluster::{as_ordinary_user, give_to_server, programs, succeed, this_user};

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
        give_to_server(this_user(), &folder);
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
        let mut shell = as_ordinary_user(this_user(), Path::new("sh"));
        succeed(shell.args(["-c", line]).env("PATH", path), &self.folder)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.is_running() {
            let mut stop = as_ordinary_user(this_user(), &programs().join("pg_ctl"));
            stop.arg("-D").arg(self.data()).args(["-m", "immediate", "stop"]).output().ok();
        }
    }
}

fn append(file: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).open(file).expect("initdb wrote it");
    writeln!(file, "{text}\nfsync = off").expect("the file is written");
}
