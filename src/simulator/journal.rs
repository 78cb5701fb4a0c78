//! What a tenant's merchant sent, in the order of arrival.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::core::http::{Request, Response};
use crate::transport::journal::{Call, Page};

/// So many calls are kept; then the oldest go.
const KEPT: usize = 10_000;
/// A page ends with the call whose bodies pass this sum, in bytes.
const PAGE: usize = 512 * 1024;

/// The calls of one tenant.
#[derive(Default)]
pub struct Journal {
    calls: VecDeque<Call>,
    written: u64,
}

impl Journal {
    /// Writes a call down.
    pub fn write(&mut self, at: Timestamp, scene: Option<String>, request: &Request, response: &Response) {
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.written += 1;
        let (request, response) = (request.clone(), response.clone());
        self.calls.push_back(Call { number: self.written, at, scene, request, response });
    }

    /// The calls after that number, as many as fit a page.
    pub fn page(&self, after: u64) -> Page {
        let first = self.calls.partition_point(|call| call.number <= after);
        let mut size = 0;
        let fits = self.calls.range(first..).take_while(|call| {
            let begun = size;
            size += call.request.body.len() + call.response.body.len();
            begun < PAGE
        });
        let calls: Vec<_> = fits.collect();
        let more = first + calls.len() < self.calls.len();
        Page::write(calls.into_iter(), more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn numbers(page: Page) -> (Vec<u64>, bool) {
        let more = page.more;
        (page.read().unwrap().iter().map(|call| call.number).collect(), more)
    }

    fn journal(calls: usize, body: usize) -> Journal {
        let mut journal = Journal::default();
        let request = Request { body: vec![0; body], ..Request::new("POST", "http://127.0.0.1/") };
        for _ in 0..calls {
            journal.write(Timestamp::UNIX_EPOCH, None, &request, &Response::json(200, &json!({})));
        }
        journal
    }

    #[test]
    fn calls_are_told_in_order_and_page_by_page() {
        let journal = journal(5, PAGE / 2);
        assert_eq!(numbers(journal.page(0)), (vec![1, 2], true));
        assert_eq!(numbers(journal.page(2)), (vec![3, 4], true));
        assert_eq!(numbers(journal.page(4)), (vec![5], false));
        assert_eq!(numbers(journal.page(5)), (vec![], false));
        assert_eq!(numbers(journal.page(u64::MAX)), (vec![], false));
    }

    #[test]
    fn the_oldest_go_first() {
        let journal = journal(KEPT + 1, 0);
        let (numbers, more) = numbers(journal.page(0));
        assert_eq!((numbers.first(), numbers.len(), more), (Some(&2), KEPT, false));
    }
}
