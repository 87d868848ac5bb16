package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.peer.Answer;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.Reading;
import dev.sotto.store.StatementOutcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Documents that are only ever written together, all with the same number in one transaction, and that everybody asks for:
 * whoever looks at any store at any moment must see one number in all of them. Other fields are written one by one.
 */
final class Groups {
    private static final String COLLECTION = "g";
    /** Together more than one BATCH takes, in the larger sizes; the largest go in parts. */
    private static final int[] SIZES = {0, 12_000, 20_000};

    /** On slower networks a large message is longer on its way than silence may last. */
    private static final int BYTES_PER_MILLI_MIN = 1_000;

    private static final int DOCUMENTS = 6;
    private static final CanonicalQuery ALL = CanonicalQuery.of("SELECT * FROM g", Collections.emptyMap());
    private static final Statement TOGETHER =
            Statements.parse("INSERT INTO g DOCUMENTS " + rows() + " ON ID CONFLICT DO UPDATE");
    private static final Statement ALONE = Statements.parse("UPDATE g SET x = :x WHERE _id = :id");

    private final World world;
    private final Random random;
    private final String text;
    private int number;
    private boolean excused;

    Groups(World world, Random random) {
        this.world = world;
        this.random = random;
        int size = random.nextInt(SIZES.length);
        boolean wide = world.swarm().bytesPerMilli() > BYTES_PER_MILLI_MIN;
        this.text = "x".repeat(wide ? SIZES[size] : 0);
    }

    private static String rows() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < DOCUMENTS; i++) {
            rows.append(i == 0 ? "" : ", ").append("({_id: 'g").append(i).append("', number: :number, text: :text})");
        }
        return rows.toString();
    }

    List<DocRef> documents() {
        return IntStream.range(0, DOCUMENTS)
                .mapToObj(number -> DocRef.of(COLLECTION, "g" + number))
                .toList();
    }

    List<CanonicalQuery> wanted() {
        return Collections.singletonList(ALL);
    }

    /** Spreads the writes over the time of the world. */
    void plan() {
        for (int i = 4 + random.nextInt(20); i > 0; i--) {
            boolean together = random.nextInt(3) > 0;
            long at = (long) (random.nextDouble() * world.swarm().millis());
            world.time().at(at, () -> write(world.anyDevice(random), together));
        }
    }

    private void write(Device device, boolean together) {
        Process process = device.process();
        if (process == null || !device.runs()) {
            return;
        }
        Map<String, Object> values = new TreeMap<>();
        values.put("number", ++number);
        values.put("text", text);
        values.put("x", random.nextInt(1_000));
        values.put("id", "g" + random.nextInt(DOCUMENTS));
        values.keySet().retainAll(together ? List.of("number", "text") : List.of("x", "id"));
        world.trace().note(device.number(), "writes", () -> together ? "all of group " + number : "into the group");
        process.peer().submit(together ? TOGETHER : ALONE, Arguments.of(values), Durability.FSYNC, new Answer() {
            @Override
            public void done(StatementOutcome outcome, long commit) {
                if (process.isAlive()) {
                    world.checks().tell(each -> each.acknowledged(device, outcome.changed()));
                }
            }

            @Override
            public void failed(RuntimeException why) {
                if (process.isAlive()) {
                    world.checks().failed(device, why);
                }
            }
        });
    }

    /** A peer said that something came in pieces after all, or waits for a clock: then it may be seen so. */
    void excuse() {
        excused = true;
    }

    /** What anybody who looks at that store now sees. */
    void look(Device device) {
        if (excused) {
            return;
        }
        Reading reading = device.disk().look();
        Map<String, String> seen = new TreeMap<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            String id = "g" + i;
            seen.put(id, number(reading.read(DocRef.of(COLLECTION, id).key())));
        }
        if (seen.values().stream().distinct().count() > 1) {
            world.checks().found(device, "shows half of a transaction: " + seen);
        }
    }

    private static String number(Optional<StoredDoc> document) {
        Value view = document.map(StoredDoc::view).orElse(Value.MISSING);
        return view instanceof MapValue map ? String.valueOf(map.get("number")) : "none";
    }
}
