#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The STAND-IN as a daemon: openmetadata.sh start | stop | restart | status
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
pid_file="$home/openmetadata.pid"
log_file="${LOG_DIR:-$home/logs}/openmetadata.log"

running() {
    [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null
}

start() {
    if running; then
        echo "OpenMetadata (stand-in) is already running: $(cat "$pid_file")"
        return 1
    fi
    mkdir -p "$(dirname "$log_file")"
    nohup "$home/bin/openmetadata-server-start.sh" "$home/conf/openmetadata.yaml" >> "$log_file" 2>&1 < /dev/null &
    echo "$!" > "$pid_file"
    echo "OpenMetadata (stand-in) started: $!"
}

stop() {
    if ! running; then
        echo "OpenMetadata (stand-in) is not running"
        rm -f "$pid_file"
        return 0
    fi
    kill "$(cat "$pid_file")"
    for _ in $(seq 1 100); do
        if ! running; then
            rm -f "$pid_file"
            echo "OpenMetadata (stand-in) stopped"
            return 0
        fi
        sleep 0.1
    done
    kill -9 "$(cat "$pid_file")"
    rm -f "$pid_file"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    restart) stop && start ;;
    status) running && echo "OpenMetadata (stand-in) is running: $(cat "$pid_file")" ;;
    *)
        echo "usage: openmetadata.sh start|stop|restart|status"
        exit 1
        ;;
esac
