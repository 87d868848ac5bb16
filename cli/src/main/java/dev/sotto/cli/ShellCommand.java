package dev.sotto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.Document;
import dev.sotto.QueryResult;
import dev.sotto.Sotto;
import dev.sotto.SottoException;
import dev.sotto.SyncStatus;
import dev.sotto.query.StatementException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sotto shell}: statements against a store, typed or piped in. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = "Runs statements against a store, from a person or from a pipe.",
        footer = {
            "",
            "A statement ends with a semicolon or with the input:",
            "  INSERT INTO orders DOCUMENTS ({'_id': 'o1', 'total': 12, 'open': true});",
            "  SELECT * FROM orders WHERE open = true AND total > 10 ORDER BY total DESC LIMIT 5;",
            "  UPDATE orders SET open = false WHERE _id = 'o1';",
            "  DELETE FROM orders WHERE open = false;",
            "",
            "With a terminal rows come as a table and a mistake ends nothing; .status shows the peers, .quit ends. From a",
            "pipe rows come as JSON lines, and the first mistake ends it with exit code 65: what came before it stays done.",
            "With --key, --listen and --connect it syncs meanwhile.",
            "",
            "Examples:",
            "  sotto shell --dir till",
            "  echo \"SELECT * FROM orders\" | sotto shell --dir till",
            "  sotto shell --dir till --key shop.key --listen 127.0.0.1:4040"
        })
final class ShellCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(names = "--json", description = "Prints rows as JSON lines, with a terminal too.")
    private boolean json;

    @Option(names = "--table", description = "Prints rows as a table, from a pipe too.")
    private boolean table;

    ShellCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (json && table) {
            throw new ParameterException(spec.commandLine(), "--json and --table exclude each other");
        }
        if (options.wantsPeers() && !options.hasKey()) {
            throw new ParameterException(spec.commandLine(), "--listen and --connect need --key=FILE");
        }
        try (Sotto sotto = Sotto.open(options.config().build())) {
            Console.Registration termination = console.termination().onTermination(sotto::close);
            try (termination) {
                options.subscriptions().forEach(sotto.sync()::registerSubscription);
                if (options.wantsPeers()) {
                    // Rows are the results here; what happens to peers is told beside them.
                    Console beside =
                            new Console(console.in(), console.err(), console.err(), false, console.termination());
                    EventLines lines = new EventLines(beside, false);
                    sotto.sync().addListener(lines::print);
                    sotto.sync().start();
                }
                return converse(sotto);
            }
        }
    }

    private int converse(Sotto sotto) throws IOException {
        StatementSplitter splitter = new StatementSplitter();
        prompt(splitter);
        for (String line = console.in().readLine();
                line != null;
                line = console.in().readLine()) {
            if (!splitter.isInStatement() && line.trim().startsWith(".")) {
                if (line.trim().equals(".quit") || line.trim().equals(".exit")) {
                    return ExitCode.OK;
                }
                command(sotto, line.trim());
            } else {
                Optional<Integer> over = runAll(sotto, splitter.line(line));
                if (over.isPresent()) {
                    return over.get();
                }
            }
            prompt(splitter);
        }
        return runAll(sotto, splitter.end()).orElse(ExitCode.OK);
    }

    /** Runs statements; an exit code if one of them ends the shell. */
    private Optional<Integer> runAll(Sotto sotto, List<String> statements) {
        for (String statement : statements) {
            try {
                show(sotto.execute(statement));
            } catch (StatementException | SottoException wrong) {
                int exitCode = new Errors(console).report(wrong, false);
                if (!console.interactive()) {
                    return Optional.of(exitCode);
                }
            }
        }
        return Optional.empty();
    }

    private void show(QueryResult result) {
        PrintWriter out = console.out();
        boolean asTable = table || (console.interactive() && !json);
        if (result.commitId().isPresent() || !result.mutatedIds().isEmpty()) {
            showChange(result, asTable);
        } else if (asTable) {
            RowTable.print(result.documents(), out);
        } else {
            for (Document document : result.documents()) {
                out.println(Printable.json(document.toJson()));
            }
        }
        out.flush();
    }

    private void showChange(QueryResult result, boolean asTable) {
        if (asTable) {
            int changed = result.mutatedIds().size();
            console.out().println(changed == 1 ? "1 document changed" : changed + " documents changed");
            return;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("changed", result.mutatedIds().size());
        line.put("commit", result.commitId().orElse(0));
        console.out().println(write(line));
    }

    private void command(Sotto sotto, String line) {
        switch (line) {
            case ".status" -> status(sotto.sync().status());
            case ".help" -> spec.commandLine().usage(console.err());
            default ->
                console.err().println("there is no " + Printable.text(line) + "; there are .status, .help and .quit");
        }
    }

    private void status(SyncStatus status) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("started", status.started());
        all.put("listening", status.listening());
        console.out().println(write(all));
        for (SyncStatus.PeerStatus peer : status.peers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("peer", peer.storeId().toString());
            one.put("name", peer.name());
            one.put("address", peer.address());
            one.put("connected", peer.connected());
            one.put("synced", peer.synced());
            one.put("last_heard_ms_ago", peer.lastHeardMillisAgo());
            console.out().println(write(one));
        }
        console.out().flush();
    }

    private static String write(Map<String, Object> line) {
        try {
            return Printable.json(MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers have a JSON form", e);
        }
    }

    private void prompt(StatementSplitter splitter) {
        if (console.interactive()) {
            console.err().print(splitter.isInStatement() ? "   ...> " : "sotto> ");
            console.err().flush();
        }
    }
}
