package dev.sotto.ios.apple;

import dev.sotto.ios.window.TaskScheduler;
import org.robovm.apple.backgroundtasks.BGAppRefreshTaskRequest;
import org.robovm.apple.backgroundtasks.BGProcessingTaskRequest;
import org.robovm.apple.backgroundtasks.BGTask;
import org.robovm.apple.backgroundtasks.BGTaskRequest;
import org.robovm.apple.backgroundtasks.BGTaskScheduler;
import org.robovm.apple.foundation.Foundation;
import org.robovm.apple.foundation.NSDate;
import org.robovm.apple.foundation.NSError;
import org.robovm.apple.foundation.NSNumber;
import org.robovm.apple.foundation.NSObject;
import org.robovm.apple.foundation.NSProgress;

/** The port on BGTaskScheduler. Any thread. */
public final class AppleTasks implements TaskScheduler {

    private static final int IOS_OF_CONTINUED = 26;

    @Override
    public boolean register(String identifier, Kind kind, Launch launch) {
        if (kind == Kind.CONTINUED && Foundation.getMajorSystemVersion() < IOS_OF_CONTINUED) {
            return false;
        }
        return BGTaskScheduler.getSharedScheduler()
                .registerForTask(identifier, null, task -> launch.launched(new SystemTask(task)));
    }

    @Override
    public String submit(
            String identifier, Kind kind, long earliestMillis, boolean network, String title, String subtitle) {
        BGTaskRequest request = request(identifier, kind, network, title, subtitle);
        if (kind != Kind.CONTINUED) {
            request.setEarliestBeginDate(NSDate.createWithTimeIntervalSinceNow(earliestMillis / 1_000.0));
        }
        NSError.NSErrorPtr error = new NSError.NSErrorPtr();
        if (BGTaskScheduler.getSharedScheduler().submitTaskRequest(request, error)) {
            return "";
        }
        NSError refused = error.get();
        return identifier + ": " + (refused == null ? "refused" : words(refused.getCode()));
    }

    private static BGTaskRequest request(String identifier, Kind kind, boolean network, String title, String subtitle) {
        switch (kind) {
            case REFRESH:
                return new BGAppRefreshTaskRequest(identifier);
            case PROCESSING:
                BGProcessingTaskRequest processing = new BGProcessingTaskRequest(identifier);
                processing.setRequiresNetworkConnectivity(network);
                return processing;
            default:
                return new ContinuedTaskRequest(identifier, title, subtitle);
        }
    }

    /** BGTaskScheduler.Error.Code. */
    private static String words(long code) {
        if (code == 1) {
            return "unavailable: background refresh is off for this app, or this is a simulator";
        } else if (code == 2) {
            return "too many requests are pending";
        } else if (code == 3) {
            return "not permitted: the identifier is not in BGTaskSchedulerPermittedIdentifiers, or the mode is missing";
        }
        return "refused with error " + code;
    }

    @Override
    public void cancel(String identifier) {
        BGTaskScheduler.getSharedScheduler().cancelTaskRequest(identifier);
    }

    private static final class SystemTask implements Task {
        private final BGTask task;

        SystemTask(BGTask task) {
            this.task = task;
        }

        @Override
        public void onExpiry(Runnable listener) {
            task.setExpirationHandler(listener);
        }

        /** The progress of a continued task is asked for by name: the bindings do not have its class. */
        @Override
        public void progress(long done, long total) {
            NSObject progress = task.getKeyValueCoder().getValue("progress");
            if (progress instanceof NSProgress) {
                ((NSProgress) progress).setTotalUnitCount(total);
                ((NSProgress) progress).setCompletedUnitCount(done);
            } else if (progress != null) {
                progress.getKeyValueCoder().setValue("totalUnitCount", NSNumber.valueOf(total));
                progress.getKeyValueCoder().setValue("completedUnitCount", NSNumber.valueOf(done));
            }
        }

        @Override
        public void complete(boolean worked) {
            task.setTaskCompleted(worked);
        }
    }
}
