# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stand-in for the OpenMetadata server: its outside contract, and nothing else. This is not OpenMetadata."""

NAME = "openmetadata-standin"
BANNER = (
    "*** STAND-IN *** This is not OpenMetadata. It imitates the outside of an OpenMetadata {version} server for a lab."
)
