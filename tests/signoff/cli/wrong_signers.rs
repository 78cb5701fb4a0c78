//! Wrong signers: the signer of the examples with one line of it changed.

use serde_json::json;

use super::scene::{Ran, Report, Scene, linked};

const SIGNER: &str = include_str!("../../data/signers/signer.py");

/// A run with a signer in which these pieces are replaced.
fn run(changes: &[(&str, &str)]) -> (Ran, Report) {
    let mut program = SIGNER.to_owned();
    for (piece, other) in changes {
        assert_eq!(program.matches(piece).count(), 1, "{piece}");
        program = program.replace(piece, other);
    }
    let scene = Scene::with(&json!({ "amazon_pay_india": { "signer": { "command": ["python3", "-c", program] } } }));
    let ran = scene.run(&["--subject", "signer"]);
    (ran, scene.report())
}

/// Exactly the requirements that name `fault` are violated.
fn violates(changes: &[(&str, &str)], fault: &str) -> Report {
    let (ran, report) = run(changes);
    assert_eq!((ran.code, report.having("violated")), (1, linked(fault, "signer")), "{changes:?}: {ran:?}");
    report
}

const CANONICAL: (&str, &str) = (r#""\n".join((request["method"]"#, r#""\t".join((request["method"]"#);

#[test]
fn an_unknown_mistake_violates_the_requirement_of_the_first_stage_that_differs() {
    let text = (r#""\n".join((ALGORITHM"#, r#""\t".join((ALGORITHM"#);
    let signature = ("urlsafe_b64encode(key).decode()", "urlsafe_b64encode(key).decode().lower()");
    for (changes, fault) in [
        (&[CANONICAL][..], "signer_extra_line_feed"),
        (&[text], "signer_string_to_sign_final_line_feed"),
        (&[signature], "signer_hex_signature"),
        (&[text, CANONICAL, signature], "signer_extra_line_feed"),
    ] {
        let report = violates(changes, fault);
        assert!(report.having("inconclusive").len() > 15, "{changes:?}: {:?}", report.verdicts());
    }
}

#[test]
fn a_stage_that_is_not_told_does_not_count() {
    let untold = ("return answer | (", r#"return {"authorization": answer["authorization"]} | ("#);
    violates(&[CANONICAL, untold], "signer_hex_signature");
}

#[test]
fn another_access_key_in_the_header_says_nothing_about_the_signature() {
    let report = violates(&[("AMZ+{question['access_key_id']}:", "AMZ+OTHER:")], "signer_authorization_swapped");
    assert!(report.having("inconclusive").len() > 15, "{:?}", report.verdicts());
}

#[test]
fn a_local_time_is_no_date_in_utc() {
    let utc = "datetime.datetime.now(datetime.timezone.utc)";
    let india = format!("({utc} + datetime.timedelta(hours=5, minutes=30))");
    violates(&[(utc, &india)], "signer_local_time");
}

#[test]
fn one_that_changes_a_header_cannot_be_judged_by_it() {
    let (ran, report) = run(&[("headers.update(added)", r#"added["x-amz-date"] = now; headers.update(added)"#)]);
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(ran.stdout.contains("the signer changed x-amz-date"), "{}", ran.stdout);
}

#[test]
fn every_forged_part_of_an_answer_is_tried() {
    let check = r#"return {"valid": hmac.compare_digest(expected, headers.get("x-amz-signature", ""))}"#;
    for part in ["body", "x-amz-date", "x-amz-request-id", "x-amz-signature"] {
        let blind = format!(
            "parts = headers | {{'body': response['body']}}
    if hmac.compare_digest(expected, parts['x-amz-signature']):
        genuine.append(parts)
    return {{'valid': any(parts == known | {{{part:?}: parts[{part:?}]}} for known in genuine)}}"
        );
        let memory = (r#"class Number(str):"#, "genuine = []\n\n\nclass Number(str):");
        violates(&[memory, (check, &blind)], "signer_response_always_valid");
    }
}

#[test]
fn a_validity_with_a_sign_is_no_whole_number() {
    violates(&[(r#""x-amz-expires": "900""#, r#""x-amz-expires": "+900""#)], "signer_expires_zero");
}
