//! Where a server of these tests runs: on which database, with which key, on which port.

use std::path::PathBuf;
use std::time::Duration;

use axum::http::Method;

use super::faults::Faults;
use crate::http::{Caller, Reply};
use crate::program::{Deadline, Process, command};
use crate::shop::Shop;

pub const POLL: Duration = Duration::from_millis(5);

#[derive(Debug, Clone)]
pub struct Place {
    pub database: String,
    pub key_file: PathBuf,
    pub port: u16,
    pub log: PathBuf,
}

impl Place {
    /// On a database of this shop.
    pub fn of(shop: &Shop, database: &str, port: u16) -> Self {
        Self {
            database: database.to_owned(),
            key_file: shop.key_file.clone(),
            port,
            log: shop.folder.path().join("server.log"),
        }
    }

    /// Starts the server. With `faults` its calls on the database are counted from its first one on.
    pub fn start(&self, faults: Option<&Faults>) -> Process {
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = command(&["serve", "--database", &self.database, "--listen", &listen]);
        command.arg("--key-file").arg(&self.key_file);
        if let Some(faults) = faults {
            faults.load_into(&mut command, &self.target());
        }
        Process::spawn_command(command, &self.log)
    }

    /// Starts it and waits until it may decide: it listens before, and what fails in its start ends it. `false`: it ended.
    pub async fn start_and_wait(&self, faults: Option<&Faults>) -> (Process, bool) {
        let deadline = Deadline::in_seconds(60);
        let mut process = self.start(faults);
        loop {
            if process.has_ended() {
                return (process, false);
            }
            if self.is_ready().await {
                return (process, true);
            }
            deadline.check("the server to be ready");
            tokio::time::sleep(POLL).await;
        }
    }

    async fn is_ready(&self) -> bool {
        let caller = Caller::new(&format!("http://127.0.0.1:{}", self.port), "");
        let answer = caller.send(Method::GET, "/health/ready", None, None).await;
        answer.as_ref().is_ok_and(Reply::is_good)
    }

    /// A server that nothing keeps from starting.
    pub async fn healthy(&self) -> Process {
        let (process, is_ready) = self.start_and_wait(None).await;
        assert!(is_ready, "the server ended at its start; its log:\n{}", self.log_text());
        process
    }

    pub fn log_text(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// How the paths begin that a write to the database goes to: the file and its log, or the server's socket.
    fn target(&self) -> String {
        match self.database.strip_prefix("sqlite:") {
            Some(file) => file.to_owned(),
            None => {
                let (_, host) = self.database.split_once("host=").expect("a url with a socket's folder");
                format!("{host}/.s.PGSQL")
            }
        }
    }
}
