package dev.sotto.phonebench;

/**
 * One entry of a timeline.
 *
 * @param atMillis since the timeline began, on the monotonic clock
 * @param detail for people, for example a cause or an exit code; may be empty
 */
public record Moment(long atMillis, PhoneEvent event, String detail) {}
