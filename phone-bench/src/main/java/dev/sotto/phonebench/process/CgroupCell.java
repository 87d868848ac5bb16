package dev.sotto.phonebench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A cgroup v2 group with one app in it. */
final class CgroupCell implements Cell {
    private final Path group;

    CgroupCell(Path group) {
        this.group = group;
    }

    @Override
    public Process start(ProcessBuilder command) throws IOException {
        // The shell joins, then becomes the app: what the app forks from its first instruction on is inside as well.
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString()));
        words.addAll(command.command());
        Process process = command.command(words).start();
        boolean joined =
                Deadline.in(Limits.FREEZE_MILLIS).await(() -> pids().contains(process.pid()) || !process.isAlive());
        if (!joined || (!process.isAlive() && process.exitValue() != 0)) {
            process.destroyForcibly();
            throw new IOException("process " + process.pid() + " did not get into " + group);
        }
        return process;
    }

    @Override
    public SortedSet<Long> pids() throws IOException {
        SortedSet<Long> pids = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(group.resolve("cgroup.procs"))) {
                pids.add(Long.parseLong(line));
            }
        } catch (NoSuchFileException removed) {
            return pids;
        }
        return pids;
    }

    @Override
    public void freeze() throws IOException {
        Files.writeString(group.resolve("cgroup.freeze"), "1");
        awaitFrozen(true);
    }

    @Override
    public void thaw() throws IOException {
        Files.writeString(group.resolve("cgroup.freeze"), "0");
        awaitFrozen(false);
    }

    @Override
    public boolean frozen() throws IOException {
        return Files.readAllLines(group.resolve("cgroup.events")).contains("frozen 1");
    }

    private void awaitFrozen(boolean wanted) throws IOException {
        if (!Deadline.in(Limits.FREEZE_MILLIS).await(() -> frozen() == wanted)) {
            throw new IOException(group + ": frozen=" + wanted + " not reached in " + Limits.FREEZE_MILLIS + " ms");
        }
    }

    @Override
    public void kill() throws IOException {
        Path kill = group.resolve("cgroup.kill");
        if (Files.exists(kill)) {
            Files.writeString(kill, "1");
        } else {
            killOneByOne();
        }
        if (!Deadline.in(Limits.KILL_MILLIS).await(() -> pids().isEmpty())) {
            throw new IOException(group + ": still has " + pids() + " after a kill");
        }
    }

    /** Kernels before 5.14 have no cgroup.kill. A signal to a frozen member acts, and only members are touched. */
    private void killOneByOne() throws IOException {
        for (long pid : pids()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        thaw();
    }

    @Override
    public void entrust(Guard guard) throws IOException {
        guard.group(group);
    }

    @Override
    public void close() throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        kill();
        // The group counts as busy for a moment after its last member is gone.
        if (!Deadline.in(Limits.KILL_MILLIS).await(this::removed)) {
            throw new IOException(group + ": cannot be removed");
        }
    }

    private boolean removed() {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    /** The same group seen from another process, the guard's. */
    static CgroupCell at(Path group) {
        return new CgroupCell(group);
    }

    /** The processes of a group whose supervisor is gone, asked to end once they can hear it. */
    void endGently() throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        thaw();
        Set<Long> asked = pids();
        for (long pid : asked) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
        Deadline.in(Limits.GENTLE_END_MILLIS).await(() -> pids().isEmpty());
        close();
    }
}
