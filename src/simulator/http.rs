//! HTTP as the rest of the program knows it: whole requests in, whole responses out.

use std::io;
use std::net::TcpListener;

use axum::body::Body;
use axum::serve::{Listener, ListenerExt};
use futures::StreamExt;
use serde_json::json;

use crate::core::http::{Request, Response};

/// A longer request body is refused with 413, in bytes.
pub const BODY_CAP: usize = 1024 * 1024;

/// Answers every request that arrives at a bound socket; ends with it only.
pub async fn serve<A, F>(listener: TcpListener, answer: A) -> io::Result<()>
where
    A: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send,
{
    let listener = tokio::net::TcpListener::from_std(listener)?.tap_io(|stream| {
        // Only slower without it.
        let _ = stream.set_nodelay(true);
    });
    serve_on(listener, answer).await
}

/// Answers every request that arrives at a listener.
pub async fn serve_on<L, A, F>(listener: L, answer: A) -> io::Result<()>
where
    L: Listener,
    L::Addr: std::fmt::Debug,
    A: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send,
{
    let app = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let answer = answer.clone();
        async move {
            write(match read(request).await {
                Ok(request) => answer(request).await,
                Err(refusal) => refusal,
            })
        }
    });
    axum::serve(listener, app).await
}

/// A response of plain text.
pub fn text(status: u16, text: &str) -> Response {
    let headers = [("content-type", "text/plain; charset=utf-8")].into_iter().collect();
    Response { status, headers, body: text.as_bytes().to_vec() }
}

async fn read(request: axum::extract::Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let host = parts.headers.get("host").map(|host| text(host.as_bytes()));
    let host = host.or_else(|| parts.uri.authority().map(ToString::to_string)).unwrap_or_default();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    Ok(Request {
        method: parts.method.to_string(),
        url: format!("http://{host}{target}"),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str(), text(value.as_bytes()))).collect(),
        body: read_body(body).await?,
    })
}

/// Reads a body to its end, so that the sender of one that is too long still gets its answer.
async fn read_body(body: Body) -> Result<Vec<u8>, Response> {
    let refused = |status: u16, code: &str, message: &str| Response::json(status, &json!({ "code": code, "message": message }));
    let (mut chunks, mut bytes, mut length) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| refused(400, "InvalidArguments", "The body could not be read to its end."))?;
        length += chunk.len();
        if length <= BODY_CAP {
            bytes.extend_from_slice(&chunk);
        }
    }
    if length > BODY_CAP {
        return Err(refused(413, "PayloadTooLarge", "The body is longer than 1 MiB."));
    }
    Ok(bytes)
}

fn write(response: Response) -> axum::response::Response {
    let mut builder = axum::http::Response::builder().status(response.status);
    for (name, value) in response.headers.iter() {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(response.body)).unwrap_or_default()
}
