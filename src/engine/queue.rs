//! The scenarios that wait, for all cores: whoever has time takes the next ones.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use cucumber::gherkin::Feature;

/// Scenarios that are taken at once: few, so that all cores end at the same time.
const SHARE: usize = 16;

/// Features that wait.
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Feature>>,
}

impl Queue {
    /// A queue of all these.
    pub fn new(features: Vec<Feature>) -> Self {
        Self { waiting: Mutex::new(features.into()) }
    }

    /// The next scenarios, with their feature; none when nothing waits.
    pub fn take(&self) -> Option<Feature> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut feature = waiting.pop_front()?;
        let mut scenarios = std::mem::take(&mut feature.scenarios);
        if scenarios.len() > SHARE {
            waiting.push_front(Feature { scenarios: scenarios.split_off(SHARE), ..feature.clone() });
        }
        Some(Feature { scenarios, ..feature })
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
        while let Some(feature) = queue.take() {
            shares.push(feature.scenarios.len());
            names.extend(feature.scenarios.iter().map(|scenario| format!("{}{}", feature.name, scenario.name)));
        }
        assert_eq!(shares, [10, 16, 16, 8, 5]);
        let all = [("a", 10), ("b", 40), ("c", 5)].into_iter();
        assert_eq!(names, all.flat_map(|(name, count)| (0..count).map(move |n| format!("{name}{n}"))).collect::<Vec<_>>());
    }
}
