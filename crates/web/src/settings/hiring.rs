//! The handlers of people and roles.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::people::staff::{
    self, FirstPassword, NewStaff, Person, appointable, list_staff, reset_password, reset_second_factor,
};
use countersign_app::{AppError, Refusal};
use countersign_kernel::id::StaffId;
use countersign_kernel::{Permission, Role};

use super::Leaf;
use super::people::{FreshPassword, NewPerson, PeoplePage, PersonForm, PersonLine, SuspensionForm};
use super::person::PersonPage;
use super::roles::{PermissionRow, RolesPage};
use crate::serve::frame::{done, shell_for, show, show_as};
use crate::serve::local::Local;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Room};
use crate::ui::{Badge, Fact, Field, Verdict};

/// `GET /settings/people`
pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    draw_people(&web, &signed, StatusCode::OK, None, NewForm::default()).await
}

/// `POST /settings/people`. The first password is in this one answer and nowhere else.
pub(super) async fn add(
    State(web): State<Web>,
    Posted { signed, form }: Posted<PersonForm>,
) -> Result<Response, WebError> {
    let roles = read_roles(&form)?;
    let new = NewStaff {
        store: &signed.store.id,
        name: &form.name,
        login: &form.login,
        roles: &roles,
        password: FirstPassword::Temporary,
    };
    let (field, error) = match staff::add_staff(&web.app, &signed.actor, new).await {
        Ok(added) => {
            let password = added.temporary_password.map(|secret| secret.expose().clone()).unwrap_or_default();
            let fresh = FreshPassword { login: form.login.trim().to_lowercase(), password };
            return draw_people(&web, &signed, StatusCode::OK, Some(fresh), NewForm::default()).await;
        }
        Err(AppError::Invalid { field, what }) => (field, format!("This {what}.")),
        Err(AppError::Refused(Refusal::Because(why))) => ("login", as_sentence(&why)),
        Err(other) => return Err(other.into()),
    };
    let given = NewForm { name: form.name, login: form.login, roles, error: Some((field, error)) };
    draw_people(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, None, given).await
}

fn read_roles(form: &PersonForm) -> Result<Vec<Role>, WebError> {
    form.ticked().into_iter().map(|word| Role::from_word(word).ok_or(WebError::NoSense)).collect()
}

/// What was typed into the form for a new person, and what was wrong with it.
#[derive(Default)]
struct NewForm {
    name: String,
    login: String,
    roles: Vec<Role>,
    error: Option<(&'static str, String)>,
}

async fn draw_people(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    fresh: Option<FreshPassword>,
    given: NewForm,
) -> Result<Response, WebError> {
    let people = list_staff(&web.app, &signed.actor).await?;
    let may_give = appointable(&web.app, &signed.actor);
    let may_add = signed.may(Permission::PeopleEdit);
    let page = PeoplePage {
        shell: shell_for(web, signed, Room::Settings, "People", Vec::new()).await?,
        here: Leaf::People,
        fresh,
        people: people
            .iter()
            .map(|person| {
                line(person, web.app.roles(), may_change(signed, person, &may_give), signed.local())
            })
            .collect(),
        form: may_add.then(|| form(&given, &may_give, web.app.roles())),
    };
    show_as(web, signed, status, &page)
}

fn line(person: &Person, matrix: &RoleMatrix, may_suspend: bool, local: &Local) -> PersonLine {
    PersonLine {
        id: person.id.to_string(),
        name: person.name.clone(),
        login: person.login.clone(),
        roles: titles(&person.roles, matrix),
        second_step: second_step(person),
        since: local.day(person.created_at),
        suspended: !person.active,
        may_suspend,
    }
}

fn titles(roles: &[Role], matrix: &RoleMatrix) -> String {
    roles.iter().map(|role| matrix.entry(*role).title.as_str()).collect::<Vec<_>>().join(", ")
}

fn second_step(person: &Person) -> Badge {
    match (person.has_second_factor, person.password_temporary) {
        (true, _) => Badge::new(Verdict::Pass, "Second step"),
        (false, true) => Badge::new(Verdict::Wait, "First password not changed"),
        (false, false) => Badge::new(Verdict::NotNeeded, "Password only"),
    }
}

fn may_change(signed: &Signed, person: &Person, may_give: &[Role]) -> bool {
    signed.session.staff != person.id
        && !may_give.is_empty()
        && person.roles.iter().all(|role| may_give.contains(role))
}

fn form(given: &NewForm, may_give: &[Role], matrix: &RoleMatrix) -> NewPerson {
    let error =
        |field: &str| given.error.as_ref().filter(|(at, _)| *at == field).map(|(_, text)| text.clone());
    let field = |mut input: Field| {
        input.error = error(input.name);
        input.required()
    };
    NewPerson {
        name: field(Field::text("name", "Name").value(&given.name)),
        login: field(Field::text("login", "Name to sign in with").value(&given.login)),
        roles: offered(may_give, &given.roles, matrix),
        roles_error: error("roles"),
    }
}

fn offered(may_give: &[Role], ticked: &[Role], matrix: &RoleMatrix) -> Vec<(String, String, bool)> {
    let one =
        |role: &Role| (role.word().to_owned(), matrix.entry(*role).title.clone(), ticked.contains(role));
    may_give.iter().map(one).collect()
}

/// `GET /settings/people/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw_person(&web, &signed, StatusCode::OK, &read(&id)?, None, None).await
}

fn read(id: &str) -> Result<StaffId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound("person"))?)
}

async fn draw_person(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    id: &StaffId,
    fresh: Option<String>,
    error: Option<String>,
) -> Result<Response, WebError> {
    let people = list_staff(&web.app, &signed.actor).await?;
    let person = people.into_iter().find(|person| person.id == *id).ok_or(AppError::NotFound("person"))?;
    let may_give = appointable(&web.app, &signed.actor);
    let locked = (!may_change(signed, &person, &may_give)).then(|| why_locked(signed, &person).to_owned());
    let badge = if person.active {
        Badge::new(Verdict::Pass, "May sign in")
    } else {
        Badge::new(Verdict::Stop, "Suspended")
    };
    let page = PersonPage {
        shell: shell_for(web, signed, Room::Settings, &person.name, Vec::new()).await?,
        here: Leaf::People,
        id: id.to_string(),
        name: person.name.clone(),
        badge,
        facts: vec![
            Fact::new("Signs in as", &person.login),
            Fact::new("Since", &signed.local().day(person.created_at)),
            Fact::new("Roles", &titles(&person.roles, web.app.roles())),
            Fact::new("Getting in", &second_step(&person).text),
        ],
        fresh: fresh.map(|password| FreshPassword { login: person.login.clone(), password }),
        error,
        locked,
        roles: offered(&may_give, &person.roles, web.app.roles()),
        suspended: !person.active,
        has_second_step: person.has_second_factor,
    };
    show_as(web, signed, status, &page)
}

fn why_locked(signed: &Signed, person: &Person) -> &'static str {
    if !signed.may(Permission::PeopleEdit) {
        "Your roles do not include changing people."
    } else if signed.session.staff == person.id {
        "Nobody changes their own account here. Your password and second step are under your name in the rail."
    } else {
        "This person has a role that yours does not appoint; ask a manager."
    }
}

/// `POST /settings/people/{id}/roles`
pub(super) async fn give_roles(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<PersonForm>,
) -> Result<Response, WebError> {
    let id = read(&id)?;
    let outcome = staff::set_roles(&web.app, &signed.actor, &id, &read_roles(&form)?).await;
    told(&web, &signed, &id, outcome, "The roles are changed.", "The person was signed out.").await
}

/// `POST /settings/people/{id}/suspension`
pub(super) async fn suspend(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<SuspensionForm>,
) -> Result<Response, WebError> {
    let id = read(&id)?;
    let (outcome, title, more) = match form.state.as_str() {
        "suspended" => (
            staff::deactivate(&web.app, &signed.actor, &id).await,
            "The account is suspended.",
            "The person was signed out, and the tokens they made stopped working.",
        ),
        "lifted" => {
            (staff::reactivate(&web.app, &signed.actor, &id).await, "The person may sign in again.", "")
        }
        _ => return Err(WebError::NoSense),
    };
    told(&web, &signed, &id, outcome, title, more).await
}

/// `POST /settings/people/{id}/second-step-removal`
pub(super) async fn drop_second_step(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = read(&id)?;
    let outcome = reset_second_factor(&web.app, &signed.actor, &id).await;
    told(
        &web,
        &signed,
        &id,
        outcome,
        "The second step is removed.",
        "The password alone opens the account now.",
    )
    .await
}

/// `POST /settings/people/{id}/password`. The password is in this one answer and nowhere else.
pub(super) async fn new_password(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = read(&id)?;
    match reset_password(&web.app, &signed.actor, &id).await {
        Ok(secret) => {
            draw_person(&web, &signed, StatusCode::OK, &id, Some(secret.expose().clone()), None).await
        }
        Err(why) => refused(&web, &signed, &id, why).await,
    }
}

async fn told(
    web: &Web,
    signed: &Signed,
    id: &StaffId,
    outcome: Result<(), AppError>,
    title: &str,
    more: &str,
) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => Ok(done(web, &format!("/settings/people/{id}"), &Flash::pass(title, more))),
        Err(why) => refused(web, signed, id, why).await,
    }
}

/// A rule about people says no: the same page says why. Anything else is no page of ours.
async fn refused(web: &Web, signed: &Signed, id: &StaffId, why: AppError) -> Result<Response, WebError> {
    match why {
        AppError::Refused(Refusal::Because(_)) | AppError::Invalid { .. } => {
            let text = as_sentence(&why.to_string());
            draw_person(web, signed, StatusCode::UNPROCESSABLE_ENTITY, id, None, Some(text)).await
        }
        other => Err(other.into()),
    }
}

/// `GET /settings/roles`
pub(super) async fn matrix(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::PeopleView)?;
    let matrix = web.app.roles();
    let page = RolesPage {
        shell: shell_for(&web, &signed, Room::Settings, "Roles", Vec::new()).await?,
        here: Leaf::Roles,
        roles: matrix.entries().iter().map(|entry| entry.title.clone()).collect(),
        rows: rows(matrix),
    };
    show(&web, &signed, &page)
}

fn rows(matrix: &RoleMatrix) -> Vec<PermissionRow> {
    let row = |permission: &Permission| PermissionRow {
        permission: permission.word().to_owned(),
        words: matrix.words(*permission).to_owned(),
        may: matrix.entries().iter().map(|entry| entry.permissions.contains(permission)).collect(),
    };
    Permission::ALL.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_on_the_page_is_the_one_that_decides() {
        let matrix = RoleMatrix::built_in();
        for row in rows(&matrix) {
            let permission = Permission::from_word(&row.permission).expect("a permission");
            for (entry, may) in matrix.entries().iter().zip(&row.may) {
                assert_eq!(*may, matrix.allows(entry.role, permission), "{} {permission}", entry.role);
            }
            assert_eq!(row.may.len(), Role::ALL.len());
        }
    }
}
