package io.reactivesentinel.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages bytes in ways that a decoder has to look at twice: it knows where lengths stand and what breaks lines. */
public final class Mutation {
    private static final List<String> LENGTHS = List.of(
            "0",
            "-0",
            "-1",
            "-2",
            "1",
            "2",
            "10",
            "11",
            "16384",
            "16385",
            "65536",
            "65537",
            "262144",
            "262145",
            "536870912",
            "2147483647",
            "2147483648",
            "4294967295",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "99999999999999999999",
            "00",
            "+1",
            "?",
            "",
            " 1",
            "1 ",
            "1e3",
            "0x10");
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            "$",
            "*",
            "$-1\r\n",
            "*-1\r\n",
            "*0\r\n",
            "$0\r\n\r\n",
            "\"",
            "'",
            "\\",
            "\\x",
            " ",
            "\t",
            "\u000b",
            "%",
            ">",
            "|",
            ";",
            ".\r\n",
            "$?\r\n",
            "*?\r\n",
            "_\r\n",
            "(",
            "=",
            "!",
            "-",
            ":",
            ",");

    private Mutation() {}

    /** Several changes, often none. */
    public static byte[] some(byte[] bytes, Random random) {
        byte[] changed = bytes;
        for (int n = random.nextInt(5); n > 0; n--) {
            changed = one(changed, random);
        }
        return changed;
    }

    private static byte[] one(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(12));
        switch (random.nextInt(8)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                if (at < flipped.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                return flipped;
            }
            case 1 -> {
                return splice(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            }
            case 2 -> {
                return splice(bytes, at, end, new byte[0]);
            }
            case 3 -> {
                return splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            }
            case 4 -> {
                return splice(bytes, at, at, ascii(PIECES.get(random.nextInt(PIECES.size()))));
            }
            case 5 -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
            default -> {
                return falsifyLength(bytes, random);
            }
        }
    }

    private static byte[] falsifyLength(byte[] bytes, Random random) {
        List<Integer> places = new ArrayList<>();
        for (int i = 1; i < bytes.length; i++) {
            if (isDigit(bytes[i]) && !isDigit(bytes[i - 1])) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return bytes;
        }
        int from = places.get(random.nextInt(places.size()));
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        return splice(bytes, from, to, ascii(LENGTHS.get(random.nextInt(LENGTHS.size()))));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
        byte[] spliced = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(with, 0, spliced, from, with.length);
        System.arraycopy(bytes, to, spliced, from + with.length, bytes.length - to);
        return spliced;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
