package dev.sotto.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The lines that till and phone print for the supervisor: one JSON object each, whole lines, from any thread.
 *
 * <p>Times are the wall clock in microseconds, the one clock that two processes share on every system.
 */
final class AppLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    AppLines(PrintStream out) {
        this.out = out;
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    static ObjectNode line() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Prints one line at once. */
    void print(ObjectNode line) {
        String text = line + "\n";
        synchronized (out) {
            out.print(text);
            out.flush();
        }
    }

    /** The object in {@code line}; empty for a line that is none, such as a library's chatter. */
    static Optional<JsonNode> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** An id as text that tells 7 from "7". */
    static String idText(Object id) {
        return JSON.valueToTree(id).toString();
    }
}
