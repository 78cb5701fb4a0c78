//! A quoted text in a step.

use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use cucumber::Parameter;

/// What stands between two double quotes. Cucumber's own parameter for texts takes single quotes and escapes, too; its pattern
/// costs several times as much to prepare and to match, and no feature needs that.
#[derive(Debug, Clone, Parameter)]
#[param(name = "text", regex = "\"[^\"]*\"")]
pub struct Text(String);

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(quoted: &str) -> Result<Self, Infallible> {
        let text = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Ok(Self(text.unwrap_or(quoted).to_owned()))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}
