package dev.sotto.wire;

import dev.sotto.document.Entry;
import java.util.List;

/**
 * How much of a peer's credit a feed message uses. Both ends count alike, from the message and not from its bytes,
 * since names are shorter the second time.
 */
public final class Weights {
    /** A document's name, number and hash, in bytes. */
    public static final long DOCUMENT = 24;
    /** A document of EXITS, in bytes. */
    public static final long EXIT = 2;
    /** A document that is announced to who asks for it: what remembering it takes until it came, in bytes. */
    public static final long ANNOUNCED = 512;
    /** An entry's path, time and actor, in bytes. */
    public static final long ENTRY = 16;

    private static final long ENTRY_BYTES_AT_MOST = 64;
    private static final long MESSAGE_BYTES_AT_MOST = 2048;

    private Weights() {}

    /** In bytes; 0 for a message that is not part of the feed. */
    public static long of(Message message) {
        if (message instanceof Message.Delta delta) {
            return DOCUMENT + of(delta.entries());
        } else if (message instanceof Message.Batch batch) {
            long sum = 0;
            for (Message.Batch.Item item : batch.items()) {
                sum += DOCUMENT + of(item.entries());
            }
            return sum;
        } else if (message instanceof Message.Have have) {
            long sum = 0;
            for (Message.Have.Item item : have.items()) {
                sum += item.wanted() ? ANNOUNCED : DOCUMENT;
            }
            return sum;
        } else if (message instanceof Message.Exits exits) {
            return EXIT * exits.keys().values().size();
        }
        return 0;
    }

    public static long of(List<Entry> entries) {
        long sum = 0;
        for (Entry entry : entries) {
            sum += ENTRY + entry.valueBytes().length();
        }
        return sum;
    }

    /** Whether the entries go in parts ahead of their message. */
    public static boolean isHeavy(List<Entry> entries) {
        return bytesAtMost(entries) > Limits.PART_BYTES_MAX;
    }

    /** Whether they cannot be sent at all. */
    public static boolean isTooLarge(List<Entry> entries) {
        return entries.size() > Limits.ENTRIES_MAX || bytesAtMost(entries) > Limits.PARTS_BYTES_MAX;
    }

    /** More bytes than these entries can take in a message, whatever is already named. */
    public static long bytesAtMost(List<Entry> entries) {
        long sum = MESSAGE_BYTES_AT_MOST;
        for (Entry entry : entries) {
            sum += ENTRY_BYTES_AT_MOST
                    + entry.owner().length()
                    + entry.valueBytes().length();
            for (String key : entry.path().keys()) {
                sum += 2 + 3L * key.length();
            }
            sum += 11L * entry.path().depth();
        }
        return sum;
    }
}
