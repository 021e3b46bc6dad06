//! The console over HTTP, on a database of its own, with a till and a state system that answer what they are told.

mod browser;
mod changes;
mod deeds;
mod door;
mod law;
mod ledger;
mod live;
mod matrix;
mod shop;
mod systems;

/// A test on a fresh SQLite database: the screens are the same on either engine, the store's own tests run on both.
/// `on both`, where the engine itself is what is tried.
macro_rules! shop_test {
    ($name:ident, |$shop:ident| $body:expr) => {
        shop_test!([Sqlite] $name, |$shop| $body);
    };
    (on both $name:ident, |$shop:ident| $body:expr) => {
        shop_test!([Sqlite, Postgres] $name, |$shop| $body);
    };
    ([$($engine:ident),+] $name:ident, |$shop:ident| $body:expr) => {
        #[test]
        fn $name() {
            use countersign_store::db::{Engine, MIGRATIONS};
            for engine in [$(Engine::$engine),+] {
                countersign_store::testing::on(engine, MIGRATIONS, |db| async move {
                    let $shop = crate::console::shop::shop(db).await;
                    $body.await
                });
            }
        }
    };
}
pub(crate) use shop_test;

/// The same on both engines, for what rests on their transactions.
macro_rules! shop_test_on_both {
    ($name:ident, |$shop:ident| $body:expr) => {
        mod $name {
            use super::*;

            async fn on_a_shop(db: countersign_store::db::Db) {
                let $shop = crate::console::shop::shop(db).await;
                $body.await
            }

            #[test]
            fn sqlite() {
                use countersign_store::db::{Engine, MIGRATIONS};
                countersign_store::testing::on(Engine::Sqlite, MIGRATIONS, on_a_shop);
            }

            #[test]
            fn postgres() {
                use countersign_store::db::{Engine, MIGRATIONS};
                countersign_store::testing::on(Engine::Postgres, MIGRATIONS, on_a_shop);
            }
        }
    };
}
pub(crate) use shop_test_on_both;
