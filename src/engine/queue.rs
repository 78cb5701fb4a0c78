//! The scenarios that wait, for all cores: whoever has time takes the next ones.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cucumber::gherkin::Feature;

use super::definitions::{self, Definitions};
use crate::core::parallel;

/// Scenarios that are taken at once: few, so that all cores end at the same time.
const SHARE: usize = 16;
/// Scenarios for which cucumber gets the definitions beforehand: it tries all that it has at every step.
const FORESEEN: usize = 100;

/// Features that wait, each with the definitions that its steps need.
pub(super) struct Queue {
    waiting: Mutex<VecDeque<(Feature, Definitions)>>,
}

impl Queue {
    /// A queue of all these.
    pub fn new(features: Vec<Feature>) -> Self {
        let needed = parallel::map(&features, definitions::needed);
        Self { waiting: Mutex::new(features.into_iter().zip(needed).collect()) }
    }

    /// What the next scenarios need; `None` when nothing waits.
    pub fn needed(&self) -> Option<Definitions> {
        let waiting = self.lock();
        let mut scenarios = 0;
        let next = waiting.iter().take_while(|(feature, _)| {
            let few = scenarios < FORESEEN;
            scenarios += feature.scenarios.len();
            few
        });
        (!waiting.is_empty()).then(|| next.flat_map(|(_, needed)| needed).copied().collect())
    }

    /// The next scenarios, with their feature; none when nothing waits that these definitions are enough for.
    pub fn take(&self, known: &Definitions) -> Option<Feature> {
        let mut waiting = self.lock();
        if !waiting.front()?.1.is_subset(known) {
            return None;
        }
        let (mut feature, needed) = waiting.pop_front()?;
        let mut scenarios = std::mem::take(&mut feature.scenarios);
        if scenarios.len() > SHARE {
            waiting.push_front((Feature { scenarios: scenarios.split_off(SHARE), ..feature.clone() }, needed));
        }
        Some(Feature { scenarios, ..feature })
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Feature, Definitions)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::features::{Source, parse};

    fn feature(name: &str, scenarios: usize) -> Feature {
        let text = (0..scenarios).fold(format!("Feature: {name}\n"), |text, n| format!("{text}  Scenario: {n}\n    Given it\n"));
        parse(&Source { path: format!("p/{name}.feature"), origin: String::new(), text }).unwrap()
    }

    #[test]
    fn everything_is_taken_once_and_in_order() {
        let queue = Queue::new(vec![feature("a", 10), feature("b", 40), feature("c", 5)]);
        let (mut shares, mut names) = (Vec::new(), Vec::new());
        while let Some(feature) = queue.take(&Definitions::new()) {
            shares.push(feature.scenarios.len());
            names.extend(feature.scenarios.iter().map(|scenario| format!("{}{}", feature.name, scenario.name)));
        }
        assert_eq!(shares, [10, 16, 16, 8, 5]);
        let all = [("a", 10), ("b", 40), ("c", 5)].into_iter();
        assert_eq!(names, all.flat_map(|(name, count)| (0..count).map(move |n| format!("{name}{n}"))).collect::<Vec<_>>());
        assert_eq!(queue.needed(), None);
    }

    #[test]
    fn what_needs_other_definitions_waits() {
        let text = |step: &str| format!("Feature: f\n  Scenario: s\n    Given an eligible customer\n    Then {step}\n");
        let read =
            |step: &str| parse(&Source { path: "p/f.feature".to_owned(), origin: String::new(), text: text(step) }).unwrap();
        let queue = Queue::new(vec![read("the answer is 200"), read("the answer is 201"), read("the request is refused")]);
        let known = definitions::needed(&read("the answer is 404"));
        assert_eq!(known.len(), 2);
        assert!(queue.take(&known).is_some() && queue.take(&known).is_some());
        assert!(queue.take(&known).is_none());
        assert_eq!(queue.needed().unwrap().len(), 2);
        assert!(queue.take(&queue.needed().unwrap()).is_some());
    }
}
