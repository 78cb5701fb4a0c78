//! The state of one scenario: who the customer is, what was sent, what came back, and what was found wrong.
//!
//! A step that cannot tell returns [`Stop::Unclear`]; only a `Then` may call [`World::violated`].

use thiserror::Error;

use crate::transport::control::ControlError;

mod addresses;
mod answer;
pub mod conversation;
mod heard;
mod journey;
mod keepsake;
mod leaks;
mod link;
mod listening;
mod patience;
mod readings;
mod session;
mod shared;
mod shop;
mod state;
pub mod turns;
mod view;
mod whose;

pub use heard::{Delivery, Heard};
pub use journey::{AMOUNT, Journey, SHORT};
pub use link::{Link, NoWay};
pub use patience::{STEP, Seen};
pub use session::{BROWSERS, Evidence, Session};
pub use shared::{Facts, Settings, Shared};
pub use shop::Shop;
pub use state::{Sent, World};

/// Why a step ended its scenario.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Stop {
    /// The target is wrong; the finding is in the world.
    #[error("violated: {0}")]
    Violated(String),
    /// We could not tell.
    #[error("inconclusive: {0}")]
    Unclear(String),
}

/// What cannot be directed or read cannot be told.
impl From<ControlError> for Stop {
    fn from(error: ControlError) -> Self {
        Self::Unclear(error.to_string())
    }
}

/// What a step returns.
pub type Step<T = ()> = Result<T, Stop>;

/// A shorthand for [`Stop::Unclear`].
pub fn unclear<T>(why: impl Into<String>) -> Step<T> {
    Err(Stop::Unclear(why.into()))
}
