//! Whose webhook is it, when a vendor calls one address for all our stores?

use countersign_kernel::id::StoreId;
use countersign_ports::marketplace::Header;

use crate::app::App;

/// The store a message is for: by the vendor's name for it in the address, else by whose key it fits and who can
/// read it. `None` when no store, or more than one, could be meant: nothing is guessed.
pub fn address(
    app: &App,
    vendor: &str,
    account: Option<&str>,
    headers: &[Header],
    body: &[u8],
) -> Option<StoreId> {
    let mut stores = app.stores_with(vendor);
    match account {
        Some(account) => stores.retain(|(_, connection)| connection.account() == Some(account)),
        None => stores.retain(|(_, connection)| {
            let source = connection.order_source();
            source.is_some_and(|s| s.verify(headers, body).is_ok() && s.read(body).is_ok())
        }),
    }
    match &stores[..] {
        [(store, _)] => Some(store.clone()),
        _ => None,
    }
}
