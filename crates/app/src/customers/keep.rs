//! Keeping the profile that the POS gave us: sealed, and found again by blind index.

use countersign_domain::customers::PosCustomer;
use countersign_kernel::Timestamp;
use countersign_kernel::id::CustomerId;
use countersign_seal::sealed::{self, Place};
use countersign_seal::{blind, normal};
use countersign_store::customers::{self, CustomerRow};
use countersign_store::db::Tx;
use countersign_store::orders::OrderRow;

use super::person;
use crate::app::App;
use crate::error::AppError;
use crate::orders::gather::Gathered;
use crate::orders::load;

/// Keeps the one profile an order was matched to and names it on the order. An order once tied to a person stays
/// tied when the POS cannot be asked; when it now fits nobody, or several, the tie is loosened.
pub async fn of_order(
    app: &App,
    tx: &mut Tx<'_>,
    gathered: &Gathered,
    order: &mut OrderRow,
    now: Timestamp,
) -> Result<(), AppError> {
    if gathered.matched.value().is_none() {
        return Ok(());
    }
    let Some(profile) = gathered.profile() else {
        (order.customer_id, order.person_key) = (None, None);
        return Ok(());
    };
    let store = load::store(&mut *tx, &order.store_id).await?;
    let (id, person_key) = keep(app, tx, &store.jurisdiction, profile, now).await?;
    (order.customer_id, order.person_key) = (Some(id.to_string()), Some(person_key));
    Ok(())
}

pub async fn keep(
    app: &App,
    tx: &mut Tx<'_>,
    jurisdiction: &str,
    profile: &PosCustomer,
    now: Timestamp,
) -> Result<(CustomerId, String), AppError> {
    let person_key = person::person_key(app, jurisdiction, profile);
    let known = customers::id_of_person(&mut *tx, &person_key).await?;
    let id = match known {
        Some(text) => CustomerId::try_from(text).map_err(|why| AppError::Damaged(why.to_string()))?,
        None => CustomerId::fresh(app.clock(), app.random()),
    };
    let row = row_of(app, id, person_key.clone(), profile, now);
    Ok((customers::upsert(tx, &row).await?, person_key))
}

pub(super) fn place<'a>(column: &'a str, id: &'a CustomerId) -> Place<'a> {
    Place::new("customers", column, id.as_str())
}

fn row_of(
    app: &App,
    id: CustomerId,
    person_key: String,
    profile: &PosCustomer,
    now: Timestamp,
) -> CustomerRow {
    let seal = |column: &str, text: &str| {
        sealed::seal(app.keys(), &place(column, &id), text.as_bytes(), app.random()).into_bytes()
    };
    let maybe = |column: &str, text: &Option<String>| text.as_deref().map(|text| seal(column, text));
    let blinded = |domain: &str, normalised: Option<String>| {
        normalised.map(|text| blind::blind_index(app.keys(), domain, &text))
    };
    let name = serde_json::to_string(&(&profile.first_name, &profile.last_name))
        .expect("two texts have a JSON form");
    let birth = profile.birth_date.map(|b| b.to_string()).unwrap_or_default();
    let whole_name = format!("{} {}", profile.first_name, profile.last_name);
    let name_birth = profile.birth_date.and_then(|birth| normal::name_and_birth_date(&whole_name, birth));
    CustomerRow {
        name: seal("name", &name),
        birth_date: seal("birth_date", &birth),
        phone: maybe("phone", &profile.phone),
        email: maybe("email", &profile.email),
        address: maybe("address", &profile.address),
        id_number: maybe("id_number", &profile.id_number),
        patient_number: maybe("patient_number", &profile.patient_number),
        blind_phone: blinded("phone", profile.phone.as_deref().and_then(normal::phone)),
        blind_email: blinded("email", profile.email.as_deref().and_then(normal::email)),
        blind_id_number: blinded("id_number", profile.id_number.as_deref().and_then(normal::id_number)),
        blind_patient_number: blinded(
            "patient_number",
            profile.patient_number.as_deref().and_then(normal::id_number),
        ),
        blind_name_birth: blinded("name_birth", name_birth).unwrap_or_default(),
        pos_id: Some(profile.pos_id.clone()),
        standing: profile.standing.word().to_owned(),
        id_expires: profile.id_expires.map(|d| d.to_string()),
        card_expires: profile.card_expires.map(|d| d.to_string()),
        pos_read_at: now,
        created_at: now,
        updated_at: now,
        person_key,
        id,
    }
}
