//! What a browser sends when a form is submitted.

use url::form_urlencoded::Serializer;

use super::trouble::Trouble;
use crate::checkout::tree::{Disabled, Element, Tree};

/// A form as it is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// It is posted; else its fields become the query.
    pub post: bool,
    /// Where to, as written; empty for the page itself.
    pub action: String,
    /// Names and values, urlencoded.
    pub fields: String,
}

impl Submission {
    /// The form of a submit button, pressed by it.
    pub fn by(button: usize, tree: &Tree) -> Result<Self, Trouble> {
        let scripted = || Trouble::NeedsBrowser("a button without a form".to_owned());
        let form = tree.form_of(button).ok_or_else(scripted)?;
        let (Some(pressed), Some(element)) = (tree.element(button), tree.element(form)) else { return Err(scripted()) };
        let told = |name: &str| pressed.attribute(&format!("form{name}")).or_else(|| element.attribute(name)).unwrap_or_default();
        let post = told("method").eq_ignore_ascii_case("post");
        if post && told("enctype").eq_ignore_ascii_case("multipart/form-data") {
            return Err(Trouble::NeedsBrowser("a form with files".to_owned()));
        }
        let mut fields = Serializer::new(String::new());
        for (place, control) in tree.elements().filter(|(place, _)| tree.form_of(*place) == Some(form)) {
            for (name, value) in successful(place, control, place == button, tree) {
                fields.append_pair(&name, &value);
            }
        }
        Ok(Self { post, action: told("action").trim().to_owned(), fields: fields.finish() })
    }
}

/// What a control sends; nothing when it is disabled, not chosen, or has no name.
fn successful(place: usize, control: &Element, pressed: bool, tree: &Tree) -> Vec<(String, String)> {
    let barred = matches!(control.disabled, Some(Disabled::Attribute | Disabled::Fieldset));
    let Some(name) = control.attribute("name").filter(|name| !name.is_empty() && !barred) else { return Vec::new() };
    let value = control.attribute("value").unwrap_or_default().to_owned();
    let one = |value: String| vec![(name.to_owned(), value)];
    match (control.tag.as_str(), control.word("type").as_str()) {
        ("button", _) | ("input", "submit") if pressed => one(value),
        ("input", "image") if pressed => vec![(format!("{name}.x"), "0".to_owned()), (format!("{name}.y"), "0".to_owned())],
        ("input", "submit" | "button" | "reset" | "image" | "file") => Vec::new(),
        ("input", "radio" | "checkbox") => {
            let value = control.attribute("value").unwrap_or("on").to_owned();
            if control.chosen { one(value) } else { Vec::new() }
        }
        ("input", _) => one(value),
        ("textarea", _) => one(tree.content(place).trim_start_matches('\n').replace("\r\n", "\n").replace('\n', "\r\n")),
        ("select", _) => chosen(place, control, tree).into_iter().map(|value| (name.to_owned(), value)).collect(),
        _ => Vec::new(),
    }
}

/// The values of the chosen options; without any, a list of one line sends its first.
fn chosen(select: usize, control: &Element, tree: &Tree) -> Vec<String> {
    let options = || tree.elements_below(select).filter(|(_, element)| element.tag == "option" && element.disabled.is_none());
    let value = |(place, option): (usize, &Element)| match option.attribute("value") {
        Some(value) => value.to_owned(),
        None => tree.content(place).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let mut values: Vec<String> = options().filter(|(_, option)| option.chosen).map(value).collect();
    if control.attribute("multiple").is_some() {
        return values;
    }
    values.pop().or_else(|| options().next().map(value)).into_iter().collect()
}
