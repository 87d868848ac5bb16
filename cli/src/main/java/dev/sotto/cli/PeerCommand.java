package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sotto peer}: a store that syncs until it is told to end. */
@Command(
        name = "peer",
        mixinStandardHelpOptions = true,
        description = "Runs a headless peer: for servers, and for trying two terminals.",
        footer = {
            "",
            "Prints one line for each thing that happens (with --json one object), and reads nothing. SIGTERM and Ctrl-C",
            "flush, say goodbye and end it with exit code 0 within 5 s.",
            "",
            "Examples:",
            "  sotto key shop.key",
            "  sotto peer --dir till  --key shop.key --listen 127.0.0.1:4040",
            "  sotto peer --dir phone --key shop.key --connect 127.0.0.1:4040 --subscribe \"SELECT * FROM orders\"",
            "  sotto peer --dir till  --device till-1.pem --app shop --listen 127.0.0.1:4040",
            "  sotto peer --dir phone --key shop.key --discover --subscribe \"SELECT * FROM orders\"",
            "  sotto peer --dir relay --key shop.key --listen [::]:4040 --connect till.local:4040 --json",
            "  sotto peer --dir relay --key shop.key --listen ws://0.0.0.0:8080/sync",
            "  sotto peer --dir phone --key shop.key --connect ws://relay.example:8080/sync"
        })
final class PeerCommand implements Callable<Integer> {
    /** A read of an empty collection this often: a wake-up every ten seconds is nothing to a server. */
    private static final long ALIVE_SECONDS = 10;

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(names = "--json", description = "Prints one JSON object a line.")
    private boolean json;

    PeerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!options.hasKey()) {
            throw new ParameterException(spec.commandLine(), "Missing --key=FILE or --device=FILE");
        }
        SottoConfig config = options.config().build();
        if (!options.wantsPeers()) {
            throw new ParameterException(
                    spec.commandLine(), "Missing --listen or --connect: without either there is nobody to sync with");
        }
        EventLines lines = new EventLines(console, json);
        CountDownLatch ended = new CountDownLatch(1);
        try (Sotto sotto = Sotto.open(config)) {
            sotto.sync().addListener(lines::print);
            options.subscriptions().forEach(sotto.sync()::registerSubscription);
            Runnable flush = sotto::close;
            Console.Registration termination = console.termination().onTermination(() -> {
                flush.run();
                lines.print(event("ended"));
                ended.countDown();
            });
            try (termination) {
                Map<String, Object> opened = event("opened");
                opened.put("store", sotto.storeId().toString());
                opened.put("dir", options.directory().toString());
                lines.print(opened);
                sotto.sync().start();
                while (!ended.await(ALIVE_SECONDS, TimeUnit.SECONDS)) {
                    requireAlive(sotto);
                    options.certificates()
                            .ifPresent(files -> files.follow(sotto, (code, words) -> {
                                Map<String, Object> fault = event("certificate-file");
                                fault.put("code", code);
                                fault.put("got", words);
                                lines.print(fault);
                            }));
                }
            }
        }
        return ExitCode.OK;
    }

    /**
     * A store that has stopped for a fault of its own answers no statement any more. A peer that went on without it would look
     * alive and do nothing; a service manager can start one that has ended.
     *
     * @throws dev.sotto.ClosedException if it has stopped
     */
    private static void requireAlive(Sotto sotto) {
        sotto.execute("SELECT * FROM sotto LIMIT 1");
    }

    private static Map<String, Object> event(String name) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", name);
        return fields;
    }
}
