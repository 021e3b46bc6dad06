//! What one node does, the open pages at another hear of.

use countersign_app::follow;
use countersign_app::orders::approve;
use countersign_app::testing::shop::checked;

use super::{in_time, on_two_nodes};

#[test]
fn a_page_at_one_node_hears_of_what_another_did() {
    on_two_nodes(|pair| async move {
        let (a, b) = (&pair.a, &pair.b);
        follow::begin(a).await.unwrap();
        let mut page = a.subscribe();
        let following = tokio::spawn(follow::run(a.clone()));
        let order = checked(b, &pair.who, 1, "one").await;
        let heard = async {
            loop {
                let change = page.recv().await.unwrap();
                if change.subject == order.as_str() {
                    assert_eq!(change.store, pair.store);
                    return;
                }
            }
        };
        in_time("node a to be told", heard).await;
        following.abort();
    });
}

#[test]
fn whoever_was_told_of_nothing_finds_everything_from_where_they_were() {
    on_two_nodes(|pair| async move {
        let (a, b) = (&pair.a, &pair.b);
        follow::begin(a).await.unwrap();
        let before = a.told();
        let mut page = a.subscribe();
        let (first, second) = (checked(b, &pair.who, 1, "one").await, checked(b, &pair.who, 1, "two").await);
        approve::approve(b, &pair.who, &first, None).await.unwrap();
        // Nobody listens, as if every hint had been lost.
        assert!(page.try_recv().is_err());
        follow::catch_up(a).await.unwrap();
        let mut told = Vec::new();
        while let Ok(change) = page.try_recv() {
            told.push(change.subject);
        }
        for order in [&first, &second] {
            assert_eq!(told.iter().filter(|subject| *subject == order.as_str()).count(), 1, "{told:?}");
        }
        assert!(a.told() > before, "a page that was made before sees that it has missed something");
        follow::catch_up(a).await.unwrap();
        assert!(page.try_recv().is_err(), "nothing is told twice");
    });
}

#[test]
fn both_nodes_number_what_they_tell_alike() {
    on_two_nodes(|pair| async move {
        let (a, b) = (&pair.a, &pair.b);
        follow::begin(a).await.unwrap();
        follow::begin(b).await.unwrap();
        checked(a, &pair.who, 1, "one").await;
        follow::catch_up(a).await.unwrap();
        follow::catch_up(b).await.unwrap();
        // A page of one node may go on listening at the other.
        assert_eq!(a.told(), b.told());
    });
}
