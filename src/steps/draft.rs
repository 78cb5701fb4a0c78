//! Messages as the steps need them: well-formed, new ids, this customer's token, referring to what was sent before.

use serde_json::Value;

use crate::providers::{Draft, Slot};
use crate::world::{Step, World};

/// A message of `operation`, not yet sent. The amount is the operation's plain one when none is given; `by` is the kind of id
/// that names the earlier transaction, empty for the merchant's own.
pub(super) async fn draft_for(world: &mut World, operation: &str, amount: Option<&str>, by: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = world.draft(operation).await?;
    if let Some(amount) = amount.or(draft.endpoint.amount) {
        (provider.fill)(&mut draft, &Slot::Amount(amount));
    }
    if let Some(earlier) = draft.endpoint.refers_to {
        let earlier = world.accepted(earlier)?;
        let answer = earlier.json.as_ref().unwrap_or(&Value::Null);
        (provider.fill)(&mut draft, &Slot::Earlier { by, sent: &earlier.draft, answer });
    }
    Ok(draft)
}

/// A fresh, well-formed message of the operation, as the scenarios about single members need it.
pub(super) async fn well_formed(world: &mut World, operation: &str) -> Step<Draft> {
    draft_for(world, operation, None, "").await
}
