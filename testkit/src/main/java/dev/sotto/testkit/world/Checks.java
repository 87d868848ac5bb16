package dev.sotto.testkit.world;

import dev.sotto.document.Refusal;
import dev.sotto.store.StorageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What must be true of a world: its invariants, what was found, and what nobody may say or throw. */
final class Checks {
    /** What a session may say to another without anybody being at fault. */
    private static final List<String> HONEST = Arrays.asList("CLOCK_FUTURE", "DOCUMENT_AMBIGUOUS", "READ_DENIED");

    private static final int VIOLATIONS_MAX = 12;

    private final World world;
    private final Set<String> violations = new LinkedHashSet<>();
    private final List<Invariant> invariants;

    Checks(World world) {
        this.world = world;
        this.invariants = Collections.unmodifiableList(Arrays.asList(
                new NothingLost(world, this),
                new NothingEarly(world, this),
                new NothingOutsideScopes(world, this),
                new ReceiptsAreTrue(world, this),
                new EvictedStaysAway(this),
                new NothingDeletedComesBack(world, this),
                new ObserversSeeTheStore(world, this),
                new ClocksStayNear(world, this),
                new LinksAreComplete(world, this),
                new WindowsAreSmall(world, this),
                new StatusIsTrue(world, this),
                new TransactionsShowAtOnce(world),
                new NothingConfirmedIsSent(world, this),
                new NobodyIsTwice(world, this),
                new NothingIsLeft(world, this)));
    }

    List<String> violations() {
        return violations.isEmpty() ? Collections.emptyList() : new ArrayList<>(violations);
    }

    /** Tells every invariant. */
    void tell(Consumer<Invariant> what) {
        invariants.forEach(what);
    }

    void found(Device device, String what) {
        found(device.name() + " " + what);
    }

    void found(String what) {
        if (violations.size() < VIOLATIONS_MAX && violations.add(what)) {
            world.trace().note(-1, "VIOLATION", () -> what);
        }
    }

    /** A statement may fail only because of the disk. */
    void failed(Device device, RuntimeException why) {
        boolean disk =
                why instanceof StorageException storage && storage.remedy() == StorageException.Remedy.RETRY_LATER;
        if (!disk
                && !(why instanceof IllegalStateException
                        && device.process() != null
                        && device.process().isOver())) {
            broken(device, why);
        }
    }

    void broken(Device device, Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text, true));
        found(device, "broke: " + text);
    }

    void fault(Device device, Refusal what) {
        boolean copied = world.swarm().copies() && what.code().equals("IDENTITY_CLONED");
        boolean retired = world.swarm().retires() && what.code().equals("RETIRED");
        if (!copied && !retired && !HONEST.contains(what.code())) {
            found(device, "was refused, or refused: " + what);
        }
    }

    /** Somebody never waits. */
    void spins() {
        found("time stands still: a peer wakes again and again");
    }

    /** It never came to rest. */
    void noQuiet() {
        found("it did not come to rest; connections "
                + world.network().connections().size());
    }
}
