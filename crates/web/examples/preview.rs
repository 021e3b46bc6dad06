//! Serves every page from invented samples on a loopback port, so that a person can look at them.
//! `cargo run -p countersign-web --example preview -- 4310`

use axum::Router;
use axum::http::header;
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse};
use axum::routing::{any, get};
use countersign_web::{assets, preview, security};

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "it tells whoever started it where to look")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "4310".to_owned());
    let pages = preview::all()?;
    let index: String = pages.iter().map(|page| format!("{}\n", page.path)).collect();
    let mut router: Router = assets::routes();
    router = router.route("/preview", get(move || async move { index }));
    router = router.route("/live", get(live));
    router = router.route("/menu/certificates/{id}/pages/{page}", get(picture));
    router = router.route("/menu/photos/{id}/{size}", get(photo));
    for page in pages {
        router = router.route(page.path, any(move || async move { Html(page.html) }));
    }
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("http://{}/preview", listener.local_addr()?);
    axum::serve(listener, security::harden(router, security::Transport::Plain)).await?;
    Ok(())
}

/// The page of an invented certificate.
async fn picture() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/png")], include_bytes!("certificate.png"))
}

/// An invented product.
async fn photo() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/jpeg")], include_bytes!("photo.jpg"))
}

/// Opens and stays silent, so that the pages look as they do when all is well.
async fn live() -> Sse<impl tokio_stream::Stream<Item = Result<Event, std::convert::Infallible>>> {
    use tokio_stream::StreamExt as _;
    Sse::new(tokio_stream::once(Ok(Event::default().comment("here"))).chain(tokio_stream::pending()))
}
