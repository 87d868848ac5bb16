package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.Path;
import dev.sotto.document.ShapeChange;
import dev.sotto.document.StoredDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What is to be told about changes, each thing once. */
final class Notices {
    private final int documentBytesMax;
    private final TreeSet<Field> fields = new TreeSet<>();
    private final TreeSet<DocKey> oversize = new TreeSet<>();

    private record Field(String collection, Path path) implements Comparable<Field> {
        @Override
        public int compareTo(Field other) {
            int byCollection = collection.compareTo(other.collection);
            return byCollection != 0 ? byCollection : path.compareTo(other.path);
        }
    }

    /** @param documentBytesMax of canonical CBOR that a document may have after a local write */
    Notices(int documentBytesMax) {
        this.documentBytesMax = documentBytesMax;
    }

    List<Notice> of(List<Change> changes) {
        List<Notice> notices = new ArrayList<>();
        for (Change change : changes) {
            shapes(change, notices);
            size(change.after(), notices);
        }
        return notices;
    }

    private void shapes(Change change, List<Notice> notices) {
        DocState before = change.before().map(StoredDoc::state).orElse(DocState.EMPTY);
        for (ShapeChange shape : ShapeChange.between(before, change.after().state())) {
            Field field = new Field(change.ref().collection(), shape.path());
            if (fields.size() < Limits.NOTICED_MAX && fields.add(field)) {
                notices.add(new Notice.ShapeChanged(field.collection, shape));
            }
        }
    }

    private void size(StoredDoc document, List<Notice> notices) {
        DocKey key = document.ref().key();
        if (!document.isOversize(documentBytesMax)) {
            oversize.remove(key);
        } else if (oversize.size() < Limits.NOTICED_MAX && oversize.add(key)) {
            notices.add(new Notice.Oversize(document.ref(), document.viewBytes(), documentBytesMax));
        }
    }
}
