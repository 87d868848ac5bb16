package dev.sotto.background.machine;

import dev.sotto.background.port.ExitRecord;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Intent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What one run leaves for the next: intent, hours, gaps, and whether it ended cleanly. Immutable once read.
 *
 * <pre>
 *   'S' 'B' 'G' version(1) | intent(1) flags(1) aliveWall(8) | hours: count(1), (number(8), hour)* |
 *   gaps: count(2), (started(8) length(8) alive(8) cause(1) detail(UTF))* | dropped(8) | CRC-32 of all before(4)
 * </pre>
 * Flags: 1 wanted when it was written, 2 ended cleanly. Big-endian, as DataOutputStream writes it.
 */
public final class History {

    private static final int MAGIC = 'S' << 24 | 'B' << 16 | 'G' << 8 | 1;
    private static final int WANTED = 1;
    private static final int CLEAN = 2;
    private static final int CRC_BYTES = 4;

    private final Intent intent;
    private final boolean wanted;
    private final boolean clean;
    private final long aliveWallMillis;
    private final List<Gap> gaps = new ArrayList<Gap>();
    private final List<Long> hourNumbers = new ArrayList<Long>();
    private final List<Hour> hours = new ArrayList<Hour>();
    private final String complaint;
    private long gapsDropped;

    private History(Intent intent, boolean wanted, boolean clean, long aliveWallMillis, String complaint) {
        this.intent = intent;
        this.wanted = wanted;
        this.clean = clean;
        this.aliveWallMillis = aliveWallMillis;
        this.complaint = complaint;
    }

    /** Reads a snapshot. An empty one is a first run; a damaged one is a first run with a {@link #complaint()}. */
    public static History read(byte[] snapshot) {
        if (snapshot.length == 0) {
            return none("");
        }
        try {
            return parse(snapshot);
        } catch (IOException | RuntimeException damaged) {
            return none("the journal cannot be read (" + damaged.getMessage() + "); started afresh");
        }
    }

    /** A first run, with the reason why it is one; empty if there simply was none before. */
    public static History none(String complaint) {
        return new History(Intent.UNSET, false, true, 0, complaint);
    }

    private static History parse(byte[] snapshot) throws IOException {
        if (snapshot.length > Limits.JOURNAL_BYTES_MAX) {
            throw new IOException(snapshot.length + " bytes, at most " + Limits.JOURNAL_BYTES_MAX);
        }
        DataInputStream from = new DataInputStream(new ByteArrayInputStream(snapshot));
        int magic = from.readInt();
        if (magic != MAGIC) {
            throw new IOException("begins with " + Integer.toHexString(magic) + ", not " + Integer.toHexString(MAGIC));
        }
        if (crc(snapshot, snapshot.length - CRC_BYTES) != tail(snapshot)) {
            throw new IOException("its checksum does not fit");
        }
        Intent intent = pick(Intent.values(), from.readUnsignedByte());
        int flags = from.readUnsignedByte();
        History history = new History(intent, (flags & WANTED) != 0, (flags & CLEAN) != 0, from.readLong(), "");
        for (int count = from.readUnsignedByte(); count > 0; count--) {
            history.hourNumbers.add(from.readLong());
            history.hours.add(Hour.read(from));
        }
        for (int count = from.readUnsignedShort(); count > 0; count--) {
            history.gaps.add(new Gap(
                    from.readLong(),
                    from.readLong(),
                    from.readLong(),
                    pick(GapCause.values(), from.readUnsignedByte()),
                    from.readUTF(),
                    true));
        }
        history.gapsDropped = from.readLong();
        return history;
    }

    private static <T> T pick(T[] values, int ordinal) throws IOException {
        if (ordinal >= values.length) {
            throw new IOException("value " + ordinal + " where at most " + (values.length - 1) + " is known");
        }
        return values[ordinal];
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, Math.max(0, length));
        return (int) crc.getValue();
    }

    private static int tail(byte[] bytes) throws IOException {
        if (bytes.length < 2 * CRC_BYTES) {
            throw new IOException("only " + bytes.length + " bytes");
        }
        return new DataInputStream(new ByteArrayInputStream(bytes, bytes.length - CRC_BYTES, CRC_BYTES)).readInt();
    }

    /** The snapshot to keep of a run at {@code wallMillis}; oldest gaps are left out if it would be too long. */
    public static byte[] write(Ledger ledger, KeeperState state, Intent intent, long wallMillis, boolean clean) {
        List<Gap> kept = new ArrayList<Gap>(ledger.gaps);
        while (true) {
            byte[] snapshot = write(ledger, kept, state, intent, wallMillis, clean);
            if (snapshot.length <= Limits.JOURNAL_BYTES_MAX || kept.isEmpty()) {
                return snapshot;
            }
            kept = kept.subList((kept.size() + 1) / 2, kept.size());
        }
    }

    private static byte[] write(
            Ledger ledger, List<Gap> gaps, KeeperState state, Intent intent, long wallMillis, boolean clean) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(bytes);
        boolean away = state.lifecycle() != LifecycleState.FOREGROUND || state.wanted();
        try {
            to.writeInt(MAGIC);
            to.writeByte(intent.ordinal());
            to.writeByte((intent == Intent.ON && away ? WANTED : 0) | (clean ? CLEAN : 0));
            to.writeLong(wallMillis);
            to.writeByte(ledger.hours.size());
            for (Map.Entry<Long, Hour> each : ledger.hours.entrySet()) {
                to.writeLong(each.getKey());
                each.getValue().write(to);
            }
            to.writeShort(gaps.size());
            for (Gap gap : gaps) {
                to.writeLong(gap.startedWallMillis());
                to.writeLong(gap.lengthMillis());
                to.writeLong(gap.aliveMillis());
                to.writeByte(gap.cause().ordinal());
                to.writeUTF(gap.detail());
            }
            to.writeLong(ledger.gapsDropped);
            to.writeInt(crc(bytes.toByteArray(), bytes.size()));
        } catch (IOException impossible) {
            throw new IllegalStateException("a byte array refused to be written to", impossible);
        }
        return bytes.toByteArray();
    }

    public Intent intent() {
        return intent;
    }

    /** Why an earlier history could not be used; empty if there is nothing to complain about. */
    public String complaint() {
        return complaint;
    }

    /** Whether the user ended the last run on purpose while background sync was on. */
    public boolean stoppedByUser(List<ExitRecord> exits) {
        return intent == Intent.ON && !exits.isEmpty() && exits.get(0).reason() == ExitRecord.Reason.USER_REQUESTED;
    }

    /** Fills {@code ledger} with what was, and with the gap between that run and now. */
    public void restore(Ledger ledger, List<ExitRecord> exits, long wallMillis) {
        for (int i = 0; i < hours.size(); i++) {
            ledger.hours.put(hourNumbers.get(i), hours.get(i));
        }
        for (Gap gap : gaps) {
            ledger.add(gap);
        }
        ledger.gapsDropped += gapsDropped;
        if (!wanted) {
            return;
        }
        String how = clean ? "the app ended in order" : "the process ended without notice";
        String told = exits.isEmpty() ? how : exits.get(0).toString();
        ledger.absent(
                aliveWallMillis,
                wallMillis,
                stoppedByUser(exits) ? GapCause.USER_STOPPED : GapCause.PROCESS_ENDED,
                told.length() <= Limits.DETAIL_CHARS_MAX ? told : told.substring(0, Limits.DETAIL_CHARS_MAX));
    }

    /** The wake budget as it stands after the runs before, all of it counted as used just now. */
    public WakeBudget wakeBudget(Ledger restored, long at) {
        return WakeBudget.UNUSED.plus(at, restored.wakeMillis());
    }
}
