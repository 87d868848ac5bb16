package dev.sotto.cli;

/**
 * SIGTERM and SIGINT as the JVM knows them: its shutdown hooks. A hook cannot choose the exit code (it would be 143), so this
 * one ends the process itself, as the last thing that it does.
 */
final class SignalTermination implements Console.Termination {
    /** What a service manager or a phone's user can be expected to wait. */
    static final long FLUSH_MILLIS = 5_000;

    @Override
    public Console.Registration onTermination(Runnable flush) {
        Thread hook = new Thread(() -> flushAndEnd(flush), "sotto-termination");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> unhook(hook);
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending and the hook is at work: it has the last word
        }
    }

    private static void flushAndEnd(Runnable flush) {
        Thread flushing = new Thread(flush, "sotto-flush");
        flushing.setDaemon(true);
        flushing.start();
        try {
            flushing.join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(flushing.isAlive() ? ExitCode.TRY_AGAIN : ExitCode.OK);
    }
}
