//! Putting the parts together: database, keys, clock, rulebook, connections.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::Args;
use countersign_app::connections::{Configuration, Connector, Form, Vendors, Watch};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::{App, connections, setup};
use countersign_kernel::{Clock, Random, SystemClock};
use countersign_ports::Connection;
use countersign_ports::http::{HttpLayer, Pace};
use countersign_rulebook::{RuleError, RuleFile, Rulebook};
use countersign_store::db::Db;
use countersign_vendors::{ConnectionConfig, Sheet, writers};

use crate::keys;

/// A call to a vendor may wait this long for its turn.
pub const WAIT_MS_MAX: u64 = 5_000;

/// Which database, and where its key is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// `sqlite:FILE` or `postgres://…`
    #[arg(long, env = "COUNTERSIGN_DATABASE")]
    pub database: String,
    /// The master key's file; beside a SQLite database unless given
    #[arg(long, env = "COUNTERSIGN_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

impl DatabaseArgs {
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| keys::default_path(&self.database))
    }
}

/// A seed from the operating system: the one place where randomness enters.
pub fn system_random() -> anyhow::Result<Arc<Random>> {
    let mut seed = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "only the binary seeds the generator")]
    getrandom::fill(&mut seed).map_err(|why| anyhow!("the operating system gives no randomness: {why}"))?;
    Ok(Arc::new(Random::from_seed(seed)))
}

/// The rulebook compiled in, or the one in a folder.
pub fn rulebook(folder: Option<&Path>) -> anyhow::Result<Rulebook> {
    let loaded = match folder {
        None => Rulebook::shipped(),
        Some(folder) => Rulebook::load(rule_files(folder, folder)?),
    };
    loaded.map_err(unusable)
}

/// Every error of the rule files, a line each.
pub fn unusable(errors: Vec<RuleError>) -> anyhow::Error {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    anyhow!("the rulebook cannot be used:\n{}", lines.join("\n"))
}

pub fn rule_files(root: &Path, folder: &Path) -> anyhow::Result<Vec<RuleFile>> {
    let listed = std::fs::read_dir(folder).with_context(|| format!("the folder `{}`", folder.display()))?;
    let mut files = Vec::new();
    for entry in listed {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rule_files(root, &path)?);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            files.push(RuleFile { path: name, text });
        }
    }
    Ok(files)
}

/// An app on a migrated database with its record begun and its connections open.
pub struct Wired {
    pub app: App,
    pub watch: Arc<Watch>,
    pub connector: Arc<VendorConnector>,
}

pub async fn open(database: &DatabaseArgs, rules: Option<&Path>) -> anyhow::Result<Wired> {
    open_by(database, rules, Arc::new(SystemClock)).await
}

/// The same by another clock.
pub async fn open_by(
    database: &DatabaseArgs,
    rules: Option<&Path>,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Wired> {
    let random = system_random()?;
    let db = Db::open(&database.database).await.context("the database cannot be opened")?;
    db.migrate().await.context("the database cannot be brought up to date")?;
    let keys = keys::open_or_make(&database.key_path(), &random)?;
    let roles = RoleMatrix::built_in();
    let app = App::new(db, clock.clone(), random.clone(), keys, rulebook(rules)?, roles);
    setup::begin(&app).await?;
    app.pull_side_by_side();
    let watch = Arc::new(Watch::default());
    let pace = Pace::Patient { wait_max_ms: WAIT_MS_MAX };
    let connector = Arc::new(VendorConnector(HttpLayer::new(clock, random, watch.clone(), pace)));
    app.set_vendors(connector.clone());
    for failed in connections::open_all(&app, connector.as_ref()).await? {
        tracing::warn!("a connection could not be opened: {failed}");
    }
    Ok(Wired { app, watch, connector })
}

/// Makes live connections; only the binary knows which vendors there are.
pub struct VendorConnector(pub HttpLayer);

impl Connector for VendorConnector {
    fn connect(&self, configuration: &Configuration) -> Result<Arc<dyn Connection>, String> {
        let config = vendor_config(configuration)?;
        countersign_vendors::connect(config, &self.0).map(Arc::from).map_err(|why| why.to_string())
    }
}

impl Vendors for VendorConnector {
    fn forms(&self) -> Vec<Form> {
        countersign_vendors::SHEETS.iter().map(Sheet::form).collect()
    }

    fn two_writers(&self, together: &[Configuration]) -> Vec<String> {
        two_writers(together.iter())
    }
}

/// A sentence for each channel that two of one store's connections would write, and for settings in which that cannot be seen.
pub fn two_writers<'a>(configurations: impl Iterator<Item = &'a Configuration>) -> Vec<String> {
    let configs: Result<Vec<ConnectionConfig>, String> = configurations.map(vendor_config).collect();
    let found = configs.and_then(|configs| writers::two_writers(&configs).map_err(|why| why.to_string()));
    match found {
        Ok(conflicts) => conflicts.iter().map(ToString::to_string).collect(),
        Err(why) => vec![why],
    }
}

/// A kept configuration as the connectors want it.
fn vendor_config(configuration: &Configuration) -> Result<ConnectionConfig, String> {
    let json = serde_json::json!({
        "vendor": configuration.vendor, "base_url": configuration.base_url, "reach": configuration.reach,
        "secrets": configuration.secrets, "settings": configuration.settings,
    });
    serde_json::from_value(json).map_err(|why| why.to_string())
}

/// Log lines on standard error: sentences for a person, or JSON for a machine.
pub fn log(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("COUNTERSIGN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.with_target(false).init() }
}

#[cfg(test)]
mod tests {
    use countersign_app::connections::{ADDRESS, Address, Field, Typed};
    use countersign_kernel::{ManualClock, Timestamp};
    use countersign_ports::http::NoLog;

    use super::*;

    fn connector() -> VendorConnector {
        let noon: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
        let (clock, random) = (Arc::new(ManualClock::at(noon)), Arc::new(Random::from_number(7)));
        VendorConnector(HttpLayer::new(clock, random, Arc::new(NoLog), Pace::Never))
    }

    fn filled(form: &Form, with: impl Fn(&Field) -> bool) -> Typed {
        let example = |field: &Field| match field.name {
            _ if field.is_secret() => "a secret of more than sixteen characters".to_owned(),
            // Nobody feeds itself.
            "feeds" => "jane".replace(form.vendor, "leafly"),
            _ => field.example.to_owned(),
        };
        let fields = form.fields.iter().filter(|field| with(field));
        let mut typed: std::collections::BTreeMap<_, _> =
            fields.map(|field| (field.name.to_owned(), example(field))).collect();
        let (Address::Always(address) | Address::Such(address)) = form.address;
        typed.insert(ADDRESS.to_owned(), address.to_owned());
        Typed(typed)
    }

    /// A form that asks for what its connector does not know, or leaves out what it needs, is found here.
    #[test]
    fn what_every_form_asks_for_is_what_its_connector_takes() {
        let connector = connector();
        for form in connector.forms() {
            let vendor = form.vendor;
            let open = |typed: Typed| {
                let made = typed.configuration(&form, None);
                connector.connect(&made.unwrap_or_else(|mistakes| panic!("{vendor}: {mistakes:?}"))).map(drop)
            };
            open(filled(&form, |_| true)).unwrap_or_else(|why| panic!("{vendor}, all of it: {why}"));
            open(filled(&form, |f| f.is_needed))
                .unwrap_or_else(|why| panic!("{vendor}, what it needs: {why}"));
            for missing in form.fields.iter().filter(|field| field.is_needed) {
                let without = filled(&form, |field| field.is_needed && field.name != missing.name);
                let mistakes = without.configuration(&form, None).expect_err("it is needed");
                assert_eq!(mistakes.iter().map(|m| m.field).collect::<Vec<_>>(), [missing.name], "{vendor}");
                let mut whole = filled(&form, |f| f.is_needed).configuration(&form, None).expect("whole");
                whole.secrets.remove(missing.name);
                whole.settings.as_object_mut().expect("settings").remove(missing.name);
                assert!(connector.connect(&whole).is_err(), "{vendor} opens without `{}`", missing.name);
            }
        }
    }

    /// The README of a connector and its form speak of the same settings.
    #[test]
    fn every_field_is_in_its_connectors_readme() {
        let vendors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vendors/src");
        for form in connector().forms() {
            let readme =
                std::fs::read_to_string(vendors.join(form.vendor).join("README.md")).expect("a README");
            let own = form.fields.iter().filter(|f| f.name != "feeds" && f.name != "writes_menu");
            for field in own {
                assert!(
                    readme.contains(field.name),
                    "{}: `{}` is not in its README",
                    form.vendor,
                    field.name
                );
            }
        }
    }
}
