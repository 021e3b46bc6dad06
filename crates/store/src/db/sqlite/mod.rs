//! SQLite in this process, called where the caller stands: a statement is a function call of some microseconds, and
//! handing it to another thread would cost many times that (`docs/adr/0011-sqlite-is-called-in-place.md`).

mod group;
mod pool;
mod run;
mod tx;

pub use pool::Sqlite;
pub use run::run;
pub use tx::SqliteTx;
