//! What the customer saw when something was found wrong. All other pictures stay in the evidence folder.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use super::Page;
use crate::engine::record::ScenarioRecord;

/// A picture of more bytes is only named.
const LARGEST: usize = 400 * 1024;

/// The pictures that a scenario with a finding left.
pub fn of_finding(page: &Page<'_>, scenario: &ScenarioRecord) -> Markup {
    let pictures = scenario.evidence.iter().filter(|file| file.ends_with(".png"));
    html! {
        @for file in pictures {
            @match read(page, file) {
                Some(data) => figure { img src={ "data:image/png;base64," (data) } alt="What the customer saw"; figcaption { (file) } },
                None => p.quiet { "Picture in the evidence folder: " code { (file) } },
            }
        }
    }
}

/// The picture in base64; none when it is gone or too large.
fn read(page: &Page<'_>, file: &str) -> Option<String> {
    let bytes = fs::read(page.report.evidence?.join(file)).ok()?;
    (bytes.len() <= LARGEST).then(|| STANDARD.encode(bytes))
}
