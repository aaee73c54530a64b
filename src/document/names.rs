//! What kinds, sides, roles and statuses are called in the output: `general_public_expenditure`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The name of a kind, a side, a role or a status; empty for what has none.
pub fn of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// What has this name, `None` where nothing of its kind has.
pub fn find<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Side, TableKind};

    #[test]
    fn a_name_finds_what_it_is_of() {
        assert_eq!(of(&TableKind::ThreePublic), "three_public");
        assert_eq!(find("three_public"), Some(TableKind::ThreePublic));
        assert_eq!(find::<Side>("three_public"), None);
    }
}
