//! Chromium, as Debian installs it, driven over WebDriver.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::{ParseError, Url};

use crate::program::Process;

/// No picture on a screen, no sandbox inside a container, nothing that calls home.
const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--force-color-profile=srgb",
    "--window-size=1440,1000",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    /// As if the reader's browser ran none.
    Off,
}

#[derive(Debug)]
pub struct Browser {
    pub client: Client,
    /// Chromium itself, which outlives a driver that is killed.
    chromium: Option<u64>,
    _driver: Process,
    _profile: TempDir,
}

impl Browser {
    pub async fn open(scripts: Scripts) -> anyhow::Result<Self> {
        let profile = tempfile::tempdir()?;
        let (driver, port) = driver(&profile.path().join("driver.log")).await?;
        let capabilities = capabilities(scripts, &profile.path().join("profile").to_string_lossy())?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| format!("chromium does not start:\n{}", driver.said()))?;
        let chromium = client.capabilities().and_then(|all| all.get("goog:processID")?.as_u64());
        Ok(Self { client, chromium, _driver: driver, _profile: profile })
    }

    /// Asks Chromium itself, past WebDriver.
    pub async fn devtools(&self, command: &str, parameters: Value) -> anyhow::Result<Value> {
        let body = json!({"cmd": command, "params": parameters});
        Ok(self.client.issue_cmd(Extension { path: "goog/cdp/execute", body }).await?)
    }

    /// What the pages complained about since the last time: errors, and anything the content policy stopped.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        let log =
            self.client.issue_cmd(Extension { path: "se/log", body: json!({"type": "browser"}) }).await?;
        let severe = |entry: &&Value| entry["level"] == "SEVERE" || entry["source"] == "security";
        let entries = log.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(entries.iter().filter(severe).map(|entry| entry["message"].to_string()).collect())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(id) = self.chromium {
            let _ = Command::new("kill")
                .args(["-KILL", &id.to_string()])
                .stderr(std::process::Stdio::null())
                .status();
        }
    }
}

fn capabilities(scripts: Scripts, profile: &str) -> anyhow::Result<Capabilities> {
    let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
    flags.push(format!("--user-data-dir={profile}"));
    let preferences = match scripts {
        Scripts::On => json!({}),
        Scripts::Off => json!({"profile.managed_default_content_settings.javascript": 2}),
    };
    let all = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {"args": flags, "prefs": preferences},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    all.as_object().cloned().context("capabilities are an object")
}

/// The system finds the driver a port of IPv6, and the driver wants the same one of IPv4, which now and then is taken.
async fn driver(log: &Path) -> anyhow::Result<(Process, u16)> {
    const TRIES: usize = 5;
    let mut tries = 1..=TRIES;
    loop {
        let mut driver =
            Process::start("chromedriver", Command::new("chromedriver").arg("--port=0"), log.to_owned())?;
        let port = driver.port("successfully on port ").await;
        let again = port.is_err() && driver.said().contains("Address already in use");
        if !again || tries.next().is_none() {
            return Ok((driver, port?));
        }
    }
}

/// A command of chromedriver's own.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
