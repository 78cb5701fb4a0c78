//! Signing mistakes: each can be seen, and is found again by the signature that it makes.

use signoff::providers::amazon_pay_india::auth::SCHEME;
use signoff::signing::mac::Stages;
use signoff::signing::mistakes::{MISTAKES, Mistake, single};
use signoff::signing::recipe::Recipe;

use super::all_vectors;
use super::vectors::Vector;

/// The vectors on which a mistake changes the signature, and whether it is found there.
fn seen_on(mistake: &'static Mistake, vectors: &[(String, Vector)]) -> Vec<(String, bool)> {
    let wrong = Recipe::RIGHT.with(mistake);
    let mut seen = Vec::new();
    for (name, vector) in vectors {
        let parts = vector.parts();
        let [right, wrong] =
            [&Recipe::RIGHT, &wrong].map(|recipe| Stages::new(&SCHEME, &parts, &vector.secret, recipe).signature);
        if right != wrong {
            let found = single(&SCHEME, &parts, &vector.secret, &wrong);
            seen.push((name.clone(), found.iter().any(|found| found.id == mistake.id)));
        }
    }
    seen
}

#[test]
fn every_mistake_is_found_wherever_it_changes_the_signature() {
    let vectors: Vec<_> = all_vectors().iter().map(|(name, vector)| (name.clone(), Vector::read(vector))).collect();
    for mistake in MISTAKES {
        let seen = seen_on(mistake, &vectors);
        assert!(!seen.is_empty(), "no vector shows {}", mistake.id);
        for (name, found) in seen {
            assert!(found, "{} was not found on vector {name}", mistake.id);
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
        let mistake = MISTAKES.iter().find(|mistake| mistake.id == id).unwrap();
        let seen: Vec<_> = seen_on(mistake, &vectors).into_iter().map(|(name, _)| name).collect();
        assert_eq!(seen, expected, "{id}");
    }
}

#[test]
fn the_right_signature_and_an_unknown_one_are_explained_by_nothing() {
    let (_, vector) = all_vectors().remove(0);
    let signature = vector["signature"].as_str().unwrap().to_owned();
    let vector = Vector::read(&vector);
    for observed in [signature.as_str(), "", "no signature"] {
        assert!(single(&SCHEME, &vector.parts(), &vector.secret, observed).is_empty(), "{observed:?} was explained");
    }
}
