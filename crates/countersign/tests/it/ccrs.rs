//! `ccrs` as somebody types it, against the simulated state: files up, mails back, and what is left to do.

use std::path::Path;
use std::sync::Arc;

use countersign_kernel::ManualClock;
use countersign_sandbox::{Sandbox, SandboxConfig};
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
