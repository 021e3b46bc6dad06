//! SQLite in this process, called where the caller stands: a statement is a function call of some microseconds, and
//! handing it to another thread would cost many times that (`docs/adr/0011`).

mod pool;
mod run;
mod tx;

pub use pool::{Mode, Sqlite};
pub use run::{Answer, Take, run};
pub use tx::SqliteTx;
