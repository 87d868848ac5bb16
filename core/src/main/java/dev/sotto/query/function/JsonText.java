package dev.sotto.query.function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sotto.document.Limits;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Text;
import dev.sotto.query.value.StoredJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * JSON that an app has as a string. It is read as the standard has it (RFC 8259), twice the same key is refused, and so is
 * all that no document can hold; a whole number of 64 bits is an integer, everything else with digits a double. A binary
 * value is written as {@code {"\u0000": "hex"}} and not read back: no document has such a key.
 */
final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH_MAX)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private JsonText() {}

    static Value write(Value value) {
        return new Text(StoredJson.write(value));
    }

    /** MISSING for what is no JSON, or more than one value. */
    static Value read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            Value value = first == null ? Value.MISSING : value(parser);
            return parser.nextToken() == null ? value : Value.MISSING;
        } catch (IOException | IllegalArgumentException noJson) {
            return Value.MISSING;
        }
    }

    private static Value value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? real(parser)
                        : new Int(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> real(parser);
            case VALUE_TRUE -> Value.Bool.TRUE;
            case VALUE_FALSE -> Value.Bool.FALSE;
            case VALUE_NULL -> Value.Null.NULL;
            default -> throw new IllegalArgumentException("no value: " + parser.currentToken());
        };
    }

    private static Value real(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("beyond doubles");
        }
        return new Value.Real(value);
    }

    private static Value array(JsonParser parser) throws IOException {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Value.Array(items);
    }

    private static Value map(JsonParser parser) throws IOException {
        TreeMap<String, Value> fields = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (!ObjectFunctions.isKey(key) || fields.size() >= Limits.MAP_KEYS_MAX) {
                throw new IllegalArgumentException("a key that no document has");
            }
            parser.nextToken();
            fields.put(key, value(parser));
        }
        return new MapValue(fields);
    }
}
