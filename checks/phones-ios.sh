#!/bin/sh
# Fetches RoboVM's ahead-of-time compiler (a build tool, GPLv2, 100 MB) into Maven's local repository, for the link gate in
# checks/ios-link. It is never redistributed. Not getting it is no failure: the gate then skips, and says why.
# An old plugin on purpose: newer ones insist on a parent POM that was never published.
set -u
cd "$(dirname "$0")/.." || exit 70
version=$(sed -n 's|.*<robovm.compiler.version>\(.*\)</robovm.compiler.version>.*|\1|p' pom.xml)
mvn -B -ntp -q -N org.apache.maven.plugins:maven-dependency-plugin:2.10:get \
    -Dartifact="com.mobidevelop.robovm:robovm-dist:$version:tar.gz" -Dtransitive=false </dev/null ||
    printf 'phones: no robovm-dist %s in any repository; the link gate for iOS will be skipped\n' "$version"
exit 0
