package dev.sotto.cli.demo;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.SyncEvent;
import dev.sotto.identity.KeyFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The till's process: writes orders at a steady pace and says when each was submitted and when it was durable.
 *
 * <p>Arguments: store directory, key file, app id, order file or {@code -} for the bundled set. On standard input: {@code warm
 * COUNT}, {@code write COUNT PERIOD_MILLIS}, {@code quit}; its end is a quit too.
 */
final class TillMain {

    private static final String ORDER = "INSERT INTO orders DOCUMENTS (:order)";
    private static final String WARM = "INSERT INTO warmup DOCUMENTS (:order)";

    private final AppLines lines = new AppLines(System.out);
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "till-pace");
        thread.setDaemon(true);
        return thread;
    });
    private final OrderFeed feed;
    private final Sotto sotto;

    private TillMain(OrderFeed feed, Sotto sotto) {
        this.feed = feed;
        this.sotto = sotto;
    }

    public static void main(String[] arguments) throws IOException {
        OrderFeed feed = arguments[3].equals("-") ? OrderFeed.bundled() : OrderFeed.file(Path.of(arguments[3]));
        SottoConfig config = SottoConfig.in(Path.of(arguments[0]))
                .sharedKey(KeyFile.read(Path.of(arguments[1])))
                .appId(arguments[2])
                .name("till")
                .discoverOnThisMachine()
                .build();
        try (Sotto sotto = Sotto.open(config)) {
            new TillMain(feed, sotto).run();
        }
    }

    private void run() throws IOException {
        sotto.sync().addListener(event -> {
            if (event instanceof SyncEvent.Listening listening) {
                lines.print(AppLines.line().put("listening", listening.address()));
            }
        });
        sotto.sync().start();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String command;
        while ((command = commands.readLine()) != null && !command.equals("quit")) {
            String[] words = command.split(" ");
            switch (words[0]) {
                case "warm" -> write(WARM, Integer.parseInt(words[1]), 5);
                case "write" -> write(ORDER, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                default -> lines.print(AppLines.line().put("unknown", command));
            }
        }
    }

    private void write(String statement, int count, int periodMillis) {
        new Pace(statement, count).start(periodMillis);
    }

    /** One run of writes; confined to the pace's thread, but for the completions. */
    private final class Pace implements Runnable {
        private final String statement;
        private final int count;
        private int next;
        private Optional<ScheduledFuture<?>> timer = Optional.empty();

        Pace(String statement, int count) {
            this.statement = statement;
            this.count = count;
        }

        void start(int periodMillis) {
            pace.execute(
                    () -> timer = Optional.of(pace.scheduleAtFixedRate(this, 0, periodMillis, TimeUnit.MILLISECONDS)));
        }

        @Override
        public void run() {
            if (next == count) {
                timer.ifPresent(running -> running.cancel(false));
                return;
            }
            submit(feed.order(next++));
        }

        private void submit(Map<String, Object> order) {
            boolean counts = statement.equals(ORDER);
            String id = AppLines.idText(Objects.requireNonNull(order.get("_id"), "an order of the feed has an _id"));
            long submitted = AppLines.nowMicros();
            sotto.executeAsync(statement, Map.of("order", order)).whenComplete((result, failure) -> {
                long committed = AppLines.nowMicros();
                if (failure != null) {
                    lines.print(AppLines.line().put("failed", id).put("why", String.valueOf(failure.getMessage())));
                } else if (counts) {
                    lines.print(AppLines.line()
                            .put("order", id)
                            .put("submitted", submitted)
                            .put("committed", committed));
                }
            });
        }
    }
}
