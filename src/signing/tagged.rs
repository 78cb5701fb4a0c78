//! A message that one HMAC signs, as it can be signed rightly and wrongly: a string to sign, a key, a tag, and the tag as text.

use sha2::{Digest, Sha256};

use super::algorithm::{Algorithm, SigningKey};
use super::diagnosis::{Diagnosis, OTHER_STRING};
use super::difference::Difference;
use super::hmac256;
use super::mistakes::{Cause, Mistake, Stage};
use super::search::{self, Set, Signing};

/// The steps, in the order in which they are taken; `T` are those of the string to sign.
#[derive(Debug, Clone, Copy)]
pub struct Steps<T> {
    /// Make the string to sign.
    pub text: T,
    /// The key, from the secret as it was handed out.
    pub key: fn(&str) -> Vec<u8>,
    /// The tag of key and string to sign.
    pub tag: fn(&[u8], &[u8]) -> Vec<u8>,
    /// The tag as text.
    pub write: fn(&[u8]) -> String,
}

/// A message and the secret that should have signed it.
pub trait Tagged {
    /// The steps of the string to sign.
    type Text: Copy + 'static;

    /// The steps that agree with everything published; the first is the usual one.
    fn readings(&self) -> Vec<Steps<Self::Text>>;

    /// The mistakes that are tried.
    fn mistakes(&self) -> Vec<&'static Mistake<Steps<Self::Text>>>;

    /// As it was handed out.
    fn secret(&self) -> &str;

    /// The string to sign. What it is not made of is not changed by the steps.
    fn text(&self, steps: &Self::Text) -> Vec<u8>;
}

/// HMAC-SHA256.
pub fn sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac256::tag(key, text).to_vec()
}

/// HMAC-SHA384.
pub fn sha384(key: &[u8], text: &[u8]) -> Vec<u8> {
    SigningKey::new(Algorithm::Sha384, key).mac(text).to_vec()
}

/// HMAC-SHA512.
pub fn sha512(key: &[u8], text: &[u8]) -> Vec<u8> {
    SigningKey::new(Algorithm::Sha512, key).mac(text).to_vec()
}

/// SHA-256 of the text alone.
pub fn hash(_key: &[u8], text: &[u8]) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

/// SHA-256 of the key and the text behind it.
pub fn hash_behind_key(key: &[u8], text: &[u8]) -> Vec<u8> {
    Sha256::digest([key, text].concat()).to_vec()
}

/// SHA-256 of the text and the key behind it.
pub fn hash_before_key(key: &[u8], text: &[u8]) -> Vec<u8> {
    Sha256::digest([text, key].concat()).to_vec()
}

/// What a pass makes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Made {
    /// The string to sign.
    Text(Vec<u8>),
    /// The tag.
    Tag(Vec<u8>),
    /// The signature.
    Written(String),
}

impl<T: Tagged> Signing for T {
    type Recipe = Steps<T::Text>;
    type Made = Made;

    const PASSES: &'static [&'static [Stage]] = &[&[Stage::StringToSign], &[Stage::Key], &[Stage::Signature]];

    fn readings(&self) -> Vec<Self::Recipe> {
        Tagged::readings(self)
    }

    fn mistakes(&self) -> Vec<&'static Mistake<Self::Recipe>> {
        Tagged::mistakes(self)
    }

    fn make(&self, _: usize, steps: &Self::Recipe, _: &[&'static Cause], before: Option<&Made>) -> Made {
        match before {
            None => Made::Text(self.text(&steps.text)),
            Some(Made::Text(text)) => Made::Tag((steps.tag)(&(steps.key)(self.secret()), text)),
            Some(Made::Tag(tag)) => Made::Written((steps.write)(tag)),
            Some(written @ Made::Written(_)) => written.clone(),
        }
    }
}

/// The string to sign and the signature, as these steps make them.
pub fn signed<T: Tagged>(message: &T, steps: &Steps<T::Text>) -> (Vec<u8>, String) {
    let text = message.text(&steps.text);
    let written = (steps.write)(&(steps.tag)(&(steps.key)(message.secret()), &text));
    (text, written)
}

/// As [`signed`] in the first reading, with these mistakes.
pub fn mistaken<T: Tagged>(message: &T, set: &[&'static Cause]) -> (Vec<u8>, String) {
    let first = Tagged::readings(message).into_iter().next();
    first.map(|reading| signed(message, &with(message, reading, set))).unwrap_or_default()
}

fn with<T: Tagged>(message: &T, mut steps: Steps<T::Text>, set: &[&'static Cause]) -> Steps<T::Text> {
    let mistakes = Tagged::mistakes(message);
    let chosen = mistakes.iter().filter(|mistake| set.iter().any(|cause| cause.id == mistake.cause.id));
    chosen.for_each(|mistake| (mistake.apply)(&mut steps));
    steps
}

/// Why `observed` is not the message's signature; at most `most` mistakes are looked for. `theirs` is the string to sign of the
/// other side, where it is known.
pub fn diagnose<T: Tagged>(message: &T, observed: &str, theirs: Option<&str>, most: usize) -> Diagnosis {
    let wanted = Made::Written(observed.to_owned());
    let from_theirs = || theirs.and_then(|theirs| difference_of(message, theirs));
    let mut sets = as_given(message, search::smallest(message, &wanted, most), theirs);
    if sets.is_empty() {
        let given = theirs.map(|text| Given { message, text });
        let found = given.and_then(|given| search::smallest(&given, &wanted, most.saturating_sub(1)).into_iter().next());
        return Diagnosis {
            explained: found.is_some(),
            reproduced_signature: found.as_ref().map(|_| observed.to_owned()),
            causes: found.map(|set| std::iter::once(&OTHER_STRING).chain(set).copied().collect()).unwrap_or_default(),
            first_difference: from_theirs(),
            ..Diagnosis::default()
        };
    }
    let first = sets.remove(0);
    Diagnosis {
        explained: true,
        causes: first.iter().map(|cause| **cause).collect(),
        alternatives: sets.iter().map(|set| set.iter().map(|cause| **cause).collect()).collect(),
        reproduced_signature: Some(observed.to_owned()),
        first_difference: if first.is_empty() {
            None
        } else {
            from_theirs().or_else(|| first_difference(message, &first, observed))
        },
    }
}

/// A message of which the other side's string to sign is known: whatever it was made of, this was signed.
struct Given<'a, T> {
    message: &'a T,
    text: &'a str,
}

impl<T: Tagged> Tagged for Given<'_, T> {
    type Text = T::Text;

    fn readings(&self) -> Vec<Steps<T::Text>> {
        Tagged::readings(self.message)
    }

    fn mistakes(&self) -> Vec<&'static Mistake<Steps<T::Text>>> {
        let mut all = Tagged::mistakes(self.message);
        all.retain(|mistake| mistake.cause.stage != Stage::StringToSign);
        all
    }

    fn secret(&self) -> &str {
        self.message.secret()
    }

    fn text(&self, _: &T::Text) -> Vec<u8> {
        self.text.as_bytes().to_vec()
    }
}

/// Those of the sets that make the other side's string to sign, when any do.
fn as_given<T: Tagged>(message: &T, sets: Vec<Set>, theirs: Option<&str>) -> Vec<Set> {
    let made = |set: &Set, reading| message.text(&with(message, reading, set).text);
    let makes = |set: &&Set| {
        theirs.is_some_and(|theirs| Tagged::readings(message).into_iter().any(|reading| made(set, reading) == theirs.as_bytes()))
    };
    let fitting: Vec<_> = sets.iter().filter(makes).cloned().collect();
    if fitting.is_empty() { sets } else { fitting }
}

/// Where the other side's string to sign differs from the usual one.
fn difference_of<T: Tagged>(message: &T, theirs: &str) -> Option<Difference> {
    let usual = Tagged::readings(message).into_iter().next()?;
    Difference::of(Stage::StringToSign, &String::from_utf8_lossy(&message.text(&usual.text)), theirs)
}

/// What is wrong, with what explains it behind; looked for in little time.
pub fn told<T: Tagged>(message: &T, observed: &str, wrong: &str) -> String {
    match diagnose(message, observed, None, 2).sentence() {
        Some(causes) => format!("{wrong}: {causes}"),
        None => wrong.to_owned(),
    }
}

fn first_difference<T: Tagged>(message: &T, set: &[&'static Cause], observed: &str) -> Option<Difference> {
    // A mistake in the key is not to be seen: the signature is another one as a whole.
    let stage = set.iter().map(|cause| cause.stage).min().filter(|stage| *stage != Stage::Key)?;
    let readings = Tagged::readings(message);
    let mut pairs = readings.iter().map(|reading| (signed(message, reading), signed(message, &with(message, *reading, set))));
    let (right, made) = pairs.find(|(_, (_, written))| written == observed)?;
    match stage {
        Stage::Signature => Difference::of(stage, &right.1, &made.1),
        _ => Difference::of(stage, &String::from_utf8_lossy(&right.0), &String::from_utf8_lossy(&made.0)),
    }
}
