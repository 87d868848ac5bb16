package dev.sotto.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * One process of a measured pair: a writer that changes one document of a hundred at a steady pace, or a reader that takes
 * the time until its observer shows it.
 *
 * <p>Arguments: engine ({@code floor} or {@code sotto}), role ({@code writer} or {@code reader}), store directory, key file,
 * address of the writer (reader only). On standard input: {@code write COUNT PERIOD_MICROS}, {@code expect FIRST LAST},
 * {@code background}, {@code foreground}. Answers are single lines. The end of standard input ends the process.
 */
final class BenchPeer {

    /** A kitchen's open orders: enough to be a collection, few enough that showing them all is not what is measured. */
    static final int DOCUMENTS = 100;

    /** The engine under measurement, on either side of a pair. */
    interface Engine extends AutoCloseable {

        /** Changes document {@code number}; returns when that is durable here. */
        void write(int number, Mark mark) throws Exception;

        /** Calls {@code shown} with the mark of each change, once it is durable here and observed. */
        void observe(Consumer<Mark> shown) throws Exception;

        /** What the phone's operating system says; an engine without background sync does nothing. */
        default void background(boolean inBackground) {}

        @Override
        void close() throws IOException;
    }

    /** What a change carries: its number, counted from 1 over all blocks, and when it was written. */
    record Mark(long number, long sentMicros) {}

    private final Engine engine;
    private final Object lock = new Object();
    private final Histogram lagsMicros = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    private long lastWritten;
    private long firstExpected;
    private long lastExpected;

    private BenchPeer(Engine engine) {
        this.engine = engine;
    }

    public static void main(String[] arguments) throws Exception {
        Path dir = Path.of(arguments[2]);
        boolean writer = arguments[1].equals("writer");
        try (Engine engine = engine(arguments[0], writer, dir, arguments)) {
            new BenchPeer(engine).run(writer);
        }
        // A reader of the floor blocks in its socket; nothing is left to wait for.
        System.exit(0);
    }

    private static Engine engine(String name, boolean writer, Path dir, String[] arguments) throws Exception {
        if (name.equals("floor")) {
            return writer ? FloorEngine.writer(dir) : FloorEngine.reader(dir, arguments[4]);
        }
        String keeper = arguments.length > 5 ? arguments[5] : "none";
        return writer
                ? SottoEngine.writer(dir, Path.of(arguments[3]))
                : SottoEngine.reader(dir, Path.of(arguments[3]), arguments[4], keeper);
    }

    private void run(boolean writer) throws Exception {
        if (!writer) {
            engine.observe(this::shown);
        }
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String command;
        while ((command = commands.readLine()) != null) {
            String[] words = command.split(" ");
            switch (words[0]) {
                case "write" -> write(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                case "expect" -> expect(Long.parseLong(words[1]), Long.parseLong(words[2]));
                case "background", "foreground" -> {
                    engine.background(words[0].equals("background"));
                    say("is " + words[0]);
                }
                default -> throw new IOException("unknown command " + command);
            }
        }
    }

    /** An open loop: a change that is late does not make the next one late, and its wait is measured. */
    private void write(int count, long periodMicros) throws Exception {
        long began = System.nanoTime();
        for (int number = 0; number < count; number++) {
            long due = began + TimeUnit.MICROSECONDS.toNanos(number * periodMicros);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            engine.write(number % DOCUMENTS, new Mark(++lastWritten, nowMicros()));
        }
        say("wrote " + count);
    }

    private void expect(long first, long last) {
        synchronized (lock) {
            lagsMicros.reset();
            firstExpected = first;
            lastExpected = last;
        }
        say("expecting " + last);
    }

    /** Changes come in the order of writing; one that a newer one of its document overtook is never shown. */
    private void shown(Mark mark) {
        long lag = Math.max(0, nowMicros() - mark.sentMicros());
        synchronized (lock) {
            if (mark.number() < firstExpected || mark.number() > lastExpected) {
                return;
            }
            lagsMicros.recordValue(Math.min(lag, lagsMicros.getHighestTrackableValue()));
            if (mark.number() == lastExpected) {
                say("lags " + lagsMicros.getValueAtPercentile(50) + " " + lagsMicros.getValueAtPercentile(99) + " "
                        + lagsMicros.getMaxValue() + " " + lagsMicros.getTotalCount());
            }
        }
    }

    /** The wall clock, since two processes have no other clock in common on every system. */
    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
