//! `ccrs` as somebody types it, against the simulated state: files up, mails back, and what is left to do.

use std::path::Path;
use std::sync::Arc;

use countersign_domain::filing::{Sale, SaleLine};
use countersign_domain::orders::{Channel, Fulfilment, State};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Clock, ManualClock, Money, Random, SystemClock};
use countersign_sandbox::{Sandbox, SandboxConfig};
use countersign_store::db::{Db, DbError};
use countersign_store::orders::{self, OrderRow};
use countersign_store::{filings, record};
use serde_json::{Value, json};

use crate::program::{good, run, text};

const AT: &str = "2026-11-21T18:00:00Z";
const LATER: &str = "2026-11-21T20:00:00Z";

const AREAS: &str = "Area,IsQuarantine,ExternalIdentifier\nFloor,no,A-1\n";
const SALES: &str = "SaleExternalIdentifier,SaleDetailExternalIdentifier,InventoryExternalIdentifier,SaleType,SaleDate,Quantity,UnitPrice,RetailSalesTax,CannabisExciseTax\n\
                     S-1,1,INV-1,RecreationalRetail,2026-11-20,1,10.00,0.88,3.70\n";

struct Shop {
    folder: tempfile::TempDir,
    sandbox: Sandbox,
    clock: Arc<ManualClock>,
    mails: usize,
}

impl Shop {
    fn open() -> Self {
        let clock = Arc::new(ManualClock::at(AT.parse().expect("an instant")));
        let sandbox = Sandbox::assemble(&SandboxConfig::new(7, clock.clone()));
        Self { folder: tempfile::tempdir().expect("a folder"), sandbox, clock, mails: 0 }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn put(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    /// The files that were drawn up, by name.
    fn drawn(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path("out")).expect("a folder");
        let mut names: Vec<String> =
            files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    async fn upload(&self, name: &str) {
        let text = std::fs::read_to_string(Path::new(&self.path("out")).join(name)).expect("a file");
        self.act("upload", json!({"name": name, "text": text})).await;
    }

    async fn act(&self, name: &str, body: Value) -> Value {
        self.sandbox.rooms["ccrs"].vendor.act(name, body).await.expect("done")
    }

    /// The mails that came within two hours, as files.
    async fn mails(&mut self) -> Vec<String> {
        self.clock.advance_seconds(2 * 60 * 60);
        self.sandbox.rooms["ccrs"].vendor.run_due().await;
        let taken = self.act("take_mails", json!({})).await;
        let mut paths = Vec::new();
        for mail in taken["mails"].as_array().expect("mails") {
            self.mails += 1;
            paths.push(self.put(&format!("{}.eml", self.mails), mail["eml"].as_str().expect("a text")));
        }
        paths
    }
}

#[tokio::test]
async fn files_are_drawn_up_answered_and_followed_to_the_last_row() {
    let mut shop = Shop::open();
    let (book, out) = (shop.path("book.jsonl"), shop.path("out"));
    let areas =
        shop.put("areas.csv", "Area,IsQuarantine,ExternalIdentifier\nFloor,no,A-1\nVault,maybe,A-2\n");
    let sales = shop.put("sales.csv", SALES);
    let write = ["ccrs", "write", "--licence", "412345", "--by", "Ada", "--book", &book, "--out", &out];
    let given = ["--area", &areas, "--sale", &sales, "--at", AT];
    let drawn = run(&[&write[..], &given].concat());
    assert_eq!(drawn.status.code(), Some(1), "a row is left out: {}", text(&drawn.stderr));
    let said = text(&drawn.stdout);
    for words in [
        "Upload, group 1:",
        "Area_412345_20261121100000.csv  1 rows",
        "Wait until the state has answered",
        "Sale_412345_20261121100000.csv",
        "left out: Area line 3 `A-2`: IsQuarantine: `maybe` is not TRUE or FALSE",
    ] {
        assert!(said.contains(words), "no `{words}` in {said}");
    }
    let files = shop.drawn();
    assert_eq!(files.len(), 2);
    let due = run(&["ccrs", "status", "--book", &book, "--at", AT]);
    assert_eq!(due.status.code(), Some(1));
    assert!(
        text(&due.stdout).contains("due: upload Area_412345_20261121100000.csv"),
        "{}",
        text(&due.stdout)
    );
    for file in &files {
        shop.upload(file).await;
    }
    let uploaded = ["ccrs", "uploaded", "--book", &book, "--at", AT];
    good(&[&uploaded[..], &[files[0].as_str(), &files[1]]].concat());

    let mails = shop.mails().await;
    assert_eq!(mails.len(), 2);
    let read = ["ccrs", "read", "--book", &book, "--at", LATER];
    let both: Vec<&str> = mails.iter().map(String::as_str).collect();
    let told = run(&[&read[..], &both].concat());
    assert_eq!(told.status.code(), Some(1), "{}", text(&told.stderr));
    let said = text(&told.stdout);
    assert!(said.contains("Area_412345_20261121100000.csv: accepted"), "{said}");
    assert!(said.contains("Sale `S-1/1`: invalid-parent: Invalid InventoryExternalIdentifier"), "{said}");
    let again = run(&[&read[..], &both].concat());
    assert_eq!(again.status.code(), Some(0), "what was read says nothing new");

    let status = run(&["ccrs", "status", "--book", &book, "--at", LATER, "--json"]);
    let json: Value = serde_json::from_slice(&status.stdout).expect("JSON");
    assert_eq!(
        (&json["open"][0]["key"], &json["open"][0]["standing"]),
        (&"S-1/1".into(), &"refused".into()),
        "{json}"
    );

    // The goods get there by another program; the sale goes out again by itself, and then nothing is open.
    let goods = json!({"table": "Inventory", "key": "INV-1", "row": {"ExternalIdentifier": "INV-1"}});
    shop.act("file_elsewhere", goods).await;
    shop.put("areas.csv", AREAS);
    let given = ["--area", &areas, "--sale", &sales, "--at", LATER];
    let said = good(&[&write[..], &given].concat());
    assert!(said.contains("1 rows are with the state already"), "{said}");
    let sale = shop.drawn().into_iter().find(|name| name.contains("120000")).expect("a new file");
    shop.upload(&sale).await;
    let mails = shop.mails().await;
    good(&[&read[..], &[mails[0].as_str()]].concat());
    assert!(good(&["ccrs", "status", "--book", &book, "--at", LATER]).contains("Nothing is open."));
    let ledger = shop.sandbox.rooms["ccrs"].vendor.ledger();
    assert_eq!(ledger["tables"]["Sale"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_mail_or_a_book_that_cannot_be_read_is_named_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("a.eml"), "Subject: hello\r\n\r\nhello\r\n").expect("written");
    std::fs::write(path("bad.jsonl"), "{\"drawn\":\n").expect("written");
    let read = run(&["ccrs", "read", "--book", &path("book.jsonl"), &path("a.eml")]);
    assert_eq!(read.status.code(), Some(2));
    let said = text(&read.stderr);
    assert!(said.contains("a.eml") && said.contains("none of CCRS's answers"), "{said}");
    assert_eq!(std::fs::read_to_string(path("book.jsonl")).expect("a book"), "");
    let status = run(&["ccrs", "status", "--book", &path("bad.jsonl")]);
    assert_eq!(status.status.code(), Some(2));
    assert!(text(&status.stderr).contains("bad.jsonl:1"), "{}", text(&status.stderr));
    let stranger = run(&["ccrs", "uploaded", "--book", &path("book.jsonl"), "Sale_1_20261121100000.csv"]);
    assert_eq!(stranger.status.code(), Some(2));
    assert!(text(&stranger.stderr).contains("knows no file"), "{}", text(&stranger.stderr));
}

/// A completed order of a store, as the sale leaves it.
async fn kept_sale(database: &str, store: &str, number: i64, tax: i64) {
    let db = Db::open_existing(database).await.expect("a database");
    let (clock, random) = (SystemClock, Random::from_number(number.unsigned_abs()));
    let store: StoreId = store.trim().parse().expect("a store");
    let order = OrderRow {
        id: OrderId::fresh(&clock, &random),
        number,
        store_id: store.clone(),
        channel: Channel::Phone,
        external_id: format!("phone-{number}"),
        external_words: String::new(),
        program: "adult".to_owned(),
        fulfilment: Fulfilment::Pickup,
        state: State::Completed,
        verdict: "pass".to_owned(),
        customer_id: None,
        person_key: None,
        sealed_buyer: vec![0],
        subtotal: Money(20_00),
        tax: Money(tax),
        discount: Money::ZERO,
        total: Money(20_00 + tax),
        payment: "{}".to_owned(),
        placed_at: clock.now(),
        arrived_at: clock.now(),
        window_start: None,
        window_end: None,
        acknowledge_by: None,
        acknowledged_at: None,
        hold_until: None,
        outcome_line: "Completed".to_owned(),
        checks_line: String::new(),
        closed_at: None,
        close_reason: None,
        version: 1,
    };
    let sale = Sale {
        number: format!("CS-{number}"),
        sold_on: "2026-03-07".parse().expect("a day"),
        is_medical: false,
        lines: vec![SaleLine {
            package: "INV-1".to_owned(),
            quantity: 2,
            unit_price: Money(10_00),
            paid: Money(20_00),
        }],
        paid_elsewise: Money::ZERO,
        tax: Money(tax),
    };
    let sale = serde_json::to_string(&sale).expect("JSON");
    let (order, store, sale) = (&order, &store, &sale);
    let kept: Result<bool, DbError> = db
        .write(|tx| {
            Box::pin(async move {
                assert!(orders::insert(tx, order, &[]).await?);
                filings::keep_sale(tx, store, &order.id, sale, order.placed_at).await
            })
        })
        .await;
    assert!(kept.expect("kept"));
    db.close().await;
}

#[tokio::test]
async fn what_a_store_sold_goes_from_its_database_to_the_state_and_the_record() {
    let mut shop = Shop::open();
    let (database, out) = (format!("sqlite:{}", shop.path("shop.db")), shop.path("out"));
    let at = ["--database", database.as_str()];
    let place = ["--name", "Bristlecone", "--place", "Alder", "--zone", "America/Los_Angeles"];
    let law = ["--jurisdiction", "us-wa", "--license", "412345"];
    let store = good(&[&["store", "add"][..], &at, &place, &law].concat());
    let at = [&at[..], &["--store", store.trim()]].concat();
    let ccrs = |word: &'static str, more: &[&str]| run(&[&["ccrs", word][..], &at, more].concat());
    let early = ccrs("status", &[]);
    assert!(text(&early.stderr).contains("this store files nothing"), "{}", text(&early.stderr));
    assert!(ccrs("begin", &["--licence", "412345", "--by", "Ada"]).status.success());

    // 7.40 of 20.00 is excise; the second sale was not asked enough, so a person is told.
    kept_sale(&database, &store, 1, 7_40 + 2_10).await;
    kept_sale(&database, &store, 2, 1_00).await;
    let owed = ccrs("status", &[]);
    assert!(text(&owed.stdout).contains("owed: 2 sales are in no file yet"), "{}", text(&owed.stdout));
    let goods = json!({"table": "Inventory", "key": "INV-1", "row": {"ExternalIdentifier": "INV-1"}});
    shop.act("file_elsewhere", goods).await;
    let drawn = ccrs("write", &["--out", &out]);
    assert_eq!(drawn.status.code(), Some(1), "{}", text(&drawn.stderr));
    assert!(
        text(&drawn.stdout).contains("`CS-2`: CannabisExciseTax: 1.00 was asked"),
        "{}",
        text(&drawn.stdout)
    );
    let files = shop.drawn();
    let [file] = &files[..] else { panic!("one file: {files:?}") };
    let body = std::fs::read_to_string(Path::new(&out).join(file)).expect("a file");
    assert!(body.contains("03/07/2026,2,10.00,0.00,2.10,7.40,CS-1,CS-1-1,Ada"), "{body}");
    shop.upload(file).await;
    assert!(ccrs("uploaded", &[file]).status.success());

    let mails = shop.mails().await;
    for _ in 0..2 {
        let read = ccrs("read", &[&mails[0]]);
        assert_eq!(read.status.code(), Some(0), "{}", text(&read.stderr));
    }
    let again = ccrs("write", &["--out", &out]);
    let said = text(&again.stdout);
    assert!(said.contains("Nothing to upload.") && said.contains("1 rows are with the state"), "{said}");
    let left = ccrs("status", &[]);
    assert!(text(&left.stdout).contains("owed: 1 sales"), "{}", text(&left.stdout));
    let ledger = shop.sandbox.rooms["ccrs"].vendor.ledger();
    assert_eq!(ledger["tables"]["Sale"].as_array().map(Vec::len), Some(1), "once, and only what was asked");
    let db = Db::open_existing(&database).await.expect("a database");
    let rows = record::after(&db, 0, 10_000).await.expect("the record");
    let kinds: Vec<String> =
        rows.into_iter().map(|row| row.kind).filter(|kind| kind.contains("filing")).collect();
    assert_eq!(kinds, ["note.filing_begun", "act.filing_drawn", "act.filing_uploaded", "fact.filing_answer"]);
    db.close().await;
}
