package dev.sotto;

import dev.sotto.identity.KeyFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * A process of its own for {@link ProcessKillTest}: a store that writes orders as fast as they become durable, and syncs. It says on
 * its output what it does, before and after, and takes commands on its input.
 *
 * <pre>
 *   out: had ID (of the store as it was found), ready ADDRESS, begin ID, ack ID, has ID ... end
 *   in:  write, quiet, list, exit
 * </pre>
 */
final class OrderWriter {
    private final Sotto sotto;
    private final String name;
    private final PrintStream out;
    private final Semaphore mayWrite = new Semaphore(0);

    private OrderWriter(Sotto sotto, String name, PrintStream out) {
        this.sotto = sotto;
        this.name = name;
        this.out = out;
    }

    /** Arguments: directory, key file, name, first number, and {@code listen} or {@code connect} with an address. */
    public static void main(String[] args) throws IOException {
        SottoConfig.Builder config = SottoConfig.in(Paths.get(args[0]))
                .sharedKey(KeyFile.read(Paths.get(args[1])))
                .name(args[2]);
        config = args[4].equals("listen") ? config.listen(args[5]) : config.connect(args[5]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Sotto sotto = Sotto.open(config.build());
        new OrderWriter(sotto, args[2], out).run(Integer.parseInt(args[3]));
    }

    private void run(int first) throws IOException {
        list("had");
        sotto.sync().registerSubscription("SELECT * FROM orders");
        sotto.sync().start();
        out.println("ready " + String.join(",", sotto.sync().status().listening()));
        Thread writer = new Thread(() -> write(first), "writer");
        writer.setDaemon(true);
        writer.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            switch (command) {
                case "write" -> mayWrite.release();
                case "quiet" -> mayWrite.acquireUninterruptibly();
                case "list" -> list("has");
                default -> {
                    sotto.close();
                    return;
                }
            }
        }
    }

    private void write(int first) {
        for (int number = first; ; number++) {
            mayWrite.acquireUninterruptibly();
            String id = name + "-" + number;
            out.println("begin " + id);
            sotto.execute("INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", id, "total", number)));
            out.println("ack " + id);
            mayWrite.release();
        }
    }

    private void list(String word) {
        for (Document document : sotto.execute("SELECT * FROM orders").documents()) {
            out.println(word + " " + document.id());
        }
        out.println("end");
    }
}
