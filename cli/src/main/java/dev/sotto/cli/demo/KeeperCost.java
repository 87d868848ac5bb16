package dev.sotto.cli.demo;

/**
 * What the keep-alive cost during the background of one night; NaN where this system does not tell.
 *
 * @param mechanism the mechanism that held, or "none"
 * @param cpuPercent of one core, of the keeper's own threads
 * @param wakeupsPerSecond voluntary context switches of the keeper's own threads
 * @param processWakeupsPerSecond of the phone's whole process
 * @param idleJvmWakeupsPerSecond of a JVM that does nothing, in the same run
 */
record KeeperCost(
        String mechanism,
        double cpuPercent,
        double wakeupsPerSecond,
        double processWakeupsPerSecond,
        double idleJvmWakeupsPerSecond) {

    static final KeeperCost NONE = new KeeperCost("none", Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
