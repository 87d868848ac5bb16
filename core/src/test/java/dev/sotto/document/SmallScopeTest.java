package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every way in which three devices can write a few times each, for small alphabets of writes.
 *
 * <p>Apart: up to three writes each that know nothing of the others', and every order in which the nine deltas can reach a
 * fourth device, each device's in its own order: 9! / (3!)^3 = 1,680 orders, checked as the steps between the 64 sets of
 * deltas that can have arrived. Each step also shows that joining a delta is joining the whole state.
 *
 * <p>Hearing: up to two writes each, each after hearing of any of the others' writes so far. Where a history ends, the devices
 * merge to one state in every order, and it shows what a plain-words reading of the rules says.
 *
 * <p>Devices that differ in their script only are taken once; histories that lead to the same states and the same knowledge
 * are followed once.
 */
class SmallScopeTest {
    private static final int DEVICES = 3;
    private static final Path A = Path.of("a");

    /** One kind of write; null in place of a state means that it cannot be done there. */
    private interface Op {
        DocState run(DocState state, Stamp now);
    }

    /** What a history must show: the writes by number, and for each the writes that its device had heard of. */
    private interface Reading {
        Object of(List<String> writes, List<Integer> heard);
    }

    private static Map<String, Op> ops(Object... pairs) {
        Map<String, Op> ops = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            ops.put((String) pairs[i], (Op) pairs[i + 1]);
        }
        return ops;
    }

    private static final Op INSERT = (s, t) -> s.alive() ? s : Edit.insert(s, Value.ofMap(Samples.map("a", 1)), t);
    private static final Op DELETE = Edit::delete;
    private static final Op SET = (s, t) -> alive(s) ? Edit.set(s, A, Value.of("x"), t) : s;
    private static final Op UNSET = (s, t) -> alive(s) ? Edit.unset(s, A, t) : s;
    private static final Op DEEP = (s, t) -> alive(s) ? Edit.set(s, A.child("b"), Value.of(2), t) : s;
    private static final Op REPLACE = (s, t) -> alive(s) ? Edit.set(s, A, Value.ofMap(Samples.map("c", 3)), t) : s;
    private static final Op INC = (s, t) -> tried(s, () -> Edit.increment(s, A, 1, t));
    private static final Op RESTART = (s, t) -> alive(s) ? Edit.restart(s, A, 100, t) : s;
    private static final Op ADD = (s, t) -> tried(s, () -> Edit.addMember(s, A, Value.of("m"), t));
    private static final Op REMOVE = (s, t) -> tried(s, () -> Edit.removeMember(s, A, Value.of("m"), t));
    private static final Op PUSH = (s, t) -> tried(s, () -> Edit.insertItem(s, A, 0, Value.of("i"), t));
    private static final Op MOVE = (s, t) -> tried(s, () -> Edit.moveItem(s, A, 0, 1, t));
    private static final Op DROP = (s, t) -> tried(s, () -> Edit.removeItem(s, A, 0, t));

    private static boolean alive(DocState state) {
        return state.alive();
    }

    private interface Try {
        DocState run();
    }

    private static DocState tried(DocState state, Try edit) {
        try {
            return state.alive() ? edit.run() : state;
        } catch (RefusedException e) {
            return state;
        }
    }

    private static final DocState EMPTY_DOC =
            Edit.insert(DocState.EMPTY, MapValue.EMPTY, Samples.stamp(Samples.START, 9));
    private static final DocState LIST_DOC = Edit.insert(
            DocState.EMPTY, Value.ofMap(Samples.map("a", List.of("p", "q"))), Samples.stamp(Samples.START, 9));
    private static final Reading ANYTHING = (writes, heard) -> null;

    private static final Map<String, Op> LIVES = ops("insert", INSERT, "delete", DELETE, "set", SET);
    private static final Map<String, Op> COUNTERS = ops("inc", INC, "restart", RESTART, "unset", UNSET);
    private static final Map<String, Op> SETS = ops("add", ADD, "remove", REMOVE);
    private static final Map<String, Op> LISTS = ops("push", PUSH, "move", MOVE, "drop", DROP);
    private static final Map<String, Op> MAPS = ops("deep", DEEP, "replace", REPLACE, "unset", UNSET);
    private static final Map<String, Op> SHAPES = ops("set", SET, "deep", DEEP, "inc", INC, "add", ADD);

    @Test
    void writesMadeApartMeetInEveryOrder() {
        apart("lives", DocState.EMPTY, LIVES);
        apart("counters", EMPTY_DOC, COUNTERS);
        apart("sets", EMPTY_DOC, SETS);
        apart("lists", LIST_DOC, LISTS);
        apart("maps", EMPTY_DOC, MAPS);
    }

    @Test
    @Tag("slow")
    void writesOfEveryShapeMadeApartMeetInEveryOrder() {
        apart("shapes", EMPTY_DOC, SHAPES);
    }

    @Test
    void incrementsAddUpWhoeverHeardOfWhich() {
        hearing(
                "increments",
                EMPTY_DOC,
                ops("inc", INC),
                2,
                (writes, heard) -> writes.isEmpty() ? Value.MISSING : Value.of(writes.size()));
    }

    @Test
    void aMemberIsInIfSomeAddingOfItWasNotKnownToAnyRemoval() {
        hearing("sets", EMPTY_DOC, SETS, 2, (writes, heard) -> {
            boolean in = false;
            boolean ever = false;
            for (int add = 0; add < writes.size(); add++) {
                if (writes.get(add).equals("add")) {
                    ever = true;
                    boolean known = false;
                    for (int remove = 0; remove < writes.size(); remove++) {
                        known |= writes.get(remove).equals("remove") && (heard.get(remove) >> add & 1) == 1;
                    }
                    in |= !known;
                }
            }
            return ever ? Value.of(in ? List.of("m") : List.of()) : Value.MISSING;
        });
    }

    @Test
    @Tag("slow")
    void everyHearingOfLivesListsAndShapes() {
        hearing("lives", DocState.EMPTY, LIVES, 2, ANYTHING);
        hearing("counters", EMPTY_DOC, ops("inc", INC, "restart", RESTART), 2, ANYTHING);
        hearing("lists", LIST_DOC, ops("push", PUSH, "drop", DROP), 2, ANYTHING);
        hearing("shapes", EMPTY_DOC, ops("set", SET, "inc", INC), 2, ANYTHING);
    }

    private static void apart(String family, DocState start, Map<String, Op> ops) {
        Numbered states = new Numbered(new ArrayList<>(ops.values()));
        int first = states.number(start);
        long combinations = 0;
        long steps = 0;
        List<List<Integer>> scripts = scripts(ops.size(), 3);
        for (int a = 0; a < scripts.size(); a++) {
            for (int b = a; b < scripts.size(); b++) {
                for (int c = b; c < scripts.size(); c++) {
                    combinations++;
                    steps += deliver(states, first, List.of(scripts.get(a), scripts.get(b), scripts.get(c)));
                }
            }
        }
        System.out.println("figure: small scope, apart, " + family + ": " + combinations
                + " combinations of up to 3 writes on each of 3 devices, " + steps + " steps of all delivery orders");
    }

    private static long deliver(Numbered states, int first, List<List<Integer>> scripts) {
        int[][] held = new int[DEVICES][];
        for (int device = 0; device < DEVICES; device++) {
            List<Integer> script = scripts.get(device);
            held[device] = new int[script.size() + 1];
            held[device][0] = first;
            for (int i = 0; i < script.size(); i++) {
                held[device][i + 1] = states.write(held[device][i], script.get(i), device, i);
            }
        }
        long steps = 0;
        for (int x = 0; x < held[0].length; x++) {
            for (int y = 0; y < held[1].length; y++) {
                for (int z = 0; z < held[2].length; z++) {
                    int all = states.join(states.join(held[0][x], held[1][y]), held[2][z]);
                    int[] arrived = {x, y, z};
                    for (int device = 0; device < DEVICES; device++) {
                        if (arrived[device] > 0) {
                            arrived[device]--;
                            int before = states.join(
                                    held[2][arrived[2]], states.join(held[1][arrived[1]], held[0][arrived[0]]));
                            arrived[device]++;
                            int old = held[device][arrived[device] - 1];
                            int after = states.joinDelta(before, old, held[device][arrived[device]]);
                            assertEquals(
                                    all,
                                    after,
                                    () -> "the order made a difference: " + scripts + " after "
                                            + List.of(arrived[0], arrived[1], arrived[2]));
                            steps++;
                        }
                    }
                }
            }
        }
        return steps;
    }

    private static void hearing(String family, DocState start, Map<String, Op> ops, int most, Reading reading) {
        Explorer explorer = new Explorer(start, ops, reading);
        List<List<Integer>> scripts = scripts(ops.size(), most);
        for (int a = 0; a < scripts.size(); a++) {
            for (int b = a; b < scripts.size(); b++) {
                for (int c = b; c < scripts.size(); c++) {
                    explorer.run(List.of(scripts.get(a), scripts.get(b), scripts.get(c)));
                }
            }
        }
        System.out.println("figure: small scope, hearing, " + family + ": " + explorer.combinations
                + " combinations of up to "
                + most + " writes on each of 3 devices, " + explorer.situations + " situations, " + explorer.ends
                + " ends, each merged in 6 orders");
    }

    private static List<List<Integer>> scripts(int ops, int most) {
        List<List<Integer>> scripts = new ArrayList<>();
        scripts.add(Collections.emptyList());
        int from = 0;
        for (int length = 0; length < most; length++) {
            int to = scripts.size();
            for (; from < to; from++) {
                for (int op = 0; op < ops; op++) {
                    List<Integer> longer = new ArrayList<>(scripts.get(from));
                    longer.add(op);
                    scripts.add(longer);
                }
            }
        }
        return scripts;
    }

    /** States by number, so that each join and each write is computed once. */
    private static final class Numbered {
        private final List<Op> ops;
        private final List<DocState> states = new ArrayList<>();
        private final Map<DocState, Integer> numbers = new HashMap<>();
        private final Map<Long, Integer> joins = new HashMap<>();
        private final Map<Long, Integer> writes = new HashMap<>();
        private final Map<List<Integer>, Integer> deltas = new HashMap<>();

        Numbered(List<Op> ops) {
            this.ops = ops;
        }

        int number(DocState state) {
            Integer known = numbers.putIfAbsent(state, states.size());
            if (known == null) {
                states.add(state);
                return states.size() - 1;
            }
            return known;
        }

        int join(int left, int right) {
            long key = (long) left << 32 | right;
            Integer known = joins.get(key);
            if (known == null) {
                known = number(states.get(left).join(states.get(right)));
                joins.put(key, known);
            }
            return known;
        }

        int write(int held, int op, int device, int count) {
            long key = (long) held << 8 | op << 4 | device << 2 | count;
            Integer known = writes.get(key);
            if (known == null) {
                Stamp stamp = Samples.stamp(Samples.START + 10 * (count + 1), device);
                known = number(ops.get(op).run(states.get(held), stamp));
                writes.put(key, known);
            }
            return known;
        }

        /** Joins what {@code changed} has and {@code old} has not. */
        int joinDelta(int into, int old, int changed) {
            List<Integer> key = List.of(into, old, changed);
            Integer known = deltas.get(key);
            if (known == null) {
                List<Entry> delta = new ArrayList<>(states.get(changed).entries());
                delta.removeAll(states.get(old).entries());
                known = number(states.get(into).join(delta));
                deltas.put(key, known);
            }
            return known;
        }
    }

    private static final class Explorer {
        private final Numbered states;
        private final List<String> names;
        private final Reading reading;
        private final boolean reads;
        private final int start;
        private List<List<Integer>> scripts = Collections.emptyList();
        long combinations;
        long situations;
        long ends;

        /**
         * @param made the states right after each write, by number: device x most + its count, or -1
         * @param heard which writes each had heard of, itself included, as bits; all 0 when nobody reads them
         */
        private record Situation(List<Integer> made, List<Integer> heard) {}

        private static final int MOST = 3;

        Explorer(DocState start, Map<String, Op> ops, Reading reading) {
            this.states = new Numbered(new ArrayList<>(ops.values()));
            this.names = new ArrayList<>(ops.keySet());
            this.reading = reading;
            this.reads = reading != ANYTHING;
            this.start = states.number(start);
        }

        void run(List<List<Integer>> combination) {
            scripts = combination;
            combinations++;
            Set<Situation> seen = new HashSet<>();
            Deque<Situation> open = new ArrayDeque<>();
            open.push(new Situation(Collections.nCopies(9, -1), Collections.nCopies(9, 0)));
            while (!open.isEmpty()) {
                Situation at = open.pop();
                if (seen.add(at)) {
                    situations++;
                    follow(at, open);
                }
            }
        }

        private int count(Situation at, int device) {
            int count = 0;
            while (count < MOST && at.made().get(MOST * device + count) >= 0) {
                count++;
            }
            return count;
        }

        private int state(Situation at, int device, int count) {
            return count == 0 ? start : at.made().get(MOST * device + count - 1);
        }

        private int heard(Situation at, int device, int count) {
            return count == 0 ? 0 : at.heard().get(MOST * device + count - 1);
        }

        private void follow(Situation at, Deque<Situation> open) {
            boolean over = true;
            for (int device = 0; device < DEVICES; device++) {
                int count = count(at, device);
                if (count < scripts.get(device).size()) {
                    over = false;
                    int one = (device + 1) % DEVICES;
                    int two = (device + 2) % DEVICES;
                    for (int i = count(at, one); i >= 0; i--) {
                        for (int j = count(at, two); j >= 0; j--) {
                            open.push(written(at, device, count, new int[] {one, i, two, j}));
                        }
                    }
                }
            }
            if (over) {
                end(at);
            }
        }

        private Situation written(Situation at, int device, int count, int[] from) {
            int held = states.join(
                    states.join(state(at, device, count), state(at, from[0], from[1])), state(at, from[2], from[3]));
            int number = MOST * device + count;
            List<Integer> made = new ArrayList<>(at.made());
            made.set(number, states.write(held, scripts.get(device).get(count), device, count));
            List<Integer> heard = at.heard();
            if (reads) {
                heard = new ArrayList<>(heard);
                heard.set(
                        number,
                        heard(at, device, count)
                                | heard(at, from[0], from[1])
                                | heard(at, from[2], from[3])
                                | 1 << number);
            }
            return new Situation(made, heard);
        }

        private void end(Situation at) {
            ends++;
            int[] held = {state(at, 0, count(at, 0)), state(at, 1, count(at, 1)), state(at, 2, count(at, 2))};
            int outcome = states.join(states.join(held[0], held[1]), held[2]);
            int[][] orders = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
            for (int[] order : orders) {
                int other = states.join(held[order[0]], states.join(held[order[1]], held[order[2]]));
                assertEquals(outcome, other, () -> "the order made a difference: " + told(at));
            }
            if (reads) {
                Value shown = states.states.get(outcome).view() instanceof MapValue map ? map.get("a") : Value.MISSING;
                assertEquals(expected(at), shown, () -> told(at) + " " + states.states.get(outcome));
            }
        }

        private Object expected(Situation at) {
            List<String> written = new ArrayList<>();
            List<Integer> heard = new ArrayList<>();
            List<Integer> numbers = new ArrayList<>();
            for (int number = 0; number < 9; number++) {
                if (at.made().get(number) >= 0) {
                    numbers.add(number);
                    written.add(names.get(scripts.get(number / MOST).get(number % MOST)));
                }
            }
            for (int number : numbers) {
                int mask = 0;
                for (int i = 0; i < numbers.size(); i++) {
                    mask |= (at.heard().get(number) >> numbers.get(i) & 1) << i;
                }
                heard.add(mask);
            }
            return reading.of(written, heard);
        }

        private String told(Situation at) {
            List<String> devices = new ArrayList<>();
            for (List<Integer> script : scripts) {
                List<String> words = new ArrayList<>();
                script.forEach(op -> words.add(names.get(op)));
                devices.add(String.join(",", words));
            }
            return String.join(" | ", devices) + " heard " + at.heard();
        }
    }
}
