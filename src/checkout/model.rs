//! Makes the model of a page from its tree.

use super::finders::{Finders, Part};
use super::names::Names;
use super::page::{Button, Form, Link, Page, Script};
use super::search::is_shown;
use super::text::Text;
use super::tree::{Element, Role, Tree};

/// What a customer sees of a tree. Address, hops, status, doubt and incidents are the reader's to add.
pub fn page(tree: &Tree, finders: &Finders) -> Page {
    let text = Text::of(tree);
    let names = Names::of(tree, &text);
    let view = View { tree, text: &text, names: &names, finders };
    let at = |place| tree.element(place).map(|element| view.button(place, element));
    let button = |part| finders.find(part, tree, &names).and_then(at);
    let option = finders.find(Part::Option, tree, &names);
    let of_role = |role: Role| tree.elements().filter(move |(_, element)| element.role() == role);
    Page {
        option: option.map(|control| view.option(control)),
        pay: button(Part::Pay),
        pay_rivals: finders.rivals(Part::Pay, tree, &names).into_iter().filter_map(at).collect(),
        link_account: button(Part::LinkAccount),
        unanswered: if is_scripted(tree) { view.unanswered(option) } else { Vec::new() },
        retry: button(Part::Retry),
        links: of_role(Role::Link).filter_map(|(place, element)| link(&text, &names, place, element)).collect(),
        forms: tree.elements().filter(|(_, element)| element.tag == "form").map(|(_, element)| form(element)).collect(),
        buttons: of_role(Role::Button).map(|(place, element)| view.button(place, element)).collect(),
        choices: of_role(Role::Choice).map(|(place, element)| view.choice(place, element)).collect(),
        hidden: tree.elements().filter_map(|(_, element)| hidden(element)).collect(),
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

fn form(element: &Element) -> Form {
    let action = element.attribute("action").unwrap_or_default().trim().to_owned();
    Form { action, post: element.word("method") == "post" }
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

/// A tree with all that is read off it.
pub(super) struct View<'a> {
    pub(super) tree: &'a Tree,
    pub(super) text: &'a Text,
    pub(super) names: &'a Names<'a>,
    pub(super) finders: &'a Finders,
}

impl View<'_> {
    fn button(&self, place: usize, element: &Element) -> Button {
        let visible = self.tree.is_visible(place);
        let barred = || (visible && !element.clickable).then(|| UNREACHABLE.to_owned());
        let disabled = element.disabled.map(|why| why.to_string()).or_else(barred);
        let covered = element.covered && element.disabled.is_none();
        Button { name: self.names.name(place), text: self.text.part(place).to_owned(), visible, disabled, covered }
    }

    /// As [`Self::button`]; a control that is hidden behind its label is seen and clicked there.
    fn choice(&self, place: usize, element: &Element) -> Button {
        let visible = is_shown(self.tree, self.names, place);
        Button { visible, disabled: self.disabled(place), ..self.button(place, element) }
    }
}

/// True for a frame with room for something.
fn is_frame(element: &Element) -> bool {
    let is_tiny = ["width", "height"].iter().any(|side| element.attribute(side).is_some_and(|size| matches!(size, "0" | "1")));
    element.tag == "iframe" && !is_tiny
}

/// Why a control that can be seen cannot be used all the same.
pub(super) const UNREACHABLE: &str = "a click does not reach it (pointer-events, or something lies over it)";

fn script(tree: &Tree, place: usize, element: &Element) -> Option<Script> {
    let runs = element.tag == "script" && runs(element);
    runs.then(|| match element.attribute("src") {
        Some(address) => Script::External(address.to_owned()),
        None => Script::Inline(tree.content(place)),
    })
}

/// What a form sends along though the customer does not see it.
fn hidden(element: &Element) -> Option<String> {
    let is_hidden = element.tag == "input" && element.word("type") == "hidden";
    element.attribute("value").filter(|_| is_hidden).map(str::to_owned)
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
