//! Takes secrets and personal data out of texts.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::core::secret::Secret;

mod encodings;
mod members;
mod personal;
mod secrets;

use members::{Member, value_after};
use secrets::Secrets;

/// Headers that hold a session whoever the provider is.
const SESSION_HEADERS: [&str; 3] = ["cookie", "set-cookie", "proxy-authorization"];

/// Takes secrets and personal data out of texts. Made once, because it prepares its matchers; used from any thread.
#[derive(Debug)]
pub struct Redactor {
    secrets: Secrets,
    names: Arc<Names>,
}

/// The sensitive names.
#[derive(Debug)]
struct Names {
    matcher: AhoCorasick,
    /// How the value of each is replaced.
    members: Vec<Member>,
}

/// Every provider's names are prepared once.
static NAMES: Mutex<Vec<(Vec<String>, Arc<Names>)>> = Mutex::new(Vec::new());

fn prepared(names: &[&str]) -> Arc<Names> {
    let mut known = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, same)) = known.iter().find(|(known, _)| known == names) {
        return Arc::clone(same);
    }
    let members: Vec<_> = names.iter().map(|name| Member::new(name)).collect();
    let matcher = matcher(members.iter().map(|member| member.name.as_str()), true);
    let new = Arc::new(Names { matcher, members });
    known.push((names.iter().map(|name| (*name).to_owned()).collect(), Arc::clone(&new)));
    new
}

/// Every form in which a secret may stand in a text.
pub fn forms(secret: &str) -> BTreeSet<String> {
    encodings::of(secret)
}

impl Redactor {
    /// `secrets` (label and text) are replaced by `[label]` wherever they stand: raw, percent-encoded, form-encoded,
    /// JSON-escaped, base64, hex. Values of the members, parameters and headers called `names` are replaced by `[name]`, known
    /// or not; of a name that ends in `?` the value is a URL and only its query is replaced.
    pub fn new(secrets: &[(String, Secret)], names: &[&str]) -> Self {
        Self { secrets: Secrets::new(secrets), names: prepared(names) }
    }

    /// One that takes out more secrets.
    pub fn and(&self, more: &[(String, Secret)]) -> Self {
        Self { secrets: self.secrets.and(more), names: Arc::clone(&self.names) }
    }

    /// The text without secrets, e-mail addresses, card numbers and phone numbers.
    pub fn text(&self, text: &str) -> String {
        let text = &*encodings::plain(text);
        let known = replaced(text, self.secrets.found(text));
        let named = self.without_members(&known);
        replaced(&named, personal::found(&named)).into_owned()
    }

    /// What stands for the whole value of a header, whatever it is.
    pub(super) fn label(&self, name: &str) -> Option<String> {
        let members = self.names.members.iter().filter(|member| !member.query_only).map(|member| member.name.as_str());
        members.chain(SESSION_HEADERS).find(|member| member.eq_ignore_ascii_case(name)).map(|member| format!("[{member}]"))
    }

    fn without_members<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.names.matcher.find_iter(text).filter_map(|found| {
            let value = value_after(text, found.range())?;
            self.names.members[found.pattern()].replacement(text, value, |found| self.secrets.is_label(found))
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

fn matcher<P: AsRef<[u8]>>(patterns: impl IntoIterator<Item = P>, any_case: bool) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(any_case);
    #[expect(clippy::expect_used, reason = "fails only at billions of bytes of patterns, and must never be passed over")]
    builder.build(patterns).expect("the patterns of a redactor fit into a matcher")
}
