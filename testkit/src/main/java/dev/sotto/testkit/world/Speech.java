package dev.sotto.testkit.world;

import dev.sotto.wire.FrameReader;
import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What one end of a connection says to the other, message by message: when it is said, and when all of it has arrived. */
final class Speech {
    private final FrameReader reader = new FrameReader();
    private final Deque<Said> onTheWay = new ArrayDeque<>();
    private long saidBytes;
    private long heardBytes;

    /** @param endBytes how much has arrived when it has */
    private record Said(Message message, long endBytes) {}

    Speech() {
        reader.authenticated();
    }

    /** The messages in whole frames that go out. */
    List<Message> says(byte[] frames) {
        List<Message> said = new ArrayList<>();
        int length;
        for (int at = 0; at < frames.length; at += length) {
            length = Frames.length(frames, at);
            saidBytes += length;
            reader.feed(frames, at, length);
            if (reader.next() instanceof FrameReader.Next.Got got) {
                said.add(got.message());
                onTheWay.addLast(new Said(got.message(), saidBytes));
            }
        }
        return said;
    }

    /** The messages of which the last byte is among the next so many that arrive. */
    List<Message> hears(int bytes) {
        heardBytes += bytes;
        List<Message> heard = new ArrayList<>();
        while (!onTheWay.isEmpty() && onTheWay.peekFirst().endBytes() <= heardBytes) {
            heard.add(onTheWay.removeFirst().message());
        }
        return heard;
    }
}
