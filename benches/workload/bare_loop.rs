//! The lower bound: hyper connections that send, validate and compare, and nothing else.

use std::cell::Cell;
use std::path::Path;

use futures::future::try_join_all;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::message::{Merchant, field_is, fits_schema};
use crate::{AT_ONCE, Result};

/// Sends `count` requests.
pub fn run(config: &Path, count: usize) -> Result {
    let merchant = Merchant::load(config)?;
    let sent = Cell::new(0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let connections = (0..AT_ONCE.min(count)).map(|_| connection(&merchant, &sent, count));
    runtime.block_on(try_join_all(connections))?;
    Ok(())
}

/// Takes number after number until all are taken.
async fn connection(merchant: &Merchant, sent: &Cell<usize>, count: usize) -> Result {
    let stream = TcpStream::connect(merchant.base_url().trim_start_matches("http://")).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    while sent.get() < count {
        sent.set(sent.get() + 1);
        exchange(merchant, &mut sender, &format!("{}.00", sent.get())).await?;
    }
    Ok(())
}

async fn exchange(merchant: &Merchant, sender: &mut SendRequest<Empty<Bytes>>, amount: &str) -> Result {
    let request = merchant.request(amount)?;
    let target = format!("{}?{}", request.path(), request.query());
    let mut outgoing = hyper::Request::builder().method(request.method.as_str()).uri(target).header("host", request.authority());
    for (name, value) in request.headers.iter() {
        outgoing = outgoing.header(name, value);
    }
    let answer = sender.send_request(outgoing.body(Empty::new())?).await?;
    let status = answer.status();
    let body: Value = serde_json::from_slice(&answer.into_body().collect().await?.to_bytes())?;
    if status != 200 {
        return Err(format!("the answer is {status}").into());
    }
    fits_schema(&body)?;
    field_is(&body, "amazonPayLater.enabled", "true")?;
    field_is(&body, "amazonPayLater.availableCredit", "50000")
}
