package dev.sotto.bench.automerge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.automerge.AmValue;
import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.MapEntry;
import org.automerge.NewValue;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.SyncState;
import org.automerge.Transaction;

/**
 * Two replicas of one Automerge document in this process's memory, that talk by its own sync protocol; a message counts four
 * bytes of length more. Argument: the file that {@code peers.mjs} beside it is given, too. Prints what it took as one line of JSON
 * with the same names.
 */
public final class AutomergePeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORDERS = "orders";
    private static final int LENGTH_BYTES = 4;
    private static final int TIMED = 1_000;

    private final Document[] documents = new Document[2];
    private final SyncState[] states = new SyncState[2];
    private final ObjectId orders;
    /** The objects of the orders by their ids; they are the same in all replicas. */
    private final Map<String, ObjectId> objects = new TreeMap<>();

    private long bytes;

    private AutomergePeer() {
        documents[0] = new Document();
        try (Transaction change = documents[0].startTransaction()) {
            orders = change.set(ObjectId.ROOT, ORDERS, ObjectType.MAP);
            change.commit();
        }
        documents[1] = documents[0].fork();
        // Not before the first document: that loads the native library.
        Arrays.setAll(states, side -> new SyncState());
    }

    public static void main(String[] arguments) throws IOException {
        JsonNode work = JSON.readTree(Files.readString(Path.of(arguments[0])));
        System.out.println(JSON.writeValueAsString(new AutomergePeer().run(work)));
    }

    private Map<String, Object> run(JsonNode work) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("engine", "automerge-java");
        insert(work.get("documents"));
        int count = work.get("documents").size();
        long began = System.nanoTime();
        result.put("copy", meet());
        result.put("copyMillis", (System.nanoTime() - began) / 1e6);
        verify(count, "the first copy");
        work.get("here").forEach(edit -> edit(0, edit));
        work.get("there").forEach(edit -> edit(1, edit));
        result.put("edits", meet());
        verify(count, "the edits");
        result.put("reconnect", meet());
        String id = work.get("documents").get(0).get("_id").asText();
        result.put("field", field(id, work.get("fields")));
        verify(count, "single fields");
        result.put("latencyMillis", latencyMillis(id));
        verify(count, "timed fields");
        result.put("mergeMicros", mergeMicros(id));
        return result;
    }

    private void insert(JsonNode orderNodes) {
        try (Transaction change = documents[0].startTransaction()) {
            for (JsonNode order : orderNodes) {
                String id = order.get("_id").asText();
                ObjectId object = change.set(orders, id, ObjectType.MAP);
                objects.put(id, object);
                order.properties().stream()
                        .filter(field -> !field.getKey().equals("_id"))
                        .forEach(field -> change.set(object, field.getKey(), value(field.getValue())));
            }
            change.commit();
        }
    }

    /** Numbers are whole and not negative; the binding makes a double of {@code NewValue.integer}. */
    private static NewValue value(JsonNode value) {
        if (value.isBoolean()) {
            return NewValue.bool(value.asBoolean());
        }
        return value.isTextual() ? NewValue.str(value.asText()) : NewValue.uint(value.asLong());
    }

    private void edit(int side, JsonNode edit) {
        set(side, edit.get("id").asText(), edit.get("field").asText(), value(edit.get("value")));
    }

    private void set(int side, String id, String field, NewValue value) {
        try (Transaction change = documents[side].startTransaction()) {
            change.set(objects.get(id), field, value);
            change.commit();
        }
    }

    /** A connection: what is known of the other is what its state keeps. Answers the bytes of its messages. */
    private long meet() {
        bytes = 0;
        for (int side = 0; side < 2; side++) {
            states[side] = SyncState.decode(states[side].encode());
        }
        talk();
        return bytes;
    }

    private void talk() {
        for (boolean said = true; said; ) {
            said = false;
            for (int side = 0; side < 2; side++) {
                Optional<byte[]> message = documents[side].generateSyncMessage(states[side]);
                if (message.isPresent()) {
                    said = true;
                    bytes += message.get().length + LENGTH_BYTES;
                    documents[1 - side].receiveSyncMessage(states[1 - side], message.get());
                }
            }
        }
    }

    /** Bytes beside the value of a change that is told at once, the median. */
    private double field(String id, JsonNode values) {
        List<Double> costs = new ArrayList<>();
        for (JsonNode value : values) {
            bytes = 0;
            set(0, id, "table", value(value));
            talk();
            costs.add((double) bytes - (value.asInt() < 24 ? 1 : 2));
        }
        return median(costs);
    }

    /** From the write until the other replica shows it, the median. */
    private double latencyMillis(String id) {
        List<Double> lags = new ArrayList<>();
        for (int value = 0; value < TIMED; value++) {
            long began = System.nanoTime();
            set(0, id, "table", NewValue.uint(value));
            talk();
            if (!(documents[1].get(objects.get(id), "table").orElseThrow() instanceof AmValue.UInt shown)
                    || shown.getValue() != value) {
                throw new IllegalStateException("value " + value + " is not shown: " + documents[1].get(objects.get(id), "table"));
            }
            lags.add((System.nanoTime() - began) / 1e6);
        }
        return median(lags);
    }

    /** Applying the change of one field to a third replica, once warm. */
    private double mergeMicros(String id) {
        Document third = documents[0].fork();
        List<byte[]> changes = new ArrayList<>();
        for (int value = 0; value < 2 * TIMED; value++) {
            ChangeHash[] before = documents[0].getHeads();
            set(0, id, "table", NewValue.uint(value));
            changes.add(documents[0].encodeChangesSince(before));
        }
        changes.subList(0, TIMED).forEach(third::applyEncodedChanges);
        long began = System.nanoTime();
        changes.subList(TIMED, changes.size()).forEach(third::applyEncodedChanges);
        double micros = (System.nanoTime() - began) / 1e3 / TIMED;
        if (!Arrays.equals(third.getHeads(), documents[0].getHeads())) {
            throw new IllegalStateException("what was merged is not what was written");
        }
        return micros;
    }

    private static double median(List<Double> values) {
        values.sort(null);
        return values.get(values.size() / 2);
    }

    private void verify(int count, String after) {
        Map<String, String> here = shows(documents[0]);
        if (here.size() != count || !here.equals(shows(documents[1]))) {
            throw new IllegalStateException("after " + after + " one side shows " + here.size() + " documents of " + count
                    + ", or the other one others");
        }
    }

    private Map<String, String> shows(Document document) {
        Map<String, String> all = new TreeMap<>();
        for (MapEntry order : document.mapEntries(orders).orElseThrow()) {
            Map<String, String> fields = new TreeMap<>();
            for (MapEntry field :
                    document.mapEntries(objects.get(order.getKey())).orElseThrow()) {
                fields.put(field.getKey(), field.getValue().toString());
            }
            all.put(order.getKey(), fields.toString());
        }
        return all;
    }
}
