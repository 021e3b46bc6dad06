//! An order of the website: whole or not at all, and once.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_app::App;
use countersign_app::storefront::place::{self, Placed, Placing};
use countersign_app::storefront::{DocumentImage, standing};
use countersign_domain::orders::{Buyer, Fulfilment, Payment};
use countersign_kernel::id::QuoteId;
use countersign_kernel::{Actor, BusinessDate};
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::order::OrderShown;
use crate::caller::{By, may};
use crate::given::Given;
use crate::problem::{Kind, Problem};
use crate::v1::orders::enter::Window;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorefrontNewOrder)]
pub struct NewOrder {
    /// Its lines and its price are the order's.
    #[schema(value_type = String)]
    quote: QuoteId,
    /// `pickup`, `curbside` or `delivery`.
    #[schema(value_type = String, example = "pickup")]
    fulfilment: Fulfilment,
    buyer: NewBuyer,
    window: Option<Window>,
    /// How the shopper means to pay: `cash`, `debit`, `credit`, `bank_transfer` or `store_credit`.
    #[schema(value_type = Option<String>, example = "cash")]
    payment: Option<Payment>,
    /// At most two pictures of documents. They are sealed.
    #[serde(default)]
    #[schema(max_items = 2)]
    documents: Vec<NewDocument>,
}

/// The shopper as their identity document has them. A phone number or an e-mail address is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorefrontBuyer)]
struct NewBuyer {
    /// The site's own name for the account, if there is one.
    account: Option<String>,
    first_name: String,
    last_name: String,
    #[schema(value_type = String, format = Date)]
    birth_date: BusinessDate,
    phone: Option<String>,
    email: Option<String>,
    /// Of the medical card; needed for a medical order.
    patient_number: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    card_expires: Option<BusinessDate>,
    /// Needed for a delivery.
    address: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorefrontDocument)]
struct NewDocument {
    kind: DocumentKind,
    /// A JPEG or PNG picture in base64.
    #[schema(format = Byte)]
    picture: String,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StorefrontDocumentKind)]
enum DocumentKind {
    GovernmentId,
    MedicalId,
}

/// Places an order by a quote. The same quote is one order, however often it is sent; another shopper's needs another quote.
#[utoipa::path(
    post, path = "/storefront/orders", tag = "storefront", security(("token" = ["storefront.order"])),
    params(("Idempotency-Key" = String, Header, description = "1 to 64 visible ASCII characters, fresh for each order; needed")),
    request_body = NewOrder,
    responses((status = CREATED, body = OrderShown, headers(("Location" = String, description = "The order"))))
)]
pub async fn place(
    State(app): State<App>,
    By(actor, _): By<may::StorefrontOrder>,
    Given(new): Given<NewOrder>,
) -> Result<Response, Problem> {
    if !matches!(&actor, Actor::Token { once: Some(_), .. }) {
        return Err(Problem::invalid(
            "Idempotency-Key",
            "is missing; without it an order that was not answered could not be sent again",
        ));
    }
    let placing = of(new)?;
    let id = match place::place(&app, &actor, &placing).await? {
        Placed::Taken(id) => id,
        not => return Err(refused(not)),
    };
    let shown = OrderShown::from(standing::standing(&app, &actor, &id).await?);
    let location = [(header::LOCATION, format!("/api/v1/storefront/orders/{id}"))];
    Ok((StatusCode::CREATED, location, Json(shown)).into_response())
}

fn of(new: NewOrder) -> Result<Placing, Problem> {
    let NewBuyer { account, first_name, last_name, .. } = new.buyer;
    Ok(Placing {
        quote: new.quote,
        fulfilment: new.fulfilment,
        buyer: Buyer {
            external_id: account,
            first_name,
            last_name,
            birth_date: Some(new.buyer.birth_date),
            phone: new.buyer.phone,
            email: new.buyer.email,
            patient_number: new.buyer.patient_number,
            card_expires: new.buyer.card_expires,
            address: new.buyer.address,
        },
        window: new.window.map(|window| (window.start, window.end)),
        payment: new.payment.unwrap_or(Payment::Unsaid),
        documents: new.documents.iter().map(picture).collect::<Result<_, _>>()?,
    })
}

fn picture(document: &NewDocument) -> Result<DocumentImage, Problem> {
    let refused = || Problem::invalid("documents", "has a picture that is no JPEG or PNG in base64");
    let bytes = BASE64.decode(document.picture.as_bytes()).map_err(|_| refused())?;
    let media_type = match bytes.as_slice() {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        _ => return Err(refused()),
    };
    let kind = match document.kind {
        DocumentKind::GovernmentId => "government_id",
        DocumentKind::MedicalId => "medical_id",
    };
    Ok(DocumentImage { kind, media_type: media_type.to_owned(), bytes })
}

fn refused(placed: Placed) -> Problem {
    match placed {
        Placed::Taken(_) => Problem::new(Kind::Internal),
        Placed::QuoteEnded => Problem::new(Kind::QuoteEnded)
            .detail("ask for a new quote, and show the shopper what it costs now"),
        Placed::Short(lines) => {
            let lines: Vec<_> =
                lines.iter().map(|(sku, available)| json!({"sku": sku, "available": available})).collect();
            Problem::new(Kind::NotAvailable)
                .detail("ask for a new quote with what can be had")
                .with("lines", json!(lines))
        }
        Placed::PriceChanged { told, now } => Problem::new(Kind::PriceChanged)
            .detail("ask for a new quote, and show the shopper what it costs now")
            .with("told", json!(told))
            .with("now", json!(now))
            .with("difference", json!(now - told)),
        Placed::Closed(why) => Problem::new(Kind::NotTakingOrders).detail(why),
    }
}
