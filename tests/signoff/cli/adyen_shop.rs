//! A shop of Adyen's that somebody else wrote: it does its work a while after it took a webhook, and its pages show the time.

use serde_json::{Value, json};

use super::foreign_shop::Shop;
use super::scene::{Ran, Report, Scene};

const ACCOUNT: &[(&str, &str)] = &[
    ("merchant_account", "ShopCOM"),
    ("currency", "EUR"),
    ("api_key", "AQEyhmfxK4"),
    ("hmac_key", "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"),
    ("tokenisation_hmac_key", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"),
];

fn visit(is: &str, names: &str) -> (Ran, Report) {
    visit_with(is, names, |_, _| {})
}

/// What stands in its tables beside the usual is written by `more`, which is told the shop's address.
fn visit_with(is: &str, names: &str, more: impl Fn(&mut Value, &str)) -> (Ran, Report) {
    let shop = Shop::open_with("adyen", is, ACCOUNT);
    let mut merchant = shop.merchant();
    merchant["public_url"] = json!("https://shop.example");
    merchant["notification_url"] = json!(format!("{}/webhooks", shop.address));
    merchant["refund_url"] = json!(format!("{}/office/refund?order={{order}}&amount={{amount}}", shop.address));
    let page = json!({
        "paid": ["payment received"],
        "pending": ["waiting for your payment"],
        "failed": ["did not go through"],
        "refunded": ["has been returned"],
        "retry": "name:Pay another way",
        "consent": "name:Remember this way to pay",
    });
    let personas = ["authorised", "refused", "pending", "redirect"];
    let shoppers: serde_json::Map<_, _> = personas.iter().map(|name| ((*name).to_owned(), json!(format!("u-{name}")))).collect();
    let mut tables = json!({
        "checkout": { "url": shop.checkout(), "page": page },
        "shoppers": shoppers,
        "merchant": merchant,
    });
    more(&mut tables, &shop.address);
    let scene = Scene::with(&json!({ "adyen": tables }));
    let ran = scene.run(&["--subject", "checkout", "--subject", "merchant", "--name", names]);
    let report = scene.report();
    (ran, report)
}

const WORKS: &str = "^(A payment that ends as (Authorised|Refused|Abandoned) is told as|A payment that was not authorised cancels its order|\
    A payment that is authorised after it was closed is paid|A webhook that is (altered amount value|signed with another key) has no effect|\
    An event of the other environment changes nothing|An event of another amount.value releases nothing|\
    What is authorised is captured|A refund names the payment|A refund that was done and is told as REFUND_FAILED|\
    A payment and what is done with it have keys of their own|The amount that is shown is the amount in minor units: 1249.49|\
    A refund that did not succeed is not done|A webhook is answered within 10 seconds)";

#[test]
fn work_that_is_done_after_the_answer_is_waited_for() {
    let (ran, report) = visit("", WORKS);
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 16);
}

/// Another key is configured than the shop has.
#[test]
fn a_shop_that_does_not_take_our_webhooks_is_not_accused() {
    let names = "^(A payment that ends as (Authorised|Refused) is told as|A payment that was not authorised cancels|A webhook is answered within|\
        An unknown event is|What is authorised later is captured)";
    let other = |tables: &mut Value, _: &str| tables["merchant"]["hmac_key"] = json!("00".repeat(32));
    let (ran, report) = visit_with("", names, other);
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    let is_told = |why: &String| why.contains("the merchant answers 401 to a genuine notification");
    assert!(report.unclear().iter().all(is_told), "{:?}", report.unclear());
}

/// Nobody has to ask for the payment methods.
#[test]
fn a_shop_that_knows_its_payment_methods_by_itself_is_paid_at_all_the_same() {
    let (ran, report) = visit("listing", "^(What is authorised is captured|A refund names the payment)");
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
}

#[test]
fn a_shop_that_works_before_it_answers_is_too_late_where_the_provider_is_slow() {
    let (ran, report) = visit("first", "^A webhook is answered within 10 seconds, however");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-D05".to_owned()]), "{ran:?}");
}

#[test]
fn a_shop_that_does_not_look_whether_a_refund_succeeded_is_told() {
    let (ran, report) = visit("careless", "^A refund that did not succeed is not done");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-D10".to_owned()]), "{ran:?}");
}

#[test]
fn a_shop_whose_refunds_share_a_key_is_told() {
    let (ran, report) = visit("saving", "^A payment and what is done with it have keys of their own");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-B07".to_owned()]), "{ran:?}");
}

/// It knows no order but its own, so what it answers shows nothing of how it reads signatures.
#[test]
fn a_shop_that_answers_404_to_orders_of_others_is_not_accused() {
    let (ran, report) = visit("", "^The reference order:1 is verified as it stands");
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(report.unclear()[0].contains("does not take such a notification: it answers 404"), "{ran:?}");
}

#[test]
fn a_shop_that_captures_for_every_delivery_is_told() {
    let (ran, report) = visit("several", "^A webhook that comes four times has one effect");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-D07".to_owned()]), "{ran:?}");
}

#[test]
fn what_is_done_late_for_a_forged_webhook_is_seen() {
    let (ran, report) = visit("believing", "^A webhook that is (altered psp reference|signed with another key) has no effect");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-D01".to_owned()]), "{ran:?}");
}

/// It works a second longer than what is usual.
#[test]
fn a_shop_that_says_how_long_it_works_is_waited_for() {
    let names = "^A webhook that is signed with another key has no effect";
    let (ran, report) = visit_with("late", names, |tables, _| tables["merchant"]["works_within"] = json!("8s"));
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-D01".to_owned()]), "{ran:?}");
}

#[test]
fn a_shop_that_does_not_listen_is_told() {
    let (ran, report) = visit("hasty", "^A payment that was not authorised cancels its order");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-D18".to_owned()]), "{ran:?}");
}

#[test]
fn a_shop_that_captures_more_than_was_authorised_is_told() {
    let names = "^Captures and refunds do not exceed the payment";
    let (ran, report) = visit("generous", names);
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-B14".to_owned()]), "{ran:?}");
    assert!(ran.stdout.contains("captures of at most 100.00") && ran.stdout.contains("101.00"), "{ran:?}");
    for is in ["", "frugal"] {
        let (ran, report) = visit_with(is, names, |tables, _| tables["capabilities"] = json!({ "manual_capture": true }));
        assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{is}: {ran:?}");
    }
}

/// Its charge of the first order comes when the customer of the next one has come, and nothing tells whose it is.
#[test]
fn what_a_queue_charges_late_is_no_other_customers() {
    let (ran, report) = visit("queueing", "^The amount that is shown is the amount in minor units");
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(report.unclear().iter().any(|why| why.contains("a charge came that names no order")), "{ran:?}");
}

#[test]
fn a_shop_that_gives_all_payments_the_same_reference_is_told() {
    let names = "^(The amount that is shown is the amount in minor units|Every try has a reference of its own)";
    let (ran, report) = visit("constant", names);
    assert_eq!((ran.code, report.having("violated")), (0, vec!["ADY-B09".to_owned()]), "{ran:?}");
    assert_eq!(report.having("inconclusive"), [""; 0], "{ran:?}");
}

const STORED: &str = "^(A payment method that is told can be charged|A stored payment method is charged for the shopper who stored it|\
    A disabled payment method is not charged|A webhook that is signed in its headers is verified over its bytes|\
    A payment that was authorised proceeds, though the shopper never came back)";

fn stores(tables: &mut Value, address: &str) {
    tables["capabilities"] = json!({ "recurring": true });
    tables["merchant"]["recurring_url"] =
        json!(format!("{address}/office/charge?customer={{customer}}&amount={{amount}}&order={{order}}"));
}

#[test]
fn tokenisation_webhooks_have_an_address_and_a_key_of_their_own() {
    let (ran, report) = visit_with("", STORED, |tables, address| {
        stores(tables, address);
        tables["merchant"]["tokenisation_url"] = json!(format!("{address}/webhooks/tokens"));
    });
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 5);
}

#[test]
fn a_shop_that_takes_them_elsewhere_than_is_known_is_not_accused() {
    let (ran, report) = visit_with("", STORED, stores);
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    let (ran, report) = visit_with("", STORED, |tables, address| {
        stores(tables, address);
        tables["merchant"]["tokenisation_url"] = json!(format!("{address}/webhooks/tokens"));
        tables["merchant"].as_object_mut().unwrap().remove("tokenisation_hmac_key");
    });
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
}

const LATER: &str = "^(A later payment of|The amount that is shown is the amount in minor units: 1249.49)";

#[test]
fn a_shop_that_charges_later_another_amount_than_it_was_asked_for_is_told() {
    let later = |is: &str| {
        visit_with(is, LATER, |tables, address| {
            stores(tables, address);
            tables["merchant"]["tokenisation_url"] = json!(format!("{address}/webhooks/tokens"));
        })
    };
    let (ran, report) = later("");
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 3);
    let (ran, report) = later("flat");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["ADY-B05".to_owned()]), "{ran:?}");
    assert!(ran.stdout.contains("charge, amount") && ran.stdout.contains("12.49"), "{ran:?}");
}

#[test]
fn a_shop_that_claims_no_later_payments_is_not_asked_for_one() {
    let (ran, report) = visit("", LATER);
    assert_eq!((ran.code, report.unclear(), report.scenarios().count()), (0, vec![], 1), "{ran:?}");
}

/// The key that is missing is that of a shopper: no endpoint is asked about this state.
#[test]
fn a_shopper_who_is_not_given_is_named_by_key() {
    let (ran, report) = visit("", "^A payment that is Received is being processed");
    assert_eq!((ran.code, report.having("inconclusive")), (3, vec!["ADY-C05".to_owned()]), "{ran:?}");
    let names_key = |text: &str| text.contains("no shopper in the state \"received\" is given (key adyen.shoppers.received)");
    assert!(names_key(&report.unclear()[0]) && names_key(&ran.stdout), "{ran:?}");
}
