//! What changed since the last reading makes, on that reading, what a whole reading gives.

use countersign_kernel::{Clock, PackageTag};
use countersign_ports::state_system::StatePackage;
use countersign_sandbox::faults::{Fault, When};
use serde_json::json;

use crate::stage::Stage;

const CHANGED: (&str, &str) = ("GET", "/packages/v2/inactive");

fn sorted(mut rows: Vec<StatePackage>) -> Vec<StatePackage> {
    rows.sort_by(|a, b| a.tag.cmp(&b.tag));
    rows
}

#[tokio::test]
async fn an_hour_and_two_days_of_changes_make_the_whole_list() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let mut known = state.active_packages().await.expect("the list");
    for hours in [1, 50] {
        let since = stage.clock.now();
        stage.clock.advance_seconds(hours * 3_600 / 2);
        let tags: Vec<PackageTag> =
            known.iter().filter(|row| !row.on_hold).map(|row| row.tag.clone()).collect();
        let act = |name: &'static str, body| stage.act("metrc", name, body);
        act("set_quantity", json!({"label": tags[0], "quantity": 0})).await;
        state.finish_package(&tags[0], "2026-11-21".parse().expect("a day")).await.expect("finished");
        act("set_quantity", json!({"label": tags[1], "quantity": 3})).await;
        act("hold_package", json!({"label": tags[2]})).await;
        act("set_lab_state", json!({"label": tags[3], "state": "TestFailed"})).await;
        stage.clock.advance_seconds(hours * 3_600 / 2);

        stage.log.take();
        let changes = state.packages_changed(since).await.expect("changes");
        let calls = stage.log.take().len();
        stage.clock.advance_seconds(60);
        let whole = sorted(state.active_packages().await.expect("the list"));
        let all = stage.log.take().len();
        assert_eq!(changes.gone, [tags[0].clone()], "{hours} hours");
        assert!(
            changes.rows.len() < whole.len(),
            "only what changed, {} of {}",
            changes.rows.len(),
            whole.len()
        );
        assert!(hours > 1 || calls < all, "{calls} calls where the whole list takes {all}");
        known = changes.onto(known).expect("the numbers agree");
        assert_eq!(known, whole, "{hours} hours");
        stage.clock.advance_seconds(60);
    }
}

/// Nothing that was missed is taken for nothing that changed.
#[tokio::test]
async fn a_window_that_fails_is_no_window_and_a_number_that_differs_is_no_list() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let mut known = state.active_packages().await.expect("the list");
    let since = stage.clock.now();
    stage.clock.advance_seconds(60);
    known.pop();
    let changes = state.packages_changed(since).await.expect("changes");
    assert_eq!(changes.onto(known), None, "one was never known, and nothing says that it came");
    stage.fault("metrc", CHANGED, When::Always, Fault::Status { status: 503 });
    assert!(state.packages_changed(since).await.is_err());
}
