//! The console over HTTP, on a database of its own, with a till and a state system that answer what they are told.

mod browser;
mod changes;
mod deeds;
mod door;
mod law;
mod ledger;
mod live;
mod matrix;
mod products;
mod promotions;
mod shop;

/// A test on a fresh SQLite database: the screens are the same on either engine, the store's own tests run on both.
/// `on both`: two tests, one an engine, for what rests on their transactions.
macro_rules! shop_test {
    ($name:ident, |$shop:ident| $body:expr) => {
        #[test]
        fn $name() {
            use countersign_store::db::{Engine, MIGRATIONS};
            countersign_store::testing::on(Engine::Sqlite, MIGRATIONS, |db| async move {
                let $shop = crate::console::shop::shop(db).await;
                $body.await
            });
        }
    };
    (on both $name:ident, |$shop:ident| $body:expr) => {
        countersign_store::db_test!($name, |db| async move {
            let $shop = crate::console::shop::shop(db).await;
            $body.await
        });
    };
}
pub(crate) use shop_test;
