# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib
import ssl
import subprocess
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import (
    ApiError,
    Client,
    expect,
    quote_part,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._server.options import api_base

from ..conftest import Sent

OK = Sent(200, {"version": "1.9.17"})


def client_of(url: str, waits: list[float] | None = None, **options: t.Any) -> Client:
    return Client(url, "token-1", sleep=(waits if waits is not None else []).append, **options)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://h:8585", "http://h:8585/api"),
        ("http://h:8585/", "http://h:8585/api"),
        ("http://h:8585/api", "http://h:8585/api"),
        ("http://h:8585/api/", "http://h:8585/api"),
        ("http://h:8585/api/v1", "http://h:8585/api"),
        ("https://h/om", "https://h/om/api"),
    ],
)
def test_api_base(url: str, base: str) -> None:
    assert api_base(url) == base


def test_a_request(http_server: t.Any) -> None:
    server = http_server(lambda _got: Sent(201, {"a": "é"}, {"X-Test": "1"}))
    answer = client_of(server.url).send("PUT", "v1/x", query={"a": 1, "b": None, "c": ["x", "y"]}, body={"k": "ü"})
    got = server.requests[0]
    assert (got.method, got.path, got.body) == ("PUT", "/api/v1/x", {"k": "ü"})
    assert got.query == {"a": "1", "c": "y"}
    assert got.headers["authorization"] == "Bearer token-1"
    assert got.headers["content-type"] == "application/json"
    assert (answer.status, answer.body, answer.headers["x-test"], answer.ok) == (201, {"a": "é"}, "1", True)


def test_the_connection_is_kept(http_server: t.Any) -> None:
    server = http_server(lambda _got: OK)
    client = client_of(server.url)
    for _unused in range(20):
        client.get("v1/x")
    assert server.connections == 1


def test_a_post_never_goes_over_a_kept_connection(http_server: t.Any) -> None:
    """The server may have closed it, and a POST must not be sent twice."""
    server = http_server(lambda _got: OK)
    client = client_of(server.url)
    client.get("v1/x")
    client.send("POST", "v1/x")
    assert server.connections == 2


@pytest.mark.parametrize(
    ("answers", "method", "status", "waits"),
    [
        ([Sent(429, None, {"Retry-After": "7"}), OK], "GET", 200, [7.0]),
        ([Sent(429, None, {"Retry-After": "9999"}), OK], "GET", 200, [60.0]),
        ([Sent(429, None, {"Retry-After": "soon"}), OK], "PUT", 200, [1]),
        ([Sent(503), Sent(502), OK], "PUT", 200, [1, 2]),
        ([Sent(502), OK], "POST", 502, []),
        ([Sent(504), OK], "POST", 504, []),
        ([Sent(503), Sent(429), OK], "POST", 200, [1, 2]),
        ([Sent(504), OK], "DELETE", 200, [1]),
        ([Sent(500), OK], "GET", 200, [1]),
        ([Sent(500), OK], "PUT", 500, []),
        ([Sent(503)] * 9, "GET", 503, [1, 2, 4]),
        ([Sent(400), OK], "GET", 400, []),
    ],
)
def test_what_is_tried_again(
    http_server: t.Any, answers: list[Sent], method: str, status: int, waits: list[float]
) -> None:
    left = list(answers)
    waited: list[float] = []
    client = client_of(http_server(lambda _got: left.pop(0)).url, waited)
    answer = client.get("v1/x") if method == "GET" else client.send(method, "v1/x", body={})
    assert answer.status == status
    assert waited == waits


@pytest.mark.parametrize(("method", "tries"), [("GET", 4), ("PUT", 4), ("DELETE", 4), ("POST", 1)])
def test_half_an_answer(http_server: t.Any, method: str, tries: int) -> None:
    server = http_server(lambda _got: Sent(200, {"long": "x" * 500}, cut=100))
    with pytest.raises(ApiError, match="no answer") as caught:
        client_of(server.url).send(method, "v1/x")
    assert caught.value.status is None
    assert len(server.requests) == tries


def test_nobody_there() -> None:
    waits: list[float] = []
    with pytest.raises(ApiError, match="Check the URL and that the server runs"):
        client_of("http://127.0.0.1:1", waits, retries=1).send("POST", "v1/x")
    # Nothing was sent, so even a POST may be tried again.
    assert waits == [1]


@pytest.mark.parametrize("url", ["ftp://h", "h:8585", "http://"])
def test_no_url(url: str) -> None:
    with pytest.raises(ApiError, match="no http or https URL"):
        client_of(url, retries=0).get("v1/x")


def test_a_redirect_to_another_host_gets_no_token(http_server: t.Any) -> None:
    other = http_server(lambda _got: OK)
    server = http_server(lambda _got: Sent(302, None, {"Location": f"{other.url}/elsewhere"}))
    assert client_of(server.url).get("v1/x").status == 200
    assert other.requests[0].path == "/elsewhere"
    assert "authorization" not in other.requests[0].headers


def test_a_redirect_in_the_same_place_keeps_the_token(http_server: t.Any) -> None:
    server = http_server(lambda got: OK if got.path == "/b" else Sent(307, None, {"Location": "/b"}))
    assert client_of(server.url).get("v1/x").status == 200
    assert server.requests[1].headers["authorization"] == "Bearer token-1"


def test_a_write_is_not_redirected(http_server: t.Any) -> None:
    server = http_server(lambda _got: Sent(301, None, {"Location": "https://h/"}))
    assert client_of(server.url).send("PUT", "v1/x", body={}).status == 301


def test_redirects_end(http_server: t.Any) -> None:
    server = http_server(lambda _got: Sent(302, None, {"Location": "/again"}))
    with pytest.raises(ApiError, match="redirects"):
        client_of(server.url, retries=0).get("v1/x")


def test_a_proxy_gets_the_whole_url_and_its_login(http_server: t.Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = http_server(lambda _got: OK)
    monkeypatch.setenv("http_proxy", f"http://user:p%40ss@127.0.0.1:{proxy.port}")
    assert client_of("http://openmetadata.example:8585").get("v1/x").status == 200
    got = proxy.requests[0]
    assert got.headers["host"] == "openmetadata.example:8585"
    assert got.headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"
    monkeypatch.setenv("no_proxy", "openmetadata.example")
    with pytest.raises(ApiError):
        client_of("http://openmetadata.example:1", retries=0, timeout=2).get("v1/x")
    assert len(proxy.requests) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, pathlib.Path]:
    """A private CA's certificate for localhost (self-signed, so it is its own CA)."""
    directory = tmp_path_factory.mktemp("tls")
    key, cert = directory / "key.pem", directory / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


def test_tls_with_a_private_ca(http_server: t.Any, certificate: tuple[pathlib.Path, pathlib.Path]) -> None:
    cert, key = certificate
    server = http_server(lambda _got: OK)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket.socket = context.wrap_socket(server.socket.socket, server_side=True)
    url = f"https://localhost:{server.port}"
    assert client_of(url, ca_path=str(cert)).get("v1/x").status == 200
    assert client_of(url, validate_certs=False).get("v1/x").status == 200
    waits: list[float] = []
    with pytest.raises(ApiError, match="Set ca_path"):
        client_of(url, waits).get("v1/x")
    # A certificate does not get better by waiting.
    assert waits == []


def test_quote_part() -> None:
    assert quote_part("\"svc.with dots 'q' é & (x) 50%\".a/b") == (
        "%22svc.with%20dots%20%27q%27%20%C3%A9%20%26%20%28x%29%2050%25%22.a%2Fb"
    )


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"code": 401, "message": "Expired token!"}, "Expired token!. The token is missing, wrong or expired"),
        (403, {"code": 403, "message": "Principal: no"}, "may not do that"),
        (500, {"responseMessage": "An exception"}, "An exception"),
        (500, "plain", "plain"),
        (502, None, "answered 502"),
    ],
)
def test_expect(http_server: t.Any, status: int, body: t.Any, words: str) -> None:
    answer = client_of(http_server(lambda _got: Sent(status, body)).url, retries=0).get("v1/x")
    with pytest.raises(ApiError, match="Doing it: the server answered") as caught:
        expect(answer, "Doing it")
    assert words in caught.value.message
    assert caught.value.status == status


def test_without_a_url() -> None:
    with pytest.raises(OpsError, match="api_url is needed"):
        Client.from_params({"api_url": None})


def test_bodies_that_are_no_json(http_server: t.Any) -> None:
    bodies: list[t.Any] = [Sent(204), Sent(200, "text"), Sent(200, b"\xff\xfe")]
    client = client_of(http_server(lambda _got: bodies.pop(0)).url)
    assert client.get("a").body is None
    assert client.get("b").body == "text"
    assert client.get("c").body == "\ufffd\ufffd"


HEALTHY = {"database": {"healthy": True}}
DOWN = {"database": {"healthy": False, "message": "Unable to successfully check in 5 seconds"}}
# What servers answered to valid requests while their database was down (recorded).
MISLEADING = [
    (401, "Not Authorized! The given token does not match the current bot's token!"),
    (404, "user instance for admin not found"),
    (404, "app instance for SearchIndexingApplication not found"),
    (400, "You have entered an invalid username or password."),
]


def watched(http_server: t.Any, answers: list[Sent], health: list[Sent], waits: list[float]) -> tuple[Client, t.Any]:
    """A client that knows the health check. The last answer and the last state are repeated."""

    def respond(got: t.Any) -> Sent:
        queue = health if got.path == "/healthcheck" else answers
        return queue.pop(0) if len(queue) > 1 else queue[0]

    server = http_server(respond)
    client = Client(server.url, "t", f"{server.url}/healthcheck", retries=2, sleep=waits.append)
    return client, server


@pytest.mark.parametrize(("status", "message"), MISLEADING)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refusal_is_final_only_with_the_database(http_server: t.Any, method: str, status: int, message: str) -> None:
    waits: list[float] = []
    refusal = Sent(status, {"code": status, "message": message})
    client, _server = watched(http_server, [refusal, Sent(200, {})], [Sent(500, DOWN)], waits)
    assert client.send(method, "v1/x").status == 200
    assert waits == [1]


def test_the_database_is_named_where_it_stays_down(http_server: t.Any) -> None:
    refusal = Sent(401, {"code": 401, "message": MISLEADING[0][1]})
    client, _server = watched(http_server, [refusal], [Sent(500, DOWN)], [])
    with pytest.raises(ApiError, match=r"its health check fails: database .Unable to successfully check") as caught:
        client.get("v1/x")
    assert caught.value.status is None, "the token was not judged"


def test_a_refusal_by_a_healthy_server_stands(http_server: t.Any) -> None:
    client, server = watched(http_server, [Sent(404, {"message": "no"})], [Sent(200, HEALTHY)], [])
    assert [client.get("v1/x").status for _time in range(3)] == [404, 404, 404]
    assert [got.path for got in server.requests].count("/healthcheck") == 1, "a passed check is believed for a while"


@pytest.mark.parametrize("health_url", [None, "http://127.0.0.1:9/healthcheck"])
def test_without_a_health_check_the_answer_stands(http_server: t.Any, health_url: str | None) -> None:
    server = http_server(lambda _got: Sent(401, {"message": "no"}))
    assert Client(server.url, "t", health_url).get("v1/x").status == 401
