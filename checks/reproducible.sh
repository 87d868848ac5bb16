#!/bin/sh
# Builds the release twice from scratch and compares every artifact byte for byte. POSIX sh; needs sha256sum or shasum.
set -eu
cd "$(dirname "$0")/.."

sums() {
    if command -v sha256sum >/dev/null 2>&1; then sum=sha256sum; else sum='shasum -a 256'; fi
    # shellcheck disable=SC2086
    find . -path '*/target/release/*' \( -name '*.jar' -o -name 'bom.json' -o -name 'bom.xml' -o -name '.flattened-pom.xml' \) \
        -type f -exec $sum {} \; | sort -k 2
}

mkdir -p .sotto
for round in 1 2; do
    printf 'building the release, round %s of 2\n' "$round" >&2
    mvn -B -ntp -q -P release -DskipTests clean verify >".sotto/release.log" 2>&1 </dev/null || {
        grep -E '^\[ERROR\] .' .sotto/release.log | sed -n 1,20p >&2
        exit 1
    }
    sums >".sotto/release-$round.sums"
done
count=$(grep -c . .sotto/release-1.sums)
if [ "$count" -eq 0 ]; then
    printf 'no artifact was built\n' >&2
    exit 1
fi
if ! diff .sotto/release-1.sums .sotto/release-2.sums; then
    printf 'NOT reproducible: the artifacts above differ\n' >&2
    exit 1
fi
printf 'reproducible: %s artifacts are the same, byte for byte\n' "$count"
