package dev.sotto.phonebench.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A process and its descendants, suspended one process at a time. */
final class TreeCell implements Cell {
    /** How one process is suspended on this operating system. */
    interface Suspension {
        void suspend(long pid) throws IOException;

        void resume(long pid) throws IOException;

        /** Whether the process may run an instruction now: not when suspended, ended, or waiting to be reaped. */
        boolean running(long pid) throws IOException;
    }

    private final Suspension suspension;
    private Optional<Process> root = Optional.empty();

    TreeCell(Suspension suspension) {
        this.suspension = suspension;
    }

    @Override
    public Process start(ProcessBuilder command) throws IOException {
        Process process = command.start();
        root = Optional.of(process);
        return process;
    }

    @Override
    public SortedSet<Long> pids() {
        SortedSet<Long> pids = new TreeSet<>();
        for (ProcessHandle member : members()) {
            pids.add(member.pid());
        }
        return pids;
    }

    private List<ProcessHandle> members() {
        return root.map(process -> tree(process.toHandle())).orElse(List.of());
    }

    private static List<ProcessHandle> tree(ProcessHandle root) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(root), root.descendants())
                .filter(ProcessHandle::isAlive)
                .limit(Limits.CELL_PROCESSES_MAX)
                .toList();
    }

    @Override
    public void freeze() throws IOException {
        if (root.isPresent()) {
            freeze(root.get().toHandle(), Deadline.in(Limits.FREEZE_MILLIS));
        }
    }

    /**
     * From the top down, each one only when its parent stands still: a parent that stands still forks no more, and one
     * that waits in vfork(2) for its child to exec would wait for ever if the child were stopped first.
     */
    private void freeze(ProcessHandle member, Deadline deadline) throws IOException {
        if (suspension.running(member.pid())) {
            suspension.suspend(member.pid());
        }
        if (!deadline.await(() -> !suspension.running(member.pid()))) {
            throw new IOException("process " + member.pid() + " goes on after being suspended");
        }
        for (ProcessHandle child : member.children().toList()) {
            freeze(child, deadline);
        }
    }

    @Override
    public void thaw() throws IOException {
        for (long pid : pids()) {
            suspension.resume(pid);
        }
        if (!Deadline.in(Limits.FREEZE_MILLIS).await(() -> !frozen())) {
            throw new IOException("processes " + pids() + " do not go on");
        }
    }

    @Override
    public boolean frozen() throws IOException {
        SortedSet<Long> pids = pids();
        for (long pid : pids) {
            if (suspension.running(pid)) {
                return false;
            }
        }
        return !pids.isEmpty();
    }

    @Override
    public void kill() throws IOException {
        List<ProcessHandle> members = members();
        members.forEach(ProcessHandle::destroyForcibly);
        Deadline limit = Deadline.in(Limits.KILL_MILLIS);
        if (!limit.await(() -> noneRuns(members))) {
            throw new IOException("processes " + pids() + " survived a kill");
        }
    }

    private boolean noneRuns(List<ProcessHandle> members) throws IOException {
        for (ProcessHandle member : members) {
            if (suspension.running(member.pid())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void entrust(Guard guard) throws IOException {
        if (root.isPresent()) {
            guard.process(root.get().toHandle());
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }

    /** Lets a tree go on, asks it to end, and after a while ends it: what the guard does for a supervisor that is gone. */
    static void endGently(Suspension suspension, ProcessHandle root) throws IOException {
        List<ProcessHandle> members = tree(root);
        for (ProcessHandle member : members) {
            suspension.resume(member.pid());
        }
        members.forEach(ProcessHandle::destroy);
        Deadline.in(Limits.GENTLE_END_MILLIS).await(() -> members.stream().noneMatch(ProcessHandle::isAlive));
        members.forEach(ProcessHandle::destroyForcibly);
    }
}
