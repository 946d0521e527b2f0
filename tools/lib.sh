# shellcheck shell=bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Sourced by the scripts of tools/. Sets OM_ROOT (the work tree) and OM_CACHE_DIR, and keeps pyenv's shims and other
# people's virtual environments out of PATH.

OM_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
OM_CACHE_DIR=${OM_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/openmetadata-ops}
export OM_ROOT OM_CACHE_DIR

# uv brings its own list of certificate authorities; companies and CI systems add theirs to the system's list.
if [[ -z ${SSL_CERT_FILE:-} && -r /etc/ssl/certs/ca-certificates.crt ]]; then
    export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
fi

om_say() {
    printf '%s\n' "$*" >&2
}

om_die() {
    om_say "error: $*"
    exit 1
}

# PATH without version managers' shims: ansible-test looks for python3.X on PATH, and a shim is no interpreter.
om_clean_path() {
    local entry result=
    local -a entries
    IFS=: read -r -a entries <<<"$PATH"
    for entry in "${entries[@]}"; do
        case $entry in
            '' | */shims | */.pyenv/*) continue ;;
        esac
        result+=${result:+:}$entry
    done
    printf '%s\n' "$result"
}

# The interpreter for our virtual environments: ansible-core 2.19 runs on Python 3.11 to 3.13.
om_base_python() {
    local candidate
    for candidate in "${OM_PYTHON:-}" /usr/bin/python3 /usr/bin/python3.1{1,2,3} python3 python3.1{1,2,3}; do
        [[ -n $candidate ]] || continue
        candidate=$(command -v "$candidate") || continue
        if "$candidate" - 2>/dev/null <<'PY'; then
import os, sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(1)
print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
PY
            return 0
        fi
    done
    om_die "no Python 3.11, 3.12 or 3.13 found. Install one (Debian: apt-get install python3 python3-venv)," \
        "or name it: OM_PYTHON=/path/to/python3."
}
