//! Opening one sealed field for somebody who says why. Each opening is an entry of its own.

use countersign_kernel::id::CustomerId;
use countersign_kernel::{Actor, Permission};
use countersign_seal::secret::Secret;
use serde_json::json;

use super::profile;
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::record::{self, Note};

const WHY_CHARS_MAX: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedField {
    Name,
    Born,
    Phone,
    Email,
    Address,
    IdNumber,
    CardNumber,
}

impl SealedField {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Born, Self::Phone, Self::Email, Self::Address, Self::IdNumber, Self::CardNumber];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Born => "born",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Address => "address",
            Self::IdNumber => "id_number",
            Self::CardNumber => "card_number",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}

/// Opens one field. The look goes on the record first; unlike a name that merely stays on the screen, a field that
/// somebody asked for is a look of its own every time.
pub async fn open(
    app: &App,
    actor: &Actor,
    id: &CustomerId,
    field: SealedField,
    why: &str,
    order: Option<i64>,
) -> Result<Secret<String>, AppError> {
    app.permit(actor, Permission::CustomerUnseal)?;
    let why = why.trim();
    if why.is_empty() || why.chars().count() > WHY_CHARS_MAX {
        return Err(AppError::invalid("why", format!("needs 1 to {WHY_CHARS_MAX} characters")));
    }
    let profile = profile::open(app, id.as_str()).await?;
    let body = json!({"of": [id], "field": field.word(), "why": why, "order": order});
    let (at, store) = (app.now(), store_of(actor)?);
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move {
                let (kind, subject) = ("look.customer", id.as_str());
                record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    let value = match field {
        SealedField::Name => Some(format!("{} {}", profile.first_name, profile.last_name)),
        SealedField::Born => profile.birth_date.map(|born| born.to_string()),
        SealedField::Phone => profile.phone,
        SealedField::Email => profile.email,
        SealedField::Address => profile.address,
        SealedField::IdNumber => profile.id_number,
        SealedField::CardNumber => profile.patient_number,
    };
    Ok(Secret::new(value.unwrap_or_else(|| "not given".to_owned())))
}
