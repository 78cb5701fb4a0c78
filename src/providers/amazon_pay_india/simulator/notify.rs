//! Notifications as Amazon would send them now: what they tell follows from the books. Forged ones tell the opposite.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::core::clock::printed;
use crate::ledger::{Reference, State};
use crate::providers::amazon_pay_india::notification::{self, SnsMessage};

use super::keys::{CERTIFICATE_PATH, FORGER, FORGERS_PATH, NOTIFIER, TOPIC_ARN};
use super::responder::Responder;
use crate::core::random::uuid;

/// Which notification is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    about: About,
    /// Either id of the charge or refund; the latest one if left out.
    id: Option<String>,
    forged: Option<Forgery>,
}

/// A scene, and either id of a charge or refund.
type Named<'a> = (Option<&'a str>, Option<&'a str>);

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    Charge,
    Refund,
}

/// How a message that is not Amazon's differs from one that is.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Forgery {
    /// Signed with a stranger's key.
    OtherKey,
    /// Its text was replaced after it was signed.
    Altered,
    /// Signed with a stranger's key, and names the stranger's certificate.
    Elsewhere,
    /// Its signature is empty.
    Unsigned,
}

impl Responder {
    /// A new message: headers and body of its delivery, and its id.
    pub(super) fn notify(&mut self, scene: Option<&str>, wanted: Wanted, now: Timestamp) -> Result<Value, String> {
        let Wanted { about, id, forged } = wanted;
        let named = (scene, id.as_deref());
        let (message_id, reference) = (uuid(&mut self.rng), uuid(&mut self.rng));
        let (truth, lie) = match about {
            About::Charge => self.tell_charge(named, &reference, now)?,
            About::Refund => self.tell_refund(named, &reference)?,
        };
        let text = if matches!(forged, None | Some(Forgery::Altered)) { truth } else { lie.clone() };
        let certificate_url = match forged {
            Some(Forgery::Elsewhere) => format!("{}{FORGERS_PATH}", elsewhere(&self.address)),
            _ => format!("{}{CERTIFICATE_PATH}", self.address),
        };
        let mut message = SnsMessage::new(&message_id, TOPIC_ARN, text, printed(now), &certificate_url);
        let key = if matches!(forged, Some(Forgery::OtherKey | Forgery::Elsewhere)) { &FORGER } else { &NOTIFIER };
        message.sign(key.key).map_err(|error| error.to_string())?;
        match forged {
            Some(Forgery::Altered) => message.message = lie,
            Some(Forgery::Unsigned) => message.signature.clear(),
            _ => {}
        }
        let headers: Map<_, _> = message.headers().iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        Ok(json!({ "headers": headers, "body": message.body(), "message_id": message_id }))
    }

    /// What is told of a charge, and the opposite.
    fn tell_charge(&mut self, (scene, id): Named<'_>, reference: &str, now: Timestamp) -> Result<(String, String), String> {
        let id = self.charge_named(scene, id, |_| true, now)?;
        let seller = self.credentials.get("merchant_id");
        let mut charge = self.ledger.find_charge(Reference::Merchant(&id), now).map_err(|error| error.to_string())?.clone();
        let truth = notification::of_charge(&charge, seller, reference);
        charge.state = opposite(charge.state);
        Ok((truth, notification::of_charge(&charge, seller, reference)))
    }

    /// What is told of a refund, and the opposite.
    fn tell_refund(&self, (scene, id): Named<'_>, reference: &str) -> Result<(String, String), String> {
        let id = self.refund_named(scene, id, |_| true)?;
        let seller = self.credentials.get("merchant_id");
        let mut refund = self.ledger.find_refund(Reference::Merchant(&id)).map_err(|error| error.to_string())?.clone();
        let truth = notification::of_refund(&refund, seller, reference);
        refund.state = opposite(refund.state);
        Ok((truth, notification::of_refund(&refund, seller, reference)))
    }
}

fn opposite(state: State) -> State {
    match state {
        State::Approved => State::Declined,
        State::Pending | State::Declined => State::Approved,
    }
}

/// The same place under another host name, which nobody has a reason to trust.
fn elsewhere(address: &str) -> String {
    let port = address.rsplit_once(':').map_or("", |(_, port)| port);
    format!("http://localhost:{port}")
}
