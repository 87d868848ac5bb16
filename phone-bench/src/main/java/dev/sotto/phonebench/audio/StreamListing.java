package dev.sotto.phonebench.audio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@code pactl --format=json list} prints: sinks and the streams on them, of one moment. */
final class StreamListing {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamListing() {}

    /** @throws IOException when it is not a listing */
    static List<AudioStream> parse(String listing) throws IOException {
        JsonNode server;
        try {
            server = JSON.readTree(listing);
        } catch (JsonProcessingException malformed) {
            throw new IOException("not a listing of an audio server: " + malformed.getOriginalMessage(), malformed);
        }
        if (!server.path("sinks").isArray() || !server.path("sink_inputs").isArray()) {
            throw new IOException("not a listing of an audio server: no sinks or no sink_inputs");
        }
        Map<Long, JsonNode> sinks = new LinkedHashMap<>();
        for (JsonNode sink : server.path("sinks")) {
            sinks.put(sink.path("index").asLong(), sink);
        }
        List<AudioStream> streams = new ArrayList<>();
        for (JsonNode input : server.path("sink_inputs")) {
            JsonNode sink = sinks.get(input.path("sink").asLong());
            JsonNode properties = input.path("properties");
            streams.add(new AudioStream(
                    input.path("index").asLong(),
                    properties.path("application.process.id").asLong(-1),
                    properties.path("media.role").asText(""),
                    sink == null ? "" : sink.path("name").asText(""),
                    input.path("corked").asBoolean(true),
                    sink == null || sink.path("state").asText("").equals("SUSPENDED")));
        }
        return List.copyOf(streams);
    }
}
