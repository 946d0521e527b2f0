# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A small client of the OpenMetadata REST API: one request, its answer, retries where they are safe.

Status codes and error bodies are those of a real server (recorded exchanges, see tests): an error's body is
``{"code": 404, "message": "…"}``, and a 401 also comes for an expired token.
"""

from __future__ import annotations

import dataclasses
import json
import ssl
import time
import typing as t
import urllib.parse

from .._errors import OpsError
from .health import judge_health
from .options import api_base
from .transport import REPEATABLE, Http, LostError

# Answers that a later try can turn into a good one. 500 is not among them for writes.
RETRIED_STATUS = (429, 502, 503, 504)
# For a request that must not be sent twice: a gateway answers 502 and 504 also when the server has done the work, but
# 429 and 503 say that it was not taken (RFC 6585, section 4; RFC 9110, section 15.6).
NOT_TAKEN_STATUS = (429, 503)
HEALTHY_SECONDS = 5.0  # how long a health check that passed is believed


@dataclasses.dataclass(frozen=True)
class Answer:
    """One HTTP answer. ``body`` is the decoded JSON, the raw text where it is no JSON, None where there is no body."""

    status: int
    body: t.Any
    headers: dict[str, str]

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def message(self) -> str:
        """The server's own words about an error."""
        if isinstance(self.body, dict) and self.body.get("message"):
            return str(self.body["message"])
        return str(self.body or "")[:500]


class ApiError(OpsError):
    """The server could not be reached or gave an answer that ends the job. ``status`` is None without an answer."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Rest:
    """Requests to one JSON service.

    Args:
        base: base URL.
        headers: sent with each request.
        validate_certs: verify the server's certificate.
        ca_path: PEM bundle to verify it with.
        timeout: seconds for one request.
        retries: how often a request is tried again after 429, 502, 503, 504 or a lost connection; one that must not be
            sent twice (POST, PATCH) only where the server has not taken it.
    """

    def __init__(
        self,
        base: str,
        headers: dict[str, str] | None = None,
        *,
        validate_certs: bool = True,
        ca_path: str | None = None,
        timeout: int = 30,
        retries: int = 3,
        sleep: t.Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = base.rstrip("/")
        self.headers = {"Accept": "application/json", **(headers or {})}
        self._retries = retries
        self._sleep = sleep
        self._http = Http(validate_certs=validate_certs, ca_path=ca_path, timeout=timeout)

    def get(self, path: str, query: dict[str, t.Any] | None = None) -> Answer:
        """GET ``<base>/<path>``; see :meth:`send`."""
        return self.send("GET", path, query=query, retry_500=True)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, t.Any] | None = None,
        body: t.Any = None,
        retry_500: bool = False,
    ) -> Answer:
        """Send one request and return its answer, whatever the status.

        Args:
            method: the HTTP method.
            path: below the base, e.g. ``v1/system/version``; parts from outside must come through :func:`quote_part`.
            query: the query string's parameters; a list repeats its name, None leaves it out.
            body: sent as JSON.
            retry_500: also try again after a 500 (only for requests that change nothing).

        Raises:
            ApiError: no answer came, after all retries.
        """
        url = f"{self.base}/{path.lstrip('/')}"
        if query:
            url += "?" + urllib.parse.urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        data = None if body is None else json.dumps(body).encode()
        again = (RETRIED_STATUS if method in REPEATABLE else NOT_TAKEN_STATUS) + ((500,) if retry_500 else ())
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            try:
                answer = self._once(method, url, data)
            except OSError as exc:
                if last or not _worth_another(exc):
                    raise ApiError(f"{method} {url.partition('?')[0]}: no answer ({exc}). {_advice(exc)}") from exc
                self._sleep(2**attempt)
                continue
            problem = self._doubt(answer)
            if problem and last:
                raise ApiError(f"{method} {url.partition('?')[0]}: {problem}")
            if not problem and (last or answer.status not in again):
                return answer
            self._sleep(_retry_after(answer, 2**attempt))
        raise AssertionError("unreachable")

    def _doubt(self, answer: Answer) -> str:
        """Why this answer is not to be believed; empty where it is. The request is then sent again."""
        return ""

    def _once(self, method: str, url: str, data: bytes | None) -> Answer:
        headers = self.headers if data is None else {**self.headers, "Content-Type": "application/json"}
        reply = self._http.request(method, url, body=data, headers=headers)
        return Answer(reply.status, _decode(reply.body.decode("utf-8", "replace")), reply.headers)


# What a server answers to a valid request while it cannot read its database (recorded, 1.2 and 1.12.6): 401 "does not
# match the current bot's token", 404 "user instance for admin not found", 400 "invalid username or password".
DOUBTFUL_STATUS = (400, 401, 404)


class Client(Rest):
    """Requests to one OpenMetadata server.

    While its database is down, a server refuses valid requests and does not say why. With ``health_url``, such an
    answer is only believed if the health check passes; a refused request has changed nothing, so it is sent again.

    Args:
        url: base URL with or without ``/api``.
        token: JSON Web Token, or None for the open endpoints.
        health_url: the health check on the administration port.
        options: see :class:`Rest`.
    """

    def __init__(self, url: str, token: str | None = None, health_url: str | None = None, **options: t.Any) -> None:
        super().__init__(api_base(url), {"Authorization": f"Bearer {token}"} if token else None, **options)
        self._health_url = health_url
        self._healthy_until = 0.0

    def _doubt(self, answer: Answer) -> str:
        if not self._health_url or answer.status not in DOUBTFUL_STATUS or time.monotonic() < self._healthy_until:
            return ""
        try:
            reply = self._http.request("GET", self._health_url)
        except OSError:
            return ""  # nothing is known: the answer stands
        health = judge_health(reply.status, reply.body.decode("utf-8", "replace"))
        failing = [f"{name} ({part['message']})" for name, part in health["health"].items() if not part["healthy"]]
        if not failing:
            self._healthy_until = time.monotonic() + HEALTHY_SECONDS
            return ""
        return (
            f"the server answered {answer.status} {answer.message}, but its health check fails: {', '.join(failing)}. "
            "A server without its database refuses valid tokens. Start the database, and run again."
        )

    @classmethod
    def from_params(cls, params: dict[str, t.Any]) -> Client:
        """Read the shared options of a module.

        Raises:
            OpsError: ``api_url`` is missing.
        """
        if not params.get("api_url"):
            raise OpsError("api_url is needed to call the OpenMetadata API. Set it and run again.")
        return cls(
            params["api_url"],
            params.get("api_token"),
            validate_certs=params["validate_certs"],
            ca_path=params.get("ca_path"),
            timeout=params["timeout"],
            health_url=params.get("health_url"),
        )


def quote_part(text: str) -> str:
    """One part of a path, quoted whole: fully qualified names hold quotes, dots, spaces, slashes and non-ASCII."""
    return urllib.parse.quote(text, safe="")


def expect(answer: Answer, what: str, allowed: t.Collection[int] = (200, 201, 204)) -> Answer:
    """The answer, if its status is allowed.

    Raises:
        ApiError: what was asked for, the status, the server's words, and what to do next.
    """
    if answer.status in allowed:
        return answer
    advice = {
        401: " The token is missing, wrong or expired, or the server cannot read its database. Take a new token (a "
        "bot's is shown in Settings > Bots), and check the database.",
        403: " The token's user may not do that. Use an administrator's token, or give that user a role with a policy "
        "that allows the operation.",
    }.get(answer.status, "")
    raise ApiError(f"{what}: the server answered {answer.status} {answer.message}.{advice}", answer.status)


def _decode(text: str) -> t.Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _worth_another(exc: OSError) -> bool:
    """Whether a later try can help: a certificate stays wrong, and some requests must not be sent twice."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        return False
    return not isinstance(exc, LostError) or exc.repeatable


def _advice(exc: OSError) -> str:
    if isinstance(exc, ssl.SSLError):
        return "Set ca_path to the CA that signed the server's certificate."
    return "Check the URL and that the server runs."


def _retry_after(answer: Answer, default: float) -> float:
    """Seconds to wait: the server's Retry-After (seconds form), at most a minute."""
    value = answer.headers.get("retry-after", "")
    return min(float(value), 60.0) if value.isdigit() else default
