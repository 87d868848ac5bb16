package dev.sotto;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.peer.Ticker;
import dev.sotto.query.StatementException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statements that run, the last ones that ran, and the last ones that were slow: the documents of {@code system:requests}.
 * Their arguments are the app's and not kept. Any thread.
 */
final class Requests {
    private final Ticker ticker;
    private final Map<Long, Request> running = new LinkedHashMap<>();
    private final ArrayDeque<Request> recent = new ArrayDeque<>();
    private final ArrayDeque<Request> slow = new ArrayDeque<>();
    private long number;

    Requests(Ticker ticker) {
        this.ticker = ticker;
    }

    /** One statement. Confined to the lock of {@link Requests} once it is there. */
    private static final class Request {
        final long number;
        final String statement;
        final long startedWallMillis;
        final long startedMillis;
        String state = "running";
        String code = "";
        long millis;
        long rows;

        Request(long number, String statement, long startedWallMillis, long startedMillis) {
            this.number = number;
            this.statement = statement;
            this.startedWallMillis = startedWallMillis;
            this.startedMillis = startedMillis;
        }

        boolean isSlow() {
            return millis >= Limits.SLOW_STATEMENT_MILLIS;
        }
    }

    /** A statement begins; its number ends it. */
    synchronized long begin(String statement) {
        String shown = statement.length() <= Limits.REQUEST_CHARS_MAX
                ? statement
                : statement.substring(0, Limits.REQUEST_CHARS_MAX);
        Request request = new Request(number++, shown, ticker.wallMillis(), ticker.monotonicMillis());
        running.put(request.number, request);
        return request.number;
    }

    void done(long request, long rows) {
        end(request, "done", "", rows);
    }

    void failed(long request, RuntimeException why) {
        String code = why instanceof StatementException refused ? refused.code() : "";
        String state = code.equals(Selects.CANCELLED) || code.equals(Selects.TIMEOUT) ? "cancelled" : "failed";
        end(request, state, code, 0);
    }

    private synchronized void end(long number, String state, String code, long rows) {
        Request request = running.remove(number);
        if (request == null) {
            return;
        }
        request.state = state;
        request.code = code;
        request.rows = rows;
        request.millis = ticker.monotonicMillis() - request.startedMillis;
        keep(request, request.isSlow() ? slow : recent);
    }

    private static void keep(Request request, ArrayDeque<Request> among) {
        if (among.size() >= Limits.REQUESTS_KEPT_MAX) {
            among.removeFirst();
        }
        among.addLast(request);
    }

    /** By number: the oldest first. */
    synchronized List<MapValue> rows() {
        TreeMap<Long, Request> all = new TreeMap<>(running);
        recent.forEach(request -> all.put(request.number, request));
        slow.forEach(request -> all.put(request.number, request));
        List<MapValue> rows = new ArrayList<>(all.size());
        long now = ticker.monotonicMillis();
        for (Request request : all.values()) {
            boolean isRunning = running.containsKey(request.number);
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", request.number);
            row.put("statement", request.statement);
            row.put("state", request.state);
            row.put("startedWallMillis", request.startedWallMillis);
            row.put("millis", isRunning ? now - request.startedMillis : request.millis);
            row.put("rows", request.rows);
            row.put("slow", isRunning ? now - request.startedMillis >= Limits.SLOW_STATEMENT_MILLIS : request.isSlow());
            if (!request.code.isEmpty()) {
                row.put("code", request.code);
            }
            rows.add(Value.ofMap(row));
        }
        return rows;
    }
}
