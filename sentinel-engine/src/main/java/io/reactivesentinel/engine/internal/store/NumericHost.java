package io.reactivesentinel.engine.internal.store;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses written as numbers, in every form the system's own resolver takes: {@code 127.1} and {@code 0x7f000001} are
 * {@code 127.0.0.1}.
 */
public final class NumericHost {

    private NumericHost() {}

    /** The usual form of an address, so that two ways to write it are one node; {@code null} for a name. */
    public static @Nullable String canonical(String host) {
        if (host.indexOf(':') >= 0) {
            return canonicalIpv6(host);
        }
        List<Long> parts = parts(host);
        if (parts.isEmpty()) {
            return null;
        }
        long address = 0;
        int last = parts.size() - 1;
        for (int i = 0; i < last; i++) {
            if (parts.get(i) > 255) {
                return null;
            }
            address |= parts.get(i) << (24 - 8 * i);
        }
        // The last part fills all bytes that are left.
        if (parts.get(last) >= 1L << (32 - 8 * last)) {
            return null;
        }
        address |= parts.get(last);
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static @Nullable String canonicalIpv6(String host) {
        if (host.startsWith("[") || !NetUtil.isValidIpV6Address(host)) {
            return null;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        // An IPv4 address in IPv6 clothes, and one with a zone, stay as they are.
        boolean plain = bytes != null && bytes.length == 16 && host.indexOf('.') < 0 && host.indexOf('%') < 0;
        return plain ? NetUtil.bytesToIpAddress(bytes) : host;
    }

    private static List<Long> parts(String host) {
        List<Long> parts = new ArrayList<>(4);
        for (String part : host.split("\\.", -1)) {
            boolean hex = part.startsWith("0x") || part.startsWith("0X");
            String digits = hex ? part.substring(2) : part;
            int radix = hex ? 16 : part.startsWith("0") ? 8 : 10;
            boolean number =
                    digits.length() <= 12 && digits.matches(hex ? "[0-9a-fA-F]+" : radix == 8 ? "[0-7]+" : "[0-9]+");
            if (!number || parts.size() == 4) {
                return List.of();
            }
            parts.add(Long.parseLong(digits, radix));
        }
        return parts;
    }
}
