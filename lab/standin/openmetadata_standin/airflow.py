# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client of Airflow's plugin openmetadata-managed-apis, with the failures that the real server's client reports.

Routes and prefixes: wheels openmetadata-managed-apis 1.9.17.1 (/api/v1/openmetadata) and 1.11.4.0 (on Airflow 3
below /pluginsv2/api/v2/openmetadata).
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from .config import PipelineClientConfig
from .version import parse
from .web.errors import ApiError, Unexpected

PREFIXES = ("pluginsv2/api/v2/openmetadata", "api/v1/openmetadata")
# Recorded with 1.12.6.
UNREACHABLE = (
    "Unable to connect to Airflow APIs at [{endpoint}]. None of the API versions (v3 pluginsv2, v2, v1) responded "
    "successfully. Airflow may still be starting up or the OpenMetadata plugin may not be installed. This operation "
    "will be retried on the next API call."
)
# What java.net.URI refuses in a query; the real server wrote the name into the URL as it was (recorded).
_ILLEGAL = re.compile(r'[ "<>\\^`{|}]')


class Unreachable(Exception):
    """No HTTP answer; the text is what Java's exception said: null when the connection was refused."""


class AirflowClient:
    """Calls the plugin; the prefix is found at the first call and again after a failure."""

    def __init__(self, config: PipelineClientConfig, airflow_3: bool, modern: bool = False) -> None:
        self.config = config
        self._modern = modern
        self._prefixes = PREFIXES if airflow_3 else PREFIXES[1:]
        self._strict_query = not airflow_3
        self._prefix: str | None = None
        login = base64.b64encode(f"{config.user}:{config.password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}

    def get(self, path: str, **query: str) -> tuple[int, str]:
        return self._call("GET", path, query, None)

    def post(self, path: str, document: Any) -> tuple[int, str]:
        return self._call("POST", path, {}, json.dumps(document).encode())

    def delete(self, path: str, **query: str) -> tuple[int, str]:
        return self._call("DELETE", path, query, None)

    def queued(self, name: str) -> list[dict[str, Any]]:
        """Queued runs of a pipeline; an Airflow that answers but does not know the DAG means none."""
        try:
            if self._strict_query and (illegal := _ILLEGAL.search(name)):
                url = f"{self.config.endpoint}/{PREFIXES[1]}/status?dag_id={name}&only_queued=true"
                place = url.index("?dag_id=") + len("?dag_id=") + illegal.start()
                raise Unreachable(f"Illegal character in query at index {place}: {url}")
            code, text = self.get("status", dag_id=name, only_queued="true")
        except Unreachable as error:
            raise self.refusal(f"Airflow Exception [{name}] due to [{error}].") from error
        if code != 200:
            return []
        found = json.loads(text)
        return list(found) if isinstance(found, list) else []

    def status(self, version: str) -> dict[str, Any]:
        """What GET …/status answers: 200, with the trouble inside; 400 where a newer server cannot reach Airflow."""
        if not self.config.enabled:
            return {"code": 200, "platform": "disabled", "version": "disabled"}
        try:
            code, text = self.get("health-auth")
            found = json.loads(text).get("version", "") if code == 200 else ""
        except Unreachable as error:
            if self._modern:
                raise self.refusal("") from error
            return _unhealthy(f"Failed to get REST status due to [{error}].")
        if code in (401, 403):
            return _unhealthy(
                f"Authentication failed for user [{self.config.user}] trying to access the Airflow APIs at "
                f"[{self.config.endpoint}]"
            )
        if code != 200:
            return _unhealthy(f"Airflow APIs not found at [{self.config.endpoint}]: [{code}]")
        if parse(found)[:3] != parse(version)[:3]:
            return _unhealthy(f"Server/Client version mismatch. Ingestion is [{found}], server is [{version}].")
        return {"code": 200, "platform": "Airflow", "version": found}

    def refusal(self, text: str, header: bool = False) -> ApiError:
        """The answer to a request that needs an Airflow which is not there: newer servers have one text for all."""
        if not self._modern:
            return ApiError(400, text, header=header)
        return ApiError(400, UNREACHABLE.format(endpoint=self.config.endpoint))

    def lost_deletion(self) -> ApiError | Unexpected | None:
        """What a DELETE answers whose Airflow could not be told; None: as if it had been. The pipeline is always gone.

        Recorded with 1.12.6: 400 while Airflow is down, 500 without a pipeline client (its words were not kept).
        """
        if not self._modern:
            return None
        return self.refusal("") if self.config.enabled else Unexpected("null")

    def _find_prefix(self) -> str:
        if self._prefix is None:
            for prefix in self._prefixes:
                with contextlib.suppress(Unreachable):
                    if self._send("GET", f"{prefix}/health-auth", None, {})[0] in (200, 401, 403):
                        self._prefix = prefix
                        break
        return self._prefix or self._prefixes[-1]

    def _call(self, method: str, path: str, query: dict[str, str], body: bytes | None) -> tuple[int, str]:
        if not self.config.enabled:
            raise Unreachable("null")
        target = f"{self._find_prefix()}/{path}"
        if query:
            target += "?" + urllib.parse.urlencode(query)
        headers = self._csrf() if method != "GET" else {}
        try:
            return self._send(method, target, body, headers)
        except Unreachable:
            self._prefix = None
            raise

    def _csrf(self) -> dict[str, str]:
        """Airflow 3's plugin protects what is no GET with a token of its own session."""
        if self._prefix != PREFIXES[0]:
            return {}
        request = urllib.request.Request(f"{self.config.endpoint}/{PREFIXES[0]}/csrf-token", headers=self._headers)
        with (
            contextlib.suppress(urllib.error.URLError, OSError, ValueError),
            urllib.request.urlopen(request, timeout=self.config.timeout) as answer,
        ):
            token = json.loads(answer.read()).get("csrf_token") or ""
            cookies = [cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie") or ()]
            return {"X-CSRFToken": token, "Cookie": "; ".join(cookies)}
        return {}

    def _send(self, method: str, target: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        request = urllib.request.Request(
            f"{self.config.endpoint}/{target}", data=body, method=method, headers={**self._headers, **headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=self.config.timeout) as answer:
                return answer.status, answer.read().decode("utf-8", errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", errors="replace")
        except TimeoutError as error:
            raise Unreachable("request timed out") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            # Java's ConnectException carries no message: the real server prints null.
            raise Unreachable("null") from error


def _unhealthy(reason: str) -> dict[str, Any]:
    return {"code": 500, "reason": reason, "platform": "Airflow"}


def done(text: str) -> dict[str, Any]:
    """The answer to a request that Airflow carried out."""
    return {"code": 200, "reason": text, "platform": "Airflow"}
