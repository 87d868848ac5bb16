package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.wire.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Interim: frames of AUTH until the wire room reads them. */
final class AuthFrames {
    private byte[] waiting = new byte[0];

    void feed(byte[] bytes) {
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + bytes.length);
        System.arraycopy(bytes, 0, waiting, before, bytes.length);
    }

    Optional<Message.Auth> next() {
        if (waiting.length < 2) {
            return Optional.empty();
        }
        int length = waiting[0] & 0xff;
        if (length == 0) {
            throw new RefusedException("FRAME_EMPTY", "frame", 0, "a frame");
        }
        if (length > 127) {
            throw new RefusedException("FRAME_TOO_LARGE_PREAUTH", "frame", length, "less");
        }
        if (waiting.length < 1 + length) {
            return Optional.empty();
        }
        ByteBuffer body = ByteBuffer.wrap(waiting, 1, length);
        try {
            if (body.get() != 1) {
                throw new RefusedException("PROTOCOL_STATE", "frame", waiting[1], "AUTH first");
            }
            Bytes app = take(body, 8);
            int min = body.get();
            int max = body.get();
            int mode = body.get();
            Bytes nonce = take(body, 16);
            Bytes proof = take(body, body.get());
            if (body.hasRemaining()) {
                throw new BufferUnderflowException();
            }
            waiting = Arrays.copyOfRange(waiting, 1 + length, waiting.length);
            return Optional.of(new Message.Auth(app, min, max, mode, nonce, proof));
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new RefusedException(new Refusal("AUTH_INVALID", "frame", "no AUTH", "AUTH"));
        }
    }

    private static Bytes take(ByteBuffer body, int count) {
        byte[] bytes = new byte[count];
        body.get(bytes);
        return Bytes.of(bytes);
    }

    boolean hasBytes() {
        return waiting.length > 0;
    }

    byte[] rest() {
        byte[] rest = waiting;
        waiting = new byte[0];
        return rest;
    }

    static byte[] encode(Message.Auth auth) {
        int length = 1 + 8 + 3 + 16 + 1 + auth.proof().length();
        return ByteBuffer.allocate(1 + length)
                .put((byte) length)
                .put((byte) 1)
                .put(auth.appIdHash().toArray())
                .put((byte) auth.versionMin())
                .put((byte) auth.versionMax())
                .put((byte) auth.trustMode())
                .put(auth.nonce().toArray())
                .put((byte) auth.proof().length())
                .put(auth.proof().toArray())
                .array();
    }
}
