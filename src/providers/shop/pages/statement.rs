//! The sentence of consent with its link, where a provider has one (Amazon's `Key Fact Statement`).

use maud::{Markup, html};

use crate::providers::Faults;

/// The sentence, up to its link, and the words of the link.
const SENTENCE: (&str, &str) = ("By proceeding, I understand and agree to the ", "Key Fact Statement");

/// The sentence with a link to this statement.
pub fn statement(url: &str, faults: &Faults) -> Markup {
    let beginning = match () {
        () if faults.has("shop_statement_reworded") => "By proceeding, I understand and accept the ",
        () if faults.has("shop_statement_cut") => "I agree to the ",
        () => SENTENCE.0,
    };
    html! {
        p class="statement" style="margin:1rem 0 .75rem;font-size:.9rem" { (beginning) (link(url, faults)) }
    }
}

fn link(url: &str, faults: &Faults) -> Markup {
    let (before, words) = match () {
        () if faults.has("shop_statement_link_missing") => return html! { (SENTENCE.1) },
        () if faults.has("shop_statement_link_partly") => ("Key ", "Fact Statement"),
        () => ("", SENTENCE.1),
    };
    html! { (before) a href=(url) target="_blank" rel="noopener noreferrer" style="color:#1d4ed8" { (words) } }
}
