//! What holds at every provider, whatever its API calls it: paying, giving back, and sending twice.

use cucumber::{given, then, when};

use super::draft::draft_for;
use super::exchange::granted_with_status;
use super::stage::{direct, told};
use super::target::customer;
use crate::core::finding::Finding;
use crate::core::member;
use crate::world::{Step, World, unclear};

#[given(regex = r#"^"([^"]*)" was paid$"#)]
async fn payment(world: &mut World, amount: String) -> Step {
    let life = world.provider()?.lifecycle;
    if !life.payer.is_empty() {
        customer(world, life.payer.to_owned()).await?;
    }
    for operation in life.pay {
        let names_amount = world.provider()?.endpoint(operation).is_some_and(|endpoint| endpoint.amount.is_some());
        let draft = draft_for(world, operation, names_amount.then_some(&*amount), "").await?;
        world.send(draft).await?;
        world.accepted_json()?;
    }
    if let Some(status) = life.paid {
        granted_with_status(world, status)?;
    }
    match (life.approved_by, life.pay.last()) {
        (Some(direction), Some(operation)) => direct(world, operation, direction).await.map(drop),
        _ => Ok(()),
    }
}

#[when(regex = r#"^"([^"]*)" of it is given back$"#)]
async fn gives_back(world: &mut World, amount: String) -> Step {
    let draft = draft_for(world, world.provider()?.lifecycle.refund, Some(&amount), "").await?;
    world.send(draft).await
}

#[given(regex = r#"^"([^"]*)" of it was given back$"#)]
async fn gave_back(world: &mut World, amount: String) -> Step {
    gives_back(world, amount).await?;
    if is_made(world).await? { Ok(()) } else { unclear(format!("the refund was not made: {}", world.describe())) }
}

#[when("the same refund is sent again")]
async fn sends_again(world: &mut World) -> Step {
    let draft = world.accepted(world.provider()?.lifecycle.refund)?.draft.clone();
    world.send(draft).await
}

#[then("the refund is made")]
async fn made(world: &mut World) -> Step {
    let (made, actual) = (is_made(world).await?, world.describe());
    world.check(made, || Finding::new("the refund", "made", format!("not made: {actual}")))
}

#[then("the refund is not made")]
async fn not_made(world: &mut World) -> Step {
    let (made, actual) = (is_made(world).await?, world.describe());
    world.check(!made, || Finding::new("the refund", "not made", format!("made: {actual}")))
}

/// Whether the last refund is made, by its answer or by the notification that decides.
async fn is_made(world: &mut World) -> Step<bool> {
    let life = world.provider()?.lifecycle;
    world.judgeable()?;
    match (world.last()?.is_success(), life.refund_told) {
        (true, Some((kind, told_by))) => {
            let told = told(world, kind, life.refund).await?;
            let says = told.last().and_then(|one| member::at(&one["body"], told_by)).map(|said| said == "true" || said == true);
            says.map_or_else(|| unclear(format!("no {kind} told whether the refund is made")), Ok)
        }
        (success, _) => Ok(success),
    }
}
