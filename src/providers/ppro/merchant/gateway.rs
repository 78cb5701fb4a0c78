//! The way to PPRO: a bearer key, and an idempotency key for whatever is posted.

use crate::core::http::{Request, Response};
use crate::providers::ppro::{PPRO, messages};
use crate::providers::shop::{Answer, Errand};
use crate::providers::{Draft, Endpoint, Refusal};

use super::{Ppro, Shop, defects};

/// Who asks too often asks again later: nothing was decided.
const LIMITED: &str = "TOO_MANY_REQUESTS";

/// The request of a message.
pub(super) fn request(shop: &Shop, draft: &Draft) -> Result<Request, String> {
    let sender = shop.gateway.sender(None, shop.now);
    let mut request = messages::compose(draft, &sender)?;
    defects::spoil(&mut request, shop);
    Ok(request)
}

/// Reads an answer. Members that nobody knows are passed over.
pub(super) fn read(shop: &Shop, _: &Endpoint, _: &Request, response: &Response) -> Answer {
    match Answer::read(&PPRO, response, &shop.faults) {
        Answer::Said(told) if shop.faults.has("shop_unknown_members_refused") && defects::is_strange(&told) => Answer::Silence,
        Answer::Said(told) => Answer::Said(defects::misread(told, &shop.faults)),
        answer => answer,
    }
}

/// Passes an answer on. One that limits the rate of requests decides nothing; the next look comes later than the one before.
pub(super) fn answered(shop: &mut Shop, errand: Errand<Ppro>, answer: Answer) {
    let limited = matches!(&answer, Answer::Refused(Refusal { code, .. }) if code == LIMITED);
    if limited && shop.faults.has("shop_limit_ignored") {
        return shop.transmit(errand);
    }
    let answer = match answer {
        _ if limited => Answer::Silence,
        Answer::Said(told) if shop.faults.has("shop_dead_link_reused") => Answer::Said(defects::with_first_link(shop, told)),
        answer => answer,
    };
    shop.settle(errand.draft.endpoint, errand.task, answer);
}
