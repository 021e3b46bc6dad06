//! The list of orders.

use axum::Json;
use axum::extract::{OriginalUri, State};
use countersign_app::App;
use countersign_app::orders::list::{self, Wanted};
use countersign_app::orders::queue::{Group, QueuedOrder};
use countersign_domain::orders::{Channel, Fulfilment, State as OrderState};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Money, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::{By, may};
use crate::cursor;
use crate::given::Asked;
use crate::problem::Problem;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// States, separated by commas; all when left out.
    #[param(example = "arrived,checked")]
    state: Option<String>,
    /// `weedmaps`, `leafly`, `jane`, `dutchie`, `website` or `phone`.
    channel: Option<String>,
    /// The id of a customer.
    customer: Option<String>,
    /// `oldest` (the usual) or `newest` first, by arrival.
    first: Option<String>,
    /// Rows on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// From `next` of the page before.
    cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct OrderPage {
    pub items: Vec<OrderSummary>,
    /// The path of the next page; absent on the last one.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct OrderSummary {
    #[schema(value_type = String)]
    pub id: OrderId,
    /// The number on the bag.
    pub number: i64,
    #[schema(value_type = String, example = "weedmaps")]
    pub channel: Channel,
    #[schema(value_type = String, example = "pickup")]
    pub fulfilment: Fulfilment,
    #[schema(value_type = String, example = "checked")]
    pub state: OrderState,
    /// Who must act: `stopped` and `unknown` need a person, `to_countersign` a countersignature.
    #[schema(example = "to_countersign")]
    pub group: String,
    /// The buyer's name; that it was shown is on the record.
    pub customer_name: String,
    #[schema(value_type = String, example = "42.50")]
    pub total: Money,
    #[schema(value_type = String, format = DateTime)]
    pub arrived_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub window_start: Option<Timestamp>,
    /// Only while the marketplace's clock runs.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledge_by: Option<Timestamp>,
    pub outcome: String,
    /// One letter for each check: `p`ass, `n`ot needed, `u`nknown, `s`top, `o`verridden, `w`aiting.
    #[schema(example = "pppppnuppn")]
    pub checks: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
}

/// The orders of the token's store.
#[utoipa::path(
    get, path = "/orders", tag = "orders", security(("token" = ["order.view"])), params(ListQuery),
    responses((status = OK, body = OrderPage))
)]
pub async fn list(
    State(app): State<App>,
    By(actor, _): By<may::OrderView>,
    OriginalUri(uri): OriginalUri,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<OrderPage>, Problem> {
    let count = cursor::limit(query.limit)?;
    let listed = list::list(&app, &actor, wanted(&query)?, count).await?;
    let next = listed.next.map(|(at, id)| {
        let cursor = cursor::write("orders", &[&at.to_string(), &id]);
        cursor::next_link(uri.path(), uri.query(), &cursor)
    });
    Ok(Json(OrderPage { items: listed.rows.into_iter().map(summary).collect(), next }))
}

fn wanted(query: &ListQuery) -> Result<Wanted, Problem> {
    let state = |word: &str| {
        OrderState::from_word(word)
            .ok_or_else(|| Problem::invalid("state", &format!("has `{word}`, which is no state")))
    };
    let states =
        query.state.iter().flat_map(|all| all.split(',')).map(state).collect::<Result<Vec<_>, _>>()?;
    let channel = |word: &String| {
        Channel::from_word(word)
            .ok_or_else(|| Problem::invalid("channel", &format!("is `{word}`, which is no channel")))
    };
    let customer =
        |id: &String| id.parse().map_err(|_| Problem::invalid("customer", "is not a customer's id"));
    let newest_first = match query.first.as_deref() {
        None | Some("oldest") => false,
        Some("newest") => true,
        Some(_) => return Err(Problem::invalid("first", "is neither `oldest` nor `newest`")),
    };
    let after = query.cursor.as_deref().map(after).transpose()?;
    Ok(Wanted {
        states,
        channel: query.channel.as_ref().map(channel).transpose()?,
        customer: query.customer.as_ref().map(customer).transpose()?,
        newest_first,
        after,
    })
}

fn after(text: &str) -> Result<(i64, String), Problem> {
    let [at, id] = cursor::read::<2>("orders", text)?;
    let at = at.parse().map_err(|_| Problem::invalid("cursor", "is not one that this list gave out"))?;
    Ok((at, id))
}

fn summary(order: QueuedOrder) -> OrderSummary {
    OrderSummary {
        id: order.id,
        number: order.number,
        channel: order.channel,
        fulfilment: order.fulfilment,
        state: order.state,
        group: group_word(order.group).to_owned(),
        customer_name: order.customer,
        total: order.total,
        arrived_at: order.arrived_at,
        window_start: order.window_start,
        acknowledge_by: order.acknowledge_by,
        outcome: order.outcome,
        checks: order.strip,
        closed_at: order.closed_at,
    }
}

fn group_word(group: Group) -> &'static str {
    match group {
        Group::Stopped => "stopped",
        Group::Unknown => "unknown",
        Group::ToCountersign => "to_countersign",
        Group::Checking => "checking",
        Group::Preparing => "preparing",
        Group::Ready => "ready",
        Group::Done => "done",
    }
}
