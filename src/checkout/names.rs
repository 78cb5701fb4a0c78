//! The names of a page's elements, as a screen reader would say them; but pictures count only where there is no text.

use std::collections::HashMap;

use super::text::Text;
use super::tree::{Element, Tree};
use super::wording::normalised;

/// The texts and names of a page's elements.
pub struct Names<'a> {
    tree: &'a Tree,
    text: &'a Text,
    labels: HashMap<usize, Vec<usize>>,
    labelled: HashMap<usize, usize>,
}

impl<'a> Names<'a> {
    /// Finds all labels of the page.
    pub fn of(tree: &'a Tree, text: &'a Text) -> Self {
        let mut labels: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut labelled = HashMap::new();
        for (label, element) in tree.elements().filter(|(_, element)| element.tag == "label") {
            let control = match element.attribute("for") {
                Some(id) => tree.by_id(id),
                None => tree.elements_below(label).find(|(_, element)| can_be_labelled(element)).map(|(place, _)| place),
            };
            if let Some(control) = control {
                labels.entry(control).or_default().push(label);
                labelled.insert(label, control);
            }
        }
        Self { tree, text, labels, labelled }
    }

    /// The labels of a control.
    pub fn labels(&self, control: usize) -> &[usize] {
        self.labels.get(&control).map_or(&[], Vec::as_slice)
    }

    /// The control that a label names.
    pub fn labelled(&self, label: usize) -> Option<usize> {
        self.labelled.get(&label).copied()
    }

    /// The name that an element is given by an attribute; empty when there is none.
    pub fn given(&self, place: usize) -> String {
        let Some(element) = self.tree.element(place) else { return String::new() };
        Some(self.referred(place, element)).filter(|name| !name.is_empty()).unwrap_or_else(|| self.own(place, element))
    }

    /// The accessible name of an element; empty when it has none.
    pub fn name(&self, place: usize) -> String {
        let Some(element) = self.tree.element(place) else { return String::new() };
        let ways = [Self::referred, Self::own, Self::by_label, Self::by_value, Self::by_content, Self::by_title];
        ways.iter().map(|way| way(self, place, element)).find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// The visible text of an element, else the names of the pictures in it, else all its text.
    pub fn content(&self, place: usize) -> String {
        let text = self.text.part(place);
        if !text.is_empty() {
            return text.to_owned();
        }
        let pictures: Vec<String> = self.tree.elements_below(place).map(|(_, element)| picture_name(element)).collect();
        let pictures = normalised(&pictures.join(" "));
        if pictures.is_empty() { normalised(&self.tree.content(place)) } else { pictures }
    }

    /// What `aria-labelledby` points at, hidden or not.
    fn referred(&self, _: usize, element: &Element) -> String {
        let ids = element.attribute("aria-labelledby").unwrap_or_default().split_whitespace();
        let texts: Vec<String> = ids.filter_map(|id| self.tree.by_id(id)).map(|place| self.tree.content(place)).collect();
        normalised(&texts.join(" "))
    }

    fn own(&self, _: usize, element: &Element) -> String {
        normalised(element.attribute("aria-label").unwrap_or_default())
    }

    fn by_label(&self, place: usize, _: &Element) -> String {
        let texts: Vec<String> = self.labels(place).iter().map(|label| self.content(*label)).collect();
        normalised(&texts.join(" "))
    }

    fn by_value(&self, _: usize, element: &Element) -> String {
        let name = match (element.tag.as_str(), element.word("type").as_str()) {
            ("input", "submit") => element.attribute("value").unwrap_or("Submit"),
            ("input", "button" | "reset") => element.attribute("value").unwrap_or_default(),
            ("input", "image") | ("img" | "area", _) => element.attribute("alt").unwrap_or_default(),
            _ => "",
        };
        normalised(name)
    }

    fn by_content(&self, place: usize, element: &Element) -> String {
        match element.tag.as_str() {
            "input" | "select" | "textarea" => String::new(),
            _ => self.content(place),
        }
    }

    fn by_title(&self, _: usize, element: &Element) -> String {
        normalised(element.attribute("title").unwrap_or_default())
    }
}

/// The name of a picture that is one by its tag or role.
pub fn picture_name(element: &Element) -> String {
    let named = match element.tag.as_str() {
        "img" => element.attribute("alt").or_else(|| element.attribute("aria-label")),
        "svg" => element.attribute("aria-label"),
        _ if element.word("role") == "img" => element.attribute("aria-label"),
        _ => None,
    };
    normalised(named.unwrap_or_default())
}

fn can_be_labelled(element: &Element) -> bool {
    match element.tag.as_str() {
        "button" | "select" | "textarea" | "meter" | "output" | "progress" => true,
        "input" => element.word("type") != "hidden",
        _ => false,
    }
}
