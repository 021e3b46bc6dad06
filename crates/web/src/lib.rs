//! The staff console: finished pages out of finished strings, and the handlers that fill them in.
//!
//! What it is: view structs, their templates, the assets they need, the headers they are sent with, and one handler a
//! page or act, which calls one use case. What it never does: decide, compute a limit, read a clock, speak SQL or know
//! a vendor. A view struct holds strings and small enums only; a template holds nothing but `if`, `for` and `match`.
//! No page needs a script: each form posts and is answered with 303, scripts only make it quicker. Nothing is inline,
//! so the content policy holds.
//!
//! Start reading at [`router`], [`shell`] (the frame round every page) and [`orders::order`] (the page that matters most);
//! [`preview`] renders every page from invented samples, which the tests and `--example preview` share.

pub mod assets;
pub mod close;
pub mod connections;
pub mod customers;
pub mod errors;
pub mod inventory;
pub mod live;
pub mod menu;
pub mod orders;
pub mod preview;
pub mod record;
pub mod rulebook;
pub mod sandbox;
pub mod security;
pub mod serve;
pub mod session;
pub mod settings;
pub mod shell;
pub mod today;
pub mod ui;

pub use serve::{Settings, Web, router};
