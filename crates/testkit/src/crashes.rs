//! A process that dies at a named place: at an edge of a write, whatever it was doing.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use countersign_store::db::{Boundary, Watcher};

/// At most one crash waits to happen.
#[derive(Debug, Default)]
pub struct Crashes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Boundaries that are still passed before it happens.
    passes_left: Option<u32>,
    is_dying: bool,
    fell_at: Option<Boundary>,
}

impl Crashes {
    /// The process dies at the boundary after so many others.
    pub fn after(&self, passes: u32) {
        self.state().passes_left = Some(passes);
    }

    /// Nothing dies any more: what still waited to happen does not.
    pub fn no_more(&self) {
        self.state().passes_left = None;
    }

    /// Where the process died since this was asked last.
    pub fn fell(&self) -> Option<Boundary> {
        self.state().fell_at.take()
    }

    /// Runs `work` until its end or until the process dies in it; then it is dropped where it stands.
    pub async fn guard<F: Future>(&self, work: F) -> Option<F::Output> {
        let mut work = pin!(work);
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if std::mem::take(&mut self.state().is_dying) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher for Crashes {
    fn lets_pass(&self, at: Boundary) -> bool {
        let mut state = self.state();
        match state.passes_left {
            None => true,
            Some(0) => {
                *state = State { passes_left: None, is_dying: true, fell_at: Some(at) };
                false
            }
            Some(left) => {
                state.passes_left = Some(left - 1);
                true
            }
        }
    }
}
