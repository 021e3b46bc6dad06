//! The shop's own storefront: what its menu shows, what a cart costs, and orders that are placed from it. The site is a channel
//! like the others, except that its menu is read here and never written anywhere, and that it brings its orders itself.
//! Start reading at [`menu::menu`], then [`quote::quote`] and [`place::place`].

pub mod menu;
pub mod place;
pub mod quote;
pub mod standing;

use countersign_domain::orders::Channel;
use countersign_kernel::id::StoreId;
pub use countersign_ports::marketplace::DocumentImage;
pub use countersign_rulebook::Program;

use crate::app::App;
use crate::error::AppError;

/// The channel that such an order comes by.
pub const CHANNEL: Channel = Channel::Website;

/// What a site may tell its shoppers of a store that takes no orders now. Why is the store's own business.
pub const NOT_TAKING_ORDERS: &str = "The store takes no online orders at the moment.";
pub const SHELF_UNKNOWN: &str = "The store cannot say at the moment what is on its shelf.";

/// Orders come only to a store that is connected to its site: otherwise nobody would hear what becomes of them.
fn is_connected(app: &App, store: &StoreId) -> Result<(), AppError> {
    let connection = app.connection(store, CHANNEL.word());
    match connection.is_some_and(|connection| connection.order_source().is_some()) {
        true => Ok(()),
        false => Err(AppError::because(
            "the store's own site is not connected; connect it on the Connections page first",
        )),
    }
}
