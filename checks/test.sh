#!/bin/sh
# ./sotto test: every test and check, one part after the other, with the time of each. POSIX sh.
set -u
home=$1
shift
cd "$home" || exit 70

# The one list of what the tests need beside Java and Maven; Debian's names.
# A silent audio server and its tools, ALSA's way to it, packet filters and namespaces, a private bus with a logind and a
# multicast DNS responder on it;
# a C compiler for the recorder of disk calls; what counts the system calls of a process.
PACKAGES='pulseaudio pulseaudio-utils libasound2-plugins nftables iproute2 dbus avahi-daemon avahi-utils systemd gcc libc6-dev strace lld llvm'

# name, budget in seconds, what it is
parts_table() {
    cat <<'TEXT'
build 300 compile with every warning an error, floors, gates, unit tests
store 150 what the disk holds after a crash
sync 180 many peers, many seeds
phones 270 Android's and iOS's own rules
phone-bench 270 a real freezer, a real audio server
demo 270 kill -9 at any moment, and ./sotto demo itself
TEXT
}
ALL_FACTOR=4

usage() {
    cat <<'TEXT'
Runs every test and check of Sotto, one part after the other, and prints the time of each.

Usage: ./sotto test [--all] [--no-install] [--only PART]...

  --all         the long forms of everything: under 80 minutes instead of 20
  --no-install  do not install the packages that some tests need (only root on Debian-likes would)
  --only PART   only this part; may be given again
  --help        this text

Parts (with the seconds that each may take on two cores):
TEXT
    parts_table | while read -r name budget what; do
        printf '  %-12s %4s  %s\n' "$name" "$budget" "$what"
    done
    printf '\nPackages that some tests need: %s\n' "$PACKAGES"
    printf 'Logs: .sotto/test/PART.log. Exit code: 0 when everything passed, 1 when not, 64 for wrong use.\n'
}

all=false
install=true
only=
while [ $# -gt 0 ]; do
    case $1 in
        --all) all=true ;;
        --no-install) install=false ;;
        --only | --only=*)
            if [ "$1" = --only ]; then
                shift
                part=${1:-}
            else
                part=${1#--only=}
            fi
            if [ -z "$part" ] || ! parts_table | grep -q "^$part "; then
                printf 'sotto test: no part "%s"; there are: %s\n' "$part" "$(parts_table | cut -d' ' -f1 | tr '\n' ' ')" >&2
                exit 64
            fi
            only="$only $part"
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            printf 'sotto test: unknown option "%s" (./sotto test --help)\n' "$1" >&2
            exit 64
            ;;
    esac
    shift
done

logs=$home/.sotto/test
mkdir -p "$logs" || exit 73
summary=$logs/summary
: >"$summary"

missing_packages() {
    for package in $PACKAGES; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
        printf 'packages: not a Debian-like system, nothing is installed. Tests that lack something are skipped and say why.\n'
        printf '          They use: %s\n' "$PACKAGES"
        return
    fi
    missing=$(missing_packages)
    if [ -z "$missing" ]; then
        printf 'packages: all there (%s)\n' "$PACKAGES"
        return
    fi
    if [ "$install" = false ]; then
        printf 'packages: not installed because of --no-install: %s\n          Tests that need them are skipped and say why.\n' "$missing"
        return
    fi
    if [ "$(id -u)" -ne 0 ]; then
        printf 'packages: not root, so not installed: %s\n          Tests that need them are skipped and say why. To have them:\n' "$missing"
        printf '          sudo apt-get install -y --no-install-recommends --no-remove %s\n' "$missing"
        return
    fi
    printf 'packages: installing %s(nothing is removed, nothing recommended is added)\n' "$missing"
    # One at a time: a package that is in conflict with this system's sound must not keep the others away.
    {
        apt-get update
        for package in $missing; do
            DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --no-remove "$package"
        done
    } >"$logs/packages.log" 2>&1 </dev/null
    missing=$(missing_packages)
    if [ -n "$missing" ]; then
        printf 'packages: could not install %s(see %s). Tests that need them are skipped and say why.\n' "$missing" "$logs/packages.log"
    fi
}

# What a reader wants of Maven's output: whose tests, how many, what failed, and the figures that tests print.
calm() {
    shown=0
    while IFS= read -r line; do
        case $line in
            '[INFO] Building Sotto'*)
                room=${line#*Building }
                room=${room%% [0-9]*}
                ;;
            *'Tests run:'*'Time elapsed'*'FAIL'* | *'Tests run:'*'Time elapsed'*'ERROR'*) printf '%s\n' "$line" ;;
            *'Tests run:'*'Time elapsed'*) ;;
            *'Tests run: 0,'*) ;;
            *'Tests run:'*) printf '%s: %s\n' "$room" "$line" ;;
            'figure: '* | 'planted: '* | 'PB'[0-9]* | *worlds*edges* | 'mutant: '* | 'lattice laws: '* | 'skipped: '*) printf '%s\n' "$line" ;;
            '[ERROR] '?*)
                shown=$((shown + 1))
                if [ "$shown" -le 60 ]; then printf '%s\n' "$line"; fi
                ;;
            '[INFO] BUILD '*) printf '%s\n' "$line" ;;
        esac
    done
}

# maven PART ARGUMENT...: adds to the part's log; the exit code is Maven's.
maven() {
    log=$logs/$1.log
    shift
    {
        mvn -B -ntp -P check "$@" 2>&1 </dev/null
        echo $? >"$logs/exit"
    } | tee -a "$log" | calm
    return "$(cat "$logs/exit")"
}

# The skipped tests of the reports written since the part began, each with its reason.
skipped_tests() {
    find . -path '*/target/check/surefire-reports/TEST-*.xml' -newer "$logs/began" -exec awk '
        /<testcase / { name = $0; sub(/.*<testcase name="/, "", name); sub(/".*/, "", name)
                       room = $0; sub(/.*classname="/, "", room); sub(/".*/, "", room) }
        /<skipped/ { why = $0
                     if (why ~ /message="/) { sub(/.*message="/, "", why); sub(/".*/, "", why) }
                     else { sub(/.*CDATA\[/, "", why); sub(/^[A-Za-z0-9.]*Exception: /, "", why) }
                     sub(/^Assumption failed: /, "", why)
                     printf "skipped: %s, %s: %s\n", room, name, why }' {} \;
}

# Adds up the closing lines of Surefire in a part's log: run, failed, skipped.
count_tests() {
    sed -n 's/^\[[A-Z]*\] Tests run: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\), Skipped: \([0-9]*\)$/\1 \2 \3 \4/p' "$1" |
        awk '{ run += $1; failed += $2 + $3; skipped += $4 } END { printf "%d %d %d", run, failed, skipped }'
}

long=
slow=long
if [ "$all" = true ]; then
    long=-Dsotto.long=true
    slow=none
fi

# tagged PART TAG [ARGUMENT...]: the tests that carry the tag, in whatever room.
tagged() {
    part=$1
    tag=$2
    shift 2
    # The build part has been through the gates already.
    # shellcheck disable=SC2086
    maven "$part" -Dsotto.groups="$tag" -Dsotto.excludedGroups="$slow" -Dsotto.determinism.phase=none $long "$@" test
}

# The home of a Java 21 or later, if this machine has one: the newest Android's classes run on no older one.
newer_java() {
    for candidate in "${JAVA_HOME:-}" "${JAVA_HOME_21_X64:-}" "${JAVA_HOME_25_X64:-}" /usr/lib/jvm/*; do
        [ -x "$candidate/bin/java" ] || continue
        version=$("$candidate/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
        if [ "${version:-0}" -ge 21 ]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

run_phones() {
    sh checks/phones-ios.sh >>"$logs/phones.log" 2>&1
    newer=$(newer_java)
    if [ -n "$newer" ]; then
        set -- -Dsotto.android.newer.skip=false -Dsotto.android.newer.java="$newer/bin/java"
    else
        printf 'skipped: Android 16 (API 36): its classes need a Java 21 or later, and this machine has none\n'
        set --
    fi
    sh checks/android-tools.sh "$home/.sotto/android-tools"
    tagged phones phones -Dsotto.phones=true "$@"
}

run_demo() {
    ./sotto demo --json --report "$logs/demo.html" >"$logs/demo.jsonl" 2>"$logs/demo.err" </dev/null
    code=$?
    cat "$logs/demo.jsonl"
    nights=$(grep -c '"night"' "$logs/demo.jsonl")
    if [ "$code" -ne 0 ]; then
        printf 'demo: ./sotto demo --json ended with %s; its last words:\n' "$code"
        tail -n 20 "$logs/demo.err"
        return 1
    fi
    if [ "$nights" -ne 3 ]; then
        printf 'demo: ./sotto demo --json printed %s nights instead of 3\n' "$nights"
        return 1
    fi
}

run_build() {
    # shellcheck disable=SC2086
    maven build -Dsotto.excludedGroups="phones,phone-bench,kill,demo,store,sync,$slow" $long clean verify || return 1
    if ! mvn -B -ntp --fail-at-end spotless:check >"$logs/layout.log" 2>&1 </dev/null; then
        printf 'layout: not as the formatter has it; mvn spotless:apply puts it right (the lines are in %s):\n' "$logs/layout.log"
        sed -n 's|.*\(src/[a-z]*/java/[^ ]*\.java\).*|\1|p; s|.*\(in [0-9]* other files\).*|... and \1|p' "$logs/layout.log" | sort -u | sed -n 1,20p
        layout=wrong
    fi
}

run_part() {
    case $1 in
        build) run_build ;;
        store) tagged store store ;;
        sync) tagged sync sync ;;
        phones) run_phones ;;
        phone-bench) tagged phone-bench phone-bench ;;
        demo)
            tagged demo 'kill | demo'
            kills=$?
            run_demo && return "$kills"
            ;;
    esac
}

printf 'sotto test: Java %s, Maven %s, %s, %s cores%s\n' \
    "$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')" \
    "$(mvn -B -v 2>/dev/null </dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')" \
    "$(uname -sm)" "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?')" \
    "$([ "$all" = true ] && echo ', the long forms')"
install_packages

started=$(date +%s)
failed=
parts_table >"$logs/parts"
while read -r name budget what <&3; do
    case "${only:-all} " in
        all\ | *" $name "*) ;;
        *) continue ;;
    esac
    if [ "$all" = true ]; then budget=$((budget * ALL_FACTOR)); fi
    printf '\n== %s: %s\n' "$name" "$what"
    : >"$logs/began"
    : >"$logs/$name.log"
    from=$(date +%s)
    verdict=ok
    layout=right
    run_part "$name" || verdict=FAILED
    took=$(($(date +%s) - from))
    skipped_tests
    note=
    if [ "$took" -gt "$budget" ]; then note=' (over its budget)'; fi
    if [ "$layout" = wrong ]; then
        note="$note (layout)"
        failed="$failed layout"
    fi
    # shellcheck disable=SC2046
    set -- $(count_tests "$logs/$name.log")
    if [ "$verdict" = FAILED ]; then
        failed="$failed $name"
        printf 'log: %s\n' "$logs/$name.log"
    elif [ "$1" -eq 0 ]; then
        # A part that ran nothing proves nothing.
        verdict=FAILED
        failed="$failed $name"
        note="$note (no test carries this part's tag)"
    fi
    printf '%-12s %6s s of %5s   %5s tests, %s failed, %s skipped   %s%s\n' \
        "$name" "$took" "$budget" "$1" "$2" "$3" "$verdict" "$note" | tee -a "$summary"
    # Without a build that passes, the other parts would only fail again.
    if [ "$verdict" = FAILED ] && [ "$name" = build ]; then break; fi
done 3<"$logs/parts"

total=$(($(date +%s) - started))
printf '\n== time of each part\n'
cat "$summary"
if [ -n "$failed" ]; then
    printf 'sotto test: FAILED (%s) after %s min %s s\n' "${failed# }" $((total / 60)) $((total % 60))
    exit 1
fi
printf 'sotto test: ok, %s tests in %s min %s s\n' "$(awk '{ n += $6 } END { print n + 0 }' "$summary")" $((total / 60)) $((total % 60))
