package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.peer.Wanted;
import dev.sotto.query.statement.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In the end what is beyond all windows of a device is there only if it was written there, or was deleted once, or in the slack that
 * a window has: as many more as have to stay.
 */
final class WindowsAreSmall extends Invariant {
    private final World world;
    private final Checks checks;
    private final Map<Integer, Set<DocRef>> written = new TreeMap<>();

    WindowsAreSmall(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void asks(Device device, DocRef document) {
        written(device).add(document); // it may be there, though nobody was told
    }

    @Override
    void wrote(Device device, List<DocRef> changed) {
        written(device).addAll(changed);
    }

    @Override
    void copied(Device original, Device copy) {
        written(copy).addAll(written(original));
    }

    private Set<DocRef> written(Device device) {
        return written.computeIfAbsent(device.number(), first -> new TreeSet<>(Documents.BY_KEY));
    }

    @Override
    void end() {
        for (Device device : world.devices()) {
            long slack = device.wanted().stream()
                    .flatMap(one -> one.windows().stream())
                    .mapToLong(WindowsAreSmall::slack)
                    .sum();
            long beyond = Documents.of(device).stream()
                    .filter(held -> isBeyond(device, held))
                    .count();
            long most = slack + written(device).size();
            if (beyond > most) {
                checks.found(device, "keeps " + beyond + " documents beyond its windows, wanted at most " + most);
            }
        }
    }

    /** What a window keeps beyond its limit, and half of that again while some of it has to stay. */
    private static long slack(Window window) {
        int half = window.limit() / 2;
        return (long) half + half / 2;
    }

    private boolean isBeyond(Device device, StoredDoc document) {
        List<Wanted> matching = device.wanted().stream()
                .filter(one -> LinksAreComplete.matches(one, document))
                .toList();
        return !written(device).contains(document.ref())
                && document.state().life() <= 1
                && device.disk().look().read(document.ref().key()).isPresent()
                && !matching.isEmpty()
                && matching.stream()
                        .allMatch(one -> !one.isWhole()
                                && one.windows().stream()
                                        .noneMatch(window -> LinksAreComplete.isFirst(device, one, window, document)));
    }
}
