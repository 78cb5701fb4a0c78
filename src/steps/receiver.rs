//! Where a merchant takes notifications.

use cucumber::then;
use url::Url;

use super::notification::published_address;
use crate::core::finding::Finding;
use crate::core::http::is_https_url;
use crate::world::{Step, World};

#[then(regex = "^notifications come to an https address on port ([0-9]+)$")]
async fn comes_to_https(world: &mut World, port: u16) -> Step {
    let published = published_address(world).await?;
    let on_port = Url::parse(&published).is_ok_and(|url| url.port_or_known_default() == Some(port));
    let holds = is_https_url(&published) && on_port;
    world.check(holds, || Finding::new("the address for notifications", format!("https, on port {port}"), published))
}
