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

/// What somebody would type in to connect one store to the systems of its mix.
pub fn configurations(street: &Street, place: usize) -> anyhow::Result<Vec<Configuration>> {
    street.mix.vendors().into_iter().map(|vendor| configuration_of(street, place, vendor)).collect()
}

/// The same for one system, whether it is of the mix or not.
pub fn configuration_of(street: &Street, place: usize, vendor: &str) -> anyhow::Result<Configuration> {
    let here = |key: &str| of_store(street, vendor, place, key);
    let everywhere = |key: &str| text(street, vendor, key);
    let (secrets, settings): (&[&str], Value) = match vendor {
        "metrc" => {
            let store = &street.world().stores[place];
            let settings = json!({"license": store.retail, "medical_license": store.medical});
            (&["vendor_key", "user_key"], settings)
        }
        "biotrack" => (
            &["password"],
            json!({
                "license_number": everywhere("license_number")?, "username": everywhere("username")?,
                "location": here("location")?, "medical_location": here("medical_location")?, "zone": here("zone")?,
                "price_is": everywhere("price_is")?,
            }),
        ),
        "leafdata" => (
            &["key"],
            json!({"mme_code": here("mme_code")?, "mme_id": here("mme_id")?, "zone": here("zone")?, "user_id": null}),
        ),
        "weedmaps" => {
            (&["client_secret"], json!({"client_id": everywhere("client_id")?, "menu_id": here("menu_id")?}))
        }
        "leafly" => (
            &["client_secret", "hmac_key"],
            json!({
                "client_id": everywhere("client_id")?,
                "menu_integration_key": here("menu_integration_key")?,
                "order_integration_key": here("order_integration_key")?,
            }),
        ),
        "jane" => (&["token", "webhook_secret"], json!({"store_id": here("store_id")?})),
        "dutchie" => {
            let endpoint = endpoint(street, vendor)?;
            let settings = json!({
                "retailer_id": here("retailer_id")?, "pos_url": everywhere("pos_url")?,
                "order_sources": endpoint.more.get("order_sources"),
            });
            let mut made = configuration(street, vendor, &["plus_key"], settings)?;
            made.secrets.insert("location_key".to_owned(), here("location_key")?);
            return Ok(made);
        }
        "flowhub" => (
            &["client_id", "key"],
            json!({
                "location_id": here("location_id")?,
                "medical_location_id": here("medical_location_id")?,
                "banned_group": everywhere("banned_group")?,
            }),
        ),
        "cova" => (&["client_secret", "username", "password"], of_cova(street, place)?),
        "dutchie_pos" => {
            let location_key = here("location_key")?;
            let settings = json!({"consumer_key": everywhere("consumer_key")?});
            return Ok(Configuration {
                secrets: BTreeMap::from([("location_key".to_owned(), location_key)]),
                ..configuration(street, vendor, &[], settings)?
            });
        }
        other => anyhow::bail!("no shop of a mix is connected to `{other}`"),
    };
    configuration(street, vendor, secrets, settings)
}

/// Cova's numbers are no texts.
fn of_cova(street: &Street, place: usize) -> anyhow::Result<Value> {
    let everywhere = |key: &str| text(street, "cova", key);
    let more = &endpoint(street, "cova")?.more;
    let place = &more.get("stores").context("cova names no stores")?[place];
    Ok(json!({
        "client_id": everywhere("client_id")?, "integrator_id": everywhere("integrator_id")?,
        "company_id": more.get("company_id"), "location_id": place["location_id"],
        "medical_location_id": place["medical_location_id"], "token_url": everywhere("token_url")?,
        "bans_by_disabling": true, "specifications": {"weight": "Net Weight", "thc": "THC Max"},
    }))
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
