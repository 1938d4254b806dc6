package io.reactivesentinel.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The words the operating system has for an error, as C programs print them, out of Java's exceptions. */
final class SystemErrors {
    private SystemErrors() {}

    /** Such as {@code No such file or directory}. */
    static String text(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (error instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (error instanceof NotDirectoryException) {
            return "Not a directory";
        }
        if (error instanceof FileAlreadyExistsException) {
            return "File exists";
        }
        if (error instanceof DirectoryNotEmptyException) {
            return "Directory not empty";
        }
        if (error instanceof FileSystemLoopException) {
            return "Too many levels of symbolic links";
        }
        if (error instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        String message = error.getMessage();
        if (message == null) {
            return error.getClass().getSimpleName();
        }
        // FileOutputStream puts the reason in brackets at the end: "/var/log/x (Permission denied)".
        int bracket = message.lastIndexOf(" (");
        return bracket >= 0 && message.endsWith(")") ? message.substring(bracket + 2, message.length() - 1) : message;
    }
}
