//! The one way out: every call to a vendor goes through [`Line::call`].

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use countersign_kernel::Timestamp;
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use tokio::sync::Semaphore;

use super::answer::Answer;
use super::base_url::BaseUrl;
use super::breaker::Breaker;
use super::budget::Budget;
use super::call::{Auth, Call};
use super::call_log::CallEntry;
use super::layer::{HttpLayer, Pace};
use super::policy::Policy;
use super::rate::Rates;
use super::raw::{self, RawAnswer};
use super::verdict::{self, Broke};
use crate::error::{CallError, Effect, Failure};

/// A vendor may ask us to wait at most this long; more is taken as this.
const RETRY_AFTER_SECONDS_MAX: u32 = 3_600;
const FIRST_DELAY_MS: u64 = 200;
const DELAY_MS_MAX: u64 = 5_000;
/// A wait for one's turn is never shorter, so that patience comes to its end.
const TURN_MIN: Duration = Duration::from_millis(1);

/// The way to one host of one vendor.
pub struct Line {
    layer: HttpLayer,
    client: reqwest::Client,
    vendor: &'static str,
    base: BaseUrl,
    policy: Policy,
    rates: Rates,
    seats: Semaphore,
    state: Mutex<LineState>,
}

#[derive(Debug)]
struct LineState {
    breaker: Breaker,
    budget: Budget,
    /// The vendor asked us to be quiet until then.
    quiet_until: Option<Timestamp>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({})", self.vendor)
    }
}

/// An attempt that failed, and whether it went out at all.
struct Failed {
    error: CallError,
    went_out: bool,
}

impl Failed {
    /// How long a read waits that was asked to come back later: a second at the least, since theirs are not ours.
    fn asked_to_wait(&self, call: &Call) -> Option<Duration> {
        match self.error.failure {
            Failure::RateLimited { retry_after_seconds } if call.is_read && self.went_out => {
                Some(Duration::from_secs(u64::from(retry_after_seconds.unwrap_or(0).max(1))))
            }
            _ => None,
        }
    }
}

impl Line {
    pub(super) fn new(
        layer: HttpLayer,
        client: reqwest::Client,
        vendor: &'static str,
        base: BaseUrl,
        policy: Policy,
    ) -> Self {
        let rates = Rates::new(&policy.rates, layer.clock.clone());
        let seats = Semaphore::new(policy.concurrent_max.max(1));
        let breaker = Breaker::new(policy.breaker);
        let state = Mutex::new(LineState { breaker, budget: Budget::new(), quiet_until: None });
        Self { layer, client, vendor, base, policy, rates, seats, state }
    }

    pub fn layer(&self) -> &HttpLayer {
        &self.layer
    }

    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// Makes the call, and makes it again only while it is certain that nothing has happened, at most
    /// [`Policy::REPEATS_MAX`] times and within the retry budget. Any status below 500 that is neither 429 nor a
    /// redirect comes back as an [`Answer`] for the vendor's client to read.
    pub async fn call(&self, call: Call) -> Result<Answer, CallError> {
        self.state(|s| s.budget.earn());
        let (mut delays, mut patience) = (self.delays(), self.patience());
        let (mut attempt, mut repeated) = (1, 0);
        loop {
            let failed = match self.attempt(&call, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            // Who waits until the vendor may be asked again adds nothing to its load.
            if let Some(wait) = failed.asked_to_wait(&call).filter(|wait| *wait <= patience) {
                patience -= wait;
                tokio::time::sleep(wait).await;
                attempt += 1;
                continue;
            }
            repeated += 1;
            let may = repeated <= self.policy.repeats.min(Policy::REPEATS_MAX)
                && failed.went_out
                && is_repeatable(&failed.error, call.is_read)
                && self.state(|s| s.budget.spend());
            if !may {
                return Err(failed.error);
            }
            if let Some(delay) = delays.next().filter(|_| self.layer.pace != Pace::Never) {
                tokio::time::sleep(delay.min(self.patience())).await;
            }
            attempt += 1;
        }
    }

    /// How long a call waits for its turn.
    fn patience(&self) -> Duration {
        match self.layer.pace {
            Pace::Patient { wait_max_ms } => Duration::from_millis(wait_max_ms),
            Pace::Never => Duration::ZERO,
        }
    }

    fn state<T>(&self, act: impl FnOnce(&mut LineState) -> T) -> T {
        act(&mut self.state.lock().expect("no one panics while holding a line's state"))
    }

    /// Waits between repeats, with jitter from our own randomness.
    fn delays(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(FIRST_DELAY_MS))
            .with_max_delay(Duration::from_millis(DELAY_MS_MAX))
            .with_max_times(Policy::REPEATS_MAX as usize)
            .with_jitter()
            .with_jitter_seed(self.layer.random.next_u64())
            .build()
    }

    async fn attempt(&self, call: &Call, attempt: u32) -> Result<Answer, Failed> {
        let _seat = self.seats.acquire().await.expect("a line's seats are never closed");
        self.admitted(call).await.map_err(|error| Failed { error, went_out: false })?;
        let at = self.layer.clock.now();
        let outcome = self.exchange(call).await;
        let now = self.layer.clock.now();
        if call.is_of_goods && raw::is_collected() {
            self.show(call, outcome.as_ref().ok().map(|(answer, _)| answer), now);
        }
        let (status, verdict) = match outcome {
            Ok((answer, retry_after)) => {
                let verdict = verdict::of_status(answer.status, retry_after, call.is_read);
                (Some(answer.status), verdict.map_or(Ok(answer), Err))
            }
            Err(broke) => (None, Err(verdict::of_break(&broke, call.is_read))),
        };
        let failed = verdict.as_ref().err();
        self.state(|s| s.learn(failed.map(|(failure, _)| failure), now));
        let effect = failed.map(|(_, effect)| *effect);
        let duration_ms = (now.micros() - at.micros()) / 1_000;
        let (vendor, operation) = (self.vendor, call.operation);
        self.layer.log.record(&CallEntry { vendor, operation, attempt, status, duration_ms, at, effect });
        tracing::debug!(vendor, operation, attempt, status, duration_ms, "called a vendor");
        verdict.map_err(|(failure, effect)| Failed {
            error: CallError { vendor, operation, failure, effect },
            went_out: true,
        })
    }

    /// Shows the answer to whoever collects them here.
    fn show(&self, call: &Call, answer: Option<&Answer>, at: Timestamp) {
        let url = self.base.with(&call.path, &call.query);
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        raw::came(&RawAnswer {
            vendor: self.vendor,
            operation: call.operation,
            method: call.method.as_str(),
            path: &format!("{}{query}", url.path()),
            status: answer.map(|answer| answer.status),
            media_type: answer.map_or("", |answer| &answer.media_type),
            at,
            body: answer.map_or(&[], |answer| &answer.body),
        });
    }

    /// Passes the breaker, the vendor's wish for quiet, and our own rates; else nothing is sent.
    async fn admitted(&self, call: &Call) -> Result<(), CallError> {
        let refused = |failure| CallError {
            vendor: self.vendor,
            operation: call.operation,
            failure,
            effect: Effect::None,
        };
        let mut patience = self.patience();
        let now = self.layer.clock.now();
        if let Some(until) = self.state(|s| s.quiet_until).filter(|until| now < *until) {
            let wait = Duration::from_micros(until.micros().abs_diff(now.micros()));
            patience = patience.checked_sub(wait).ok_or_else(|| refused(limited(wait)))?;
            tokio::time::sleep(wait).await;
        }
        if !self.state(|s| s.breaker.admits(self.layer.clock.now())) {
            return Err(refused(Failure::Unreachable));
        }
        // Several that wait are told the same moment, and only one of them goes then: the others wait once more.
        while let Err(wait) = self.rates.take(call.is_read) {
            let wait = wait.max(TURN_MIN);
            patience = patience.checked_sub(wait).ok_or_else(|| refused(limited(wait)))?;
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// One exchange of bytes, whatever the status.
    async fn exchange(&self, call: &Call) -> Result<(Answer, Option<u32>), Broke> {
        let mut request = self.client.request(call.method.clone(), self.base.with(&call.path, &call.query));
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some((media_type, body)) = &call.body {
            request = request.header(CONTENT_TYPE, *media_type).body(body.clone());
        }
        request = match &call.auth {
            Auth::None => request,
            Auth::Basic { user, password } => request.basic_auth(user.expose(), Some(password.expose())),
            Auth::Bearer(token) => request.bearer_auth(token.expose()),
        };
        // A request that cannot even be built (a control character in a header) was not sent either.
        let nothing_sent = |e: &reqwest::Error| e.is_connect() || e.is_builder();
        let response = request
            .send()
            .await
            .map_err(|e| if nothing_sent(&e) { Broke::BeforeSending } else { Broke::AfterSending })?;
        if let Some(theirs) = date(&response) {
            self.layer.log.saw_clock(self.vendor, theirs, self.layer.clock.now());
        }
        let retry_after = retry_after(&response);
        let status = response.status().as_u16();
        let media_type = media_type(&response);
        let body = self.body(response).await?;
        let Self { vendor, .. } = *self;
        let (operation, is_read) = (call.operation, call.is_read);
        Ok((Answer { vendor, operation, is_read, status, media_type, body }, retry_after))
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Broke> {
        let most = self.policy.answer_bytes_max;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Broke::AfterSending)? {
            if body.len() + chunk.len() > most {
                return Err(Broke::TooLarge { most });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

impl LineState {
    fn learn(&mut self, failure: Option<&Failure>, now: Timestamp) {
        match failure {
            Some(Failure::Unreachable | Failure::NoAnswer | Failure::Broken { .. }) => {
                self.breaker.failed(now)
            }
            Some(Failure::RateLimited { retry_after_seconds }) => {
                // Being told to slow down is a sign of life.
                self.breaker.succeeded();
                let seconds = retry_after_seconds.unwrap_or(0).min(RETRY_AFTER_SECONDS_MAX);
                self.quiet_until = Some(now.plus_seconds(i64::from(seconds)));
            }
            _ => self.breaker.succeeded(),
        }
    }
}

/// Reads may be asked again whenever the answer was lost; writes only when they never left the house.
fn is_repeatable(error: &CallError, is_read: bool) -> bool {
    match error.failure {
        Failure::Unreachable => true,
        Failure::NoAnswer | Failure::Broken { .. } => is_read,
        _ => false,
    }
}

/// Rounded up, so that whoever waits so long is let through.
fn limited(wait: Duration) -> Failure {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    Failure::RateLimited { retry_after_seconds: Some(u32::try_from(seconds).unwrap_or(u32::MAX)) }
}

/// Seconds only: the other form is a date by the vendor's clock, which we do not trust.
fn retry_after(response: &Response) -> Option<u32> {
    let seconds: u32 = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.min(RETRY_AFTER_SECONDS_MAX))
}

fn date(response: &Response) -> Option<Timestamp> {
    Timestamp::from_http_date(response.headers().get(DATE)?.to_str().ok()?)
}

fn media_type(response: &Response) -> String {
    let text = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
