package dev.sotto.android.service;

import static org.junit.Assert.assertTrue;

import dev.sotto.android.InstalledManifest;
import dev.sotto.android.SimulatedServices;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.testkit.KeepAliveMechanismContract;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Test;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/**
 * The foreground service keeps the contract of a keep-alive mechanism. The contract is written for JUnit 6 and Robolectric
 * runs JUnit 4, so its tests are called from here: they run on a worker, as mechanisms are called, while this thread is
 * Android's main thread and delivers the service.
 */
@RunWith(RobolectricTestRunner.class)
public class ForegroundServiceContractTest {
    private static final int PROMISE_COUNT_MIN = 8;

    private static final class Contract extends KeepAliveMechanismContract {
        private final SimulatedServices android;

        Contract(SimulatedServices android) {
            this.android = android;
        }

        @Override
        protected KeepAliveMechanism mechanism() {
            return new ForegroundService(RuntimeEnvironment.getApplication(), ServiceTexts.DEFAULT);
        }

        @Override
        protected int holdsSeenBySystem() {
            return android.foreground() ? 1 : 0;
        }
    }

    @Test
    public void itKeepsEveryPromiseOfAMechanism() throws Exception {
        InstalledManifest.install();
        List<Method> promises = marked(org.junit.jupiter.api.Test.class);
        assertTrue("the contract has only " + promises, promises.size() >= PROMISE_COUNT_MIN);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            for (Method promise : promises) {
                SimulatedServices android = new SimulatedServices();
                Future<?> kept = worker.submit(() -> keep(promise, new Contract(android)));
                android.await(promise.getName(), kept::isDone);
                kept.get();
                android.pump();
            }
        } catch (ExecutionException broken) {
            throw new AssertionError(broken.getCause());
        } finally {
            worker.shutdownNow();
        }
    }

    private static Void keep(Method promise, Contract contract) throws Exception {
        try {
            call(marked(BeforeEach.class), contract);
            call(List.of(promise), contract);
            call(marked(AfterEach.class), contract);
            return null;
        } catch (InvocationTargetException broken) {
            throw new AssertionError(promise.getName() + ": " + broken.getCause(), broken.getCause());
        }
    }

    private static void call(List<Method> methods, Contract contract) throws Exception {
        for (Method method : methods) {
            method.setAccessible(true);
            method.invoke(contract);
        }
    }

    private static List<Method> marked(Class<? extends Annotation> mark) {
        List<Method> found = new ArrayList<>();
        for (Method method : KeepAliveMechanismContract.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(mark)) {
                found.add(method);
            }
        }
        found.sort(Comparator.comparing(Method::getName));
        return found;
    }
}
