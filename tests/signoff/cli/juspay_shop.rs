//! A shop at Juspay that somebody else wrote: the order is opened together with the page, and the eligibility is that of the order.

use serde_json::json;

use super::foreign_shop::{JUSPAY, Shop};
use super::scene::{Ran, Report, Scene};

fn visit(is: &str, names: &str) -> (Ran, Report) {
    let shop = Shop::open_with("juspay", is, JUSPAY);
    let mut merchant = shop.merchant();
    merchant["refund_url"] = json!(format!("{}/refund?order={{order}}&amount={{amount}}", shop.address));
    merchant["notification_url"] = json!(format!("{}/hooks", shop.address.replacen("://", "://hook:p%40ss@", 1)));
    merchant["public_url"] = json!("https://shop.example");
    let (pending, failed) = (["waiting for Amazon to confirm"], ["did not go through"]);
    let page = json!({ "paid": ["payment received"], "pending": pending, "failed": failed });
    let scene = Scene::with(&json!({ "juspay": {
        "checkout": { "url": shop.checkout(), "page": page },
        "shoppers": { "eligible": "u-1", "kyc_expired": "u-2", "needs_authentication": "u-3", "declined": "u-4" },
        "merchant": merchant,
    } }));
    let ran = scene.run(&["--subject", "checkout", "--subject", "merchant", "--name", names]);
    let report = scene.report();
    (ran, report)
}

const ONCE: &str = "A double click charges the amount once";
const NAMED: &str = "The customer is named in the same way in every call";

#[test]
fn an_order_that_is_opened_with_the_page_is_no_charge_yet() {
    let names = format!(
        "^(An eligible customer reads the sentence before the money moves|The amount asked for is the amount charged|{ONCE}|{NAMED}|\
        An eligible customer can pay|The words are a link to this customer's statement|An order is paid when the order status says so)"
    );
    let (ran, report) = visit("", &names);
    let unclear: Vec<_> = report.scenarios().filter(|scenario| scenario["outcome"] != "passed").collect();
    assert_eq!((ran.code, report.having("violated"), unclear), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 10);
}

/// To open an order moves no money: what comes with it comes in time.
#[test]
fn what_is_told_with_the_order_and_before_the_money_is_told_in_time() {
    let (ran, report) = visit("reviewing", "^An eligible customer reads the sentence before the money moves");
    let outcomes: Vec<_> = report.scenarios().map(|scenario| scenario["outcome"].clone()).collect();
    assert_eq!((ran.code, outcomes), (0, vec![json!("passed")]), "{ran:?}");
}

#[test]
fn an_order_that_is_paid_twice_is_told() {
    let (ran, report) = visit("twice", ONCE);
    assert_eq!(report.having("violated"), ["JP-B10"], "{ran:?}");
}

#[test]
fn orders_of_guests_have_nothing_in_common() {
    let (ran, report) = visit("guests", NAMED);
    assert_eq!((report.having("violated"), report.having("met").contains(&"JP-B02".to_owned())), (vec![], true), "{ran:?}");
}

#[test]
fn refunds_that_juspay_does_not_take_are_told() {
    let names = "^(Less than a rupee is not refunded|The same amount is not refunded twice at once)$";
    for (is, violates) in [("", None), ("petty", Some("JP-B12")), ("doubling", Some("JP-B13"))] {
        let (ran, report) = visit(is, names);
        assert_eq!(report.having("violated"), Vec::from_iter(violates), "{is}: {ran:?}");
    }
}

#[test]
fn a_payment_is_refunded_like_an_order() {
    for is in ["", "by_payment"] {
        let (ran, report) = visit(is, "^Refunds do not exceed the payment$");
        let outcomes: Vec<_> = report.scenarios().map(|scenario| scenario["outcome"].clone()).collect();
        assert_eq!(outcomes, [json!("passed")], "{is}: {ran:?}");
    }
}

/// Customers, JSON, numbers, objects and an update: all of it stands on Juspay's own pages.
#[test]
fn who_does_as_the_documentation_says_is_played_for() {
    let names = "^(An eligible customer can pay|The amount asked for is the amount charged|An order of .* rupees is a session of as many|\
        An order is paid when the order status says so|Refunds do not exceed the payment|Every refund has a new id)";
    let (ran, report) = visit("documented", names);
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
}

/// Juspay tells a refund that comes twice by its id "for the order".
#[test]
fn refunds_may_be_numbered_for_each_order() {
    let (ran, report) =
        visit("counting", "^(Every refund has a new id|Refunds do not exceed the payment|A second refund of the same)");
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
}

#[test]
fn who_takes_more_for_enough_does_not_compare() {
    let names = "^A status whose (amount|order_id) is .* releases nothing$";
    for (is, violated) in [("", None), ("generous", Some("JP-B14"))] {
        let (ran, report) = visit(is, names);
        assert_eq!(report.having("violated"), Vec::from_iter(violated), "{is}: {ran:?}");
    }
}

/// User and password stand in the address at which it takes webhooks.
#[test]
fn a_webhook_of_another_user_is_forged_though_the_address_names_the_right_one() {
    let names = "^(A notification that is .* is refused and has no effect|A notification is taken$)";
    let (ran, report) = visit("", names);
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
    let (ran, report) = visit("careless", names);
    assert_eq!(report.having("violated"), ["JP-D01"], "{ran:?}");
    let failed = report.scenarios().filter(|scenario| scenario["outcome"] == "failed").map(|scenario| scenario["name"].clone());
    assert_eq!(failed.collect::<Vec<_>>(), ["A notification that is of another user is refused and has no effect"], "{ran:?}");
}

/// It opens orders and no sessions, lets nobody try again, shows Amazon's reasons, and asks whenever it is notified.
#[test]
fn what_a_shop_need_not_do_keeps_nothing_open() {
    let names = "^(What the session gives for the SDK|Every order has an id of its own|A notification alone does not make|\
        What no published text stands for)";
    let (ran, report) = visit("", names);
    assert_eq!((ran.code, report.having("violated"), report.having("inconclusive")), (0, vec![], vec![]), "{ran:?}");
    let (moot, met) = (report.having("not_applicable"), report.having("met"));
    assert_eq!((moot.join(" "), met.join(" ")), ("JP-B18 JP-C03".to_owned(), "JP-B04 JP-D04".to_owned()), "{ran:?}");
}
