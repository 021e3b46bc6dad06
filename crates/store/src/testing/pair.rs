//! Two PostgreSQL servers of one test's own: a primary, and a standby that every commit waits for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sqlx::{Connection, Executor, PgConnection};
use tempfile::TempDir;

use super::cluster::{as_ordinary_user, give_to_server, programs, succeed, this_user};

const DATABASE: &str = "shop";
const POLL: Duration = Duration::from_millis(20);
const TRIES_MAX: u32 = 1_500;

/// Goes with all its servers when dropped.
#[derive(Debug)]
pub struct Pair {
    folder: TempDir,
    /// Counts the servers there have been; the last but one of those that live is the primary.
    made: u32,
    primary: Server,
    standby: Server,
}

#[derive(Debug, Clone)]
pub struct Server {
    /// Its data, its socket and its log are in here.
    home: PathBuf,
}

impl Pair {
    /// Both started, the standby confirming every commit, an empty database to work in.
    pub async fn start() -> Self {
        // A socket's path may have 107 bytes only.
        let folder = TempDir::with_prefix_in("cs-pair-", "/tmp").expect("a folder can be made");
        fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("the folder is ours");
        let primary = Server::in_folder(folder.path(), 0);
        let mut initdb = primary.tool("initdb");
        initdb.arg("-D").arg(primary.data());
        initdb.args(["-U", "countersign", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        succeed(&mut initdb, &primary.home);
        primary.start();
        primary.run("create database shop").await;
        let standby = primary.copied_to(Server::in_folder(folder.path(), 1)).await;
        Self { folder, made: 2, primary, standby }
    }

    pub fn primary(&self) -> &Server {
        &self.primary
    }

    /// Every process of the primary is killed. Answers what is left of it.
    pub fn kill_primary(&self) -> Server {
        self.primary.kill();
        self.primary.clone()
    }

    /// The standby becomes the primary. It has no standby yet: see [`Pair::complete`].
    pub fn promote(&mut self) {
        self.standby.control(&["-w", "promote"]);
        self.primary = self.standby.clone();
    }

    /// A new standby for the primary, as the operator would make one of the machine that fell.
    pub async fn complete(&mut self) {
        let server = Server::in_folder(self.folder.path(), self.made);
        self.made += 1;
        self.standby = self.primary.copied_to(server).await;
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for number in 0..self.made {
            Server { home: self.folder.path().join(number.to_string()) }.kill();
        }
    }
}

impl Server {
    fn in_folder(folder: &Path, number: u32) -> Self {
        let home = folder.join(number.to_string());
        fs::create_dir(&home).expect("a server's folder can be made");
        give_to_server(this_user(), &home);
        Self { home }
    }

    /// How the product is told of it.
    pub fn url(&self) -> String {
        self.url_of(DATABASE)
    }

    /// Starts a server that had been there before, as it was.
    pub fn start(&self) {
        // A killed one leaves them behind.
        for left in [".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
            fs::remove_file(self.home.join(left)).ok();
        }
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c max_connections=100 \
             -c shared_buffers=32MB -c wal_level=replica -c max_wal_senders=4 -c hot_standby=on",
            self.home.display()
        );
        let mut start = self.tool("pg_ctl");
        start.arg("-D").arg(self.data()).arg("-l").arg(self.home.join("log"));
        start.args(["-w", "-o", &settings, "start"]);
        succeed(&mut start, &self.home);
    }

    /// SIGKILL for all its processes, as when a machine loses power. Whoever is dead already stays so.
    pub fn kill(&self) {
        let file = self.data().join("postmaster.pid");
        let pid = fs::read_to_string(&file).unwrap_or_default();
        let Some(pid) = pid.lines().next().filter(|pid| !pid.is_empty()) else { return };
        // Stopped first, so that it neither starts another process nor tells the others to end in peace.
        kill("-STOP", &[pid.to_owned()]);
        let mut all = children(pid);
        all.push(pid.to_owned());
        kill("-KILL", &all);
        // Its number may soon be another process's, and nobody is to kill that one.
        fs::remove_file(&file).expect("the file of a killed server is ours");
    }

    /// How many commits wait for a standby to confirm them.
    pub async fn commits_waiting(&self) -> i64 {
        sqlx::query_scalar("select count(*) from pg_stat_activity where wait_event = 'SyncRep'")
            .fetch_one(&mut self.connect("postgres").await)
            .await
            .expect("the server knows its sessions")
    }

    /// Makes `to` a standby of this one and waits until every commit waits for it.
    async fn copied_to(&self, to: Self) -> Self {
        let mut copy = self.tool("pg_basebackup");
        let source = format!("host={} user=countersign application_name=standby", self.home.display());
        copy.args(["-d", &source, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-D"]).arg(to.data());
        succeed(&mut copy, &to.home);
        to.start();
        self.run("alter system set synchronous_standby_names = 'standby'").await;
        self.control(&["reload"]);
        let mut conn = self.connect("postgres").await;
        for _ in 0..TRIES_MAX {
            let confirming: i64 =
                sqlx::query_scalar("select count(*) from pg_stat_replication where sync_state = 'sync'")
                    .fetch_one(&mut conn)
                    .await
                    .expect("the primary knows its standbys");
            if confirming == 1 {
                return to;
            }
            tokio::time::sleep(POLL).await;
        }
        panic!(
            "the standby does not follow:\n{}",
            fs::read_to_string(to.home.join("log")).unwrap_or_default()
        );
    }

    async fn run(&self, sql: &'static str) {
        self.connect("postgres")
            .await
            .execute(sql)
            .await
            .unwrap_or_else(|why| panic!("`{sql}` failed: {why}"));
    }

    async fn connect(&self, database: &str) -> PgConnection {
        PgConnection::connect(&self.url_of(database)).await.expect("the server answers its administrator")
    }

    fn url_of(&self, database: &str) -> String {
        format!("postgres://countersign@localhost/{database}?host={}", self.home.display())
    }

    fn control(&self, what: &[&str]) {
        succeed(self.tool("pg_ctl").arg("-D").arg(self.data()).args(what), &self.home);
    }

    fn tool(&self, name: &str) -> Command {
        as_ordinary_user(this_user(), &programs().join(name))
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }
}

fn kill(signal: &str, processes: &[String]) {
    // One that ended meanwhile is no error.
    Command::new("kill").arg(signal).args(processes).output().ok();
}

/// The processes that a process started and that still run.
fn children(parent: &str) -> Vec<String> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let named = all.filter_map(|entry| entry.file_name().into_string().ok());
    let is_child = |pid: &String| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name stands in brackets and may hold spaces; then come the state and the parent.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        after.split_whitespace().nth(1) == Some(parent)
    };
    named.filter(is_child).collect()
}
