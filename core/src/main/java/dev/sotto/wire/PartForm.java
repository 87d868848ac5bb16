package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;

/** The body of PART: a piece of a message's entries, what was staged of them, or the message that they belong to. */
final class PartForm {
    private static final int PIECE = 0;
    private static final int STAGED = 1;
    private static final int MESSAGE = 2;
    private static final int FORMS = 3;

    private PartForm() {}

    static void write(Message message, Dictionary names, ByteWriter out) {
        if (message instanceof Message.Part part) {
            out.u8(PIECE).raw(part.payload()).varint(part.offset()).varint(part.total());
            out.raw(part.bytes());
        } else if (message instanceof Message.PartStaged staged) {
            out.u8(STAGED).varint(staged.bytes());
        } else if (message instanceof Message.InParts whole) {
            out.u8(MESSAGE).raw(whole.payload());
            out.u8(Frames.typeOf(whole.message()).number());
            Frames.write(whole.message(), names, out);
        }
    }

    static Message read(ByteReader in, Dictionary names) {
        int form = Frames.flags(in, FORMS);
        if (form == STAGED) {
            return new Message.PartStaged(in.count("staged"));
        }
        Bytes payload = in.raw(Message.Part.PAYLOAD_BYTES, "payload");
        if (form == MESSAGE) {
            return new Message.InParts(payload, message(in, names));
        }
        if (form != PIECE) {
            throw in.refused("flags", form, "0, 1 or 2");
        }
        int offset = in.varint("offset", Limits.PARTS_BYTES_MAX);
        int total = in.varint("total", Limits.PARTS_BYTES_MAX);
        int length = in.remaining();
        if (length == 0 || length > Limits.PART_BYTES_MAX || length > total - offset) {
            throw in.refused("part", length + " bytes at " + offset + " of " + total, "1 to " + Limits.PART_BYTES_MAX);
        }
        return new Message.Part(payload, offset, total, in.raw(length, "part"));
    }

    private static Message message(ByteReader in, Dictionary names) {
        int type = in.u8("type");
        if (type == MessageType.DELTA.number()
                || type == MessageType.SYNC.number()
                || type == MessageType.SYNCREQ.number()) {
            return Frames.read(MessageType.ofNumber(type), in, names);
        }
        throw in.refused("type", type, "DELTA, SYNCREQ or SYNC");
    }
}
