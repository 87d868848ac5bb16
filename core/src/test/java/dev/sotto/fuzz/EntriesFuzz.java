package dev.sotto.fuzz;

import dev.sotto.document.ByteReader;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.EntryCodec;
import dev.sotto.document.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Any bytes are a row of canonical entries up to the first that is refused with a code. Each has these very bytes again;
 * together they merge to one state whatever their order, which an app can look at.
 */
public final class EntriesFuzz {
    private EntriesFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ByteReader in = new ByteReader(Bytes.of(data), "ENTRY_MALFORMED");
        List<Entry> entries = new ArrayList<>();
        try {
            while (in.remaining() > 0) {
                int from = in.position();
                EntryCodec.Named named = EntryCodec.read(in);
                check(named, in.since(from));
                entries.add(named.entry());
            }
        } catch (RefusedException e) {
            if (e.refusal().code().isEmpty()) {
                throw new AssertionError("a refusal without a code");
            }
        }
        merge(entries);
    }

    private static void check(EntryCodec.Named named, Bytes bytes) {
        Bytes again = EntryCodec.canonical(named.document(), named.entry());
        if (again.length() > bytes.length()) {
            throw new AssertionError(again + " is longer than " + bytes);
        }
        EntryCodec.Named back = EntryCodec.read(new ByteReader(again, "ENTRY_MALFORMED"));
        if (!back.entry().equals(named.entry()) || !back.document().equals(named.document())) {
            throw new AssertionError("another entry from " + again);
        }
    }

    private static void merge(List<Entry> entries) {
        DocState whole = DocState.of(entries);
        List<Entry> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        DocState left = DocState.of(entries.subList(0, entries.size() / 2));
        DocState right = DocState.of(entries.subList(entries.size() / 2, entries.size()));
        if (!whole.equals(DocState.of(reversed))) {
            throw new AssertionError("the order of arrival made a difference");
        }
        if (!left.join(right).equals(right.join(left)) || whole.join(whole) != whole) {
            throw new AssertionError("no lattice: " + left + " and " + right);
        }
        DocRef ref = DocRef.of("orders", "o1");
        whole.view();
        whole.digest(ref);
    }
}
