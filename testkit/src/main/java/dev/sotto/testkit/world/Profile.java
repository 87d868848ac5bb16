package dev.sotto.testkit.world;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which troubles worlds lean on. */
public enum Profile {
    /** Some of everything. */
    MIXED("mixed", "some of everything", 30),
    /** No trouble at all but what people do. */
    CALM("calm", "no trouble: writes, subscriptions, deletes", 0),
    /** Links that come and go. */
    LINKS("links", "links that are cut, silent, parted, one-way", 8) {
        @Override
        void lean(Map<Fault, Integer> percent) {
            for (Fault fault : new Fault[] {
                Fault.LINK_CUT,
                Fault.LINK_CUT_MID_FRAME,
                Fault.LINK_SILENT,
                Fault.LINK_DUPLICATE,
                Fault.PARTITION,
                Fault.PARTITION_ONE_WAY
            }) {
                percent.put(fault, 80);
            }
        }
    },
    /** Power and disks. */
    DISKS("disks", "power that goes at the worst moments, disks that are full or slow, backups put back", 8) {
        @Override
        void lean(Map<Fault, Integer> percent) {
            for (Fault fault : new Fault[] {
                Fault.POWER_LOSS,
                Fault.POWER_BEFORE_COMMIT,
                Fault.POWER_BEFORE_DURABLE,
                Fault.POWER_AFTER_DURABLE,
                Fault.POWER_AT_MESSAGE,
                Fault.KILL,
                Fault.DISK_FULL,
                Fault.DISK_SLOW,
                Fault.RESTORE
            }) {
                percent.put(fault, 70);
            }
        }
    },
    /** What phones do to apps. */
    PHONES("phones", "suspension, freezing, calls, Doze, low power, clocks that are set", 8) {
        @Override
        void lean(Map<Fault, Integer> percent) {
            for (Fault fault : new Fault[] {
                Fault.SUSPENSION, Fault.FREEZE, Fault.CALL, Fault.DOZE, Fault.LOW_POWER, Fault.KILL, Fault.CLOCK_STEP
            }) {
                percent.put(fault, 70);
            }
        }
    };

    private final String word;
    private final String what;
    private final Map<Fault, Integer> percent = new EnumMap<>(Fault.class);

    Profile(String word, String what, int percentOfEach) {
        this.word = word;
        this.what = what;
        for (Fault fault : Fault.values()) {
            percent.put(fault, percentOfEach);
        }
        lean(percent);
    }

    /** Chances, in percent, that a world has a trouble at all. */
    void lean(Map<Fault, Integer> chances) {
        // As they are.
    }

    /** As it is called on a command line. */
    public String word() {
        return word;
    }

    /** What it leans on, for people. */
    public String what() {
        return what;
    }

    /** The profile of that word, or empty. */
    public static Optional<Profile> of(String word) {
        return Arrays.stream(values())
                .filter(profile -> profile.word.equals(word))
                .findFirst();
    }

    int percent(Fault fault) {
        return Collections.unmodifiableMap(percent).getOrDefault(fault, 0);
    }
}
