package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
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
        switch (random.nextInt(16)) {
            case 0:
                return Edit.delete(state, now);
            case 1:
                return Edit.replace(state, fields(random, 0), now);
            case 2:
                return Edit.merge(state, fields(random, 0), now);
            case 3:
            case 4:
                return Edit.unset(state, path(random), now);
            case 5:
            case 6:
            case 7:
            case 8:
            case 9:
            case 10:
                return operation(state, random, now);
            default:
                return Edit.set(state, path(random), value(random, 1), now);
        }
    }

    /** An operation on a counter, set or list; the same state where there is something else. */
    public static DocState operation(DocState state, Random random, Stamp now) {
        Path path = random.nextInt(3) == 0 ? path(random) : Path.of(KEYS[random.nextInt(KEYS.length)]);
        Value value = Value.of(random.nextInt(3));
        int index = random.nextInt(3);
        try {
            return switch (random.nextInt(8)) {
                case 0, 1 -> Edit.increment(state, path, random.nextInt(7) - 3, now);
                case 2 -> Edit.restart(state, path, random.nextInt(9), now);
                case 3 -> Edit.addMember(state, path, value, now);
                case 4 -> Edit.removeMember(state, path, value, now);
                case 5 -> Edit.insertItem(state, path, index, value, now);
                case 6 ->
                    random.nextBoolean()
                            ? Edit.moveItem(state, path, index, random.nextInt(3), now)
                            : Edit.setItem(state, path, index, value, now);
                default -> Edit.removeItem(state, path, index, now);
            };
        } catch (RefusedException e) {
            return state;
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
        if (depth < 3 && random.nextInt(3) == 0) {
            return fields(random, depth);
        }
        return random.nextInt(5) == 0 ? array(random) : Value.of(random.nextInt(4));
    }

    private static Value array(Random random) {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(Value.of(random.nextInt(3)));
        }
        return new Value.Array(items);
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
        Bytes owner = Bytes.hex(owner(kind, random.nextBoolean() ? "01" : "02", random.nextBoolean()));
        Value value = Value.of(random.nextInt(3));
        if (kind == Kind.LIFE || kind == Kind.MAP) {
            value = Value.MISSING;
        } else if (kind == Kind.MEMBER) {
            value = Value.of(1 + random.nextInt(3));
        } else if (kind == Kind.ITEM && owner.at(1) == 0) {
            value = new Value.Binary(Bytes.hex("8" + random.nextInt(3)));
        } else if (kind == Kind.ITEM && random.nextInt(3) == 0) {
            value = Value.MISSING;
        }
        return Entry.of(path, kind, lives, owner, stamp(START + random.nextInt(4), random.nextInt(3)), value);
    }

    private static String owner(Kind kind, String name, boolean other) {
        return switch (kind) {
            case INC, DEC -> name;
            case ITEM -> name + (other ? "00" : "01");
            case MEMBER -> name + "00000000000000" + (other ? "00" : "01");
            default -> "";
        };
    }
}
