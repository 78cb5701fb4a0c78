//! The elements and texts of a page, with what a reader saw of each.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use serde::Deserialize;

use super::finders::Part;

/// The nodes of a page in document order; a node is known by its place in that order.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// For each node, the place after the last one below it.
    ends: Vec<usize>,
    ids: HashMap<String, usize>,
}

/// One node.
#[derive(Debug, Clone, Deserialize)]
pub struct Node {
    /// The place of the element that holds it; it comes before this one.
    pub parent: Option<usize>,
    /// It can be seen: a text in its own right, an element by its box.
    pub visible: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A text as it stands in the page.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element and what its reader found out about it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Element {
    /// In lower case.
    pub tag: String,
    /// Names in lower case.
    pub attributes: BTreeMap<String, String>,
    /// Its text stands on lines of its own.
    pub breaks: bool,
    /// A click on it would reach it.
    pub clickable: bool,
    /// It is not, because something that is fixed on the screen lies over it: a banner, or a dialog.
    #[serde(default)]
    pub covered: bool,
    /// It is the chosen one, or ticked.
    pub chosen: bool,
    /// Why it cannot be used.
    pub disabled: Option<Disabled>,
    /// The address of the picture behind it.
    pub background: Option<String>,
    /// The parts of the page whose configured selector it meets.
    pub parts: Vec<Part>,
}

/// Why an element cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disabled {
    /// By its own `disabled`.
    Attribute,
    /// By the `disabled` of a fieldset around it.
    Fieldset,
    /// By `aria-disabled`, its own or around it.
    Aria,
    /// By `inert`, its own or around it.
    Inert,
    /// The accessibility tree says so.
    Accessibility,
}

impl fmt::Display for Disabled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attribute => "disabled",
            Self::Fieldset => "disabled by its fieldset",
            Self::Aria => "aria-disabled",
            Self::Inert => "inert",
            Self::Accessibility => "disabled in the accessibility tree",
        })
    }
}

impl Tree {
    /// A tree of nodes in document order, each after its parent.
    pub fn new(mut nodes: Vec<Node>) -> Self {
        let mut ends: Vec<usize> = (1..=nodes.len()).collect();
        for place in (0..nodes.len()).rev() {
            nodes[place].parent = nodes[place].parent.filter(|parent| *parent < place);
            if let Some(parent) = nodes[place].parent {
                ends[parent] = ends[parent].max(ends[place]);
            }
        }
        let mut tree = Self { nodes, ends, ids: HashMap::new() };
        let ids = tree.elements().filter_map(|(place, element)| Some((element.attribute("id")?.to_owned(), place)));
        // Of two elements with one id the first one counts.
        tree.ids = ids.collect::<Vec<_>>().into_iter().rev().collect();
        tree
    }

    /// All nodes in document order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// True when the node can be seen.
    pub fn is_visible(&self, place: usize) -> bool {
        self.nodes.get(place).is_some_and(|node| node.visible)
    }

    /// The element at a place.
    pub fn element(&self, place: usize) -> Option<&Element> {
        match &self.nodes.get(place)?.kind {
            Kind::Element(element) => Some(element),
            Kind::Text(_) => None,
        }
    }

    /// The same, to be changed: what a customer did to it.
    pub fn element_mut(&mut self, place: usize) -> Option<&mut Element> {
        match &mut self.nodes.get_mut(place)?.kind {
            Kind::Element(element) => Some(element),
            Kind::Text(_) => None,
        }
    }

    /// All elements with their places.
    pub fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        (0..self.nodes.len()).filter_map(|place| Some((place, self.element(place)?)))
    }

    /// The elements below a place.
    pub fn elements_below(&self, place: usize) -> impl Iterator<Item = (usize, &Element)> {
        self.below(place).filter_map(|place| Some((place, self.element(place)?)))
    }

    /// The places of all nodes below a place.
    pub fn below(&self, place: usize) -> Range<usize> {
        place + 1..self.ends.get(place).copied().unwrap_or_default().max(place + 1)
    }

    /// True when `inner` stands below `outer`, or is it.
    pub fn holds(&self, outer: usize, inner: usize) -> bool {
        inner == outer || self.below(outer).contains(&inner)
    }

    /// The places of the elements around a node, the nearest first.
    pub fn around(&self, place: usize) -> impl Iterator<Item = usize> {
        let parent = |place: usize| self.nodes.get(place).and_then(|node| node.parent);
        std::iter::successors(parent(place), move |place| parent(*place))
    }

    /// The nearest element around a node, or the node itself, that has this tag.
    pub fn nearest(&self, place: usize, tag: &str) -> Option<usize> {
        let has_tag = |place: &usize| self.element(*place).is_some_and(|element| element.tag == tag);
        std::iter::once(place).chain(self.around(place)).find(has_tag)
    }

    /// The form to which a control belongs.
    pub fn form_of(&self, control: usize) -> Option<usize> {
        match self.element(control)?.attribute("form") {
            Some(id) => self.by_id(id),
            None => self.nearest(control, "form"),
        }
    }

    /// The element with this id.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// All text below a place, visible or not, as it stands there.
    pub fn content(&self, place: usize) -> String {
        let texts = self.below(place).filter_map(|place| match &self.nodes[place].kind {
            Kind::Text(text) => Some(text.as_str()),
            Kind::Element(_) => None,
        });
        texts.collect()
    }
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The value of an attribute in lower case; empty when it is not there.
    pub fn word(&self, name: &str) -> String {
        self.attribute(name).unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// What it is for the customer: its `role`, else that of its tag.
    pub fn role(&self) -> Role {
        match self.word("role").as_str() {
            "radio" | "option" | "checkbox" | "switch" | "menuitemradio" | "tab" => return Role::Choice,
            "button" => return Role::Button,
            "link" => return Role::Link,
            "heading" => return Role::Heading,
            "group" | "radiogroup" | "region" | "listbox" | "tablist" => return Role::Section,
            _ => {}
        }
        match (self.tag.as_str(), self.word("type").as_str()) {
            ("input", "radio" | "checkbox") | ("option", _) => Role::Choice,
            ("button", _) | ("input", "submit" | "button" | "image" | "reset") => Role::Button,
            ("a" | "area", _) if self.attributes.contains_key("href") => Role::Link,
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "legend" | "summary" | "caption", _) => Role::Heading,
            ("section" | "fieldset" | "article" | "details" | "optgroup", _) => Role::Section,
            _ => Role::Other,
        }
    }

    /// True when pressing it sends its form.
    pub fn submits(&self) -> bool {
        match (self.tag.as_str(), self.word("type").as_str()) {
            ("button", kind) => !["button", "reset"].contains(&kind),
            ("input", kind) => ["submit", "image"].contains(&kind),
            _ => false,
        }
    }
}

/// What an element is for the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// One of several that can be chosen.
    Choice,
    /// Pressed.
    Button,
    /// Leads elsewhere.
    Link,
    /// Names what follows.
    Heading,
    /// Holds what belongs together.
    Section,
    /// Anything else.
    #[default]
    Other,
}
