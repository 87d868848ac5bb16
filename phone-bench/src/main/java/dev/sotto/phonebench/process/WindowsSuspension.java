package dev.sotto.phonebench.process;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.TreeSet;

/**
 * NtSuspendProcess and NtResumeProcess of ntdll, on a handle with PROCESS_SUSPEND_RESUME. Untested on Windows. The calls
 * nest and cannot be asked about, so this object remembers which processes it has suspended and suspends each once.
 */
final class WindowsSuspension implements TreeCell.Suspension {
    /** PROCESS_SUSPEND_RESUME of winnt.h. */
    private static final int SUSPEND_RESUME = 0x0800;

    private final TreeSet<Long> suspended = new TreeSet<>();

    @Override
    public void suspend(long pid) throws IOException {
        if (!suspended.contains(pid)) {
            call("NtSuspendProcess", pid, true);
            suspended.add(pid);
        }
    }

    @Override
    public void resume(long pid) throws IOException {
        // Called for a stranger's process too, by the guard: resuming one that runs changes nothing.
        call("NtResumeProcess", pid, false);
        suspended.remove(pid);
    }

    @Override
    public boolean running(long pid) {
        return !suspended.contains(pid) && ProcessHandle.of(pid).isPresent();
    }

    private static void call(String name, long pid, boolean suspend) throws IOException {
        Kernel kernel = Native.load("kernel32", Kernel.class);
        Nt nt = Native.load("ntdll", Nt.class);
        Pointer process = kernel.OpenProcess(SUSPEND_RESUME, false, (int) pid);
        if (process == null) {
            throw new IOException("OpenProcess(" + pid + ") failed");
        }
        try {
            int status = suspend ? nt.NtSuspendProcess(process) : nt.NtResumeProcess(process);
            if (status < 0) {
                throw new IOException(name + "(" + pid + ") failed with NTSTATUS 0x" + Integer.toHexString(status));
            }
        } finally {
            kernel.CloseHandle(process);
        }
    }

    /** The part of kernel32.dll that is used. */
    public interface Kernel extends Library {
        Pointer OpenProcess(int access, boolean inherit, int pid);

        boolean CloseHandle(Pointer handle);
    }

    /** The part of ntdll.dll that is used; the two functions are not in a public header. */
    public interface Nt extends Library {
        int NtSuspendProcess(Pointer process);

        int NtResumeProcess(Pointer process);
    }
}
