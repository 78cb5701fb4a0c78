//! Messages as the API takes them, and as the older guide prints them by mistake.

use serde_json::Value;
use signoff::schema::{self, SchemaError};

use super::{text, vectors};

#[test]
fn every_message_fits_or_is_wrong_where_it_says() {
    let all = vectors("message_");
    assert_eq!(all.len(), 13);
    for (name, vector) in all {
        assert!(!text(&vector, "why").is_empty(), "{name}");
        let Ok(body) = serde_json::from_str::<Value>(text(&vector, "body")) else {
            assert_eq!(vector["wrong"], "no JSON", "{name}");
            continue;
        };
        let found = match schema::validate("ppro", &format!("{}.request", text(&vector, "operation")), &body) {
            Ok(()) => Vec::new(),
            Err(SchemaError::Violated(violations)) => violations.into_iter().map(|violation| violation.pointer).collect(),
            Err(other) => panic!("{name}: {other}"),
        };
        match vector["wrong"].as_str() {
            None => assert_eq!(found, [""; 0], "{name}"),
            Some(place) => assert!(found.iter().any(|found| found == place), "{name}: {found:?}"),
        }
    }
}
