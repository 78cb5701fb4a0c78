//! The parameters of steps: quoted texts, words and numbers. Cucumber's own take more (single quotes and escapes, signs, and the
//! digits and blanks of every script); their patterns cost several times as much to prepare and to match, and no feature
//! needs that.

use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use cucumber::Parameter;

/// What stands between two double quotes.
#[derive(Debug, Clone, Parameter)]
#[param(name = "text", regex = "\"[^\"]*\"")]
pub struct Text(String);

/// The name of an operation, a customer's state and the like.
#[derive(Debug, Clone, Parameter)]
#[param(name = "name", regex = "[A-Za-z0-9_-]+")]
pub struct Name(String);

/// A whole number.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(name = "number", regex = "[0-9]+")]
pub struct Number<N>(N);

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(quoted: &str) -> Result<Self, Infallible> {
        let text = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Ok(Self(text.unwrap_or(quoted).to_owned()))
    }
}

impl FromStr for Name {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(Self(word.to_owned()))
    }
}

impl<N: FromStr> FromStr for Number<N> {
    type Err = N::Err;

    fn from_str(digits: &str) -> Result<Self, N::Err> {
        digits.parse().map(Self)
    }
}

impl<N: Copy> Number<N> {
    /// The number.
    pub fn get(self) -> N {
        self.0
    }
}

/// Texts and words read like what they hold.
macro_rules! reads_like_a_string {
    ($($name:ident),*) => {$(
        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    )*};
}

reads_like_a_string!(Text, Name);
