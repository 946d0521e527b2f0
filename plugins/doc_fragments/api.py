# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

from __future__ import annotations


class ModuleDocFragment:
    """Options of every module that calls the OpenMetadata REST API."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - Base URL of the OpenMetadata server, with or without the trailing C(/api), for example V(http://localhost:8585/api).
    type: str
  api_token:
    description:
      - JSON Web Token of the C(ingestion-bot) or of an administrator. The description of each module says which
        rights it needs.
      - If not set, the environment variable E(OM_API_TOKEN) of the host that runs the module is used.
    type: str
  validate_certs:
    description:
      - Whether the server's TLS certificate is verified.
    type: bool
    default: true
  ca_path:
    description:
      - Path of the CA certificate bundle (PEM) to verify the server with.
    type: path
  timeout:
    description:
      - How long one request may take, in seconds.
      - A server that has lost its database answers after up to 60 seconds.
    type: int
    default: 90
  health_url:
    description:
      - URL of the server's health check on the administration port, for example V(http://localhost:8586/healthcheck).
      - A server that cannot read its database refuses valid tokens with misleading answers (400, 401 and 404). With this
        option, such an answer counts only if the health check passes; otherwise the request is sent again, and the
        failing check is reported at last.
    type: str
"""
