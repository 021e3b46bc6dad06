//! The accept loop. It differs from `axum::serve` in one point: a response marked [`Hangup`] closes the connection
//! without a byte, which is how a timeout looks to a client that need not wait for it.

use std::convert::Infallible;
use std::io;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// Marks a response that must never reach the client.
#[derive(Debug, Clone, Copy)]
pub struct Hangup;

pub(super) async fn serve(listener: TcpListener, app: Router) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A simulator on loopback answers in small pieces; waiting to fill a packet only slows tests.
                let _ = stream.set_nodelay(true);
                let app = app.clone();
                tokio::spawn(async move {
                    let service = hyper::service::service_fn(move |request| answer(app.clone(), request));
                    let builder = auto::Builder::new(TokioExecutor::new());
                    // An error here is a hang-up, ours or the client's; both are ordinary.
                    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a sandbox listener could not accept a connection");
                tokio::task::yield_now().await;
            }
        }
    }
}

async fn answer(app: Router, request: hyper::Request<hyper::body::Incoming>) -> io::Result<Response> {
    let request: Request = request.map(axum::body::Body::new);
    let response: Result<Response, Infallible> = app.oneshot(request).await;
    let Ok(response) = response;
    match response.extensions().get::<Hangup>() {
        Some(Hangup) => Err(io::Error::new(io::ErrorKind::ConnectionAborted, "hung up as told")),
        None => Ok(response),
    }
}
