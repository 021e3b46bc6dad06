//! The first paragraph of every use case: may this actor do this?

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission};

use crate::app::App;
use crate::error::AppError;

impl App {
    /// Refuses unless the actor has the permission.
    pub fn permit(&self, actor: &Actor, permission: Permission) -> Result<(), AppError> {
        if self.may(actor, permission) { Ok(()) } else { Err(AppError::NotPermitted(permission)) }
    }

    /// For pages that show what one may do.
    pub fn may(&self, actor: &Actor, permission: Permission) -> bool {
        match actor {
            Actor::Staff { roles, .. } => roles.iter().any(|role| self.roles().allows(*role, permission)),
            Actor::Token { scopes, .. } => scopes.contains(&permission),
            // Jobs are ours; what they may do is what their code does.
            Actor::System { .. } => true,
        }
    }
}

/// What an actor may see belongs to their store; the product itself works for all stores.
pub fn same_store(actor: &Actor, store: &StoreId) -> bool {
    match actor {
        Actor::Staff { store: own, .. } | Actor::Token { store: own, .. } => own == store,
        Actor::System { .. } => true,
    }
}

/// The store an actor works in. Jobs have none.
pub fn store_of(actor: &Actor) -> Result<&StoreId, AppError> {
    match actor {
        Actor::Staff { store, .. } | Actor::Token { store, .. } => Ok(store),
        Actor::System { .. } => Err(AppError::NotFound("store")),
    }
}

/// Programs prepare; saying that something is right, and answering for it, is for people.
pub fn a_person(actor: &Actor) -> Result<(), AppError> {
    match actor {
        Actor::Staff { .. } => Ok(()),
        Actor::Token { .. } | Actor::System { .. } => {
            Err(AppError::because("this is for a person to decide"))
        }
    }
}
