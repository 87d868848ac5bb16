package dev.sotto.testkit.world;

import dev.sotto.document.Scopes;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.peer.Peer;
import dev.sotto.peer.RejoinPolicy;
import dev.sotto.peer.Ticker;
import dev.sotto.peer.Wanted;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** Processes that are wrong in what they do with their system. */
final class PlantedProcess {
    private PlantedProcess() {}

    /** Other wishes than the first are not passed on. */
    static Plants forgetsWishes() {
        Map<Peer, Boolean> said = Collections.synchronizedMap(new WeakHashMap<>());
        return new Plants() {
            @Override
            void subscribe(Peer peer, List<Wanted> wanted) {
                if (said.put(peer, true) == null) {
                    super.subscribe(peer, wanted);
                }
            }
        };
    }

    /** Whatever the app says of others, they may have and bring everything. */
    static Plants letsAll() {
        return new Plants() {
            @Override
            Scopes granted(Scopes meant) {
                return Scopes.ALL;
            }
        };
    }

    /** What an app wants to keep is let go. */
    static Plants dropsWhatIsKept() {
        return new Plants() {
            @Override
            RejoinPolicy rejoin(RejoinPolicy meant) {
                return meant == RejoinPolicy.KEEP ? RejoinPolicy.DROP : meant;
            }
        };
    }

    /** A process that stood still goes on as if it had not. */
    static Plants wakesAsleep() {
        return new Plants() {
            @Override
            void resume(Peer peer, boolean rebuild) {
                // It does not catch up.
            }
        };
    }

    /** Durations are taken from the clock on the wall. */
    static Plants wallTime() {
        return new Plants() {
            @Override
            Ticker clock(VirtualClock clock) {
                return new Ticker() {
                    @Override
                    public long monotonicMillis() {
                        return clock.wallMillis() - VirtualClock.WALL_START_MILLIS + 10_000_000_000L;
                    }

                    @Override
                    public long wallMillis() {
                        return clock.wallMillis();
                    }
                };
            }
        };
    }

    /** What listens goes on listening. */
    static Plants leaksEars() {
        return new Plants() {
            @Override
            Transport transport(Transport network, Device device) {
                return new Leaking(network);
            }
        };
    }

    private static final class Leaking implements Transport {
        private final Transport to;

        Leaking(Transport to) {
            this.to = to;
        }

        @Override
        public Listening listen(PeerAddress address, LinkListener listener) {
            Listening listening = to.listen(address, listener);
            return new Listening() {
                @Override
                public PeerAddress address() {
                    return listening.address();
                }

                @Override
                public void close() {
                    // It stays open.
                }
            };
        }

        @Override
        public Dial connect(PeerAddress address, LinkListener listener) {
            return to.connect(address, listener);
        }

        @Override
        public void close() {
            // So does what it has open.
        }
    }
}
