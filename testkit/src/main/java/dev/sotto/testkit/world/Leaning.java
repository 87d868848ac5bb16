package dev.sotto.testkit.world;

import java.util.EnumSet;

/**
 * What makes a profile's worlds different from those of any other. Chances are in percent; {@link #AS_DRAWN} leaves a thing
 * to what each seed draws anyway.
 *
 * @param faults troubles that are leaned on
 * @param percent that a world has each of these
 * @param everythingPercent that all devices ask for everything
 * @param evictsPercent that apps evict
 * @param sketchPercent that comparisons are by sketches, as if documents were many
 * @param windowPercent that subscriptions have windows
 * @param peersMin devices at least
 * @param documentsMax documents at most, so that all write to the same
 */
record Leaning(
        EnumSet<Fault> faults,
        int percent,
        int everythingPercent,
        int evictsPercent,
        int sketchPercent,
        int windowPercent,
        int peersMin,
        int documentsMax) {
    static final int AS_DRAWN = -1;
    private static final int ANY = Integer.MAX_VALUE;
    private static final int WINDOWS_PERCENT = 20;

    private static final EnumSet<Fault> NO_FAULTS = EnumSet.noneOf(Fault.class);
    private static final EnumSet<Fault> OF_LINKS = EnumSet.of(
            Fault.LINK_CUT,
            Fault.LINK_CUT_MID_FRAME,
            Fault.LINK_SILENT,
            Fault.LINK_DUPLICATE,
            Fault.PARTITION,
            Fault.PARTITION_ONE_WAY);
    private static final EnumSet<Fault> OF_DISKS = EnumSet.of(
            Fault.POWER_LOSS,
            Fault.POWER_BEFORE_COMMIT,
            Fault.POWER_BEFORE_DURABLE,
            Fault.POWER_AFTER_DURABLE,
            Fault.POWER_AT_MESSAGE,
            Fault.KILL,
            Fault.DISK_FULL,
            Fault.DISK_SLOW,
            Fault.RESTORE);
    private static final EnumSet<Fault> OF_PHONES = EnumSet.of(
            Fault.SUSPENSION, Fault.FREEZE, Fault.CALL, Fault.DOZE, Fault.LOW_POWER, Fault.KILL, Fault.CLOCK_STEP);
    private static final EnumSet<Fault> OF_RESTORES =
            EnumSet.of(Fault.RESTORE, Fault.COPY, Fault.POWER_LOSS, Fault.LINK_CUT, Fault.PARTITION);
    private static final EnumSet<Fault> OF_LINKS_AND_POWER =
            EnumSet.of(Fault.LINK_CUT, Fault.LINK_CUT_MID_FRAME, Fault.POWER_LOSS, Fault.POWER_AT_MESSAGE, Fault.KILL);

    private static final EnumSet<Fault> OF_SUBSCRIPTIONS =
            EnumSet.of(Fault.CHURN, Fault.LINK_CUT, Fault.PARTITION, Fault.POWER_LOSS, Fault.KILL);

    private static final EnumSet<Fault> OF_RETIREMENTS = EnumSet.of(
            Fault.RETIRE,
            Fault.LINK_CUT,
            Fault.PARTITION,
            Fault.POWER_LOSS,
            Fault.POWER_AT_MESSAGE,
            Fault.KILL,
            Fault.RESTORE);

    static final Leaning NONE = plain(NO_FAULTS, 0);
    static final Leaning LINKS = plain(OF_LINKS, 80);
    static final Leaning DISKS = plain(OF_DISKS, 70);
    static final Leaning PHONES = plain(OF_PHONES, 70);
    static final Leaning TRANSACTIONS = plain(OF_LINKS_AND_POWER, 40);
    static final Leaning SCOPES = plain(OF_LINKS_AND_POWER, 60).among(3, 6);
    static final Leaning RETIRE = plain(OF_RETIREMENTS, 50).evicting(0);
    static final Leaning R1 = plain(OF_LINKS, 80).asking(0);
    static final Leaning R2 = plain(OF_DISKS, 60).among(3, 3);
    static final Leaning R3 = plain(OF_LINKS, 70).asking(0).among(3, 5);
    static final Leaning R4 = plain(OF_LINKS, 60).among(4, 2);
    static final Leaning R5 = plain(OF_LINKS_AND_POWER, 80).among(3, 4);
    static final Leaning R6 = plain(OF_RESTORES, 80).comparing(80);
    static final Leaning R7 = plain(OF_RESTORES, 90);
    static final Leaning R8 = plain(OF_LINKS, 60).evicting(100);
    static final Leaning R9 = plain(OF_LINKS, 40).among(3, 3);

    static final Leaning TREE = plain(OF_LINKS, 30).among(6, ANY);

    static final Leaning WINDOWS = plain(OF_SUBSCRIPTIONS, 50).asking(10).windowing(100);

    private static Leaning plain(EnumSet<Fault> faults, int percent) {
        return new Leaning(faults, percent, AS_DRAWN, AS_DRAWN, AS_DRAWN, WINDOWS_PERCENT, 2, ANY);
    }

    private Leaning asking(int everything) {
        return new Leaning(
                faults, percent, everything, evictsPercent, sketchPercent, windowPercent, peersMin, documentsMax);
    }

    private Leaning evicting(int evicts) {
        return new Leaning(
                faults, percent, everythingPercent, evicts, sketchPercent, windowPercent, peersMin, documentsMax);
    }

    private Leaning comparing(int sketches) {
        return new Leaning(
                faults, percent, everythingPercent, evictsPercent, sketches, windowPercent, peersMin, documentsMax);
    }

    private Leaning among(int peers, int documents) {
        return new Leaning(
                faults, percent, everythingPercent, evictsPercent, sketchPercent, windowPercent, peers, documents);
    }

    private Leaning windowing(int windows) {
        return new Leaning(
                faults, percent, everythingPercent, evictsPercent, sketchPercent, windows, peersMin, documentsMax);
    }
}
