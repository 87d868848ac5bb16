package dev.sotto.ios.sim;

import dev.sotto.ios.window.TaskScheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** BGTaskScheduler: launches what was asked for when the test says so, and counts completions. */
public final class SimTasks implements TaskScheduler {
    public final Map<String, Launch> registered = new LinkedHashMap<>();
    public final Map<String, Long> pending = new LinkedHashMap<>();
    public final List<String> submitted = new ArrayList<>();
    public String permits = "com.example.notes.";
    public String refusal = "";

    /** One task that the system launched. */
    public static final class SimTask implements Task {
        public int completed;
        public boolean worked;
        public long done;
        public long total;
        private Runnable expiry = () -> {};

        @Override
        public void onExpiry(Runnable listener) {
            expiry = listener;
        }

        @Override
        public void progress(long nowDone, long nowTotal) {
            done = nowDone;
            total = nowTotal;
        }

        @Override
        public void complete(boolean didWork) {
            completed++;
            worked = didWork;
        }

        /** The system wants it to end. */
        public void expire() {
            expiry.run();
        }
    }

    @Override
    public boolean register(String identifier, Kind kind, Launch launch) {
        boolean permitted = identifier.startsWith(permits);
        if (permitted) {
            registered.put(identifier, launch);
        }
        return permitted;
    }

    @Override
    public String submit(
            String identifier, Kind kind, long earliestMillis, boolean network, String title, String subtitle) {
        if (!registered.containsKey(identifier)) {
            throw new AssertionError("submitted without being registered: iOS ends such an app: " + identifier);
        }
        submitted.add(identifier);
        if (refusal.isEmpty()) {
            pending.put(identifier, earliestMillis);
        }
        return refusal;
    }

    @Override
    public void cancel(String identifier) {
        pending.remove(identifier);
    }

    /** The system launches the task; it need not have been asked for in this process. */
    public SimTask launch(String identifier) {
        pending.remove(identifier);
        SimTask task = new SimTask();
        registered.get(identifier).launched(task);
        return task;
    }
}
