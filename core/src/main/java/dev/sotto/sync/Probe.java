package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.wire.KeySet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The documents held here that a peer's set of keys may mean. */
final class Probe {
    private Probe() {}

    /** Steps through the set and the store's order of keys in turn, so that it costs no more than the smaller of the two. */
    static List<DocKey> held(Replica replica, KeySet set) {
        List<DocKey> found = new ArrayList<>();
        List<Long> values = set.values();
        int at = 0;
        Optional<DocKey> start = Optional.of(set.first(values.get(0)));
        while (start.isPresent()) {
            List<DocKey> page = replica.keysFrom(start.get(), Limits.KEYS_AT_ONCE);
            for (DocKey key : page) {
                long value = set.valueOf(key);
                while (at < values.size() && values.get(at) < value) {
                    at++;
                }
                if (at == values.size()) {
                    return found;
                }
                if (values.get(at) == value) {
                    found.add(key);
                }
            }
            if (page.size() < Limits.KEYS_AT_ONCE) {
                return found;
            }
            DocKey last = page.get(page.size() - 1);
            DocKey next = set.first(values.get(at));
            start = next.compareTo(last) > 0 ? Optional.of(next) : last.next();
        }
        return found;
    }
}
