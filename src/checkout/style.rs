//! What an inline style says of what can be seen.

use std::collections::HashMap;

/// Farther left or up than this, in pixels, nothing is seen.
const AWAY: f64 = -500.0;

/// The declarations of one inline style, in lower case.
#[derive(Debug, Default)]
pub struct Style(HashMap<String, String>);

/// Red, green, blue, and how opaque it is.
pub type Colour = [u8; 4];

impl Style {
    /// Reads a `style` attribute; of two declarations of one name the last one counts.
    pub fn of(attribute: &str) -> Self {
        let declarations = declarations(attribute);
        let pairs = declarations.iter().filter_map(|declaration| declaration.split_once(':'));
        let clean = |text: &str| text.trim().to_ascii_lowercase();
        Self(pairs.map(|(name, value)| (clean(name), clean(&value.replace("!important", "")))).collect())
    }

    /// The value of a property; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// True when nothing below can be seen, whatever it says of itself.
    pub fn hides(&self) -> bool {
        self.get("display") == "none"
            || self.get("content-visibility") == "hidden"
            || self.opacity().is_some_and(|opacity| opacity < 0.05)
            || self.is_clipped()
            || self.is_away()
    }

    /// `visibility`, which what stands below may change again.
    pub fn visibility(&self) -> Option<bool> {
        match self.get("visibility") {
            "hidden" | "collapse" => Some(false),
            "visible" => Some(true),
            _ => None,
        }
    }

    /// True for a font of no size, false for one of any other.
    pub fn tiny(&self) -> Option<bool> {
        length(self.get("font-size")).map(|size| size <= 1.0)
    }

    /// `pointer-events`, as whether a click arrives.
    pub fn clickable(&self) -> Option<bool> {
        match self.get("pointer-events") {
            "" => None,
            value => Some(value != "none"),
        }
    }

    /// The colour of the text.
    pub fn colour(&self) -> Option<Colour> {
        colour(self.get("color"))
    }

    /// The colour behind the text: `Some(None)` when something lies there that is no plain colour.
    pub fn ground(&self) -> Option<Option<Colour>> {
        let values = ["background-color", "background", "background-image"].map(|name| self.get(name));
        if values.iter().any(|value| value.contains("url(") || value.contains("gradient(")) {
            return Some(None);
        }
        let found = values.iter().find_map(|value| colour(value).or_else(|| value.split_whitespace().find_map(colour)));
        found.filter(|colour| colour[3] > 0).map(Some)
    }

    /// The address of the picture behind it.
    pub fn picture(&self) -> Option<String> {
        let value = [self.get("background-image"), self.get("background")].into_iter().find(|value| value.contains("url("))?;
        let (_, rest) = value.split_once("url(")?;
        Some(rest.split(')').next()?.trim_matches(['"', '\'', ' ']).to_owned())
    }

    fn opacity(&self) -> Option<f64> {
        let value = self.get("opacity");
        match value.strip_suffix('%') {
            Some(percent) => percent.trim().parse().ok().map(|percent: f64| percent / 100.0),
            None => value.parse().ok(),
        }
    }

    fn is_clipped(&self) -> bool {
        let nothing = |name: &str| length(self.get(name)).is_some_and(|length| length <= 1.0);
        let has_no_size = ["width", "height", "max-width", "max-height"].into_iter().any(nothing);
        let hides_the_rest =
            ["overflow", "overflow-x", "overflow-y"].iter().any(|name| ["hidden", "clip"].contains(&self.get(name)));
        let mut clip = self.get("clip").split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let path = self.get("clip-path");
        (has_no_size && hides_the_rest)
            || (self.get("clip").starts_with("rect") && clip.all(|digits| ["0", "1"].contains(&digits)))
            || ["inset(50%", "inset(100%", "circle(0"].iter().any(|start| path.starts_with(start))
            || ["scale(0)", "scalex(0)", "scaley(0)"].iter().any(|scale| self.get("transform").contains(scale))
    }

    fn is_away(&self) -> bool {
        let far = |value: &str| length(value).is_some_and(|length| length <= AWAY);
        let placed = ["absolute", "fixed", "relative"].contains(&self.get("position"));
        let moved = self.get("transform").split(['(', ',', ')']).any(far);
        (placed && ["left", "top", "right", "bottom"].iter().any(|side| far(self.get(side))))
            || ["margin-left", "margin-top", "text-indent"].iter().any(|name| far(self.get(name)))
            || moved
    }
}

/// Splits at the semicolons that stand in no bracket and no quotes.
fn declarations(attribute: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let (mut depth, mut quote) = (0usize, None);
    for character in attribute.chars() {
        match (character, quote) {
            (_, Some(open)) if character == open => quote = None,
            ('"' | '\'', None) => quote = Some(character),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            (';', None) if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(character);
        }
    }
    found
}

/// A length in pixels; what depends on the window counts as for one of 1000 pixels.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let digits = value.find(|c: char| !(c.is_ascii_digit() || ['-', '+', '.'].contains(&c))).unwrap_or(value.len());
    let number: f64 = value[..digits].parse().ok()?;
    match &value[digits..] {
        "" if number == 0.0 => Some(0.0),
        "px" => Some(number),
        "pt" => Some(number * 4.0 / 3.0),
        "em" | "rem" | "ch" => Some(number * 16.0),
        "%" | "vw" | "vh" => Some(number * 10.0),
        _ => None,
    }
}

/// A colour by its common name, in hexadecimal digits, or as `rgb(..)`.
fn colour(value: &str) -> Option<Colour> {
    let value = value.trim();
    if let Some(digits) = value.strip_prefix('#') {
        return hexadecimal(digits);
    }
    if let Some(rest) = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("rgb(")) {
        let parts = rest.trim_end_matches(')').split([',', ' ', '/']).filter(|part| !part.is_empty());
        let numbers: Option<Vec<f64>> = parts.map(|part| part.trim_end_matches('%').parse().ok()).collect();
        return match numbers?.as_slice() {
            [r, g, b] => Some([*r as u8, *g as u8, *b as u8, 255]),
            [r, g, b, opaque] => Some([*r as u8, *g as u8, *b as u8, (opaque * 255.0) as u8]),
            _ => None,
        };
    }
    Some(match value {
        "transparent" => [0; 4],
        "white" => [255; 4],
        "black" => [0, 0, 0, 255],
        "gray" | "grey" => [128, 128, 128, 255],
        "red" => [255, 0, 0, 255],
        "green" => [0, 128, 0, 255],
        "blue" => [0, 0, 255, 255],
        _ => return None,
    })
}

fn hexadecimal(digits: &str) -> Option<Colour> {
    let wide: String = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let full = if wide.len() == 6 { wide + "ff" } else { wide };
    u32::from_str_radix(&full, 16).ok().map(u32::to_be_bytes)
}
