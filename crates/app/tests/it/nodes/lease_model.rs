//! Leases as an abstract machine, every state of which stateright visits: two nodes whose clocks differ, a job that is to be
//! done outside and written down once, and nothing that stops a node from pausing or dying at any step.
//!
//! What the model shows is what the constants of `countersign_app::node` rest on. Writing is fenced, so the result is written once
//! whatever the clocks do. That two nodes are never outside at the same time takes clocks that differ by less than the
//! margin; a model with worse clocks finds the counterexample.

use stateright::{Checker, Model, Property};

/// Ticks that a lease lasts as others see it.
const LEASE: u8 = 4;
/// The model's time ends here; a lease can end and be taken over twice before.
const END: u8 = 10;
const NODES: usize = 2;

#[derive(Debug, Clone)]
struct Leases {
    /// By how much each node's clock is ahead of the true time.
    ahead: [u8; NODES],
    /// How much earlier than the others a node holds its own lease for ended.
    margin: u8,
    /// Whether the token is shown when the result is written.
    fenced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Doing {
    Nothing,
    /// Has the lease with this token, until its own clock shows this.
    Claimed {
        token: u8,
        until: u8,
    },
    /// The call outside is under way.
    Outside {
        token: u8,
        until: u8,
    },
    /// The call has come back, the result is to be written.
    Back {
        token: u8,
    },
    Dead,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    now: u8,
    /// The row: whose it is, the token, its end.
    owner: Option<usize>,
    token: u8,
    ends: u8,
    done: bool,
    nodes: [Doing; NODES],
    /// Results that were written, each with its token.
    written: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Tick,
    Take(usize),
    Extend(usize),
    GoOutside(usize),
    ComeBack(usize),
    Write(usize),
    /// Its own clock says that its time is over before it went outside.
    GiveUp(usize),
    Die(usize),
}

impl Leases {
    fn clock(&self, state: &State, node: usize) -> u8 {
        state.now + self.ahead[node]
    }

    fn steps_of(&self, state: &State, node: usize, steps: &mut Vec<Step>) {
        let clock = self.clock(state, node);
        match state.nodes[node] {
            Doing::Nothing => {
                if !state.done && (state.owner.is_none() || state.ends <= clock) {
                    steps.push(Step::Take(node));
                }
            }
            Doing::Claimed { until, .. } if clock < until => {
                steps.extend([Step::GoOutside(node), Step::Extend(node)]);
            }
            Doing::Claimed { .. } => steps.push(Step::GiveUp(node)),
            // A call that takes longer than the lease is cut off by its time-out.
            Doing::Outside { .. } => steps.push(Step::ComeBack(node)),
            Doing::Back { .. } => steps.push(Step::Write(node)),
            Doing::Dead => {}
        }
        if state.nodes[node] != Doing::Dead && state.nodes.iter().all(|doing| *doing != Doing::Dead) {
            steps.push(Step::Die(node));
        }
    }

    /// Time does not pass over the end of a call's time-out: the call is cut off first.
    fn may_tick(&self, state: &State) -> bool {
        let cut_off = |(node, doing): (usize, &Doing)| match doing {
            Doing::Outside { until, .. } => self.clock(state, node) >= *until,
            _ => false,
        };
        state.now < END && !state.nodes.iter().enumerate().any(cut_off)
    }
}

impl Model for Leases {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let nodes = [Doing::Nothing; NODES];
        vec![State { now: 0, owner: None, token: 0, ends: 0, done: false, nodes, written: Vec::new() }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        if self.may_tick(state) {
            steps.push(Step::Tick);
        }
        for node in 0..NODES {
            self.steps_of(state, node, steps);
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        match step {
            Step::Tick => state.now += 1,
            Step::Take(node) => {
                let ends = self.clock(last, node) + LEASE;
                (state.owner, state.token, state.ends) = (Some(node), last.token + 1, ends);
                state.nodes[node] = Doing::Claimed { token: state.token, until: ends - self.margin };
            }
            Step::Extend(node) => {
                let Doing::Claimed { token, .. } = last.nodes[node] else { return None };
                // As in the product: the row is changed only where the token is still there.
                if token == last.token {
                    state.ends = self.clock(last, node) + LEASE;
                    state.nodes[node] = Doing::Claimed { token, until: state.ends - self.margin };
                } else {
                    state.nodes[node] = Doing::Nothing;
                }
            }
            Step::GoOutside(node) => {
                let Doing::Claimed { token, until } = last.nodes[node] else { return None };
                state.nodes[node] = Doing::Outside { token, until };
            }
            Step::ComeBack(node) => {
                let Doing::Outside { token, .. } = last.nodes[node] else { return None };
                state.nodes[node] = Doing::Back { token };
            }
            Step::Write(node) => {
                let Doing::Back { token } = last.nodes[node] else { return None };
                if !self.fenced || (token == last.token && !last.done) {
                    state.written.push(token);
                    state.done = true;
                }
                state.nodes[node] = Doing::Nothing;
            }
            Step::GiveUp(node) => state.nodes[node] = Doing::Nothing,
            Step::Die(node) => state.nodes[node] = Doing::Dead,
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("one is outside at a time", |_, state: &State| {
                state.nodes.iter().filter(|doing| matches!(doing, Doing::Outside { .. })).count() <= 1
            }),
            Property::always("the result is written once", |_, state: &State| state.written.len() <= 1),
            Property::always("what is written is the newest claim's", |_, state: &State| {
                state.written.iter().all(|token| *token <= state.token)
                    && (!state.done || state.written.first() == Some(&state.token))
            }),
            Property::sometimes("it is done", |_, state: &State| state.done),
            Property::sometimes("a dead node's job is done by the other", |_, state: &State| {
                state.done && state.nodes.contains(&Doing::Dead) && state.token > 1
            }),
        ]
    }
}

fn explored(model: Leases) -> impl Checker<Leases> {
    let checker = model.checker().spawn_bfs().join();
    eprintln!("{} states", checker.unique_state_count());
    checker
}

#[test]
fn with_clocks_that_differ_by_less_than_the_margin_one_node_is_outside_at_a_time() {
    for ahead in [[0, 0], [1, 0], [0, 1]] {
        explored(Leases { ahead, margin: 2, fenced: true }).assert_properties();
    }
}

#[test]
fn with_worse_clocks_two_may_be_outside_and_still_one_result_is_written() {
    let checker = explored(Leases { ahead: [0, 3], margin: 2, fenced: true });
    assert!(checker.discovery("one is outside at a time").is_some(), "what the clock is watched for");
    checker.assert_no_discovery("the result is written once");
    checker.assert_no_discovery("what is written is the newest claim's");
}

#[test]
fn without_the_fence_an_overtaken_node_writes_as_well() {
    let checker = explored(Leases { ahead: [0, 0], margin: 2, fenced: false });
    assert!(checker.discovery("the result is written once").is_some(), "what the token is for");
}
