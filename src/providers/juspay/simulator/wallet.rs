//! A customer's wallet, which a merchant may link or list on its way to a payment (Juspay's server-to-server samples). The shape of
//! the list around it is not published. These calls are answered, and nothing judges them.

use serde_json::{Map, Value, json};

use super::eligibility::CREDIT;
use super::personas::Persona;
use super::refusal::{Refusal, invalid};
use super::responder::{Responder, text};
use crate::providers::juspay::messages::METHOD;

impl Responder {
    /// Answers a call to this address; none when there is no such call.
    pub(super) fn wallets(&self, method: &str, path: &str, asked: &Map<String, Value>) -> Option<Result<Value, Refusal>> {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["customers", customer, "wallets"]) => {
                let wallet = self.wallet(customer, false);
                Some(wallet.map(|wallet| json!({ "object": "list", "count": 1, "offset": 0, "total": 1, "list": [wallet] })))
            }
            ("POST", ["wallets", wallet]) => Some(self.wallet(wallet, text(asked, "command") == "link")),
            _ => None,
        }
    }

    /// The wallet of a customer, with its token where it is linked, or is linked now.
    fn wallet(&self, id: &str, links: bool) -> Result<Value, Refusal> {
        let persona = self.persona(id).ok_or_else(|| invalid("customer_id"))?;
        let credit = self.stage.credit.clone().unwrap_or_else(|| json!(CREDIT));
        let linked = persona.linked || links;
        let own = |(token, holder): (&String, &&Persona)| {
            (token.starts_with("tk_") && holder.name == persona.name).then(|| token.clone())
        };
        let token = self.customers.iter().find_map(own).unwrap_or_else(|| format!("tk_{id}"));
        let part = |method: &str, kind: &str| json!({ "payment_method": method, "payment_method_type": kind, "current_balance": credit });
        Ok(json!({
            "object": "wallet_account",
            "id": id,
            "wallet": "AMAZONPAY",
            "linked": linked,
            "token": linked.then_some(token),
            "current_balance": credit,
            "sub_details": [part(METHOD.0, METHOD.1), part("AMAZONPAY", "WALLET")],
        }))
    }
}
