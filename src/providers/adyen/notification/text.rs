//! What a webhook's signature is made of, as small steps: a mistake replaces some of them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::hmac::{self, SIGNATURE_MEMBER};
use super::mistakes;
use crate::signing::mistakes::Mistake;
use crate::signing::tagged::{self, Steps, Tagged};
use crate::signing::usual::WithBody;

/// The steps of the string to sign.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Leaves out one of the eight fields, with its colon.
    pub left_out: Option<usize>,
    /// A field that is absent.
    pub absent: &'static str,
    /// A field as it is written.
    pub escape: fn(&str) -> String,
    /// The amount's value as it is written.
    pub value: fn(&str) -> String,
    /// The field `success` as it is written.
    pub success: fn(&str) -> &str,
    /// The order of the fields.
    pub order: fn(&mut [String]),
    /// True when a field that is absent is left out with its colon.
    pub drops_empty: bool,
    /// Between the fields.
    pub mark: &'static str,
    /// Behind the fields.
    pub end: &'static str,
    /// The joined fields as bytes.
    pub bytes: fn(&str) -> Vec<u8>,
    /// Signs the whole item, without its signature, instead of the fields.
    pub whole: Option<fn(&Value) -> String>,
    /// The body as it is signed.
    pub body: fn(&str) -> String,
}

impl WithBody for Text {
    fn write_body(&mut self, write: fn(&str) -> String) {
        self.body = write;
    }
}

impl Text {
    /// Nothing is escaped or trimmed (HMACDOC).
    pub const RIGHT: Self = Self {
        left_out: None,
        absent: "",
        escape: |field| field.to_owned(),
        value: |value| value.to_owned(),
        success: |success| success,
        order: |_| (),
        drops_empty: false,
        mark: ":",
        end: "",
        bytes: |text| text.as_bytes().to_vec(),
        whole: None,
        body: |body| body.to_owned(),
    };

    /// The eight fields of an item, joined; what is absent is empty.
    pub fn of_item(&self, item: &Value) -> String {
        if let Some(whole) = self.whole {
            return whole(&without_signature(item));
        }
        let mut fields = self.fields(item);
        (self.order)(&mut fields);
        if let Some(place) = self.left_out {
            fields.remove(place);
        }
        fields.retain(|field| !self.drops_empty || !field.is_empty());
        fields.join(self.mark) + self.end
    }

    fn fields(&self, item: &Value) -> Vec<String> {
        let amount = &item["amount"];
        let plain = |field: &Value| match field {
            Value::Null => self.absent.to_owned(),
            Value::String(text) => (self.escape)(text),
            other => other.to_string(),
        };
        vec![
            plain(&item["pspReference"]),
            plain(&item["originalReference"]),
            plain(&item["merchantAccountCode"]),
            plain(&item["merchantReference"]),
            (self.value)(&plain(&amount["value"])),
            plain(&amount["currency"]),
            plain(&item["eventCode"]),
            (self.success)(&plain(&item["success"])).to_owned(),
        ]
    }
}

fn without_signature(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(additional) = item.get_mut("additionalData").and_then(Value::as_object_mut) {
        additional.shift_remove(SIGNATURE_MEMBER);
    }
    item
}

/// What is signed.
pub enum Signed {
    /// A standard webhook's item: eight of its fields.
    Item(Value),
    /// The body of one whose bytes are signed.
    Body(String),
}

/// A webhook, and its key as the Customer Area shows it.
pub struct Message {
    /// What is signed.
    pub signed: Signed,
    /// 64 hex digits.
    pub key: String,
}

impl Tagged for Message {
    type Text = Text;

    fn readings(&self) -> Vec<Steps<Text>> {
        let key = |key: &str| hmac::bytes(key).unwrap_or_default();
        vec![Steps { text: Text::RIGHT, key, tag: tagged::sha256, write: |tag| STANDARD.encode(tag) }]
    }

    fn mistakes(&self) -> Vec<&'static Mistake<Steps<Text>>> {
        mistakes::all().collect()
    }

    fn secret(&self) -> &str {
        &self.key
    }

    fn text(&self, steps: &Text) -> Vec<u8> {
        match &self.signed {
            Signed::Item(item) => (steps.bytes)(&steps.of_item(item)),
            Signed::Body(body) => (steps.body)(body).into_bytes(),
        }
    }
}
