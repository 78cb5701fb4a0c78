//! Finds the parts of a payment page among its elements.

use super::finders::{Finder, Finders, Part};
use super::names::Names;
use super::tree::{Element, Role, Tree};
use super::wording::letters;

/// What begins like the name of a button that pays, and pays nothing: the name of a section, or the way back to the shop.
const NO_PAY: &[&str] = &["pay later", "continue shopping", "continue browsing"];

impl Finders {
    /// Finds the element that a customer uses for a part.
    pub fn find(&self, part: Part, tree: &Tree, names: &Names<'_>) -> Option<usize> {
        let finder = self.of(part);
        if matches!(finder, Finder::Css(_)) {
            let (place, _) = tree.elements().find(|(_, element)| element.parts.contains(&part))?;
            return Some(control_in(tree, names, place, part));
        }
        self.ranked(part, tree, names).into_iter().min().map(|(_, place)| place)
    }

    /// Other elements that may as well be this part: those that come as close.
    pub fn rivals(&self, part: Part, tree: &Tree, names: &Names<'_>) -> Vec<usize> {
        let ranked = self.ranked(part, tree, names);
        let Some((best, found)) = ranked.iter().min().copied() else { return Vec::new() };
        ranked.into_iter().filter(|(rank, place)| *rank == best && *place != found).map(|(_, place)| place).collect()
    }

    /// What may be a part, with how well it fits.
    fn ranked(&self, part: Part, tree: &Tree, names: &Names<'_>) -> Vec<(Rank, usize)> {
        let finder = self.of(part);
        let candidates = tree.elements().filter(|(place, element)| is_candidate(part, element, names.labelled(*place)));
        let form =
            if part == Part::Pay { self.find(Part::Option, tree, names).and_then(|option| tree.form_of(option)) } else { None };
        let ranked = candidates.filter_map(|(place, element)| {
            let name = names.name(place);
            let rank = finder.rank(element, &name)?;
            let is_else = part == Part::Pay && matches!(finder, Finder::Starting(_)) && opens_only(tree, place, element, &name);
            // Many a link speaks of the option, and chooses nothing.
            if is_else || (part == Part::Option && element.role() == Role::Link && rank > 0) {
                return None;
            }
            let place = names.labelled(place).unwrap_or(place);
            let element = tree.element(place)?;
            let elsewhere = form.is_some() && tree.form_of(place) != form;
            let anothers = part == Part::Pay && !letters(&name).contains(&self.name);
            // What can be seen goes before what cannot, the option's own form before another, a choice before a button, what
            // names the option before what does not, a closer name before a longer one.
            Some(((!is_shown(tree, names, place), elsewhere, part.strangeness(element), anothers, rank), place))
        });
        ranked.collect()
    }
}

/// How little an element fits: hidden, in another form, of a strange kind, not named for the option, by a name less close.
type Rank = (bool, bool, u8, bool, usize);

/// True for what looks like a button that pays by the beginning of its name, and opens a section, or leads back to the shop.
fn opens_only(tree: &Tree, place: usize, element: &Element, name: &str) -> bool {
    let is_heading = |around: usize| tree.element(around).is_some_and(|element| element.role() == Role::Heading);
    let name = name.to_lowercase();
    let is_named = NO_PAY.iter().any(|start| name.starts_with(start));
    is_named || element.attribute("aria-expanded").is_some() || tree.around(place).any(is_heading)
}

impl Part {
    /// How little an element's kind fits this part; less is better.
    fn strangeness(self, element: &Element) -> u8 {
        match (self, element.role()) {
            (Self::Option, Role::Choice) => 0,
            (Self::Option, Role::Button) => 1,
            (Self::Option, Role::Link) => 3,
            (Self::Option, _) => 2,
            (Self::Pay, Role::Link) => 2,
            (Self::Pay, _) if !element.submits() => 1,
            _ => 0,
        }
    }
}

impl Finder {
    /// How closely an element's name fits; less is closer.
    fn rank(&self, element: &Element, name: &str) -> Option<usize> {
        match self {
            Self::Css(_) => None,
            Self::Name(wanted) => (!wanted.is_empty() && name.to_lowercase() == wanted.to_lowercase()).then_some(0),
            Self::Starting(starts) => {
                let name = name.to_lowercase();
                let is_whole = |rest: &str| !rest.starts_with(char::is_alphanumeric);
                starts.iter().position(|start| name.strip_prefix(start).is_some_and(is_whole))
            }
            Self::Containing(wanted) => {
                let given = letters(name);
                let told = ["value", "id"].into_iter().filter_map(|key| element.attribute(key));
                match given.contains(wanted.as_str()) {
                    true => Some(given.len() - wanted.len()),
                    false => told.map(letters).any(|told| told == *wanted).then_some(usize::MAX),
                }
            }
        }
    }
}

/// True when the control itself or one of its labels can be seen: many pages draw their own in place of the browser's.
pub fn is_shown(tree: &Tree, names: &Names<'_>, control: usize) -> bool {
    let label_shown = || names.labels(control).iter().any(|label| tree.is_visible(*label));
    tree.is_visible(control) || (tree.element(control).is_some_and(|element| element.role() == Role::Choice) && label_shown())
}

fn is_candidate(part: Part, element: &Element, labelled: Option<usize>) -> bool {
    match (part, element.role()) {
        (Part::Consent, role) => role == Role::Choice,
        (Part::Option, Role::Choice | Role::Link) | (_, Role::Button) => true,
        (Part::Option, _) => labelled.is_some(),
        (_, Role::Link) => true,
        _ => false,
    }
}

/// A selector may name what stands around the control.
fn control_in(tree: &Tree, names: &Names<'_>, place: usize, part: Part) -> usize {
    let is_control = |element: &Element| is_candidate(part, element, None);
    if tree.element(place).is_some_and(is_control) {
        return place;
    }
    // A link within the option only tells more of it.
    let is_meant = |element: &Element| is_control(element) && (part != Part::Option || element.role() != Role::Link);
    let inside = || tree.elements_below(place).find(|(_, element)| is_meant(element)).map(|(place, _)| place);
    names.labelled(place).or_else(inside).unwrap_or(place)
}
