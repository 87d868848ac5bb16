package dev.sotto.jvm.doctor;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What came of trying a mechanism.
 *
 * @param held true if it was acquired
 * @param explanation through what, or why not
 */
record Trial(boolean held, String explanation) {
    /** Milliseconds. A desktop's audio server answers in well under one second; a hanging one must not hang the doctor. */
    private static final long TRIAL_MILLIS_MAX = 3_000;

    /** Acquires {@code mechanism} and gives it back at once. Blocks. */
    static Trial of(KeepAliveMechanism mechanism) {
        Capability capability = mechanism.probe();
        if (!capability.isSupported()) {
            return new Trial(false, capability.explanation());
        }
        CompletableFuture<String> failure = new CompletableFuture<>();
        AcquireRequest request = new AcquireRequest(1, false, TRIAL_MILLIS_MAX, AcquireRequest.Reason.WANTED);
        mechanism.acquire(request, new AcquireCallback() {
            @Override
            public void acquired(long generation, Lease lease) {
                failure.complete("");
                lease.close();
            }

            @Override
            public void failed(long generation, FailureKind kind, String why) {
                failure.complete(why);
            }
        });
        String why = await(failure);
        mechanism.cancel(request);
        return why.isEmpty() ? new Trial(true, capability.explanation()) : new Trial(false, why);
    }

    private static String await(CompletableFuture<String> failure) {
        try {
            return failure.get(TRIAL_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            return "no answer in " + TRIAL_MILLIS_MAX + " ms";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (ExecutionException broken) {
            return String.valueOf(broken.getMessage());
        }
    }
}
