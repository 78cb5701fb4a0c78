//! The address by which a customer comes back to the merchant, signed as published, or forged.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::directions::no_order;
use super::responder::{Responder, text};
use crate::providers::juspay::auth::RESPONSE_KEY;
use crate::providers::juspay::return_url;
use crate::providers::juspay::statuses::{CHARGED, id_of};
use crate::signing::encoding::encoded;
use crate::signing::hmac256;

/// Which address is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Way {
    /// The merchant's id of the order at Juspay.
    id: String,
    /// What the shop itself calls the order: no address says it.
    #[serde(rename = "order")]
    _order: String,
    /// The status that the address tells; empty for that of the books.
    result: String,
    #[serde(default)]
    forged: Option<Forgery>,
}

/// How an address that is not Juspay's differs from one that is; each claims that the order is paid.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Forgery {
    /// Signed with a stranger's key.
    OtherKey,
    /// A status was put in after the address was signed.
    Altered,
    /// Without a signature.
    Unsigned,
}

impl Responder {
    /// The address by which the customer comes back from the payment of an order as it stands.
    pub(super) fn come_back(&mut self, id: &str) -> Result<Value, String> {
        let status = self.order(id).map_err(|_| no_order(id))?.status().name;
        let (address, told) = self.told_back(id, status)?;
        let key = self.credentials.get(RESPONSE_KEY);
        let all: Vec<_> = return_url::query(&address).into_iter().chain(told.clone()).collect();
        let signed = return_url::with_query(&address, &all, &return_url::signature(&all, key));
        let signed = if self.faults.has("return_encoded_once") {
            return_url::with_query(&address, &all, &encoded_once(&all, key))
        } else if self.faults.has("return_partly_signed") {
            return_url::with_query(&address, &all, &return_url::signature(&told, key))
        } else if self.faults.has("return_unsigned") {
            unsigned(&signed)
        } else {
            signed
        };
        Ok(json!({ "url": signed }))
    }

    /// The address that a direction asks for.
    pub(super) fn lead_back(&mut self, Way { id, result, forged, .. }: Way) -> Result<Value, String> {
        let Some(forgery) = forged else {
            if result.is_empty() {
                return self.come_back(&id);
            }
            return self.sign_back(&id, &result, self.credentials.get(RESPONSE_KEY)).map(|url| json!({ "url": url }));
        };
        let own = self.credentials.get(RESPONSE_KEY).to_owned();
        let truth = self.order(&id).map_err(|_| no_order(&id))?.status().name;
        let url = match forgery {
            Forgery::OtherKey => self.sign_back(&id, CHARGED.name, &format!("{own}0"))?,
            Forgery::Unsigned => unsigned(&self.sign_back(&id, CHARGED.name, &own)?),
            Forgery::Altered => {
                let other = if truth == CHARGED.name { "PENDING_VBV" } else { truth };
                self.sign_back(&id, other, &own)?.replace(&format!("status={other}"), &format!("status={}", CHARGED.name))
            }
        };
        Ok(json!({ "url": url }))
    }

    fn sign_back(&self, id: &str, status: &str, key: &str) -> Result<String, String> {
        let (address, told) = self.told_back(id, status)?;
        let told: Vec<_> = told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(return_url::signed(&address, &told, key))
    }

    /// The merchant's address, and what is told with it.
    fn told_back(&self, id: &str, status: &str) -> Result<(String, Vec<(String, String)>), String> {
        let order = self.orders.get(id).ok_or_else(|| no_order(id))?;
        let status_id = id_of(status).ok_or_else(|| format!("there is no status {status:?}"))?;
        let told = [("order_id", id.to_owned()), ("status", status.to_owned()), ("status_id", status_id.to_string())];
        Ok((text(&order.sent, "return_url").to_owned(), told.map(|(name, value)| (name.to_owned(), value)).to_vec()))
    }
}

fn unsigned(address: &str) -> String {
    address.split(&format!("&{}=", return_url::SIGNATURE)).next().unwrap_or_default().to_owned()
}

/// The mistake of a public kit: names and values go into the signature as they are, and only the whole is encoded.
fn encoded_once(parameters: &[(String, String)], key: &str) -> String {
    let mut pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.sort();
    STANDARD.encode(hmac256::tag(key.as_bytes(), encoded(&pairs.join("&")).as_bytes()))
}
