//! Who works in a store. Nobody changes their own roles, and one changes only those whom one's own roles appoint.

mod add;
mod change;

use countersign_kernel::id::{StaffId, StoreId};
use countersign_kernel::{Actor, Permission, Role, Timestamp};
use countersign_store::db::Tx;
use countersign_store::people::staff::{self, StaffRow};

use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};

pub use add::{Added, FirstPassword, NewStaff, add_staff};
pub use change::{deactivate, reactivate, reset_password, reset_second_factor, set_roles};

/// A person as pages show one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: StaffId,
    pub store: StoreId,
    pub name: String,
    pub login: String,
    pub roles: Vec<Role>,
    pub active: bool,
    pub password_temporary: bool,
    pub has_second_factor: bool,
    pub created_at: Timestamp,
}

impl From<StaffRow> for Person {
    fn from(row: StaffRow) -> Self {
        Self {
            has_second_factor: row.totp_secret.is_some(),
            id: row.id,
            store: row.store_id,
            name: row.name,
            login: row.login,
            roles: row.roles.into_vec(),
            active: row.active,
            password_temporary: row.password_temporary,
            created_at: row.created_at,
        }
    }
}

/// The people of the actor's store, active ones first.
pub async fn list_staff(app: &App, actor: &Actor) -> Result<Vec<Person>, AppError> {
    app.permit(actor, Permission::PeopleView)?;
    let rows = staff::of_store(app.db(), store_of(actor)?).await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// The roles an actor may give and take.
pub fn appointable(app: &App, actor: &Actor) -> Vec<Role> {
    let may = |role: &Role| appoints(app, actor, &[*role]);
    if app.may(actor, Permission::PeopleEdit) {
        Role::ALL.iter().copied().filter(may).collect()
    } else {
        Vec::new()
    }
}

fn appoints(app: &App, actor: &Actor, roles: &[Role]) -> bool {
    match actor {
        Actor::System { .. } => true,
        Actor::Staff { roles: own, .. } => roles.iter().all(|role| app.roles().may_appoint(own, *role)),
        // People are changed by people.
        Actor::Token { .. } => false,
    }
}

/// The person, if the actor may change them.
async fn governed(app: &App, tx: &mut Tx<'_>, actor: &Actor, id: &StaffId) -> Result<StaffRow, AppError> {
    let found = staff::by_id(&mut *tx, id).await?.filter(|person| same_store(actor, &person.store_id));
    let person = found.ok_or(AppError::NotFound("person"))?;
    if !appoints(app, actor, person.roles.as_slice()) {
        return Err(AppError::because("this person has a role that yours does not appoint; ask a manager"));
    }
    Ok(person)
}

fn not_oneself(actor: &Actor, id: &StaffId, instead: &str) -> Result<(), AppError> {
    match actor {
        Actor::Staff { id: own, .. } if own == id => Err(AppError::because(instead)),
        _ => Ok(()),
    }
}

/// INVARIANT: every store keeps somebody who can change its people. It is counted in the transaction that writes the
/// record's tip, so of two people who let each other go at once the second starts over and sees the first.
async fn keeps_a_keeper(app: &App, tx: &mut Tx<'_>, without: &StaffRow) -> Result<(), AppError> {
    let keeps = |person: &StaffRow| {
        let roles = person.roles.as_slice();
        person.active && roles.iter().any(|role| app.roles().allows(*role, Permission::PeopleEdit))
    };
    let all = staff::of_store(&mut *tx, &without.store_id).await?;
    if !keeps(without) || all.iter().any(|other| other.id != without.id && keeps(other)) {
        return Ok(());
    }
    Err(AppError::because(
        "this is the last person here who can change people; give somebody else such a role first",
    ))
}
