package dev.sotto.jvm.sleep;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.WString;

/** What is called of kernel32 (winbase.h, processthreadsapi.h). */
interface Kernel32 extends Library {
    long INVALID_HANDLE = -1;
    int SYSTEM_REQUIRED = 1;
    int EXECUTION_REQUIRED = 3;

    static Kernel32 load() {
        return Native.load("kernel32", Kernel32.class);
    }

    Pointer GetCurrentProcess();

    boolean SetProcessInformation(Pointer process, int kind, Throttling throttling, int size);

    Pointer PowerCreateRequest(ReasonContext context);

    boolean PowerSetRequest(Pointer request, int kind);

    boolean PowerClearRequest(Pointer request, int kind);

    boolean CloseHandle(Pointer handle);

    /** PROCESS_POWER_THROTTLING_STATE. */
    @Structure.FieldOrder({"version", "controlMask", "stateMask"})
    final class Throttling extends Structure {
        static final int CLASS = 4;

        /** EXECUTION_SPEED and IGNORE_TIMER_RESOLUTION. */
        static final int BOTH = 0x1 | 0x4;

        public int version = 1;
        public int controlMask;
        public int stateMask;
    }

    /** REASON_CONTEXT with a simple string; the rest fills the union up to its longer member. */
    @Structure.FieldOrder({"version", "flags", "simpleReason", "union1", "union2"})
    final class ReasonContext extends Structure {
        public int version;
        public int flags = 0x1;
        public WString simpleReason = new WString("");
        public long union1;
        public long union2;
    }
}
