package dev.sotto.testkit.world;

import dev.sotto.peer.Wanted;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Subscriptions of which not all stays: the first documents of an order, or of two; what still matches. And apps that change
 * what they ask for a hundred times a second.
 */
final class Subscriptions {
    private static final String[] ORDERS = {"x", "x DESC", "n DESC, x", "text, colour"};
    private static final int LIMIT_MAX = 3;
    private static final int CHURN_MILLIS = 10;

    private final World world;
    private final Apps apps;
    private final Random random;

    Subscriptions(World world, Apps apps, Random random) {
        this.world = world;
        this.apps = apps;
        this.random = random;
    }

    /** As a device is to have them. */
    List<Wanted> of(Device device, List<CanonicalQuery> queries) {
        List<Wanted> wanted = new ArrayList<>();
        for (CanonicalQuery query : queries) {
            boolean apart = world.swarm().windows() && query.collection().equals(Apps.COLLECTION);
            boolean evicts = apart && random.nextInt(3) == 0;
            Wanted one = new Wanted(query, 0, evicts && !isRelay(device));
            wanted.add(apart && !evicts ? windowed(one) : one);
        }
        return wanted;
    }

    /** Whoever passes on what it does not want must not evict it: what it has announced is asked for. */
    private boolean isRelay(Device device) {
        long links = world.devices().stream()
                .filter(other ->
                        device.dials().contains(other.number()) || other.dials().contains(device.number()))
                .count();
        return links > 1;
    }

    private Wanted windowed(Wanted whole) {
        if (random.nextInt(3) == 0) {
            return whole;
        }
        Wanted one = window(whole.query());
        return random.nextInt(4) == 0 ? one.and(window(whole.query())) : one;
    }

    private Wanted window(CanonicalQuery query) {
        String order = ORDERS[random.nextInt(ORDERS.length)];
        int limit = 1 + random.nextInt(LIMIT_MAX);
        Window.Query asked = Window.of(query.text() + " ORDER BY " + order + " LIMIT " + limit, Collections.emptyMap());
        return new Wanted(query, 0, false, asked.window());
    }

    /** For people. */
    static String text(Wanted wanted) {
        return wanted.query().text()
                + (wanted.isWhole() ? "" : " " + wanted.windows())
                + (wanted.evictsWhatLeft() ? " evicts what left" : "");
    }

    /** Some seconds in which an app cannot make up its mind. */
    void plan() {
        for (int i = world.swarm().churns() ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            world.time().at((long) (random.nextDouble() * world.swarm().millis()), () -> {
                if (!world.troubles().areOver()) {
                    world.troubles().happened(Fault.CHURN);
                    churn(world.anyDevice(random), 10 + random.nextInt(90));
                }
            });
        }
    }

    private void churn(Device device, int left) {
        List<CanonicalQuery> queries = apps.queries(random);
        world.groups().ifPresent(groups -> queries.addAll(groups.wanted()));
        apps.wants(device, of(device, queries));
        if (left > 0 && !world.troubles().areOver()) {
            world.time().after(CHURN_MILLIS, () -> churn(device, left - 1));
        }
    }
}
