package dev.sotto.jvm.sound;

/**
 * What a piece of PCM sound in a RIFF WAVE file is, as far as it matters for keeping an app alive with it.
 *
 * @param sampleRate hertz
 * @param channels number of channels
 * @param bitsPerSample bits of one sample
 * @param frames length in frames
 * @param zero true if every sample is digital zero
 */
public record SilentClip(int sampleRate, int channels, int bitsPerSample, long frames, boolean zero) {
    /** What {@link #parse} answers for bytes that are no PCM WAVE file. */
    public static final SilentClip NONE = new SilentClip(0, 0, 0, 0, false);

    private static final int CHUNK_HEADER = 8;
    private static final int RIFF_HEADER = 12;
    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_BYTES_MIN = 16;

    /** Length in microseconds; 0 for {@link #NONE}. */
    public long micros() {
        return sampleRate == 0 ? 0 : frames * 1_000_000L / sampleRate;
    }

    /**
     * Reads the header and the samples of a WAVE file ("Multimedia Programming Interface and Data Specifications 1.0",
     * IBM and Microsoft 1991, WAVE chapter).
     *
     * @return {@link #NONE} when the bytes are not RIFF, not WAVE, not PCM, or cut short
     */
    public static SilentClip parse(byte[] wav) {
        if (wav.length < RIFF_HEADER || !tag(wav, 0, "RIFF") || !tag(wav, 8, "WAVE")) {
            return NONE;
        }
        SilentClip format = NONE;
        int at = RIFF_HEADER;
        while (at <= wav.length - CHUNK_HEADER) {
            long size = number(wav, at + 4, 4);
            int body = at + CHUNK_HEADER;
            if (size > wav.length - body) {
                return NONE;
            }
            if (tag(wav, at, "fmt ")) {
                format = size < FORMAT_BYTES_MIN ? NONE : format(wav, body);
            } else if (tag(wav, at, "data")) {
                return samples(wav, body, (int) size, format);
            }
            at = body + (int) size + (int) (size & 1); // chunks are padded to even length
        }
        return NONE;
    }

    private static SilentClip format(byte[] wav, int at) {
        if (number(wav, at, 2) != FORMAT_PCM) {
            return NONE;
        }
        int channels = (int) number(wav, at + 2, 2);
        long rate = number(wav, at + 4, 4);
        int bits = (int) number(wav, at + 14, 2);
        boolean sound = channels > 0 && rate > 0 && rate <= Integer.MAX_VALUE && bits >= 8 && bits % 8 == 0;
        return sound ? new SilentClip((int) rate, channels, bits, 0, false) : NONE;
    }

    private static SilentClip samples(byte[] wav, int at, int size, SilentClip format) {
        if (format.equals(NONE)) {
            return NONE;
        }
        boolean zero = true;
        int middle = format.bitsPerSample == 8 ? 128 : 0; // 8-bit samples are unsigned
        for (int i = at; i < at + size; i++) {
            zero &= (wav[i] & 0xff) == middle;
        }
        int frameBytes = format.channels * (format.bitsPerSample / 8);
        return new SilentClip(format.sampleRate, format.channels, format.bitsPerSample, size / frameBytes, zero);
    }

    private static boolean tag(byte[] bytes, int at, String tag) {
        for (int i = 0; i < tag.length(); i++) {
            if (bytes[at + i] != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int at, int count) {
        long number = 0;
        for (int i = count - 1; i >= 0; i--) {
            number = number << 8 | bytes[at + i] & 0xff;
        }
        return number;
    }
}
