//! What a page is given for the provider's SDK or for an app.

use cucumber::then;
use serde_json::Value;

use super::objects;
use crate::core::finding::Finding;
use crate::core::member;
use crate::signing::rsa256::{self, RsaError};
use crate::world::{Step, World, unclear};

#[then(regex = r#"^the page hands "([^"]*)" of the ([A-Za-z0-9_-]+) on unmodified$"#)]
fn hands_on(world: &mut World, path: String, operation: String) -> Step {
    let wanted = member::at(world.answered(&operation)?, &path).cloned();
    let Some(wanted) = wanted.filter(Value::is_object) else {
        return unclear(format!("the provider that we play gave no object {path}"));
    };
    let found = objects::of_page(world.page()?);
    if found.contains(&wanted) {
        return Ok(());
    }
    let Some((name, given, shown)) = found.iter().find_map(|one| objects::difference(&wanted, one)) else {
        return unclear(format!("the page holds no object like {path}"));
    };
    Err(world.violated(Finding::new(format!("the page's {path}, {name}"), given, shown)))
}

/// What a page of somebody else's loads later is not seen.
#[then(regex = r#"^the page holds "([^"]*)" of the ([A-Za-z0-9_-]+), or a ([A-Za-z0-9_-]+) was sent$"#)]
async fn holds(world: &mut World, path: String, operation: String, next: String) -> Step {
    let wanted = member::at(world.answered(&operation)?, &path).and_then(Value::as_str).map(str::to_owned);
    let Some(wanted) = wanted.filter(|text| !text.is_empty()) else {
        return unclear(format!("the provider that we play gave no {path}"));
    };
    let page = world.page()?;
    let scripts = page.scripts.iter().map(|script| script.text());
    let on_page = scripts.chain(page.data.iter().chain(&page.hidden).map(String::as_str)).any(|text| text.contains(&wanted));
    let holds = on_page || world.journey()?.heard.iter().any(|heard| heard.is(&next));
    if !holds && !world.shop().await?.rented {
        world.unjudged += 1;
        return Ok(());
    }
    world.check(holds, || Finding::new(format!("the page's {path}"), format!("that of the {operation}"), "none"))
}

/// Signed with the merchant's own RSA key; of its public half the account tells.
#[then(regex = r#"^the text "([^"]*)" that the page hands on is signed in "([^"]*)" for the key "([^"]*)"$"#)]
async fn is_signed(world: &mut World, name: String, signature: String, key: String) -> Step {
    let provider = world.provider()?;
    let public_key = world.shop().await?.credentials.get(&key).to_owned();
    if public_key.is_empty() {
        return unclear(format!("the merchant's {} is not known (key {}.merchant.{})", &*key, provider.slug, &*key));
    }
    let found = objects::of_page(world.page()?);
    let pair = |object: &Value| Some((text(object, &name)?, text(object, &signature)?));
    let Some((signed, signature)) = found.iter().find_map(pair) else {
        return unclear(format!("the page holds no {} with a {}", &*name, &*signature));
    };
    match rsa256::verify(&signed, &signature, &public_key) {
        Ok(()) => Ok(()),
        Err(RsaError::Key) => unclear(format!("{}.merchant.{} is no RSA public key", provider.slug, &*key)),
        Err(why) => {
            let finding = Finding::new(format!("the page's {}", &*name), "a signature of exactly this text", why.to_string());
            Err(world.violated(finding))
        }
    }
}

/// A text at any depth.
fn text(object: &Value, name: &str) -> Option<String> {
    match object {
        Value::Object(members) => {
            let own = members.get(name).and_then(Value::as_str).map(str::to_owned);
            own.or_else(|| members.values().find_map(|inner| text(inner, name)))
        }
        Value::Array(elements) => elements.iter().find_map(|inner| text(inner, name)),
        _ => None,
    }
}
