//! What the rest of the program knows of a provider.

use std::fmt;

use serde_json::{Map, Value};

use super::{
    Account, Credentials, Documents, Draft, Endpoint, Fault, Key, Lifecycle, MerchantRoom, Opening, Refusal, Rule, Sender,
    SignerRoom, Simulator, Slot,
};
use crate::core::http::{Request, Response};
use crate::core::id::Ids;
use crate::core::secret::Secret;
use crate::core::subject::Subject;

/// Checks an address by which a customer comes back; the sentence says why its signature is not valid.
pub type VerifyReturn = fn(&str, &Credentials) -> Result<(), String>;

/// Everything that is particular to one provider.
pub struct Provider {
    /// The key of its folders, its configuration tables and its reports.
    pub slug: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The keys of its endpoint table in `signoff.toml`, beside `base_url` and `control_url`.
    pub keys: &'static [Key],
    /// Why the value of a key cannot be used, as a sentence goes on behind the key's name; none when it can.
    pub key_fault: fn(&str, &str) -> Option<&'static str>,
    /// The customers in known states that its features speak of.
    pub personas: &'static [&'static str],
    /// Those among them whose access token the provider refuses.
    pub refused_personas: &'static [&'static str],
    /// The states of customers that only a shop knows: they have no access token yet, or no scenario needs it.
    pub shopper_personas: &'static [&'static str],
    /// What a target may claim to do, in `[<provider>.capabilities]`; our own claims it all.
    pub capabilities: &'static [&'static str],
    /// The published address of its sandbox, as `base_url` takes it.
    pub sandbox: &'static str,
    /// Hosts on which a charge moves real money, in lower case; `*` at the start stands for any prefix.
    pub production_hosts: &'static [&'static str],
    /// Where a refresh token is renewed when the configuration does not say.
    pub token_url: Option<&'static str>,
    /// Names of members, parameters and headers whose values are never recorded; of a name that ends in `?` the value is a
    /// URL and only its query is left out.
    pub sensitive: &'static [&'static str],
    /// Members whose texts differ from run to run, and what a snapshot shows instead.
    pub volatile: &'static [(&'static str, &'static str)],
    /// The operations of its API.
    pub endpoints: &'static [Endpoint],
    /// The passive checks.
    pub rules: &'static [Rule],
    /// What can be broken on purpose.
    pub faults: fn() -> &'static [Fault],
    /// A well-formed message of an operation, without the members that only the scenario knows.
    pub draft: fn(&'static Endpoint, &Credentials, &Ids) -> Map<String, Value>,
    /// Writes a value that only the scenario knows into the members that carry it.
    pub fill: fn(&mut Draft, &Slot<'_>),
    /// The first well-formed call to a target, for a customer's token when there is one.
    pub probe: fn(Option<&Secret>, &Credentials, &Ids) -> Draft,
    /// True when the accepted answer to the first call is of the provider's shape, as far as to know the provider by it.
    pub recognises: fn(&Value) -> bool,
    /// What a refusal says, in the provider's own error shape; `None` when the answer is not of that shape.
    pub refusal: fn(&Response) -> Option<Refusal>,
    /// What an accepted answer says when the provider declined all the same; `None` for one that it did not decline.
    pub declined: fn(&Value) -> Option<Refusal>,
    /// The member of an answer that names the state of what it is about.
    pub status: &'static str,
    /// The life of a payment, in the words of its API.
    pub lifecycle: Lifecycle,
    /// True when what an operation makes may be seen in the second status after the first; where no order is published, always.
    pub reaches: fn(&str, &str, &str) -> bool,
    /// The path of an operation in that of a request: without a version that stands before it and belongs to the base URL.
    pub unversioned: fn(&str) -> &str,
    /// The request of a draft: URL, headers and body, not yet signed.
    pub compose: fn(&Draft, &Sender<'_>) -> Result<Request, String>,
    /// Opens a merchant account at the simulator.
    pub open: fn(&Opening) -> (Account, Box<dyn Simulator>),
    /// The account keys that a request names, the most telling first.
    pub account_keys: fn(&Request) -> Vec<String>,
    /// What `sign`, `verify` and `diagnose` do: each takes the text of one JSON document.
    pub documents: Documents,
    /// Checks the signature of the address by which a customer comes back to the merchant; `None` where a provider does not
    /// sign it.
    pub verify_return: Option<VerifyReturn>,
    /// The signature of requests, and what the subject `signer` needs; `None` where requests are not signed.
    pub signer: Option<&'static SignerRoom>,
    /// What the subjects `checkout` and `merchant` need; `None` where a provider has no reference merchant.
    pub merchant: Option<&'static MerchantRoom>,
}

impl Provider {
    /// The operation of that name.
    pub fn endpoint(&self, name: &str) -> Option<&'static Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    /// The operation that a merchant's request addresses: that of its method and path, else the first of its path.
    pub fn addressed(&self, request: &Request) -> Option<&'static Endpoint> {
        let path = (self.unversioned)(request.path());
        let there = || self.endpoints.iter().filter(|endpoint| endpoint.matches(path));
        there().find(|endpoint| endpoint.method == request.method).or_else(|| there().next())
    }

    /// Signs a request as it will be sent (or as `signed_host` says it is signed), where requests are signed.
    pub fn sign(&self, request: &mut Request, sender: &Sender<'_>) -> Result<(), String> {
        self.signer.map_or(Ok(()), |room| (room.sign)(request, sender))
    }

    /// True when its house has what testing this subject takes.
    pub fn has_room(&self, subject: Subject) -> bool {
        match subject {
            Subject::Endpoint => true,
            Subject::Signer => self.signer.is_some(),
            Subject::Checkout | Subject::Merchant => self.merchant.is_some(),
        }
    }

    /// The fault of that name.
    pub fn fault(&self, name: &str) -> Option<&'static Fault> {
        (self.faults)().iter().find(|fault| fault.name == name)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug)
    }
}
