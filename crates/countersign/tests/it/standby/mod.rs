//! Two nodes on PostgreSQL with a synchronous standby, set up, failed over and brought back as the operator's page says.

mod page;
mod server;

use std::time::Duration;

use axum::http::Method;
use countersign_sandbox::world::Story;
use countersign_store::db::Db;
use countersign_store::orders;
use serde_json::{Value, json};

use crate::http::Caller;
use crate::program::{Deadline, Process, free_ports};
use crate::shop::{Pace, Shop, phone_order};
use server::Server;

const SEED: u64 = 11;
const POLL: Duration = Duration::from_millis(50);
/// As the page names it.
const DATABASE: &str = "countersign";
/// The page says seconds; a machine that does other things beside may take longer.
const SECONDS_MAX: i64 = 60;

/// The two nodes, with one program that speaks to both.
struct Nodes {
    callers: [Caller; 2],
    processes: [Process; 2],
}

impl Nodes {
    fn start(shop: &Shop, ports: [u16; 2]) -> Self {
        let start = |port: u16| {
            let listen = format!("127.0.0.1:{port}");
            let key = shop.key_file.to_str().expect("a path of letters").to_owned();
            let log = shop.folder.path().join(format!("node-{port}.log"));
            Process::spawn(
                &["serve", "--database", &shop.database, "--key-file", &key, "--listen", &listen],
                &log,
            )
        };
        let caller = |port: u16| Caller::new(&format!("http://127.0.0.1:{port}"), &shop.token);
        Self { callers: ports.map(caller), processes: ports.map(start) }
    }

    async fn ready(&self, node: usize) -> Option<u16> {
        let asked = self.callers[node].send(Method::GET, "/health/ready", None, None).await;
        asked.ok().map(|reply| reply.status)
    }

    /// Waits until both answer the load balancer with `status`.
    async fn both_say(&self, status: u16) {
        let deadline = Deadline::in_seconds(SECONDS_MAX);
        for node in [0, 1] {
            while self.ready(node).await != Some(status) {
                deadline.check(&format!("node {node} to answer {status}"));
                tokio::time::sleep(POLL).await;
            }
        }
    }

    /// Asks until there is an answer, which must be a yes. A connection that was in use when the primary went is found
    /// broken once, the caller's and the node's.
    async fn answered(&self, node: usize, method: Method, path: &str, body: Option<&Value>) -> Value {
        let deadline = Deadline::in_seconds(SECONDS_MAX);
        loop {
            let sent = self.callers[node].send(method.clone(), path, None, body).await;
            match sent {
                Ok(reply) if reply.is_good() => return reply.body,
                Ok(reply) if reply.status != 503 => {
                    panic!("{method} {path} at node {node}: {} {}", reply.status, reply.body)
                }
                again => deadline.check(&format!("{method} {path} at node {node}: {again:?}")),
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn deed(&self, node: usize, order: &str, deed: &str, body: Value) {
        self.answered(node, Method::POST, &format!("/api/v1/orders/{order}/{deed}"), Some(&body)).await;
    }

    /// From the phone to the sale, each step at the other node.
    async fn serve_an_order(&self, shop: &Shop, who: usize) -> String {
        let customers: Vec<_> = shop.sandbox.world.customers_with(Story::Adult).collect();
        let customer = customers[who];
        let body = phone_order(customer, crate::kill::small_thing(&shop.sandbox), 1);
        let entered = self.answered(0, Method::POST, "/api/v1/orders", Some(&body)).await;
        let order = entered["id"].as_str().expect("an id").to_owned();
        self.deed(1, &order, "verification", json!({})).await;
        self.deed(0, &order, "approval", json!({})).await;
        self.deed(1, &order, "pick-list", json!({})).await;
        self.deed(0, &order, "readiness", json!({})).await;
        self.deed(1, &order, "hand-over", json!({"barcode": customer.id.barcode})).await;
        self.deed(0, &order, "completion", json!({})).await;
        order
    }

    /// Waits until everything that the order owes to systems outside is done.
    async fn acts_are_done(&self, node: usize, order: &str) {
        let deadline = Deadline::in_seconds(SECONDS_MAX);
        loop {
            let path = format!("/api/v1/orders/{order}");
            let whole = self.answered(node, Method::GET, &path, None).await;
            assert_eq!(whole["state"], "completed");
            let acts = whole["acts"].as_array().expect("acts");
            if !acts.is_empty() && acts.iter().all(|act| act["state"] == "done") {
                return;
            }
            deadline.check("the outbox");
            tokio::time::sleep(POLL).await;
        }
    }
}

fn wait_until(waiting_for: &str, holds: impl Fn() -> bool) {
    let deadline = Deadline::in_seconds(SECONDS_MAX);
    while !holds() {
        deadline.check(waiting_for);
        std::thread::sleep(POLL);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_page_says_is_so() {
    let [at_a, at_b, node_1, node_2] = free_ports();
    let folder =
        tempfile::Builder::new().prefix("countersign-standby-").tempdir_in("/tmp").expect("a folder");
    let (db_a, db_b) = (Server::new(folder.path(), "a", at_a), Server::new(folder.path(), "b", at_b));

    // 1. The first server.
    db_a.init();
    db_a.start();
    db_a.sql(page::block("sql on db-a"));
    // 2. The standby.
    db_b.base_backup_of(&db_a);
    db_b.start();
    db_a.sql(page::block("sql on db-a, when the standby runs"));
    wait_until("the standby to be a synchronous one", || {
        db_a.sql(page::block("sql which standby")) == "db_b|sync"
    });

    // 3. The nodes.
    let url = page::url()
        .replace("db-a:5432", &format!("127.0.0.1:{at_a}"))
        .replace("db-b:5432", &format!("127.0.0.1:{at_b}"));
    let shop = Shop::open_on(Some(&url), SEED, &format!("http://127.0.0.1:{node_1}"), Pace::Published).await;
    let nodes = Nodes::start(&shop, [node_1, node_2]);
    nodes.both_say(200).await;
    let before = nodes.serve_an_order(&shop, 0).await;
    nodes.acts_are_done(1, &before).await;
    let alive = page::block("sql which nodes are alive");
    assert_eq!(db_a.sql_in(DATABASE, alive).lines().count(), 2);
    let weight = page::block("sql what an order weighs").replace("ord_…", &before);
    eprintln!("entries and bytes of an order: {}", db_a.sql_in(DATABASE, &weight));

    // 4. The primary fails.
    db_a.die();
    nodes.both_say(503).await;
    for node in [0, 1] {
        let path = format!("/api/v1/orders/{before}/return");
        let refused = nodes.callers[node].afresh().send(Method::POST, &path, None, Some(&json!({}))).await;
        let refused = refused.expect("the node answers");
        assert_eq!((refused.status, refused.problem()), (503, "cannot-verify"), "{}", refused.body);
    }
    db_b.sql(page::block("sql on db-b"));
    assert_eq!(db_b.sql(page::block("sql whom db-b waits for")), "");
    nodes.both_say(200).await;
    nodes.acts_are_done(0, &before).await;
    let after = nodes.serve_an_order(&shop, 1).await;
    nodes.acts_are_done(1, &after).await;

    // 5. Somebody starts the old primary as it is: no node works there, and it confirms nothing.
    db_a.start();
    let third = nodes.serve_an_order(&shop, 2).await;
    nodes.acts_are_done(0, &third).await;
    let there = page::block("sql who is connected");
    assert_eq!(db_a.sql(there), "0");
    assert_ne!(db_b.sql(there), "0");
    assert!(!knows(&url, &db_a, &third).await && knows(&url, &db_b, &third).await);

    for process in nodes.processes {
        let status = tokio::task::block_in_place(|| process.stop("-TERM"));
        assert!(status.success(), "{status}");
    }
    assert_eq!(db_b.sql_in(DATABASE, alive), "", "both have said that they end");
}

/// Whether an order is in one server's database.
async fn knows(url: &str, server: &Server, order: &str) -> bool {
    let (user, rest) = url.split_once('@').expect("the url names a user");
    let (_, database) = rest.rsplit_once('/').expect("the url names a database");
    let db =
        Db::open(&format!("{user}@127.0.0.1:{}/{database}", server.port)).await.expect("the server answers");
    let found = orders::by_id(&db, &order.parse().expect("an order's id")).await.expect("it can be read");
    db.close().await;
    found.is_some()
}
