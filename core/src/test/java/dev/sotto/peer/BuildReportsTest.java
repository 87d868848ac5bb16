package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an index that is being built is told of: after two seconds, then each second, each build for itself. */
class BuildReportsTest {
    private final IndexDefinition index =
            IndexDefinition.of((Statement.CreateIndex) Statements.parse("CREATE INDEX byN ON orders (n)"));
    private long now = 5_000;
    private final List<String> told = new ArrayList<>();

    @Test
    void aShortBuildIsNotToldOfAndALongOneEachSecond() {
        BuildReports reports = new BuildReports(ticker(), listener());
        reports.begins(index, 7).run();
        now += 1_999;
        Runnable next = reports.begins(index, 9);
        for (int i = 0; i < 450; i++) {
            now += 10;
            next.run();
        }
        assertEquals(List.of("orders byN 9 2000", "orders byN 9 3000", "orders byN 9 4000"), told, "in 4.5 seconds");
    }

    private Ticker ticker() {
        return new Ticker() {
            @Override
            public long monotonicMillis() {
                return now;
            }

            @Override
            public long wallMillis() {
                throw new AssertionError("the time of day says nothing of how long a thing takes");
            }
        };
    }

    private PeerListener listener() {
        return (PeerListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PeerListener.class}, (proxy, method, arguments) -> {
                    assertEquals("building", method.getName());
                    told.add(arguments[0] + " " + arguments[1] + " " + arguments[2] + " " + arguments[3]);
                    return null;
                });
    }
}
