package dev.sotto.identity;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.util.Arrays;
import java.util.Optional;

/**
 * AUTH out of bytes, and the bytes behind it. The session reads with a reader of its own, so what follows the last AUTH must
 * be found again: the reader is fed one byte at a time, and stops at the byte that ends a frame.
 */
final class AuthFrames {
    private final FrameReader reader = new FrameReader();
    private byte[] fed = new byte[0];
    private int at;

    void feed(byte[] bytes) {
        byte[] both = Arrays.copyOfRange(fed, at, fed.length + bytes.length);
        System.arraycopy(bytes, 0, both, fed.length - at, bytes.length);
        fed = both;
        at = 0;
    }

    /**
     * The next AUTH, if it is all there.
     *
     * @throws RefusedException what the frame is refused for, or PROTOCOL_STATE for any other message
     */
    Optional<Message.Auth> next() {
        while (at < fed.length) {
            reader.feed(fed, at++, 1);
            FrameReader.Next next = reader.next();
            if (next instanceof FrameReader.Next.Refused refused) {
                throw new RefusedException(refused.refusal());
            }
            if (next instanceof FrameReader.Next.Got got) {
                if (got.message() instanceof Message.Auth auth) {
                    return Optional.of(auth);
                }
                throw new RefusedException(
                        "PROTOCOL_STATE", "message", got.message().getClass().getSimpleName(), "AUTH first");
            }
        }
        return Optional.empty();
    }

    /** True if there are bytes that no AUTH was read from. */
    boolean hasBytes() {
        return at < fed.length;
    }

    /** The bytes behind the last AUTH. */
    byte[] rest() {
        return Arrays.copyOfRange(fed, at, fed.length);
    }

    /** For a dialler that has proved us already and takes what follows for the session. */
    static byte[] refuse(Refusal why) {
        return new FrameWriter().write(new Message.Refuse(why, true));
    }

    static byte[] encode(Message.Auth auth) {
        return new FrameWriter().write(auth);
    }
}
