//! What the honest merchant shows.

use signoff::providers::amazon_pay_india::ineligibility::INELIGIBILITIES;

use super::stage::{SHOP, Stage};

const SENTENCE: &str = "By proceeding, I understand and agree to the ";

#[test]
fn an_eligible_customer_sees_credit_and_statement_and_may_choose() {
    let page = Stage::honest().checkout("eligible", "499.50", "o1");
    assert!(page.contains("Available Credit ₹50000") && page.contains("Pay ₹499.50"));
    let link = page.split(SENTENCE).nth(1).expect("the sentence of consent");
    assert!(link.starts_with("<a href=\"https://amazonpay.amazon.in/render_kfs?authToken="), "{link:.80}");
    assert!(link.contains(">Key Fact Statement</a></p><button"), "the statement stands right above the button");
    assert!(!page.contains("disabled") && !page.contains("Link Account"));
    assert!(page.contains(">Amazon Pay Later</label>") && page.contains("alt=\"Amazon Pay\""));
    for forbidden in ["<style", "<link", "<script", "hidden>"] {
        assert!(!page.contains(forbidden), "{forbidden} on the checkout page");
    }
}

#[test]
fn an_ineligible_customer_sees_the_reason_word_for_word() {
    let mut stage = Stage::honest();
    for published in INELIGIBILITIES {
        let persona = published.code.trim_start_matches("APL_").to_lowercase();
        let persona = if persona == "unregistered_account" { "unregistered" } else { &persona };
        let page = stage.checkout(persona, "10.00", &format!("o-{persona}"));
        assert!(page.contains(&format!(">{}</p>", published.reason)), "{persona}: {page}");
        assert!(page.contains("id=\"amazon-pay-later\" disabled>") && !page.contains(SENTENCE), "{persona}");
        assert!(page.contains("Pay ₹10.00") && !page.contains("Available Credit"), "{persona}");
    }
}

#[test]
fn reasons_that_nobody_published_are_shown_as_text() {
    let mut stage = Stage::honest();
    stage.rewrite = Some(|_, _, body| {
        body["amazonPayLater"]["ineligibilityCode"] = "APL_NEW".into();
        body["amazonPayLater"]["ineligibilityReason"] = "Not <b>today</b> & not here".into();
    });
    let page = stage.checkout("unavailable", "10.00", "o1");
    assert!(page.contains("Not &lt;b&gt;today&lt;/b&gt; &amp; not here"), "{page}");
}

#[test]
fn a_customer_who_has_not_linked_is_led_to_the_sdk() {
    let mut stage = Stage::honest();
    let page = stage.checkout("unlinked", "10.00", "o1");
    assert!(page.contains(&format!("<a href=\"{SHOP}/link?customer=unlinked\"")) && page.contains(">Link Account</a>"));
    assert!(stage.journal.is_empty(), "nobody was asked about a customer without a token");
    let page = stage.get("/link?customer=unlinked");
    for part in [
        "https://assets.loginwithamazon.com/sdk/eu/login1.js",
        "amazonDomain['in']",
        "payments::conduct_silentpay",
        "response_type: 'code'",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[test]
fn linking_ends_with_tokens_that_pay() {
    let mut stage = Stage::honest();
    let page = stage.get("/link?customer=newcomer");
    let state = page.split("state: '").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let code = stage.account.codes.iter().find(|(persona, _)| persona == "eligible").unwrap().1.expose().to_owned();
    assert!(stage.get(&format!("/linked?code={code}&state=guessed")).contains("not started here"));
    assert!(stage.get(&format!("/linked?code={code}&state={state}")).contains("is linked"));
    assert!(stage.pay("newcomer", "10.00", "o1").ends_with("/orders/o1"));
    assert!(stage.get("/orders/o1").contains("Payment successful"));
}

#[test]
fn nothing_is_offered_without_an_answer_a_statement_or_a_rupee() {
    let mut stage = Stage::honest();
    assert!(stage.checkout("eligible", "0.50", "o1").contains("starts at ₹1"));
    assert!(stage.journal.is_empty());
    stage.outage(1);
    assert!(stage.checkout("eligible", "10.00", "o2").contains("does not answer"));
    stage.rewrite = Some(|_, _, body| {
        body["amazonPayLater"].as_object_mut().unwrap().shift_remove("keyFactStatementUrl");
    });
    let page = stage.checkout("eligible", "10.00", "o3");
    assert!(page.contains("id=\"amazon-pay-later\" disabled>") && !page.contains(SENTENCE));
}

#[test]
fn what_is_no_order_is_refused() {
    let mut stage = Stage::honest();
    for query in
        ["", "customer=c&order=o", "customer=c&order=o&amount=0.00", "customer=c&order=o&amount=1.001", "amount=1&order=o"]
    {
        assert!(stage.get(&format!("/pay?{query}")).contains("An order needs"), "{query}");
    }
    for path in ["/", "/orders/none", "/orders/%zz", "/orders/"] {
        assert!(stage.get(path).contains("There is no such"), "{path}");
    }
    let page = stage.checkout("eligible", "10.00", "%22%3E%3Cscript%3E");
    assert!(!page.contains("<script>"), "an order's id is text");
}
