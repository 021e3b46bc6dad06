//! Washington's CCRS, which has no API: tables that a person uploads in the state's page, answers by e-mail.
//!
//! Text only, and pure: [`draw_up`] turns a shop's export into the exact files that the state takes, [`read_mail`] turns an
//! answer into what it says of each row. What was handed in and what has to follow is decided in `domain::filing`. It is
//! no connection, because there is nothing that could be called. Start reading at [`Table`].

mod cell;
mod columns;
mod csv;
mod excise;
mod export;
mod file;
mod name;
mod reply;
mod row;
mod sale;
mod table;
mod terms;

pub use cell::cleaned;
pub use export::{Export, ExportError, ExportRow, Problem};
pub use file::{DrawnFile, DrawnUp, FiledBy, draw_up};
pub use name::{FileName, Mentioned};
pub use reply::{MAIL_BYTES_MAX, MailError, ReadMail, fingerprint, read_mail};
pub use sale::{export_of, rows_of};
pub use table::Table;
pub use terms::{CITATION, TERMS};
