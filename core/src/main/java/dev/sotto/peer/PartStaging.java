package dev.sotto.peer;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import dev.sotto.store.Writer;
import dev.sotto.sync.Partial;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Parts of large messages, kept in the store until the rest has come: a header for each payload and a mark for each part, in the
 * transaction of whatever else the batch brings. On the loop.
 *
 * <pre>
 * PARTIAL, id payload 16             varint total | varint staged | varint wall milliseconds of the first part
 * PART, id payload 16, offset 4      the part
 * </pre>
 */
final class PartStaging {
    private static final int OFFSET_BYTES = 4;

    private final Writer writer;

    /** What a header says. */
    private record Header(Bytes payload, int total, int staged, long startedWallMillis) {
        Mark mark() {
            ByteWriter out = new ByteWriter().varint(total).varint(staged).varint(startedWallMillis);
            return new Mark(Mark.Kind.PARTIAL, payload, out.toBytes());
        }

        static Header of(Mark mark) {
            ByteReader in = new ByteReader(mark.content(), "PARTIAL_MALFORMED");
            int max = dev.sotto.wire.Limits.PARTS_BYTES_MAX;
            return new Header(mark.id(), in.varint("total", max), in.varint("staged", max), in.count("started"));
        }
    }

    PartStaging(Writer writer) {
        this.writer = writer;
    }

    private List<Header> headers(Bytes prefix) {
        List<Header> headers = new ArrayList<>();
        for (Mark mark : writer.newest().marks(Mark.Kind.PARTIAL, prefix, Limits.STAGED_PAYLOADS_MAX + 1)) {
            headers.add(Header.of(mark));
        }
        headers.sort(Comparator.comparingLong(Header::startedWallMillis));
        return headers;
    }

    Optional<Partial> partial(Bytes payload) {
        return headers(payload).stream()
                .findFirst()
                .map(header -> new Partial(payload, header.staged(), header.total()));
    }

    /** Those that were begun last, the newest first. */
    List<Partial> partials(int max) {
        List<Header> headers = headers(Bytes.EMPTY);
        Collections.reverse(headers);
        List<Partial> partials = new ArrayList<>();
        for (Header header : headers.subList(0, Math.min(max, headers.size()))) {
            partials.add(new Partial(header.payload(), header.staged(), header.total()));
        }
        return partials;
    }

    /** Keeps the next part of its payload. Others make room for the first one. */
    void stage(Message.Part part, GroupWrite write, long wallMillis) {
        List<Header> before = headers(part.payload());
        Header header;
        if (before.isEmpty()) {
            makeRoom(part.total(), write, wallMillis);
            header = new Header(part.payload(), part.total(), 0, wallMillis);
        } else {
            header = before.get(0);
        }
        write.putMark(new Mark(
                Mark.Kind.PART,
                new ByteWriter()
                        .raw(part.payload())
                        .word(part.offset(), OFFSET_BYTES)
                        .toBytes(),
                part.bytes()));
        int staged = part.offset() + part.bytes().length();
        write.putMark(new Header(part.payload(), header.total(), staged, header.startedWallMillis()).mark());
    }

    /** The oldest go: too old ones, and as many more as it takes. */
    private void makeRoom(int total, GroupWrite write, long wallMillis) {
        List<Header> headers = headers(Bytes.EMPTY);
        long bytes = total;
        for (Header header : headers) {
            bytes += header.total();
        }
        int left = headers.size();
        for (Header oldest : headers) {
            boolean old = oldest.startedWallMillis() + Limits.STAGED_MILLIS_MAX < wallMillis;
            if (old || bytes > Limits.STAGED_BYTES_MAX || left >= Limits.STAGED_PAYLOADS_MAX) {
                unstage(oldest.payload(), write);
                bytes -= oldest.total();
                left--;
            }
        }
    }

    /** All parts of a payload, in their order; empty unless the last one is there. */
    List<Bytes> staged(Bytes payload) {
        Reading newest = writer.newest();
        List<Bytes> parts = new ArrayList<>();
        Optional<Partial> partial = partial(payload);
        if (partial.isPresent() && partial.get().staged() == partial.get().total()) {
            for (Mark part : newest.marks(Mark.Kind.PART, payload, Integer.MAX_VALUE)) {
                parts.add(part.content());
            }
        }
        return parts;
    }

    void unstage(Bytes payload, GroupWrite write) {
        write.dropMarks(Mark.Kind.PARTIAL, payload);
        write.dropMarks(Mark.Kind.PART, payload);
    }
}
