//! Takes secrets and personal data out of texts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::core::secret::Secret;

mod encodings;
mod members;
mod personal;

use members::{Member, value_after};

/// Shorter secrets are too ordinary to be taken out wherever they stand.
const SHORTEST: usize = 4;
/// Headers that hold a session whoever the provider is.
const SESSION_HEADERS: [&str; 3] = ["cookie", "set-cookie", "proxy-authorization"];

/// Takes secrets and personal data out of texts. Made once, because it prepares its matchers; used from any thread.
#[derive(Debug)]
pub struct Redactor {
    /// Every encoding of every secret; `labels` has what replaces each.
    secrets: AhoCorasick,
    labels: Vec<String>,
    /// The sensitive names; `members` has how the value of each is replaced.
    names: AhoCorasick,
    members: Vec<Member>,
}

impl Redactor {
    /// `secrets` (label and text) are replaced by `[label]` wherever they stand: raw, percent-encoded, form-encoded,
    /// JSON-escaped, base64. Values of the members, parameters and headers called `names` are replaced by `[name]`, known
    /// or not; of a name that ends in `?` the value is a URL and only its query is replaced.
    pub fn new(secrets: &[(String, Secret)], names: &[&str]) -> Self {
        let mut patterns = BTreeMap::new();
        for (label, secret) in secrets.iter().filter(|(_, secret)| secret.expose().len() >= SHORTEST) {
            for encoding in encodings::of(secret.expose()) {
                patterns.entry(encoding).or_insert_with(|| format!("[{label}]"));
            }
        }
        let (patterns, labels): (Vec<String>, Vec<String>) = patterns.into_iter().unzip();
        let members: Vec<_> = names.iter().map(|name| Member::new(name)).collect();
        let names = matcher(members.iter().map(|member| member.name.as_str()), true, None);
        // Of these there are hundreds: the faster matchers would take longer to make than they are used.
        let secrets = matcher(&patterns, false, Some(AhoCorasickKind::NoncontiguousNFA));
        Self { secrets, labels, names, members }
    }

    /// The text without secrets, e-mail addresses, card numbers and phone numbers.
    pub fn text(&self, text: &str) -> String {
        let known = self.without_secrets(text);
        let named = self.without_members(&known);
        replaced(&named, personal::found(&named)).into_owned()
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str, value: &str) -> String {
        let members = self.members.iter().filter(|member| !member.query_only).map(|member| member.name.as_str());
        match members.chain(SESSION_HEADERS).find(|member| member.eq_ignore_ascii_case(name)) {
            Some(member) => format!("[{member}]"),
            None => self.text(value),
        }
    }

    fn without_secrets<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.secrets.find_iter(text);
        replaced(text, found.map(|found| (found.range(), Cow::Borrowed(self.labels[found.pattern()].as_str()))))
    }

    fn without_members<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.names.find_iter(text).filter_map(|found| {
            let value = value_after(text, found.range())?;
            self.members[found.pattern()].replacement(text, value, &self.labels)
        });
        replaced(text, found)
    }
}

/// Puts each replacement in its place; of overlapping ones the first wins.
fn replaced<'t, 'r>(text: &'t str, replacements: impl Iterator<Item = (Range<usize>, Cow<'r, str>)>) -> Cow<'t, str> {
    let mut output = String::new();
    let mut done = 0;
    for (range, replacement) in replacements {
        if range.start >= done {
            output.push_str(&text[done..range.start]);
            output.push_str(&replacement);
            done = range.end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    output.push_str(&text[done..]);
    Cow::Owned(output)
}

/// A matcher of the given kind, else of the one that suits the patterns.
fn matcher<P: AsRef<[u8]>>(patterns: impl IntoIterator<Item = P>, any_case: bool, kind: Option<AhoCorasickKind>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(any_case).kind(kind);
    #[expect(clippy::expect_used, reason = "fails only at billions of bytes of patterns, and must never be passed over")]
    builder.build(patterns).expect("the patterns of a redactor fit into a matcher")
}
