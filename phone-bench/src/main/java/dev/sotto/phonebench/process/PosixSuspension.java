package dev.sotto.phonebench.process;

import java.io.IOException;

/** SIGSTOP and SIGCONT, sent by the shell's own kill: signal numbers differ between systems, their names do not. */
final class PosixSuspension implements TreeCell.Suspension {
    @Override
    public void suspend(long pid) throws IOException {
        send("STOP", pid);
    }

    @Override
    public void resume(long pid) throws IOException {
        send("CONT", pid);
    }

    @Override
    public boolean running(long pid) throws IOException {
        return ProcessState.of(pid) == ProcessState.RUNNING;
    }

    private static void send(String signal, long pid) throws IOException {
        Command kill = Command.run("sh", "-c", "kill -" + signal + " \"$0\"", Long.toString(pid));
        if (kill.exitCode() != 0 && ProcessState.of(pid) != ProcessState.GONE) {
            throw new IOException(
                    "kill -" + signal + " " + pid + ": " + kill.output().trim());
        }
    }
}
