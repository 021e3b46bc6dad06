//! Tries to get in: five in fifteen minutes for an account, more for an address, on all nodes together.

use countersign_seal::blind::blind_index;
use countersign_store::db::Tx;
use countersign_store::people::attempts::{self, Claim, Limit};

use crate::app::App;
use crate::error::AppError;

const WINDOW_MICROS: i64 = 15 * 60 * 1_000_000;
const PER_ACCOUNT: Limit = Limit { tries: 5, window_micros: WINDOW_MICROS };
/// A shop's people share one address, so it gets more than one forgetful person needs.
const PER_ADDRESS: Limit = Limit { tries: 20, window_micros: WINDOW_MICROS };

pub(super) fn window_micros() -> i64 {
    WINDOW_MICROS
}

/// An account as the failures and the record know it: which login was tried is nobody's business, since people type
/// passwords there.
pub(super) fn account(app: &App, login: &str) -> String {
    blind_index(app.keys(), "staff.login", login)
}

pub(super) fn address(app: &App, remote: &str) -> String {
    blind_index(app.keys(), "sign_in.remote", remote)
}

/// The slots one try holds until it is known to be right.
#[derive(Debug, Clone)]
pub(super) struct Held(Vec<(String, i64)>);

/// Takes a slot of the account and, when it is known, of the address; or says how long to wait.
pub(super) async fn take(app: &App, account: &str, address: Option<&str>) -> Result<Held, AppError> {
    let now = app.now();
    app.db()
        .write(|tx| {
            Box::pin(async {
                let mut held = Vec::new();
                let subjects = [(Some(account), PER_ACCOUNT), (address, PER_ADDRESS)];
                for (subject, limit) in subjects {
                    let Some(subject) = subject else { continue };
                    match attempts::claim(tx, subject, now, limit).await? {
                        Claim::Taken(slot) => held.push((subject.to_owned(), slot)),
                        Claim::FullUntil(until) => {
                            let retry_after_seconds = until.seconds_since(now).max(0) + 1;
                            return Err(AppError::TooMany { retry_after_seconds });
                        }
                    }
                }
                Ok(Held(held))
            })
        })
        .await
}

/// The try was right.
pub(super) async fn give_back(tx: &mut Tx<'_>, held: &Held) -> Result<(), AppError> {
    for (subject, slot) in &held.0 {
        attempts::release(tx, subject, *slot).await?;
    }
    Ok(())
}

/// The person is in: what went wrong before is forgotten.
pub(super) async fn forget(tx: &mut Tx<'_>, account: &str) -> Result<(), AppError> {
    Ok(attempts::clear(tx, account).await?)
}
