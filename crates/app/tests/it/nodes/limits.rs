//! Two orders of one customer, at the same moment, at two nodes.

use countersign_app::orders::approve;
use countersign_app::testing::shop::checked;
use countersign_app::{AppError, Refusal};

use super::on_two_nodes;
use super::shop::{UNITS_MAX, cancelled, units_taken};

const ROUNDS: usize = 30;
/// Together more than the law lets one person have; each alone less.
const EACH: i64 = 5;

#[test]
fn two_orders_at_two_nodes_never_pass_together_when_together_they_are_too_much() {
    on_two_nodes(|pair| async move {
        let (a, b, who) = (&pair.a, &pair.b, &pair.who);
        let mut passed_at = [0, 0];
        for round in 0..ROUNDS {
            let first = checked(a, who, EACH, &format!("a{round}")).await;
            let second = checked(b, who, EACH, &format!("b{round}")).await;
            let at_a = approve::approve(a, who, &first, None);
            let at_b = approve::approve(b, who, &second, None);
            // Each is the first to be asked every other time.
            let (at_a, at_b) = if round % 2 == 0 {
                tokio::join!(at_a, at_b)
            } else {
                let (at_b, at_a) = tokio::join!(at_b, at_a);
                (at_a, at_b)
            };
            let orders = [first, second];
            assert!(units_taken(a, &orders).await <= UNITS_MAX, "round {round}");
            let passed = [at_a.is_ok(), at_b.is_ok()];
            assert_eq!(passed.iter().filter(|p| **p).count(), 1, "round {round}: {at_a:?} {at_b:?}");
            for (node, (order, answer)) in orders.iter().zip([at_a, at_b]).enumerate() {
                match answer {
                    Ok(_) => {
                        passed_at[node] += 1;
                        cancelled(b, who, order).await.unwrap();
                    }
                    Err(AppError::Refused(Refusal::Checks(_))) => {}
                    Err(why) => panic!("round {round}: {why}"),
                }
            }
        }
        eprintln!("passed at a: {}, at b: {}", passed_at[0], passed_at[1]);
        assert!(passed_at.iter().all(|times| *times > 0), "both orders of arrival were seen: {passed_at:?}");
    });
}
