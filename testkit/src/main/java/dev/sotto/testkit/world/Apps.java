package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.peer.Answer;
import dev.sotto.peer.Wanted;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.StatementOutcome;
import dev.sotto.store.StoreIdentity;
import dev.sotto.wire.CommitId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What the people at the devices do: documents that come, change, go, leave filters and enter them; other subscriptions. */
final class Apps {
    static final String COLLECTION = "c";
    private static final int COLOURS = 3;
    static final Statement.Select OBSERVED = (Statement.Select) Statements.parse("SELECT * FROM c");
    static final Arguments NO_ARGUMENTS = Arguments.of(Collections.emptyMap());

    private static final Statement INSERT = Statements.parse(
            "INSERT INTO c DOCUMENTS ({_id: :id, colour: :colour, x: :x, text: :text}) ON ID CONFLICT DO UPDATE");
    private static final Statement COLOUR = Statements.parse("UPDATE c SET colour = :colour WHERE _id = :id");
    private static final Statement SET = Statements.parse("UPDATE c SET x = :x WHERE _id = :id");
    private static final Statement NESTED = Statements.parse("UPDATE c SET m.y = :x, m.z = :colour WHERE _id = :id");
    private static final Statement UNSET = Statements.parse("UPDATE c UNSET m WHERE _id = :id");
    private static final Statement COUNT = Statements.parse("UPDATE c APPLY n INCREMENT BY 1 WHERE _id = :id");
    private static final Statement ADD = Statements.parse("UPDATE c APPLY tags ADD :x WHERE _id = :id");
    private static final Statement DELETE = Statements.parse("DELETE FROM c WHERE _id = :id");
    private static final Statement EVICT = Statements.parse("EVICT FROM c WHERE _id = :id");

    /** What may be asked for, by which colours. */
    private static final List<CanonicalQuery> QUERIES = queries();

    private final World world;
    private final Random random;
    private final String text;

    Apps(World world, Random random) {
        this.world = world;
        this.random = random;
        this.text = "x".repeat(world.swarm().textLength());
    }

    private static List<CanonicalQuery> queries() {
        List<CanonicalQuery> queries = new ArrayList<>();
        for (int mask = 1; mask < 1 << COLOURS; mask++) {
            List<String> conditions = new ArrayList<>();
            for (int colour = 0; colour < COLOURS; colour++) {
                if ((mask & 1 << colour) != 0) {
                    conditions.add("colour = " + colour);
                }
            }
            queries.add(CanonicalQuery.of(
                    "SELECT * FROM c WHERE " + String.join(" OR ", conditions), Collections.emptyMap()));
        }
        queries.add(CanonicalQuery.of("SELECT * FROM c", Collections.emptyMap()));
        return queries;
    }

    /** Everything there is. */
    static CanonicalQuery all() {
        return QUERIES.get(QUERIES.size() - 1);
    }

    List<DocRef> documents() {
        return IntStream.range(0, world.swarm().documents())
                .mapToObj(number -> DocRef.of(COLLECTION, "d" + number))
                .toList();
    }

    /** What a device wants from now on. */
    void subscribe(Device device) {
        List<CanonicalQuery> queries = queries(random);
        world.groups().ifPresent(groups -> queries.addAll(groups.wanted()));
        wants(device, world.subscriptions().of(device, queries));
    }

    /** Some of what may be asked for. */
    List<CanonicalQuery> queries(Random chance) {
        List<CanonicalQuery> queries = new ArrayList<>();
        if (world.swarm().everything()) {
            queries.add(all());
        } else {
            for (int i = chance.nextInt(3); i > 0 || queries.isEmpty() && chance.nextInt(8) > 0; i--) {
                CanonicalQuery query = QUERIES.get(chance.nextInt(QUERIES.size()));
                if (!queries.contains(query)) {
                    queries.add(query);
                }
            }
        }
        return queries;
    }

    void wants(Device device, List<Wanted> wanted) {
        device.wants(wanted);
        world.checks().tell(invariant -> invariant.subscribes(device));
        world.trace()
                .note(
                        device.number(),
                        "wants",
                        () -> wanted.stream().map(Subscriptions::text).toList().toString());
    }

    /** Spreads what all of them do over the time of the world, some of it at once. */
    void plan() {
        Swarm swarm = world.swarm();
        long at = 0;
        for (int i = 0; i < swarm.writes(); i++) {
            at = random.nextInt(3) == 0 ? at + random.nextInt(20) : (long) (random.nextDouble() * swarm.millis());
            world.time().at(at, () -> write(world.anyDevice(random)));
        }
        for (int i = swarm.everything() ? 0 : random.nextInt(4); i > 0; i--) {
            world.time().at((long) (random.nextDouble() * swarm.millis()), () -> subscribe(world.anyDevice(random)));
        }
    }

    private void write(Device device) {
        Process process = device.process();
        if (process == null || !device.runs()) {
            return;
        }
        String id = "d" + random.nextInt(world.swarm().documents());
        Map<String, Object> values = new TreeMap<>();
        values.put("id", id);
        values.put("colour", random.nextInt(COLOURS));
        values.put("x", random.nextInt(1_000));
        values.put("text", text);
        Statement statement = statement();
        Durability durability = random.nextInt(6) == 0 ? Durability.ASYNC : Durability.FSYNC;
        world.trace()
                .note(device.number(), "writes", () -> kind(statement) + " " + values.get("id") + " " + durability);
        if (statement == INSERT) {
            world.checks().tell(invariant -> invariant.asks(device, DocRef.of(COLLECTION, id)));
        }
        process.peer().submit(statement, Arguments.of(values), durability, new Told(process, statement, durability));
    }

    private Statement statement() {
        int what = random.nextInt(world.swarm().evicts() ? 17 : 16);
        if (what < 4) {
            return INSERT;
        } else if (what < 7) {
            return COLOUR;
        } else if (what < 10) {
            return SET;
        }
        switch (what) {
            case 10:
                return NESTED;
            case 11:
                return UNSET;
            case 12:
            case 13:
                return COUNT;
            case 14:
                return ADD;
            case 15:
                return DELETE;
            default:
                return EVICT;
        }
    }

    private static String kind(Statement statement) {
        if (statement == INSERT) {
            return "insert";
        } else if (statement == COLOUR) {
            return "colour";
        } else if (statement == DELETE) {
            return "delete";
        }
        return statement == EVICT ? "evict" : "update";
    }

    /** What an app was told of a statement. */
    private final class Told implements Answer {
        private final Process process;
        private final Statement statement;
        private final Durability durability;

        Told(Process process, Statement statement, Durability durability) {
            this.process = process;
            this.statement = statement;
            this.durability = durability;
        }

        @Override
        public void done(StatementOutcome outcome, long commit) {
            if (process.isAlive()) {
                told(outcome.changed(), commit);
                world.trace()
                        .note(
                                process.device().number(),
                                "wrote",
                                () -> outcome.changed().toString());
            }
        }

        private void told(List<DocRef> changed, long commit) {
            Device device = process.device();
            if (statement == EVICT) {
                world.checks().tell(invariant -> invariant.evicted(device, changed, durability));
                return;
            }
            world.checks().tell(invariant -> invariant.wrote(device, changed));
            if (durability == Durability.FSYNC) {
                world.checks().tell(invariant -> invariant.acknowledged(device, changed));
                if (world.swarm().tracks() && !changed.isEmpty()) {
                    track(device, changed, commit);
                }
            }
        }

        private void track(Device device, List<DocRef> changed, long commit) {
            StoreIdentity identity = device.disk().storage().identity();
            CommitId id = new CommitId(identity.storeId(), identity.storeEpoch(), commit);
            world.checks().tell(invariant -> invariant.tracked(device, id, changed));
            process.peer().track(commit, known -> {}, this::failed);
        }

        @Override
        public void failed(RuntimeException why) {
            if (process.isAlive()) {
                world.trace().note(process.device().number(), "failed", () -> String.valueOf(why.getMessage()));
                world.checks().failed(process.device(), why);
            }
        }
    }
}
