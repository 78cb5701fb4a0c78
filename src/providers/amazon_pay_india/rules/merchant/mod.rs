//! What a merchant's backend sends: the rules judge its requests to our simulator, and never what our simulator answers.
//! A member that is missing is for the rule about mandatory members to judge, a header for [`headers::signed_headers`].

pub mod amount;
pub mod charge;
pub mod headers;
pub mod host;
pub mod instruments;
mod reading;
pub mod refund;
pub mod signature;
pub mod token;
pub mod validity;
