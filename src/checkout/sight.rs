//! What stays visible and usable from the top of a page down to one element, by HTML and inline styles.

use scraper::ElementRef;

use super::style::{Colour, Style};
use super::tree::Disabled;

/// Elements that show nothing of what stands in them.
const UNSEEN: &[&str] = &[
    "audio", "base", "canvas", "datalist", "head", "iframe", "link", "meta", "noembed", "noframes", "noscript", "object", "rp",
    "script", "style", "template", "title", "video",
];
/// Elements that `disabled` disables.
const CONTROLS: &[&str] = &["button", "fieldset", "input", "optgroup", "option", "select", "textarea"];

/// What an element passes on to those below it.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// Nothing below can be seen, whatever it says of itself.
    gone: bool,
    /// `visibility`.
    hidden: bool,
    /// The font has no size.
    tiny: bool,
    colour: Option<Colour>,
    ground: Option<Colour>,
    /// Closed: of what stands directly in it only the first summary shows.
    closed: bool,
    /// A click arrives.
    pub clickable: bool,
    /// What stands directly in it stands apart from each other: the children of a flex or grid box.
    pub spreads: bool,
    fieldset: bool,
    /// The same without the nearest fieldset, for its legend.
    outer_fieldset: bool,
    group: bool,
    aria: bool,
    inert: bool,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            gone: false,
            hidden: false,
            tiny: false,
            colour: None,
            ground: None,
            closed: false,
            clickable: true,
            spreads: false,
            fieldset: false,
            outer_fieldset: false,
            group: false,
            aria: false,
            inert: false,
        }
    }
}

impl Sight {
    /// True when a text here can be seen.
    pub fn shows(self) -> bool {
        let is_clear = self.colour.is_some_and(|colour| colour[3] == 0);
        let blends = self.colour.is_some() && self.colour == self.ground;
        !(self.gone || self.hidden || self.tiny || is_clear || blends || self.closed)
    }

    /// What holds in an element that stands here.
    pub fn inside(self, element: &ElementRef<'_>, style: &Style) -> Self {
        let tag = element.value().name();
        let has = |name: &str| element.attr(name).is_some();
        let opens = tag == "summary" && self.closed && is_first(element);
        let is_unseen = UNSEEN.contains(&tag)
            || has("hidden")
            || has("popover")
            || (tag == "dialog" && !has("open"))
            || is_kind(element, "hidden");
        let is_legend = tag == "legend" && is_first(element);
        let fieldset = if is_legend { self.outer_fieldset } else { self.fieldset };
        Self {
            gone: self.gone || (self.closed && !opens) || is_unseen || style.hides(),
            hidden: style.visibility().map_or(self.hidden, |visible| !visible),
            tiny: style.tiny().unwrap_or(self.tiny),
            colour: style.colour().or(self.colour),
            ground: style.ground().unwrap_or(self.ground),
            closed: tag == "details" && !has("open"),
            clickable: style.clickable().unwrap_or(self.clickable),
            spreads: ["flex", "grid", "inline-flex", "inline-grid"].contains(&style.get("display")),
            fieldset: fieldset || (tag == "fieldset" && has("disabled")),
            outer_fieldset: if tag == "fieldset" { self.fieldset } else { self.outer_fieldset },
            group: tag == "optgroup" && has("disabled"),
            aria: self.aria || element.attr("aria-disabled") == Some("true"),
            inert: self.inert || has("inert"),
        }
    }

    /// Why the element to which this sight belongs cannot be used.
    pub fn disabled(self, element: &ElementRef<'_>, around: Self) -> Option<Disabled> {
        let is_control = CONTROLS.contains(&element.value().name());
        match () {
            () if is_control && element.attr("disabled").is_some() => Some(Disabled::Attribute),
            () if is_control && around.fieldset => Some(Disabled::Fieldset),
            () if is_control && around.group => Some(Disabled::Fieldset),
            () if self.aria => Some(Disabled::Aria),
            () if self.inert => Some(Disabled::Inert),
            () => None,
        }
    }
}

/// True for the first child of its tag.
fn is_first(element: &ElementRef<'_>) -> bool {
    let name = element.value().name();
    !element.prev_siblings().filter_map(|sibling| sibling.value().as_element()).any(|sibling| sibling.name() == name)
}

/// True for an `input` of this type.
fn is_kind(element: &ElementRef<'_>, kind: &str) -> bool {
    element.value().name() == "input" && element.attr("type").is_some_and(|given| given.eq_ignore_ascii_case(kind))
}
