//! A line against a server that says exactly what it is told to.

use std::sync::{Arc, Mutex};

use countersign_kernel::{Clock, ManualClock, Random, SystemClock, Timestamp};
use countersign_ports::http::{
    Applies, Auth, BaseUrl, Call, CallEntry, CallLog, HttpLayer, Line, Pace, Policy, RateWindow, Reach,
    Secret,
};
use countersign_ports::{Effect, Failure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const CANARY: &str = "canary-key-4711";
const REQUEST_BYTES_MAX: usize = 16 * 1024;

#[derive(Debug, Default)]
struct Log(Mutex<Vec<CallEntry>>);

impl CallLog for Log {
    fn record(&self, entry: &CallEntry) {
        self.0.lock().expect("not poisoned").push(entry.clone());
    }
}

struct Desk<C = ManualClock> {
    clock: Arc<C>,
    log: Arc<Log>,
    line: Line,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Desk {
    /// A server that gives these raw answers, one a connection, and then nothing but hang-ups.
    async fn with(answers: &[&str], policy: Policy) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000)));
        Self::at_pace(answers, policy, clock, Pace::Never).await
    }
}

impl<C: Clock + 'static> Desk<C> {
    async fn at_pace(answers: &[&str], policy: Policy, clock: Arc<C>, pace: Pace) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let answers: Vec<String> = answers.iter().map(|a| (*a).to_owned()).collect();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        tokio::spawn(async move {
            let mut answers = answers.into_iter();
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = vec![0; REQUEST_BYTES_MAX];
                let read = socket.read(&mut request).await.unwrap_or(0);
                heard
                    .lock()
                    .expect("not poisoned")
                    .push(String::from_utf8_lossy(&request[..read]).into_owned());
                let Some(answer) = answers.next() else { continue };
                socket.write_all(answer.as_bytes()).await.ok();
            }
        });
        let log = Arc::new(Log::default());
        let layer = HttpLayer::new(clock.clone(), Arc::new(Random::from_number(1)), log.clone(), pace);
        let base = BaseUrl::parse(&url, Reach::Sandbox).expect("loopback");
        Self { clock, log, line: layer.line("acme", base, policy).expect("a client"), asked }
    }

    fn calls(&self) -> usize {
        self.asked.lock().expect("not poisoned").len()
    }
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}")
}

fn read() -> Call {
    Call::get("read", &["things", "1"])
}

fn write() -> Call {
    Call::post("write", &["things"]).json(&[1])
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_by_reads_and_never_by_writes() {
    let ok = answer("200 OK", "", "[]");
    let desk = Desk::with(&["", &ok], Policy::careful()).await;
    assert_eq!(desk.line.call(read()).await.map(|a| a.status), Ok(200));
    assert_eq!(desk.calls(), 2);
    let desk = Desk::with(&["", &ok], Policy::careful()).await;
    let error = desk.line.call(write()).await.expect_err("no answer");
    assert_eq!((error.failure, error.effect), (Failure::NoAnswer, Effect::Unknown));
    assert_eq!(desk.calls(), 1, "a write is not repeated while it may have happened");
}

#[tokio::test]
async fn a_refused_connection_had_no_effect() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let clock = Arc::new(ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000)));
    let layer =
        HttpLayer::new(clock, Arc::new(Random::from_number(1)), Arc::new(Log::default()), Pace::Never);
    let base = BaseUrl::parse(&url, Reach::Sandbox).expect("loopback");
    let line = layer.line("acme", base, Policy::careful()).expect("a client");
    let error = line.call(write()).await.expect_err("nobody listens");
    assert_eq!((error.failure, error.effect), (Failure::Unreachable, Effect::None));
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let away = answer("302 Found", "location: http://169.254.169.254/latest\r\n", "");
    let desk = Desk::with(&[&away], Policy::careful()).await;
    let error = desk.line.call(write()).await.expect_err("a redirect");
    assert!(matches!(error.failure, Failure::Malformed { .. }), "{error:?}");
    assert_eq!((error.effect, desk.calls()), (Effect::Unknown, 1));
}

#[tokio::test]
async fn more_than_the_agreed_bytes_are_not_read() {
    let policy = Policy { answer_bytes_max: 100, ..Policy::careful() };
    let desk = Desk::with(&[&answer("200 OK", "", &"x".repeat(101))], policy.clone()).await;
    let error = desk.line.call(read()).await.expect_err("too long");
    assert!(matches!(error.failure, Failure::Malformed { .. }), "{error:?}");
    let desk = Desk::with(&[&answer("200 OK", "", &"x".repeat(100))], policy).await;
    assert_eq!(desk.line.call(read()).await.map(|a| a.body.len()), Ok(100));
}

#[tokio::test]
async fn a_wish_for_quiet_is_kept_without_asking_again() {
    let busy = answer("429 Too Many", "retry-after: 30\r\n", "");
    let desk = Desk::with(&[&busy, &answer("200 OK", "", "[]")], Policy::careful()).await;
    let limited = |seconds| Failure::RateLimited { retry_after_seconds: Some(seconds) };
    assert_eq!(
        desk.line.call(write()).await.map_err(|e| (e.failure, e.effect)),
        Err((limited(30), Effect::None))
    );
    desk.clock.advance_seconds(20);
    assert_eq!(desk.line.call(read()).await.map_err(|e| e.failure), Err(limited(10)));
    assert_eq!(desk.calls(), 1);
    desk.clock.advance_seconds(10);
    assert_eq!(desk.line.call(read()).await.map(|a| a.status), Ok(200));
}

#[tokio::test]
async fn who_waits_is_not_sent_away_by_a_wish_for_quiet_that_is_short() {
    let (busy, ok) = (answer("429 Too Many", "", ""), answer("200 OK", "", "[]"));
    let patient = Pace::Patient { wait_max_ms: 2_000 };
    let clock = || Arc::new(ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000)));
    let desk = Desk::at_pace(&[&busy, &ok], Policy::careful(), clock(), patient).await;
    assert_eq!(desk.line.call(read()).await.map(|a| a.status), Ok(200));
    // A write is its caller's to repeat, who looks first.
    let desk = Desk::at_pace(&[&busy, &ok], Policy::careful(), clock(), patient).await;
    let limited = |seconds| Failure::RateLimited { retry_after_seconds: seconds };
    assert_eq!(desk.line.call(write()).await.map_err(|e| e.failure), Err(limited(None)));
    // Nobody waits for longer than they have patience.
    let long = answer("429 Too Many", "retry-after: 30\r\n", "");
    let desk = Desk::at_pace(&[&long, &ok], Policy::careful(), clock(), patient).await;
    assert_eq!(desk.line.call(read()).await.map_err(|e| e.failure), Err(limited(Some(30))));
    assert_eq!(desk.line.call(read()).await.map_err(|e| e.failure), Err(limited(Some(30))));
    assert_eq!(desk.calls(), 1);
}

#[tokio::test]
async fn our_own_limit_refuses_before_anything_is_sent() {
    let window = RateWindow { calls: 1, per_seconds: 60, burst: 1, applies: Applies::All };
    let ok = answer("200 OK", "", "[]");
    let desk = Desk::with(&[&ok, &ok], Policy::careful().with_rate(window)).await;
    assert!(desk.line.call(read()).await.is_ok());
    let error = desk.line.call(write()).await.expect_err("used up");
    assert_eq!(error.failure, Failure::RateLimited { retry_after_seconds: Some(60) });
    assert_eq!((error.effect, desk.calls()), (Effect::None, 1));
    desk.clock.advance_seconds(60);
    assert!(desk.line.call(read()).await.is_ok());
}

#[tokio::test]
async fn callers_that_come_together_all_get_their_turn_within_their_patience() {
    let window = RateWindow { calls: 41, per_seconds: 1, burst: 1, applies: Applies::All };
    let ok = answer("200 OK", "", "[]");
    let answers: Vec<&str> = std::iter::repeat_n(ok.as_str(), 7).collect();
    let patient = Pace::Patient { wait_max_ms: 5_000 };
    let policy = Policy { concurrent_max: 7, ..Policy::careful() }.with_rate(window);
    let desk = Desk::at_pace(&answers, policy, Arc::new(SystemClock), patient).await;
    let (a, b, c, d, e, f, g) = tokio::join!(
        desk.line.call(read()),
        desk.line.call(read()),
        desk.line.call(read()),
        desk.line.call(read()),
        desk.line.call(read()),
        desk.line.call(read()),
        desk.line.call(read()),
    );
    for call in [a, b, c, d, e, f, g] {
        assert_eq!(call.map(|answer| answer.status), Ok(200));
    }
    assert_eq!(desk.calls(), 7);
}

#[tokio::test]
async fn the_log_and_every_printed_form_hold_no_key_path_or_body() {
    let no = answer("400 Bad", "", "no");
    let desk = Desk::with(&[&no], Policy::careful()).await;
    let auth = Auth::Basic { user: Secret::new(CANARY), password: Secret::new(CANARY) };
    let call = Call::post("write", &["patients", CANARY]).json(&CANARY).auth(auth);
    let headers = format!("{:?}", call.clone().auth(Auth::Bearer(Secret::new(CANARY))));
    assert!(!format!("{:?}", Secret::new(CANARY)).contains(CANARY));
    assert!(!headers.contains(CANARY), "{headers}");
    let refused = desk.line.call(call).await.expect("an answer");
    let asked = desk.asked.lock().expect("not poisoned").join("");
    assert!(asked.contains(CANARY), "it was on the wire");
    let entries = desk.log.0.lock().expect("not poisoned").clone();
    assert_eq!((entries.len(), entries[0].status, entries[0].operation), (1, Some(400), "write"));
    let printed = format!("{entries:?} {refused:?} {:?} {:?}", desk.line, refused.refusal(Vec::new()));
    assert!(!printed.contains(CANARY), "{printed}");
}
