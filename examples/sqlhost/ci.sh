#!/usr/bin/env bash
# Tests the host on every database, and fails if one was left out. Installs what
# is missing: PostgreSQL's server programs, and ClickHouse's, unpacked to
# /opt/clickhouse and not started. The tests start and stop the servers
# themselves, on loopback and in temporary folders.
#
#   ci.sh [arguments of go test]
#
# RAPID_CHECKS is how many random worlds SQLite is compared on (default 200);
# the servers are on a tenth of it. KILLS is how often a process is killed.
. "$(dirname "${BASH_SOURCE[0]}")/../../.ci/lib"

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

cd examples/sqlhost
export RAPID_CHECKS=${RAPID_CHECKS:-200}
gotest -show kill_test.go -- -count=1 -timeout=60m "$@" ./...
