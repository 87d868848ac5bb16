package dev.sotto.document;

import dev.sotto.document.Value.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set: for each member and each actor that added it, how often that came and went. A member is in as long as one of
 * those counts is odd. Adding raises the actor's own count to the next odd one, removing raises every odd count that is
 * seen here by one; so a removal takes back exactly the additions that it knew of, and an addition made meanwhile stays.
 * Source of the counts: Yu and Rostad, "A Low-Cost Set CRDT Based on Causal Lengths", PaPoC 2020; one an actor makes it
 * the observed-remove set of Shapiro et al., 2011.
 *
 * <p>A slot's owner is the member's canonical bytes and the eight bytes of {@link Owner}.
 */
final class Members {
    private Members() {}

    static void check(Bytes owner) {
        if (owner.length() <= Owner.LENGTH) {
            throw EntryRules.malformed("owner", owner.length() + " bytes", "a member and 8 bytes of its actor");
        }
        Bytes canonical = element(owner);
        Value element = Cbor.decode(canonical);
        if (element.isMissing()
                || EntryRules.mayNormalise(element) && !bytes(element).equals(canonical)) {
            throw EntryRules.malformed("owner", "a member of other bytes", "a member's canonical bytes");
        }
    }

    private static Bytes element(Bytes owner) {
        return owner.slice(0, owner.length() - Owner.LENGTH);
    }

    private static boolean isIn(Entry entry) {
        return entry.kind() == Kind.MEMBER && entry.number() % 2 == 1;
    }

    /** The members in the order of their canonical bytes. */
    static Value value(List<Entry> own) {
        List<Value> items = new ArrayList<>();
        for (Bytes element : elements(own)) {
            items.add(Cbor.decode(element));
        }
        return new Array(items);
    }

    private static TreeSet<Bytes> elements(List<Entry> own) {
        TreeSet<Bytes> elements = new TreeSet<>();
        for (Entry entry : own) {
            if (isIn(entry)) {
                elements.add(element(entry.owner()));
            }
        }
        return elements;
    }

    /** A member's canonical bytes; a double that is a whole number is that integer. */
    private static Bytes bytes(Value member) {
        return Bytes.of(Cbor.encode(member));
    }

    private static Value normal(Value member) {
        Long whole = Counter.whole(member);
        return whole == null ? member : Value.of(whole.longValue());
    }

    private static Bytes checked(Path path, Value member) {
        Bytes bytes = bytes(normal(member));
        if (member.isMissing() || bytes.length() > Limits.MEMBER_BYTES_MAX) {
            throw new RefusedException(
                    "MEMBER_TOO_LARGE",
                    path.toString(),
                    member.isMissing() ? "nothing" : bytes.length() + " bytes",
                    "a member of 1 to " + Limits.MEMBER_BYTES_MAX + " bytes");
        }
        return bytes;
    }

    static void add(Edit edit, Path path, Value member) {
        Bytes element = checked(path, member);
        checkShape(path, edit.shown(path));
        edit.openAbove(path);
        edit.become(path, Shape.SET);
        put(edit, path, element);
    }

    private static void put(Edit edit, Path path, Bytes element) {
        Bytes owner = owner(element, Owner.of(edit.actor()));
        Entry held = edit.node(path).find(Kind.MEMBER, owner);
        long count = held == null ? 0 : held.number();
        edit.add(path, Kind.MEMBER, owner, Value.of(count % 2 == 0 ? count + 1 : count + 2));
    }

    private static Bytes owner(Bytes element, Bytes actor) {
        return new ByteWriter().raw(element).raw(actor).toBytes();
    }

    static void remove(Edit edit, Path path, Value member) {
        Bytes element = checked(path, member);
        Value shown = edit.shown(path);
        checkShape(path, shown);
        if (shown instanceof Array array && holds(array, element)) {
            edit.become(path, Shape.SET);
            take(edit, path, element);
        }
    }

    private static boolean holds(Array array, Bytes element) {
        return array.items().stream().anyMatch(item -> bytes(normal(item)).equals(element));
    }

    private static void take(Edit edit, Path path, Bytes element) {
        for (Entry entry : new ArrayList<>(edit.node(path).own())) {
            if (isIn(entry) && element(entry.owner()).equals(element)) {
                edit.add(path, Kind.MEMBER, entry.owner(), Value.of(entry.number() + 1));
            }
        }
    }

    /** Only a set, an array of distinct members and nothing at all are sets. */
    private static void checkShape(Path path, Value shown) {
        if (!shown.isMissing() && distinct(shown) == null) {
            String got = shown instanceof Array ? "an array with equal or large items" : Edit.name(shown);
            throw new RefusedException(
                    "SET_TYPE", path.toString(), got, "a set, an array of distinct items or nothing");
        }
    }

    /** The canonical bytes of an array's items, or null if they are not those of a set. */
    static @Nullable TreeSet<Bytes> distinct(Value value) {
        if (!(value instanceof Array array)) {
            return null;
        }
        TreeSet<Bytes> elements = new TreeSet<>();
        for (Value item : array.items()) {
            Bytes bytes = bytes(normal(item));
            if (bytes.length() > Limits.MEMBER_BYTES_MAX || !elements.add(bytes)) {
                return null;
            }
        }
        return elements;
    }

    /** Makes a set hold these members: what is not among them is removed, what it lacks is added. */
    static void assign(Edit edit, Path path, TreeSet<Bytes> wanted) {
        TreeSet<Bytes> held = elements(edit.node(path).own());
        for (Bytes element : held) {
            if (!wanted.contains(element)) {
                take(edit, path, element);
            }
        }
        for (Bytes element : wanted) {
            if (!held.contains(element)) {
                put(edit, path, element);
            }
        }
    }

    /** An array's items as members that nobody in particular added, so that two stores that do this do the same. */
    static List<Entry> lift(Path path, Lives lives, Stamp written, Value array) {
        TreeSet<Bytes> elements = distinct(array);
        if (elements == null) {
            return Collections.emptyList();
        }
        List<Entry> lifted = new ArrayList<>();
        for (Bytes element : elements) {
            lifted.add(Entry.of(path, Kind.MEMBER, lives, owner(element, Owner.LIFTED), written, Value.of(1)));
        }
        return lifted;
    }
}
