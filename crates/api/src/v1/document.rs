//! The OpenAPI document: what stands around the paths, and the problems that every path may answer with.

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{OpenApi as _, ToSchema};

use serde::Serialize;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Countersign",
        version = "1",
        description = "Orders, customers, limit questions and the record of one licensed store. Money is a decimal \
                       string in dollars, an instant is RFC 3339 in UTC, an id begins with a word for its kind. \
                       Errors are RFC 9457 problems. `docs/reference/api.md` says more.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/api/v1")),
    components(schemas(ProblemShown, ProblemField)),
    tags(
        (name = "orders", description = "What was ordered, what the checks say of it, and every step to the sale"),
        (name = "customers", description = "Profiles, sealed: found by an exact value, opened for a written purpose"),
        (name = "limits", description = "May this person buy this cart now?"),
        (name = "checklists", description = "What is to be done on a day, by whom, by when, and whether it is"),
        (name = "closes", description = "Each day against the register and the state, to the cent and the milligram"),
        (name = "storefront", description = "What the shop's own website needs: the menu, a price, an order, and where it stands"),
        (name = "content", description = "What may not be said of cannabis, and what to say instead"),
        (name = "record", description = "Every fact, verdict and act, chained and signed"),
        (name = "rulebook", description = "The law as this installation decides by it")
    )
)]
struct Frame;

/// RFC 9457. Some types have members of their own: `checks`, `errors`, `scope`, `state`, `step`, `vendor`.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "written for the document; `problem` makes the real ones")]
pub struct ProblemShown {
    /// A stable reference, relative to this server.
    #[schema(example = "/problems/not-found")]
    r#type: String,
    title: String,
    status: u16,
    detail: Option<String>,
    /// The path that was asked.
    instance: String,
    /// Also in `X-Request-Id`.
    request_id: String,
    /// With `/problems/invalid`: what cannot be used.
    errors: Option<Vec<ProblemField>>,
    /// With `/problems/checks-refused`: the checks that stand in the way, each with its rule.
    checks: Option<Vec<super::orders::shown::CheckShown>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProblemField)]
#[allow(dead_code, reason = "written for the document")]
pub struct ProblemField {
    field: Option<String>,
    detail: String,
}

const PROBLEM: &str = "Problem";

pub fn frame() -> OpenApi {
    let mut document = Frame::openapi();
    let components = document.components.get_or_insert_default();
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "An access token of a store, made on the Settings page. Its scopes are permissions.",
        ))
        .build();
    components.add_security_scheme("token", SecurityScheme::Http(scheme));
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(PROBLEM))).build();
    let problem = ResponseBuilder::new()
        .description("What is wrong")
        .content("application/problem+json", content)
        .build();
    components.responses.insert(PROBLEM.to_owned(), RefOr::T(problem));
    document
}

/// Gives every operation its id, and the problems it may answer with.
pub fn complete(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let named = path.contains('{');
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(&method, path));
            shorten_summary(operation);
            add_problems(operation, &method, named);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let get = item.get.as_mut().map(|operation| (HttpMethod::Get, operation));
    let post = item.post.as_mut().map(|operation| (HttpMethod::Post, operation));
    get.into_iter().chain(post)
}

/// `post_orders_id_approval`: unique, and as stable as the path.
fn operation_id(method: &HttpMethod, path: &str) -> String {
    let method = if *method == HttpMethod::Post { "post" } else { "get" };
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    [method].into_iter().chain(words).collect::<Vec<_>>().join("_")
}

/// The first sentence sums up, the others describe.
fn shorten_summary(operation: &mut Operation) {
    let whole = operation.summary.take().unwrap_or_default().replace('\n', " ");
    match whole.split_once(". ") {
        Some((first, rest)) => {
            operation.summary = Some(first.to_owned());
            operation.description = Some(rest.to_owned());
        }
        None => operation.summary = Some(whole.trim_end_matches('.').to_owned()),
    }
}

fn add_problems(operation: &mut Operation, method: &HttpMethod, named: bool) {
    let always = ["401", "403", "429", "500", "503"].iter();
    let of_method: &[&str] = match method {
        HttpMethod::Post => &["400", "409", "413", "415", "422"],
        _ => &["400", "422"],
    };
    let of_path: &[&str] = if named { &["404"] } else { &[] };
    for status in always.chain(of_method).chain(of_path) {
        let problem = RefOr::Ref(Ref::from_response_name(PROBLEM));
        operation.responses.responses.entry((*status).to_owned()).or_insert(problem);
    }
}
