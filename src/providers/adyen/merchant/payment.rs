//! The messages of a payment: each is sent under an idempotency key of its own, and again only under the same one (IDEM).

use fastrand::Rng;
use serde_json::{Value, json};

use crate::core::id::{base36, hash};
use crate::core::{member, random};
use crate::providers::adyen::auth::{self, IDEMPOTENCY_KEY};
use crate::providers::adyen::endpoints;
use crate::providers::merchant::PUBLIC_URL;
use crate::providers::shop::{Form, Key, Kind, Standing, Task, Transaction};
use crate::providers::{Draft, Slot};
use crate::signing::encoding::encoded;

use super::{Shop, text};

/// What a page without scripts can say of a browser (OAS71: each is asked for with 3D Secure).
const BROWSER: &[(&str, &str)] = &[("acceptHeader", "text/html"), ("language", "en-GB"), ("userAgent", "Mozilla/5.0")];
const SCREEN: &[(&str, i64)] = &[("colorDepth", 24), ("screenHeight", 1080), ("screenWidth", 1920), ("timeZoneOffset", 0)];

/// The message that pays an order with Amazon's token; a payment method is stored when the shopper ticked it.
pub(super) fn pay(shop: &Shop, order: &str, form: &Form) -> Draft {
    let (customer, amount) = shop.orders.get(order).map_or(("", ""), |order| (&order.customer, &order.amount));
    let stores = !form.get("store").is_empty() || shop.faults.has("shop_stores_without_consent");
    let token = shop.house.tokens.get(customer).map_or("", |token| token.expose());
    let endpoint = endpoints::named(if stores { "storing_payment" } else { "payment" });
    let mut draft = shop.unfinished(endpoint, &[Slot::Customer(token), Slot::Amount(amount)]);
    complete(shop, &mut draft, order, customer);
    let mut browser: Value = json!({ "javaEnabled": false });
    BROWSER.iter().for_each(|(name, value)| browser[*name] = json!(value));
    SCREEN.iter().for_each(|(name, value)| browser[*name] = json!(value));
    draft.members.insert("browserInfo".to_owned(), browser);
    shop.spoil(&mut draft);
    draft
}

/// Adds what every payment of an order has: where the shopper comes back, who they are, and the key.
pub(super) fn complete(shop: &Shop, draft: &mut Draft, order: &str, customer: &str) {
    let reference = draft.members.get("reference").map_or("", text).to_owned();
    let changes = shop.faults.has("shop_shopper_changes");
    let shopper = if changes { format!("shopper-{reference}") } else { shopper_reference(shop, customer) };
    let members = &mut draft.members;
    member::set(members, "returnUrl", json!(format!("{PUBLIC_URL}/return?order={}", encoded(order))));
    member::set(members, "shopperReference", json!(shopper));
    member::set(members, "metadata", json!({ "order": order.chars().take(80).collect::<String>() }));
    let of = if shop.faults.has("shop_key_reused") { order } else { &reference };
    draft.headers.set(IDEMPOTENCY_KEY, key(shop, of));
}

/// Who pays, in the merchant's words: always the same for a customer, and nothing that tells who they are.
pub(super) fn shopper_reference(shop: &Shop, customer: &str) -> String {
    if shop.faults.has("shop_shopper_is_email") {
        return format!("{customer}@shop.example");
    }
    format!("shopper-{}", base36(hash(customer)))
}

/// The idempotency key of a message: a UUID that nobody else has.
fn key(shop: &Shop, of: &str) -> String {
    let key = random::uuid(&mut Rng::with_seed(hash(&format!("{}:{of}", shop.house.seed))));
    match () {
        () if shop.faults.has("shop_key_missing") => String::new(),
        () if shop.faults.has("shop_key_too_long") => format!("{key}-{key}"),
        () if shop.faults.has("shop_key_guessable") => of.to_owned(),
        () => key,
    }
}

/// The message that gives money of a payment back. It names the payment, never its capture.
pub(super) fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
    let payment = reference(shop, charge);
    let capture = shop.house.captures.get(&payment).filter(|_| shop.faults.has("shop_refund_names_capture"));
    modification(shop, "refund", charge, capture.unwrap_or(&payment), amount)
}

/// Captures what was authorised, once.
pub(super) fn capture(shop: &mut Shop, key: &Key) {
    let automatic = shop.gateway.credentials.get("capture") == auth::AUTOMATIC;
    let Some(order) = shop.orders.get(&key.order).filter(|_| key.kind == Kind::Charge && !automatic) else { return };
    let authorised = |charge: &&Transaction| charge.id == key.id && charge.standing == Standing::Done;
    let Some(charge) = order.charges.iter().find(authorised) else { return };
    let payment = reference(shop, charge);
    if payment.is_empty() || shop.house.captures.contains_key(&payment) || shop.faults.has("shop_capture_missing") {
        return;
    }
    let named = if shop.faults.has("shop_capture_names_reference") { &charge.id } else { &payment };
    let draft = modification(shop, "capture", charge, named, &order.amount);
    shop.house.captures.insert(payment.clone(), String::new());
    shop.send(draft, Task::House(super::Task::Capture(payment)));
}

fn modification(shop: &Shop, operation: &'static str, charge: &Transaction, payment: &str, amount: &str) -> Draft {
    let answer = json!({ "pspReference": payment });
    let earlier = Slot::Earlier { by: "", sent: &charge.draft, answer: &answer };
    let mut draft = shop.draft(endpoints::named(operation), &[Slot::Amount(amount), earlier]);
    let reference = draft.members.get("reference").map_or("", text).to_owned();
    let shared = charge.draft.headers.get(IDEMPOTENCY_KEY).filter(|_| shop.faults.has("shop_key_shared"));
    let of = if operation == "refund" && shop.faults.has("shop_refunds_share_key") { payment } else { &reference };
    draft.headers.set(IDEMPOTENCY_KEY, shared.map_or_else(|| key(shop, of), str::to_owned));
    draft
}

/// The message that tells the provider what the shopper brings back from an action.
pub(super) fn details(shop: &Shop, outcome: (&str, &str)) -> Draft {
    let mut draft = shop.draft(endpoints::named("payment_details"), &[]);
    draft.members.insert("details".to_owned(), json!({ outcome.0: outcome.1 }));
    draft.headers.set(IDEMPOTENCY_KEY, key(shop, outcome.1));
    draft
}

/// Adyen's reference of a payment; empty as long as it is not known.
pub(super) fn reference(shop: &Shop, charge: &Transaction) -> String {
    match text(&charge.told["pspReference"]) {
        "" => shop.house.payments.get(&charge.id).cloned().unwrap_or_default(),
        told => told.to_owned(),
    }
}
