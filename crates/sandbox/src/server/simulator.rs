//! A simulated vendor: the stage it plays on, and what it remembers behind one lock.

use std::fmt;
use std::sync::{Mutex, MutexGuard};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::stage::Stage;
use super::vendor::ActionError;

/// What the control API does to any vendor's memory.
pub trait Steered: Send + Sync {
    /// Back to the seeded beginning.
    fn reset(&self);

    /// Choices the vendor's documentation leaves open, as one flat JSON object.
    fn switches(&self) -> Value;

    /// Sets the switches named in `changes` and leaves the others.
    fn set_switches(&self, changes: Value) -> Result<(), ActionError>;
}

/// Everything one vendor remembers, its switches among it.
pub trait Memory: fmt::Debug + Send + Sized + 'static {
    type Settings: Serialize + DeserializeOwned;

    fn seeded(stage: &Stage) -> Self;

    fn settings(&mut self) -> &mut Self::Settings;

    fn begin_again(&mut self, stage: &Stage) {
        *self = Self::seeded(stage);
    }
}

#[derive(Debug)]
pub struct Simulator<M> {
    pub(crate) stage: Stage,
    memory: Mutex<M>,
}

impl<M: Memory> Simulator<M> {
    pub fn new(stage: Stage) -> Self {
        let memory = Mutex::new(M::seeded(&stage));
        Self { stage, memory }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, M> {
        self.memory.lock().expect("no one panics while holding this vendor's state")
    }
}

impl<M: Memory> Steered for Simulator<M> {
    fn reset(&self) {
        self.state().begin_again(&self.stage);
    }

    fn switches(&self) -> Value {
        serde_json::to_value(self.state().settings()).unwrap_or(Value::Null)
    }

    fn set_switches(&self, changes: Value) -> Result<(), ActionError> {
        let mut state = self.state();
        let settings = state.settings();
        *settings = crate::switches::changed(&*settings, changes)?;
        Ok(())
    }
}
