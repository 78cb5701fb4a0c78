//! The shape of an answer: its JSON Schema and its reviewed snapshot.

use cucumber::then;
use serde_json::Value;

use crate::core::finding::Finding;
use crate::schema::{self, SchemaError};
use crate::snapshot::Judgement;
use crate::snapshot::SnapshotNote;

use crate::world::{Step, Stop, World, unclear};

#[then("the answer matches its schema")]
fn matches_schema(world: &mut World) -> Step {
    let json = world.answered_json()?;
    let name = format!("{}.response", world.last()?.draft.endpoint.name);
    let fits = schema::validate(world.provider()?.slug, &name, json);
    judge(world, &name, fits)
}

#[then("the refusal matches its schema")]
fn refusal_matches_schema(world: &mut World) -> Step {
    world.judgeable()?;
    if world.last()?.is_success() {
        return unclear("the request was accepted: there is no refusal");
    }
    let json = world.last()?.json.as_ref().unwrap_or(&Value::Null);
    let fits = schema::validate(world.provider()?.slug, "error", json);
    judge(world, "error", fits)
}

fn judge(world: &mut World, name: &str, fits: Result<(), SchemaError>) -> Step {
    match fits {
        Ok(()) => Ok(()),
        Err(error @ SchemaError::Violated(_)) => {
            Err(world.violated(Finding::new("response body", format!("the schema {name}"), error.to_string())))
        }
        Err(error) => unclear(error.to_string()),
    }
}

/// Where other statuses are as good, a snapshot of one of them judges that one alone.
#[then(regex = r#"^the answer matches the snapshot "([^"]*)", if it has the status "([^"]*)"$"#)]
async fn matches_snapshot_of(world: &mut World, name: String, status: String) -> Step {
    let member = world.provider()?.status;
    if world.answered_json()?.get(member).is_some_and(|found| *found == *status) {
        return matches_snapshot(world, name).await;
    }
    world.unjudged += 1;
    Ok(())
}

/// A snapshot is our memory of an answer, not a published rule: a difference at our own target is inconclusive, at a foreign
/// one it is noted as drift, and there a snapshot that nobody gave judges nothing.
#[then(regex = r#"^the answer matches the snapshot "([^"]*)"$"#)]
async fn matches_snapshot(world: &mut World, name: String) -> Step {
    let provider = world.provider()?;
    let embedded = world.link().await?.embedded;
    let json = world.accepted_json()?.clone();
    let session = std::rc::Rc::clone(&world.session);
    let Some(snapshots) = session.snapshots(embedded).map_err(Stop::Unclear)? else {
        world.unjudged += 1;
        return Ok(());
    };
    let compared = snapshots.compare(provider.slug, &name, &json, provider.volatile);
    match compared.map_err(|error| Stop::Unclear(error.to_string()))? {
        Judgement::Same => Ok(()),
        Judgement::Different { diff } if embedded => unclear(format!("differs from the reviewed snapshot {name}:\n{diff}")),
        Judgement::Missing => unclear(format!("there is no reviewed snapshot {name}")),
        Judgement::Different { diff } => {
            world.unjudged += 1;
            session.note(SnapshotNote::Drift(format!("{}/{name}:\n{diff}", provider.slug)));
            Ok(())
        }
        Judgement::Written(path) => {
            world.unjudged += 1;
            session.note(SnapshotNote::Written(path.display().to_string()));
            Ok(())
        }
    }
}
