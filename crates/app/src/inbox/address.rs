//! Whose webhook is it, when a vendor calls one address for all our stores?

use countersign_kernel::id::StoreId;
use countersign_ports::marketplace::Header;

use crate::app::App;

/// In place of a store's name: find out from the message.
pub const ANY: &str = "any";

/// The store a message is for. `name` is our id of the store, the vendor's own name for the shop, or [`ANY`]; then
/// the store is the one whose key the message fits and who can read it. `None` when no store, or more than one,
/// could be meant: nothing is guessed.
pub fn address(app: &App, vendor: &str, name: &str, headers: &[Header], body: &[u8]) -> Option<StoreId> {
    let mut stores = app.stores_with(vendor);
    if name == ANY {
        stores.retain(|(_, connection)| {
            let source = connection.order_source();
            source.is_some_and(|s| s.verify(headers, body).is_ok() && s.read(body).is_ok())
        });
    } else {
        stores.retain(|(store, connection)| store.as_str() == name || connection.account() == Some(name));
    }
    match &stores[..] {
        [(store, _)] => Some(store.clone()),
        _ => None,
    }
}
