package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocId;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;

/**
 * A document's name on the wire; its form is in bits 1 to 3 of the flags in front of it.
 *
 * <pre>
 * 0 number of the sender's     varint
 * 1 in full                    collection (0 and a text, or its number + 1) | _id as CBOR
 * 2, 3, 4, 5 key               its first 4, 6, 8 or 16 bytes
 * 6 number of the receiver's   varint
 * 7 key in a sketch            6 bytes, below 2^44
 * </pre>
 */
final class DocForm {
    static final int SHIFT = 1;
    static final int MASK = 7 << SHIFT;
    private static final int MINE = 0;
    private static final int FULL = 1;
    private static final int KEY_4 = 2;
    private static final int KEY_6 = 3;
    private static final int KEY_8 = 4;
    private static final int KEY_16 = 5;
    private static final int YOURS = 6;
    private static final int SKETCHED = 7;
    private static final int SKETCHED_BYTES = 6;

    private DocForm() {}

    /** The bits of the flags that say the form. */
    static int flags(DocName name) {
        int form;
        if (name instanceof DocName.Full) {
            form = FULL;
        } else if (name instanceof DocName.KeyPrefix key) {
            form = switch (key.prefix().length()) {
                case 4 -> KEY_4;
                case 6 -> KEY_6;
                case 8 -> KEY_8;
                default -> KEY_16;
            };
        } else {
            form = name instanceof DocName.Mine ? MINE : name instanceof DocName.Yours ? YOURS : SKETCHED;
        }
        return form << SHIFT;
    }

    static void write(DocName name, Dictionary names, ByteWriter out) {
        if (name instanceof DocName.Full full) {
            int number = names.collections.numberOf(full.ref().collection());
            out.varint(number + 1);
            if (number < 0) {
                names.collections.add(full.ref().collection());
                out.prefixed(full.ref().collection());
            }
            out.raw(full.ref().id().bytes());
        } else if (name instanceof DocName.KeyPrefix key) {
            out.raw(key.prefix());
        } else if (name instanceof DocName.Mine mine) {
            out.varint(mine.number());
        } else if (name instanceof DocName.Yours yours) {
            out.varint(yours.number());
        } else if (name instanceof DocName.Sketched sketched) {
            out.word(sketched.key(), SKETCHED_BYTES);
        }
    }

    static DocName read(int flags, Dictionary names, ByteReader in) {
        switch ((flags & MASK) >> SHIFT) {
            case MINE:
                return new DocName.Mine(in.varint("document number", Limits.DOCUMENTS_MAX - 1));
            case FULL:
                return new DocName.Full(DocRef.of(collection(names, in), DocId.read(in)));
            case KEY_4:
                return new DocName.KeyPrefix(in.raw(4, "document key"));
            case KEY_6:
                return new DocName.KeyPrefix(in.raw(6, "document key"));
            case KEY_8:
                return new DocName.KeyPrefix(in.raw(8, "document key"));
            case KEY_16:
                return new DocName.KeyPrefix(in.raw(DocKey.LENGTH, "document key"));
            case YOURS:
                return new DocName.Yours(in.varint("document number", Limits.DOCUMENTS_MAX - 1));
            default:
                return sketched(in);
        }
    }

    private static DocName sketched(ByteReader in) {
        long key = in.word(SKETCHED_BYTES, "sketch key");
        if (key >>> SketchCell.KEY_BITS != 0) {
            throw in.refused("sketch key", key, "below 2^" + SketchCell.KEY_BITS);
        }
        return new DocName.Sketched(key);
    }

    private static String collection(Dictionary names, ByteReader in) {
        int ref = in.varint("collection", Limits.COLLECTIONS_MAX);
        if (ref == 0) {
            String collection = in.text(dev.sotto.document.Limits.COLLECTION_BYTES_MAX, "collection");
            names.collections.add(collection);
            return collection;
        }
        if (!names.collections.has(ref - 1)) {
            throw in.refused("collection number", ref - 1, "one that was given");
        }
        return names.collections.get(ref - 1);
    }
}
