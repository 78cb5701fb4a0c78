//! The page on which a customer links their account, with the Login with Amazon SDK (AP/section2/options_parameters; DG/testcase.html).

use maud::{PreEscaped, html};

use crate::core::http::Response;
use crate::providers::amazon_pay_india::merchant::Shop;
use crate::providers::shop::pages::BUTTON;

const SDK: &str = "https://assets.loginwithamazon.com/sdk/eu/login1.js";

/// The page; `client` and `state` are of letters, digits, `.` and `-` only, `redirect` is the shop's own address.
pub fn link(shop: &Shop, client: &str, state: &str, redirect: &str) -> Response {
    let domain = match shop.faults.has("shop_sdk_domain_missing") {
        true => "",
        false => "amazon.Login.setAmazonDomain(amazon.Login.amazonDomain['in']);",
    };
    let script = format!(
        "window.onAmazonLoginReady = function () {{
  amazon.Login.setClientId('{client}');
  {domain}
}};
document.getElementById('login').onclick = function () {{
  var options = {{ scope: 'payments::conduct_silentpay', response_type: 'code', popup: false, state: '{state}' }};
  amazon.Login.authorize(options, '{redirect}');
}};"
    );
    let sdk = if shop.faults.has("shop_sdk_wrong_region") { SDK.replace("/eu/", "/na/") } else { SDK.to_owned() };
    let content = html! {
        p { "Amazon asks you whether this shop may use your Amazon Pay Later account." }
        button type="button" id="login" style=(BUTTON) { "Login with Amazon" }
        div id="amazon-root" {}
        script { (PreEscaped(script)) }
        script src=(sdk) {}
    };
    shop.page(200, "Link your Amazon account", &content)
}
