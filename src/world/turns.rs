//! Whose turn it is at a user's own merchant. Scenarios whose customers it tells apart are there at the same time; every other
//! one is there alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// Until all who are to go first have come.
const GATHERING: Duration = Duration::from_millis(200);

/// Whom a scenario needs at the merchant.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The provider of the merchant.
    pub provider: &'static str,
    /// It bears no other scenario beside it.
    pub alone: bool,
    /// It leaves a customer behind with whom the others can do nothing: they all go first.
    pub last: bool,
    /// The shop's customers in each state that it names, any one of whom will do.
    pub customers: BTreeMap<String, Vec<String>>,
}

/// A scenario's turn; it is over when this is dropped.
#[derive(Debug)]
pub struct Turn {
    /// No other scenario is there.
    pub alone: bool,
    /// State and customer.
    pub customers: BTreeMap<String, String>,
    provider: &'static str,
    number: u64,
    turns: Arc<Turns>,
}

/// All turns of a run.
#[derive(Debug, Default)]
pub struct Turns {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    /// The customers of those who have a turn; none of them for one that is alone.
    inside: BTreeMap<(&'static str, u64), Option<BTreeSet<String>>>,
    /// Those who wait to be alone: nobody who came later goes first.
    lonely: BTreeSet<(&'static str, u64)>,
    /// All who wait, but for those who go last.
    waiting: BTreeSet<(&'static str, u64)>,
    /// Customers whom the merchant tells apart.
    known: BTreeMap<&'static str, BTreeSet<String>>,
    /// Providers whose merchant mixed customers up: from then on one scenario is there at a time.
    mixed: BTreeSet<&'static str>,
}

impl Turns {
    /// Waits for a turn.
    pub async fn take(self: &Arc<Self>, wish: &Wish) -> Turn {
        if wish.last {
            tokio::time::sleep(GATHERING).await;
        }
        let number = self.lock().come(wish);
        let waiting = Waiting { turns: self, place: (wish.provider, number) };
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some((alone, customers)) = waiting.turns.lock().admit(wish, number) {
                return Turn { alone, customers, provider: wish.provider, number, turns: Arc::clone(self) };
            }
            changed.await;
        }
    }

    /// The merchant tells these customers apart, and no others.
    pub fn learn(&self, provider: &'static str, known: BTreeSet<String>) {
        self.lock().known.insert(provider, known);
    }

    /// A call could not be told to be one customer's.
    pub fn mistrust(&self, provider: &'static str) {
        self.lock().mixed.insert(provider);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever stops waiting is in nobody's way.
struct Waiting<'a> {
    turns: &'a Turns,
    place: (&'static str, u64),
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        let was_there = [state.lonely.remove(&self.place), state.waiting.remove(&self.place)];
        if was_there.contains(&true) {
            self.turns.changed.notify_waiters();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.lock().inside.remove(&(self.provider, self.number));
        self.turns.changed.notify_waiters();
    }
}

impl State {
    fn come(&mut self, wish: &Wish) -> u64 {
        self.next += 1;
        if !wish.last {
            self.waiting.insert((wish.provider, self.next));
        }
        self.next
    }

    /// Gives a scenario its turn, if it may go in now.
    fn admit(&mut self, wish: &Wish, number: u64) -> Option<(bool, BTreeMap<String, String>)> {
        let place = (wish.provider, number);
        if wish.last && self.waiting.range((wish.provider, 0)..=(wish.provider, u64::MAX)).next().is_some() {
            return None;
        }
        let there: Vec<_> = self.inside.range((wish.provider, 0)..=(wish.provider, u64::MAX)).map(|(_, set)| set).collect();
        let known = self.known.get(wish.provider).filter(|_| !self.mixed.contains(wish.provider));
        let is_known = |customer: &&String| known.is_some_and(|known| known.contains(*customer));
        let told_apart = !wish.customers.is_empty() && wish.customers.values().all(|any| any.iter().any(|one| is_known(&one)));
        if wish.alone || !told_apart {
            self.lonely.insert(place);
            let first = self.lonely.range((wish.provider, 0)..).next() == Some(&place);
            if !there.is_empty() || !first {
                return None;
            }
            // One who is not known yet becomes known by being alone.
            let pick = |any: &Vec<String>| any.iter().find(|one| !is_known(one)).or(any.first()).cloned().unwrap_or_default();
            let customers = wish.customers.iter().map(|(state, any)| (state.clone(), pick(any))).collect();
            self.lonely.remove(&place);
            self.inside.insert(place, None);
            return Some((true, customers));
        }
        self.lonely.remove(&place);
        let is_shut = self.lonely.range((wish.provider, 0)..place).next().is_some() || there.iter().any(|set| set.is_none());
        let mut taken: BTreeSet<&String> = there.into_iter().flatten().flatten().collect();
        let mut customers = BTreeMap::new();
        for (state, any) in &wish.customers {
            let mut free = any.iter().filter(is_known).filter(|one| !taken.contains(one));
            // Two states of one scenario may be one customer's.
            let own = || any.iter().find(|one| customers.values().any(|chosen| chosen == *one));
            let chosen = free.next().or_else(own)?.clone();
            customers.insert(state.clone(), chosen);
            taken.extend(any.iter().find(|one| customers.get(state) == Some(*one)));
        }
        if is_shut {
            return None;
        }
        self.inside.insert(place, Some(customers.values().cloned().collect()));
        Some((false, customers))
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    fn wish(customers: &[(&str, &[&str])]) -> Wish {
        let any = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let customers = customers.iter().map(|(state, names)| ((*state).to_owned(), any(names))).collect();
        Wish { provider: "p", customers, ..Wish::default() }
    }

    fn turns(known: &[&str]) -> Arc<Turns> {
        let turns = Arc::new(Turns::default());
        turns.learn("p", known.iter().map(|name| (*name).to_owned()).collect());
        turns
    }

    fn now(turns: &Arc<Turns>, wish: &Wish) -> Option<Turn> {
        turns.take(wish).now_or_never()
    }

    #[test]
    fn customers_who_are_told_apart_are_there_at_the_same_time() {
        let turns = turns(&["u", "v"]);
        let first = now(&turns, &wish(&[("eligible", &["u"])])).unwrap();
        let second = now(&turns, &wish(&[("declined", &["v"])])).unwrap();
        assert!(!first.alone && !second.alone);
        assert!(now(&turns, &wish(&[("stale", &["u"])])).is_none());
        assert!(now(&turns, &wish(&[("stale", &["unknown"])])).is_none());
        assert!(now(&turns, &Wish { alone: true, ..wish(&[]) }).is_none());
        drop(first);
        assert!(now(&turns, &wish(&[("stale", &["u"])])).is_some());
        let other = Wish { provider: "q", ..wish(&[]) };
        assert!(now(&turns, &other).is_some());
    }

    #[test]
    fn who_is_not_known_or_wants_it_so_is_alone() {
        let turns = turns(&["u"]);
        for wish in [wish(&[("eligible", &["w"])]), wish(&[]), Wish { alone: true, ..wish(&[("eligible", &["u"])]) }] {
            let turn = now(&turns, &wish).unwrap();
            assert!(turn.alone && now(&turns, &self::wish(&[("eligible", &["u"])])).is_none());
        }
        turns.mistrust("p");
        assert!(now(&turns, &wish(&[("eligible", &["u"])])).unwrap().alone);
    }

    #[test]
    fn of_several_customers_a_free_one_is_taken_and_alone_a_new_one() {
        let turns = turns(&["u", "v"]);
        let any = wish(&[("eligible", &["u", "v", "w"])]);
        let (first, second) = (now(&turns, &any).unwrap(), now(&turns, &any).unwrap());
        assert_eq!((first.customers["eligible"].as_str(), second.customers["eligible"].as_str()), ("u", "v"));
        assert!(now(&turns, &any).is_none());
        drop((first, second));
        assert_eq!(now(&turns, &Wish { alone: true, ..any }).unwrap().customers["eligible"], "w");
        let both = now(&turns, &wish(&[("declined", &["u"]), ("eligible", &["u"])])).unwrap();
        assert_eq!((both.customers["declined"].as_str(), both.customers["eligible"].as_str()), ("u", "u"));
    }

    #[tokio::test]
    async fn who_is_to_go_last_waits_for_all_others() {
        let turns = turns(&["u", "v"]);
        let inside = turns.take(&wish(&[("eligible", &["u"])])).await;
        let (last, next) = (Wish { last: true, ..wish(&[("eligible", &["v"])]) }, wish(&[("eligible", &["u"])]));
        let (mut last, mut next) = (Box::pin(turns.take(&last)), Box::pin(turns.take(&next)));
        assert!(futures::poll!(&mut next).is_pending());
        assert!(tokio::time::timeout(2 * GATHERING, &mut last).await.is_err());
        drop(inside);
        let _inside = next.await;
        assert_eq!(last.await.customers["eligible"], "v");
    }

    #[tokio::test]
    async fn who_waits_to_be_alone_is_not_passed_by_those_who_came_later() {
        let turns = turns(&["u", "v"]);
        let inside = turns.take(&wish(&[("eligible", &["u"])])).await;
        let lonely = wish(&[("eligible", &["w"])]);
        let mut waits = Box::pin(turns.take(&lonely));
        assert!(futures::poll!(&mut waits).is_pending());
        assert!(now(&turns, &wish(&[("eligible", &["v"])])).is_none());
        drop(inside);
        let turn = waits.await;
        assert!(turn.alone && now(&turns, &wish(&[("eligible", &["v"])])).is_none());
        drop(turn);
        assert!(now(&turns, &wish(&[("eligible", &["v"])])).is_some());
    }
}
