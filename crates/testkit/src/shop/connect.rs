//! From the simulators' endpoints to connections of the product.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use countersign_app::connections::{Configuration, Connector};
use countersign_ports::Connection;
use countersign_ports::http::HttpLayer;
use countersign_sandbox::server::VendorEndpoint;
use countersign_vendors::ConnectionConfig;
use serde_json::{Value, json};

use crate::street::Street;

/// Makes live connections as the binary does.
pub struct SandboxConnector(pub HttpLayer);

impl Connector for SandboxConnector {
    fn connect(&self, configuration: &Configuration) -> Result<Arc<dyn Connection>, String> {
        let json = json!({
            "vendor": configuration.vendor, "base_url": configuration.base_url, "reach": configuration.reach,
            "secrets": configuration.secrets, "settings": configuration.settings,
        });
        let config: ConnectionConfig = serde_json::from_value(json).map_err(|why| why.to_string())?;
        countersign_vendors::connect(config, &self.0).map(Arc::from).map_err(|why| why.to_string())
    }
}

/// What somebody would type in to connect one store to all four vendors.
pub fn configurations(street: &Street, place: usize) -> anyhow::Result<Vec<Configuration>> {
    let world = street.world();
    let store = &world.stores[place];
    let metrc = json!({"license": store.retail, "medical_license": store.medical});
    let weedmaps = json!({
        "client_id": text(street, "weedmaps", "client_id")?,
        "menu_id": of_store(street, "weedmaps", place, "menu_id")?,
    });
    let leafly = json!({
        "client_id": text(street, "leafly", "client_id")?,
        "menu_integration_key": of_store(street, "leafly", place, "menu_integration_key")?,
        "order_integration_key": of_store(street, "leafly", place, "order_integration_key")?,
    });
    let dutchie = json!({"consumer_key": text(street, "dutchie_pos", "consumer_key")?});
    let location_key = of_store(street, "dutchie_pos", place, "location_key")?;
    Ok(vec![
        configuration(street, "metrc", &["vendor_key", "user_key"], metrc)?,
        configuration(street, "weedmaps", &["client_secret"], weedmaps)?,
        configuration(street, "leafly", &["client_secret", "hmac_key"], leafly)?,
        Configuration {
            secrets: BTreeMap::from([("location_key".to_owned(), location_key)]),
            ..configuration(street, "dutchie_pos", &[], dutchie)?
        },
    ])
}

fn configuration(
    street: &Street,
    vendor: &str,
    secrets: &[&str],
    settings: Value,
) -> anyhow::Result<Configuration> {
    let secrets = secrets
        .iter()
        .map(|name| Ok(((*name).to_owned(), text(street, vendor, name)?)))
        .collect::<anyhow::Result<_>>();
    Ok(Configuration {
        vendor: vendor.to_owned(),
        base_url: endpoint(street, vendor)?.base_url.clone(),
        secrets: secrets?,
        settings,
        reach: json!("sandbox"),
    })
}

fn endpoint<'a>(street: &'a Street, vendor: &str) -> anyhow::Result<&'a VendorEndpoint> {
    street.endpoints().vendor(vendor).with_context(|| format!("there is no {vendor} simulator"))
}

fn text(street: &Street, vendor: &str, key: &str) -> anyhow::Result<String> {
    let found = endpoint(street, vendor)?.text(key);
    Ok(found.with_context(|| format!("{vendor} gives no `{key}`"))?.to_owned())
}

fn of_store(street: &Street, vendor: &str, place: usize, key: &str) -> anyhow::Result<String> {
    let stores = endpoint(street, vendor)?.more.get("stores").and_then(Value::as_array);
    let found = stores.and_then(|stores| stores.get(place)?.get(key)?.as_str());
    Ok(found.with_context(|| format!("{vendor} gives no `{key}` for store {place}"))?.to_owned())
}
