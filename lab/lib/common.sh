# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What every command in lab/bin needs. Sourced, never run.

# shellcheck disable=SC2034  # used by the scripts that source this file
LAB="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${OM_CACHE_DIR:-$HOME/.cache/openmetadata-ops}"
REGISTRY="${OM_LAB_REGISTRY:-openmetadata-ops-lab}"
# The OpenMetadata releases of the lab: where an upgrade starts and where it goes.
FROM_VERSION=1.9.17
TO_VERSION=1.11.4

say() { printf '%s lab: %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# timed WHAT COMMAND...: runs the command and says how long it took. Without `||`, which would switch `set -e` off inside.
timed() {
  local what=$1 started=$SECONDS
  shift
  "$@"
  say "$what: $((SECONDS - started)) s"
}

# The Debian mirror that this machine uses already, so that no host's name stands in the project.
debian_mirror() {
  local uri
  # shellcheck disable=SC2016  # apt's own placeholders
  uri="$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Identifier: Packages' 'Component: main' 2>/dev/null |
    awk '$2 ~ /^[a-z]+$/ { print $1; exit }')"
  printf '%s\n' "${OM_DEBIAN_MIRROR:-${uri:-http://deb.debian.org/debian}}"
}

# fetch_deb SUITE PACKAGE DIRECTORY: the package's .deb of another Debian release, without adding that release to this
# machine's apt. Its lists live in a directory of their own; expired lists are taken, a frozen mirror has no others.
fetch_deb() {
  local suite=$1 package=$2 target=$3 work options
  work="$(mktemp -d)"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$target"
  printf 'deb %s %s main\n' "$(debian_mirror)" "$suite" >"$work/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$target" && apt-get "${options[@]}" download "$package")
  rm -rf "$work"
}

# The docker command in the way that all images are built here: the classic builder, which needs no plugin.
docker_build() { DOCKER_BUILDKIT=0 docker build "$@"; }
