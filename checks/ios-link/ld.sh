#!/bin/sh
# The linker that RoboVM's compiler is given (-cc): its clang-style command line, turned into ld64.lld's. No Apple SDK:
# what the OS brings stays open (dynamic_lookup), and the gate looks at what is open afterwards.
# SOTTO_LD64 names the linker.
set -eu
out=
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        -o)
            out=$1
            shift
            count=$((count - 1))
            ;;
        -framework | -weak_framework)
            shift
            count=$((count - 1))
            ;;
        -lpthread | -ldl | -lm | -lz | -liconv | -lsqlite3 | -lc++ | -fPIC | -Wl,-no_implicit_dylibs | --target=*) ;;
        -Wl,-filelist,*) set -- "$@" -filelist "${argument#-Wl,-filelist,}" ;;
        -Wl,-dead_strip) set -- "$@" -dead_strip ;;
        *) set -- "$@" "$argument" ;;
    esac
done
exec "${SOTTO_LD64:-ld64.lld}" -arch arm64 -platform_version ios 13.0 17.0 -undefined dynamic_lookup -o "$out" "$@"
