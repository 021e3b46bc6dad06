//! The console over HTTP: who asks, what their forms carry, what they are answered when it cannot be done.
//!
//! A handler takes [`Signed`] (or [`Posted`], which is `Signed` with a form whose CSRF value agreed), calls one use
//! case, and answers with [`frame::show`] or a redirect. Start reading at [`router`].

pub mod cookies;
pub mod frame;
pub mod local;
pub mod posted;
pub mod refused;
pub mod signed;
pub mod uploaded;

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use countersign_app::App;

use crate::sandbox::desk::SandboxDesk;
use crate::security::{Transport, harden};
use crate::{
    assets, close, connections, customers, inventory, live, menu, orders, record, rulebook, sandbox, session,
    settings, today,
};

pub use posted::Posted;
pub use refused::WebError;
pub use signed::Signed;
pub use uploaded::Uploaded;

/// How the console is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// A TLS proxy stands in front: cookies are secure, and it names the address a request came from.
    pub behind_tls: bool,
}

/// What every handler is given.
#[derive(Clone)]
pub struct Web {
    pub app: App,
    pub settings: Settings,
    /// Present in demo mode only.
    pub desk: Option<Arc<dyn SandboxDesk>>,
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// The whole console. It has a fallback of its own, so it is merged with routers that have none.
pub fn router(app: App, settings: Settings, desk: Option<Arc<dyn SandboxDesk>>) -> Router {
    let web = Web { app, settings, desk };
    let transport = if settings.behind_tls { Transport::BehindTls } else { Transport::Plain };
    let routes = areas()
        .fallback(refused::nothing_here)
        .layer(from_fn_with_state(web.clone(), refused::draw_errors))
        .with_state(web);
    harden(routes, transport)
}

/// One line an area.
fn areas() -> Router<Web> {
    assets::routes()
        .merge(session::routes())
        .merge(today::routes())
        .merge(orders::routes())
        .merge(inventory::routes())
        .merge(customers::routes())
        .merge(menu::routes())
        .merge(close::routes())
        .merge(record::routes())
        .merge(rulebook::routes())
        .merge(connections::routes())
        .merge(settings::routes())
        .merge(sandbox::routes())
        .merge(live::routes())
}
