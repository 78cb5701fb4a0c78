//! How often the search names the mistakes that were made: alone, in pairs, and not at all.
#![allow(clippy::print_stdout)]

use std::collections::HashMap;

use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::SCHEME;
use signoff::providers::amazon_pay_india::mistakes;
use signoff::signing::Account;
use signoff::signing::case::{Case, Given, Made};
use signoff::signing::diagnosis::Diagnosis;
use signoff::signing::mistakes::Mistake;
use signoff::signing::parts::Parts;
use signoff::signing::search::{Set, sets_of};

use super::sample::Samples;

/// A request and the keys that sign it.
struct Message {
    request: Request,
    secret: String,
}

impl Message {
    fn new(samples: &mut Samples) -> Self {
        Self { request: samples.request_with_open_values(), secret: samples.secret() }
    }

    fn parts(&self) -> Parts<'_> {
        Parts::of_request(&SCHEME, &self.request, None).unwrap()
    }

    fn account(&self) -> Account<'_> {
        Account { access_key_id: "KEY", secret: &self.secret }
    }
}

fn ids(set: &Set) -> Vec<&'static str> {
    set.iter().map(|cause| cause.id).collect()
}

/// A message in which the mistake makes a signature that no other one makes alone, and that signature.
fn shown_alone(mistake: &'static Mistake, samples: &mut Samples) -> Option<(Message, String)> {
    (0..2_000).find_map(|_| {
        let message = Message::new(samples);
        let made = made_by_nothing_else(mistake, &message)?;
        Some((message, made))
    })
}

fn made_by_nothing_else(mistake: &'static Mistake, message: &Message) -> Option<String> {
    let parts = message.parts();
    let case = Case::of_header(&SCHEME, &parts, message.account());
    let (right, made) = (case.stages(&[]).1, case.stages(&[&mistake.cause]).1);
    if right == made {
        return None;
    }
    let makers = sets_of(&case, 1, &[Made::Written(made.clone())]).swap_remove(0);
    makers.iter().map(ids).eq([vec![mistake.cause.id]]).then_some(made)
}

#[test]
fn every_mistake_made_alone_is_named_and_none_is_blamed_for_another() {
    let mut samples = Samples::new(5);
    let (mut named, mut wrong) = (0, Vec::new());
    let all: Vec<_> = mistakes::all().collect();
    for mistake in &all {
        let Some((message, made)) = shown_alone(mistake, &mut samples) else {
            wrong.push(format!("{}: no request shows it alone", mistake.cause.id));
            continue;
        };
        let parts = message.parts();
        let case = Case::of_header(&SCHEME, &parts, message.account());
        let found = Diagnosis::find(&[case], &made, Given::default(), 3);
        let causes: Vec<_> = found.causes.iter().map(|cause| cause.id).collect();
        if found.explained && causes == [mistake.cause.id] && found.alternatives.is_empty() {
            named += 1;
        } else {
            wrong.push(format!("{}: {causes:?} was named", mistake.cause.id));
        }
    }
    println!("mistakes made alone: {named} of {} named exactly", all.len());
    assert!(all.len() >= 45 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pairs_are_explained_by_themselves_or_by_fewer() {
    let (requests, each) = (10, 100);
    let all: Vec<_> = mistakes::all().map(|mistake| &mistake.cause).collect();
    let mut samples = Samples::new(6);
    let mut explained = 0;
    for _ in 0..requests {
        let message = Message::new(&mut samples);
        let parts = message.parts();
        let case = Case::of_header(&SCHEME, &parts, message.account());
        let pairs: Vec<Set> = (0..each)
            .map(|_| {
                let first = samples.number(all.len() - 1);
                vec![all[first], all[first + 1 + samples.number(all.len() - 1 - first)]]
            })
            .collect();
        let made: Vec<_> = pairs.iter().map(|pair| Made::Written(case.stages(pair).1)).collect();
        let places: HashMap<_, _> = made.iter().enumerate().map(|(place, made)| (made, place)).collect();
        let found = [0, 1, 2].map(|size| sets_of(&case, size, &made));
        for (pair, made) in pairs.iter().zip(&made) {
            let smallest = found.iter().map(|sets| &sets[places[made]]).find(|sets| !sets.is_empty());
            explained += usize::from(smallest.is_some_and(|sets| sets[0].len() < 2 || sets.contains(pair)));
        }
    }
    println!("pairs of mistakes: {explained} of {} explained", requests * each);
    assert!(explained * 100 >= 95 * requests * each, "{explained}");
}

#[test]
fn a_signature_with_an_unknown_secret_is_not_explained() {
    let mut samples = Samples::new(7);
    let (secrets, mut blamed) = (100, 0);
    let message = Message::new(&mut samples);
    let parts = message.parts();
    let others: Vec<_> = (0..secrets).map(|_| format!("other-{}", samples.secret())).collect();
    let made: Vec<_> = others
        .iter()
        .map(|secret| Account { access_key_id: "KEY", secret })
        .map(|account| Made::Written(Case::of_header(&SCHEME, &parts, account).stages(&[]).1))
        .collect();
    let case = Case::of_header(&SCHEME, &parts, message.account());
    for size in 0..=3 {
        blamed += sets_of(&case, size, &made).iter().filter(|sets| !sets.is_empty()).count();
    }
    println!("unknown secrets: {} of {secrets} not explained", secrets - blamed);
    assert_eq!(blamed, 0);
}
