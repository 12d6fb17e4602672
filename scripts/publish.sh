#!/usr/bin/env bash
# Makes self-contained single-file programs that need no .NET, for Windows, macOS and Linux, in artifacts/<system>/.
#   scripts/publish.sh              all three
#   scripts/publish.sh win-x64      one of them
#   scripts/publish.sh aot          the native program of this machine's own system (needs clang and zlib headers)
set -euo pipefail
cd "$(dirname "$0")/.."

single_file() {
  dotnet publish src/PolicyBuilder.Cli -c Release -r "$1" --self-contained -o "artifacts/$1" --nologo -v quiet \
    -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true \
    -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:PublishDocumentationFiles=false -p:DebugType=none -p:PublishDocumentationFiles=false
  # The pages are a program of their own, in the folder where 'policybuilder serve' looks for it.
  dotnet publish src/PolicyBuilder.Web -c Release -r "$1" --self-contained -o "artifacts/$1/web" --nologo -v quiet \
    -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true -p:PublishReadyToRun=true -p:DebugType=none \
    -p:PublishDocumentationFiles=false
  ls -l "artifacts/$1"/policybuilder* "artifacts/$1"/web/policybuilder-web*
}

native() {
  dotnet publish src/PolicyBuilder.Cli -c Release --use-current-runtime -o artifacts/native --nologo -v quiet \
    -p:PublishAot=true -p:DebugType=none -p:PublishDocumentationFiles=false
  ls -l artifacts/native/policybuilder*
}

for system in "${@:-win-x64 osx-arm64 linux-x64}"; do
  for one in $system; do
    if [ "$one" = aot ]; then native; else single_file "$one"; fi
  done
done
