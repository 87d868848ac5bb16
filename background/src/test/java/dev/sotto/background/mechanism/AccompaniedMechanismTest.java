package dev.sotto.background.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What begins and ends with a hold, and what becomes of the hold then. */
class AccompaniedMechanismTest {
    private final List<String> happened = new ArrayList<String>();
    private final List<Lease> leases = new ArrayList<Lease>();

    /** Answers each order at once. */
    private final class Answering implements KeepAliveMechanism {
        private final boolean grants;

        Answering(boolean grants) {
            this.grants = grants;
        }

        @Override
        public String id() {
            return "answering";
        }

        @Override
        public Capability probe() {
            return Capability.supported("always");
        }

        @Override
        public Set<Trait> traits() {
            return EnumSet.of(Trait.COSTLY);
        }

        @Override
        public void acquire(AcquireRequest request, AcquireCallback callback) {
            if (grants) {
                callback.acquired(request.generation(), new Held());
            } else {
                callback.failed(request.generation(), FailureKind.UNSUPPORTED, "never");
            }
        }

        @Override
        public void cancel(AcquireRequest request) {
            happened.add("cancelled " + request.generation());
        }

        @Override
        public void observe(Lease.SignalListener listener) {
            happened.add("observed");
        }
    }

    private final class Held implements Lease {
        @Override
        public long progress() {
            return 7;
        }

        @Override
        public long cpuMillis() {
            return 8;
        }

        @Override
        public void onSignal(SignalListener listener) {
            happened.add("listened to");
        }

        @Override
        public void close() {
            happened.add("given back");
        }
    }

    private KeepAliveMechanism accompanied(boolean grants, Runnable end) {
        return new AccompaniedMechanism(new Answering(grants)) {
            @Override
            protected Runnable begin() {
                happened.add("begun");
                return end;
            }
        };
    }

    private static AcquireRequest order(long generation) {
        return new AcquireRequest(generation, false, 1_000, AcquireRequest.Reason.WANTED);
    }

    private final AcquireCallback answers = new AcquireCallback() {
        @Override
        public void acquired(long generation, Lease lease) {
            happened.add("acquired " + generation);
            leases.add(lease);
        }

        @Override
        public void failed(long generation, FailureKind kind, String why) {
            happened.add("failed " + generation + " " + kind + " " + why);
        }
    };

    @Test
    void what_accompanies_lasts_from_the_grant_until_before_the_hold_is_given_back() {
        accompanied(true, () -> happened.add("ended")).acquire(order(3), answers);
        leases.get(0).close();
        assertEquals(Arrays.asList("begun", "acquired 3", "ended", "given back"), happened);
    }

    @Test
    void an_end_that_fails_does_not_keep_the_hold() {
        accompanied(true, () -> {
                    throw new IllegalStateException("no end");
                })
                .acquire(order(3), answers);
        assertThrows(IllegalStateException.class, () -> leases.get(0).close());
        assertEquals(Arrays.asList("begun", "acquired 3", "given back"), happened);
    }

    @Test
    void nothing_begins_where_nothing_is_held() {
        accompanied(false, () -> happened.add("ended")).acquire(order(4), answers);
        assertEquals(Collections.singletonList("failed 4 UNSUPPORTED never"), happened);
    }

    @Test
    void it_is_the_other_mechanism_in_all_else() {
        KeepAliveMechanism mechanism = accompanied(true, () -> {});
        assertEquals("answering", mechanism.id());
        assertEquals("always", mechanism.probe().explanation());
        assertEquals(EnumSet.of(Trait.COSTLY), mechanism.traits());
        mechanism.observe(signal -> {});
        mechanism.acquire(order(5), answers);
        mechanism.cancel(order(5));
        Lease lease = leases.get(0);
        lease.onSignal(signal -> {});
        assertEquals(Arrays.asList("observed", "begun", "acquired 5", "cancelled 5", "listened to"), happened);
        assertEquals(7, lease.progress());
        assertEquals(8, lease.cpuMillis());
        assertEquals(Lease.NOT_MEASURABLE, lease.wakeups());
        assertEquals(0, lease.bufferMillis());
    }
}
