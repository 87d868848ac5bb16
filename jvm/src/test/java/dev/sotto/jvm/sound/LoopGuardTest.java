package dev.sotto.jvm.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.jvm.sound.LoopGuard.Code;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The cost guard: what may be looped, and what buffer may be used. */
class LoopGuardTest {
    /** The sound of the widely copied snippet that keeps an iOS app alive. */
    private static final String PUBLISHED_CLIP = "UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAD8/w==";

    @Test
    void thePublishedClipIsOneFrameAndNotSilentAndIsRefusedAsALoop() {
        SilentClip clip = SilentClip.parse(Base64.getDecoder().decode(PUBLISHED_CLIP));
        assertEquals(new SilentClip(44_100, 1, 16, 1, false), clip);
        assertEquals(22, clip.micros(), "one round lasts 22 microseconds");
        LoopGuard.Verdict verdict = LoopGuard.ofLoop(clip);
        assertFalse(verdict.allowed());
        assertEquals("LOOP_TOO_SHORT: loop_millis is 0.0220 (1 frames), wanted at least 1000", verdict.toString());
    }

    @Test
    void whatMayBeLooped() {
        assertEquals(Code.NONE, looped(wave(8_000, 8_000, 0)));
        assertEquals(Code.LOOP_TOO_SHORT, looped(wave(8_000, 7_999, 0)));
        assertEquals(Code.NOT_SILENT, looped(wave(8_000, 8_000, -4)));
    }

    @Test
    void aBufferUnderASecondIsRefused() {
        assertEquals(Code.BUFFER_TOO_SHORT, LoopGuard.ofBuffer(999).code());
        assertTrue(LoopGuard.ofBuffer(1_000).allowed());
    }

    @Test
    void damagedFilesAreRefusedAtEveryCutAndNeverThrow() {
        byte[] whole = wave(8_000, 8_000, 0);
        assertEquals(Code.NOT_A_WAVE, looped(new byte[0]));
        for (int length = 0; length < whole.length; length += length < 64 ? 1 : 997) {
            assertEquals(Code.NOT_A_WAVE, looped(Arrays.copyOf(whole, length)), "cut at " + length);
        }
        for (int at = 0; at < 44; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                looped(changed); // any verdict will do; what must not happen is an exception
            }
        }
    }

    private static Code looped(byte[] wave) {
        return LoopGuard.ofLoop(SilentClip.parse(wave)).code();
    }

    private static byte[] wave(int rate, int frames, int sample) {
        ByteBuffer bytes = ByteBuffer.allocate(44 + 2 * frames).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes()).putInt(36 + 2 * frames).put("WAVE".getBytes());
        bytes.put("fmt ".getBytes()).putInt(16).putShort((short) 1).putShort((short) 1);
        bytes.putInt(rate).putInt(2 * rate).putShort((short) 2).putShort((short) 16);
        bytes.put("data".getBytes()).putInt(2 * frames);
        for (int i = 0; i < frames; i++) {
            bytes.putShort((short) sample);
        }
        return bytes.array();
    }
}
