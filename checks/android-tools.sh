#!/bin/sh
# Fetches Android's own tools where the repository has them: DIR/NAME.classpath lists the files of each. A tool that cannot
# be had is named with the reason; the tests that need it then skip and say so. Usage: checks/android-tools.sh DIR
set -u
cd "$(dirname "$0")/.." || exit 70
tools=$1
mkdir -p "$tools" || exit 73
for tool in d8 merger lint; do
    list=$tools/$tool.classpath
    rm -f "$list"
    mvn -B -ntp -q -f checks/android-tools/pom.xml -P "$tool" dependency:build-classpath \
        -Dmdep.outputFile="$list.new" >"$tools/$tool.log" 2>&1 </dev/null
    if [ -s "$list.new" ]; then
        mv "$list.new" "$list"
    else
        printf 'skipped: %s is not in the repository that Maven asks (%s)\n' "$tool" "$(sed -n 's/.*Could not find artifact \([^ ]*\).*/\1/p' "$tools/$tool.log" | head -n 1)"
    fi
done
