#!/usr/bin/env bash
# Measures whole processes beside their peers in one run, and prints ratios: a cold build of one city beside an empty
# .NET program and pandoc; a batch beside bare writing of the same files.
#   scripts/compare-speed.sh [cities]      (default 20000)
# Needs clang and zlib headers for the native program; pandoc and gcc for the peers, where they are installed.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
cities=${1:-20000}
scratch=${POLICYBUILDER_SCRATCH:-$(mktemp -d)}
mkdir -p "$scratch"

if [ -z "${POLICYBUILDER_NATIVE:-}" ]; then
  scripts/publish.sh aot >/dev/null
  POLICYBUILDER_NATIVE=$root/artifacts/native/policybuilder
fi
if [ -z "${POLICYBUILDER_READY_TO_RUN:-}" ]; then
  dotnet publish src/PolicyBuilder.Cli -c Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true \
    -p:DebugType=none -o artifacts/ready-to-run --nologo -v quiet
  POLICYBUILDER_READY_TO_RUN=$root/artifacts/ready-to-run/policybuilder.dll
fi
mkdir -p "$scratch/empty"
cat > "$scratch/empty/empty.csproj" <<'X'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>
X
echo 'return 0;' > "$scratch/empty/empty.cs"
dotnet build "$scratch/empty" -c Release --nologo -v quiet -clp:NoSummary >/dev/null

python3 - "$root" "$scratch" "$POLICYBUILDER_NATIVE" "$POLICYBUILDER_READY_TO_RUN" "$cities" <<'P'
import os, random, resource, shutil, statistics, subprocess, sys, time
root, scratch, native, ready, cities = *sys.argv[1:5], int(sys.argv[5])

def run(command, folder):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status: sys.exit(f"{command[0]} failed")
    return (usage.ru_utime + usage.ru_stime) * 1000, (time.perf_counter() - start) * 1000, usage.ru_maxrss / 1024

one = [("empty .NET program", ["dotnet", f"{scratch}/empty/bin/Release/net10.0/empty.dll"]),
       ("policybuilder, native", [native, "build", "policies/mapleton", "--output", f"{scratch}/one"]),
       ("policybuilder, ReadyToRun", ["dotnet", ready, "build", "policies/mapleton", "--output", f"{scratch}/two"])]
if shutil.which("pandoc"):
    run([native, "build", "policies/mapleton", "--output", f"{scratch}/one"], root)
    markdown = f"{scratch}/one/mapleton/social-media/1.0.0/social-media.md"
    one.append(("pandoc, Markdown to Word only", ["pandoc", markdown, "-o", f"{scratch}/pandoc.docx"]))
samples = {name: [] for name, _ in one}
for _ in range(31):
    for name, command in one:
        samples[name].append(run(command, root))
base = statistics.median(cpu for cpu, _, _ in samples[one[0][0]])
print(f"{'one city, cold':32} {'CPU ms':>8} {'wall ms':>8} {'MiB':>6} {'ratio of CPU':>13}")
for name, _ in one:
    cpu, wall, memory = (statistics.median(column) for column in zip(*samples[name]))
    print(f"{name:32} {cpu:8.1f} {wall:8.1f} {memory:6.0f} {cpu / base:13.2f}")

def generate(folder, count):
    chance = random.Random(7)
    titles = ["Public Information Officer", "Police Community Relations Officer", "City Clerk", "Library Director", "Parks Director", "Fire Marshal"]
    related = ["Open Records Policy", "Internet Use Policy", "Personnel Policy Manual", "Ethics Policy", "Records Policy", "Travel Policy"]
    channels = ["Facebook", "X", "LinkedIn", "YouTube", "Nextdoor", "Instagram"]
    for i in range(count):
        city = f"{folder}/policies/city-{i:05d}"
        os.makedirs(city)
        with open(f"{city}/city.yaml", "w") as file:
            file.write(f"name: Sample {i}\nkind: {'town' if i % 5 == 0 else 'city'}\nstate: Alabama\ncontact: {{name: Human Resources, email: hr@city{i}.example, phone: 251-555-0100}}\n")
        with open(f"{city}/social-media.yaml", "w") as file:
            file.write(f"policy: social-media\nedition: 1.0.0\nversion: 1.0.0\neffective: 2027-01-{1 + i % 28:02d}\nreview_by: 2028-01-01\nanswers:\n"
                       f"  final_authority: {chance.choice(['mayor', 'manager', 'communications director', f'City Administrator {i}'])}\n"
                       f"  authorized_employees: [{', '.join(chance.sample(titles, chance.randint(1, 4)))}]\n"
                       + (f"  related_policies: [{', '.join(chance.sample(related, chance.randint(1, 6)))}]\n" if i % 2 else "")
                       + (f"  channels: [{', '.join(chance.sample(channels, chance.randint(2, 6)))}]\n" if i % 3 else ""))

# The floor: a C program that makes the same folders and writes as many bytes, on as many processes as there are cores.
floor = f"{scratch}/floor"
source = r'''
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv) {
  int from = atoi(argv[2]), to = atoi(argv[3]); char path[4096], done[4096]; static char bytes[1 << 20];
  const char *ends[] = {".docx", ".html", ".md"};
  for (int i = from; i < to; i++) {
    snprintf(path, sizeof path, "%s/city-%05d", argv[1], i); mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/city-%05d/social-media", argv[1], i); mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/city-%05d/social-media/1.0.0.partial", argv[1], i); mkdir(path, 0777);
    for (int k = 0; k < 3; k++) {
      snprintf(path, sizeof path, "%s/city-%05d/social-media/1.0.0.partial/social-media%s", argv[1], i, ends[k]);
      int file = open(path, O_CREAT | O_WRONLY | O_EXCL, 0666);
      if (file < 0 || write(file, bytes, atoi(argv[4 + k])) < 0) return 1;
      close(file);
    }
    snprintf(path, sizeof path, "%s/city-%05d/social-media/1.0.0.partial", argv[1], i);
    snprintf(done, sizeof done, "%s/city-%05d/social-media/1.0.0", argv[1], i);
    if (rename(path, done)) return 1;
  }
  return 0;
}'''
compiler = shutil.which("gcc") or shutil.which("clang")
if compiler:
    open(f"{floor}.c", "w").write(source)
    subprocess.run([compiler, "-O2", "-o", floor, f"{floor}.c"], check=True)
print(f"\n{'many cities, three files each':32} {'cities/s':>8} {'CPU s':>8} {'MiB':>6} {'of bare writing':>16}")
for count in sorted({max(1, cities // 10), cities}):
    folder = f"{scratch}/many-{count}"
    shutil.rmtree(folder, ignore_errors=True)
    generate(folder, count)
    cpu, wall, memory = run([native, "build", "--output", "out"], folder)
    sizes = [str(os.path.getsize(f"{folder}/out/city-00000/social-media/1.0.0/social-media{end}")) for end in (".docx", ".html", ".md")]
    bare = None
    if compiler:
        os.makedirs(f"{folder}/bare")
        cores = os.cpu_count() or 1
        start = time.perf_counter()
        writers = [subprocess.Popen([floor, f"{folder}/bare", str(count * i // cores), str(count * (i + 1) // cores), *sizes]) for i in range(cores)]
        if any(writer.wait() for writer in writers): sys.exit("bare writing failed")
        bare = time.perf_counter() - start
        print(f"{'bare writing, ' + format(count, ',') + ' cities':32} {count / bare:8.0f}")
    share = f"{bare / (wall / 1000):16.2f}" if bare else ""
    print(f"{'policybuilder, ' + format(count, ',') + ' cities':32} {count / (wall / 1000):8.0f} {cpu / 1000:8.1f} {memory:6.0f} {share}")
    shutil.rmtree(folder)
P
