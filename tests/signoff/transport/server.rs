//! Servers that misbehave, each on a socket of its own; they live as long as the test binary.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A `host:port` where nobody listens. The system hands none of these ports out by itself, so nobody takes it by chance.
pub fn free() -> String {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = std::process::id() % 12_000;
    loop {
        let port = 20_000 + (first + u32::from(TAKEN.fetch_add(1, Ordering::Relaxed))) % 12_000;
        let address = format!("127.0.0.1:{port}");
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}

/// Serves every connection with `serve`; returns `host:port`.
pub fn serve(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    address
}

/// Reads one request and writes these bytes; then the connection is closed. A whole head says so, lest the next request be sent into
/// the closing connection.
pub fn answering(bytes: impl Into<Vec<u8>>) -> String {
    let mut bytes = bytes.into();
    if bytes.starts_with(b"HTTP/") && bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        let first_line = bytes.windows(2).position(|end| end == b"\r\n").unwrap() + 2;
        bytes.splice(first_line..first_line, *b"connection: close\r\n");
    }
    serve(move |mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(&bytes);
    })
}

/// Answers every request with what it received, as the body.
pub fn echo() -> String {
    serve(|mut stream| {
        let received = read_request(&mut stream);
        let head =
            format!("HTTP/1.1 200 OK\r\nx-one: 1\r\nx-one: 2\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", received.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&received));
    })
}

/// Speaks TLS with a certificate of `tests/data/tls` (made for `localhost`; the key serves these tests and nothing else).
pub fn tls(certificate: &str) -> String {
    let pem = |name: &str| format!("{}/tests/data/tls/{name}", env!("CARGO_MANIFEST_DIR"));
    let certificate = CertificateDer::from_pem_file(pem(certificate)).unwrap();
    let key = PrivateKeyDer::from_pem_file(pem("server.key")).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    serve(move |stream| {
        let session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(session, stream);
        read_request(&mut stream);
        let _ =
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nok");
        let _ = stream.flush();
    })
}

/// The bytes of one request: the head, and as much body as it announces.
pub fn read_request(stream: &mut impl Read) -> Vec<u8> {
    let mut received = Vec::new();
    let mut byte = [0];
    while !received.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|length| length == 1) {
        received.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&received).to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    if stream.read_exact(&mut body).is_ok() {
        received.extend(body);
    }
    received
}

/// A way to a server of ours that takes a while for every answer.
pub fn slow_way_to(address: &str) -> String {
    let address = address.trim_start_matches("http://").to_owned();
    serve(move |mut client| {
        let mut server = TcpStream::connect(&address).unwrap();
        let mut answers = (server.try_clone().unwrap(), client.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut client, &mut server));
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = answers.0.read(&mut bytes) {
            thread::sleep(Duration::from_millis(100));
            if answers.1.write_all(&bytes[..length]).is_err() {
                return;
            }
        }
    })
}
