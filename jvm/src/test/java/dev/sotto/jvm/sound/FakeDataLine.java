package dev.sotto.jvm.sound;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sound.sampled.SourceDataLine;

/** A line of Java Sound whose server does what a test says. */
final class FakeDataLine {
    /** What the line says it has room for at each look, in bytes. */
    final AtomicInteger room = new AtomicInteger();

    /** What it really takes of that. */
    final AtomicInteger takes = new AtomicInteger(Integer.MAX_VALUE);

    /** Counted down to let {@code close()} return; at zero from the start it never blocks. */
    final CountDownLatch closable;

    private final int bufferBytes;

    FakeDataLine(int bufferBytes, boolean closeBlocks) {
        this.bufferBytes = bufferBytes;
        this.room.set(bufferBytes);
        this.closable = new CountDownLatch(closeBlocks ? 1 : 0);
    }

    SourceDataLine line() {
        return (SourceDataLine) Proxy.newProxyInstance(
                FakeDataLine.class.getClassLoader(),
                new Class<?>[] {SourceDataLine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBufferSize" -> bufferBytes;
                    case "available" -> room.get();
                    case "write" -> Math.min((int) arguments[2], takes.get());
                    case "close", "stop", "flush" -> {
                        closable.await();
                        yield null;
                    }
                    default -> null; // open, start: nothing to do
                });
    }
}
