"""The front of a shop: requests come in, pages go out. Standard library only."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Front(BaseHTTPRequestHandler):
    def asked(self):
        """The path, and what the query says."""
        url = urlsplit(self.path)
        return url.path, form(url.query)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, text, status=200, headers=(), kind="text/html; charset=utf-8"):
        data = text.encode()
        self.send_response(status)
        for name, value in [*headers, ("Content-Type", kind), ("Content-Length", str(len(data)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def leads(self, address, headers=()):
        self.send("", 303, [("Location", address), *headers])

    def log_message(self, *_):
        pass


def form(text):
    """The first value of every name in a query or a form."""
    return {name: values[0] for name, values in parse_qs(text).items()}


def page(title, *parts):
    body = "".join(parts)
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'


def serve(front):
    """Prints the shop's address, and serves until it is killed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), front)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
