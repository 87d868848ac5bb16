package dev.sotto.query.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The way back from the JSON of {@link StoredJson} to the very same value, and from anybody's JSON to the value that it
 * means: a number with a fraction or an exponent is a double, any other an integer of 64 bits.
 */
public final class JsonReader {
    private static final String BINARY_KEY = "\u0000";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(dev.sotto.document.Limits.DEPTH_MAX + 2)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonReader() {}

    /**
     * Reads one value.
     *
     * @throws RefusedException JSON_INVALID, with the column; NUMBER_RANGE for what no integer or double of 64 bits holds
     */
    public static Value read(String json) {
        try (JsonParser in = FACTORY.createParser(json)) {
            if (in.nextToken() == null) {
                throw new RefusedException("JSON_INVALID", "column 1", "nothing", "a value");
            }
            Value value = value(in);
            if (in.nextToken() != null) {
                throw invalid(in.currentTokenLocation().getColumnNr(), "more than one value");
            }
            return value;
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw invalid(column, e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid(1, String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException invalid(int column, String got) {
        return new RefusedException("JSON_INVALID", "column " + column, got, "one JSON value");
    }

    private static Value value(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> map(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> Value.of(in.getText());
            case VALUE_NUMBER_INT -> integer(in);
            case VALUE_NUMBER_FLOAT -> real(in);
            case VALUE_TRUE -> Value.of(true);
            case VALUE_FALSE -> Value.of(false);
            case VALUE_NULL -> new Value.Null();
            default -> throw invalid(in.currentLocation().getColumnNr(), token.name());
        };
    }

    private static Value integer(JsonParser in) throws IOException {
        try {
            return Value.of(Long.parseLong(in.getText()));
        } catch (NumberFormatException e) {
            throw new RefusedException("NUMBER_RANGE", "integer", in.getText(), "at most 64 bits");
        }
    }

    private static Value real(JsonParser in) throws IOException {
        double value = Double.parseDouble(in.getText());
        if (Double.isInfinite(value)) {
            throw new RefusedException("NUMBER_RANGE", "double", in.getText(), "a finite number of 64 bits");
        }
        return Value.of(value);
    }

    private static Value array(JsonParser in) throws IOException {
        List<Value> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(in));
        }
        return new Value.Array(items);
    }

    private static Value map(JsonParser in) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            in.nextToken();
            fields.put(key, value(in));
        }
        Value only = fields.get(BINARY_KEY);
        if (fields.size() == 1 && only instanceof Value.Text hex) {
            return new Value.Binary(binary(hex.value()));
        }
        return new Value.MapValue(new TreeMap<>(fields));
    }

    private static Bytes binary(String hex) {
        try {
            return Bytes.hex(hex);
        } catch (RuntimeException e) {
            throw new RefusedException("JSON_INVALID", "bytes", hex, "pairs of hexadecimal digits");
        }
    }
}
