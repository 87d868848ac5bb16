package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Local writes: from a state and what the app wants, the next state. All entries of one call carry the given stamp, or
 * one just after what they replace if that is later, so that what a user did last shows whatever the clocks say.
 *
 * <p>A nested map is written field by field, so that two devices' fields merge; a list is one value. A write that puts
 * one kind of thing in the place of another, or replaces a whole map, begins a new life there.
 */
public final class Edit {
    private final Stamp now;
    /** Registers to write. Their paths differ and none lies above another, so none changes what a later one asks. */
    private final List<Entry> written = new ArrayList<>();
    /** The state with the new lives that this edit began, and without {@link #written}. */
    private DocState state;

    private Edit(DocState state, Stamp now) {
        this.state = state;
        this.now = now;
    }

    /**
     * The document with these fields ({@code _id} among them is passed over).
     *
     * @throws IllegalStateException if the document is alive: then it is a {@link #replace} or {@link #merge}
     */
    public static DocState insert(DocState state, MapValue fields, Stamp now) {
        if (state.alive()) {
            throw new IllegalStateException("the document is there already; replace or merge it instead");
        }
        Edit edit = new Edit(state, now);
        if (state.exists() || !hasFields(fields)) {
            edit.begin(Path.ROOT, state.exists() ? state.life() + 1 : 1);
        }
        edit.putFields(Path.ROOT, fields);
        return edit.done();
    }

    /** A living document with these fields instead of those that it has; a document that is not alive is inserted. */
    public static DocState replace(DocState state, MapValue fields, Stamp now) {
        if (!state.alive()) {
            return insert(state, fields, now);
        }
        Edit edit = new Edit(state, now);
        edit.begin(Path.ROOT, state.life() + 2);
        edit.putFields(Path.ROOT, fields);
        return edit.done();
    }

    /** A living document with these fields written over those that it has; maps merge, other fields stay. */
    public static DocState merge(DocState state, MapValue fields, Stamp now) {
        if (!state.alive()) {
            return insert(state, fields, now);
        }
        Edit edit = new Edit(state, now);
        edit.mergeFields(Path.ROOT, fields);
        return edit.done();
    }

    /**
     * The document with {@code value} at {@code path}; a map there replaces what was there.
     *
     * @throws IllegalStateException if the document is not alive
     */
    public static DocState set(DocState state, Path path, Value value, Stamp now) {
        Edit edit = editing(state, path, now);
        edit.openAbove(path);
        edit.put(path, value);
        return edit.done();
    }

    /** The document without anything at {@code path}; the same state if nothing was there. */
    public static DocState unset(DocState state, Path path, Stamp now) {
        Edit edit = editing(state, path, now);
        edit.remove(path);
        return edit.done();
    }

    /** The document deleted; the same state if it was not alive. */
    public static DocState delete(DocState state, Stamp now) {
        if (!state.alive()) {
            return state;
        }
        Edit edit = new Edit(state, now);
        edit.begin(Path.ROOT, state.life() + 1);
        return edit.done();
    }

    private static Edit editing(DocState state, Path path, Stamp now) {
        if (!state.alive()) {
            throw new IllegalStateException("the document is not there; insert it first");
        }
        if (path.isRoot() || path.key(0).equals("_id")) {
            throw new IllegalArgumentException("cannot write at \"" + path + "\"; name a field other than _id");
        }
        return new Edit(state, now);
    }

    private static boolean hasFields(MapValue fields) {
        return fields.fields().keySet().stream().anyMatch(key -> !key.equals("_id"));
    }

    private DocState done() {
        return state.join(written);
    }

    private void putFields(Path at, MapValue fields) {
        Hlc floor = at.isRoot() ? Hlc.ZERO : state.floorAt(at);
        putFresh(at, fields, state.livesAt(at), floor);
    }

    /** Writes into a container that holds nothing yet, so that there is nothing to ask. */
    private void putFresh(Path at, MapValue fields, Lives lives, Hlc floor) {
        for (Map.Entry<String, Value> field : fields.fields().entrySet()) {
            if (isId(at, field.getKey())) {
                continue;
            }
            Path path = at.child(field.getKey());
            if (field.getValue() instanceof MapValue map && !map.fields().isEmpty()) {
                putFresh(path, map, lives, floor);
            } else {
                write(path, field.getValue(), lives, floor);
            }
        }
    }

    private void mergeFields(Path at, MapValue fields) {
        for (Map.Entry<String, Value> field : fields.fields().entrySet()) {
            if (isId(at, field.getKey())) {
                continue;
            }
            Path path = at.child(field.getKey());
            if (field.getValue() instanceof MapValue map && !map.fields().isEmpty()) {
                open(path);
                mergeFields(path, map);
            } else {
                put(path, field.getValue());
            }
        }
    }

    private static boolean isId(Path at, String key) {
        return at.isRoot() && key.equals("_id");
    }

    /** Makes every container above {@code path} a living map. */
    private void openAbove(Path path) {
        for (int depth = 1; depth < path.depth(); depth++) {
            open(path.prefix(depth));
        }
    }

    private void open(Path container) {
        long life = state.livesAt(container).at(container.depth());
        if (life % 2 == 0) {
            begin(container, life + 1);
        } else if (state.holdsRegister(container) && !state.holdsMap(container)) {
            begin(container, life + 2);
        }
    }

    private void put(Path path, Value value) {
        long life = state.livesAt(path).at(path.depth());
        if (life % 2 == 0) {
            begin(path, life + 1);
        } else if (state.holdsMap(path) || value instanceof MapValue && state.holdsRegister(path)) {
            begin(path, life + 2);
        }
        if (value instanceof MapValue map && !map.fields().isEmpty()) {
            putFields(path, map);
        } else {
            write(path, value, state.livesAt(path), state.floorAt(path));
        }
    }

    private void remove(Path path) {
        if (state.holdsMap(path)) {
            begin(path, state.livesAt(path).at(path.depth()) + 1);
        } else if (state.holdsRegister(path)) {
            write(path, Value.MISSING, state.livesAt(path), state.floorAt(path));
        }
    }

    /** Starts the life of that length at {@code path}: everything of the one before it goes. */
    private void begin(Path path, long length) {
        Lives lives = state.livesAt(path).with(path.depth(), length);
        state = state.join(Collections.singletonList(Entry.life(path, lives, stamp(lives, state.floorAt(path)))));
    }

    private void write(Path path, Value value, Lives lives, Hlc floor) {
        boolean emptyMap = value instanceof MapValue;
        Kind kind = emptyMap ? Kind.MAP : Kind.SET;
        written.add(Entry.of(path, kind, lives, Bytes.EMPTY, stamp(lives, floor), emptyMap ? Value.MISSING : value));
    }

    /** The time of a write that replaces what was written up to {@code floor}, and that its lives allow. */
    private Stamp stamp(Lives lives, Hlc floor) {
        Hlc earliest = Hlc.ZERO;
        for (int depth = 0; depth < lives.depths(); depth++) {
            earliest = earliest.max(EntryRules.earliest(lives.at(depth)));
        }
        Hlc after = now.hlc().compareTo(floor) > 0 ? now.hlc() : floor.next();
        return new Stamp(after.max(earliest), now.actor());
    }
}
