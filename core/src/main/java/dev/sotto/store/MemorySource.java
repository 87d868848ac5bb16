package dev.sotto.store;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.Scan;
import dev.sotto.query.scan.ScanInMemory;
import dev.sotto.query.scan.ScanInMemory.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What plans read of one image. */
final class MemorySource implements RowSource {
    private final MemoryImage image;
    private Cancellation cancellation = Cancellation.NEVER;

    MemorySource(MemoryImage image) {
        this.image = image;
    }

    @Override
    public Rows scan(Scan scan) {
        return new ScanInMemory(scan).rows(candidates(scan));
    }

    @Override
    public long count(Scan scan) {
        return new ScanInMemory(scan).among(candidates(scan)).size();
    }

    private List<Candidate<Row>> candidates(Scan scan) {
        List<Candidate<Row>> candidates = new ArrayList<>();
        for (StoredDoc document : image.documents().values()) {
            cancellation.check();
            if (document.ref().collection().equals(scan.collection()) && document.view() instanceof MapValue view) {
                Row row = Row.of(view, document.ref().id().bytes());
                candidates.add(new Candidate<>(document.ref().id(), view, row));
            }
        }
        return candidates;
    }

    @Override
    public List<String> collections() {
        Set<String> names = new LinkedHashSet<>();
        for (StoredDoc document : image.documents().values()) {
            names.add(document.ref().collection());
        }
        return new ArrayList<>(names);
    }

    @Override
    public List<IndexDefinition> indexes() {
        return image.indexes();
    }

    @Override
    public List<String> explain(Scan scan) {
        return Collections.emptyList();
    }

    @Override
    public void endBy(Cancellation now) {
        cancellation = now;
    }
}
