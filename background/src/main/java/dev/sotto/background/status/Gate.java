package dev.sotto.background.status;

/** What can forbid a hold although the app wants one. Each has a sentence for people. */
public enum Gate {
    USER_STOPPED("the user stopped the app on purpose; it stays stopped until it is opened"),
    LOW_POWER_MODE("the device saves power, and the policy says to let go then"),
    BATTERY_BELOW("the battery is nearly empty"),
    THERMAL("the device is too hot"),
    BUDGET_SPENT("the time budget for this stay in the background is used up"),
    NO_WORK("no peer was seen for a while and nothing waits to be sent; short windows look for peers instead"),
    NO_PERMISSION_LAN("the permission to use the local network is missing"),
    NO_PERMISSION_BT("the permission to use Bluetooth is missing"),
    BACKGROUND_RESTRICTED("the user or the system restricts this app in the background"),
    OUTSIDE_SCHEDULE("the app's schedule does not include this time"),
    HOST_AUDIO_BUSY("the app itself uses the audio that the hold would need"),
    NO_NETWORK("no network is connected; sync goes on as soon as one is", true),
    DOZING("the device dozes and nothing holds the app", true),
    RARELY_USED("the app was not opened for long, so the system hardly lets it run", true);

    private final String explanation;
    private final boolean leavesWindows;

    Gate(String explanation) {
        this(explanation, false);
    }

    Gate(String explanation, boolean leavesWindows) {
        this.explanation = explanation;
        this.leavesWindows = leavesWindows;
    }

    /** Why a hold is forbidden, in a sentence without a full stop. */
    public String explanation() {
        return explanation;
    }

    /**
     * Whether short windows go on while an app or a platform has closed this gate: what closes it passes without anybody
     * being told, and a window is how that is noticed.
     */
    public boolean leavesWindows() {
        return leavesWindows;
    }
}
