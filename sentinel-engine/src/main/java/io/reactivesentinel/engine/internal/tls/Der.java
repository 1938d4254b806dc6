package io.reactivesentinel.engine.internal.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Wraps keys of the older PEM kinds, RSA (PKCS #1) and EC (RFC 5915), as the JVM wants them: PKCS #8. */
final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = {6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1, 5, 0};
    private static final byte[] EC = {6, 7, 42, (byte) 134, 72, (byte) 206, 61, 2, 1};

    private Der() {}

    static byte[] pkcs8OfRsa(byte[] key) {
        return pkcs8(key, RSA);
    }

    /**
     * The curve stands in the key, and goes where the algorithm is named.
     *
     * @throws IllegalArgumentException if the key does not say its curve
     */
    static byte[] pkcs8OfEc(byte[] key) {
        int at = start(key, 0);
        while (at < key.length) {
            int begin = start(key, at);
            int end = begin + length(key, at);
            if ((key[at] & 0xff) == CURVE && end <= key.length) {
                return pkcs8(key, join(EC, Arrays.copyOfRange(key, begin, end)));
            }
            at = end;
        }
        throw new IllegalArgumentException("no curve");
    }

    private static byte[] pkcs8(byte[] key, byte[] algorithm) {
        return element(SEQUENCE, join(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    /** Where the content of the element at that place starts. */
    private static int start(byte[] der, int at) {
        int first = der[checked(der, at + 1)] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[checked(der, at + 1)] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[checked(der, at + 2 + i)] & 0xff);
        }
        if (length < 0 || length > der.length) {
            throw new IllegalArgumentException("cut off");
        }
        return length;
    }

    private static int checked(byte[] der, int at) {
        if (at >= der.length) {
            throw new IllegalArgumentException("cut off");
        }
        return at;
    }

    /** With its length in as few bytes as it takes, which is the rule. */
    static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
