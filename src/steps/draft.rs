//! Messages as the steps need them: well-formed, new ids, this customer's token, referring to what was sent before.

use serde_json::{Map, Value};

use crate::providers::{Draft, Slot};
use crate::world::{Step, World};

/// A message of `operation` with the amount, not yet sent.
pub(super) async fn draft_for(world: &mut World, operation: &str, amount: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = world.draft(operation).await?;
    (provider.fill)(&mut draft, &Slot::Amount(amount));
    Ok(draft)
}

/// A refund of the last accepted charge, not yet sent; `by` is the kind of id that names the charge.
pub(super) async fn refund_of_charge(world: &mut World, amount: &str, by: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = draft_for(world, "refund", amount).await?;
    let charge = world.accepted("charge")?;
    let answer = charge.json.clone().unwrap_or(Value::Null);
    (provider.fill)(&mut draft, &Slot::Charge { by, sent: &charge.draft.members, answer: &answer });
    Ok(draft)
}

/// A fresh, well-formed message of the operation, as the scenarios about single members need it.
pub(super) async fn well_formed(world: &mut World, operation: &str) -> Step<Draft> {
    match operation {
        "instruments" | "charge" => draft_for(world, operation, "10.00").await,
        "refund" => refund_of_charge(world, "1.00", "").await,
        "charge_status" => status_of(world, "charge", "").await,
        "refund_status" => status_of(world, "refund", "").await,
        other => world.draft(other).await,
    }
}

/// A status request for the last accepted charge or refund.
pub(super) async fn status_of(world: &mut World, what: &str, by: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = world.draft(&format!("{what}_status")).await?;
    let earlier = world.accepted(what)?;
    let sent: &Map<String, Value> = &earlier.draft.members;
    let answer = earlier.json.as_ref().unwrap_or(&Value::Null);
    let slot = match what {
        "charge" => Slot::Charge { by, sent, answer },
        _ => Slot::Refund { by, sent, answer },
    };
    (provider.fill)(&mut draft, &slot);
    Ok(draft)
}
