package dev.sotto.phonebench.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The freezers there are, best first, and the choice among them. */
public final class Freezers {
    private Freezers() {}

    /** All freezers, best first, whatever this machine can do. */
    public static List<Freezer> all() {
        return List.of(new CgroupFreezer(), new SignalFreezer(), new NtSuspendFreezer());
    }

    /** The ids that {@link #named} knows, best first. */
    public static List<String> ids() {
        return all().stream().map(Freezer::id).toList();
    }

    /**
     * The best freezer that works on this machine, each better one with the reason why it was passed over.
     *
     * @throws IllegalStateException when none works; the message has every reason
     */
    public static Choice best() {
        List<String> passedOver = new ArrayList<>();
        for (Freezer freezer : all()) {
            Availability availability = freezer.probe();
            if (availability.usable()) {
                return new Choice(freezer, availability.reason(), List.copyOf(passedOver));
            }
            passedOver.add(freezer.id() + ": " + availability.explanation());
        }
        throw new IllegalStateException("nothing can freeze a process here: " + String.join("; ", passedOver));
    }

    /**
     * The freezer of this name, tried.
     *
     * @throws IllegalArgumentException when there is none of this name, or it does not work here; the message says why
     */
    public static Choice named(String id) {
        for (Freezer freezer : all()) {
            if (freezer.id().equals(id)) {
                Availability availability = freezer.probe();
                if (!availability.usable()) {
                    throw new IllegalArgumentException(
                            "freezer " + id + " is not usable here: " + availability.explanation());
                }
                return new Choice(freezer, availability.reason(), List.of());
            }
        }
        throw new IllegalArgumentException("no freezer is named " + id + "; there are " + String.join(", ", ids()));
    }

    /** How a single process is suspended on this operating system. */
    static TreeCell.Suspension suspensionHere() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
                ? new WindowsSuspension()
                : new PosixSuspension();
    }

    /**
     * A freezer and why it is this one.
     *
     * @param found what its probe found
     * @param passedOver one line for each better freezer that does not work here
     */
    public record Choice(Freezer freezer, String found, List<String> passedOver) {}
}
