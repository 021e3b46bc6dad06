//! Many days of every kind, each drawn from its seed; and of a day that breaks, the smallest that still does.

use std::fmt;

use countersign_kernel::Random;

/// What a day is like, beside its seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub orders: u32,
    pub nodes: u32,
    pub crashes: u32,
    pub restarts: u32,
    pub faults: bool,
}

impl Shape {
    /// The day of a seed: no two kinds of trouble always come together.
    pub fn of(seed: u64) -> Self {
        let random = Random::from_number(seed ^ 0x05_3a_24);
        let up_to = |most: u64| u32::try_from(random.below(most + 1)).expect("small");
        Self {
            orders: 10 + up_to(70),
            nodes: 1 + up_to(4),
            crashes: if random.one_in(3) { 0 } else { up_to(30) },
            restarts: if random.one_in(2) { 0 } else { up_to(4) },
            faults: !random.one_in(4),
        }
    }

    /// Days with less of one thing, the boldest first.
    fn smaller(self) -> Vec<Self> {
        let mut found = Vec::new();
        let less =
            |amount: u32, least: u32| [least, amount / 2, amount.saturating_sub(1)].map(|a| a.max(least));
        found.extend(less(self.orders, 1).map(|orders| Self { orders, ..self }));
        found.extend(less(self.crashes, 0).map(|crashes| Self { crashes, ..self }));
        found.extend(less(self.restarts, 0).map(|restarts| Self { restarts, ..self }));
        found.extend(less(self.nodes, 1).map(|nodes| Self { nodes, ..self }));
        found.push(Self { faults: false, ..self });
        found.retain(|shape| *shape != self);
        found
    }

    /// The smallest day that still breaks, as far as taking away one thing at a time leads.
    pub async fn shrink(self, mut breaks: impl AsyncFnMut(Self) -> bool) -> Self {
        let mut smallest = self;
        'smaller: loop {
            for shape in smallest.smaller() {
                if breaks(shape).await {
                    smallest = shape;
                    continue 'smaller;
                }
            }
            return smallest;
        }
    }
}

/// As it is typed after `countersign simulate`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { orders, nodes, crashes, restarts, faults } = self;
        write!(f, "--orders {orders} --nodes {nodes} --crashes {crashes} --restarts {restarts}")?;
        f.write_str(if *faults { " --faults" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_day_that_breaks_is_made_as_small_as_it_can_be() {
        let large = Shape { orders: 70, nodes: 5, crashes: 22, restarts: 3, faults: true };
        let small = large.shrink(async |day| day.crashes >= 3 && day.nodes >= 2 && day.orders >= 11).await;
        assert_eq!(small, Shape { orders: 11, nodes: 2, crashes: 3, restarts: 0, faults: false });
        assert_eq!(small.to_string(), "--orders 11 --nodes 2 --crashes 3 --restarts 0");
    }

    #[test]
    fn seeds_make_days_of_every_kind() {
        let days: Vec<Shape> = (0..100).map(Shape::of).collect();
        let kinds: [fn(&Shape) -> bool; 6] = [
            |day| day.nodes == 1,
            |day| day.nodes == 5,
            |day| day.crashes == 0,
            |day| day.crashes > 10,
            |day| day.restarts > 0,
            |day| day.faults,
        ];
        assert!(kinds.iter().all(|kind| days.iter().any(kind) && !days.iter().all(kind)));
        assert_eq!(Shape::of(7), Shape::of(7));
    }
}
