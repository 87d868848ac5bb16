package dev.sotto.document;

import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Real;

/** What one entry must keep by itself, whatever else is known: the same answer on every device, in every order. */
final class EntryRules {
    private EntryRules() {}

    static void check(Path path, Kind kind, Lives lives, Bytes owner, Stamp stamp, Value value) {
        if (stamp.hlc().compareTo(Hlc.ZERO) == 0) {
            throw new RefusedException("HLC_INVALID", "hlc", stamp.hlc(), "a time after 0");
        }
        checkLives(path, lives, stamp.hlc());
        checkShape(path, kind, owner, value);
        checkContent(kind, owner, stamp.hlc(), value);
    }

    private static void checkLives(Path path, Lives lives, Hlc hlc) {
        if (lives.depths() > path.depth() + 1) {
            throw malformed("lives", "of depth " + (lives.depths() - 1), "at most the path's " + path.depth());
        }
        for (int depth = 0; depth < lives.depths(); depth++) {
            long length = lives.at(depth);
            checkLength(length, hlc);
        }
    }

    private static void checkLength(long length, Hlc hlc) {
        if (length < 1 || length > 1 && length > livesMax(hlc)) {
            throw new RefusedException("CL_RANGE", "causal length", length, "1 to " + livesMax(hlc) + " at " + hlc);
        }
    }

    /** How many lives can have passed by then. */
    static long livesMax(Hlc hlc) {
        return Math.max(1, Limits.LIVES_PER_MILLI_MAX * (hlc.millis() - Limits.EPOCH_2020_MILLIS));
    }

    /** The first time at which a causal length is allowed. */
    static Hlc earliest(long length) {
        return length <= 1
                ? Hlc.ZERO
                : new Hlc(
                        Limits.EPOCH_2020_MILLIS
                                + (length + Limits.LIVES_PER_MILLI_MAX - 1) / Limits.LIVES_PER_MILLI_MAX,
                        0);
    }

    private static void checkShape(Path path, Kind kind, Bytes owner, Value value) {
        boolean owned = kind.isOwned();
        if (owned == owner.isEmpty() || owner.length() > Limits.OWNER_BYTES_MAX) {
            throw malformed("owner", owner.length() + " bytes for " + kind, owned ? "1 to 1024" : "none");
        }
        if (path.isRoot() && kind != Kind.LIFE) {
            throw malformed("path", "the document itself for " + kind, "a path of at least one key");
        }
        if (!path.isRoot() && path.key(0).equals("_id")) {
            throw malformed("path", "_id", "a field that may change");
        }
        if ((kind == Kind.LIFE || kind == Kind.MAP) && !value.isMissing()) {
            throw malformed("value", "present for " + kind, "none");
        }
        if (kind.isCount() && !(value instanceof Int count && count.value() >= 0)) {
            throw malformed("value", value.getClass().getSimpleName(), "a count of at least 0");
        }
    }

    private static void checkContent(Kind kind, Bytes owner, Hlc hlc, Value value) {
        if (kind == Kind.BASE && !(value instanceof Int)) {
            throw malformed("value", value.getClass().getSimpleName(), "a 64-bit integer");
        } else if (kind == Kind.ITEM) {
            Items.check(owner, value);
        } else if (kind == Kind.MEMBER) {
            checkLength(((Int) value).value(), hlc);
            Members.check(owner);
        }
    }

    /** Whether a value holds a number whose bytes may have been another NaN or minus zero when it was read. */
    static boolean mayNormalise(Value value) {
        if (value instanceof Real real) {
            return Double.isNaN(real.value()) || real.value() == 0.0;
        } else if (value instanceof Array array) {
            return array.items().stream().anyMatch(EntryRules::mayNormalise);
        } else if (value instanceof MapValue map) {
            return map.fields().values().stream().anyMatch(EntryRules::mayNormalise);
        }
        return false;
    }

    static RefusedException malformed(String field, String got, String wanted) {
        return new RefusedException("ENTRY_MALFORMED", field, got, wanted);
    }
}
