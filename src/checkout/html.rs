//! Reads a page from its HTML alone: what a browser would show if no style sheet and no script had a say.

use std::collections::HashMap;

use html5ever::driver;
use html5ever::tendril::{StrTendril, TendrilSink as _};
use scraper::{ElementRef, Html, HtmlTreeSink, Node as Source, Selector};
use thiserror::Error;

use super::finders::{Finders, Part};
use super::model::{self, is_scripted, is_styled};
use super::page::{Doubt, Page};
use super::sight::Sight;
use super::style::Style;
use super::tree::{Element, Kind, Node, Tree};

/// Elements whose text stands on lines of its own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The states of what is chosen, or of an option that is opened.
const ARIA_CHOSEN: &[&str] = &["aria-checked", "aria-selected", "aria-pressed", "aria-expanded"];

/// Elements may stand so deep within each other: a browser goes down to 512.
const DEEPEST: usize = 1000;
/// After so many bytes the parser is asked how deep it is: the deeper it stands, the longer each element takes it.
const PIECE: usize = 4096;

/// The elements of a page stand deeper within each other than is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("its elements stand more than {DEEPEST} deep within each other")]
pub struct TooDeep;

/// The tree of a page. Configured CSS selectors are tried here.
pub fn tree(html: &str, finders: &Finders) -> Result<Tree, TooDeep> {
    let document = parse(html)?;
    let selectors: Vec<(Part, Selector)> =
        finders.selectors().filter_map(|(part, text)| Some((part, Selector::parse(text).ok()?))).collect();
    let mut nodes: Vec<(Node, Sight)> = Vec::new();
    let mut places = HashMap::new();
    places.insert(document.tree.root().id(), None);
    for source in document.tree.root().descendants() {
        // What stands in a template hangs at a node of its own, and is no part of the page.
        let Some(parent) = source.parent().and_then(|parent| places.get(&parent.id()).copied()) else { continue };
        let around = parent.and_then(|place: usize| nodes.get(place)).map(|(_, sight)| *sight).unwrap_or_default();
        let text = |parent, text: &str, sight: Sight| {
            (Node { parent, visible: sight.shows(), kind: Kind::Text(text.to_owned()) }, sight)
        };
        if let Source::Text(words) = source.value() {
            nodes.push(text(parent, words, around));
        } else if let Some(inner) = ElementRef::wrap(source) {
            let place = nodes.len();
            places.insert(source.id(), Some(place));
            let style = Style::of(inner.attr("style").unwrap_or_default());
            let sight = around.inside(&inner, &style);
            let parts = selectors.iter().filter(|(_, selector)| selector.matches(&inner)).map(|(part, _)| *part).collect();
            let kind = Kind::Element(Element { parts, ..element(&inner, &style, around, sight) });
            let visible = sight.shows() || (around.shows() && is_frame(&inner, &style));
            nodes.push((Node { parent, visible, kind }, sight));
            nodes.extend(caption(&inner).map(|caption| text(Some(place), caption, sight)));
        }
    }
    Ok(Tree::new(nodes.into_iter().map(|(node, _)| node).collect()))
}

fn parse(html: &str) -> Result<Html, TooDeep> {
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), driver::ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let end = (0..=PIECE.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from_slice(piece));
        // What was made last stands where the parser is.
        let document = parser.tokenizer.sink.sink.0.borrow();
        let last = document.tree.nodes().next_back();
        if last.is_some_and(|last| last.ancestors().nth(DEEPEST).is_some()) {
            return Err(TooDeep);
        }
        drop(document);
        rest = after;
    }
    Ok(parser.finish())
}

/// Why the page may look otherwise than it reads.
pub fn doubt(tree: &Tree) -> Option<Doubt> {
    match (is_scripted(tree), is_styled(tree)) {
        (true, _) => Some(Doubt::Scripted),
        (false, true) => Some(Doubt::Styled),
        (false, false) => None,
    }
}

fn element(source: &ElementRef<'_>, style: &Style, around: Sight, sight: Sight) -> Element {
    let attributes = source.value().attrs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let is = |name: &str| source.attr(name) == Some("true");
    let is_there = |name: &str| source.attr(name).is_some();
    let breaks = match style.get("display") {
        "block" | "flex" | "grid" | "table" | "list-item" | "flow-root" => true,
        "inline" | "inline-block" | "inline-flex" | "inline-grid" | "contents" => around.spreads,
        _ => around.spreads || BLOCKS.contains(&source.value().name()),
    };
    Element {
        tag: source.value().name().to_owned(),
        attributes,
        breaks,
        clickable: sight.shows() && sight.clickable,
        covered: false,
        chosen: is_there("checked") || is_there("selected") || ARIA_CHOSEN.iter().any(|name| is(name)),
        disabled: sight.disabled(source, around),
        background: style.picture(),
        parts: Vec::new(),
    }
}

/// True for a frame that a customer can see, though nothing of what stands in it is read.
fn is_frame(source: &ElementRef<'_>, style: &Style) -> bool {
    source.value().name() == "iframe" && source.attr("hidden").is_none() && !style.hides()
}

/// The text that a browser writes on a button without content.
fn caption<'a>(source: &ElementRef<'a>) -> Option<&'a str> {
    let kind = source.attr("type").filter(|_| source.value().name() == "input")?.to_ascii_lowercase();
    match (kind.as_str(), source.attr("value")) {
        ("submit" | "button" | "reset", Some(value)) => Some(value),
        ("submit", None) => Some("Submit"),
        _ => None,
    }
}

/// What a customer sees of a page, read from its HTML.
pub fn page(html: &str, finders: &Finders) -> Result<Page, TooDeep> {
    let tree = tree(html, finders)?;
    Ok(Page { doubt: doubt(&tree), ..model::page(&tree, finders) })
}
