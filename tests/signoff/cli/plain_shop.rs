//! A shop that somebody else wrote in words and a layout of its own, read without a browser: what it does right is never called
//! wrong, whether its words are configured or not.

use serde_json::{Value, json};

use super::foreign_shop::Shop;
use super::scene::{Ran, Report, Scene};

/// One scenario or two of each kind; all of them take more than a minute.
const NAMES: &str = "^(The method is labelled as published|The method stands among those that are paid later|\
    A customer who has not linked sees the button|The credit stands behind its label|An eligible customer can pay|\
    The reason of a customer who is kyc_expired is shown as it came|A customer who is kyc_expired cannot choose the method|\
    The words are a link to this customer's statement|The logo is shown with the method|A captured charge ends at the shop|\
    A customer who has to authenticate is sent to the address that the provider gave|A double click charges the amount once|\
    A charge that fails for InsufficientFunds is told and can be tried again|A pending charge is neither paid nor failed|\
    The result RESULT_OK of the way back decides nothing|An order is not paid by a status whose signature is false|\
    A status whose requestedAmount is not the order's releases nothing|A refused token is renewed|\
    A customer whose renewed token is refused, too, is asked to link again|A fault of the provider decides nothing|\
    A notification is taken|Refunds do not exceed the charge|\
    A pending refund is not reported as done)$";
const PENDING: &str = "A pending charge is neither paid nor failed";

/// The words of its pages, and how it offers another try.
fn words() -> Value {
    json!({
        "paid": ["payment received"],
        "pending": ["waiting for Amazon to confirm"],
        "failed": ["did not go through"],
        "refunded": ["has been returned"],
        "retry": "name:Choose another way to pay",
    })
}

fn visit(page: Value, names: &str) -> (Ran, Report) {
    let shoppers = json!({ "eligible": "u-1", "unlinked": "u-new", "kyc_expired": "u-2", "needs_authentication": "u-3" });
    visit_as("", page, &shoppers, names)
}

/// A shop that does something otherwise than most, and its customers.
fn visit_as(is: &str, page: Value, shoppers: &Value, names: &str) -> (Ran, Report) {
    visit_with(is, page, shoppers, &["--name", names], |_| ())
}

/// As [`visit_as`], where something is laid beside the configuration.
fn visit_with(is: &str, page: Value, shoppers: &Value, which: &[&str], beside: impl FnOnce(&Scene)) -> (Ran, Report) {
    let shop = Shop::open_as("plain", is);
    let mut merchant = shop.merchant();
    merchant["public_url"] = json!("https://shop.example");
    merchant["notification_url"] = json!(format!("{}/notify", shop.address));
    merchant["refund_url"] = json!(format!("{}/office/refund?order={{order}}&amount={{amount}}", shop.address));
    let scene = Scene::with(&json!({ "amazon_pay_india": {
        "checkout": { "url": shop.checkout(), "page": page },
        "shoppers": shoppers,
        "merchant": merchant,
        "capabilities": { "login_with_amazon_sdk": false },
    } }));
    beside(&scene);
    let ran = scene.run(&[&["--subject", "checkout", "--subject", "merchant"], which].concat());
    let report = scene.report();
    (ran, report)
}

/// The scenarios that could not tell.
fn unclear(report: &Report) -> Vec<&str> {
    let scenarios = report.scenarios().filter(|scenario| scenario["outcome"] != "passed");
    scenarios.map(|scenario| scenario["name"].as_str().unwrap()).collect()
}

/// Which of the readings that are published is found out before anything is judged.
#[test]
fn how_it_verifies_answers_is_found_out() {
    let names = "^(An eligible customer can pay|An order is paid when the status says so|\
        The reason of a customer who is kyc_expired is shown as it came|An order is not paid by a status whose signature is false)$";
    let shoppers = json!({ "eligible": "u-1", "kyc_expired": "u-2" });
    let (ran, report) = visit_as("verifying_otherwise", words(), &shoppers, names);
    assert_eq!((ran.code, unclear(&report), report.scenarios().count()), (0, vec![], 4), "{ran:?}");
}

#[test]
fn with_its_words_all_is_met() {
    let (ran, report) = visit(words(), NAMES);
    assert_eq!((ran.code, report.having("violated")), (0, vec![]), "{ran:?}");
    assert_eq!(unclear(&report), [""; 0], "{ran:?}");
    assert_eq!(report.scenarios().count(), 23);
}

#[test]
fn without_its_words_there_are_doubts_and_no_accusations() {
    let (ran, report) = visit(json!({}), NAMES);
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(unclear(&report).contains(&PENDING) && unclear(&report).len() < 12, "{ran:?}");
}

#[test]
fn a_shop_that_calls_a_pending_payment_paid_is_told() {
    let mut page = words();
    page["paid"] = page["pending"].take();
    page.as_object_mut().unwrap().remove("pending");
    let (ran, report) = visit(page, PENDING);
    assert_eq!((ran.code, report.having("violated").len()), (1, 1), "{ran:?}");
}

/// When each scenario heard the merchant and its customers first and last.
fn times(report: &Report) -> Vec<(String, String)> {
    let times = report.scenarios().map(|scenario| {
        let ids = scenario["exchanges"].as_array().unwrap();
        let of = report.0["exchanges"].as_array().unwrap().iter().filter(|exchange| ids.contains(&exchange["id"]));
        let mut at: Vec<_> = of.map(|exchange| exchange["at"].as_str().unwrap().to_owned()).collect();
        at.sort();
        (at.first().cloned().unwrap_or_default(), at.last().cloned().unwrap_or_default())
    });
    let mut times: Vec<_> = times.collect();
    times.sort();
    times
}

fn overlaps(report: &Report) -> usize {
    times(report).windows(2).filter(|pair| pair[1].0 < pair[0].1).count()
}

const SEVERAL: &str = r#"{ "eligible": ["u-1", "u-4", "u-5"], "unlinked": "u-new", "kyc_expired": "u-2",
    "needs_authentication": ["u-3", "u-6"] }"#;

#[test]
fn customers_whose_tokens_tell_them_apart_are_served_at_the_same_time() {
    let shoppers: Value = serde_json::from_str(SEVERAL).unwrap();
    let (ran, report) = visit_as("", words(), &shoppers, NAMES);
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
    assert!(overlaps(&report) > 0, "{:?}", times(&report));
}

#[test]
fn where_one_token_stands_for_all_they_wait_for_one_another() {
    let shoppers: Value = serde_json::from_str(SEVERAL).unwrap();
    let (ran, report) = visit_as("one_token", words(), &shoppers, NAMES);
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(overlaps(&report), 0, "{:?}", times(&report));
}

#[test]
fn calls_of_another_account_are_none_of_ours_to_judge() {
    let shoppers = json!({ "eligible": "u-1", "kyc_expired": "u-2" });
    let names = "^(An eligible customer can pay|The credit stands behind its label|A double click charges the amount once|\
        A captured charge ends at the shop)$";
    let (ran, report) = visit_as("balance", words(), &shoppers, names);
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 4);
}

/// The provider that we play leads to the real one's host, which a browser of these tests cannot reach.
#[test]
fn who_is_sent_to_the_provider_in_a_browser_is_there_though_nothing_can_be_reached() {
    if !crate::checkout::browser::is_there() {
        return;
    }
    let names = "^(A customer who has to authenticate is sent to the address that the provider gave|\
        A captured charge ends at the shop)$";
    let customers = json!({ "eligible": "u-1", "needs_authentication": "u-3" });
    let (ran, report) = visit_with("", words(), &customers, &["--browser", "--name", names], |_| ());
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 2);
}

/// Its first call comes when the page is tried, before any scenario; a rule judges it, of a requirement that is selected by a scenario.
#[test]
fn a_call_that_is_no_scenarios_is_judged_all_the_same() {
    let feature = "Feature: Own\n  @APL-B03 @own\n  Scenario: The option is there\n    Given the customer \"eligible\" at the checkout\n    \
        Then the option is labelled \"Amazon Pay Later\"\n";
    let which = ["--features", "more", "--tags", "@own"];
    let beside = |scene: &Scene| scene.write("more/amazon_pay_india/own.feature", feature);
    for (is, code) in [("", 0), ("waking_up", 1)] {
        let (ran, report) = visit_with(is, words(), &json!({ "eligible": "u-1" }), &which, beside);
        assert_eq!((ran.code, unclear(&report)), (code, vec![]), "{ran:?}");
        let requirement = report.requirements().find(|entry| entry["id"] == "APL-B03").unwrap();
        let findings = requirement["findings"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(findings.len(), usize::from(code == 1), "{ran:?}");
        let of_scenarios = report.scenarios().flat_map(|scenario| scenario["exchanges"].as_array().unwrap());
        assert!(!of_scenarios.into_iter().any(|id| findings.iter().any(|finding| finding["exchange"] == *id)), "{ran:?}");
    }
}

#[test]
fn who_trusts_no_certificate_of_ours_is_not_accused() {
    let (ran, report) = visit_as("secure", words(), &json!({ "eligible": "u-1" }), "^A notification is taken$");
    assert_eq!((ran.code, report.having("inconclusive")), (3, vec!["APL-D01".to_owned()]), "{ran:?}");
}

/// It listens to completed payments alone, as only they are told of: that it believes anybody shows by nothing else.
#[test]
fn who_believes_that_a_payment_is_completed_whoever_says_so_is_told() {
    let shoppers = json!({ "eligible": "u-1", "needs_authentication": "u-3" });
    let names = "^A notification that is (signed with another key|not signed) makes no pending order paid$";
    let (ran, report) = visit_as("believing", words(), &shoppers, names);
    assert_eq!((ran.code, report.having("violated")), (1, vec!["APL-D02".to_owned()]), "{ran:?}");
    assert_eq!(report.scenarios().filter(|scenario| scenario["outcome"] == "failed").count(), 2, "{ran:?}");
}

#[test]
fn who_calls_whatever_is_over_paid_is_told() {
    let shoppers = json!({ "eligible": "u-1", "needs_authentication": "u-3" });
    let names = "^A charge that is declined in the end is not paid$";
    for (is, code, violated) in [("", 0, vec![]), ("hopeful", 1, vec!["APL-D04".to_owned()])] {
        let (ran, report) = visit_as(is, words(), &shoppers, names);
        assert_eq!((ran.code, report.having("violated")), (code, violated), "{is}: {ran:?}");
    }
}

#[test]
fn who_forgets_what_is_not_given_back_yet_gives_back_too_much() {
    let names = "^(Refunds do not exceed the charge|Refunds that are pending count as well)$";
    for (is, code, violated) in [("", 0, 0), ("forgetful", 1, 1)] {
        let (ran, report) = visit_as(is, words(), &json!({ "eligible": "u-1" }), names);
        assert_eq!((ran.code, report.having("violated").len(), report.scenarios().count()), (code, violated, 2), "{is}: {ran:?}");
        let failed = report.scenarios().filter(|scenario| scenario["outcome"] == "failed");
        assert_eq!(failed.count(), violated, "{is}: {ran:?}");
        assert_eq!(report.scenarios().filter(|scenario| scenario["outcome"] == "inconclusive").count(), 0, "{is}: {ran:?}");
    }
}

#[test]
fn a_token_that_is_renewed_may_wait_for_the_next_page() {
    let (ran, report) = visit_as("leisurely", words(), &json!({ "eligible": "u-1" }), "^A refused token is renewed$");
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
}

#[test]
fn a_refund_that_is_declined_is_not_done() {
    let names = "^A refund that is declined in the end is not reported as done$";
    let (ran, report) = visit_as("", words(), &json!({ "eligible": "u-1" }), names);
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
}

/// Its customer is asked to link again for good: all who need the link go first.
#[test]
fn a_shop_that_unlinks_a_customer_for_good_is_no_worse_for_it() {
    let names = "^(A linked customer who is eligible is not asked to link|The next order has its own statement|\
        A customer whose renewed token is refused, too, is asked to link again|A refused token is renewed|\
        A captured charge ends at the shop)$";
    let (ran, report) = visit_as("unlinking", words(), &json!({ "eligible": "u-1" }), names);
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
    assert_eq!(report.scenarios().count(), 5);
}

const CONSENT: &str = "^(An eligible customer reads the whole sentence|The sentence comes before the money|\
    The words are a link to this customer's statement|A customer who is kyc_expired is shown no statement|\
    The credit stands behind its label)$";

fn consent(is: &str) -> (Ran, Report) {
    visit_as(is, words(), &json!({ "eligible": "u-1", "kyc_expired": "u-2" }), CONSENT)
}

#[test]
fn what_is_told_behind_the_choice_and_before_the_money_is_told_in_time() {
    let (ran, report) = consent("telling_late");
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
}

#[test]
fn who_pays_without_having_read_the_sentence_was_not_shown_it() {
    let (ran, report) = consent("asking_nothing");
    assert_eq!((ran.code, report.having("violated")), (1, vec!["APL-C06".to_owned(), "APL-C07".to_owned()]), "{ran:?}");
}

#[test]
fn what_is_told_when_the_choice_was_charged_already_is_told_too_late() {
    let names = "^An eligible customer reads the whole sentence$";
    let (ran, report) = visit_as("paying_at_once", words(), &json!({ "eligible": "u-1" }), names);
    assert_eq!((ran.code, report.having("violated").len()), (1, 1), "{ran:?}");
}

#[test]
fn the_statements_of_other_lenders_are_not_amazons() {
    let (ran, report) = consent("with_lenders");
    assert_eq!((ran.code, report.having("violated"), unclear(&report)), (0, vec![], vec![]), "{ran:?}");
}

/// What these shops do is right, or not to be told from what is.
#[test]
fn what_proves_nothing_accuses_nobody_and_acquits_nobody() {
    let shoppers = json!({ "eligible": "u-1", "unlinked": "u-new", "kyc_expired": "u-2", "needs_authentication": "u-3" });
    for (is, names, code) in [
        ("hiding", "^A customer who is kyc_expired (cannot choose the method|is shown no statement)$", 3),
        ("reminding", "^A customer who is kyc_expired is shown no statement$", 3),
        ("hiding", "^The reason of a customer who is kyc_expired is shown as it came$", 3),
        ("through_gateway", "^A customer who has to authenticate is sent to the address that the provider gave$", 3),
        ("through_gateway", "^A captured charge ends at the shop$", 3),
        ("framing", "^A linked customer who is eligible is not asked to link$", 3),
        ("naming_buttons", "^A customer who has not linked sees the button$", 0),
        ("charging_a_fee", "^The amount asked for is the amount charged: 499.00$", 0),
        ("breaking_down", "^A captured charge ends at the shop$", 3),
    ] {
        let (ran, report) = visit_as(is, words(), &shoppers, names);
        assert_eq!((ran.code, report.having("violated")), (code, vec![]), "{is}: {ran:?}");
        assert_eq!(unclear(&report).len(), if code == 0 { 0 } else { report.scenarios().count() }, "{is}: {ran:?}");
    }
}

#[test]
fn where_a_shop_has_moved_to_is_told() {
    let (ran, report) = visit_as("moved", words(), &json!({ "eligible": "u-1" }), "^The method is labelled as published$");
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    assert!(ran.stdout.contains("the customer was sent to http://127.0.0.1:9/pay"), "{ran:?}");
}
