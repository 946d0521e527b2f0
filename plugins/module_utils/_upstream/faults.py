# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Faults that a published release has, and that another release does not have.

A range names the first version that has the fault and the first that does not; where no thread names the latter, a
comment says how it was chosen.
"""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .sources import ISSUE, PULL, READ

Version = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Fault:
    """Target versions with a fault: from the first (included) to the end (excluded).

    Attributes:
        first: the first version with the fault.
        end: the first version without it.
        source: the thread.
        installed_below: only upgrades that start below this version have the fault. None: all.
        read: when the thread was read.
    """

    first: str
    end: str
    source: str
    installed_below: str | None = None
    read: str = READ

    def hits(self, target: Version) -> bool:
        """Whether the target has the fault."""
        return parse_version(self.first) <= target < parse_version(self.end)

    def starts_below(self, installed: Version) -> bool:
        """Whether an upgrade from the installed version has the fault."""
        return not self.installed_below or installed < parse_version(self.installed_below)


# The fix was merged in the first weeks of 1.7; no thread names the patch release, the next one is taken.
CUSTOM_BOTS = Fault("1.7.0", "1.7.1", f"{ISSUE}20998", installed_below="1.7.0")
# Reported for 1.8.10 to 1.9.0 on both engines. No thread names the release that corrects it, the next one is taken.
MIGRATION_TO_1_9_0 = Fault("1.9.0", "1.9.1", f"{ISSUE}22914", installed_below="1.9.0")
SKIPPED_1_10_2 = Fault("1.10.3", "1.11.0", f"{ISSUE}24528", installed_below="1.10.2")
# Reported for 1.11.3/1.11.4; the fix (pull 25380) was merged on 2026-01-19, after 1.11.4.
MISREADS_AIRFLOW_2 = Fault("1.11.0", "1.11.5", f"{ISSUE}25227")
SKIPPED_CERTIFICATION = Fault("1.12.5", "1.13.0", f"{PULL}28504")
MULTI_VALUED_INDEX = Fault("1.12.7", "1.12.8", f"{PULL}27816")
DUPLICATE_PROFILES = Fault("1.12.9", "1.12.10", f"{PULL}28238", installed_below="1.12.9")
MISSES_CONNEXION = Fault("1.13.0", "1.13.1", f"{ISSUE}29482")
# The fix (pull 29547) was merged on 2026-06-27, two days after the report against 1.13.0.
ABANDONED_REINDEX = Fault("1.12.0", "1.13.1", f"{ISSUE}29546")
DEPLOY_RACE = Fault("1.11.0", "1.13.5", f"{PULL}28744")
