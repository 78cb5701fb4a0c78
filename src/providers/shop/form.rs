//! The fields of a question.

use crate::core::http::Request;

/// The fields of a question: its query's, then its form's.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The fields of a request.
    pub fn of(request: &Request) -> Self {
        let asked = url::form_urlencoded::parse(request.query().as_bytes()).into_owned();
        Self(asked.chain(request.form().unwrap_or_default()).collect())
    }

    /// The last value of that name; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All fields in their order, decoded; a name may be there twice.
    pub fn fields(&self) -> &[(String, String)] {
        &self.0
    }
}
