//! The payment option: how it is found, and whether it can be seen and chosen.

use signoff::checkout::page::{PaymentOption, UNNAMED};
use signoff::checkout::tree::Role;

use super::read;

fn option(html: &str) -> PaymentOption {
    read(html).option.unwrap_or_else(|| panic!("no option in {html}"))
}

#[test]
fn the_option_is_found_by_its_name() {
    for html in [
        "<label><input type=radio name=m> Amazon Pay Later</label>",
        "<input type=radio id=a><label for=a>Amazon Pay Later</label>",
        "<input type=radio aria-label='Amazon Pay Later'>",
        "<span id=n>Amazon Pay Later</span><input type=radio aria-labelledby=n>",
        "<span id=n hidden>Amazon Pay Later</span><input type=radio aria-labelledby=n>",
        "<div role=radio>Amazon Pay Later</div>",
        "<button type=button>Amazon Pay Later</button>",
        "<select><option>Cash<option>Amazon Pay Later</select>",
        "<label>Amazon <b>Pay</b> Later <input type=checkbox></label>",
        "<label><input type=radio> <b>Amazon Pay Later</b> Available Credit ₹5 <small>a note</small></label>",
        "<label><input type=radio> <img alt='Amazon Pay'> Amazon Pay Later</label>",
        "<button>Pay with Amazon Pay Later</button><label><input type=radio>Amazon Pay Later</label>",
        "<label hidden><input type=radio> Amazon Pay Later (old)</label><label><input type=radio>Amazon Pay Later</label>",
    ] {
        let found = option(html);
        assert_eq!((found.label.as_str(), found.visible, found.disabled), ("Amazon Pay Later", true, None), "{html}");
    }
}

#[test]
fn another_name_is_told_as_it_stands() {
    for (html, label) in [
        ("<label><input type=radio> Amazon PayLater</label>", "Amazon PayLater"),
        ("<label><input type=radio> <b>amazon pay  later</b> ₹5</label>", "amazon pay later"),
        ("<label><input type=radio value=amazon_pay_later> Later, by Amazon</label>", "Later, by Amazon"),
        ("<label><input type=radio> <b>Amazon Pay Later (EMI)</b> new!</label>", "Amazon Pay Later (EMI)"),
    ] {
        assert_eq!(option(html).label, label, "{html}");
    }
    for html in ["", "Amazon Pay Later", "<label><input type=radio> Amazon Pay Balance</label>", "<h2>Amazon Pay Later</h2>"] {
        assert_eq!(read(html).option.map(|option| option.label), None, "{html}");
    }
}

#[test]
fn a_link_is_the_option_only_where_nothing_else_is_and_by_this_name_alone() {
    let link = "<a href='/pay?m=apl'>Amazon Pay Later</a>";
    assert_eq!((option(link).role, option(link).disabled), (Role::Link, None));
    let both = format!("{link}<label><input type=radio> Amazon Pay Later Available Credit ₹5</label>");
    assert_eq!(option(&both).role, Role::Choice);
    assert!(read("<a href=/about>About Amazon Pay Later</a>").option.is_none());
}

#[test]
fn an_option_that_cannot_be_chosen_says_why() {
    let row = |outer: &str, inner: &str| format!("<div {outer}><label><input type=radio {inner}> Amazon Pay Later</label></div>");
    for (html, why) in [
        (row("", "disabled"), "disabled"),
        (row("", "disabled=false"), "disabled"),
        (row("", "aria-disabled=true"), "aria-disabled"),
        (row("aria-disabled=true", ""), "aria-disabled"),
        (row("inert", ""), "inert"),
        (row("style='pointer-events:none'", ""), "pointer-events"),
        (format!("<fieldset disabled>{}</fieldset>", row("", "")), "fieldset"),
        ("<div role=radio aria-disabled=true>Amazon Pay Later</div>".to_owned(), "aria-disabled"),
        ("<select><optgroup disabled><option>Amazon Pay Later</select>".to_owned(), "fieldset"),
    ] {
        let found = option(&html);
        assert!(found.visible && found.disabled.as_ref().is_some_and(|reason| reason.contains(why)), "{html}: {found:?}");
    }
    for html in [
        row("", "aria-disabled=false"),
        row("disabled", ""),
        row("style='pointer-events:none'", "style='pointer-events:auto'"),
        row("", "style='opacity:0'"),
        row("", "style='pointer-events:none'"),
        format!("<fieldset disabled><legend>{}</legend></fieldset>", row("", "")),
    ] {
        let found = option(&html);
        assert_eq!((found.visible, found.disabled), (true, None), "{html}");
    }
    let hidden = option(&row("hidden", ""));
    assert!(!hidden.visible && hidden.text.is_empty());
}

#[test]
fn the_section_is_the_nearest_name_that_speaks_of_the_option() {
    let own = "<div><label><input type=radio>Amazon Pay Later</label></div>";
    let cash = "<label><input type=radio>Cash</label>";
    for (html, section) in [
        (format!("<section><h2>Pay Later</h2>{own}</section>"), Some("Pay Later")),
        (format!("<fieldset><legend>Pay Later</legend>{own}</fieldset>"), Some("Pay Later")),
        (format!("<div role=group aria-label='Pay Later'>{own}</div>"), Some("Pay Later")),
        (format!("<h1>Checkout</h1><section aria-labelledby=h><b id=h>Pay Later</b>{own}</section>"), Some("Pay Later")),
        (format!("<h1>Checkout</h1><h3>Pay Later</h3>{own}<h3>Other</h3>{cash}"), Some("Pay Later")),
        (format!("<section><h2>Pay Later</h2><div><h3>Amazon Pay Later</h3>{own}</div></section>"), Some("Pay Later")),
        (format!("<h2>Pay Later</h2><div><h4>Cash</h4>{cash}</div>{own}"), Some("Pay Later")),
        (format!("<h1>Pay</h1><section><h2>Cards</h2>{cash}</section>{own}"), Some("Pay")),
        (format!("<h2 hidden>Pay Later</h2>{own}"), None),
        (format!("{own}<h2>Pay Later</h2>"), None),
    ] {
        assert_eq!(option(&html).section.map(|section| section.name).as_deref(), section, "{html}");
    }
}

#[test]
fn the_whole_option_reaches_to_its_neighbours() {
    let found = option(
        "<form><section><h2>Pay Later</h2><div class=row><label for=a>Amazon Pay Later</label><input type=radio id=a checked>
           <img src='/logos/amazon-pay.svg?v=2'><img alt='Amazon Pay' src=x><img alt=gone style='display:none'>
           <i style='background:url(/bg/lines.png)'></i><p>Available Credit ₹1,000.00</p><button>Link Account</button></div>
         <div><label><input type=radio>Another</label><p>Other note</p></div></section><button>Pay ₹5</button></form>",
    );
    assert_eq!(found.text, "Amazon Pay Later Available Credit ₹1,000.00 Link Account");
    assert_eq!(found.images, ["amazon-pay.svg", "Amazon Pay", "lines.png"]);
    assert!(found.chosen);
    assert_eq!(found.section.unwrap().name, "Pay Later");
}

#[test]
fn a_picture_without_a_name_is_a_picture() {
    for picture in ["<img alt='' src='data:image/png,x'>", "<svg></svg>", "<i style='background:url(data:x)'></i>", "<img>"] {
        let found = option(&format!("<div><label><input type=radio>Amazon Pay Later</label>{picture}</div>"));
        assert_eq!(found.images, [UNNAMED], "{picture}");
    }
    assert!(option("<label><input type=radio>Amazon Pay Later</label>").images.is_empty());
}

#[test]
fn what_is_asked_of_a_chosen_option_belongs_to_it() {
    let row = |rest: &str| {
        format!(
            "<form><div><label><input type=radio name=m>Amazon Pay Later</label>{rest}<img alt=logo src=l.png></div>
             <div><label><input type=radio name=m>Cash</label></div></form>"
        )
    };
    for rest in [
        "",
        "<label><input type=checkbox name=c>I agree</label>",
        "<fieldset><legend>Plan</legend><label><input type=radio name=plan>3 months</label></fieldset>",
        "<div role=radiogroup><div role=radio>3 months</div></div>",
        "<select><option>3 months</select>",
    ] {
        assert_eq!(option(&row(rest)).images, ["logo"], "{rest}");
    }
    for rest in
        ["<label><input type=radio name=m>Card</label>", "<h3>Cards</h3><label><input type=radio name=card>Card 1</label>"]
    {
        assert!(option(&row(rest)).images.is_empty(), "{rest}");
    }
}
