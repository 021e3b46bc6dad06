//! From a configuration to running servers.

use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware;
use axum::response::Response;
use countersign_kernel::{Clock, SystemClock};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::control;
use crate::faults::{self, FaultBox, FaultPlan};
use crate::server::{
    Endpoints, HttpOutbound, Outbound, SkewedClock, Stage, Vendor, VendorEndpoint, listen, roster,
};
use crate::world::{Naming, World};

/// How to start a sandbox.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    pub seed: u64,
    /// How the world's packages are named: as the state system names them that the shop works with.
    pub naming: Naming,
    /// Packages of the first store, where the world shall be a large one.
    pub packages: Option<usize>,
    /// The time in the world; a `ManualClock` in tests and `simulate`.
    pub clock: Arc<dyn Clock>,
    /// One port per vendor in the order of `server/roster.rs`; 0 or missing means any free one.
    pub ports: Vec<u16>,
    /// Real milliseconds every answer takes; 0 means at once and never sleeps.
    pub latency_ms: u64,
    /// How often timers run and callbacks go out by themselves; `None` when the test drives them.
    pub ticker_ms: Option<u64>,
    pub outbound: Arc<dyn Outbound>,
    /// Where vendors with callbacks find the hub; may also be set later through the control API.
    pub hub_url: Option<String>,
}

impl SandboxConfig {
    /// A quiet sandbox: free ports, no latency, no ticker.
    pub fn new(seed: u64, clock: Arc<dyn Clock>) -> Self {
        let outbound = Arc::new(HttpOutbound::default());
        Self {
            seed,
            naming: Naming::default(),
            packages: None,
            clock,
            ports: Vec::new(),
            latency_ms: 0,
            ticker_ms: None,
            outbound,
            hub_url: None,
        }
    }

    /// As a person would like it: the machine's clock, a little latency, callbacks going out by themselves.
    pub fn demo(seed: u64) -> Self {
        let quiet = Self::new(seed, Arc::new(SystemClock));
        Self { latency_ms: 20, ticker_ms: Some(500), ..quiet }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("port {port} on loopback is not free for the {vendor} simulator: {source}")]
    Port { vendor: &'static str, port: u16, source: io::Error },
    #[error("the endpoints file `{path}` could not be written: {source}")]
    EndpointsFile { path: PathBuf, source: io::Error },
}

/// One vendor with its knobs and its finished router.
#[derive(Debug, Clone)]
pub struct VendorRoom {
    pub vendor: Arc<dyn Vendor>,
    pub faults: Arc<FaultBox>,
    pub clock: Arc<SkewedClock>,
    /// The vendor's paths behind its faults, and the control API under [`control::PREFIX`].
    pub app: Router,
}

/// All simulators, not yet listening. Good for tests that call the routers directly.
#[derive(Debug)]
pub struct Sandbox {
    pub world: Arc<World>,
    pub rooms: BTreeMap<&'static str, VendorRoom>,
}

impl Sandbox {
    pub fn assemble(config: &SandboxConfig) -> Self {
        let world = World::named(config.seed, config.clock.now(), config.naming);
        let world = Arc::new(match config.packages {
            Some(packages) => world.with_packages(packages, config.naming),
            None => world,
        });
        let mut built = roster::Built::default();
        let room = |name: &'static str| {
            let clock = Arc::new(SkewedClock::new(config.clock.clone()));
            let stage = Stage {
                vendor: name,
                world: world.clone(),
                clock: clock.clone(),
                outbound: config.outbound.clone(),
                hub_url: config.hub_url.clone(),
            };
            let vendor = built.next(name, stage);
            let plan = FaultPlan { latency_ms: config.latency_ms, ..FaultPlan::default() };
            let faults = Arc::new(FaultBox::new(config.seed, plan));
            let vendor_paths = faults::wrap(vendor.clone().router(), vendor.clone(), faults.clone());
            let steering = control::router(vendor.clone(), faults.clone(), clock.clone());
            let app = vendor_paths.nest(control::PREFIX, steering);
            let app = app.layer(middleware::map_response_with_state(clock.clone(), dated));
            (name, VendorRoom { vendor, faults, clock, app })
        };
        let rooms = roster::VENDORS.iter().copied().map(room).collect();
        Self { world, rooms }
    }

    /// Starts every simulator on loopback and returns when all of them listen.
    pub async fn start(config: SandboxConfig) -> Result<RunningSandbox, SandboxError> {
        let Self { world, rooms } = Self::assemble(&config);
        let mut tasks = JoinSet::new();
        let mut endpoints = Endpoints::default();
        for (place, &name) in roster::VENDORS.iter().enumerate() {
            let room = &rooms[name];
            let port = config.ports.get(place).copied().unwrap_or(0);
            let refused = |source| SandboxError::Port { vendor: name, port, source };
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
            let base_url = format!("http://{}", listener.local_addr().map_err(refused)?);
            let control_url = format!("{base_url}{}", control::PREFIX);
            let more = room.vendor.endpoints(&base_url);
            endpoints.0.insert(name.to_owned(), VendorEndpoint { base_url, control_url, more });
            tasks.spawn(listen::serve(listener, room.app.clone()));
        }
        if let Some(every_ms) = config.ticker_ms {
            let vendors: Vec<_> = rooms.values().map(|room| room.vendor.clone()).collect();
            tasks.spawn(tick(vendors, Duration::from_millis(every_ms.max(1))));
        }
        Ok(RunningSandbox { endpoints, world, rooms, tasks })
    }
}

/// Every answer says what time it is at this vendor.
async fn dated(State(clock): State<Arc<SkewedClock>>, mut response: Response) -> Response {
    let date = HeaderValue::from_str(&clock.now().http_date()).expect("a date is plain text");
    response.headers_mut().insert(DATE, date);
    response
}

async fn tick(vendors: Vec<Arc<dyn Vendor>>, every: Duration) {
    let mut interval = tokio::time::interval(every);
    loop {
        interval.tick().await;
        for vendor in &vendors {
            vendor.run_due().await;
        }
    }
}

/// Running simulators; dropping this stops them.
#[derive(Debug)]
pub struct RunningSandbox {
    pub endpoints: Endpoints,
    pub world: Arc<World>,
    pub rooms: BTreeMap<&'static str, VendorRoom>,
    tasks: JoinSet<()>,
}

impl RunningSandbox {
    /// A vendor's room by its name in the endpoints file.
    pub fn room(&self, name: &str) -> Option<&VendorRoom> {
        self.rooms.get(name)
    }

    /// Lets every vendor do what is due now.
    pub async fn run_due(&self) {
        for room in self.rooms.values() {
            room.vendor.run_due().await;
        }
    }

    /// Stops listening and waits until every server task has ended.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// What `countersign sandbox` does: start everything, then write the endpoints file.
pub async fn run(config: SandboxConfig, endpoints_file: &Path) -> Result<RunningSandbox, SandboxError> {
    let running = Sandbox::start(config).await?;
    let written = running.endpoints.write(endpoints_file);
    written.map_err(|source| SandboxError::EndpointsFile { path: endpoints_file.to_owned(), source })?;
    Ok(running)
}
