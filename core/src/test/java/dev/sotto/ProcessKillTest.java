package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes write and sync; one of them is killed with SIGKILL in the middle of a commit, again and again. Whatever either
 * of them has acknowledged stays in its own store and reaches the other one.
 */
@Tag("kill")
class ProcessKillTest {
    private static final int ROUNDS = Boolean.getBoolean("sotto.long") ? 50 : 10;

    /** A kill comes up to this long after a write was begun: about twice what a commit takes. */
    private static final long WINDOW_NANOS = 4_000_000;

    private static final long SECONDS = 60;

    @TempDir
    Path home;

    private final long seed = Long.getLong("sotto.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Child> children = new ArrayList<>();

    /** A process under test and what it has said. */
    private final class Child {
        final String name;
        final String way;
        final String address;
        final Set<String> acknowledged = new TreeSet<>();
        final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Process process;
        PrintStream in;
        int next;

        Child(String name, String way, String address) throws IOException {
            this.name = name;
            this.way = way;
            this.address = address;
            children.add(this);
            start();
        }

        private void start() throws IOException {
            lines.clear();
            process = new ProcessBuilder(
                            Paths.get(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            OrderWriter.class.getName(),
                            home.resolve(name).toString(),
                            home.resolve("key").toString(),
                            name,
                            String.valueOf(next),
                            way,
                            address)
                    .redirectError(new File(home.toFile(), name + ".err"))
                    .start();
            in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            Process reading = process;
            Thread reader = new Thread(() -> read(reading), "reader of " + name);
            reader.setDaemon(true);
            reader.start();
        }

        private void read(Process from) {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                // killed: what it said up to here counts
            }
            lines.add("gone");
        }

        /** Takes lines, noting acknowledgements, up to one that begins with {@code word}. */
        String until(String word) throws InterruptedException {
            while (true) {
                String line = lines.poll(SECONDS, TimeUnit.SECONDS);
                if (line == null || line.equals("gone") && !word.equals("gone")) {
                    throw new AssertionError(
                            name + " said " + line + " instead of " + word + ", seed " + seed + "; " + errors());
                }
                note(line);
                if (line.startsWith(word)) {
                    return line;
                }
            }
        }

        /** What it said on its standard error. */
        private String errors() {
            try {
                return new String(Files.readAllBytes(home.resolve(name + ".err")), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "nothing on its standard error";
            }
        }

        private void note(String line) {
            if (line.startsWith("ack ")) {
                acknowledged.add(line.substring(4));
            } else if (line.startsWith("begin " + name + "-")) {
                // A line that the kill cut off has a smaller number, and its write was not begun.
                String number = line.substring(line.lastIndexOf('-') + 1);
                next = Math.max(next, number.isEmpty() ? 0 : Integer.parseInt(number) + 1);
            }
        }

        /** The ids after {@code word} up to the end of the list. */
        Set<String> ids(String word) throws InterruptedException {
            Set<String> ids = new TreeSet<>();
            for (String line = until(""); !line.equals("end"); line = until("")) {
                if (line.startsWith(word + " ")) {
                    ids.add(line.substring(word.length() + 1));
                }
            }
            return ids;
        }

        Set<String> list() throws InterruptedException {
            in.println("list");
            return ids("has");
        }

        /** SIGKILL at a moment soon after some write was begun; all that it said before counts. */
        void killDuringACommit() throws InterruptedException {
            for (int i = random.nextInt(20); i >= 0; i--) {
                until("begin");
            }
            long at = System.nanoTime() + (long) (random.nextDouble() * WINDOW_NANOS);
            while (System.nanoTime() < at) {
                LockSupport.parkNanos(50_000);
            }
            // Not Process.destroyForcibly(): that closes the pipe, and the last acknowledgements with it.
            process.toHandle().destroyForcibly();
            until("gone");
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "SIGKILL ends a process");
        }
    }

    @AfterEach
    void endAll() {
        children.forEach(child -> child.process.destroyForcibly());
    }

    @Test
    @Timeout(1_200)
    void noAcknowledgedOrderIsLostWhoeverIsKilledAndWhenever() throws Exception {
        KeyFile.create(home.resolve("key"), SharedKey.generate(new SecureRandom()));
        String address = "127.0.0.1:" + freePort();
        Child till = new Child("till", "listen", address);
        Child phone = new Child("phone", "connect", address);
        till.ids("had");
        phone.ids("had");
        till.until("ready");
        phone.until("ready");
        for (int round = 0; round < ROUNDS; round++) {
            till.in.println("write");
            phone.in.println("write");
            Child victim = random.nextBoolean() ? till : phone;
            Child other = victim == till ? phone : till;
            victim.killDuringACommit();
            other.in.println("quiet");

            victim.start();
            Set<String> found = victim.ids("had");
            assertHolds(
                    found,
                    victim.acknowledged,
                    "round " + round + ": the store of the " + victim.name + " that was killed");
            victim.until("ready");
        }
        Set<String> all = new TreeSet<>(till.acknowledged);
        all.addAll(phone.acknowledged);
        assertTrue(all.size() > ROUNDS, all.size() + " orders");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!till.list().equals(phone.list()) || !till.list().containsAll(all)) {
            if (System.nanoTime() > deadline) {
                assertHolds(till.list(), all, "the till at the end");
                assertHolds(phone.list(), all, "the phone at the end");
                assertEquals(till.list(), phone.list(), "both at the end, seed " + seed);
            }
        }
        System.out.println("kill: " + ROUNDS + " rounds, " + all.size() + " acknowledged orders, 0 lost, seed " + seed);
    }

    private void assertHolds(Set<String> found, Set<String> acknowledged, String whose) {
        Set<String> lost = new TreeSet<>(acknowledged);
        lost.removeAll(found);
        assertEquals(new TreeSet<>(), lost, whose + " has lost what it acknowledged, seed " + seed);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
