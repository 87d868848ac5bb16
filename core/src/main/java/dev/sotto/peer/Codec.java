package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.wire.Capability;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Both directions of one link's bytes, and what waits to be sent on it. On the loop. */
final class Codec {
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private ByteArrayOutputStream outbox = new ByteArrayOutputStream();

    private final boolean deflates;
    private final SentStates states = new SentStates();

    /**
     * For a link: AUTH is done before there is one.
     *
     * @param deflates whether what is long is sent DEFLATED, if the peer reads that
     */
    Codec(boolean deflates) {
        this.deflates = deflates;
        reader.authenticated();
    }

    /** Hands over each whole message in {@code bytes} and before; the fault that ends the link, or null. */
    @Nullable
    Refusal feed(byte[] bytes, Consumer<Message> messages) {
        reader.feed(bytes, 0, bytes.length);
        for (FrameReader.Next next = reader.next(); ; next = reader.next()) {
            if (next instanceof FrameReader.Next.Got got) {
                if (deflates
                        && got.message() instanceof Message.Hello hello
                        && hello.capabilities().contains(Capability.DEFLATED)) {
                    writer.deflate();
                }
                states.heard(got.message());
                messages.accept(got.message());
            } else if (next instanceof FrameReader.Next.Refused refused) {
                return refused.refusal();
            } else {
                return null;
            }
        }
    }

    /** Puts a message behind those that wait. */
    void add(Message message) {
        states.said(message);
        byte[] frames = writer.write(message);
        outbox.write(frames, 0, frames.length);
    }

    /** What of ours went over this link, and was acknowledged. */
    SentStates states() {
        return states;
    }

    /** How much waits. */
    int bytes() {
        return outbox.size();
    }

    /** What waits, to be sent now. */
    byte[] take() {
        byte[] bytes = outbox.toByteArray();
        if (bytes.length > 0) {
            outbox = new ByteArrayOutputStream();
        }
        return bytes;
    }
}
