package io.reactivesentinel.engine.internal.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Cipher suites as OpenSSL lists them, in the names of Java.
 *
 * <p>Understood are names of suites in either spelling, {@code DEFAULT}, {@code ALL} and {@code HIGH}, the properties that
 * suites of the JVM have, {@code +} between properties, and {@code !} and {@code -} in front. Words that name nothing
 * here are passed over, as OpenSSL does.
 */
final class CipherWords {

    private static final Set<String> EVERYTHING = Set.of("DEFAULT", "ALL", "HIGH", "COMPLEMENTOFDEFAULT");

    private static final Pattern WORDS = Pattern.compile("[:, ]+");

    private CipherWords() {}

    /** Those of the suites that a list chooses, in its order; empty if it chooses none. */
    static List<String> choose(String list, List<String> suites) {
        List<String> able = suites.stream().filter(CipherWords::isBefore13).toList();
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> banned = new LinkedHashSet<>();
        for (String word : WORDS.splitAsStream(list).toList()) {
            if (word.isEmpty() || word.startsWith("@")) {
                continue;
            }
            char sign = word.charAt(0);
            boolean isPlain = "!-+".indexOf(sign) < 0;
            List<String> meant = meant(isPlain ? word : word.substring(1), able);
            if (isPlain) {
                chosen.addAll(meant);
            } else if (sign == '+') {
                // To the end, those that are there.
                List<String> moved = meant.stream().filter(chosen::remove).toList();
                chosen.addAll(moved);
            } else {
                meant.forEach(chosen::remove);
                if (sign == '!') {
                    banned.addAll(meant);
                }
            }
        }
        chosen.removeAll(banned);
        return List.copyOf(chosen);
    }

    /** Suites of TLS 1.3 among those that are named. */
    static List<String> of13(String list, List<String> suites) {
        List<String> named = Arrays.asList(list.split(":"));
        return named.stream().allMatch(suites::contains) && named.stream().noneMatch(CipherWords::isBefore13)
                ? named
                : List.of();
    }

    static boolean isBefore13(String suite) {
        return suite.contains("_WITH_");
    }

    private static List<String> meant(String word, List<String> suites) {
        if (EVERYTHING.contains(word)) {
            return suites;
        }
        List<String> meant = new ArrayList<>();
        for (String suite : suites) {
            if (word.equals(suite)
                    || word.equals(openSslName(suite))
                    || Arrays.stream(word.split("\\+")).allMatch(property -> has(suite, property))) {
                meant.add(suite);
            }
        }
        return meant;
    }

    private static boolean has(String suite, String property) {
        return switch (property) {
            case "ECDHE", "kECDHE", "EECDH", "kEECDH" -> suite.startsWith("TLS_ECDHE_");
            case "DHE", "kDHE", "EDH", "kEDH" -> suite.startsWith("TLS_DHE_");
            case "kRSA" -> suite.startsWith("TLS_RSA_");
            case "aRSA" -> suite.contains("RSA_WITH_");
            case "RSA" -> suite.contains("RSA_WITH_");
            case "ECDSA", "aECDSA" -> suite.contains("_ECDSA_WITH_");
            case "DSS", "aDSS" -> suite.contains("_DSS_WITH_");
            case "AES" -> suite.contains("_AES_");
            case "AES128" -> suite.contains("_AES_128_");
            case "AES256" -> suite.contains("_AES_256_");
            case "AESGCM" -> suite.contains("_AES_") && suite.contains("_GCM_");
            case "CHACHA20" -> suite.contains("_CHACHA20_");
            case "CBC" -> suite.contains("_CBC_");
            case "SHA", "SHA1" -> suite.endsWith("_SHA");
            case "SHA256" -> suite.endsWith("_SHA256");
            case "SHA384" -> suite.endsWith("_SHA384");
            case "NULL", "eNULL" -> suite.contains("_NULL_");
            case "aNULL" -> suite.contains("_anon_");
            case "3DES" -> suite.contains("_3DES_");
            default -> false;
        };
    }

    /** {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256} is {@code ECDHE-RSA-AES128-GCM-SHA256} there. */
    static String openSslName(String suite) {
        return suite.replaceFirst("^TLS_", "")
                .replaceFirst("^RSA_WITH_", "")
                .replace("_WITH_", "_")
                .replaceFirst("AES_(\\d+)_CBC_", "AES$1_")
                .replaceFirst("AES_(\\d+)_", "AES$1_")
                .replaceFirst("CHACHA20_POLY1305_SHA256$", "CHACHA20_POLY1305")
                .replace('_', '-');
    }
}
