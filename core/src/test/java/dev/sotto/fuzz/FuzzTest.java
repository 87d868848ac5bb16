package dev.sotto.fuzz;

import dev.sotto.identity.MembershipFuzz;
import dev.sotto.link.mdns.DnsFuzz;
import dev.sotto.sync.SketchFuzz;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes come from outside, the answer is a value or a refusal with a code. Two targets at a time. */
@Tag("store")
class FuzzTest {
    private static final List<Class<?>> TARGETS = List.of(
            CborFuzz.class,
            EntriesFuzz.class,
            StateFuzz.class,
            FrameFuzz.class,
            HelloFuzz.class,
            CertificateFuzz.class,
            MembershipFuzz.class,
            StatementFuzz.class,
            AdvertFuzz.class,
            DnsFuzz.class,
            SketchFuzz.class);

    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @TempDir
    private Path scratch;

    @AfterEach
    void end() {
        pool.shutdown();
    }

    @TestFactory
    Stream<DynamicTest> noBytesFellIt() {
        return TARGETS.stream()
                .map(target -> {
                    Future<Class<?>> fuzzed = pool.submit((Callable<Class<?>>) () -> {
                        Fuzzing.fuzz(target, scratch.resolve(target.getSimpleName()));
                        return target;
                    });
                    return DynamicTest.dynamicTest(target.getSimpleName(), () -> await(fuzzed));
                })
                .toList()
                .stream();
    }

    private static void await(Future<Class<?>> fuzzed) throws Exception {
        try {
            fuzzed.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error fell) {
                throw fell;
            }
            throw e;
        }
    }
}
