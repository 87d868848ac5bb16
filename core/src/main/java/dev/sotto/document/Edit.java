package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Local writes: from a state and what the app wants, the next state. All entries of one call carry the given stamp, or
 * one just after what they replace if that is later, so that what a user did last shows whatever the clocks say.
 *
 * <p>A nested map is written field by field, so that two devices' fields merge; an array is one value. A write that puts
 * a thing of one {@link Shape} in the place of another, or replaces a whole map, begins a new life there. A whole number
 * over a counter and an array over a set or list keep the shape: the counter is set, the set or list made to hold that.
 *
 * <p>Counter, set and list operations make their shape out of what shows: a plain whole number becomes a counter with
 * that base, an array a set or list of its items. Two stores that do so to the same plain value make the same entries,
 * at the time of that value, so that neither does anything to the other's operation.
 *
 * <p>Operations that only take away return the same state when there is nothing to take.
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

    /**
     * A new document as every store has it that was shipped with it: its entries are the same wherever this is called,
     * so that stores that meet agree, and older than any write, so that none is lost to it. The same state if the
     * document exists or was deleted.
     */
    public static DocState initial(DocState state, MapValue fields) {
        return state.exists() ? state : insert(state, fields, Stamp.INITIAL);
    }

    /**
     * The document with the number at {@code path} greater by {@code by}, or less if that is negative. Nothing there
     * counts as 0; a plain whole number becomes a counter. Increments made anywhere at the same time add up.
     *
     * @throws RefusedException {@code COUNTER_TYPE} if something else is there, {@code VALUE_RANGE} if the number would
     *     not fit 64 bits
     * @throws IllegalStateException if the document is not alive
     */
    public static DocState increment(DocState state, Path path, long by, Stamp now) {
        Edit edit = editing(state, path, now);
        Counter.increment(edit, path, by);
        return edit.done();
    }

    /**
     * The document with a counter at {@code path} that shows {@code value}, whatever was there. Increments of an
     * existing counter that this state does not hold yet are not lost: they count on from {@code value}. Of two
     * settings at the same time the later stays. In the place of anything else than a counter it begins a new life, and
     * what others do there at the same time is lost to it.
     */
    public static DocState restart(DocState state, Path path, long value, Stamp now) {
        Edit edit = editing(state, path, now);
        Counter.restart(edit, path, value);
        return edit.done();
    }

    /**
     * The document with {@code member} in the set at {@code path}; nothing or an array of distinct items there becomes
     * a set. Adding what is in already is a write too: it guards the member against a removal made at the same time.
     *
     * @throws RefusedException {@code SET_TYPE} or {@code MEMBER_TOO_LARGE}
     */
    public static DocState addMember(DocState state, Path path, Value member, Stamp now) {
        Edit edit = editing(state, path, now);
        Members.add(edit, path, member);
        return edit.done();
    }

    /**
     * The document with {@code member} not in the set at {@code path}: every adding of it that this state holds is taken
     * back, those made elsewhere at the same time are not.
     *
     * @throws RefusedException as {@link #addMember}
     */
    public static DocState removeMember(DocState state, Path path, Value member, Stamp now) {
        Edit edit = editing(state, path, now);
        Members.remove(edit, path, member);
        return edit.done();
    }

    /**
     * The document with a new item in the list at {@code path}; nothing or an array there becomes a list.
     *
     * @param index from 0 to the number of items
     * @throws RefusedException {@code LIST_TYPE}, or {@code VALUE_RANGE} for an index that is not there
     */
    public static DocState insertItem(DocState state, Path path, int index, Value item, Stamp now) {
        Edit edit = editing(state, path, now);
        Items.insert(edit, path, index, item);
        return edit.done();
    }

    /** The document with another value of the item at that index; its place stays. Refusals as {@link #insertItem}. */
    public static DocState setItem(DocState state, Path path, int index, Value item, Stamp now) {
        Edit edit = editing(state, path, now);
        Items.set(edit, path, index, item);
        return edit.done();
    }

    /** The document with the item of index {@code from} at index {@code to}. Refusals as {@link #insertItem}. */
    public static DocState moveItem(DocState state, Path path, int from, int to, Stamp now) {
        Edit edit = editing(state, path, now);
        Items.move(edit, path, from, to);
        return edit.done();
    }

    /** The document without the item of that index. Refusals as {@link #insertItem}. */
    public static DocState removeItem(DocState state, Path path, int index, Stamp now) {
        Edit edit = editing(state, path, now);
        Items.remove(edit, path, index);
        return edit.done();
    }

    /**
     * The document with a value again that a merge had taken away.
     *
     * @param lost the entry that held it: a register, an item of a list or a counter's base
     * @param value what it showed
     * @throws RefusedException {@code LIST_TYPE} if something else is where the item's list was
     */
    public static DocState restore(DocState state, Entry lost, Value value, Stamp now) {
        if (lost.kind() != Kind.ITEM) {
            return set(state, lost.path(), value, now);
        }
        Edit edit = editing(state, lost.path(), now);
        Items.restore(edit, lost.path(), lost.owner(), value);
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
    void openAbove(Path path) {
        for (int depth = 1; depth < path.depth(); depth++) {
            open(path.prefix(depth));
        }
    }

    private void open(Path container) {
        long life = state.livesAt(container).at(container.depth());
        if (life % 2 == 0) {
            begin(container, life + 1);
        } else if (!state.holdsMap(container) && node(container).holdsOther(Shape.MAP)) {
            begin(container, life + 2);
        }
    }

    private void put(Path path, Value value) {
        boolean plain = state.isPlain(path);
        if (!plain && keepsShape(path, value)) {
            return;
        }
        if (!plain || value instanceof MapValue) {
            vacate(path, value instanceof MapValue ? Shape.NOTHING : Shape.REGISTER);
        }
        if (value instanceof MapValue map && !map.fields().isEmpty()) {
            putFields(path, map);
        } else {
            write(path, value, state.livesAt(path), state.floorAt(path));
        }
    }

    /** Whether the value was written into what is there, without making a plain value of it. */
    private boolean keepsShape(Path path, Value value) {
        Shape shape = node(path).shown();
        if (shape == Shape.COUNTER) {
            Long number = Counter.whole(value);
            if (number != null) {
                Counter.restart(this, path, number);
            }
            return number != null;
        } else if (shape == Shape.SET) {
            TreeSet<Bytes> members = Members.distinct(value);
            if (members != null) {
                become(path, shape);
                Members.assign(this, path, members);
            }
            return members != null;
        } else if (shape == Shape.LIST && value instanceof Value.Array array) {
            become(path, shape);
            Items.assign(this, path, array.items());
            return true;
        }
        return false;
    }

    private void remove(Path path) {
        if (state.holdsMap(path) || node(path).holdsOther(Shape.REGISTER)) {
            begin(path, state.livesAt(path).at(path.depth()) + 1);
        } else if (state.holdsRegister(path)) {
            write(path, Value.MISSING, state.livesAt(path), state.floorAt(path));
        }
    }

    /** What the state holds at and below a path. */
    Node node(Path path) {
        return state.node(path);
    }

    /** What shows at a path: {@link MapValue#EMPTY} stands for any map. */
    Value shown(Path path) {
        Node node = node(path);
        return node.shown() == Shape.MAP ? MapValue.EMPTY : node.value();
    }

    /** Makes room at a path for that shape alone: in a new life if something of another was there. */
    void vacate(Path path, Shape shape) {
        long life = state.livesAt(path).at(path.depth());
        if (life % 2 == 0) {
            begin(path, life + 1);
        } else if (node(path).holdsOther(shape)) {
            begin(path, life + 2);
        }
    }

    /** As {@link #vacate}, and what showed before is in the new life as well, as that shape. */
    void become(Path path, Shape shape) {
        Node before = node(path);
        Entry touch = before.touched();
        vacate(path, shape);
        if (touch == null || !before.holdsOther(shape)) {
            return;
        }
        Lives lives = state.livesAt(path);
        Stamp written = new Stamp(touch.hlc().max(earliest(lives)), now.actor());
        Value value = before.value();
        join(
                switch (shape) {
                    case COUNTER -> Counter.lift(path, lives, written, value);
                    case SET -> Members.lift(path, lives, written, value);
                    case LIST -> Items.lift(path, lives, written, touch.stamp(), value);
                    default -> Collections.emptyList();
                });
    }

    /** Begins the next life of what is at a path. */
    void beginAgain(Path path) {
        begin(path, state.livesAt(path).at(path.depth()) + 2);
    }

    /** Writes one entry of a counter, set or list; later ones of the same call build on it. */
    void add(Path path, Kind kind, Bytes owner, Value value) {
        Lives lives = state.livesAt(path);
        Stamp stamp = stamp(lives, state.floorAt(path));
        if (kind == Kind.MEMBER && value instanceof Value.Int count) {
            stamp = new Stamp(stamp.hlc().max(EntryRules.earliest(count.value())), stamp.actor());
        }
        join(Collections.singletonList(Entry.of(path, kind, lives, owner, stamp, value)));
    }

    private void join(List<Entry> entries) {
        state = state.join(entries);
    }

    Stamp now() {
        return now;
    }

    Actor actor() {
        return now.actor();
    }

    /** A value's type for a refusal. */
    static String name(Value value) {
        return value.getClass().getSimpleName();
    }

    /** Starts the life of that length at {@code path}: everything of the one before it goes. */
    private void begin(Path path, long length) {
        Lives lives = state.livesAt(path).with(path.depth(), length);
        join(Collections.singletonList(Entry.life(path, lives, stamp(lives, state.floorAt(path)))));
    }

    private void write(Path path, Value value, Lives lives, Hlc floor) {
        boolean emptyMap = value instanceof MapValue;
        Kind kind = emptyMap ? Kind.MAP : Kind.SET;
        written.add(Entry.of(path, kind, lives, Bytes.EMPTY, stamp(lives, floor), emptyMap ? Value.MISSING : value));
    }

    /** The time of a write that replaces what was written up to {@code floor}, and that its lives allow. */
    private Stamp stamp(Lives lives, Hlc floor) {
        Hlc after = now.hlc().compareTo(floor) > 0 ? now.hlc() : floor.next();
        return new Stamp(after.max(earliest(lives)), now.actor());
    }

    private static Hlc earliest(Lives lives) {
        Hlc earliest = Hlc.ZERO;
        for (int depth = 0; depth < lives.depths(); depth++) {
            earliest = earliest.max(EntryRules.earliest(lives.at(depth)));
        }
        return earliest;
    }
}
