package dev.sotto.ios.window;

/** BGTaskScheduler, as far as it is used here. */
public interface TaskScheduler {

    /** What a task may be. */
    enum Kind {
        /** BGAppRefreshTask: about half a minute, when the system thinks that the user will open the app soon. */
        REFRESH,
        /** BGProcessingTask: minutes, while the device is idle; ended when the user takes it up. */
        PROCESSING,
        /** BGContinuedProcessingTask, iOS 26: started by the user in front, with progress that the user sees. */
        CONTINUED
    }

    /** A task that the system started. Any thread. */
    interface Task {

        /** Sets what is run when the system wants the task to end. It is ended for good a few seconds later. */
        void onExpiry(Runnable listener);

        /** Shows how far it is, for a CONTINUED task: one that shows no progress is expired. Others ignore it. */
        void progress(long done, long total);

        /** Ends the task. To be called exactly once: never costs the app its next windows, twice is an exception. */
        void complete(boolean worked);
    }

    /** Takes a task that the system started. On a queue of the system. */
    interface Launch {
        void launched(Task task);
    }

    /**
     * Says who takes tasks of this identifier; false if Info.plist does not permit it or it was said before. Must be
     * called before the app has finished launching; the system ends apps that submit what they did not register.
     */
    boolean register(String identifier, Kind kind, Launch launch);

    /**
     * Asks for a task; empty if it was accepted, else why not. A request of the same identifier that is pending is
     * replaced. {@code title} and {@code subtitle} are shown to the user, for CONTINUED only. Any thread.
     */
    String submit(String identifier, Kind kind, long earliestMillis, boolean network, String title, String subtitle);

    /** Takes a request back; nothing if there is none. Any thread. */
    void cancel(String identifier);
}
