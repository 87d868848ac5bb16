package dev.sotto.peer;

import dev.sotto.identity.Authenticated;
import dev.sotto.identity.DeviceCertificate;
import org.jspecify.annotations.Nullable;

/** What whoever is at the other end of a link has shown of itself, and knows of who is trusted. On the loop. */
final class Counterpart {
    private @Nullable DeviceCertificate certificate;
    private long revocationNumber;
    private long retirementsTold;

    Counterpart(Authenticated authenticated) {
        this.certificate = authenticated.certificate().orElse(null);
        this.revocationNumber = authenticated.revocationNumber();
    }

    /** What the peer showed last; null where that is not what is trusted. */
    @Nullable
    DeviceCertificate certificate() {
        return certificate;
    }

    void shows(DeviceCertificate renewed) {
        certificate = renewed;
    }

    /** The number of the newest revocation list that the peer is known to have. */
    long revocationNumber() {
        return revocationNumber;
    }

    void knowsRevocations(long number) {
        revocationNumber = Math.max(revocationNumber, number);
    }

    /** Whether it is to be named all retired stores, those of that digest; it has been then. */
    boolean lacksRetirements(long digest) {
        boolean lacks = retirementsTold != digest;
        retirementsTold = digest;
        return lacks;
    }
}
