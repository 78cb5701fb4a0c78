//! What a customer sees in a real browser.

use super::super::html::{SEEN, UNSEEN};
use super::super::read;
use super::{LIMIT, seen, with_browsers};

/// Many small pages in one, each between brackets.
fn together(pieces: &[&str]) -> String {
    pieces.iter().map(|piece| format!("<div>[<span>{piece}</span></div><div>]</div>\n")).collect()
}

#[test]
fn the_browser_agrees_with_the_reader_of_html() {
    // Only a style sheet can give a textarea's text a box of its own; what is white on white by default only a browser knows.
    let told_otherwise = ["<textarea>x</textarea>", "<p style='color:white'>x</p>"];
    let seen_by_both: Vec<&str> = SEEN.iter().copied().filter(|piece| !told_otherwise.contains(piece)).collect();
    with_browsers(LIMIT, async |browsers| {
        for (pieces, inside) in [(UNSEEN, ""), (&seen_by_both[..], "x")] {
            let page = seen(browsers, format!("<!doctype html><body>{}", together(pieces))).await;
            let told: Vec<String> = page.text.split(']').map(|piece| piece.replace([' ', '['], "")).collect();
            for (piece, told) in pieces.iter().zip(told) {
                assert_eq!(told, inside, "{piece}");
            }
            assert_eq!((page.doubt, page.incidents.len(), page.status), (None, 0, Some(200)));
        }
    });
}

const SHEET: &str = "<!doctype html><style>
    .none { display: none } .clear { opacity: 0 } .same { color: #fff; background: #fefefe } .far { position: absolute; left: -999em }
    .small { width: 0; height: 0; overflow: hidden } .clip { position: absolute; clip: rect(0,0,0,0) }
    .box { position: relative; height: 20px; overflow: hidden } .below { position: absolute; top: 50px }
    .light { color: #fff } .dark { background: #000 } .dead { pointer-events: none }
    .over { position: absolute; inset: 0; background: rgba(0,0,0,.1) } .place { position: relative }
    .own { appearance: none; position: absolute; opacity: 0 } </style>";

#[test]
fn style_sheets_decide_what_is_seen() {
    let hidden = ["none", "clear", "same", "far", "small", "clip"].map(|class| format!("<p class={class}>{class}</p>"));
    let body = format!(
        "{SHEET}{}<p class=light>white on white</p><p class='dark light'>white on black</p><div class=box>in<p class=below>cut</p></div>
         <div class=box style='overflow:auto'>scroll<p class=below>able</p></div><div class=clear><p>deep</p></div><p>end</p>",
        hidden.concat()
    );
    with_browsers(LIMIT, async |browsers| {
        assert_eq!(seen(browsers, body.clone()).await.text, "white on black in scroll able end");
    });
    assert!(read(&body).doubt.is_some());
}

#[test]
fn a_click_must_arrive() {
    let body = format!(
        "{SHEET}<a href=a>free</a><a href=b class=dead>dead</a>
         <p class=place><a href=c>covered</a><i class=over></i></p><div style='height:3000px'></div><a href=d>far below</a>
         <p class=place><label><input type=radio>Amazon Pay Later</label><i class=over></i></p><button disabled>Pay</button>"
    );
    with_browsers(LIMIT, async |browsers| {
        let page = seen(browsers, body).await;
        let links: Vec<_> = page.links.iter().map(|link| (link.text.as_str(), link.clickable)).collect();
        assert_eq!(links, [("free", true), ("dead", false), ("covered", false), ("far below", true)]);
        assert!(page.links.iter().all(|link| page.text[link.at.unwrap()..].starts_with(&link.text)));
        let option = page.option.unwrap();
        assert!(option.visible && option.disabled.unwrap().contains("lies over it"));
        assert_eq!(page.buttons[0].disabled.as_deref(), Some("disabled"));
    });
}

/// A banner or a dialog is no property of what lies under it; whether that works is open.
#[test]
fn what_stays_on_the_screen_covers_and_disables_nothing() {
    let body = format!(
        "{SHEET}<label><input type=radio>Amazon Pay Later</label> <a href=a>link</a> <button disabled>Link</button> <button>Pay</button>
         <div style='position:fixed;inset:0;background:#fff8'><p>We use cookies</p> <button>Accept</button></div>"
    );
    with_browsers(LIMIT, async |browsers| {
        let page = seen(browsers, body).await;
        let option = page.option.unwrap();
        assert!(option.covered && option.disabled.is_some());
        assert_eq!((page.links[0].clickable, page.links[0].covered), (false, true));
        let buttons: Vec<_> = page.buttons.iter().map(|button| (button.name.as_str(), button.covered)).collect();
        assert_eq!(buttons, [("Link", false), ("Pay", true), ("Accept", false)]);
        assert!(!page.framed);
    });
}

#[test]
fn a_frame_is_told_where_it_can_be_seen() {
    let frames = [
        "<iframe srcdoc='Key Fact Statement'></iframe>",
        "<iframe srcdoc=x width=0 height=0></iframe>",
        "<iframe srcdoc=x style='display:none'></iframe>",
        "<div hidden><iframe srcdoc=x></iframe></div>",
        "<p>no frame</p>",
    ];
    for (place, frame) in frames.iter().enumerate() {
        assert_eq!(read(&format!("<!doctype html>shown{frame}")).framed, place == 0, "{frame}");
    }
    with_browsers(LIMIT, async |browsers| {
        for (place, frame) in frames.iter().enumerate() {
            let page = seen(browsers, format!("<!doctype html>shown{frame}")).await;
            assert_eq!((page.framed, page.text.contains("Statement")), (place == 0, false), "{frame}");
        }
    });
}

#[test]
fn an_option_is_judged_as_it_works() {
    let custom = "<!doctype html><script>customElements.define('pay-option', class extends HTMLElement {
        constructor() { super(); const inner = this.attachInternals(); inner.role = 'radio'; inner.ariaDisabled = 'true'; }
    })</script><pay-option role=radio>Amazon Pay Later</pay-option>";
    let shadow = "<!doctype html><div id=host></div><script>
        host.attachShadow({mode: 'open'}).innerHTML = '<h2>Pay Later</h2><label><input type=radio> <slot></slot></label>';
        host.append('Amazon Pay Later');</script>";
    let own = format!("{SHEET}<label class=place><input type=radio class=own checked> Amazon Pay Later</label>");
    let list = "<!doctype html><select><option>Cash<option disabled>Amazon Pay Later: not now</select>";
    with_browsers(LIMIT, async |browsers| {
        let option = seen(browsers, custom).await.option.unwrap();
        assert_eq!(option.disabled.as_deref(), Some("disabled in the accessibility tree"));
        let option = seen(browsers, shadow).await.option.unwrap();
        assert_eq!((option.disabled, option.section.unwrap().name.as_str()), (None, "Pay Later"));
        let option = seen(browsers, own).await.option.unwrap();
        assert_eq!((option.visible, option.disabled, option.chosen), (true, None, true));
        let option = seen(browsers, list).await.option.unwrap();
        assert_eq!((option.visible, option.disabled.as_deref()), (true, Some("disabled")));
    });
}

#[test]
fn a_logo_that_a_style_sheet_draws_is_a_picture() {
    let row = |rule: &str| {
        format!(
            "<!doctype html><style>i {{ display: inline-block; width: 40px; height: 20px }} {rule}</style>
             <div><label><input type=radio> Amazon Pay Later <i></i></label></div>"
        )
    };
    with_browsers(LIMIT, async |browsers| {
        for rule in [
            "i { background: url(/logo.svg) }",
            "i { mask: url(/logo.svg); background: black }",
            "i::before { content: url(/logo.svg) }",
            "i::after { content: ''; background: url(/logo.svg) }",
        ] {
            assert_eq!(seen(browsers, row(rule)).await.option.unwrap().images, ["logo.svg"], "{rule}");
        }
        assert!(seen(browsers, row("i::before { content: 'pay'; background: black }")).await.option.unwrap().images.is_empty());
    });
}
