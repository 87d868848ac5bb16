package dev.sotto.phonebench.app;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An app that writes as fast as its store commits: one transaction after the other, each of {@value #DOCUMENTS} documents,
 * and says so on standard output once the store has acknowledged it.
 *
 * <pre>WriterApp DIRECTORY FIRST      prints "wrote FIRST", "wrote FIRST+1", ... until it is killed</pre>
 */
public final class WriterApp {
    /** Documents of one transaction. */
    public static final int DOCUMENTS = 3;

    /** More transactions than any scenario lets it make. */
    private static final long TRANSACTIONS_MAX = 1_000_000;

    private WriterApp() {}

    /** Runs until killed. */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[1]);
        try (Sotto sotto = Sotto.open(SottoConfig.in(Path.of(arguments[0])).build())) {
            System.out.print("ready\n");
            for (long transaction = first; transaction < first + TRANSACTIONS_MAX; transaction++) {
                sotto.execute("INSERT INTO log DOCUMENTS (:d0), (:d1), (:d2)", documents(transaction));
                System.out.print("wrote " + transaction + "\n");
                System.out.flush();
            }
        }
    }

    private static Map<String, ?> documents(long transaction) {
        Map<String, Object> documents = new LinkedHashMap<>();
        for (int part = 0; part < DOCUMENTS; part++) {
            documents.put(
                    "d" + part,
                    Map.of("_id", transaction + "-" + part, "transaction", transaction, "text", "x".repeat(200)));
        }
        return documents;
    }
}
