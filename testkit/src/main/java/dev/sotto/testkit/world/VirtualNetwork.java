package dev.sotto.testkit.world;

import dev.sotto.document.Refusal;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The network between devices, as TCP with TLS looks from above: bytes in order or an end, late, thin, one way only, or dead
 * without a word. A device is reached at the host that is its number.
 */
final class VirtualNetwork {
    private static final long DIAL_MILLIS = dev.sotto.link.Limits.CONNECT_MILLIS;
    private static final long HANDSHAKE_MILLIS = dev.sotto.link.Limits.HANDSHAKE_MILLIS;

    private final World world;
    private final Random random;
    private final List<VirtualConnection> connections = new ArrayList<>();
    private final Map<Integer, Ear> ears = new TreeMap<>();

    /** From whom to whom nothing goes for now, as from x 256 + to. */
    private final Map<Integer, Integer> blocked = new TreeMap<>();

    private long latencyMillis = 5;
    private int numbers;

    private record Ear(Process process, LinkListener listener) {}

    VirtualNetwork(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    static PeerAddress address(int device) {
        return new PeerAddress(String.valueOf(device), 1);
    }

    void latency(long millis) {
        latencyMillis = millis;
    }

    long latency() {
        return latencyMillis + (latencyMillis == 0 ? 0 : random.nextInt((int) latencyMillis + 1));
    }

    /** Nothing goes that way until {@link #open} was called as often. */
    void block(int from, int to) {
        blocked.merge(from << 8 | to, 1, Integer::sum);
    }

    void open(int from, int to) {
        blocked.computeIfPresent(from << 8 | to, (way, times) -> times == 1 ? null : times - 1);
        pump();
    }

    boolean isBlocked(int from, int to) {
        return blocked.containsKey(from << 8 | to);
    }

    /** Everything that may arrive by now is looked at again. */
    void pump() {
        new ArrayList<>(connections).forEach(VirtualConnection::pump);
    }

    /** Connections that neither end has given up. */
    List<VirtualConnection> connections() {
        return new ArrayList<>(connections);
    }

    void forget(VirtualConnection connection) {
        connections.remove(connection);
    }

    boolean hears(int device) {
        return ears.containsKey(device);
    }

    /** The process is gone, and with it everything it had open; with {@code tell} the system resets what it had. */
    void died(Process process, boolean tell) {
        ears.values().removeIf(ear -> ear.process == process);
        for (VirtualConnection connection : connections()) {
            connection.died(process, tell);
        }
    }

    Transport transport(Process process) {
        return new OfProcess(process);
    }

    private final class OfProcess implements Transport {
        private final Process process;
        private final List<Dialling> dials = new ArrayList<>();
        private boolean closed;

        OfProcess(Process process) {
            this.process = process;
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("the transport is closed");
            }
        }

        @Override
        public Listening listen(PeerAddress address, LinkListener listener) {
            requireOpen();
            int number = process.device().number();
            ears.put(number, new Ear(process, listener));
            return new Listening() {
                @Override
                public PeerAddress address() {
                    return VirtualNetwork.address(number);
                }

                @Override
                public void close() {
                    Ear ear = ears.get(number);
                    if (ear != null && ear.listener == listener) {
                        ears.remove(number);
                    }
                }
            };
        }

        @Override
        public Dial connect(PeerAddress address, LinkListener listener) {
            requireOpen();
            Dialling dial = new Dialling(process, Integer.parseInt(address.host()), listener);
            dials.add(dial);
            dial.begin();
            return dial;
        }

        @Override
        public void close() {
            closed = true;
            dials.forEach(Dialling::cancel);
            ears.values().removeIf(ear -> ear.process == process);
            for (VirtualConnection connection : connections()) {
                connection.abort(process);
            }
        }
    }

    /** One try to get through: a SYN, then the proofs of both ends. */
    private final class Dialling implements Transport.Dial {
        private final Process from;
        private final int to;
        private final LinkListener listener;
        private boolean over;

        Dialling(Process from, int to, LinkListener listener) {
            this.from = from;
            this.to = to;
            this.listener = listener;
        }

        @Override
        public void cancel() {
            over = true;
        }

        void begin() {
            world.time().after(latency(), this::arrive);
        }

        private boolean isReachable() {
            int number = from.device().number();
            return !isBlocked(number, to)
                    && !isBlocked(to, number)
                    && world.device(to).isUp();
        }

        private void arrive() {
            if (!isReachable()) {
                refuseAfter(DIAL_MILLIS, "CONNECT_TIMEOUT");
            } else if (!hears(to)) {
                refuseAfter(latency(), "PEER_UNREACHABLE");
            } else {
                world.time().after(3 * latency(), this::prove);
            }
        }

        private void prove() {
            Ear ear = ears.get(to);
            if (over || !from.isAlive()) {
                return;
            }
            if (ear == null || !isReachable() || !ear.process.runs() || !from.runs()) {
                refuseAfter(HANDSHAKE_MILLIS, "HANDSHAKE_TIMEOUT");
                return;
            }
            over = true;
            VirtualConnection connection = new VirtualConnection(
                    world, VirtualNetwork.this, ++numbers, random, from, listener, ear.process, ear.listener);
            connections.add(connection);
            connection.open();
        }

        private void refuseAfter(long millis, String code) {
            world.time()
                    .after(
                            millis,
                            () -> from.hear(() -> {
                                if (!over) {
                                    over = true;
                                    listener.refused(
                                            address(to),
                                            true,
                                            new Refusal(
                                                    code, "address", address(to).toString(), "a peer there"));
                                }
                            }));
        }
    }
}
