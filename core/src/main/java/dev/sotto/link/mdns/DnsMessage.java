package dev.sotto.link.mdns;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A DNS message (RFC 1035, section 4), as multicast DNS uses it.
 *
 * <pre>
 *   id 2 | flags 2 (0x8000: response) | questions 2 | answers 2 | authorities 2 | additionals 2
 *   question: name | type 2 | class 2 (0x8000: by unicast, please)
 *   record:   name | type 2 | class 2 (0x8000: replaces what you know) | ttl 4 | length 2 | content
 * </pre>
 *
 * Names are written whole; read, they may be compressed. A pointer may only go back to before the name that holds it, so that
 * none leads round in a circle. Records of other kinds and classes are passed over.
 *
 * @param id 0 but for those that asked from another port
 * @param records answers, authorities and additionals
 */
record DnsMessage(int id, boolean response, List<Question> questions, List<DnsRecord> records) {
    private static final int HEADER_BYTES = 12;
    private static final int RESPONSE = 0x8000;
    /** An authoritative answer, as all of them are (RFC 6762, section 18.4). */
    private static final int RESPONSE_FLAGS = 0x8400;

    private static final int INTERNET = 1;
    private static final int CLASS_MASK = 0x7fff;
    private static final int FLUSH = 0x8000;

    DnsMessage {
        questions = Collections.unmodifiableList(new ArrayList<>(questions));
        records = Collections.unmodifiableList(new ArrayList<>(records));
    }

    /** Who asks for what. */
    record Question(DnsName name, int type) {
        boolean asksFor(DnsRecord record) {
            return (type == record.type() || type == DnsRecord.ANY) && name.equals(record.name());
        }
    }

    static DnsMessage query(List<Question> questions, List<DnsRecord> known) {
        return new DnsMessage(0, false, questions, known);
    }

    static DnsMessage response(List<DnsRecord> records) {
        return new DnsMessage(0, true, Collections.emptyList(), records);
    }

    // ---- writing

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        two(out, id);
        two(out, response ? RESPONSE_FLAGS : 0);
        two(out, questions.size());
        two(out, records.size());
        two(out, 0);
        two(out, 0);
        for (Question question : questions) {
            name(out, question.name());
            two(out, question.type());
            two(out, INTERNET);
        }
        records.forEach(one -> record(out, one));
        return out.toByteArray();
    }

    private void record(ByteArrayOutputStream out, DnsRecord one) {
        name(out, one.name());
        two(out, one.type());
        // A pointer is one of many; what is a service's own, nobody else's record stands beside.
        two(out, response && id == 0 && one.type() != DnsRecord.PTR ? INTERNET | FLUSH : INTERNET);
        two(out, one.ttl() >>> 16);
        two(out, one.ttl());
        byte[] content = content(one);
        two(out, content.length);
        out.write(content, 0, content.length);
    }

    private static byte[] content(DnsRecord one) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (one instanceof DnsRecord.Pointer pointer) {
            name(out, pointer.target());
        } else if (one instanceof DnsRecord.Service service) {
            two(out, 0); // priority and weight: there is one server
            two(out, 0);
            two(out, service.port());
            name(out, service.host());
        } else if (one instanceof DnsRecord.Text text) {
            return text.text().toArray();
        } else if (one instanceof DnsRecord.Address address) {
            return address.address().toArray();
        }
        return out.toByteArray();
    }

    private static void name(ByteArrayOutputStream out, DnsName name) {
        for (String label : name.labels()) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length);
            out.write(bytes, 0, bytes.length);
        }
        out.write(0);
    }

    private static void two(ByteArrayOutputStream out, int number) {
        out.write(number >>> 8);
        out.write(number);
    }

    // ---- reading

    /**
     * Reads a message of a stranger.
     *
     * @throws RefusedException DNS_MALFORMED, DNS_TOO_LARGE
     */
    static DnsMessage parse(byte[] bytes) {
        if (bytes.length > Limits.MESSAGE_BYTES_MAX) {
            throw new RefusedException(
                    "DNS_TOO_LARGE", "message", bytes.length + " bytes", "at most " + Limits.MESSAGE_BYTES_MAX);
        }
        return new Reader(bytes).message();
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        DnsMessage message() {
            require(HEADER_BYTES);
            int id = two();
            int flags = two();
            int questionCount = counted(two());
            int recordCount = counted(two() + two() + two());
            List<Question> questions = new ArrayList<>();
            for (int i = 0; i < questionCount; i++) {
                DnsName name = name();
                int type = two();
                if ((two() & CLASS_MASK) == INTERNET) {
                    questions.add(new Question(name, type));
                }
            }
            List<DnsRecord> records = new ArrayList<>();
            for (int i = 0; i < recordCount; i++) {
                record(records);
            }
            return new DnsMessage(id, (flags & RESPONSE) != 0, questions, records);
        }

        private static int counted(int entries) {
            if (entries > Limits.ENTRIES_MAX) {
                throw new RefusedException(
                        "DNS_TOO_LARGE", "message", entries + " entries", "at most " + Limits.ENTRIES_MAX);
            }
            return entries;
        }

        private void record(List<DnsRecord> into) {
            DnsName name = name();
            int type = two();
            int kind = two() & CLASS_MASK;
            long seconds = (long) two() << 16 | two();
            // RFC 2181, section 8: the highest bit set is taken for 0.
            int ttl = seconds > Integer.MAX_VALUE ? 0 : (int) Math.min(seconds, Limits.TTL_SECONDS_MAX);
            int length = two();
            require(length);
            int end = at + length;
            if (kind == INTERNET) {
                content(into, name, type, ttl, end);
            }
            at = end;
        }

        private void content(List<DnsRecord> into, DnsName name, int type, int ttl, int end) {
            int length = end - at;
            if (type == DnsRecord.PTR) {
                into.add(new DnsRecord.Pointer(name, ttl, within(end)));
            } else if (type == DnsRecord.SRV) {
                two();
                two();
                int port = two();
                into.add(new DnsRecord.Service(name, ttl, port, within(end)));
            } else if (type == DnsRecord.TXT) {
                into.add(new DnsRecord.Text(name, ttl, Bytes.of(bytes, at, Math.min(length, Limits.TEXT_BYTES_MAX))));
            } else if (type == DnsRecord.A && length == 4 || type == DnsRecord.AAAA && length == 16) {
                into.add(new DnsRecord.Address(name, ttl, Bytes.of(bytes, at, length)));
            }
        }

        /** A name that ends a record's content. */
        private DnsName within(int end) {
            DnsName name = name();
            if (at != end) {
                throw malformed("a name that does not fill its record");
            }
            return name;
        }

        private DnsName name() {
            List<String> labels = new ArrayList<>();
            int length = 1;
            int before = at;
            int from = at;
            boolean jumped = false;
            while (true) {
                int size = byteAt(from++);
                if (size >= 0xc0) {
                    int target = (size & 0x3f) << 8 | byteAt(from++);
                    at = jumped ? at : from;
                    jumped = true;
                    if (target >= before) {
                        throw malformed("a name that points at itself or ahead");
                    }
                    before = target;
                    from = target;
                } else if (size == 0) {
                    at = jumped ? at : from;
                    return new DnsName(labels);
                } else if (size > 63 || from + size > bytes.length || (length += size + 1) > Limits.NAME_BYTES_MAX) {
                    throw malformed("a name with a label of " + size + " bytes at " + from);
                } else {
                    labels.add(new String(bytes, from, size, StandardCharsets.ISO_8859_1));
                    from += size;
                }
            }
        }

        private int byteAt(int index) {
            if (index >= bytes.length) {
                throw malformed("an end in the middle");
            }
            return bytes[index] & 0xff;
        }

        private int two() {
            require(2);
            at += 2;
            return (bytes[at - 2] & 0xff) << 8 | bytes[at - 1] & 0xff;
        }

        private void require(int count) {
            if (count > bytes.length - at) {
                throw malformed("an end in the middle");
            }
        }

        private static RefusedException malformed(String got) {
            return new RefusedException("DNS_MALFORMED", "message", got, "a DNS message (RFC 1035)");
        }
    }
}
