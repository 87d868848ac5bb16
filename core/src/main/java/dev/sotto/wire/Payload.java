package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Entry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Entries that are too many for one message, as bytes that mean the same on every connection: they name actors and paths
 * among themselves. Named by the first 16 bytes of their SHA-256, so that what is staged of them is of use wherever the rest
 * comes from.
 */
public record Payload(Bytes id, Bytes bytes) {
    public static Payload of(List<Entry> entries) {
        ByteWriter out = new ByteWriter().varint(entries.size());
        EntryForm.writeAll(entries, new Dictionary(), out);
        return of(out.toBytes());
    }

    /** Of bytes that came in parts. */
    public static Payload of(Bytes bytes) {
        return new Payload(id(bytes), bytes);
    }

    private static Bytes id(Bytes bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.toArray());
            return Bytes.of(hash).slice(0, Message.Part.PAYLOAD_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @throws dev.sotto.document.RefusedException FRAME_MALFORMED and the codes of what is in it */
    public List<Entry> entries() {
        ByteReader in = new ByteReader(bytes, Frames.MALFORMED);
        List<Entry> entries = EntryForm.readAll(in.varint("entries", Limits.ENTRIES_MAX), new Dictionary(), in);
        in.end("payload");
        return entries;
    }
}
