package dev.sotto.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;

/** The floor as an engine that can be measured. */
final class FloorEngine implements BenchPeer.Engine {

    private final Floor floor;

    private FloorEngine(Floor floor) {
        this.floor = floor;
    }

    /** Says where it listens, and waits for its reader. */
    static FloorEngine writer(Path dir) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println("listening 127.0.0.1:" + server.getLocalPort());
            System.out.flush();
            return new FloorEngine(new Floor(Files.createDirectories(dir).resolve("floor.db"), server.accept()));
        }
    }

    static FloorEngine reader(Path dir, String address) throws Exception {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        return new FloorEngine(new Floor(Files.createDirectories(dir).resolve("floor.db"), socket));
    }

    @Override
    public void write(int number, BenchPeer.Mark mark) throws Exception {
        floor.put(
                Map.of("order-" + number, Map.of("mark", mark.number(), "sentMicros", mark.sentMicros())),
                mark.sentMicros());
    }

    @Override
    public void observe(Consumer<BenchPeer.Mark> shown) {
        Thread thread = new Thread(
                () -> {
                    try {
                        floor.receive(change -> show(change.fields(), shown));
                    } catch (Exception broken) {
                        System.out.println("broken " + broken);
                    }
                },
                "floor-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private static void show(Map<String, Object> fields, Consumer<BenchPeer.Mark> shown) {
        if (fields.get("mark") instanceof Number mark && fields.get("sentMicros") instanceof Number sent) {
            shown.accept(new BenchPeer.Mark(mark.longValue(), sent.longValue()));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            floor.close();
        } catch (SQLException broken) {
            throw new IOException("the floor's store does not close", broken);
        }
    }
}
