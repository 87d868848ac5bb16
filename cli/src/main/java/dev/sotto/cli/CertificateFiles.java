package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.RevocationList;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The files that a peer runs with, read again while it runs: a renewed certificate, a newer revocation list. */
final class CertificateFiles {
    private final Path device;
    private final Optional<Path> revocations;
    private DeviceIdentity newest;
    private String toldFault = "";

    private CertificateFiles(Path device, Optional<Path> revocations, DeviceIdentity newest) {
        this.device = device;
        this.revocations = revocations;
        this.newest = newest;
    }

    /**
     * Reads them.
     *
     * @throws RefusedException what is wrong with one of them
     * @throws IllegalArgumentException the list is another authority's
     */
    static CertificateFiles read(Path device, Optional<Path> revocations) {
        DeviceIdentity identity = DeviceIdentity.read(device);
        if (revocations.isPresent()) {
            identity = identity.with(RevocationList.read(revocations.get()));
        }
        return new CertificateFiles(device, revocations, identity);
    }

    DeviceIdentity identity() {
        return newest;
    }

    /** Gives the store what is new in the files. A file that cannot be used now is told once, and tried again. */
    void follow(Sotto sotto, BiConsumer<String, String> faults) {
        try {
            DeviceIdentity now = read(device, revocations).identity();
            if (!now.certificate().equals(newest.certificate())) {
                sotto.sync().renew(now.certificate());
            }
            if (now.revocationNumber() > newest.revocationNumber()) {
                now.revocations().ifPresent(sotto.sync()::revoke);
            }
            newest = now;
            toldFault = "";
        } catch (RefusedException e) {
            tell(e.refusal().code(), e.refusal().toString(), faults);
        } catch (IllegalArgumentException e) {
            tell("CERT_UNTRUSTED", String.valueOf(e.getMessage()), faults);
        }
    }

    private void tell(String code, String words, BiConsumer<String, String> faults) {
        if (!toldFault.equals(code)) {
            toldFault = code;
            faults.accept(code, words);
        }
    }
}
