//! The files that a scenario leaves in the evidence folder: what the customer saw, and what the merchant asked.

use std::path::Path;
use std::{fs, io};

use serde_json::json;

use crate::checkout::page::Page;
use crate::checkout::visit::Shots;
use crate::config::target::shown_address;
use crate::transport::record::ExchangeRecord;
use crate::transport::redact::Redactor;

/// The pages that a customer saw, in order: address and visible text of each.
#[derive(Debug, Default)]
pub struct Pages(Vec<(String, String)>);

impl Pages {
    /// Notes the page on which the customer is, unless it is as it was.
    pub fn note(&mut self, page: &Page) {
        let as_it_was = |(address, text): &(String, String)| (address, text) == (&page.address, &page.text);
        if !page.address.is_empty() && !self.0.last().is_some_and(as_it_was) {
            self.0.push((page.address.clone(), page.text.clone()));
        }
    }

    /// All of them for a reader; `persona` is the customer's state.
    pub fn story(&self, persona: &str) -> String {
        let told = self.0.iter().zip(1..).map(|((address, text), number)| {
            let text = if text.is_empty() { "(there is nothing to read)" } else { text };
            format!("--- page {number} of the customer {persona:?}: {}\n{text}\n", shown_address(address))
        });
        told.collect::<Vec<_>>().join("\n")
    }
}

/// What is kept of one customer's way.
#[derive(Debug, Default)]
pub struct Keepsake {
    /// The address and the visible text of every page.
    pub text: String,
    /// What a real browser showed.
    pub shots: Option<Shots>,
    /// What the customer asked the shop and the merchant the provider; redacted.
    pub exchanges: Vec<ExchangeRecord>,
}

impl Keepsake {
    /// Writes the files into a folder of the scenario's own; returns their paths below `root`.
    pub fn write(&self, root: &Path, scenario: &str, redactor: Option<&Redactor>) -> io::Result<Vec<String>> {
        let name: String = scenario.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = root.join(&name);
        fs::create_dir_all(&folder)?;
        let redacted = |text: &str| redactor.map_or_else(|| text.to_owned(), |redactor| redactor.text(text)).into_bytes();
        let calls = format!("{:#}", json!(self.exchanges)).into_bytes();
        let mut files = vec![("page.txt", redacted(&self.text)), ("calls.json", calls)];
        if let Some(shots) = &self.shots {
            files.push(("page.png", shots.page_png.clone()));
            files.extend(shots.option_png.clone().map(|option| ("option.png", option)));
            files.push(("accessibility.json", redacted(&shots.accessibility_json)));
        }
        for (file, bytes) in &files {
            fs::write(folder.join(file), bytes)?;
        }
        Ok(files.iter().map(|(file, _)| format!("{name}/{file}")).collect())
    }
}
