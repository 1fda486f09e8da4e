#!/usr/bin/env bash
# Everything that a change has to pass, on a machine that has nothing but the .NET SDK: a build without warnings, the
# formatting, every test. The last line is "N passed, N failed, N skipped"; the exit code is 0 only when all is well.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
exec 2>&1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export DOTNET_CLI_UI_LANGUAGE=en       # the summary of the tests is read below
export MSBUILDDISABLENODEREUSE=1       # a build node that lives on would hold a pipeline's output open

# Tests run in their own folders, so a relative path would mean another folder there. Without the real data sets
# the tests that want them are skipped, and say so.
if [ -n "${Data__Directory:-}" ]; then
  Data__Directory=$(realpath -m -- "$Data__Directory")
  export Data__Directory
elif [ -d ../shared/data ]; then
  Data__Directory=$(realpath ../shared/data)
  export Data__Directory
fi

step() { printf '\n== %s\n' "$*"; "$@"; }

if ! command -v dotnet > /dev/null; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  exit 1
fi

# Some tests start a PostgreSQL server of their own. Without the package they are skipped, and say so; the system's own
# server, which comes with it, is not made.
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1; then
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  install_postgresql() { DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -qq --no-install-recommends postgresql; }
  echo "== apt-get install postgresql"
  install_postgresql > /dev/null 2>&1 || { timeout 300 apt-get update -qq > /dev/null 2>&1; install_postgresql > /dev/null 2>&1; } \
    || echo "PostgreSQL cannot be installed; its tests are skipped."
fi

# Others start a store with S3's interface: OpenStack Swift. Its services, which come with it, are not to be started.
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && ! { [ -e /usr/bin/swift-proxy-server ] && [ -e /usr/bin/swift-account-server ] && [ -e /usr/bin/swift-container-server ] && [ -e /usr/bin/swift-object-server ]; }; then
  policy=""
  [ -e /usr/sbin/policy-rc.d ] || { policy=/usr/sbin/policy-rc.d; printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod +x "$policy"; }
  install_swift() { DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -qq --no-install-recommends swift-proxy swift-account swift-container swift-object; }
  echo "== apt-get install swift-proxy swift-account swift-container swift-object"
  install_swift > /dev/null 2>&1 || { timeout 300 apt-get update -qq > /dev/null 2>&1; install_swift > /dev/null 2>&1; } \
    || echo "OpenStack Swift cannot be installed; the tests on a bucket are skipped."
  [ -z "$policy" ] || rm -f "$policy"
fi

# The pages of the dashboard are tested in a real browser. Without one, those tests are skipped and say so.
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && ! command -v chromium > /dev/null; then
  install_chromium() { DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends chromium; }
  echo "== apt-get install chromium"
  install_chromium > /dev/null 2>&1 || { timeout 300 apt-get update -qq > /dev/null 2>&1; install_chromium > /dev/null 2>&1; } \
    || echo "Chromium cannot be installed; the tests of the dashboard are skipped."
fi

step dotnet build Service.sln -c Release || exit 1

# Style and analyzers are part of the build, with the same severities; this is the whitespace that a compiler does not see.
failed_steps=0
step dotnet format whitespace Service.sln --verify-no-changes --no-restore || failed_steps=1

# One project at a time: training and inference each want all cores. A hang is a failure, not a wait, and keeps no other
# project from being tested.
output=$(mktemp)
trap 'rm -f "$output"' EXIT
step timeout 1500 dotnet test --solution Service.sln -c Release --no-build --max-parallel-test-modules 1 --no-progress --timeout 15m \
  | tee "$output" || failed_steps=1

count() { awk -v name="$1:" '/^Test run summary:/ { inside = 1 } inside && $1 == name { n = $2 } END { print n + 0 }' "$output"; }
printf '\n%d passed, %d failed, %d skipped\n' "$(count succeeded)" "$(count failed)" "$(count skipped)"
exit "$failed_steps"
