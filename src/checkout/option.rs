//! The payment option: its control, the whole of it, and the section in which it stands.

use super::finders::Part;
use super::model::{UNREACHABLE, View};
use super::names::picture_name;
use super::page::{PaymentOption, Section, UNNAMED};
use super::search::is_shown;
use super::tree::{Element, Role};
use super::wording::{letters, normalised};

impl View<'_> {
    /// The payment option that is chosen with this control.
    pub(super) fn option(&self, control: usize) -> PaymentOption {
        let around = self.around(control);
        let label = self.label(control);
        PaymentOption {
            role: self.tree.element(control).map(Element::role).unwrap_or_default(),
            visible: is_shown(self.tree, self.names, control),
            disabled: self.disabled(control),
            covered: self.covered(control),
            chosen: self.tree.element(control).is_some_and(|element| element.chosen),
            section: self.section(control, &letters(&label)),
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
        if letters(&name) == *wanted {
            return name;
        }
        let places = self.names.labels(control).iter().chain([&control]).flat_map(|label| self.tree.below(*label));
        let texts = places.map(|place| self.text.part(place)).filter(|text| letters(text).contains(wanted.as_str()));
        texts.min_by_key(|text| text.len()).map_or(name, str::to_owned)
    }

    /// Why a control cannot be used.
    pub(super) fn disabled(&self, control: usize) -> Option<String> {
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
    pub(super) fn around(&self, control: usize) -> usize {
        let is_limit = |role: &Role| matches!(role, Role::Choice | Role::Button | Role::Link);
        let role = self.tree.element(control).map(Element::role).filter(is_limit);
        let find = |part| self.finders.find(part, self.tree, self.names);
        let (pay, link_account) = (find(Part::Pay), find(Part::LinkAccount));
        let is_other = |place: usize, element: &Element| {
            let is_alike = Some(element.role()) == role && Some(place) != link_account && !self.belongs_to(place, control);
            place != control && (is_alike || Some(place) == pay)
        };
        let is_whole = |place: &usize| {
            let limit = self.tree.element(*place).is_none_or(|element| ["body", "html", "main"].contains(&element.tag.as_str()));
            !limit && !self.tree.elements_below(*place).any(|(place, element)| is_other(place, element))
        };
        self.tree.around(control).take_while(is_whole).last().unwrap_or(control)
    }

    /// True when a choice is no other option but a question of this one: it comes after a radio button, is of no group or of
    /// another, and no heading stands between.
    fn belongs_to(&self, place: usize, control: usize) -> bool {
        let is_apart = |between: usize| {
            self.tree.element(between).is_some_and(|element| element.role() == Role::Heading && element.tag != "legend")
        };
        let is_anothers = || self.group(control).is_some_and(|group| self.group(place) != Some(group));
        control < place && is_anothers() && !(control..place).any(is_apart)
    }

    /// The group of a radio button: by its form and name, else by what stands around it; none for anything else.
    fn group(&self, place: usize) -> Option<(Option<usize>, &str)> {
        let element = self.tree.element(place)?;
        match (element.word("type").as_str(), element.word("role").as_str()) {
            ("radio", _) => Some((self.tree.form_of(place), element.attribute("name").unwrap_or_default())),
            (_, "radio" | "menuitemradio") => {
                let is_group = |around: &usize| self.tree.element(*around).is_some_and(|around| around.role() == Role::Section);
                Some((self.tree.around(place).find(is_group), ""))
            }
            _ => None,
        }
    }

    /// What can be ticked or chosen and is not yet, the option and what excludes it left out.
    pub(super) fn unanswered(&self, option: Option<usize>) -> Vec<String> {
        let own = option.and_then(|option| self.group(option));
        let is_box = |element: &Element| {
            ["checkbox", "switch"].contains(&element.word("role").as_str()) || element.word("type") == "checkbox"
        };
        let open: Vec<(usize, &Element)> = self
            .tree
            .elements()
            .filter(|(place, element)| element.role() == Role::Choice && Some(*place) != option)
            .filter(|(place, _)| is_shown(self.tree, self.names, *place) && self.disabled(*place).is_none())
            .filter(|(place, element)| is_box(element) || self.group(*place).is_some_and(|group| Some(group) != own))
            .collect();
        let answers = |group| open.iter().any(|(place, element)| element.chosen && self.group(*place) == Some(group));
        let is_answered = |place: usize, element: &Element| element.chosen || self.group(place).is_some_and(answers);
        open.iter().filter(|(place, element)| !is_answered(*place, element)).map(|(place, _)| self.names.name(*place)).collect()
    }

    /// The nearest heading, legend or group name before the control that speaks of it, and does not name the option itself.
    fn section(&self, control: usize, label: &str) -> Option<Section> {
        let before = self.tree.elements().take_while(|(place, _)| *place < control);
        let names = before.map(|(place, element)| match element.role() {
            Role::Heading if self.speaks_of(place, control) => (place, self.text.part(place).to_owned()),
            Role::Section if self.tree.holds(place, control) => (place, self.names.given(place)),
            _ => (place, String::new()),
        });
        let is_own = |name: &str| letters(name) == label || letters(name).contains(&self.finders.name);
        let (place, name) = names.filter(|(_, name)| !name.is_empty() && !is_own(name)).last()?;
        Some(Section { is_title: self.is_title(place), between: self.between(place, control), name })
    }

    /// True for a heading of the first rank, and for the first on the page when it has no equal there.
    fn is_title(&self, place: usize) -> bool {
        let headings =
            || self.tree.elements().filter(|(place, element)| element.role() == Role::Heading && self.tree.is_visible(*place));
        let Some(heading) = self.tree.element(place).filter(|element| element.role() == Role::Heading) else { return false };
        let is_alone = || headings().filter(|(_, other)| other.tag == heading.tag).count() == 1;
        let is_first = || headings().next().is_some_and(|(first, _)| first == place);
        let is_ranked = ["h2", "h3", "h4", "h5", "h6"].contains(&heading.tag.as_str());
        heading.tag == "h1" || heading.word("aria-level") == "1" || (is_ranked && is_first() && is_alone())
    }

    /// The visible text from a heading, or from the beginning of a section, to the control or its label.
    fn between(&self, heading: usize, control: usize) -> String {
        let is_heading = self.tree.element(heading).is_some_and(|element| element.role() == Role::Heading);
        let start = if is_heading { self.tree.below(heading).end } else { heading };
        let end = self.names.labels(control).iter().copied().chain([control]).min().unwrap_or(control);
        let texts = (start..end).filter(|place| self.tree.element(*place).is_none()).map(|place| self.text.part(place));
        normalised(&texts.collect::<Vec<_>>().join(" "))
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
        let places =
            self.tree.element(around).map(|element| (around, element)).into_iter().chain(self.tree.elements_below(around));
        places.filter(|(place, _)| self.tree.is_visible(*place)).filter_map(|(_, element)| picture(element)).collect()
    }
}

/// The name of the picture that an element is, or that lies behind it.
fn picture(element: &Element) -> Option<String> {
    let source = element.background.as_deref().or_else(|| element.attribute("src").filter(|_| element.tag == "img"));
    let is_drawn = ["img", "svg", "canvas", "object", "embed"].contains(&element.tag.as_str());
    let names = [picture_name(element), file_name(source.unwrap_or_default())];
    let name = names.into_iter().find(|name| !name.is_empty());
    name.or_else(|| (is_drawn || source.is_some()).then(|| UNNAMED.to_owned()))
}

/// The last step of an address' path; empty for data in place of an address.
fn file_name(address: &str) -> String {
    if address.starts_with("data:") {
        return String::new();
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}
