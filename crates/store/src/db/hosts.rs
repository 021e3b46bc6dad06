//! A database on several servers, of which one is the primary: `postgres://shop@db-a:5432,db-b:5432/shop`.
//!
//! Every server has a timeline, a number that rises with each promotion. Of servers that all believe to be primary the one
//! with the highest is, and once a higher one was seen no connection to a lower one is used any more: an old primary that
//! comes back gets no work from this node.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};

use super::{Db, Pools};

/// How long one server may take to say what it is.
const ANSWER_MAX: Duration = Duration::from_secs(2);

/// The server's timeline; 0 where it is a standby, which takes no writes.
const TIMELINE: &str = "select case when pg_is_in_recovery() then cast(0 as bigint) else \
                        cast(cast(cast('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as bit(32)) as integer) \
                        as bigint) end";

/// The servers, and the highest timeline that was seen of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    servers: Arc<[PgConnectOptions]>,
    seen: Arc<AtomicI64>,
}

impl Hosts {
    pub(super) fn new(servers: Vec<PgConnectOptions>) -> Self {
        Self { servers: servers.into(), seen: Arc::default() }
    }

    /// Looks which server is the primary; its place in the url.
    pub(super) async fn primary(&self) -> Option<usize> {
        let mut best: Option<(i64, usize)> = None;
        for (place, server) in self.servers.iter().enumerate() {
            let asked = async {
                let mut conn = server.connect().await?;
                let timeline = timeline(&mut conn).await;
                conn.close().await.ok();
                timeline
            };
            match tokio::time::timeout(ANSWER_MAX, asked).await {
                Ok(Ok(timeline)) if timeline > 0 && best.is_none_or(|(highest, _)| timeline > highest) => {
                    best = Some((timeline, place));
                }
                Ok(Ok(_)) => {}
                Ok(Err(why)) => tracing::debug!(error = %why, "a database server cannot be asked"),
                Err(_) => tracing::debug!("a database server does not answer"),
            }
        }
        let (timeline, place) = best?;
        self.is_newest(timeline).then_some(place)
    }

    /// Whether a connection leads to the primary, as far as this node knows.
    pub(super) async fn is_primary(&self, conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let asked = tokio::time::timeout(ANSWER_MAX, timeline(conn)).await;
        let timeline = asked.map_err(|_| sqlx::Error::PoolTimedOut)??;
        Ok(self.is_newest(timeline))
    }

    /// Remembers a timeline that is higher than any before.
    fn is_newest(&self, timeline: i64) -> bool {
        timeline > 0 && self.seen.fetch_max(timeline, Ordering::SeqCst) <= timeline
    }
}

async fn timeline(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(TIMELINE).fetch_one(conn).await
}

impl Db {
    /// Looks where the primary is by now, and sends new connections there. `true` when one was found. Without several
    /// servers to choose from there is nothing to look for.
    pub async fn find_primary(&self) -> bool {
        let (Pools::Postgres(pool), Some(hosts)) = (&self.pools, &self.hosts) else { return true };
        let Some(place) = hosts.primary().await else { return false };
        lead_to(pool, &hosts.servers[place]);
        true
    }
}

fn lead_to(pool: &PgPool, server: &PgConnectOptions) {
    let now = pool.connect_options();
    if (now.get_host(), now.get_port()) != (server.get_host(), server.get_port()) {
        tracing::warn!("the database is now on `{}` port {}", server.get_host(), server.get_port());
        pool.set_connect_options(server.clone());
    }
}

/// One url a server. Userinfo, database and parameters are the same for all.
pub(super) fn each(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let (authority, path) = match rest.find(['/', '?']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    hosts.split(',').map(|host| format!("{scheme}://{user}{host}{path}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_one_server_or_several() {
        assert_eq!(each("postgres://shop@db/shop"), ["postgres://shop@db/shop"]);
        assert_eq!(each("postgres:///shop?host=/run"), ["postgres:///shop?host=/run"]);
        let two = each("postgres://shop:p%2C1@db-a:5432,db-b:5433/shop?sslmode=verify-full");
        assert_eq!(
            two,
            [
                "postgres://shop:p%2C1@db-a:5432/shop?sslmode=verify-full",
                "postgres://shop:p%2C1@db-b:5433/shop?sslmode=verify-full"
            ]
        );
    }

    #[test]
    fn a_lower_timeline_than_the_highest_seen_is_no_primarys() {
        let hosts = Hosts::default();
        assert!(!hosts.is_newest(0));
        assert!(hosts.is_newest(3) && hosts.is_newest(3) && hosts.is_newest(4));
        assert!(!hosts.is_newest(3));
    }
}
