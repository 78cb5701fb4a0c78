//! What can be under test.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the four things under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A provider's API; we are the merchant.
    Endpoint,
    /// The integrator's signing code.
    Signer,
    /// The integrator's payment page; we are the customer.
    Checkout,
    /// The integrator's backend; we are the provider.
    Merchant,
}

impl Subject {
    /// All four, in the order in which they are reported.
    pub const ALL: [Self; 4] = [Self::Endpoint, Self::Signer, Self::Checkout, Self::Merchant];

    /// The name used in features, configuration and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Signer => "signer",
            Self::Checkout => "checkout",
            Self::Merchant => "merchant",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
