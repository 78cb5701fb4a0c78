//! A shop of PPRO's that somebody else wrote: it believes what a signed webhook tells, and reads a charge only when its consumer
//! comes back.

use std::thread;

use serde_json::{Value, json};

use super::foreign_shop::Shop;
use super::scene::{Ran, Report, Scene};

const ACCOUNT: &[(&str, &str)] = &[
    ("merchant_id", "merch_ownshop"),
    ("api_key", "own-shop-key-0123456789"),
    ("webhook_secret", "whsec_ownshop"),
    ("return_url", "https://shop.example/done"),
];

fn visit(is: &str, names: &str) -> (Ran, Report) {
    let shoppers = json!({ "eligible": "u-1", "subscriber": "u-monthly", "abroad": "u-abroad", "other_currency": "u-euro" });
    visit_as(is, &shoppers, &["--subject", "checkout", "--subject", "merchant", "--name", names])
}

fn visit_as(is: &str, shoppers: &Value, arguments: &[&str]) -> (Ran, Report) {
    visit_knowing(ACCOUNT[2].1, is, shoppers, arguments)
}

/// A visit to a shop of which this is taken for its secret.
fn visit_knowing(secret: &str, is: &str, shoppers: &Value, arguments: &[&str]) -> (Ran, Report) {
    let shop = Shop::open_with("ppro", is, ACCOUNT);
    let mut merchant = shop.merchant();
    merchant["webhook_secret"] = json!(secret);
    merchant["public_url"] = json!("https://shop.example");
    if arguments.contains(&"--name") {
        merchant["notification_url"] = json!(format!("{}/hooks", shop.address));
    }
    merchant["refund_url"] = json!(format!("{}/office/refund?order={{order}}&amount={{amount}}", shop.address));
    let renewal = "office/renew?customer={customer}&amount={amount}&order={order}";
    merchant["recurring_url"] = json!(format!("{}/{renewal}", shop.address));
    let page = json!({
        "paid": ["we have your money"],
        "pending": ["we wait for word"],
        "failed": ["that did not work"],
        "refunded": ["has gone back to you"],
        "retry": "name:Choose another way to pay",
    });
    let scene = Scene::with(&json!({ "ppro": {
        "checkout": { "url": shop.checkout(), "page": page },
        "shoppers": shoppers,
        "merchant": merchant,
        "capabilities": { "recurring": true },
    } }));
    let ran = scene.run(arguments);
    let report = scene.report();
    (ran, report)
}

/// What each wrong one is seen by, and the requirements that it violates.
const WRONG: &[(&str, &str, &[&str])] = &[
    ("credulous", "^A webhook that (is not signed has|was signed long)", &["PP-D02", "PP-D03"]),
    ("outdated", "^(A webhook that is wrong beside|The deprecated signature)", &["PP-D02", "PP-D04"]),
    ("timeless", "^A webhook that (is not signed has|was signed long)", &["PP-D03"]),
    ("proud", "^(To come back is not to have paid|An order is paid when its charge is captured)", &["PP-C02", "PP-D08"]),
    ("mute", "^A payment that ended as (CANCELED_BY_CONSUMER|DISCARDED) is", &["PP-C04"]),
    ("generous", "^(Refunds do not exceed the charge|Every refund has a reference)", &["PP-B13"]),
    ("early", "^A pending refund is not shown as done", &["PP-D09"]),
    ("anew", LOST, &["PP-B17"]),
    ("keyless", "^(A charge whose answer got lost|Every try has a key)", &["PP-B03", "PP-B17"]),
    ("worldwide", "^Amazon Pay is (not )?offered", &["PP-C07"]),
    ("chatty", "^(What PPRO says of a failure|A payment that ended as SUS_FRAUD)", &["PP-C05", "PP-C06"]),
    ("closed", "^An event of an unknown type", &["PP-D07"]),
    ("strict", "^A webhook with members that nobody knows", &["PP-D07"]),
    ("trusting", "^A webhook of another amount", &["PP-D13"]),
    ("hopeful", "^A discarded charge closes its order", &["PP-D10"]),
    ("tagging", "^The consumer is sent by GET to", &["PP-C01"]),
    ("getting", "^The consumer is sent by", &["PP-C01"]),
    ("flat", "^A cycle is charged at what it costs", &["PP-B05"]),
    ("greedy", "^An agreement (is charged once it is active|that is REVOKED_BY_CONSUMER)", &["PP-B16", "PP-D11"]),
];

const LOST: &str = "^A charge whose answer got lost";

const WORKS: &str = "^(Amazon Pay is (not )?offered (to a consumer (of another country|with less)|for (0.50|20000.00))|\
    The consumer is sent by|To come back is not to have paid|A payment that ended as (DISCARDED|SUS_LOST|INSUFF)|\
    What PPRO says of a failure|A charge whose answer got lost|Every (try|cycle|refund) has a|The terms of a subscription|\
    An agreement (is charged once it is active|that is REVOKED_BY_PROVIDER)|A cycle is charged at|An active agreement alone|A charge of another amount|\
    Refunds do not exceed|A refund that fails afterwards is done no more|A webhook that is (altered|not signed) has no effect|\
    The charge is of what|A webhook (of an authorisation|of another amount|with members)|A charge and its refunds have|An event that comes four times|A webhook is taken|A discarded charge closes)";

#[test]
fn what_is_done_as_published_is_met() {
    let (ran, report) = visit("", WORKS);
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 37);
    let refunds = report.requirements().find(|entry| entry["id"] == "PP-B13").unwrap();
    assert_eq!(refunds["reason"], "1 of 3 scenarios ran (1 needs a merchant whose clock can be moved)");
    assert!(ran.stdout.contains("Met only in part: the rest was not tried\n"), "{}", ran.stdout);
}

/// Another secret is configured than the shop has.
#[test]
fn who_does_not_take_our_webhooks_is_not_accused() {
    let names = "^(A webhook is taken|An event of an unknown type|A webhook with members|A refund that fails afterwards|A discarded charge)";
    let arguments = ["--subject", "merchant", "--name", names];
    let (ran, report) = visit_knowing("whsec_another", "", &json!({ "eligible": "u-1" }), &arguments);
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(report.unclear().iter().any(|why| why.contains("the merchant answers 401 to a genuine notification")), "{ran:?}");
}

const CYCLES: &str = "^(An agreement is charged once it is active|A cycle is charged at what it costs|Every cycle has a key)";

#[test]
fn an_agreement_may_begin_without_a_charge_and_a_path_may_end_with_a_slash() {
    for is in ["bare", "slashed"] {
        let (ran, report) = visit(is, CYCLES);
        assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{is}: {ran:?}");
        assert_eq!(report.scenarios().count(), 3);
    }
}

/// A webhook makes it read the charge: it is seen by that, and by nothing else.
#[test]
fn who_reads_what_a_webhook_tells_is_no_worse() {
    let (ran, report) = visit("asking", "^(A webhook that is not signed has|The deprecated signature|A discarded charge closes)");
    assert_eq!((ran.code, report.having("violated"), report.unclear()), (0, vec![], vec![]), "{ran:?}");
}

/// Its page is right whatever comes: what it makes of a webhook is not seen.
#[test]
fn who_reads_for_every_page_is_not_accused() {
    let (ran, report) = visit("looking", "^(A discarded charge closes|A webhook that is not signed has|An order is paid when)");
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(report.having("met").contains(&"PP-D08".to_owned()), "{ran:?}");
    assert!(report.unclear().iter().all(|why| why.contains("of its own accord")), "{:?}", report.unclear());
}

#[test]
fn each_wrong_shop_is_told_by_what_it_violates() {
    let told = |(is, names, violates): &(&str, &str, &[&str])| {
        let (ran, report) = visit(is, names);
        assert_eq!(report.having("violated"), *violates, "{is}: {ran:?}");
    };
    // Most of them wait.
    for some in WRONG.chunks(4) {
        thread::scope(|scope| some.iter().for_each(|one| drop(scope.spawn(|| told(one)))));
    }
}

/// What no scenario looks for is seen in whatever is sent.
#[test]
fn what_is_wrong_in_a_message_is_told_by_its_rule() {
    let (once, monthly) = (json!({ "eligible": "u-1" }), json!({ "subscriber": "u-monthly" }));
    let wrong: [(_, _, &[&str]); 4] = [
        ("", &monthly, &[]),
        ("copied", &monthly, &["PP-B09", "PP-B10"]),
        ("dollars", &monthly, &["PP-B05"]),
        ("money", &once, &["PP-B12"]),
    ];
    for (is, shoppers, violates) in wrong {
        let (ran, report) = visit_as(is, shoppers, &["--subject", "merchant"]);
        assert_eq!(report.having("violated"), violates, "{is}: {ran:?}");
    }
}
