//! How a merchant gets its customers' access tokens (AP/section8/access_token_api).

use serde_json::Value;

use super::super::reading::FOLDER;
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::schema::{self, SchemaError, Violation};

const OPERATION: &str = "access_token";

/// Every mandatory member of the grant is there, in a JSON object or, as OAuth 2.0 sends them, in a form (RFC 6749 section 4.1.3).
pub fn token_members(judged: &Judged<'_>) -> Verdict {
    if !judged.addresses(OPERATION) {
        return Verdict::NotApplicable;
    }
    let form = judged.exchange.request.form().map(Value::from_iter);
    let members = match form.as_ref().map_or_else(|| judged.sent(), Ok) {
        Ok(members) => members,
        Err(why) => return Verdict::Broken(Finding::new("request body", "a JSON object or a form", why)),
    };
    match schema::validate(FOLDER, "access_token.request", members) {
        Ok(()) => Verdict::Passed,
        Err(SchemaError::Violated(violations)) => violations.into_iter().next().map_or(Verdict::Passed, broken),
        Err(defect) => Verdict::Unclear(defect.to_string()),
    }
}

fn broken(violation: Violation) -> Verdict {
    let member = violation.pointer.trim_start_matches('/');
    // Every member but the kind of grant may be a secret.
    let actual = if ["", "grant_type"].contains(&member) { violation.actual } else { "another value".to_owned() };
    Verdict::Broken(Finding::new(format!("request body {member}").trim_end(), violation.expected, actual))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, merchant, post, without};
    use super::*;

    const RULE: &str = "token_members";

    fn judge(body: &Value, absent: &str) -> Verdict {
        let mut body = body.clone();
        body.as_object_mut().expect("an object").shift_remove(absent);
        post(OPERATION, &body).judge(RULE)
    }

    #[test]
    fn every_mandatory_member_of_the_grant_is_there() {
        let refresh = json!({ "grant_type": "refresh_token", "refresh_token": "Atzr|1", "client_id": "c" });
        let web = json!({ "grant_type": "authorization_code", "code": "a", "client_id": "c", "client_secret": "s",
            "redirect_uri": "https://shop.example/linked" });
        let app = json!({ "grant_type": "authorization_code", "code": "a", "client_id": "c", "code_verifier": "v",
            "redirect_uri": "https://shop.example/linked" });
        for grant in [&refresh, &web, &app] {
            assert_passed(judge(grant, ""));
            for member in grant.as_object().expect("an object").keys() {
                assert_broken(judge(grant, member), "request body");
            }
        }
        assert_not_applicable(merchant("charge", without("chargeId")).judge_sent(RULE));
    }

    #[test]
    fn values_that_cannot_be_right_are_not_repeated() {
        let wrong = json!({ "grant_type": "refresh_token", "refresh_token": 12345, "client_id": "c" });
        let verdict = post(OPERATION, &wrong).judge(RULE);
        assert!(!format!("{verdict:?}").contains("12345"));
        assert_broken(verdict, "request body refresh_token");
        let wrong = json!({ "grant_type": "password", "client_id": "c", "code": "a", "client_secret": "s",
            "redirect_uri": "https://shop.example/linked" });
        assert_broken(post(OPERATION, &wrong).judge(RULE), "request body grant_type");
    }

    #[test]
    fn a_form_is_read_like_a_json_object() {
        let form = |kind: &str, body: &str| {
            let case = post(OPERATION, &json!({})).with_header("content-type", kind);
            case.with_request(|request| request.body = body.into()).judge(RULE)
        };
        let kind = "application/x-www-form-urlencoded";
        assert_passed(form(kind, "grant_type=refresh_token&refresh_token=Atzr%7C1&client_id=c"));
        assert_passed(form(
            kind,
            "grant_type=authorization_code&code=a&client_id=c&client_secret=s&redirect_uri=https%3A%2F%2Fs%2F",
        ));
        assert_broken(form(kind, "grant_type=refresh_token&client_id=c"), "request body");
        assert_broken(form(kind, ""), "request body");
        assert_broken(form("application/json", "grant_type=refresh_token&refresh_token=Atzr%7C1&client_id=c"), "request body");
    }
}
