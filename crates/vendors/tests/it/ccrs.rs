//! The files of a Washington shop and the state's mails, against the simulated state: what is drawn up is taken, and what
//! is answered is read row by row.

use std::sync::Arc;

use countersign_domain::filing::{Book, Entry, Held, Left, Named, RefusalClass, Standing};
use countersign_kernel::{Clock, ManualClock, Timestamp};
use countersign_sandbox::{Sandbox, SandboxConfig};
use countersign_vendors::ccrs::{DrawnUp, Export, FiledBy, Table, draw_up, fingerprint, read_mail};
use serde_json::{Value, json};

const STRAINS: &str = "Strain,StrainType\nBlue Dream,Hybrid\n";
const AREAS: &str = "Area,Is Quarantine,External Identifier\nSales floor,no,AREA-1\n";
const PRODUCTS: &str = "ExternalIdentifier,Name,InventoryCategory,InventoryType,UnitWeightGrams,Description\n\
                        PR-1,\"Blue Dream, 1 g\",EndProduct,Usable Cannabis,1,\n";
const SALES: &str = "SaleExternalIdentifier,SaleDetailExternalIdentifier,InventoryExternalIdentifier,SaleType,SaleDate,Quantity,UnitPrice,RetailSalesTax,CannabisExciseTax\n\
                     S-1,1,INV-1,RecreationalRetail,2026-11-20,1,10.00,0.88,3.70\n\
                     S-1,2,INV-1,RecreationalMedical,2026-11-20,2,10.00,0,0\n";

fn inventory(on_hand: u32) -> String {
    format!(
        "ExternalIdentifier,Strain,Area,Product,InitialQuantity,QuantityOnHand,TotalCost,IsMedical\n\
         INV-1,Blue Dream,Sales floor,\"Blue Dream, 1 g\",40,{on_hand},120.00,false\n"
    )
}

struct Shop {
    sandbox: Sandbox,
    clock: Arc<ManualClock>,
    book: Book,
}

impl Shop {
    fn open() -> Self {
        let start: Timestamp = "2026-11-21T18:00:00Z".parse().expect("an instant");
        let clock = Arc::new(ManualClock::at(start));
        let sandbox = Sandbox::assemble(&SandboxConfig::new(7, clock.clone()));
        Self { sandbox, clock, book: Book::default() }
    }

    async fn act(&self, name: &str, body: Value) -> Value {
        self.sandbox.rooms["ccrs"].vendor.act(name, body).await.expect("done")
    }

    fn switch(&self, changes: Value) {
        self.sandbox.rooms["ccrs"].vendor.set_switches(changes).expect("switched");
    }

    /// Draws the files up and puts them into the book; nobody has uploaded them yet.
    fn draw(&mut self, tables: &[(Table, &str)]) -> DrawnUp {
        let exports: Vec<Export> = tables
            .iter()
            .map(|(table, text)| Export::read(*table, text.as_bytes()).expect("an export"))
            .collect();
        let by = FiledBy { licence: "412345".to_owned(), name: "Ada Quill".to_owned() };
        let drawn = draw_up(&self.book, &exports, &by, self.clock.now());
        for file in &drawn.files {
            let (at, name) = (self.clock.now(), file.name.to_string());
            self.book.add(Entry::Drawn { at, file: name, rows: file.rows.clone() }).expect("a new name");
        }
        drawn
    }

    async fn upload(&mut self, drawn: &DrawnUp) {
        for file in &drawn.files {
            let name = file.name.to_string();
            self.act("upload", json!({"name": name, "text": file.text})).await;
            self.book.add(Entry::Uploaded { at: self.clock.now(), file: name }).expect("ours");
        }
    }

    /// Two hours later: every mail that came is read.
    async fn answers(&mut self) -> usize {
        self.clock.advance_seconds(2 * 60 * 60);
        self.sandbox.rooms["ccrs"].vendor.run_due().await;
        let taken = self.act("take_mails", json!({})).await;
        let mails = taken["mails"].as_array().expect("mails");
        for mail in mails {
            let bytes = mail["eml"].as_str().expect("a text").as_bytes();
            let (file, answer) =
                read_mail(bytes).and_then(|mail| mail.in_book(&self.book)).expect("an answer");
            let (at, mail) = (self.clock.now(), fingerprint(bytes));
            self.book.add(Entry::Answered { at, file, mail, answer }).expect("ours");
        }
        mails.len()
    }

    async fn file(&mut self, tables: &[(Table, &str)]) -> DrawnUp {
        let drawn = self.draw(tables);
        self.upload(&drawn).await;
        self.answers().await;
        drawn
    }

    async fn with_goods() -> Self {
        let mut shop = Self::open();
        let first = [(Table::Strain, STRAINS), (Table::Area, AREAS), (Table::Product, PRODUCTS)];
        shop.file(&first).await;
        shop.file(&[(Table::Inventory, &inventory(40))]).await;
        shop
    }

    fn standing(&self, table: Table, key: &str) -> Standing {
        let row = Named { table: table.name().to_owned(), key: key.to_owned() };
        self.book.standing(&row).expect("it was handed in")
    }

    fn reasons(&self, table: Table, key: &str) -> Vec<RefusalClass> {
        match self.standing(table, key) {
            Standing::Refused(reasons) => reasons.iter().map(|reason| reason.class).collect(),
            other => panic!("{key} is {other:?}"),
        }
    }

    fn state_has(&self, table: &str) -> Vec<Value> {
        let ledger = self.sandbox.rooms["ccrs"].vendor.ledger();
        ledger["tables"][table].as_array().cloned().unwrap_or_default()
    }
}

#[tokio::test]
async fn a_week_of_files_is_taken_in_the_order_of_upload() {
    let mut shop = Shop::with_goods().await;
    let drawn = shop.file(&[(Table::Sale, SALES), (Table::Inventory, &inventory(37))]).await;
    assert_eq!(drawn.problems, []);
    let order: Vec<Table> = drawn.files.iter().map(|file| file.name.table).collect();
    assert_eq!(order, [Table::Inventory, Table::Sale]);
    for (table, key) in [
        (Table::Strain, "Blue Dream"),
        (Table::Area, "AREA-1"),
        (Table::Product, "PR-1"),
        (Table::Inventory, "INV-1"),
        (Table::Sale, "S-1/1"),
        (Table::Sale, "S-1/2"),
    ] {
        assert_eq!(shop.standing(table, key), Standing::Accepted, "{key}");
    }
    assert_eq!(shop.state_has("Sale").len(), 2);
    assert_eq!(shop.state_has("Inventory")[0]["QuantityOnHand"], "37", "the change went out as an update");
    let again = shop.draw(&[(Table::Sale, SALES), (Table::Inventory, &inventory(37))]);
    assert_eq!(again.files, [], "what the state has is not handed in again");
    assert!(again.left.iter().all(|(_, left)| *left == Left::Taken) && again.left.len() == 3);
}

#[tokio::test]
async fn a_group_that_is_uploaded_too_early_goes_out_again_by_itself() {
    let mut shop = Shop::open();
    shop.file(&[(Table::Sale, SALES)]).await;
    assert_eq!(shop.reasons(Table::Sale, "S-1/1"), [RefusalClass::InvalidParent]);
    let first = [(Table::Strain, STRAINS), (Table::Area, AREAS), (Table::Product, PRODUCTS)];
    shop.file(&first).await;
    shop.file(&[(Table::Inventory, &inventory(40))]).await;
    let drawn = shop.file(&[(Table::Sale, SALES)]).await;
    assert_eq!(drawn.files.len(), 1);
    assert_eq!(shop.standing(Table::Sale, "S-1/1"), Standing::Accepted);
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_it_open_and_giving_up_finds_that_it_was_there() {
    let mut shop = Shop::with_goods().await;
    shop.switch(json!({"lose_mails": 1, "misspelt_header": true, "milliseconds": false}));
    let drawn = shop.file(&[(Table::Sale, SALES)]).await;
    assert_eq!(shop.standing(Table::Sale, "S-1/1"), Standing::Uploaded);
    assert_eq!(shop.draw(&[(Table::Sale, SALES)]).files, [], "it is on its way");
    let file = drawn.files[0].name.to_string();
    shop.book.add(Entry::GivenUp { at: shop.clock.now(), file }).expect("ours");
    shop.file(&[(Table::Sale, SALES)]).await;
    assert_eq!(shop.standing(Table::Sale, "S-1/1"), Standing::AlreadyThere);
    let after = shop.draw(&[(Table::Sale, SALES)]);
    assert_eq!((after.files.len(), after.left.len()), (0, 2));
    assert_eq!(shop.state_has("Sale").len(), 2, "nothing is there twice");
}

#[tokio::test]
async fn mails_that_come_twice_and_files_that_are_refused_whole_are_told() {
    let mut shop = Shop::with_goods().await;
    shop.switch(json!({"mail_twice": true, "refuse_files": 1}));
    let drawn = shop.draw(&[(Table::Sale, SALES)]);
    shop.upload(&drawn).await;
    assert_eq!(shop.answers().await, 2);
    assert_eq!(shop.reasons(Table::Sale, "S-1/1"), [RefusalClass::File]);
    shop.file(&[(Table::Sale, SALES)]).await;
    assert_eq!(shop.standing(Table::Sale, "S-1/1"), Standing::Accepted);
}

/// Strains come back without the licence in the name and with other columns first.
#[tokio::test]
async fn every_table_is_known_in_its_answer() {
    let mut shop = Shop::with_goods().await;
    shop.switch(json!({"not_authorised": true}));
    let areas = AREAS.replace("AREA-1", "AREA-2");
    let products = PRODUCTS.replace("PR-1", "PR-2").replace("Dream, 1", "Dream, 2");
    let strains = STRAINS.replace("Blue", "Red");
    let adjusted = "ExternalIdentifier,InventoryExternalIdentifier,AdjustmentReason,Quantity,AdjustmentDate\n\
                    ADJ-1,INV-1,reconciliation,-1,2026-11-20\n";
    let moved = "ExternalIdentifier,FromLicenseNumber,FromInventoryExternalIdentifier,ToInventoryExternalIdentifier,Quantity,TransferDate\n\
                 TR-1,400001,X-1,INV-1,40,2026-11-19\n";
    let tables = [
        (Table::Strain, strains.as_str()),
        (Table::Area, &areas),
        (Table::Product, &products),
        (Table::Inventory, &inventory(39)),
        (Table::InventoryAdjustment, adjusted),
        (Table::InventoryTransfer, moved),
        (Table::Sale, SALES),
    ];
    let drawn = shop.file(&tables).await;
    assert_eq!((drawn.problems.len(), drawn.files.len()), (0, 7));
    for (table, key) in [
        (Table::Strain, "Red Dream"),
        (Table::Area, "AREA-2"),
        (Table::Product, "PR-2"),
        (Table::Inventory, "INV-1"),
        (Table::InventoryAdjustment, "ADJ-1"),
        (Table::InventoryTransfer, "TR-1"),
        (Table::Sale, "S-1/2"),
    ] {
        assert_eq!(shop.reasons(table, key), [RefusalClass::NotAuthorised], "{key}");
    }
    shop.switch(json!({"not_authorised": false}));
    // The sales wait for nobody: their goods go out again with them.
    let drawn = shop.file(&tables).await;
    assert_eq!((drawn.files.len(), drawn.held.len()), (7, 0));
    for file in &drawn.files {
        for row in &file.rows {
            assert_eq!(shop.book.standing(&row.row), Some(Standing::Accepted), "{:?}", row.row);
        }
    }
}

#[tokio::test]
async fn what_another_program_handed_in_first_is_made_ours_by_an_update() {
    let mut shop = Shop::open();
    shop.act("file_elsewhere", json!({"table": "Area", "key": "AREA-1", "row": {"Area": "Shop"}})).await;
    shop.file(&[(Table::Area, AREAS)]).await;
    assert_eq!(shop.standing(Table::Area, "AREA-1"), Standing::AlreadyThere);
    shop.file(&[(Table::Area, AREAS)]).await;
    assert_eq!(shop.state_has("Area")[0]["Area"], "Sales floor");
}

/// If the state takes nothing of a file with one refused row, its other rows are not taken for accepted for ever: this test
/// says what is lost by our reading, and the switch is how it would be seen.
#[tokio::test]
async fn rows_beside_refused_ones_are_told_apart_from_accepted_ones() {
    let mut shop = Shop::open();
    shop.act("file_elsewhere", json!({"table": "Area", "key": "AREA-1", "row": {"Area": "Shop"}})).await;
    let areas = format!("{AREAS}Vault,no,AREA-2\n");
    shop.file(&[(Table::Area, &areas)]).await;
    assert_eq!(shop.standing(Table::Area, "AREA-2"), Standing::NotNamed);
    assert_eq!(shop.state_has("Area").len(), 2);
}

/// The state may mean the bare unit price: then it says so, the sale stays open, and it is not sent again as it is.
#[tokio::test]
async fn an_excise_that_the_state_reads_otherwise_is_held_for_a_person() {
    let mut shop = Shop::with_goods().await;
    shop.switch(json!({"sim_assumption_excise_of_what_was_paid": false}));
    let two = SALES.replace("2026-11-20,1,10.00,0.88,3.70", "2026-11-20,2,10.00,1.76,7.40");
    let drawn = shop.file(&[(Table::Sale, &two)]).await;
    assert_eq!(drawn.excise_read, 1);
    assert_eq!(shop.reasons(Table::Sale, "S-1/1"), [RefusalClass::Tax]);
    let again = shop.draw(&[(Table::Sale, &two)]);
    assert!(matches!(&again.held[..], [(_, Held::Refused(_))]), "{:?}", again.held);
}

#[tokio::test]
async fn the_excise_is_checked_before_a_file_is_drawn_up() {
    let mut shop = Shop::with_goods().await;
    let drawn = shop.draw(&[(Table::Sale, &SALES.replace("3.70", "3.50"))]);
    assert_eq!(drawn.problems.len(), 1);
    assert_eq!((drawn.problems[0].line, drawn.problems[0].column), (2, "CannabisExciseTax"));
    assert_eq!(drawn.files[0].rows.len(), 1, "the other sale goes out");
}

#[tokio::test]
async fn a_sale_is_taken_out_although_its_excise_is_wrong() {
    let mut shop = Shop::with_goods().await;
    shop.file(&[(Table::Sale, SALES)]).await;
    let header = SALES.lines().next().expect("a header");
    let void =
        format!("{header},Operation\nS-1,1,INV-1,RecreationalRetail,2026-11-20,1,10.00,0.88,3.50,DELETE\n");
    let drawn = shop.file(&[(Table::Sale, &void)]).await;
    assert_eq!((drawn.problems.len(), drawn.files.len()), (0, 1));
    assert_eq!(shop.state_has("Sale").len(), 1);
    assert_eq!(shop.draw(&[(Table::Sale, &void)]).left[0].1, Left::Gone);
}

/// The area is with the state from before: that its row is spoilt today keeps no goods back.
#[tokio::test]
async fn what_the_state_has_carries_its_rows_although_its_export_is_spoilt() {
    let mut shop = Shop::with_goods().await;
    let spoilt = AREAS.replace(",no,", ",maybe,");
    let drawn = shop.draw(&[(Table::Area, &spoilt), (Table::Inventory, &inventory(36))]);
    assert_eq!((drawn.problems.len(), drawn.files.len()), (1, 1));
    assert_eq!(drawn.files[0].name.table, Table::Inventory);
}
