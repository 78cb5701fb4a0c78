//! The engine of every reference merchant: what any shop does with any provider. It is pure: events in, effects out.
//!
//! Read it along the way of an order: `checkout` (what is offered?), `payment` (one charge per try), `status` (what became of
//! it), `notifications`, `refund`; below these `gateway` (what is sent and believed). What is particular to a provider its
//! house says through a [`Dialect`].

mod answer;
mod checkout;
mod dialect;
mod engine;
pub mod faults;
mod form;
mod gateway;
mod notifications;
mod order;
pub mod pages;
mod payment;
mod refund;
mod status;
mod transaction;

pub use answer::Answer;
pub use dialect::{Access, Dialect, Inquiry, Meaning, News, Question, Receipt, Return};
pub use engine::{Errand, Shop, Task};
pub use form::Form;
pub use gateway::{Defect, Gateway, cut};
pub use order::Order;
pub use transaction::{Key, Kind, Standing, Transaction};
