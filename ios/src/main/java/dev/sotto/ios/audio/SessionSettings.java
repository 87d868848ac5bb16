package dev.sotto.ios.audio;

/** Category, mode and options of an audio session. Immutable. */
final class SessionSettings {

    private static final String PLAYBACK = "AVAudioSessionCategoryPlayback";
    private static final String MODE_DEFAULT = "AVAudioSessionModeDefault";

    /** AVAudioSessionCategoryOptionMixWithOthers: the only kind of session that may be activated in the background. */
    private static final long MIX_WITH_OTHERS = 1;

    /** What a silent hold needs: audible in the background, beside whatever else plays. */
    static final SessionSettings MIXABLE = new SessionSettings(PLAYBACK, MODE_DEFAULT, MIX_WITH_OTHERS);

    private final String category;
    private final String mode;
    private final long options;

    SessionSettings(String category, String mode, long options) {
        this.category = category;
        this.mode = mode;
        this.options = options;
    }

    String category() {
        return category;
    }

    String mode() {
        return mode;
    }

    long options() {
        return options;
    }

    /** True if the app records: taking the category away would cut a call or a recording off. */
    boolean records() {
        return category.endsWith("Record") || category.endsWith("MultiRoute");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionSettings
                && ((SessionSettings) other).category.equals(category)
                && ((SessionSettings) other).mode.equals(mode)
                && ((SessionSettings) other).options == options;
    }

    @Override
    public int hashCode() {
        return (category.hashCode() * 31 + mode.hashCode()) * 31 + (int) options;
    }

    @Override
    public String toString() {
        return category.replace("AVAudioSessionCategory", "") + "/" + mode.replace("AVAudioSessionMode", "") + "/"
                + options;
    }
}
