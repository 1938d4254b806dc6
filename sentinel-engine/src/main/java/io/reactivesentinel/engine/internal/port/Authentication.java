package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.resp.RespBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Who may do anything: the default user, with or without a password.
 *
 * <p>Passwords are compared as SHA-256 digests, so that the time it takes tells neither their content nor their length.
 */
final class Authentication {
    static final String WRONG_PASS = "WRONGPASS invalid username-password pair or user is disabled.";
    static final String DEFAULT_USER = "default";

    private final Optional<byte[]> digest;

    Authentication(Optional<Secret> password) {
        this.digest = password.map(secret -> sha256(secret.value().getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether connections have to authenticate at all. */
    boolean isRequired() {
        return digest.isPresent();
    }

    /** Whether there is a user of that name. */
    boolean knows(String user) {
        return user.equals(DEFAULT_USER);
    }

    /** Whether the user exists and this is the password; without a password, any one is. */
    boolean admits(RespBytes user, RespBytes password) {
        boolean known = user.equals(RespBytes.of(DEFAULT_USER));
        boolean right = digest.isEmpty() || MessageDigest.isEqual(digest.get(), sha256(password.toByteArray()));
        return known && right;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
