//! Known secrets, found in every encoding.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, Input};

use super::{encodings, matcher};
use crate::core::secret::Secret;

/// Shorter secrets are too ordinary to be taken out wherever they stand. It is also how much of each secret the matcher
/// knows: a matcher of whole tokens would take longer to build than a whole scenario to run.
const SHORTEST: usize = 4;

/// Every encoding of every secret, by its first bytes.
pub(super) struct Secrets {
    starts: AhoCorasick,
    /// What may follow each start, the longest first.
    forms: Vec<Vec<Arc<Form>>>,
}

struct Form {
    text: Secret,
    label: String,
}

impl Form {
    /// How it begins; every form is as long as that.
    fn start(&self) -> &[u8] {
        &self.text.expose().as_bytes()[..SHORTEST]
    }
}

impl Secrets {
    pub fn new(secrets: &[(String, Secret)]) -> Self {
        Self::with(BTreeMap::new(), secrets)
    }

    /// All these and more: the encodings of those that are known are not written anew.
    pub fn and(&self, more: &[(String, Secret)]) -> Self {
        let known = self.forms.iter().filter_map(|forms| Some((forms.first()?.start().to_vec(), forms.clone())));
        Self::with(known.collect(), more)
    }

    fn with(mut by_start: BTreeMap<Vec<u8>, Vec<Arc<Form>>>, secrets: &[(String, Secret)]) -> Self {
        for (label, secret) in secrets.iter().filter(|(_, secret)| secret.expose().len() >= SHORTEST) {
            for text in encodings::of(secret.expose()) {
                let form = Arc::new(Form { label: format!("[{label}]"), text: Secret::new(text) });
                by_start.entry(form.start().to_vec()).or_default().push(form);
            }
        }
        by_start.values_mut().for_each(|forms| forms.sort_by_key(|form| std::cmp::Reverse(form.text.expose().len())));
        let (starts, forms): (Vec<_>, Vec<_>) = by_start.into_iter().unzip();
        Self { starts: matcher(&starts, false), forms }
    }

    /// Where secrets stand, and their labels.
    pub fn found<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, Cow<'a, str>)> {
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let start = self.starts.find(Input::new(text).range(from..))?;
                let rest = &text.as_bytes()[start.start()..];
                let form = self.forms[start.pattern()].iter().find(|form| rest.starts_with(form.text.expose().as_bytes()));
                from = start.start() + form.map_or(1, |form| form.text.expose().len());
                if let Some(form) = form {
                    return Some((start.start()..from, Cow::Borrowed(form.label.as_str())));
                }
            }
        })
    }

    /// True for a text that replaced a secret.
    pub fn is_label(&self, text: &str) -> bool {
        text.starts_with('[') && self.forms.iter().flatten().any(|form| form.label == text)
    }
}

/// Prints none of them: the matcher, too, knows how each begins.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secrets]")
    }
}
