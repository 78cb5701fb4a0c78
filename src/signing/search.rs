//! The search for mistakes: the smallest sets of them that make an observed text.
//!
//! A way to sign is computed in passes, each from what the pass before it made. Sets of mistakes are tried pass by pass, so that
//! what the first passes make is computed once; of sets that make the same there only the smallest go on.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};

use super::mistakes::{Cause, Mistake, Stage};

/// A set of mistakes, in the order of the table.
pub type Set = Vec<&'static Cause>;

/// One message of one account, as it can be signed rightly and wrongly.
pub trait Signing {
    /// The steps that mistakes replace.
    type Recipe: Copy + 'static;
    /// What a pass makes.
    type Made: Clone + Eq + Hash;

    /// The stages that each pass computes. A mistake changes what the pass of its stage makes, or nothing at all.
    const PASSES: &'static [&'static [Stage]];

    /// The recipes that agree with everything published.
    fn readings(&self) -> Vec<Self::Recipe>;

    /// The mistakes that are tried.
    fn mistakes(&self) -> Vec<&'static Mistake<Self::Recipe>>;

    /// What a pass makes of what the one before it made. `chosen` are the mistakes of this pass that are in the recipe.
    fn make(&self, pass: usize, recipe: &Self::Recipe, chosen: &[&'static Cause], before: Option<&Self::Made>) -> Self::Made;
}

/// The smallest sets of at most `most` mistakes that make `wanted`, and the reading in which they do. The set of no mistake
/// says that it is right.
pub fn smallest<S: Signing>(signing: &S, wanted: &S::Made, most: usize) -> Vec<Set> {
    let mut found = (0..=most).map(|size| sets_of(signing, size, std::slice::from_ref(wanted)).swap_remove(0));
    found.find(|sets| !sets.is_empty()).unwrap_or_default()
}

/// For each wanted text the sets of exactly `size` mistakes that make it. Sets that make in some pass what a smaller set
/// makes there are left out.
pub fn sets_of<S: Signing>(signing: &S, size: usize, wanted: &[S::Made]) -> Vec<Vec<Set>> {
    let mistakes = signing.mistakes();
    let of_pass = |stages: &&[Stage]| mistakes.iter().copied().filter(|m| stages.contains(&m.cause.stage)).collect();
    let passes: Vec<Vec<_>> = S::PASSES.iter().map(of_pass).collect();
    let places = wanted.iter().enumerate().map(|(place, wanted)| (wanted, place)).collect();
    let mut walk = Walk { signing, passes, places, found: vec![Vec::new(); wanted.len()] };
    walk.on(0, &signing.readings(), None, &[Vec::new()], size);
    walk.found
}

/// What sets of mistakes make in one pass.
struct Node<S: Signing> {
    recipe: S::Recipe,
    made: S::Made,
    size: usize,
    sets: Vec<Set>,
}

/// All that was made in one pass, to be found by its hash.
struct Nodes<S: Signing> {
    nodes: Vec<Node<S>>,
    places: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
}

impl<S: Signing> Nodes<S> {
    fn new() -> Self {
        Self { nodes: Vec::new(), places: HashMap::new(), hasher: RandomState::new() }
    }

    fn hash(&self, made: &S::Made) -> u64 {
        self.hasher.hash_one(made)
    }

    fn place(&self, hash: u64, made: &S::Made) -> Option<usize> {
        self.places.get(&hash)?.iter().copied().find(|place| self.nodes[*place].made == *made)
    }

    fn add(&mut self, hash: u64, node: Node<S>) {
        self.places.entry(hash).or_default().push(self.nodes.len());
        self.nodes.push(node);
    }
}

struct Walk<'s, S: Signing> {
    signing: &'s S,
    passes: Vec<Vec<&'static Mistake<S::Recipe>>>,
    places: HashMap<&'s S::Made, usize>,
    found: Vec<Vec<Set>>,
}

impl<S: Signing> Walk<'_, S> {
    /// Takes the pass, and all behind it, with `left` more mistakes.
    fn on(&mut self, pass: usize, recipes: &[S::Recipe], before: Option<&S::Made>, sets: &[Set], left: usize) {
        if pass + 1 == self.passes.len() {
            return self.end(pass, recipes, before, sets, left);
        }
        let joined = |more: &[Set]| sets.iter().flat_map(|set| more.iter().map(move |more| [&set[..], more].concat())).collect();
        let mut known = Nodes::new();
        self.nodes(pass, recipes, before, left, &mut known);
        for node in &known.nodes {
            let sets: Vec<Set> = joined(&node.sets);
            self.on(pass + 1, &[node.recipe], Some(&node.made), &sets, left - node.size);
        }
        // By far the most sets have all the mistakes in this pass. What they make may be long: it is followed at once, and not kept.
        let (signing, mistakes) = (self.signing, self.passes[pass].clone());
        let mut followed: HashMap<u64, bool> = HashMap::new();
        combine(&mistakes, left, recipes, &mut |recipe, set| {
            let made = signing.make(pass, recipe, set, before);
            let hash = known.hash(&made);
            // What led to nothing leads to nothing again.
            if known.place(hash, &made).is_some() || followed.get(&hash) == Some(&false) {
                return;
            }
            let before = self.count();
            self.on(pass + 1, &[*recipe], Some(&made), &joined(&[set.to_vec()]), 0);
            followed.insert(hash, self.count() > before);
        });
    }

    /// How many sets are found so far.
    fn count(&self) -> usize {
        self.found.iter().map(Vec::len).sum()
    }

    /// Everything different that fewer than `size` mistakes make in a pass, and the smallest sets that make it.
    fn nodes(&self, pass: usize, recipes: &[S::Recipe], before: Option<&S::Made>, size: usize, known: &mut Nodes<S>) {
        for size in 0..size {
            combine(&self.passes[pass], size, recipes, &mut |recipe, set| {
                let made = self.signing.make(pass, recipe, set, before);
                let hash = known.hash(&made);
                match known.place(hash, &made).map(|place| &mut known.nodes[place]) {
                    Some(node) if node.size == size && !node.sets.iter().any(|known| known == set) => {
                        node.sets.push(set.to_vec());
                    }
                    Some(_) => {}
                    None => known.add(hash, Node { recipe: *recipe, made, size, sets: vec![set.to_vec()] }),
                }
            });
        }
    }

    /// The last pass: what it makes is compared.
    fn end(&mut self, pass: usize, recipes: &[S::Recipe], before: Option<&S::Made>, sets: &[Set], size: usize) {
        let (signing, places, found) = (self.signing, &self.places, &mut self.found);
        combine(&self.passes[pass], size, recipes, &mut |recipe, last| {
            if let Some(place) = places.get(&signing.make(pass, recipe, last, before)) {
                let all = sets.iter().map(|set| [set, last].concat());
                for set in all.filter(|set| !found[*place].contains(set)).collect::<Vec<_>>() {
                    found[*place].push(set);
                }
            }
        });
    }
}

/// Hands every set of `size` of the mistakes to `visit`, with each recipe that has them.
fn combine<R: Copy + 'static>(
    mistakes: &[&'static Mistake<R>],
    size: usize,
    recipes: &[R],
    visit: &mut dyn FnMut(&R, &[&'static Cause]),
) {
    for recipe in recipes {
        choose(mistakes, size, *recipe, &mut Vec::with_capacity(size), visit);
    }
}

fn choose<R: Copy + 'static>(
    mistakes: &[&'static Mistake<R>],
    size: usize,
    recipe: R,
    chosen: &mut Set,
    visit: &mut dyn FnMut(&R, &[&'static Cause]),
) {
    if size == 0 {
        return visit(&recipe, chosen);
    }
    for (place, mistake) in mistakes.iter().enumerate() {
        let mut with = recipe;
        (mistake.apply)(&mut with);
        chosen.push(&mistake.cause);
        choose(&mistakes[place + 1..], size - 1, with, chosen, visit);
        chosen.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signs the number 1: the first pass adds, the second one multiplies.
    struct Sum;

    #[derive(Clone, Copy)]
    struct Steps {
        plus: i64,
        times: i64,
    }

    const fn mistake(id: &'static str, stage: Stage, apply: fn(&mut Steps)) -> Mistake<Steps> {
        Mistake { cause: Cause { id, stage, text: "", fix: "" }, apply }
    }

    static MISTAKES: &[Mistake<Steps>] = &[
        mistake("one", Stage::CanonicalRequest, |steps| steps.plus += 1),
        mistake("uno", Stage::CanonicalRequest, |steps| steps.plus += 1),
        mistake("two", Stage::CanonicalRequest, |steps| steps.plus += 2),
        mistake("nothing", Stage::CanonicalRequest, |_| ()),
        mistake("ten", Stage::Signature, |steps| steps.times *= 10),
    ];

    impl Signing for Sum {
        type Recipe = Steps;
        type Made = i64;

        const PASSES: &'static [&'static [Stage]] = &[&[Stage::CanonicalRequest], &[Stage::Signature]];

        fn readings(&self) -> Vec<Steps> {
            vec![Steps { plus: 0, times: 1 }]
        }

        fn mistakes(&self) -> Vec<&'static Mistake<Steps>> {
            MISTAKES.iter().collect()
        }

        fn make(&self, pass: usize, recipe: &Steps, _: &[&'static Cause], before: Option<&i64>) -> i64 {
            if pass == 0 { 1 + recipe.plus } else { before.unwrap_or(&0) * recipe.times }
        }
    }

    fn found(wanted: i64) -> Vec<Vec<&'static str>> {
        let sets = smallest(&Sum, &wanted, 3);
        sets.iter().map(|set| set.iter().map(|cause| cause.id).collect()).collect()
    }

    #[test]
    fn the_smallest_sets_are_found_and_all_of_them() {
        assert_eq!(found(1), [Vec::<&str>::new()]);
        assert_eq!(found(2), [["one"], ["uno"]]);
        assert_eq!(found(3), [["two"]]);
        assert_eq!(found(20), [["one", "ten"], ["uno", "ten"]]);
        assert_eq!(found(5), [["one", "uno", "two"]]);
        assert_eq!(found(40), [["one", "two", "ten"], ["uno", "two", "ten"]]);
        assert_eq!(found(7), Vec::<Vec<&str>>::new());
    }
}
