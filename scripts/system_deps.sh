#!/usr/bin/env bash
# Chromium (browser tests, smoke), poppler and qpdf (PDF tests), PostgreSQL, Java (Spark) and SoftHSM (signing keys) are programs of the system, not of Python.
# Root on Debian: installed. Anywhere else: said loudly, and the tests that need them are skipped by name.
# In CI nothing may be skipped: there a missing program is a failure.
set -euo pipefail

declare -A packages=([chromium]=chromium [pdftoppm]=poppler-utils [postgres]=postgresql [java]=openjdk-17-jre-headless [softhsm2-util]=softhsm2 [qpdf]=qpdf)
declare -A serves=([chromium]="browser tests and make smoke" [pdftoppm]="tests that look at PDF pages" [postgres]="tests on PostgreSQL" [java]="screening on Spark" [softhsm2-util]="tests of keys in a PKCS#11 token" [qpdf]="tests of the structure of certificates")

have() {
  case "$1" in
    # The names under which Chromium is found are those of tests/web/chromium.py.
    chromium) [ -n "${TOTALIS_CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    # A server is started from its folder, which Debian keeps off the path: tests/databases.py looks there too.
    postgres) [ -x "${TOTALIS_POSTGRESQL_BIN:-/nowhere}/initdb" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

missing() { for program in "${!packages[@]}"; do have "$program" || echo "$program"; done; }

wanted=$(missing)
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
  names=$(for program in $wanted; do echo "${packages[$program]}"; done)
  echo "system: installing" $names
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $names; } >"$log" 2>&1; then
    tail -n 20 "$log"
  fi
  rm -f "$log"
fi

status=0
for program in $(missing); do
  status=1
  echo "MISSING: $program (Debian package ${packages[$program]}). Without it: no ${serves[$program]}." >&2
done
if [ "$status" = 1 ] && [ "${CI:-}" = true ]; then
  echo "CI skips nothing: install what is missing above." >&2
  exit 1
fi
