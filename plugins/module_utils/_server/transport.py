# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""HTTP with connections that stay open, one for each thread.

ansible.module_utils.urls builds a TLS context and a connection for each request (about 20 ms); whoever settles
thousands of runs cannot afford that. Proxies come from the environment as everywhere (http_proxy, https_proxy,
no_proxy).
"""

from __future__ import annotations

import base64
import http.client
import ssl
import threading
import typing as t
import urllib.parse
import urllib.request

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
# Sent twice these do what they do once, so that a lost answer is no harm.
REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")


class LostError(OSError):
    """The request was sent, but no whole answer came. ``repeatable``: sending it again does no harm."""

    def __init__(self, reason: Exception, repeatable: bool) -> None:
        super().__init__(str(reason) or type(reason).__name__)
        self.repeatable = repeatable


class Reply(t.NamedTuple):
    """Status, headers (lower-case names) and body as they came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Message(t.NamedTuple):
    """A request as it goes over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None


class Http:
    """Requests over kept connections.

    Args:
        validate_certs: verify the server's certificate.
        ca_path: PEM bundle to verify it with; the system's if None.
        timeout: seconds for one request.
    """

    def __init__(self, *, validate_certs: bool = True, ca_path: str | None = None, timeout: float = 30) -> None:
        self._validate = validate_certs
        self._ca_path = ca_path
        self._timeout = timeout
        self._context: ssl.SSLContext | None = None
        self._local = threading.local()

    def request(
        self, method: str, url: str, *, body: bytes | None = None, headers: t.Mapping[str, str] | None = None
    ) -> Reply:
        """Send one request; a GET follows redirects, without its Authorization where they lead to another host.

        Raises:
            OSError: no connection.
            LostError: no whole answer.
        """
        sent = dict(headers or {})
        for _hop in range(MOST_REDIRECTS):
            reply = self._once(method, url, body, sent)
            target = reply.headers.get("location")
            if method != "GET" or reply.status not in REDIRECTS or not target:
                return reply
            following = urllib.parse.urljoin(url, target)
            if urllib.parse.urlsplit(following).netloc != urllib.parse.urlsplit(url).netloc:
                sent.pop("Authorization", None)
            url = following
        raise OSError(f"more than {MOST_REDIRECTS} redirects, the last one to {url}")

    def _once(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise OSError(f"{url} is no http or https URL")
        kept_open: dict[tuple[str, str], http.client.HTTPConnection] = self._local.__dict__.setdefault("open", {})
        origin = (parts.scheme, parts.netloc)
        message = Message(method, *_target(parts, url, headers), body)
        kept = kept_open.pop(origin, None)
        if kept is not None and method in REPEATABLE:
            try:
                return self._talk(kept, message, kept_open, origin)
            except LostError:
                # The server may just have closed it; a fresh one decides.
                kept.close()
        elif kept is not None:
            # This request must not be sent twice, so it does not go over a connection that may be closed already.
            kept.close()
        fresh = self._connect(parts)
        try:
            fresh.connect()
        except http.client.HTTPException as exc:
            raise OSError(f"the proxy answered {exc}") from exc
        return self._talk(fresh, message, kept_open, origin)

    @staticmethod
    def _talk(
        connection: http.client.HTTPConnection,
        message: Message,
        kept_open: dict[tuple[str, str], http.client.HTTPConnection],
        origin: tuple[str, str],
    ) -> Reply:
        try:
            connection.request(message.method, message.path, body=message.body, headers=message.headers)
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as exc:
            connection.close()
            raise LostError(exc, message.method in REPEATABLE) from exc
        if response.will_close:
            connection.close()
        else:
            kept_open[origin] = connection
        return Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, data)

    def _connect(self, parts: urllib.parse.SplitResult) -> http.client.HTTPConnection:
        proxy = find_proxy(parts)
        at = urllib.parse.urlsplit(proxy) if proxy else parts
        host, port = at.hostname or "", at.port
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._timeout)
        secure = http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._tls())
        if proxy:
            secure.set_tunnel(parts.hostname or "", parts.port or 443, headers=proxy_headers(proxy))
        return secure

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            context = ssl.create_default_context(cafile=self._ca_path)
            if not self._validate:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            self._context = context
        return self._context


def _target(parts: urllib.parse.SplitResult, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """What stands in the request line, and the headers: a proxy for plain HTTP gets the whole URL."""
    proxy = find_proxy(parts)
    if proxy and parts.scheme == "http":
        return url, {**headers, **proxy_headers(proxy)}
    return urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), headers


def find_proxy(parts: urllib.parse.SplitResult) -> str | None:
    """The proxy for this URL from the environment, with a scheme; None where the request goes straight."""
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(parts.netloc):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def proxy_headers(proxy: str) -> dict[str, str]:
    """The proxy's login as a header, where its URL holds one."""
    parts = urllib.parse.urlsplit(proxy)
    if not parts.username:
        return {}
    login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
