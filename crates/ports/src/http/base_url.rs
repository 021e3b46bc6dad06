//! Where a line may lead. A person types base URLs on a page, so they are judged before anything is sent.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde::{Deserialize, Serialize};

/// Which addresses a connection may reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// `https` to public addresses only.
    #[default]
    Public,
    /// This machine only: for simulators.
    Sandbox,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    #[error("`{0}` is not a URL")]
    NotAUrl(String),
    #[error("`{0}` must start with `https://`; only a sandbox on this machine may use `http://`")]
    Scheme(String),
    #[error("`{0}` must not hold a user, a query or a fragment")]
    Extra(String),
    #[error("`{0}` does not lead to a public address")]
    Private(String),
    #[error("`{0}` does not lead to this machine, as a sandbox must")]
    NotHere(String),
}

/// A checked base URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    reach: Reach,
}

impl BaseUrl {
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BaseUrlError> {
        let own = || text.to_owned();
        let url = Url::parse(text).map_err(|_| BaseUrlError::NotAUrl(own()))?;
        let host = url.host_str().ok_or_else(|| BaseUrlError::NotAUrl(own()))?;
        let plain = !url.username().is_empty() || url.password().is_some() || url.query().is_some();
        if plain || url.fragment().is_some() {
            return Err(BaseUrlError::Extra(own()));
        }
        let is_here = names_this_machine(host);
        match (url.scheme(), reach) {
            ("https", Reach::Public) if is_public_name(host) => Ok(Self { url, reach }),
            ("https", Reach::Public) => Err(BaseUrlError::Private(own())),
            ("http" | "https", Reach::Sandbox) if is_here => Ok(Self { url, reach }),
            ("http" | "https", Reach::Sandbox) => Err(BaseUrlError::NotHere(own())),
            _ => Err(BaseUrlError::Scheme(own())),
        }
    }

    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The base with escaped segments and query after it.
    pub(super) fn with(&self, path: &[String], query: &[(&'static str, String)]) -> Url {
        let mut url = self.url.clone();
        url.path_segments_mut().expect("http URLs have a path").pop_if_empty().extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

/// The IP address a URL host spells, brackets or not.
fn spelled_ip(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn names_this_machine(host: &str) -> bool {
    host == "localhost" || spelled_ip(host).is_some_and(|ip| ip.is_loopback())
}

fn is_public_name(host: &str) -> bool {
    let local = ["localhost", "local", "internal", "home.arpa"];
    let last = |suffix: &str| host == suffix || host.ends_with(&format!(".{suffix}"));
    match spelled_ip(host) {
        Some(ip) => is_public(ip),
        None => host.contains('.') && !local.iter().any(|s| last(s)),
    }
}

/// Whether an address is somewhere on the public internet.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let special =
                a == 0 || a >= 240 || shared || (a == 192 && b == 0) || (a == 198 && (18..20).contains(&b));
            let local = v4.is_loopback() || v4.is_private() || v4.is_link_local();
            !(special || local || v4.is_multicast() || v4.is_documentation())
        }
        IpAddr::V6(v6) => match v6.to_ipv4() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            // 2000::/3 is all that is handed out; the rest is local, multicast or not in use.
            None => v6.segments()[0] & 0xe000 == 0x2000,
        },
    }
}

/// Resolves names, and forgets every address that the reach does not allow: a public name that is made to point
/// inside (DNS rebinding) leads nowhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guarded(pub(super) Reach);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fits = |a: &SocketAddr| match reach {
                Reach::Public => is_public(a.ip()),
                Reach::Sandbox => a.ip().is_loopback(),
            };
            let allowed: Vec<SocketAddr> = found.filter(fits).collect();
            if allowed.is_empty() {
                return Err("no address of this name may be reached".into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

pub(super) fn resolver(reach: Reach) -> Arc<Guarded> {
    Arc::new(Guarded(reach))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_connection_reaches_no_inner_address() {
        for good in ["https://api.example.com", "https://api.example.com/v2/", "https://93.184.216.34:8443/a"]
        {
            assert!(BaseUrl::parse(good, Reach::Public).is_ok(), "{good}");
        }
        for bad in [
            "http://api.example.com",
            "ftp://api.example.com",
            "file:///etc/passwd",
            "https://localhost",
            "https://printer",
            "https://db.internal",
            "https://127.0.0.1",
            "https://2130706433",
            "https://0x7f.1",
            "https://10.0.0.8",
            "https://169.254.169.254",
            "https://[::1]",
            "https://[::ffff:10.0.0.1]",
            "https://[fd00::1]",
            "https://100.64.0.1",
            "https://user:pw@api.example.com",
            "https://api.example.com/?a=b",
            "https://api.example.com/#a",
            "api.example.com",
        ] {
            assert!(BaseUrl::parse(bad, Reach::Public).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sandbox_connection_stays_on_this_machine() {
        assert!(BaseUrl::parse("http://127.0.0.1:4000", Reach::Sandbox).is_ok());
        assert!(BaseUrl::parse("http://[::1]:4000", Reach::Sandbox).is_ok());
        assert!(BaseUrl::parse("https://api.example.com", Reach::Sandbox).is_err());
        assert!(BaseUrl::parse("http://10.0.0.8", Reach::Sandbox).is_err());
    }

    #[test]
    fn values_in_a_path_stay_in_their_segment() {
        let base = BaseUrl::parse("https://api.example.com/v2/", Reach::Public).expect("a base");
        let path = ["orders".to_owned(), "../../admin?x=#y/z".to_owned()];
        let url = base.with(&path, &[("since", "2026-01-01T00:00:00+00:00".to_owned())]);
        assert_eq!(
            url.as_str(),
            "https://api.example.com/v2/orders/..%2F..%2Fadmin%3Fx=%23y%2Fz?since=2026-01-01T00%3A00%3A00%2B00%3A00"
        );
    }
}
