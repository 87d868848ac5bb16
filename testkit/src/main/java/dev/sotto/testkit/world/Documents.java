package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is on a device's disk, for whoever checks. */
final class Documents {
    static final Comparator<DocRef> BY_KEY = Comparator.comparing(DocRef::key);

    private Documents() {}

    static DocState state(Reading reading, DocRef ref) {
        return reading.read(ref.key()).map(StoredDoc::state).orElse(DocState.EMPTY);
    }

    /** Everything that the device can give to others. */
    static List<StoredDoc> of(Device device) {
        Reading reading = device.disk().look();
        List<StoredDoc> documents = new ArrayList<>();
        for (FeedRow row : reading.changesAfter(0, Integer.MAX_VALUE)) {
            Optional<StoredDoc> stored = reading.read(row.key());
            (stored.isPresent() ? stored : reading.evicted(row.key())).ifPresent(documents::add);
        }
        return documents;
    }
}
