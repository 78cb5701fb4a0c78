//! Stage directions for a merchant under test: what its shoppers are, and how their payments end. Each is read strictly and
//! holds until a new scenario begins.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ledger::{Charge, Reference, Refund, State};
use crate::providers::adyen::errors::{self, PublishedError};
use crate::providers::direction::{Journey, Nothing, Refuse, read};
use crate::signing::encoding::encoded;

use super::personas::{self, Persona};
use super::responder::Responder;

/// What was directed so far.
#[derive(Default)]
pub(super) struct Staged {
    /// Whose every token is that was not issued here.
    pub(super) guest: Option<&'static Persona>,
    /// Amazon Pay is not listed.
    pub(super) unlisted: bool,
    /// How every payment is refused.
    pub(super) refusal: Option<&'static PublishedError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    /// Adyen's reference; the latest one that waits if left out.
    charge: Option<String>,
    status: End,
}

#[derive(Deserialize)]
enum End {
    Authorised,
    Refused,
    Abandoned,
    Settled,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FinishRefund {
    /// Adyen's reference; the latest one if left out.
    refund: Option<String>,
    status: RefundEnd,
}

#[derive(Deserialize)]
enum RefundEnd {
    Failed,
    Reversed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WayBack {
    id: String,
    #[serde(rename = "order")]
    _order: String,
    result: String,
}

impl Responder {
    /// Carries out a direction for a merchant under test; none when it is not one of these.
    pub(super) fn stage(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Option<Value>, String> {
        match direction {
            "begin" => read(argument).map(|Nothing {}| self.begin())?,
            "journey" => {
                let Journey { persona } = read(argument)?;
                let found = personas::find(&persona).ok_or_else(|| format!("there is no persona {persona:?}"))?;
                self.staged.guest = Some(found);
            }
            "unlisted" => self.staged.unlisted = read(argument).map(|Nothing {}| true)?,
            "refuse_charges" => self.staged.refusal = read::<Refuse>(argument)?.code.map(|code| published(&code)).transpose()?,
            "finish" => self.finish(read(argument)?, now)?,
            "finish_refund" => self.finish_refund(read(argument)?, now)?,
            "way_back" => return self.way_back(read(argument)?).map(Some),
            _ => return Ok(None),
        }
        Ok(Some(json!({})))
    }

    fn begin(&mut self) {
        self.staged = Staged::default();
        (self.busy, self.failing) = (false, 0);
    }

    /// Ends the latest payment that waits; one that is authorised is settled.
    fn finish(&mut self, Finish { charge, status }: Finish, now: Timestamp) -> Result<(), String> {
        let wanted = if matches!(status, End::Settled) { State::Approved } else { State::Pending };
        let charge = match charge {
            Some(id) => self.charge(&id, now)?,
            None => self.latest(|charge| charge.state == wanted)?,
        };
        match status {
            End::Authorised => self.decide(&charge.id, State::Approved, now).map(drop),
            End::Refused => self.decide(&charge.id, State::Declined, now).map(drop),
            End::Abandoned => self.abandon(&charge.id, now),
            End::Settled => self.settle(&charge.id, now),
        }
    }

    fn finish_refund(&mut self, FinishRefund { refund, status }: FinishRefund, now: Timestamp) -> Result<(), String> {
        let id = self.latest_refund(refund.as_deref())?.provider_id;
        self.fail_refund(if matches!(status, RefundEnd::Failed) { "REFUND_FAILED" } else { "REFUNDED_REVERSED" }, &id, now)
    }

    /// The address by which the shopper comes back, with what the action brought. Without a result it leads to success; with
    /// `nothing` the shopper left, and brings nothing.
    fn way_back(&mut self, WayBack { id, result, .. }: WayBack) -> Result<Value, String> {
        let open = self.open.get_mut(&id).ok_or("there is no such payment")?;
        let brought = match (open.outcome.as_deref(), result.as_str()) {
            (Some(outcome), result) if result != "nothing" => {
                let end = personas::with_result(if result.is_empty() { "Authorised" } else { result });
                open.end = Some(end.ok_or_else(|| format!("no payment ends with the result {result:?}"))?);
                format!("redirectResult={}", encoded(outcome))
            }
            _ => String::new(),
        };
        let mark = if open.return_url.contains('?') { '&' } else { '?' };
        let url = if brought.is_empty() { open.return_url.clone() } else { format!("{}{mark}{brought}", open.return_url) };
        Ok(json!({ "url": url }))
    }

    pub(super) fn latest(&self, wanted: impl Fn(&Charge) -> bool) -> Result<Charge, String> {
        self.ledger.latest_charge(wanted).cloned().ok_or_else(|| "there is no such payment yet".to_owned())
    }

    /// The refund with that reference, or the latest one.
    pub(super) fn latest_refund(&self, reference: Option<&str>) -> Result<Refund, String> {
        let found = match reference {
            Some(reference) => self.ledger.find_refund(Reference::Provider(reference)).ok(),
            None => self.ledger.latest_refund(|_| true),
        };
        found.cloned().ok_or_else(|| "there is no such refund yet".to_owned())
    }
}

fn published(code: &str) -> Result<&'static PublishedError, String> {
    let found = errors::PUBLISHED.iter().find(|error| error.code == code);
    found.ok_or_else(|| format!("there is no error code {code:?}"))
}
