package dev.sotto.document;

import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A list: each item is two registers, its place and its value. Moving writes the place and nothing else, so a move and a
 * change of one item are both kept, and an item that two devices move is in one place, the later one. Removing writes
 * {@link Value#MISSING} as the value: of a removal and a change the later shows, and a move brings nothing back.
 *
 * <p>A slot's owner is the item's id and one byte that says which register it is. Items are in the order of their
 * {@link Positions}, then of their ids.
 */
final class Items {
    private static final int PLACE = 0;
    private static final int VALUE = 1;
    private static final Comparator<Item> ORDER =
            Comparator.comparing((Item item) -> item.place).thenComparing((Item item) -> item.id);

    /** An item that shows. */
    private record Item(Bytes id, Bytes place, Value value) {}

    private Items() {}

    static void check(Bytes owner, Value value) {
        int register = owner.length() < 2 ? -1 : owner.at(owner.length() - 1);
        if (register != PLACE && register != VALUE) {
            throw EntryRules.malformed("owner", owner.length() + " bytes for an item", "an id, then 0 or 1");
        }
        if (register == PLACE
                && !(value instanceof Binary place && !place.value().isEmpty())) {
            throw EntryRules.malformed("value", value.getClass().getSimpleName(), "a place of at least one byte");
        }
    }

    static boolean isValue(Bytes owner) {
        return owner.at(owner.length() - 1) == VALUE;
    }

    static Value value(List<Entry> own) {
        List<Value> values = new ArrayList<>();
        for (Item item : items(own)) {
            values.add(item.value);
        }
        return new Array(values);
    }

    private static List<Item> items(List<Entry> own) {
        List<Item> items = new ArrayList<>();
        Entry place = null;
        for (Entry entry : own) {
            if (entry.kind() != Kind.ITEM) {
                continue;
            }
            if (!isValue(entry.owner())) {
                place = entry;
            } else if (place != null && !entry.value().isMissing() && id(place).equals(id(entry))) {
                items.add(new Item(id(entry), ((Binary) place.value()).value(), entry.value()));
            }
        }
        items.sort(ORDER);
        return items;
    }

    private static Bytes id(Entry entry) {
        return entry.owner().slice(0, entry.owner().length() - 1);
    }

    private static Bytes owner(Bytes id, int register) {
        return new ByteWriter().raw(id).u8(register).toBytes();
    }

    static void insert(Edit edit, Path path, int index, Value value) {
        int count = count(path, edit.shown(path));
        checkIndex(path, index, count);
        edit.openAbove(path);
        edit.become(path, Shape.LIST);
        insertAll(edit, path, index, Collections.singletonList(value));
    }

    private static void insertAll(Edit edit, Path path, int index, List<Value> values) {
        List<Item> items = items(edit.node(path).own());
        Bytes left = index == 0 ? null : items.get(index - 1).place;
        Bytes right = index == items.size() ? null : items.get(index).place;
        for (Value value : values) {
            Bytes id = newId(edit, path);
            Bytes place = Positions.between(left, right, edit.actor());
            edit.add(path, Kind.ITEM, owner(id, PLACE), new Binary(place));
            edit.add(path, Kind.ITEM, owner(id, VALUE), value);
            left = place;
        }
    }

    /** Counted from how many there are, so that no two items of one write have the same. */
    private static Bytes newId(Edit edit, Path path) {
        Node node = edit.node(path);
        int n = node.own().size();
        Bytes id = Owner.item(edit.now(), n);
        while (node.find(Kind.ITEM, owner(id, PLACE)) != null) {
            n++;
            id = Owner.item(edit.now(), n);
        }
        return id;
    }

    static void set(Edit edit, Path path, int index, Value value) {
        checkIndex(path, index, count(path, edit.shown(path)) - 1);
        edit.openAbove(path);
        edit.become(path, Shape.LIST);
        edit.add(path, Kind.ITEM, owner(at(edit, path, index).id, VALUE), value);
    }

    /** Gives an item a value again, at the list's end if it has no place any more. */
    static void restore(Edit edit, Path path, Bytes owner, Value value) {
        Value shown = edit.shown(path);
        edit.openAbove(path);
        edit.become(path, Shape.LIST);
        Bytes id = owner.slice(0, owner.length() - 1);
        if (edit.node(path).find(Kind.ITEM, owner(id, PLACE)) != null) {
            edit.add(path, Kind.ITEM, owner, value);
        } else {
            insertAll(edit, path, count(path, shown), Collections.singletonList(value));
        }
    }

    static void move(Edit edit, Path path, int from, int to) {
        int count = count(path, edit.shown(path));
        checkIndex(path, from, count - 1);
        checkIndex(path, to, count - 1);
        if (from == to) {
            return;
        }
        edit.openAbove(path);
        edit.become(path, Shape.LIST);
        List<Item> items = items(edit.node(path).own());
        Item moved = items.remove(from);
        Bytes left = to == 0 ? null : items.get(to - 1).place;
        Bytes right = to == items.size() ? null : items.get(to).place;
        edit.add(path, Kind.ITEM, owner(moved.id, PLACE), new Binary(Positions.between(left, right, edit.actor())));
    }

    private static Item at(Edit edit, Path path, int index) {
        return items(edit.node(path).own()).get(index);
    }

    private static int count(Path path, Value shown) {
        if (shown.isMissing()) {
            return 0;
        } else if (shown instanceof Array array) {
            return array.items().size();
        }
        throw new RefusedException("LIST_TYPE", path.toString(), Edit.name(shown), "a list, an array or nothing");
    }

    private static void checkIndex(Path path, int index, int max) {
        if (index < 0 || index > max) {
            throw new RefusedException(
                    "VALUE_RANGE", path.toString(), "index " + index, max < 0 ? "an item" : "0 to " + max);
        }
    }

    /** Makes a list hold these values: what it has in common at both ends stays, the rest is replaced. */
    static void assign(Edit edit, Path path, List<Value> wanted) {
        List<Item> held = items(edit.node(path).own());
        int same = 0;
        int least = Math.min(held.size(), wanted.size());
        while (same < least && held.get(same).value.equals(wanted.get(same))) {
            same++;
        }
        int sameAtEnd = 0;
        while (sameAtEnd < least - same
                && held.get(held.size() - 1 - sameAtEnd).value.equals(wanted.get(wanted.size() - 1 - sameAtEnd))) {
            sameAtEnd++;
        }
        for (Item item : held.subList(same, held.size() - sameAtEnd)) {
            edit.add(path, Kind.ITEM, owner(item.id, VALUE), Value.MISSING);
        }
        insertAll(edit, path, same, wanted.subList(same, wanted.size() - sameAtEnd));
    }

    static void remove(Edit edit, Path path, int index) {
        checkIndex(path, index, count(path, edit.shown(path)) - 1);
        edit.become(path, Shape.LIST);
        edit.add(path, Kind.ITEM, owner(at(edit, path, index).id, VALUE), Value.MISSING);
    }

    /** An array's items under names and at places that every store gives them that does this. */
    static List<Entry> lift(Path path, Lives lives, Stamp written, Stamp named, Value value) {
        List<Entry> lifted = new ArrayList<>();
        if (value instanceof Array array) {
            for (Value item : array.items()) {
                int n = lifted.size() / 2;
                Bytes id = Owner.item(named, n);
                lifted.add(
                        Entry.of(path, Kind.ITEM, lives, owner(id, PLACE), written, new Binary(Positions.counted(n))));
                lifted.add(Entry.of(path, Kind.ITEM, lives, owner(id, VALUE), written, item));
            }
        }
        return lifted;
    }
}
