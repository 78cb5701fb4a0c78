//! Makes the model of a page from its tree.

use super::finders::{Finders, Part, is_shown};
use super::names::{Names, picture_name};
use super::page::{Button, Link, Page, PaymentOption, Script};
use super::text::{Text, squashed};
use super::tree::{Element, Role, Tree};

/// What a customer sees of a tree. Address, hops, status, doubt and incidents are the reader's to add.
pub fn page(tree: &Tree, finders: &Finders) -> Page {
    let text = Text::of(tree);
    let names = Names::of(tree, &text);
    let view = View { tree, text: &text, names: &names, finders };
    let button = |part| {
        let place = finders.find(part, tree, &names)?;
        tree.element(place).map(|element| view.button(place, element))
    };
    let of_role = |role: Role| tree.elements().filter(move |(_, element)| element.role() == role);
    Page {
        option: finders.find(Part::Option, tree, &names).map(|control| view.option(control)),
        pay: button(Part::Pay),
        retry: button(Part::Retry),
        links: of_role(Role::Link).filter_map(|(place, element)| link(&text, &names, place, element)).collect(),
        buttons: of_role(Role::Button).map(|(place, element)| view.button(place, element)).collect(),
        choices: of_role(Role::Choice).map(|(place, element)| view.choice(place, element)).collect(),
        data: tree.elements().filter(|(_, element)| is_data(element)).map(|(place, _)| tree.content(place)).collect(),
        scripts: tree.elements().filter_map(|(place, element)| script(tree, place, element)).collect(),
        framed: tree.elements().any(|(place, element)| tree.is_visible(place) && is_frame(element)),
        text: text.whole,
        ..Page::default()
    }
}

/// The element of a part, when the page has it.
pub fn find(tree: &Tree, finders: &Finders, part: Part) -> Option<usize> {
    let text = Text::of(tree);
    finders.find(part, tree, &Names::of(tree, &text))
}

/// What a customer clicks to use a part: the element itself, or its label when a click reaches only that.
pub fn find_handle(tree: &Tree, finders: &Finders, part: Part) -> Option<usize> {
    let text = Text::of(tree);
    let names = Names::of(tree, &text);
    let place = finders.find(part, tree, &names)?;
    let is_clickable = |place: &usize| tree.element(*place).is_some_and(|element| element.clickable);
    let handle = std::iter::once(place).chain(names.labels(place).iter().copied()).find(is_clickable);
    Some(handle.unwrap_or(place))
}

/// The element that holds the whole option.
pub fn find_whole_option(tree: &Tree, finders: &Finders) -> Option<usize> {
    let text = Text::of(tree);
    let names = Names::of(tree, &text);
    let view = View { tree, text: &text, names: &names, finders };
    finders.find(Part::Option, tree, &names).map(|control| view.around(control))
}

/// The element of a link.
pub fn find_link(tree: &Tree, wanted: &Link) -> Option<usize> {
    let text = Text::of(tree);
    let names = Names::of(tree, &text);
    let mut links = tree.elements().filter(|(_, element)| element.role() == Role::Link);
    links.find(|(place, element)| link(&text, &names, *place, element).as_ref() == Some(wanted)).map(|(place, _)| place)
}

fn link(text: &Text, names: &Names<'_>, place: usize, element: &Element) -> Option<Link> {
    let name = names.content(place);
    (!name.is_empty()).then(|| Link {
        text: name,
        target: element.attribute("href").unwrap_or_default().to_owned(),
        clickable: element.clickable && element.disabled.is_none(),
        covered: element.covered && element.disabled.is_none(),
        at: text.at(place),
    })
}

struct View<'a> {
    tree: &'a Tree,
    text: &'a Text,
    names: &'a Names<'a>,
    finders: &'a Finders,
}

impl View<'_> {
    fn button(&self, place: usize, element: &Element) -> Button {
        let visible = self.tree.is_visible(place);
        let barred = || (visible && !element.clickable).then(|| UNREACHABLE.to_owned());
        let disabled = element.disabled.map(|why| why.to_string()).or_else(barred);
        let covered = element.covered && element.disabled.is_none();
        Button { name: self.names.name(place), visible, disabled, covered }
    }

    /// As [`Self::button`]; a control that is hidden behind its label is seen and clicked there.
    fn choice(&self, place: usize, element: &Element) -> Button {
        let visible = is_shown(self.tree, self.names, place);
        Button { visible, disabled: self.disabled(place), ..self.button(place, element) }
    }

    fn option(&self, control: usize) -> PaymentOption {
        let around = self.around(control);
        let label = self.label(control);
        PaymentOption {
            visible: is_shown(self.tree, self.names, control),
            disabled: self.disabled(control),
            covered: self.covered(control),
            chosen: self.tree.element(control).is_some_and(|element| element.chosen),
            section: self.section(control, &squashed(&label)),
            text: self.text.part(around).to_owned(),
            images: self.images(around),
            label,
        }
    }

    /// The name by which the option is offered. What else stands in its label (an amount, a note) is left out, when the
    /// option's name stands in a text of its own.
    fn label(&self, control: usize) -> String {
        let name = self.names.name(control);
        let wanted = &self.finders.name;
        if squashed(&name) == *wanted {
            return name;
        }
        let places = self.names.labels(control).iter().chain([&control]).flat_map(|label| self.tree.below(*label));
        let texts = places.map(|place| self.text.part(place)).filter(|text| squashed(text).contains(wanted.as_str()));
        texts.min_by_key(|text| text.len()).map_or(name, str::to_owned)
    }

    fn disabled(&self, control: usize) -> Option<String> {
        let element = self.tree.element(control)?;
        let clickable = |place: &usize| self.tree.element(*place).is_some_and(|element| element.clickable);
        let reachable = clickable(&control) || self.names.labels(control).iter().any(clickable);
        let barred = || (is_shown(self.tree, self.names, control) && !reachable).then(|| UNREACHABLE.to_owned());
        let dead = || (element.role() == Role::Other).then(|| "there is nothing to choose it with".to_owned());
        element.disabled.map(|why| why.to_string()).or_else(barred).or_else(dead)
    }

    /// True when nothing but a banner or a dialog keeps a customer from the control.
    fn covered(&self, control: usize) -> bool {
        let places = || self.names.labels(control).iter().copied().chain([control]);
        let has = |is: fn(&Element) -> bool| places().any(|place| self.tree.element(place).is_some_and(is));
        let is_open = self.tree.element(control).is_some_and(|element| element.disabled.is_none());
        is_open && has(|element| element.covered) && !has(|element| element.clickable)
    }

    /// The whole option: the largest element around its control that holds no other option and no button that pays.
    fn around(&self, control: usize) -> usize {
        let role = self.tree.element(control).map(Element::role).filter(|role| matches!(role, Role::Choice | Role::Button));
        let find = |part| self.finders.find(part, self.tree, self.names);
        let (pay, link_account) = (find(Part::Pay), find(Part::LinkAccount));
        let is_other = |place: usize, element: &Element| {
            let is_alike = Some(element.role()) == role && Some(place) != link_account;
            place != control && (is_alike || Some(place) == pay)
        };
        let is_whole = |place: &usize| {
            let limit = self.tree.element(*place).is_none_or(|element| ["body", "html", "main"].contains(&element.tag.as_str()));
            !limit && !self.tree.elements_below(*place).any(|(place, element)| is_other(place, element))
        };
        self.tree.around(control).take_while(is_whole).last().unwrap_or(control)
    }

    /// The nearest heading, legend or group name before the control that speaks of it, and is not the option's own name.
    fn section(&self, control: usize, label: &str) -> Option<String> {
        let before = self.tree.elements().take_while(|(place, _)| *place < control);
        let names = before.map(|(place, element)| match element.role() {
            Role::Heading if self.speaks_of(place, control) => self.text.part(place).to_owned(),
            Role::Section if self.tree.holds(place, control) => self.names.given(place),
            _ => String::new(),
        });
        names.filter(|name| !name.is_empty() && squashed(name) != label).last()
    }

    /// True when no section of its own and no other option stands between a heading and a control.
    fn speaks_of(&self, heading: usize, control: usize) -> bool {
        let apart = self.tree.around(heading).take_while(|around| !self.tree.holds(*around, control)).last();
        let has_own = |place: usize| {
            let is_own = |(_, element): (usize, &Element)| matches!(element.role(), Role::Choice | Role::Section);
            self.tree.element(place).is_some_and(|element| is_own((place, element)))
                || self.tree.elements_below(place).any(is_own)
        };
        !apart.is_some_and(has_own)
    }

    fn images(&self, around: usize) -> Vec<String> {
        let seen = self.tree.elements_below(around).filter(|(place, _)| self.tree.is_visible(*place));
        let names = seen.map(|(_, element)| {
            let source = element.background.as_deref().or_else(|| element.attribute("src").filter(|_| element.tag == "img"));
            let named = picture_name(element);
            if named.is_empty() { file_name(source.unwrap_or_default()) } else { named }
        });
        names.filter(|name| !name.is_empty()).collect()
    }
}

/// True for a frame with room for something.
fn is_frame(element: &Element) -> bool {
    let is_tiny = ["width", "height"].iter().any(|side| element.attribute(side).is_some_and(|size| matches!(size, "0" | "1")));
    element.tag == "iframe" && !is_tiny
}

/// Why a control that can be seen cannot be used all the same.
const UNREACHABLE: &str = "a click does not reach it (pointer-events, or something lies over it)";

/// The last step of an address' path; empty for data in place of an address.
fn file_name(address: &str) -> String {
    if address.starts_with("data:") {
        return String::new();
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn script(tree: &Tree, place: usize, element: &Element) -> Option<Script> {
    let runs = element.tag == "script" && runs(element);
    runs.then(|| match element.attribute("src") {
        Some(address) => Script::External(address.to_owned()),
        None => Script::Inline(tree.content(place)),
    })
}

/// A script element that no browser runs.
fn is_data(element: &Element) -> bool {
    element.tag == "script" && !runs(element)
}

/// True when a browser would run this script.
fn runs(script: &Element) -> bool {
    let kind = script.word("type");
    kind.is_empty() || kind == "module" || kind.contains("javascript") || kind.contains("ecmascript")
}

/// True when something on the page may run.
pub fn is_scripted(tree: &Tree) -> bool {
    let has_handler = |element: &Element| element.attributes.keys().any(|name| name.starts_with("on"));
    tree.elements().any(|(_, element)| has_handler(element) || (element.tag == "script" && runs(element)))
}

/// True when style sheets have a say in what the page shows.
pub fn is_styled(tree: &Tree) -> bool {
    let links =
        |element: &Element| element.tag == "link" && element.word("rel").split_whitespace().any(|rel| rel == "stylesheet");
    let is_filled = |place: usize| !tree.content(place).trim().is_empty();
    tree.elements().any(|(place, element)| links(element) || (element.tag == "style" && is_filled(place)))
}
