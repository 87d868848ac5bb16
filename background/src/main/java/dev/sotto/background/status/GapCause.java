package dev.sotto.background.status;

/** Why nothing held the process for a while although background sync was on and the app was not in front. */
public enum GapCause {
    /** None known: no gap. */
    NONE("nothing was in the way"),
    /** The first hold of a stay in the background takes a moment. */
    STARTING("the first hold was being acquired"),
    INTERRUPTED("something else took the resource for a while"),
    CALL_OUTLASTED_GRACE("a phone call lasted longer than the time the system grants, and the process was suspended"),
    INTERRUPTION_OUTLASTED_GRACE(
            "an interruption lasted longer than the time the system grants, and the process was suspended"),
    LOST("the hold was taken away"),
    STALLED("the hold made no progress although nothing said so"),
    SERVICES_RESET("the service behind the hold was restarted"),
    FAILED("acquiring a hold failed"),
    DENIED("every mechanism was refused or cannot work here"),
    QUOTA("the time that the system grants was used up"),
    SUSPENDED("the process or the device was suspended"),
    PROCESS_ENDED("the process was ended"),
    USER_STOPPED("the user stopped the app"),
    /** Released on purpose: not a failure, and not counted as wanted time. */
    BLOCKED("a gate was closed");

    private final String explanation;

    GapCause(String explanation) {
        this.explanation = explanation;
    }

    /** What that means, in a sentence without a full stop. */
    public String explanation() {
        return explanation;
    }
}
