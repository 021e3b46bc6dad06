//! Whose price would not be ours: where a till or a marketplace cannot carry a promotion, none goes live there.

use countersign_domain::promotion::engine::STACKING_MAX;
use countersign_domain::promotion::{Place, Promotion, Stacking, Terms};
use countersign_kernel::id::StoreId;
use countersign_ports::Connection;
use countersign_ports::flag::Capability;

use crate::app::App;

/// One sentence each, with what to do; none where everybody asks the price that is promised.
pub fn obstacles(app: &App, store: &StoreId, terms: &Terms, others: &[Promotion]) -> Vec<String> {
    let connections = app.connections(store);
    let mut found = Vec::new();
    match connections.iter().find(|connection| connection.point_of_sale().is_some()) {
        None => found.push(
            "No point of sale is connected, so nobody would ring up the price; connect one.".to_owned(),
        ),
        Some(till) => found.extend(till_cannot(till.as_ref())),
    }
    if terms.places.hold(Place::Web) {
        let sources = connections.iter().filter(|connection| connection.order_source().is_some());
        for channel in sources.filter(|connection| !connection.can(Capability::Quote)) {
            found.push(format!(
                "Orders of {} are priced before we hear of them{}. Choose “in the shop and by phone only”, or disconnect it.",
                channel.vendor(),
                why(channel.as_ref(), Capability::Quote),
            ));
        }
    }
    let stacks = |promotion: &&Promotion| promotion.terms.stacking == Stacking::Stacks;
    if terms.stacking == Stacking::Stacks && others.iter().filter(stacks).count() >= STACKING_MAX {
        found.push(format!(
            "{STACKING_MAX} promotions that stack are live already; end one, or make this one exclusive."
        ));
    }
    found
}

fn till_cannot(till: &dyn Connection) -> Option<String> {
    let missing =
        [Capability::RingUp, Capability::RingDiscount].into_iter().find(|wanted| !till.can(*wanted))?;
    let what = match missing {
        Capability::RingUp => "does not ring up our sales",
        _ => "takes no discount from outside",
    };
    let why = why(till, missing);
    Some(format!(
        "The till ({}) {what}{why}, so it would ask another price than the one promised.",
        till.vendor()
    ))
}

/// ` (its own words)`, from its flags.
fn why(connection: &dyn Connection, capability: Capability) -> String {
    let flag = connection.flags().iter().find(|flag| flag.capability == capability);
    flag.map(|flag| format!(" ({})", flag.note)).unwrap_or_default()
}
