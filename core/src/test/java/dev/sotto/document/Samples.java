package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Documents, edits and entries for tests, by seed. */
public final class Samples {
    /** A time after 2020, so that second lives are allowed. */
    public static final long START = 1_700_000_000_000L;

    private static final String[] KEYS = {"a", "b", "c"};

    private Samples() {}

    public static StoreId store(int number) {
        return new StoreId(Bytes.hex("000102030405060708090a0b0c0d0e" + String.format("%02x", number)));
    }

    public static Actor actor(int number) {
        return new Actor(store(number), 0x1122334455667700L + number);
    }

    public static Stamp stamp(long millis, int actor) {
        return new Stamp(new Hlc(millis, 0), actor(actor));
    }

    public static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** One local write that an app could make. */
    public static DocState edit(DocState state, Random random, Stamp now) {
        if (!state.alive()) {
            return Edit.insert(state, fields(random, 0), now);
        }
        switch (random.nextInt(12)) {
            case 0:
                return Edit.delete(state, now);
            case 1:
                return Edit.replace(state, fields(random, 0), now);
            case 2:
                return Edit.merge(state, fields(random, 0), now);
            case 3:
            case 4:
                return Edit.unset(state, path(random), now);
            default:
                return Edit.set(state, path(random), value(random, 1), now);
        }
    }

    private static MapValue fields(Random random, int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            fields.put(KEYS[random.nextInt(KEYS.length)], value(random, depth + 1));
        }
        return new MapValue(fields);
    }

    private static Value value(Random random, int depth) {
        return depth < 3 && random.nextInt(3) == 0 ? fields(random, depth) : Value.of(random.nextInt(4));
    }

    public static Path path(Random random) {
        Path path = Path.ROOT;
        for (int i = random.nextInt(3); i >= 0; i--) {
            path = path.child(KEYS[random.nextInt(KEYS.length)]);
        }
        return path;
    }

    /** Any entry that keeps its own rules. */
    public static Entry entry(Random random) {
        Path path = random.nextInt(5) == 0 ? Path.ROOT : path(random);
        Lives lives = Lives.FIRST;
        for (int depth = 0; depth <= path.depth(); depth++) {
            lives = lives.with(depth, random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(3));
        }
        Kind kind = path.isRoot() ? Kind.LIFE : Kind.values()[random.nextInt(Kind.values().length)];
        boolean owned = kind == Kind.INC || kind == Kind.DEC || kind == Kind.ITEM;
        Bytes owner = owned ? Bytes.hex(random.nextBoolean() ? "01" : "02") : Bytes.EMPTY;
        boolean bare = kind == Kind.LIFE || kind == Kind.MAP;
        Value value = bare ? Value.MISSING : Value.of(random.nextInt(3));
        return Entry.of(path, kind, lives, owner, stamp(START + random.nextInt(4), random.nextInt(3)), value);
    }
}
