package dev.sotto.android.database;

import android.os.Build;
import java.security.Provider;
import java.util.Optional;
import org.conscrypt.Conscrypt;

/** TLS 1.3 came with Android 10; before it, Conscrypt's own library has it, which is what later systems carry themselves. */
final class TlsProvider {
    private TlsProvider() {}

    /**
     * The provider to give to Sotto; empty where the system's own will do.
     *
     * @throws IllegalStateException before Android 10, without Conscrypt in the app
     */
    static Optional<Provider> needed() {
        return needed(Build.VERSION.SDK_INT);
    }

    static Optional<Provider> needed(int sdk) {
        if (sdk >= Build.VERSION_CODES.Q) {
            return Optional.empty();
        }
        try {
            return Optional.of(Conscrypt.newProvider());
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "Android " + Build.VERSION.RELEASE + " (API " + sdk
                            + ") has no TLS 1.3 of its own, and the app does not have"
                            + " org.conscrypt:conscrypt-android: take it back in, or set minSdk to 29",
                    e);
        }
    }
}
