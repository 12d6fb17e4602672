#!/usr/bin/env bash
# Runs every test. Installs the system programs that the tests need where they are missing and it may (root on Debian or
# Ubuntu); otherwise says what is left out.
#
#   ./test.sh                         everything
#   POLICYBUILDER_REQUIRE_ALL=1       a missing program fails its tests instead of skipping them (CI)
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

# program, Debian package(s), what needs it
needs=(
  "soffice|libreoffice-writer python3-uno|Word files opened by LibreOffice"
  "pdftotext|poppler-utils|text of printed PDF"
  "chromium|chromium|pages in a real browser, PDF"
  "node|nodejs|browser and mail tests"
  "npm|npm|browser and mail tests"
  "pandoc|pandoc|Markdown read by pandoc"
  "pg_ctlcluster|postgresql|the ledger in a real PostgreSQL"
  "go|golang-go golang-golang-x-mod-dev|ledgers verified by a program that shares no code with ours"
)
missing=()
for need in "${needs[@]}"; do
  IFS='|' read -r program packages _ <<<"$need"
  command -v "$program" >/dev/null || missing+=($packages)
done
if command -v go >/dev/null && [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
  missing+=(golang-golang-x-mod-dev)
fi
python3 -c 'import uno' 2>/dev/null || /usr/bin/python3 -c 'import uno' 2>/dev/null || missing+=(python3-uno)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # A list that cannot be refreshed just now need not be one that is needed.
    apt-get update -qq || echo "Not all lists of packages could be refreshed; going on with those that are here."
    apt-get install -y -qq --no-install-recommends "${missing[@]}" fonts-liberation >/dev/null
  else
    echo "Left out, because these are not installed and only root may install them: ${missing[*]}"
    for need in "${needs[@]}"; do
      IFS='|' read -r program packages what <<<"$need"
      command -v "$program" >/dev/null || echo "  $what (Debian: apt-get install $packages)"
    done
  fi
fi
for packages in tests/*/package.json; do
  ! command -v npm >/dev/null || ( cd "$(dirname "$packages")" && npm ci --ignore-scripts --no-audit --no-fund --silent ) ||
    echo "Left out: the packages of $(dirname "$packages") could not be installed"
done

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
failed=0
dotnet build PolicyBuilder.sln -nologo -v quiet -clp:NoSummary
dotnet test PolicyBuilder.sln --no-build --nologo 2>&1 | tee "$results/all" || failed=1

# Once more where the decimal comma, the dotless i and the date are different.
echo "The same tests as a Turkish user on the other side of the date line:"
LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 TZ=Pacific/Apia \
  dotnet test tests/PolicyBuilder.Tests --no-build --nologo 2>&1 | tee "$results/turkish" || failed=1

cat "$results/all" "$results/turkish" | awk '
  /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
    line = $0; gsub(/[^0-9 ]/, " ", line); split(line, n, " "); failed += n[1]; passed += n[2]; skipped += n[3]
  }
  /Test Run Aborted|error MSB|exited with error/ { aborted = 1 }
  END { if (aborted && failed == 0) failed = 1; printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit failed > 0 }
' || failed=1
exit $failed
