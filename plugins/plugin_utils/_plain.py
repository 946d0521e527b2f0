# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plain Python data from what Ansible hands to a filter.

ansible-core 2.19 and later pass containers that template their items when they are asked for by key; `dict(x)` and
`{**x}` go round that and see the templates themselves.
"""

from __future__ import annotations

import typing as t


def plain(value: t.Any) -> t.Any:
    """A copy made of dict and list, with every item asked for by key or by iteration."""
    if isinstance(value, t.Mapping):
        return {str(key): plain(value[key]) for key in value}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
