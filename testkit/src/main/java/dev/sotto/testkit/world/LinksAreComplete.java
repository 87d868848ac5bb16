package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.peer.Wanted;
import dev.sotto.query.statement.Window;
import dev.sotto.store.Reading;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In the end each side of a link has what the other has for it: of a subscription with windows what belongs to them.
 * Where all want all, all are equal.
 */
final class LinksAreComplete extends Invariant {
    private final World world;
    private final Checks checks;

    LinksAreComplete(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void end() {
        for (Device device : world.devices()) {
            for (int other : device.dials()) {
                complete(device, world.device(other));
                complete(world.device(other), device);
            }
        }
        equal();
    }

    private void complete(Device from, Device to) {
        Reading theirs = to.disk().look();
        for (StoredDoc document : Documents.of(from)) {
            Optional<StoredDoc> held = theirs.read(document.ref().key());
            boolean evicted = theirs.evicted(document.ref().key()).isPresent();
            DocState mine = held.map(StoredDoc::state).orElse(DocState.EMPTY);
            if (passes(from, to, document.ref())
                    && !evicted
                    && (held.isPresent() || wants(to, document))
                    && !mine.join(document.state()).equals(mine)) {
                checks.found(to, "lacks of " + from.name() + ": " + document + " / " + mine);
            }
        }
    }

    private static boolean passes(Device from, Device to, DocRef document) {
        return from.scopes().mayRead(document) && to.scopes().mayWrite(document);
    }

    private static boolean wants(Device device, StoredDoc document) {
        return device.wanted().stream()
                .anyMatch(one -> matches(one, document)
                        && (one.isWhole()
                                || one.windows().stream().anyMatch(window -> isFirst(device, one, window, document))));
    }

    static boolean matches(Wanted one, StoredDoc document) {
        return document.view() instanceof MapValue map
                && one.query().collection().equals(document.ref().collection())
                && one.query().predicate().test(map);
    }

    /** Whether a document that matches would be one of the first there. */
    static boolean isFirst(Device device, Wanted one, Window window, StoredDoc document) {
        Reading there = device.disk().look();
        return Documents.of(device).stream()
                        .filter(other -> !other.ref().equals(document.ref()) && matches(one, other))
                        .filter(other -> there.read(other.ref().key()).isPresent())
                        .filter(other -> comesBefore(window, other, document))
                        .count()
                < window.limit();
    }

    private static boolean comesBefore(Window window, StoredDoc one, StoredDoc other) {
        int order = window.compare(keys(window, one), keys(window, other));
        return order < 0 || order == 0 && one.ref().id().compareTo(other.ref().id()) < 0;
    }

    private static List<Value> keys(Window window, StoredDoc document) {
        return document.view() instanceof MapValue map ? window.keys(map) : Collections.emptyList();
    }

    private void equal() {
        if (!world.swarm().everything()
                || world.swarm().evicts()
                || world.swarm().windows()
                || world.rights().isPresent()) {
            return;
        }
        Device first = world.device(0);
        for (Device other : world.devices()) {
            if (!states(first).equals(states(other))) {
                checks.found(other, "is not equal to " + first.name());
            }
        }
    }

    private static Map<String, DocState> states(Device device) {
        Map<String, DocState> states = new TreeMap<>();
        Documents.of(device).stream()
                .filter(document -> document.state().alive())
                .forEach(document -> states.put(document.ref().toString(), document.state()));
        return states;
    }
}
