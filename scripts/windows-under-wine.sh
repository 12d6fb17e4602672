#!/usr/bin/env bash
# Tries the Windows program under Wine: builds a policy whose files have Windows line ends, from a folder with blanks in
# its name, and compares the result with the Linux build byte for byte.
set -euo pipefail
cd "$(dirname "$0")/.."
wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64 2>/dev/null || true)
if [ -z "$wine" ]; then
  echo "Wine is not installed; on Debian: apt-get install wine wine64" >&2
  exit 3
fi

scripts/publish.sh win-x64
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export WINEPREFIX="$scratch/prefix" WINEDEBUG=-all
folder="$scratch/HR files/My policies"
mkdir -p "$folder/policies/mapleton"
for file in city.yaml social-media.yaml; do
  sed 's/$/\r/' "policies/mapleton/$file" > "$folder/policies/mapleton/$file"
done
cp artifacts/win-x64/policybuilder.exe "$folder/"
( cd "$folder" && "$wine" policybuilder.exe build "policies" --output "my output" )
dotnet run --project src/PolicyBuilder.Cli -- build "$folder/policies" --output "$scratch/linux"
diff -r "$folder/my output" "$scratch/linux"
echo "The Windows program wrote the same bytes as the Linux one."
