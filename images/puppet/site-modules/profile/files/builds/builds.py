#!/usr/bin/python3
"""The build page: shows what /srv/builds holds. Managed by Puppet (profile::builds).

Settings come from the environment (/etc/default/builds):

  BUILDS_BIND   address to listen on, 127.0.0.1
  BUILDS_PORT   port to listen on, 8080
  BUILDS_TITLE  heading of the page
"""

import html
import os
import signal
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path("/srv/builds")

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<h1>{title}</h1>
<p>{marker}</p>
<ul>
{builds}
</ul>
</body>
</html>
"""


def page(title, root):
    """The page as bytes; raises OSError where the marker cannot be read."""
    marker = (root / "marker").read_text(encoding="utf-8").strip()
    names = sorted(path.name for path in root.iterdir() if path.name != "marker")
    builds = "\n".join(f"<li>{html.escape(name)}</li>" for name in names)
    text = PAGE.format(title=html.escape(title), marker=html.escape(marker), builds=builds)
    return text.encode()


class Handler(BaseHTTPRequestHandler):
    """Answers / with the page and /healthz with a word."""

    server_version = "builds"
    sys_version = ""

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/":
            try:
                self.answer(HTTPStatus.OK, "text/html; charset=utf-8", page(self.server.title, ROOT))
            except OSError as error:
                print(f"cannot read the builds: {error}", file=sys.stderr, flush=True)
                self.answer(HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", b"The builds are gone.\n")
        elif path == "/healthz":
            self.answer(HTTPStatus.OK, "text/plain", b"ok\n")
        else:
            self.answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is no such page.\n")

    do_HEAD = do_GET

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *args):
        print(f"{self.address_string()} {format % args}", flush=True)


def main():
    bind = os.environ.get("BUILDS_BIND", "127.0.0.1")
    port = os.environ.get("BUILDS_PORT", "8080")
    try:
        server = ThreadingHTTPServer((bind, int(port)), Handler)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"cannot listen on {bind}:{port}: {error}")
    server.title = os.environ.get("BUILDS_TITLE", "Builds")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on {bind}:{port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
