//! The scenarios that wait, for all cores: whoever has time takes the next ones.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use cucumber::gherkin::Feature;

/// Whenever cucumber starts a scenario it moves all that wait, so taking many at once would take quadratic time.
const MOST: usize = 250;
/// Between two takes a core's scenarios run dry, so taking few at once would leave it idle.
const FEWEST: usize = 64;

/// Features that wait. Large shares are taken first and small ones last, so that all cores end at the same time.
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Feature>>,
    takers: usize,
}

impl Queue {
    /// A queue for so many takers.
    pub fn new(features: Vec<Feature>, takers: usize) -> Self {
        Self { waiting: Mutex::new(features.into()), takers }
    }

    /// The next features, the last of them perhaps a part of one; none when nothing waits.
    pub fn take(&self) -> Vec<Feature> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = waiting.iter().map(|feature| feature.scenarios.len()).sum();
        let mut wanted = (all / (2 * self.takers)).clamp(FEWEST, MOST);
        let mut taken = Vec::new();
        while wanted > 0
            && let Some(mut feature) = waiting.pop_front()
        {
            let mut scenarios = std::mem::take(&mut feature.scenarios);
            if scenarios.len() > wanted {
                waiting.push_front(Feature { scenarios: scenarios.split_off(wanted), ..feature.clone() });
            }
            wanted -= scenarios.len();
            taken.push(Feature { scenarios, ..feature });
        }
        taken
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
    fn everything_is_taken_once_in_order_and_in_ever_smaller_shares() {
        let queue = Queue::new(vec![feature("a", 10), feature("b", 600), feature("c", 5)], 2);
        let (mut shares, mut names) = (Vec::new(), Vec::new());
        while let Some(share) = Some(queue.take()).filter(|share| !share.is_empty()) {
            shares.push(share.iter().map(|feature| feature.scenarios.len()).sum::<usize>());
            for feature in share {
                names.extend(feature.scenarios.iter().map(|scenario| format!("{}{}", feature.name, scenario.name)));
            }
        }
        assert_eq!(shares, [153, 115, 86, 65, 64, 64, 64, 4]);
        let all = [("a", 10), ("b", 600), ("c", 5)].into_iter();
        assert_eq!(names, all.flat_map(|(name, count)| (0..count).map(move |n| format!("{name}{n}"))).collect::<Vec<_>>());
    }
}
