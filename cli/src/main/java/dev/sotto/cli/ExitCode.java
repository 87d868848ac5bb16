package dev.sotto.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How commands end: 0 and 1 for what they found, above 63 for why they could not do it (BSD's sysexits.h). */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** Done, and what was asked for is not so: a machine that cannot hold, a bench that missed its goal. */
    public static final int FINDING = 1;
    /** The command line itself: unknown option, bad address. */
    public static final int USAGE = 64;
    /** Input that is not what it should be: a statement, a key, a directory that holds no store. */
    public static final int BAD_INPUT = 65;
    /** Input that is not there or cannot be read. */
    public static final int NO_INPUT = 66;
    /** Something else is in the way: a port that is taken. */
    public static final int UNAVAILABLE = 69;
    /** A bug of ours. */
    public static final int BUG = 70;
    /** Output that cannot be made: a file that exists, a directory that cannot be written. */
    public static final int CANNOT_WRITE = 73;
    /** The disk. */
    public static final int DISK = 74;
    /** The same command may succeed later: another process has the directory. */
    public static final int TRY_AGAIN = 75;
    /** Not allowed: a key file that others could read. */
    public static final int NOT_PERMITTED = 77;

    private static final Map<String, Integer> BY_CODE = new TreeMap<>();

    static {
        BY_CODE.put("ADDRESS_INVALID", USAGE);
        BY_CODE.put("FILE_NOT_FOUND", NO_INPUT);
        BY_CODE.put("FILE_UNREADABLE", NO_INPUT);
        BY_CODE.put("PORT_TAKEN", UNAVAILABLE);
        BY_CODE.put("ADDRESS_UNAVAILABLE", UNAVAILABLE);
        BY_CODE.put("HOST_UNKNOWN", UNAVAILABLE);
        BY_CODE.put("LISTEN_FAILED", UNAVAILABLE);
        BY_CODE.put("FILE_EXISTS", CANNOT_WRITE);
        BY_CODE.put("FILE_UNWRITABLE", CANNOT_WRITE);
        BY_CODE.put("BACKUP_EXISTS", CANNOT_WRITE);
        BY_CODE.put("STORAGE_READ_ONLY", CANNOT_WRITE);
        BY_CODE.put("STORAGE_FULL", DISK);
        BY_CODE.put("STORAGE_IO", DISK);
        BY_CODE.put("STORAGE_LOST", DISK);
        BY_CODE.put("STORAGE_SYNC", DISK);
        BY_CODE.put("STORAGE_MEMORY", TRY_AGAIN);
        BY_CODE.put("CLOSED", BUG); // nobody but us closes a store under a command
        BY_CODE.put("DB_LOCKED", TRY_AGAIN);
        BY_CODE.put("QUEUE_FULL", TRY_AGAIN);
        BY_CODE.put("FILE_NOT_PRIVATE", NOT_PERMITTED);
    }

    private ExitCode() {}

    /** The codes of refusals that end with another exit code than {@link #BAD_INPUT}. */
    static List<String> codes() {
        return List.copyOf(BY_CODE.keySet());
    }

    /** The exit code for a refusal's code; {@link #BAD_INPUT} for all that are not named here. */
    public static int of(String code) {
        return BY_CODE.getOrDefault(code, BAD_INPUT);
    }
}
