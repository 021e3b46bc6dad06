//! Several servers on one database, and servers that die in the middle of what they do.

use super::agenda::{Event, Way};
use super::day::{Day, open};

/// Somebody whose work was cut off looks again after so long.
const MINUTES_UNTIL_LOOKED_AT: i64 = 3;

impl Day {
    /// What happens next happens at one of the servers, as a balancer would have it.
    pub fn choose_node(&mut self) {
        if self.other_nodes.is_empty() {
            return;
        }
        let chosen = self.random.below(self.other_nodes.len() as u64 + 1) as usize;
        if let Some(other) = self.other_nodes.get_mut(chosen) {
            std::mem::swap(&mut self.shop, other);
            self.street.door.open(self.shop.app.clone());
        }
    }

    /// Nobody knows how far it came. What somebody would try again is tried again; the rest comes by itself.
    pub fn interrupted(&mut self, event: Event) {
        let again = match event {
            Event::Visit { .. } | Event::Return { .. } | Event::Close { .. } | Event::Rounds { .. } => event,
            // The form is sent again with its key.
            Event::Order(placing) if placing.way == Way::Phone => Event::Order(placing),
            _ => return,
        };
        let at = self.now().plus_minutes(MINUTES_UNTIL_LOOKED_AT);
        self.agenda.put(at, again);
    }

    /// A server that died is started again, on what it left behind.
    pub async fn replace_fallen(&mut self) -> anyhow::Result<()> {
        if let Some(place) = self.crashes.fell() {
            *self.log.crashes.entry(place.name()).or_default() += 1;
            self.open_again().await?;
        }
        Ok(())
    }

    pub async fn open_again(&mut self) -> anyhow::Result<()> {
        self.openings += 1;
        self.street.door.close();
        self.shop.app.db().close().await;
        self.shop = open(&self.config, &self.street, &self.crashes, self.openings).await?;
        Ok(())
    }
}
