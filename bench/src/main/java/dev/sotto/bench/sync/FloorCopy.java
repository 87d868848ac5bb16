package dev.sotto.bench.sync;

import dev.sotto.bench.Floor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The first copy as the floor makes it: documents with a stamp a field, as JSON, over plain TCP. */
final class FloorCopy {
    private static final int BATCH = 1_000;
    private static final long DEADLINE_SECONDS = 600;

    private FloorCopy() {}

    /** The bytes of its frames; it acknowledges nothing. */
    static double bytes(Path directory, List<Map<String, Object>> documents) throws Exception {
        try (SocketCount count = new SocketCount();
                ServerSocket ear = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            count.to(ear.getLocalPort());
            Socket dialled = new Socket(InetAddress.getLoopbackAddress(), count.port());
            CompletableFuture<Boolean> all = new CompletableFuture<>();
            try (Floor reader = new Floor(file(directory, "reader"), ear.accept());
                    Floor writer = new Floor(file(directory, "writer"), dialled)) {
                Thread thread = new Thread(() -> receive(reader, documents.size(), all), "floor-copy");
                thread.setDaemon(true);
                thread.start();
                for (int from = 0; from < documents.size(); from += BATCH) {
                    Map<String, Map<String, Object>> batch = new LinkedHashMap<>();
                    documents
                            .subList(from, Math.min(documents.size(), from + BATCH))
                            .forEach(document -> batch.put((String) document.get("_id"), document));
                    writer.put(batch, System.currentTimeMillis());
                }
                all.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            }
            return count.bytes();
        }
    }

    private static Path file(Path directory, String name) throws Exception {
        return Files.createDirectories(directory).resolve(name + ".db");
    }

    private static void receive(Floor reader, int documents, CompletableFuture<Boolean> all) {
        try {
            int[] shown = new int[1];
            reader.receive(change -> {
                if (++shown[0] == documents) {
                    all.complete(true);
                }
            });
        } catch (Exception broken) {
            all.completeExceptionally(broken);
        }
    }
}
