//! The premises of the company: each store's shelves for adults and for patients, a location of six digits each.

use crate::world::World;

/// Rooms of every location: number, name, and whether what stands in it may be sold.
pub(super) const ROOMS: &[(u32, &str, bool)] =
    &[(1, "Sales Floor", true), (2, "Vault", true), (3, "Quarantine", false)];

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub license: String,
    pub store: usize,
    pub is_medical: bool,
    pub name: String,
}

pub(super) fn all(world: &World) -> Vec<Place> {
    let each = world.stores.iter().enumerate().flat_map(|(store, it)| {
        let number = it.retail.0.rsplit('-').next().unwrap_or_default().to_owned();
        [(false, '4', "Retail"), (true, '5', "Medical")].map(|(is_medical, head, kind)| Place {
            license: format!("{head}{number}"),
            store,
            is_medical,
            name: format!("{} {kind}", it.name),
        })
    });
    each.collect()
}

pub(super) fn of(places: &[Place], store: usize, is_medical: bool) -> &Place {
    let found = places.iter().find(|place| place.store == store && place.is_medical == is_medical);
    found.expect("every store has both")
}
