# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_fernet_key
short_description: Find the key with which a server encrypts secrets
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Returns the value of C(FERNET_KEY), or the key that the server has by default.
  - The result is a secret.
positional: own_configuration
options:
  _input:
    description: The server's environment, as a dictionary or as the list that compose prints.
    type: raw
    required: true
  own_configuration:
    description: Whether the server has an C(openmetadata.yaml) of its own, in which the key may stand.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Check that the stored secrets can be decrypted
  openmetadata.ops.om_info:
    fernet_key: "{{ service.environment | openmetadata.ops.om_fernet_key }}"
"""

RETURN = r"""
_value:
  description: The key. Blank where it is not known, or nothing is encrypted.
  type: str
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._upstream.settings import fernet_key
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_services import environment_of
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def om_fernet_key(environment: t.Any, own_configuration: bool = False) -> str:
    """See DOCUMENTATION."""
    return fernet_key(environment_of({"environment": plain(environment or {})}), bool(own_configuration))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_fernet_key": om_fernet_key}
