//! `store`, `staff`, `connect`: setting a real shop up, before anybody can sign in.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use countersign_app::connections::{self, Configuration, Connector};
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::setup::{self, NewStore};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Role};

use crate::wire;

#[derive(Debug, Subcommand)]
pub enum Store {
    /// Adds a licensed shop; prints its id
    Add(AddStore),
    /// One line a shop
    List(ListStores),
}

#[derive(Debug, Args)]
pub struct AddStore {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    #[arg(long)]
    name: String,
    /// Street and town
    #[arg(long)]
    place: String,
    /// `us-` and the postal code in lower case
    #[arg(long)]
    jurisdiction: String,
    /// IANA time zone, such as America/Denver
    #[arg(long)]
    zone: String,
    /// The retail licence number, as the state writes it
    #[arg(long)]
    license: String,
    /// Store hours, local wall clock
    #[arg(long, default_value = "09:00")]
    opens: String,
    #[arg(long, default_value = "21:00")]
    closes: String,
    /// How long after its window an unclaimed order is kept
    #[arg(long, default_value_t = 240)]
    pickup_minutes: i64,
}

#[derive(Debug, Args)]
pub struct ListStores {
    #[command(flatten)]
    database: wire::DatabaseArgs,
}

#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Adds a person; prints a password that must be changed at the first sign-in
    Add(AddStaff),
}

#[derive(Debug, Args)]
pub struct AddStaff {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    /// The store's id, from `store list`
    #[arg(long)]
    store: String,
    #[arg(long)]
    name: String,
    #[arg(long)]
    login: String,
    /// Roles, with commas between them: associate, csr, budtender, inventory_manager, compliance_officer, manager, it, auditor
    #[arg(long, value_delimiter = ',', required = true)]
    roles: Vec<String>,
}

/// Connects a store to a vendor. The file is JSON: vendor, base_url, secrets and settings as the vendor's README
/// lists them; `-` reads standard input, so that no key has to lie on a disk
#[derive(Debug, Args)]
pub struct Connect {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    /// The store's id, from `store list`
    #[arg(long)]
    store: String,
    /// The configuration, or `-`
    #[arg(long)]
    file: PathBuf,
}

fn operator() -> Actor {
    Actor::system("operator")
}

impl Store {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add(command) => command.run().await,
            Self::List(command) => command.run().await,
        }
    }
}

impl AddStore {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let wired = wire::open(&self.database, None).await?;
        let new = NewStore {
            name: self.name,
            place: self.place,
            jurisdiction: self.jurisdiction,
            zone: self.zone,
            license: self.license,
            opens: self.opens,
            closes: self.closes,
            pickup_minutes: self.pickup_minutes,
        };
        let known = wired.app.rulebook().jurisdictions().into_iter().any(|j| *j.id == *new.jurisdiction);
        if !known {
            eprintln!("warning: the rulebook has no `{}`: every order will be unknown", new.jurisdiction);
        }
        let id = setup::add_store(&wired.app, &operator(), &new).await?;
        writeln!(std::io::stdout(), "{id}")?;
        Ok(ExitCode::SUCCESS)
    }
}

impl ListStores {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let wired = wire::open(&self.database, None).await?;
        let mut out = std::io::stdout().lock();
        for store in setup::stores(&wired.app).await? {
            writeln!(out, "{}  {}  {}  {}", store.id, store.license, store.name, store.place)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Staff {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Add(person) = self;
        let wired = wire::open(&person.database, None).await?;
        let store: StoreId = person.store.parse().context("--store")?;
        let role = |word: &String| {
            Role::from_word(word).ok_or_else(|| anyhow!("--roles: there is no role `{word}`"))
        };
        let roles = person.roles.iter().map(role).collect::<anyhow::Result<Vec<Role>>>()?;
        let new = NewStaff {
            store: &store,
            name: &person.name,
            login: &person.login,
            roles: &roles,
            password: FirstPassword::Temporary,
        };
        let added = add_staff(&wired.app, &operator(), new).await?;
        let password = added.temporary_password.context("no password was made")?;
        writeln!(std::io::stdout(), "{}", password.expose())?;
        eprintln!("{} signs in as `{}` with this password and chooses a new one", person.name, person.login);
        Ok(ExitCode::SUCCESS)
    }
}

impl Connect {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let wired = wire::open(&self.database, None).await?;
        let store: StoreId = self.store.parse().context("--store")?;
        if !setup::stores(&wired.app).await?.iter().any(|s| s.id == store) {
            bail!("there is no store `{store}`; see `countersign store list`");
        }
        let text = if self.file.as_os_str() == "-" {
            std::io::read_to_string(std::io::stdin())?
        } else {
            std::fs::read_to_string(&self.file).with_context(|| format!("`{}`", self.file.display()))?
        };
        let configuration: Configuration =
            serde_json::from_str(&text).context("the configuration is not as expected")?;
        // Opened before it is kept: a configuration that cannot work is refused here, not at the next start.
        wired.connector.connect(&configuration).map_err(|why| anyhow!(why))?;
        // Two writers of one menu undo each other, so the one that comes second is not kept.
        let kept = connections::configurations(&wired.app, &operator(), &store).await?;
        let others = kept.into_iter().map(|(_, other)| other).filter(|o| o.vendor != configuration.vendor);
        let together: Vec<Configuration> = others.chain([configuration.clone()]).collect();
        if let [first, ..] = &wire::two_writers(together.iter())[..] {
            bail!("not kept: {first}");
        }
        connections::keep(&wired.app, &operator(), &store, &configuration).await?;
        eprintln!("kept; `countersign doctor` tries it");
        Ok(ExitCode::SUCCESS)
    }
}
