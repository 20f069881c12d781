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
clickhouse=${CLICKHOUSE_HOME:-/opt/clickhouse}
if [ ! -x "$clickhouse/usr/sbin/clickhouse-server" ]; then
  [ -n "${updated:-}" ] || apt-get update -qq
  deb=$(mktemp -d)
  chmod 755 "$deb"
  (cd "$deb" && apt-get download -qq clickhouse-server && dpkg -x clickhouse-server_*.deb "$clickhouse")
  rm -rf "$deb"
fi
export CLICKHOUSE_SERVER=$clickhouse/usr/sbin/clickhouse-server

unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || { echo "not gofmt-ed: $unformatted" >&2; exit 1; }
go mod download
go mod tidy -diff
go vet ./...

log=$(mktemp)
trap 'rm -f "$log"' EXIT
export CI=true RAPID_CHECKS=${RAPID_CHECKS:-200} RAPID_NOFAILFILE=true
if ! go test -count=1 -timeout=60m -v ./... > "$log" 2>&1; then
  grep -v -e '^=== ' -e '^ *--- PASS' -e '^ *--- SKIP' "$log"
  exit 1
fi
grep -E '^(ok|\?)' "$log"
sed -n 's/^ *kill_test.go:[0-9]*: //p' "$log"

# What needs no database may be missing: public data beside the checkout, and
# the right to mount a small disk.
skipped=$(grep -- '--- SKIP' "$log" || true)
[ -z "$skipped" ] || printf 'skipped:\n%s\n' "$skipped"
if printf '%s' "$skipped" | grep -v -e TestRealData -e TestDiskFull; then
  echo "a database's tests were skipped" >&2
  exit 1
fi
