//! POST /paymentMethods: what a shopper may pay with.

use serde_json::{Map, Value, json};

use crate::core::member;
use crate::providers::adyen::auth;
use crate::providers::adyen::markets;

use super::answer::{Outcome, success};
use super::responder::Responder;

impl Responder {
    /// Lists Amazon Pay where it can be had, beside cards.
    pub(super) fn payment_methods(&self, members: &Map<String, Value>) -> Outcome {
        let text = |name: &str| member::of(members, name).and_then(Value::as_str);
        let registered = auth::currency(&self.credentials);
        let country = text("countryCode").unwrap_or(auth::country(&self.credentials));
        let offered = markets::offers(country, text("amount.currency").unwrap_or(registered), registered);
        let mut methods = vec![json!({ "type": "scheme", "name": "Cards", "brands": ["visa", "mc"] })];
        if (offered && !self.staged.unlisted && !self.faults.has("amazon_pay_missing"))
            || self.faults.has("amazon_pay_everywhere")
        {
            methods.push(self.amazon_pay());
        }
        success(200, &json!({ "paymentMethods": methods }))
    }

    fn amazon_pay(&self) -> Value {
        let mut entry = json!({ "type": "amazonpay", "name": "Amazon Pay" });
        if !self.faults.has("configuration_missing") {
            let account = self.credentials.get("merchant_account");
            entry["configuration"] = json!({
                "merchantId": format!("A{account}"),
                "storeId": format!("amzn1.application-oa2-client.{account}"),
                "publicKeyId": format!("SANDBOX-{account}"),
            });
        }
        entry
    }
}
