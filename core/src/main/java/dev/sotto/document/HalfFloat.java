package dev.sotto.document;

/** IEEE 754 binary16, which the shortest form of many doubles needs. */
final class HalfFloat {
    private HalfFloat() {}

    /** The 16 bits that hold exactly this number, or -1 if none do. Not for NaN. */
    static int fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int exponent = (bits >>> 23 & 0xff) - 127;
        int fraction = bits & 0x7f_ffff;
        if (exponent == -127 && fraction == 0) {
            return sign;
        } else if (exponent == 128) {
            return sign | 0x7c00;
        } else if (exponent >= -14 && exponent <= 15) {
            return (fraction & 0x1fff) == 0 ? sign | exponent + 15 << 10 | fraction >>> 13 : -1;
        } else if (exponent >= -24 && exponent < -14) {
            // Subnormal halves count in units of 2^-24: shift the 24-bit significand until its unit is that.
            int significand = fraction | 0x80_0000;
            int shift = -1 - exponent;
            return (significand & (1 << shift) - 1) == 0 ? sign | significand >>> shift : -1;
        }
        return -1;
    }

    static double toDouble(int half) {
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        double magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = (fraction | 0x400) * Math.scalb(1.0, exponent - 25);
        }
        return (half & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
