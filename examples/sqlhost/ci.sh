#!/usr/bin/env bash
# Tests the host on every database, and fails if one was left out. Installs what
# is missing: PostgreSQL's server programs, and ClickHouse's, unpacked to
# /opt/clickhouse and not started. The tests start and stop the servers
# themselves, on loopback and in temporary folders.
#
# RAPID_CHECKS is how many random worlds SQLite is compared on (default 10000);
# the servers are on a tenth of it. KILLS is how often a process is killed.
set -euo pipefail
cd "$(dirname "$0")"

need() { # need PROGRAM-PATTERN PACKAGE...
  compgen -G "$1" > /dev/null && return 0
  shift
  [ -n "${updated:-}" ] || apt-get update -qq
  updated=1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

need '/usr/lib/postgresql/*/bin/initdb' postgresql
need '/usr/lib/x86_64-linux-gnu/libclickhouse.so*' clickhouse-common
if [ ! -x /opt/clickhouse/usr/sbin/clickhouse-server ]; then
  deb=$(mktemp -d)
  (cd "$deb" && apt-get download -qq clickhouse-server && dpkg -x clickhouse-server_*.deb /opt/clickhouse)
  rm -rf "$deb"
fi

unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || { echo "not gofmt-ed: $unformatted" >&2; exit 1; }
go mod download
go mod tidy -diff
go vet ./...

log=$(mktemp)
trap 'rm -f "$log"' EXIT
CI=true RAPID_CHECKS=${RAPID_CHECKS:-10000} go test -count=1 -timeout=60m -v ./... > "$log" 2>&1 || { grep -v '^=== ' "$log" | grep -v -e '--- PASS' -e '^ *--- SKIP'; exit 1; }
grep -E '^(ok|\?)' "$log"
sed -n 's/^ *kill_test.go:[0-9]*: //p' "$log"
# With CI set a test whose database is missing fails. What else was left out,
# such as the public data sets, is said.
grep -B1 -- '--- SKIP' "$log" || true
