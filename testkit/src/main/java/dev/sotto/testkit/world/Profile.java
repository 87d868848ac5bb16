package dev.sotto.testkit.world;

import java.util.Arrays;
import java.util.Optional;

/** Which troubles worlds lean on. */
public enum Profile {
    MIXED("mixed", "some of everything", 30, Leaning.NONE),
    CALM("calm", "no trouble: writes, subscriptions, deletes", 0, Leaning.NONE),
    LINKS("links", "links that are cut, silent, parted, one-way", 8, Leaning.LINKS),
    DISKS("disks", "power that goes at the worst moments, disks full or slow, backups put back", 8, Leaning.DISKS),
    PHONES("phones", "suspension, freezing, calls, Doze, low power, clocks that are set", 8, Leaning.PHONES),
    TRANSACTIONS(
            "transactions", "several documents in one transaction, links and power that go", 8, Leaning.TRANSACTIONS),
    SCOPES(
            "scopes",
            "devices that let others have and bring only some documents, and others after a restart",
            8,
            Leaning.SCOPES),
    RETIRE(
            "retire",
            "stores that are retired by name and come back, with what they wrote or without",
            8,
            Leaning.RETIRE),
    R1("r1", "rule R1, the feed: documents cross filters while devices are apart", 0, Leaning.R1),
    R2("r2", "rule R2, verify: deltas meet states that they were not made for", 4, Leaning.R2),
    R3("r3", "rule R3, probe: documents are held that their holder does not ask for", 0, Leaning.R3),
    R4("r4", "rule R4, the equality loop: a third device writes while two compare", 0, Leaning.R4),
    R5("r5", "rule R5, the cursor: links and power go while questions wait for answers", 0, Leaning.R5),
    R6("r6", "rule R6, reconciliation: cursors are lost, and all is compared", 0, Leaning.R6),
    R7("r7", "rule R7, identity: backups are put back", 0, Leaning.R7),
    R8("r8", "rule R8, eviction: documents are evicted here and change elsewhere", 4, Leaning.R8),
    R9("r9", "rule R9, echo: few documents that all write, over many ways", 0, Leaning.R9),
    TREE("tree", "PRUNE and GRAFT: six devices and more that ask for different things, links that go", 0, Leaning.TREE),
    WINDOWS("windows", "subscriptions of which the first documents stay, that come and go quickly", 0, Leaning.WINDOWS);

    private final String word;
    private final String what;
    private final int percentOfEach;
    private final Leaning leaning;

    Profile(String word, String what, int percentOfEach, Leaning leaning) {
        this.word = word;
        this.what = what;
        this.percentOfEach = percentOfEach;
        this.leaning = leaning;
    }

    /** As it is called on a command line. */
    public String word() {
        return word;
    }

    /** What it leans on, for people. */
    public String what() {
        return what;
    }

    /** Whether it leans on one rule of the protocol, and not on a kind of trouble. */
    public boolean isOfARule() {
        return compareTo(R1) >= 0;
    }

    /** The profile of that word, or empty. */
    public static Optional<Profile> of(String word) {
        return Arrays.stream(values())
                .filter(profile -> profile.word.equals(word))
                .findFirst();
    }

    Leaning leaning() {
        return leaning;
    }

    /** Chance that a world has a trouble at all. */
    int percent(Fault fault) {
        if (fault == Fault.COPY && this == TRANSACTIONS) {
            return 0; // two that write as one may mix what they write
        }
        if (fault == Fault.RETIRE) {
            return this == RETIRE ? 100 : 0; // what an app lets go is no loss: elsewhere less would be seen
        }
        return leaning.faults().contains(fault) ? leaning.percent() : percentOfEach;
    }
}
