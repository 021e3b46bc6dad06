//! A shop and the systems outside it, for tests: feature `testing`, never in the product.

pub mod board;
pub mod books;
pub mod shop;
pub mod systems;
pub mod vendors;

use std::time::Duration;

const WAIT: Duration = Duration::from_secs(20);

/// What should come soon. That it does not come is a failure with a name.
pub async fn in_time<T>(waiting_for: &str, wait: impl Future<Output = T>) -> T {
    let waited = tokio::time::timeout(WAIT, wait).await;
    waited.unwrap_or_else(|_| panic!("waited too long for {waiting_for}"))
}
