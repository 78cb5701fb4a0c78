//! How refusals and faults are answered (AP/section8/status_codes; SEED).

use serde_json::Value;

use super::super::errors::{PublishedError, published};
use super::reading::{FOLDER, finding, fits, no_json};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Response;
use crate::providers::Judged;
use crate::schema::{self, SchemaError};

/// Statuses with which something between us and the provider answers; what it says then is not the provider's.
const GATEWAY: [u16; 6] = [407, 413, 429, 502, 503, 504];

/// Longer words of an unpublished message may be tokens and are not shown.
const LONGEST_WORD: usize = 24;

/// More words of an unpublished message are not shown; the published ones are shorter.
const LONGEST_MESSAGE: usize = 30;

/// A refusal is a JSON object with a code and a message.
pub fn error_shape(judged: &Judged<'_>) -> Verdict {
    let Some(response) = refusal(judged).filter(|response| !is_path_unknown(judged, response)) else {
        return Verdict::NotApplicable;
    };
    match judged.json() {
        answer if is_gateway(response, answer) => gateway(response),
        Some(answer) => fits("error", answer),
        None => no_json(),
    }
}

/// A server fault is answered 500 with its own code. A body that is no JSON is for [`error_shape`] to judge.
pub fn outage_answer(judged: &Judged<'_>) -> Verdict {
    let Some(response) = refusal(judged).filter(|response| response.status >= 500) else { return Verdict::NotApplicable };
    match judged.json() {
        answer if is_gateway(response, answer) => gateway(response),
        None if response.status == 500 => Verdict::Unclear("the answer is no JSON".to_owned()),
        _ if response.status != 500 => Verdict::Broken(Finding::new("response status", "500", response.status.to_string())),
        Some(answer) if answer["code"] != "InternalServerError" => {
            Verdict::Broken(finding("code", "InternalServerError", &answer["code"]))
        }
        _ => Verdict::Passed,
    }
}

/// The message is a published one of its code that can be about this request, white space and a final full stop disregarded.
pub fn error_message(judged: &Judged<'_>) -> Verdict {
    let Some(answer) = judged.json().filter(|_| refusal(judged).is_some()) else { return Verdict::NotApplicable };
    let (Some(code), Some(message)) = (answer["code"].as_str(), answer["message"].as_str()) else {
        return Verdict::NotApplicable;
    };
    let texts: Vec<_> = published(code).filter(|error| fits_request(judged, error)).map(|error| error.message).collect();
    if texts.is_empty() {
        Verdict::NotApplicable
    } else if texts.iter().any(|text| bare(text) == bare(message)) {
        Verdict::Passed
    } else {
        Verdict::Broken(Finding::new("response body message", texts.join(" or: "), shown(message)))
    }
}

/// False for a message about arguments that the request gave as published, or that its operation does not have.
fn fits_request(judged: &Judged<'_>, error: &PublishedError) -> bool {
    let (Some(endpoint), Ok(sent), false) = (judged.endpoint, judged.sent(), error.about.is_empty()) else { return true };
    let request = format!("{}.request", endpoint.name);
    let takes = |name: &&str| schema::document(FOLDER, &request).is_some_and(|schema| schema["properties"].get(name).is_some());
    let wrong = match schema::validate(FOLDER, &request, sent) {
        Err(SchemaError::Violated(violations)) => violations,
        _ => Vec::new(),
    };
    let is_wrong = |name: &str| sent.get(name).is_none() || wrong.iter().any(|one| one.pointer == format!("/{name}"));
    error.about.iter().filter(|name| takes(name)).any(|name| is_wrong(name))
}

/// The answer to a signed call that was not accepted. Access Token errors are Login with Amazon's, with another shape.
fn refusal<'a>(judged: &Judged<'a>) -> Option<&'a Response> {
    judged.response().filter(|response| response.status >= 400 && judged.endpoint.is_some_and(|endpoint| endpoint.signed))
}

/// True where the operation may be at its other published path.
fn is_path_unknown(judged: &Judged<'_>, response: &Response) -> bool {
    matches!(response.status, 404 | 405) && judged.endpoint.is_some_and(|endpoint| endpoint.other_path.is_some())
}

/// True for an answer of a gateway's status that names no code: the provider's name one.
fn is_gateway(response: &Response, answer: Option<&Value>) -> bool {
    GATEWAY.contains(&response.status) && !answer.is_some_and(|answer| answer["code"].is_string())
}

fn gateway(response: &Response) -> Verdict {
    Verdict::Unclear(format!("a gateway answered {} in the provider's place", response.status))
}

/// A message without what does not count: some are printed over two lines, one with and without its full stop.
fn bare(message: &str) -> String {
    let text: String = message.split_whitespace().collect();
    text.strip_suffix('.').map(str::to_owned).unwrap_or(text)
}

fn shown(message: &str) -> String {
    let words = message.split_whitespace().map(|word| if word.chars().count() > LONGEST_WORD { "[..]" } else { word });
    words.take(LONGEST_MESSAGE).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::errors::{AMOUNT_MESSAGE, ERRORS, INSTRUMENT_TYPES_MESSAGE};
    use super::super::fixture::{Case, assert_broken, assert_not_applicable, assert_passed, assert_unclear, get, post};
    use super::*;

    fn refused(status: u16, body: &Value, rule: &str) -> Verdict {
        get("charge_status", "txnId=c-1").answered(status, body).judge(rule)
    }

    fn text(status: u16, body: &str, rule: &str) -> Verdict {
        get("charge_status", "txnId=c-1").answered_text(status, body).judge(rule)
    }

    #[test]
    fn every_published_error_passes() {
        for error in ERRORS {
            let body = json!({ "code": error.code, "message": error.message, "more": 1 });
            assert_passed(refused(error.status, &body, "error_shape"));
            if error.about.is_empty() {
                assert_passed(refused(error.status, &body, "error_message"));
            }
        }
    }

    #[test]
    fn the_shape_of_an_error() {
        let rule = "error_shape";
        for (body, place) in [
            (json!({ "message": "m" }), "response body"),
            (json!({ "code": "c" }), "response body"),
            (json!({ "code": "", "message": "m" }), "response body code"),
            (json!({ "code": "c", "message": 5 }), "response body message"),
            (json!(["c", "m"]), "response body"),
            (json!("c"), "response body"),
        ] {
            assert_broken(refused(400, &body, rule), place);
        }
        assert_broken(text(400, "Bad Request", rule), "response body");
        assert_broken(text(500, "<html>", rule), "response body");
        for status in GATEWAY {
            assert_unclear(text(status, "<html>", rule));
            assert_unclear(refused(status, &json!({ "error": "Too Many Requests" }), rule));
            assert_unclear(refused(status, &json!({ "code": status, "message": "m" }), rule));
            assert_broken(refused(status, &json!({ "code": "c" }), rule), "response body");
        }
        let missing = |operation: &str| get(operation, "").answered_text(404, "<html>").judge(rule);
        assert_not_applicable(missing("refund_status"));
        assert_broken(missing("charge_status"), "response body");
        assert_not_applicable(refused(200, &json!({}), rule));
        assert_not_applicable(refused(302, &json!({}), rule));
        assert_not_applicable(post("access_token", &json!({})).answered(400, &json!({ "error": "invalid_grant" })).judge(rule));
        assert_not_applicable(get("charge_status", "").unanswered().judge(rule));
    }

    #[test]
    fn a_server_fault_is_answered_500() {
        let rule = "outage_answer";
        let fault = json!({ "code": "InternalServerError", "message": "m" });
        assert_passed(refused(500, &fault, rule));
        assert_broken(refused(500, &json!({ "code": "Oops", "message": "m" }), rule), "response body code");
        assert_broken(refused(500, &json!({}), rule), "response body code");
        for status in [501, 502, 503, 504] {
            assert_broken(refused(status, &fault, rule), "response status");
        }
        assert_broken(text(501, "<html>", rule), "response status");
        for status in [500, 502, 503, 504] {
            assert_unclear(text(status, "<html>", rule));
        }
        assert_unclear(refused(503, &json!({ "message": "Service Unavailable" }), rule));
        assert_not_applicable(refused(400, &fault, rule));
        assert_not_applicable(refused(200, &json!({}), rule));
    }

    #[test]
    fn a_message_is_published() {
        let rule = "error_message";
        let said = |code: &str, message: &str| refused(400, &json!({ "code": code, "message": message }), rule);
        assert_passed(said("InternalServerError", "An internal server error has occurred. Try your request again later"));
        let printed = "Merchant is not authorized. The access token\n  may be either malformed or unusable.";
        assert_passed(said("InvalidAccessToken", printed));
        for message in ["Specified charge id does not exist.", "Specified charge ID does not exist..", "Specified charge ID", ""]
        {
            assert_broken(said("InvalidChargeId", message), "response body message");
        }
        assert_not_applicable(said("SomethingNew", "m"));
        assert_not_applicable(refused(400, &json!({ "code": "InvalidChargeId", "message": 1 }), rule));
        assert_not_applicable(refused(200, &json!({ "code": "InvalidChargeId", "message": "m" }), rule));
        assert_not_applicable(text(400, "Bad Request", rule));
    }

    #[test]
    fn a_message_is_about_an_argument_that_is_wrong() {
        let place = "response body message";
        let judge = |case: Case, message: &str| {
            case.answered(400, &json!({ "code": "InvalidArguments", "message": message })).judge("error_message")
        };
        let asked = |query: &str| get("instruments", &format!("merchantId=M&accessToken=t&{query}"));
        for (query, amount, types) in [
            ("amount=0&instrumentTypes=AmazonPayLater", true, false),
            ("instrumentTypes=AmazonPayLater", true, false),
            ("amount=1.00&instrumentTypes=Cash", false, true),
            ("amount=0.009&instrumentTypes=Cash", true, true),
            ("amount=1.00&instrumentTypes=AmazonPayLater", false, false),
            ("amount=%4", true, true),
        ] {
            for (message, fits) in [(AMOUNT_MESSAGE, amount), (INSTRUMENT_TYPES_MESSAGE, types), (ERRORS[0].message, true)] {
                match fits {
                    true => assert_passed(judge(asked(query), message)),
                    false => assert_broken(judge(asked(query), message), place),
                }
            }
        }
        let charge = |body: &Value| post("charge", body);
        assert_passed(judge(charge(&json!({ "amount": "0" })), AMOUNT_MESSAGE));
        assert_broken(judge(charge(&json!({ "amount": "10.00", "chargeId": "c 1" })), AMOUNT_MESSAGE), place);
        assert_passed(judge(charge(&json!({ "selectedPaymentInstrumentType": "Cash" })), INSTRUMENT_TYPES_MESSAGE));
        assert_broken(
            judge(charge(&json!({ "selectedPaymentInstrumentType": "AmazonPayLater" })), INSTRUMENT_TYPES_MESSAGE),
            place,
        );
        assert_broken(judge(get("charge_status", "txnId=c-1"), AMOUNT_MESSAGE), place);
    }
}
