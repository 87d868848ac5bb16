package dev.sotto.cli.lint;

import com.dd.plist.BinaryPropertyListParser;
import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import com.dd.plist.PropertyListFormatException;
import com.dd.plist.XMLPropertyListParser;
import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An iOS app's Info.plist, as XML or as Xcode compiles it into a bundle, as far as background sync depends on it. */
final class InfoPlist {
    private static final String WANTED = "an app's Info.plist, as XML or in the binary form of a bundle";
    private static final byte[] BINARY = "bplist".getBytes(StandardCharsets.US_ASCII);

    private final NSDictionary root;

    private InfoPlist(NSDictionary root) {
        this.root = root;
    }

    /** @throws RefusedException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, XML_INVALID, PLIST_INVALID */
    static InfoPlist read(Path file) {
        byte[] bytes = XmlFile.bytes(file);
        NSObject all = isBinary(bytes) ? binary(file, bytes) : xml(file, bytes);
        if (!(all instanceof NSDictionary dictionary)) {
            throw new RefusedException("PLIST_INVALID", file.toString(), "a list without keys", WANTED);
        }
        return new InfoPlist(dictionary);
    }

    private static boolean isBinary(byte[] bytes) {
        return bytes.length >= BINARY.length && Arrays.equals(BINARY, Arrays.copyOf(bytes, BINARY.length));
    }

    /** Offsets and counts in a binary list are whatever its writer liked: any way in which reading fails is one refusal. */
    private static NSObject binary(Path file, byte[] bytes) {
        try {
            return BinaryPropertyListParser.parse(bytes);
        } catch (IOException
                | PropertyListFormatException
                | RuntimeException
                | StackOverflowError
                | OutOfMemoryError broken) {
            throw new RefusedException("PLIST_INVALID", file.toString(), "a binary list that is broken", WANTED);
        }
    }

    private static NSObject xml(Path file, byte[] bytes) {
        try {
            return XMLPropertyListParser.parse(XmlFile.parse(file, bytes, WANTED));
        } catch (PropertyListFormatException | IOException | RuntimeException wrong) {
            if (wrong instanceof RefusedException refused) {
                throw refused;
            }
            throw new RefusedException("PLIST_INVALID", file.toString(), String.valueOf(wrong.getMessage()), WANTED);
        }
    }

    boolean has(String key) {
        return root.containsKey(key);
    }

    /** The text of a key; nothing if it is not there or no text. */
    Optional<String> text(String key) {
        NSObject value = root.get(key);
        return value instanceof NSString text ? Optional.of(text.getContent()) : Optional.empty();
    }

    /** The truth of a key; nothing if it is not there or neither true nor false. */
    Optional<Boolean> truth(String key) {
        NSObject value = root.get(key);
        return value instanceof NSNumber number && number.isBoolean()
                ? Optional.of(number.boolValue())
                : Optional.empty();
    }

    /** The texts in a key's list; empty if it is not there or no list. */
    List<String> texts(String key) {
        List<String> found = new ArrayList<>();
        if (root.get(key) instanceof NSArray array) {
            for (NSObject each : array.getArray()) {
                if (each instanceof NSString text) {
                    found.add(text.getContent());
                }
            }
        }
        return found;
    }

    boolean isList(String key) {
        return root.get(key) instanceof NSArray;
    }

    boolean isDictionary(String key) {
        return root.get(key) instanceof NSDictionary;
    }
}
