//! Whether a merchant signs its requests, and rightly (AP/section8/api_reference; AP/section1/calculate_signature). Since when and for how
//! long a signature is valid stands in `validity`.

use serde_json::json;

use super::host::{is_published, is_signed_for};
use super::reading::{header, signed_request};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Request;
use crate::providers::Judged;
use crate::providers::amazon_pay_india::auth::{self, ALGORITHM, AUTHORIZATION, SCHEME, SignatureRefusal};
use crate::providers::amazon_pay_india::diagnose;
use crate::providers::amazon_pay_india::endpoints::HOSTS;
use crate::providers::amazon_pay_india::signer::NO_FAULTS;
use crate::schema::brief;
use crate::signing::diagnosis::Diagnosis;
use crate::signing::verify;

/// `Authorization` has a published form and names the account's access key.
pub fn authorization_form(judged: &Judged<'_>) -> Verdict {
    let Some(value) = signed_request(judged).and_then(|request| header(request, AUTHORIZATION)) else {
        return Verdict::NotApplicable;
    };
    match verify::read_authorization(&SCHEME, value) {
        Some((key, _)) if key == judged.credentials.get("access_key_id") => Verdict::Passed,
        Some(_) => authorization("AMZ+<access_key_id>:<signature>", "another access key id".to_owned()),
        None => authorization("AMZ+<access_key_id>:<signature>", "another form".to_owned()),
    }
}

/// The signature is that of the request as it came. What keeps it from being checked is for other rules to judge.
pub fn request_signature(judged: &Judged<'_>) -> Verdict {
    let Some(request) = signed_request(judged) else { return Verdict::NotApplicable };
    let read = header(request, AUTHORIZATION).and_then(|value| verify::read_authorization(&SCHEME, value));
    let Some((key, signature)) = read else { return Verdict::Unclear(SignatureRefusal::Authorization.to_string()) };
    if key != judged.credentials.get("access_key_id") {
        return Verdict::Unclear("the request is signed with another access key".to_owned());
    }
    match auth::verify_request(request, judged.credentials.get("secret_key"), judged.signed_host) {
        Ok(()) => Verdict::Passed,
        Err(SignatureRefusal::Mismatch) => mismatch(judged, request, signature),
        Err(SignatureRefusal::Algorithm) if header(request, ALGORITHM).is_some() => {
            let found = brief(&json!(request.headers.get(ALGORITHM)));
            Verdict::Broken(Finding::new(place(ALGORITHM), SCHEME.algorithm, found))
        }
        Err(refusal) => Verdict::Unclear(refusal.to_string()),
    }
}

fn mismatch(judged: &Judged<'_>, request: &Request, signature: &str) -> Verdict {
    let secret = judged.credentials.get("secret_key");
    if let Some(host) = other_host(judged, request) {
        return Verdict::Unclear(format!("the request is signed for the host {host}: set signed_host to it"));
    }
    // What has no published signature, such as a null, cannot be said to have a false one.
    let published = auth::stages(request, secret, judged.signed_host);
    match published.and_then(|_| diagnose::signature(request, judged.credentials, judged.signed_host, signature)) {
        Ok(found) if is_open(&found) => {
            Verdict::Unclear(format!("{}, and whether it should is published nowhere", diagnose::told(&found)))
        }
        Ok(found) => authorization("the published signature over this request", diagnose::told(&found)),
        Err(error) => Verdict::Unclear(error.to_string()),
    }
}

/// True when something explains the signature of which no document says that it is wrong.
fn is_open(found: &Diagnosis) -> bool {
    let mut sets = std::iter::once(&found.causes).chain(&found.alternatives);
    found.explained && sets.any(|set| set.iter().all(|cause| NO_FAULTS.contains(&cause.id)))
}

/// The host for which the signature is right after all. Asked only where the request names no published host: then the
/// configuration may be wrong, not the merchant.
fn other_host<'a>(judged: &Judged<'_>, request: &'a Request) -> Option<&'a str> {
    let own = request.authority();
    let [sandbox, production] = HOSTS;
    let mut hosts = [sandbox, production, own].into_iter().filter(|_| !is_published(own));
    hosts.find(|host| is_signed_for(judged, host))
}

fn authorization(expected: &str, actual: String) -> Verdict {
    Verdict::Broken(Finding::new(place(AUTHORIZATION), expected, actual))
}

fn place(name: &str) -> String {
    format!("request header {name}")
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{
        Case, account, assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant,
    };
    use super::*;
    use crate::providers::amazon_pay_india::auth::{DATE, EXPIRES};
    use crate::providers::amazon_pay_india::{messages, mistakes};
    use crate::signing::Account;
    use crate::signing::mac::Stages;
    use crate::signing::parts::Parts;
    use crate::signing::recipe::Recipe;

    const SIGNED: &str = "request_signature";
    const PLACE: &str = "request header Authorization";

    fn charge() -> Case {
        merchant("charge", |_| {})
    }

    fn at_our_address() -> Case {
        charge().with_request(|request| request.url = "http://127.0.0.1:8443/v1/payments/charge".to_owned())
    }

    #[test]
    fn the_header_has_a_published_form_and_names_the_account() {
        let rule = "authorization_form";
        for form in ["AMZ+K:s", "AMZ K:s"] {
            assert_passed(charge().with_header(AUTHORIZATION, form).judge_sent(rule));
        }
        for wrong in ["amz+K:s", "K:s", "AMZ+K", "AMZ+K:", "AMZ+s:K", "Bearer K:s"] {
            assert_broken(charge().with_header(AUTHORIZATION, wrong).judge_sent(rule), PLACE);
        }
        assert_not_applicable(charge().with_header(AUTHORIZATION, "").judge_sent(rule));
        assert_not_applicable(merchant("access_token", |_| {}).with_header(AUTHORIZATION, "K").judge_sent(rule));
    }

    #[test]
    fn the_signature_is_that_of_the_request() {
        for operation in ["instruments", "charge", "charge_status", "refund"] {
            assert_passed(merchant(operation, |_| {}).judge_sent(SIGNED));
        }
        let spaced = charge().with_request(|request| {
            let value = request.headers.get(AUTHORIZATION).unwrap_or_default().replacen("AMZ+", "AMZ ", 1);
            request.headers.set(AUTHORIZATION, value);
        });
        assert_passed(spaced.judge_sent(SIGNED));
        for part in ["method", "path", "header", "body"] {
            let tampered = charge().with_request(|request| messages::tamper(request, part));
            assert_broken(tampered.judge_sent(SIGNED), PLACE);
        }
        assert_broken(charge().with_header(ALGORITHM, "AWS4-HMAC-SHA256").judge_sent(SIGNED), "request header x-amz-algorithm");
        assert_not_applicable(merchant("access_token", |_| {}).judge_sent(SIGNED));
        assert_not_applicable(charge().unknown().judge_sent(SIGNED));
    }

    /// The request, signed for a published host with a known mistake.
    fn signed_with(mistake: &str, case: Case) -> Verdict {
        let mistake = mistakes::find(mistake).expect("a known mistake");
        let signed = case.with_request(|request| {
            let parts = Parts::of_request(&SCHEME, request, Some("amazonpay.amazon.in")).expect("a request that can be signed");
            let stages = Stages::new(
                &SCHEME,
                &parts,
                &Account { access_key_id: "K", secret: account().get("secret_key") },
                &Recipe::RIGHT.with(mistake),
            );
            request.headers.set(AUTHORIZATION, verify::authorization(&SCHEME, "K", &stages.signature));
        });
        signed.signing_with("amazonpay.amazon.in").judge_sent(SIGNED)
    }

    #[test]
    fn a_known_mistake_is_told() {
        let verdict = signed_with("unsorted", at_our_address());
        let Verdict::Broken(finding) = verdict else { panic!("expected a finding, got {verdict:?}") };
        let cause = mistakes::find("unsorted").expect("a known mistake").cause;
        assert!(finding.actual.contains(cause.text) && finding.actual.contains(cause.fix), "{finding:?}");
    }

    #[test]
    fn what_no_document_settles_is_a_doubt() {
        let with_body = |body: &str| at_our_address().with_request(|request| request.body = body.into());
        let agent = || at_our_address().with_header("x-amz-user-agent", "Mozilla/5.0 (X11;  Linux)");
        for (mistake, case) in [
            ("number_shortened", with_body(r#"{"amount":10.50}"#)),
            ("boolean_capitalised", with_body(r#"{"amount":"10.50","more":true}"#)),
            ("header_spaces_collapsed", agent()),
        ] {
            assert_unclear(signed_with(mistake, case));
        }
        assert_broken(signed_with("lower_case_hex", agent()), PLACE);
        assert_broken(signed_with("unsorted", with_body(r#"{"b":10.50,"a":"1"}"#)), PLACE);
    }

    #[test]
    fn what_cannot_be_checked_is_a_doubt() {
        for name in [AUTHORIZATION, ALGORITHM, DATE, EXPIRES, "x-amz-source"] {
            assert_unclear(charge().with_request(|request| request.headers.remove(name)).judge_sent(SIGNED));
        }
        assert_unclear(charge().with_header(AUTHORIZATION, "AMZ+other:s").judge_sent(SIGNED));
        assert_unclear(charge().with_header(DATE, "today").judge_sent(SIGNED));
        assert_unclear(charge().with_header(EXPIRES, "0").judge_sent(SIGNED));
        for body in ["amount=1", r#"{"amount":"1","amount":"1"}"#, r#"{"amount":null}"#] {
            assert_unclear(charge().with_request(|request| request.body = body.into()).judge_sent(SIGNED));
        }
        let broken = |request: &mut Request| request.url.push_str("&x=%4");
        assert_unclear(merchant("instruments", |_| {}).with_request(broken).judge_sent(SIGNED));
    }

    #[test]
    fn a_signed_host_that_is_configured_wrongly_is_no_fault_of_the_merchant() {
        let signed_for = |host| at_our_address().signed_as(Some(host));
        assert_passed(signed_for("gateway.example").signing_with("gateway.example").judge_sent(SIGNED));
        assert_unclear(signed_for("amazonpay.amazon.in").judge_sent(SIGNED));
        let named = charge().with_request(|request| request.url = "http://pay.internal:8443/v1/payments/charge".to_owned());
        assert_unclear(named.judge_sent(SIGNED));
        assert_unclear(signed_for("127.0.0.1:8443").signing_with("amazonpay.amazon.in").judge_sent(SIGNED));
        assert_broken(signed_for("gateway.example").judge_sent(SIGNED), PLACE);
        assert_broken(charge().signed_as(Some("amazonpay.amazon.in")).judge_sent(SIGNED), PLACE);
    }
}
