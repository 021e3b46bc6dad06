//! `serve`: the console, the API and the worker, until told to stop.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use clap::Args;
use countersign_app::certificates::read;
use countersign_app::inventory::safety;
use countersign_app::photos::judge;
use countersign_app::{App, checklist, follow, setup};
use countersign_domain::checklist::Lists;
use countersign_domain::inventory::safety::ShopSafety;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::command::coa::ChildReader;
use crate::command::photo::ChildDarkroom;
use crate::{handed_in, node, rule_folder, wire, worker};

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    /// Address to listen on; put a TLS proxy in front of anything but loopback
    #[arg(long, env = "COUNTERSIGN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A TLS proxy stands in front: cookies are marked secure and browsers are told to insist on TLS
    #[arg(long, env = "COUNTERSIGN_BEHIND_TLS")]
    behind_tls: bool,
    /// A folder of rule files in place of the rulebook compiled in
    #[arg(long, env = "COUNTERSIGN_RULES")]
    rules: Option<PathBuf>,
    /// A file of checklists in place of those compiled in
    #[arg(long, env = "COUNTERSIGN_CHECKLISTS")]
    checklists: Option<PathBuf>,
    /// A file with the safety stock of each shop whose listings follow its count
    #[arg(long, env = "COUNTERSIGN_SAFETY_STOCK")]
    safety_stock: Option<PathBuf>,
    /// Where the world reaches this server, such as `https://hub.example.com`: marketplaces fetch photos from there
    #[arg(long, env = "COUNTERSIGN_PUBLIC_ADDRESS", value_parser = public_address)]
    public_address: Option<String>,
    /// A folder, best on another disk, for a copy of every signed head of the record
    #[arg(long, env = "COUNTERSIGN_HEADS")]
    heads: Option<PathBuf>,
    /// Log lines as JSON
    #[arg(long, env = "COUNTERSIGN_LOG_JSON")]
    log_json: bool,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        wire::log(self.log_json);
        let wired = wire::open(&self.database, self.rules.as_deref()).await?;
        if let Some(path) = &self.checklists {
            wired.app.set_checklists(checklists(path)?);
        }
        if let Some(path) = &self.safety_stock {
            wired.app.set_safety(safety_stock(&wired.app, path).await?);
        }
        if let Some(address) = &self.public_address {
            wired.app.set_public_address(address);
        }
        let listener = listen(self.listen).await?;
        let router = router(&wired.app, self.behind_tls, None);
        tracing::info!("listening on http://{}", listener.local_addr()?);
        let folders = Folders { heads: self.heads, rules: self.rules };
        until_stopped(listener, router, wired, folders).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Marketplaces take `https` alone, and a path or a question behind the name would end up in the middle of a photo's address.
fn public_address(text: &str) -> Result<String, String> {
    let name = text.strip_prefix("https://").ok_or("must begin with `https://`")?;
    let name = name.strip_suffix('/').unwrap_or(name);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    match !name.is_empty() && name.chars().all(is_name) {
        true => Ok(format!("https://{name}")),
        false => Err("is a name and perhaps a port behind `https://`, and nothing more".to_owned()),
    }
}

/// What is wrong with the file ends the start; a shop without its lists would not notice.
fn checklists(path: &Path) -> anyhow::Result<Lists> {
    let text = std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))?;
    checklist::read(&text).with_context(|| format!("`{}` cannot be used", path.display()))
}

/// A licence that no shop has is a slip of the hand, and its shop would be left without a safety stock.
async fn safety_stock(app: &App, path: &Path) -> anyhow::Result<Vec<ShopSafety>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))?;
    let shops = safety::read(&text).with_context(|| format!("`{}` cannot be used", path.display()))?;
    let known = setup::stores(app).await?;
    for shop in &shops {
        if !known.iter().any(|store| store.license == shop.license) {
            bail!("`{}` names the licence `{}`, which no store has", path.display(), shop.license);
        }
    }
    Ok(shops)
}

pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))
}

pub fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// The console and the API under one address.
pub fn router(
    app: &App,
    behind_tls: bool,
    desk: Option<Arc<dyn countersign_web::sandbox::desk::SandboxDesk>>,
) -> Router {
    let settings = countersign_web::Settings { behind_tls };
    countersign_api::router(app.clone()).merge(countersign_web::router(app.clone(), settings, desk))
}

/// Folders beside the database.
#[derive(Debug, Default)]
pub struct Folders {
    pub heads: Option<PathBuf>,
    pub rules: Option<PathBuf>,
}

/// How long a call to another system that is under way at the end is waited for.
const LAST_CALL_MAX: Duration = Duration::from_secs(10);

/// Serves until the process is asked to end; requests under way are finished.
pub async fn until_stopped(
    listener: TcpListener,
    router: Router,
    wired: wire::Wired,
    folders: Folders,
) -> anyhow::Result<()> {
    let app = wired.app;
    node::begin(&app, &node_name(&listener)?).await?;
    app.set_reader(Arc::new(ChildReader::new()?));
    app.set_darkroom(Arc::new(ChildDarkroom::new()?));
    let (stop, stopped) = oneshot::channel();
    let mut worker = tokio::spawn(worker::run(app.clone(), wired.watch, folders.heads, stopped));
    let jobs = [
        tokio::spawn(node::run(app.clone())),
        tokio::spawn(follow::run(app.clone())),
        tokio::spawn(handed_in::run(app.clone(), "a certificate", |app| Box::pin(read::next(app)))),
        tokio::spawn(handed_in::run(app.clone(), "a photo", |app| Box::pin(judge::next(app)))),
        tokio::spawn(rule_folder::watch(app.clone(), folders.rules)),
    ];
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await?;
    app.node().stop();
    drop(stop);
    if tokio::time::timeout(LAST_CALL_MAX, &mut worker).await.is_err() {
        // The act it is at is left alone by everybody until its call has certainly ended.
        tracing::warn!("a call to another system takes long; it will be looked for before it is repeated");
        worker.abort();
    }
    for job in jobs {
        job.abort();
        let _ = job.await;
    }
    node::leave(&app).await;
    Ok(())
}

/// How the other nodes and the operator know this one: the host and where it listens.
fn node_name(listener: &TcpListener) -> anyhow::Result<String> {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    Ok(format!("{} {}", host.trim(), listener.local_addr()?).trim().to_owned())
}

/// Ends when a person (Ctrl-C) or a service manager (SIGTERM) wants the process to end.
pub async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let kind = tokio::signal::unix::SignalKind::terminate();
        if let Ok(mut terminate) = tokio::signal::unix::signal(kind) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use super::public_address;

    #[test]
    fn a_public_address_is_a_name_and_nothing_more() {
        for (text, expected) in [
            ("https://hub.example.com", Some("https://hub.example.com")),
            ("https://hub.example.com:8443/", Some("https://hub.example.com:8443")),
            ("http://hub.example.com", None),
            ("https://", None),
            ("https://hub.example.com/console", None),
            ("https://hub.example.com?a", None),
        ] {
            assert_eq!(public_address(text).ok().as_deref(), expected, "{text}");
        }
    }
}
