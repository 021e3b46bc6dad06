//! A shop whose state has no API: what it sells is owed as rows, goes into files, and comes out again when it is brought back.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use countersign_app::acts::carry_out;
use countersign_app::filing::book::{self, Answered, Paper, Said};
use countersign_app::filing::{self, NewDuty};
use countersign_app::orders::{complete, take_back};
use countersign_app::testing::shop::{checked, clock, made_ready, open_shop, process, staff};
use countersign_app::testing::systems::Systems;
use countersign_app::{App, AppError};
use countersign_domain::filing::{Answer, FiledRow, Named, Operation, Sale, Standing};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, Money};
use countersign_rulebook::Rulebook;
use countersign_store::db::Db;
use countersign_store::{acts, db_test, holds};

/// One row a sale, by its number.
fn names(sale: &Sale) -> Vec<Named> {
    vec![Named { table: "Sale".to_owned(), key: sale.number.clone() }]
}

struct Shop {
    app: App,
    who: Actor,
    store: StoreId,
    systems: Arc<Systems>,
}

async fn filing_shop(db: Db) -> Shop {
    let app = process(db, &clock(), 7, Rulebook::shipped().expect("the rulebook that is shipped"));
    let systems = Arc::new(Systems::new("till_sim"));
    let store = open_shop(&app, &systems).await;
    let who = staff(&app, &store);
    let duty = NewDuty { system: "tables", licence: "412345", filed_by: "Jo Rivera" };
    filing::begin(&app, &Actor::system("operator"), &store, duty).await.expect("begun");
    Shop { app, who, store, systems }
}

impl Shop {
    async fn sell(&self, key: &str) -> OrderId {
        let order = checked(&self.app, &self.who, 2, key).await;
        made_ready(&self.app, &self.who, &order).await;
        complete::complete(&self.app, &self.who, &order, None).await.expect("sold");
        order
    }

    async fn kept(&self) -> book::Kept {
        book::kept(&self.app, &self.who, &self.store).await.expect("a book")
    }

    /// Every sale that is owed, in one file.
    async fn draw(&self, name: &str, operation: Operation) -> Result<(), AppError> {
        let kept = self.kept().await;
        self.keep(&kept, name, operation).await
    }

    async fn keep(&self, kept: &book::Kept, name: &str, operation: Operation) -> Result<(), AppError> {
        let rows = kept.sales.iter().filter(|sale| sale.is_wanted()).flat_map(|kept| names(&kept.sale));
        let rows = rows.map(|row| FiledRow { row, operation, content: String::new() }).collect();
        let paper = Paper { name: name.to_owned(), body: "a,b\r\n".to_owned(), rows };
        book::drawn(&self.app, &self.who, kept, names, &[paper]).await
    }

    async fn accepted(&self, file: &str, mail: &str) -> bool {
        let given = Answered { file, mail, answer: &Answer::Accepted };
        book::answered(&self.app, &self.who, &self.store, names, given).await.expect("taken in")
    }

    async fn hold(&self, order: &OrderId) -> String {
        holds::of_order(self.app.db(), order).await.expect("read").expect("a hold").state
    }
}

db_test!(a_sale_is_owed_once_as_rows_and_no_receipt_is_posted, |db| async move {
    let shop = filing_shop(db).await;
    let order = shop.sell("one").await;
    carry_out::carry_out(&shop.app).await.expect("carried out");
    let owed = acts::of_order(shop.app.db(), &order).await.expect("read");
    assert!(owed.iter().all(|act| act.kind != "state.receipt"), "{owed:?}");
    assert_eq!((shop.systems.receipts.load(SeqCst), shop.systems.sales.load(SeqCst)), (0, 1));
    let kept = shop.kept().await;
    let [sold] = &kept.sales[..] else { panic!("one sale: {:?}", kept.sales) };
    assert_eq!(sold.order, order);
    let [line] = &sold.sale.lines[..] else { panic!("one package: {:?}", sold.sale) };
    assert_eq!((line.quantity, line.paid), (2, Money(52_00)));
    assert!(sold.sale.number.starts_with("CS-") && !sold.was_drawn && !sold.is_gone);
});

db_test!(what_was_drawn_up_comes_out_before_it_stops_counting, |db| async move {
    let shop = filing_shop(db).await;
    let order = shop.sell("one").await;
    shop.draw("Sale_1.csv", Operation::Insert).await.expect("drawn");
    let file = book::file(&shop.app, &shop.who, &shop.store, "Sale_1.csv").await.expect("a file");
    assert_eq!(file, "a,b\r\n");
    book::say(&shop.app, &shop.who, &shop.store, &["Sale_1.csv".to_owned()], Said::Uploaded)
        .await
        .expect("uploaded");
    assert!(shop.accepted("Sale_1.csv", "mail 1").await);
    assert!(!shop.accepted("Sale_1.csv", "mail 1").await, "a mail that comes twice says nothing new");

    take_back::take_back(&shop.app, &shop.who, &order, None, "opened by mistake").await.expect("returned");
    assert_eq!(shop.hold(&order).await, "consumed", "the state still has it");
    shop.draw("Sale_2.csv", Operation::Delete).await.expect("drawn");
    assert_eq!(shop.hold(&order).await, "consumed", "a file is no answer");
    shop.accepted("Sale_2.csv", "mail 2").await;
    assert_eq!(shop.hold(&order).await, "returned");
    let kept = shop.kept().await;
    assert!(kept.sales[0].is_out);
    assert_eq!(kept.book.standing(&names(&kept.sales[0].sale)[0]), Some(Standing::Accepted));
});

db_test!(what_never_went_out_stops_counting_at_once, |db| async move {
    let shop = filing_shop(db).await;
    let order = shop.sell("one").await;
    take_back::take_back(&shop.app, &shop.who, &order, None, "opened by mistake").await.expect("returned");
    assert_eq!(shop.hold(&order).await, "returned");
    let kept = shop.kept().await;
    assert!(kept.sales[0].is_out && !kept.sales[0].is_wanted());
});

db_test!(files_of_a_book_that_moved_on_are_not_kept, |db| async move {
    let shop = filing_shop(db).await;
    shop.sell("one").await;
    let before = shop.kept().await;
    shop.draw("Sale_1.csv", Operation::Insert).await.expect("drawn");
    let late = shop.keep(&before, "Sale_2.csv", Operation::Insert).await;
    assert!(matches!(late, Err(AppError::Refused(_))), "{late:?}");
    assert_eq!(shop.kept().await.book.files().len(), 1);
    let gone = book::file(&shop.app, &shop.who, &shop.store, "Sale_2.csv").await;
    assert!(matches!(gone, Err(AppError::NotFound(_))), "{gone:?}");
});

db_test!(what_was_brought_back_meanwhile_does_not_go_out_as_sold, |db| async move {
    let shop = filing_shop(db).await;
    let order = shop.sell("one").await;
    let before = shop.kept().await;
    take_back::take_back(&shop.app, &shop.who, &order, None, "opened by mistake").await.expect("returned");
    let late = shop.keep(&before, "Sale_1.csv", Operation::Insert).await;
    assert!(matches!(late, Err(AppError::Refused(_))), "{late:?}");
    assert_eq!(shop.kept().await.book.files().len(), 0);
});
