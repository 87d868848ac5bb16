package dev.sotto.bench;

import dev.sotto.phonebench.process.Command;
import dev.sotto.phonebench.process.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A writer and a reader of one engine, each a process of its own with the same options. Used by one thread. */
final class Pair {

    /** Same for floor and Sotto: server defaults would hide cost in other threads of a small machine. */
    static final List<String> JVM_OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true");

    private static final long START_MILLIS = 20_000;

    /** Lag of one block in milliseconds, over the changes that were shown: one that was overtaken by a newer is not. */
    record Lags(double p50Millis, double p99Millis, double maxMillis, long shown) {}

    private final Peer writer;
    private final Peer reader;
    private long written;

    private Pair(Peer writer, Peer reader) {
        this.writer = writer;
        this.reader = reader;
    }

    static Pair start(Scenario scenario, String engine, Path key, String keeper, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path home = scenario.newDirectory(engine);
        Peer writer = Peer.start(scenario, Map.of(), engine, "writer", home.resolve("writer"), key);
        String address = writer.await("listening", START_MILLIS);
        Peer reader = Peer.start(scenario, environment, engine, "reader", home.resolve("reader"), key, address, keeper);
        reader.await("ready", START_MILLIS);
        writer.await("ready", START_MILLIS);
        return new Pair(writer, reader);
    }

    /** Writes {@code count} changes, one every {@code periodMicros}, and takes the time of each. */
    Lags block(int count, long periodMicros) throws IOException, InterruptedException {
        reader.send("expect " + (written + 1) + " " + (written + count));
        written += count;
        reader.await("expecting", START_MILLIS);
        writer.send("write " + count + " " + periodMicros);
        long limitMillis = START_MILLIS + 10 * TimeUnit.MICROSECONDS.toMillis(count * periodMicros);
        writer.await("wrote", limitMillis);
        String[] micros = reader.await("lags", limitMillis).split(" ");
        return new Lags(
                Long.parseLong(micros[0]) / 1000.0,
                Long.parseLong(micros[1]) / 1000.0,
                Long.parseLong(micros[2]) / 1000.0,
                Long.parseLong(micros[3]));
    }

    void lifecycle(boolean background) throws IOException, InterruptedException {
        reader.send(background ? "background" : "foreground");
        reader.await("is", START_MILLIS);
    }

    private static final class Peer {
        private final Process process;
        private final Writer commands;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private Peer(Process process) {
            this.process = process;
            this.commands = process.outputWriter(StandardCharsets.UTF_8);
        }

        static Peer start(Scenario scenario, Map<String, String> environment, Object... arguments) throws IOException {
            List<String> words = Arrays.stream(arguments).map(Object::toString).toList();
            ProcessBuilder builder = new ProcessBuilder(Command.java(JVM_OPTIONS, BenchPeer.class.getName(), words))
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            Process process = builder.start();
            scenario.guard().process(process.toHandle());
            scenario.add(process::destroyForcibly);
            Peer peer = new Peer(process);
            Thread thread = new Thread(peer::read, "bench-peer");
            thread.setDaemon(true);
            thread.start();
            return peer;
        }

        private void read() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException ended) {
                lines.add("broken " + ended.getMessage());
            }
        }

        void send(String command) throws IOException {
            commands.write(command + "\n");
            commands.flush();
        }

        /** The rest of the first line that begins with {@code word}. */
        String await(String word, long timeoutMillis) throws IOException, InterruptedException {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (true) {
                String line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (line == null) {
                    throw new IOException("no '" + word + "' in " + timeoutMillis + " ms from a peer that is "
                            + (process.isAlive() ? "alive" : "dead"));
                }
                if (line.equals(word) || line.startsWith(word + " ")) {
                    return line.substring(word.length()).trim();
                }
            }
        }
    }
}
