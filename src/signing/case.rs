//! A message of an account as it can be signed rightly and wrongly: what the search for mistakes computes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::algorithm::{Digest, SigningKey};
use super::mac::{self, Stages};
use super::mistakes::{Cause, Mistake, Stage};
use super::parts::Parts;
use super::recipe::Recipe;
use super::search::{Set, Signing};
use super::{Account, Scheme, canonical};

/// A message, the keys that should have signed it, and what is known of how it was signed.
#[derive(Debug)]
pub struct Case<'a> {
    scheme: &'static Scheme,
    parts: &'a Parts<'a>,
    account: Account<'a>,
    /// True when a header with key id and signature is looked for, false for the signature alone.
    header: bool,
    /// What the other side signed, where that is taken as it is.
    given: Given<'a>,
    /// By the ids of the mistakes that are in it.
    keys: RefCell<HashMap<Set, Rc<SigningKey>>>,
}

/// The stages of the other side.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// Its canonical request.
    pub canonical_request: Option<&'a str>,
    /// Its string to sign.
    pub string_to_sign: Option<&'a str>,
}

/// What a pass makes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Made {
    /// The canonical request.
    CanonicalRequest(String),
    /// The HMAC of the string to sign.
    Mac(Digest),
    /// The signature, or the header that carries it.
    Written(String),
}

impl<'a> Case<'a> {
    /// A message whose signature is looked for.
    pub fn of_signature(scheme: &'static Scheme, parts: &'a Parts<'a>, account: Account<'a>) -> Self {
        Self { scheme, parts, account, header: false, given: Given::default(), keys: RefCell::default() }
    }

    /// A request whose `Authorization` header is looked for.
    pub fn of_header(scheme: &'static Scheme, parts: &'a Parts<'a>, account: Account<'a>) -> Self {
        Self { header: true, ..Self::of_signature(scheme, parts, account) }
    }

    /// The same case with stages of the other side, which are taken as they are.
    pub fn given(&self, given: Given<'a>) -> Self {
        Self { given, keys: RefCell::default(), ..*self }
    }

    /// The stages as the first reading has them with these mistakes, and what is looked for.
    pub fn stages(&self, set: &[&'static Cause]) -> (Stages, String) {
        self.stages_of(&Recipe::RIGHT, set)
    }

    /// As [`Self::stages`], in the reading that makes `wanted`, when one does.
    pub fn stages_that_make(&self, set: &[&'static Cause], wanted: &str) -> (Stages, String) {
        let mut readings = Recipe::readings(self.parts).iter().map(|reading| self.stages_of(reading, set));
        readings.find(|(_, made)| made == wanted).unwrap_or_else(|| self.stages(set))
    }

    fn stages_of(&self, reading: &Recipe, set: &[&'static Cause]) -> (Stages, String) {
        let chosen = self.mistakes().into_iter().filter(|mistake| set.iter().any(|cause| cause.id == mistake.cause.id));
        let recipe = chosen.fold(*reading, Recipe::with);
        let stages = Stages::new(self.scheme, self.parts, &self.account, &recipe);
        let written = self.written(&recipe, &stages.signature);
        (stages, written)
    }

    fn written(&self, recipe: &Recipe, signature: &str) -> String {
        match self.header {
            true => (recipe.authorization)(self.scheme, self.account.access_key_id, signature),
            false => signature.to_owned(),
        }
    }

    fn mac(&self, recipe: &Recipe, chosen: &[&'static Cause], canonical_request: &str) -> Digest {
        let time = (recipe.time)(self.scheme, &self.parts.date);
        let scope = mac::scope(self.scheme, &time, recipe);
        let known = self.keys.borrow().get(chosen).cloned();
        let key = known.unwrap_or_else(|| {
            let key = Rc::new(mac::signing_key(self.scheme, &self.account, &scope, recipe));
            self.keys.borrow_mut().insert(chosen.to_vec(), Rc::clone(&key));
            key
        });
        match self.given.string_to_sign {
            Some(given) => key.mac(given.as_bytes()),
            None => {
                let hash = mac::hash(canonical_request, recipe);
                key.mac(mac::string_to_sign(self.scheme, &time, &scope, &hash, recipe).as_bytes())
            }
        }
    }

    /// False for a mistake in what is given, and for one of a header that is not looked for.
    fn is_tried(&self, stage: Stage) -> bool {
        match stage {
            Stage::CanonicalRequest => self.given.canonical_request.or(self.given.string_to_sign).is_none(),
            Stage::StringToSign => self.given.string_to_sign.is_none(),
            Stage::Header => self.header,
            _ => true,
        }
    }
}

impl Signing for Case<'_> {
    type Recipe = Recipe;
    type Made = Made;

    const PASSES: &'static [&'static [Stage]] =
        &[&[Stage::CanonicalRequest], &[Stage::StringToSign, Stage::Key], &[Stage::Signature, Stage::Header]];

    fn readings(&self) -> Vec<Recipe> {
        Recipe::readings(self.parts).to_vec()
    }

    fn mistakes(&self) -> Vec<&'static Mistake> {
        self.scheme.mistakes.iter().copied().flatten().filter(|mistake| self.is_tried(mistake.cause.stage)).collect()
    }

    fn make(&self, _: usize, recipe: &Recipe, chosen: &[&'static Cause], before: Option<&Made>) -> Made {
        match before {
            None => Made::CanonicalRequest(match self.given.canonical_request {
                Some(given) => given.to_owned(),
                None => canonical::request(self.scheme, self.parts, recipe),
            }),
            Some(Made::CanonicalRequest(text)) => Made::Mac(self.mac(recipe, chosen, text)),
            Some(Made::Mac(mac)) => Made::Written(self.written(recipe, &(recipe.signature)(mac))),
            Some(written @ Made::Written(_)) => written.clone(),
        }
    }
}
