//! A vendor's switches as one flat struct: what the control API shows is what it accepts back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::server::ActionError;

/// `current` with the members of `changes` put over it; unknown names and wrong types are refused whole.
pub fn changed<T: Serialize + DeserializeOwned>(current: &T, changes: Value) -> Result<T, ActionError> {
    let refused = |why: String| ActionError::Refused(why);
    let Value::Object(changes) = changes else {
        return Err(refused("switches are one JSON object of names and values".to_owned()));
    };
    let mut merged = serde_json::to_value(current).map_err(|e| refused(e.to_string()))?;
    let members = merged.as_object_mut().ok_or_else(|| refused("this vendor has no switches".to_owned()))?;
    for (name, value) in changes {
        if !members.contains_key(&name) {
            return Err(refused(format!("there is no switch `{name}`; GET the switches for the names")));
        }
        members.insert(name, value);
    }
    serde_json::from_value(merged).map_err(|e| refused(format!("these switches do not fit: {e}")))
}

/// The body of a control action, read into its own type.
pub fn body<T: DeserializeOwned>(body: Value) -> Result<T, ActionError> {
    serde_json::from_value(body)
        .map_err(|e| ActionError::Refused(format!("this body does not fit the action: {e}")))
}

/// The result of a control action as JSON.
pub fn answer<T: Serialize>(value: T) -> Result<Value, ActionError> {
    serde_json::to_value(value).map_err(|e| ActionError::Refused(e.to_string()))
}
