//! Signing mistakes on the published vectors: each is found again wherever it changes the signature.

use signoff::providers::amazon_pay_india::auth::SCHEME;
use signoff::providers::amazon_pay_india::mistakes;
use signoff::signing::Account;
use signoff::signing::case::{Case, Given};
use signoff::signing::diagnosis::Diagnosis;
use signoff::signing::mistakes::Mistake;

use super::all_vectors;
use super::vectors::Vector;

/// The vectors on which a mistake changes the signature, and whether it is found there.
fn seen_on(mistake: &'static Mistake, vectors: &[(String, Vector)]) -> Vec<(String, bool)> {
    let mut seen = Vec::new();
    for (name, vector) in vectors {
        let parts = vector.parts();
        let case = Case::of_header(&SCHEME, &parts, Account { access_key_id: "KEY", secret: &vector.secret });
        let (right, made) = (case.stages(&[]).1, case.stages(&[&mistake.cause]).1);
        if right != made {
            let found = Diagnosis::find(&[case], &made, Given::default(), 1);
            // The other reading of nested members is right, too.
            let is_found = found.causes.is_empty() || found.singles().any(|cause| cause.id == mistake.cause.id);
            seen.push((name.clone(), is_found));
        }
    }
    seen
}

#[test]
fn every_mistake_is_found_wherever_it_changes_the_signature() {
    let vectors: Vec<_> = all_vectors().iter().map(|(name, vector)| (name.clone(), Vector::read(vector))).collect();
    for mistake in mistakes::all() {
        for (name, found) in seen_on(mistake, &vectors) {
            assert!(found, "{} was not found on vector {name}", mistake.cause.id);
        }
    }
}

#[test]
fn traps_are_seen_on_the_vectors_made_for_them_and_nowhere_else() {
    let vectors: Vec<_> = all_vectors().iter().map(|(name, vector)| (name.clone(), Vector::read(vector))).collect();
    let made_for = [
        ("week_year", &["last_days_of_december"][..]),
        ("hash_zeros_dropped", &["hash_with_leading_zeros"]),
        ("percent_not_encoded_again", &["response_charge_pending", "response_nested_object"]),
        ("reserved_not_encoded", &["every_ascii_mark", "spaces_and_user_agent"]),
        ("array_as_json", &["list_and_number", "list_of_objects", "list_of_two"]),
    ];
    for (id, expected) in made_for {
        let seen: Vec<_> = seen_on(mistakes::find(id).unwrap(), &vectors).into_iter().map(|(name, _)| name).collect();
        assert_eq!(seen, expected, "{id}");
    }
}

#[test]
fn the_right_signature_has_no_causes_and_an_unknown_one_no_explanation() {
    let (_, vector) = all_vectors().remove(0);
    let signature = vector["signature"].as_str().unwrap().to_owned();
    let vector = Vector::read(&vector);
    let parts = vector.parts();
    let account = Account { access_key_id: "KEY", secret: &vector.secret };
    for (observed, explained) in [(signature.as_str(), true), ("", false), ("no signature", false)] {
        let found = Diagnosis::find(&[Case::of_signature(&SCHEME, &parts, account)], observed, Given::default(), 2);
        assert_eq!((found.explained, found.causes.len()), (explained, 0), "{observed:?}");
    }
}
