package dev.sotto.fuzz;

import dev.sotto.wire.FrameReader;

/** Any bytes from a peer that has proved itself are messages or one refusal with a code, after which nothing more is read. */
public final class FrameFuzz {
    private FrameFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        for (int at = 0; at < data.length; at += 100) {
            reader.feed(data, at, Math.min(100, data.length - at));
            while (reader.next() instanceof FrameReader.Next.Got got) {
                if (got.message() == null) {
                    throw new AssertionError("a frame without a message");
                }
            }
        }
    }
}
