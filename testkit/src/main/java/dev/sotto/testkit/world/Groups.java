package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.StoreId;
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
import java.util.ArrayList;
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

    /** For how long at least whoever said that it takes something apart does so: it says it once. */
    private static final long APART_MILLIS = 10_000;

    private static final int DOCUMENTS = 6;
    private static final List<DocRef> REFS = IntStream.range(0, DOCUMENTS)
            .mapToObj(number -> DocRef.of(COLLECTION, "g" + number))
            .toList();

    /** More than what a store lets wait for its clock. */
    private static final int HELD_MAX = 10_000;

    private static final CanonicalQuery ALL = CanonicalQuery.of("SELECT * FROM g", Collections.emptyMap());
    private static final Statement TOGETHER =
            Statements.parse("INSERT INTO g DOCUMENTS " + rows() + " ON ID CONFLICT DO UPDATE");
    private static final Statement ALONE = Statements.parse("UPDATE g SET x = :x WHERE _id = :id");

    private final World world;
    private final Random random;
    private final String text;
    private int number;

    /** Devices that take apart what comes, and when they last said so. */
    private final Map<Integer, Long> apart = new TreeMap<>();

    /** What is passed on by one that took it apart arrives in pieces everywhere: all groups up to this one may. */
    private int inPiecesUpTo;

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
        return REFS;
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

    /** That device said that something came in pieces after all, or has a part that waits for its clock: until it is whole. */
    void mayShowPieces(Device device) {
        apart.put(device.number(), world.time().now());
        inPiecesUpTo = number;
    }

    /** What anybody who looks at that store now sees. */
    void look(Device device) {
        Reading reading = device.disk().look();
        List<Integer> seen = new ArrayList<>();
        for (DocRef ref : REFS) {
            seen.add(number(reading.read(ref.key())));
        }
        boolean whole = seen.stream().distinct().count() == 1;
        if (!whole && waitsForItsClock(reading)) {
            mayShowPieces(device);
        }
        goOn(device, whole);
        if (!whole && Collections.max(seen) > inPiecesUpTo) {
            world.checks().found(device, "shows half of a transaction: " + seen);
        }
    }

    private boolean waitsForItsClock(Reading reading) {
        for (Device other : world.devices()) {
            StoreId from = other.disk().storage().identity().storeId();
            for (DocKey waiting : reading.held(from, HELD_MAX)) {
                if (REFS.stream().anyMatch(ref -> ref.key().equals(waiting))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whoever takes things apart does so with the groups that are written meanwhile, too. */
    private void goOn(Device device, boolean whole) {
        Long since = apart.get(device.number());
        if (since == null) {
            return;
        }
        inPiecesUpTo = number;
        if (whole && world.time().now() > since + APART_MILLIS) {
            apart.remove(device.number());
        }
    }

    /** Of the group that was written last there; 0 for none. */
    private static int number(Optional<StoredDoc> document) {
        Value view = document.map(StoredDoc::view).orElse(Value.MISSING);
        return view instanceof MapValue map && map.get("number") instanceof Value.Int number ? (int) number.value() : 0;
    }
}
