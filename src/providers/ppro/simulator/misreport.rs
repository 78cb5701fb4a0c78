//! Charges that are told otherwise than they stand: whatever reads one tells the same.

use serde_json::{Map, Value, json};

use crate::core::member;

/// What the merchant is told in place of the truth.
#[derive(Default)]
pub(super) struct Misreport {
    /// Members of a charge, and the texts that they tell.
    members: Vec<(String, String)>,
}

impl Misreport {
    /// From now on the member tells this.
    pub(super) fn add(&mut self, member: &str, value: &str) {
        self.members.push((member.to_owned(), value.to_owned()));
    }

    /// Bends the answer to an operation, where it tells of charges.
    pub(super) fn bend(&self, operation: &str, told: &mut Map<String, Value>) {
        match operation {
            "charge_status" => self.bend_charge(told),
            "search" => {
                let charges = told.get_mut("data").and_then(Value::as_array_mut).into_iter().flatten();
                charges.filter_map(Value::as_object_mut).for_each(|charge| self.bend_charge(charge));
            }
            "authorization_list" => self.bend_parts("authorizations", told),
            "capture_list" => self.bend_parts("captures", told),
            _ => {}
        }
    }

    /// A list of parts tells what their charge tells of them.
    fn bend_parts(&self, kind: &str, told: &mut Map<String, Value>) {
        let Some(parts) = told.get_mut("data") else { return };
        let mut charge = Map::from_iter([(kind.to_owned(), parts.take())]);
        self.bend_charge(&mut charge);
        *parts = charge[kind].take();
    }

    fn bend_charge(&self, charge: &mut Map<String, Value>) {
        for (name, value) in &self.members {
            let number = member::of(charge, name).is_some_and(Value::is_number);
            let value = if number { value.parse::<i64>().map_or(json!(value), Value::from) } else { json!(value) };
            member::set(charge, name, value);
        }
        // What is not captured yet has no captures.
        if self.members.iter().any(|(name, value)| name == "status" && UNCAPTURED.contains(&value.as_str())) {
            charge.insert("captures".to_owned(), json!([]));
        }
    }
}

/// States in which the money is not taken yet.
const UNCAPTURED: [&str; 3] = ["AUTHORIZATION_ASYNC", "CAPTURE_PENDING", "CAPTURE_PROCESSING"];
