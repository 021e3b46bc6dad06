//! Today tells what came since the last close, each part to those who may see it.

use countersign_app::certificates::keep;
use countersign_kernel::Role;

use super::shop::in_shop;

#[test]
fn the_night_is_told_from_the_closing_on() {
    in_shop(|shop| async move {
        let manager = shop.enter("max", &[Role::Manager]).await;
        keep::keep(&shop.app, &manager.actor, "blue.pdf", b"%PDF-1.7\n").await.expect("handed in");
        let today = manager.get("/").await.body;
        // The store closes at nine in the evening.
        assert!(today.contains("Since the last close"), "{today}");
        assert!(today.contains("Saturday, 21 November, 21:00"));
        assert!(today.contains("<b>0</b>orders came, 0 are undecided"));
        assert!(today.contains("1 certificate waits"));
        let budtender = shop.enter("bud", &[Role::Budtender]).await;
        let today = budtender.get("/").await.body;
        assert!(today.contains("Since the last close") && !today.contains("certificate waits"));
        assert!(!today.contains("cases opened"), "they do not see the inventory");
    });
}
