# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

from __future__ import annotations


class ModuleDocFragment:
    """What each module promises about check mode, diff mode, idempotence and action groups."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description:
      - Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
"""

    # Should be used together with the standard fragment.
    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This action does not modify state.
  diff_mode:
    support: N/A
    details:
      - This action does not modify state.
  idempotent:
    support: full
    details:
      - This action does not modify state.
"""

    ACTIONGROUP_OM = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/openmetadata.ops.om) in C(module_defaults) to set defaults for every module of the collection.
    support: full
    membership:
      - openmetadata.ops.om
"""

    ACTIONGROUP_OM_DATABASE = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/openmetadata.ops.om_database) in C(module_defaults) to set the database login of every module
        that has one.
    support: full
    membership:
      - openmetadata.ops.om
      - openmetadata.ops.om_database
"""

    ACTIONGROUP_OM_API = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/openmetadata.ops.om_api) in C(module_defaults) to set the API options of every module that has them.
    support: full
    membership:
      - openmetadata.ops.om
      - openmetadata.ops.om_api
"""

    ACTIONGROUP_OM_DATABASE_API = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/openmetadata.ops.om_database) and C(group/openmetadata.ops.om_api) in C(module_defaults)
        to set the database login and the API options.
    support: full
    membership:
      - openmetadata.ops.om
      - openmetadata.ops.om_database
      - openmetadata.ops.om_api
"""
