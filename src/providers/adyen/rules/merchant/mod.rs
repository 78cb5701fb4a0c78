//! What a merchant under test asks the provider, judged request by request.

pub mod amount;
pub mod key;
pub mod modification;
pub mod payment;
pub mod request;
pub mod stored;
