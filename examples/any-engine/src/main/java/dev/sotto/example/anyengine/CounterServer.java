package dev.sotto.example.anyengine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** The other side of the toy: adds what it is sent and answers with the sum. Loopback only. */
final class CounterServer implements AutoCloseable {
    private static final int WAITING_COUNT_MAX = 10;

    private final ServerSocket socket = new ServerSocket(0, WAITING_COUNT_MAX, InetAddress.getLoopbackAddress());
    private final AtomicLong sum = new AtomicLong();

    CounterServer() throws IOException {
        daemon(this::listen);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    long sum() {
        return sum.get();
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream from = new DataInputStream(client.getInputStream());
            DataOutputStream to = new DataOutputStream(client.getOutputStream());
            while (true) {
                to.writeLong(sum.addAndGet(from.readLong()));
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "counter-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
