package dev.sotto.phonebench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What an app tells its phone, one line each: {@code ready}, {@code hold on}, {@code hold off}; or the same as JSON:
 * {@code {"event":"ready"}}, {@code {"event":"hold","on":true}}.
 */
enum AppEvent {
    READY,
    HOLD_ON,
    HOLD_OFF,
    /** Anything else: not for the phone. */
    NOT_OURS;

    private static final ObjectMapper JSON = new ObjectMapper();

    static AppEvent parse(String line) {
        return switch (line.trim()) {
            case "ready" -> READY;
            case "hold on" -> HOLD_ON;
            case "hold off" -> HOLD_OFF;
            default -> line.startsWith("{") && line.contains("\"event\"") ? parseJson(line) : NOT_OURS;
        };
    }

    private static AppEvent parseJson(String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            return NOT_OURS;
        }
        return switch (json.path("event").asText("")) {
            case "ready" -> READY;
            case "hold" -> json.path("on").asBoolean(false) ? HOLD_ON : HOLD_OFF;
            default -> NOT_OURS;
        };
    }
}
